"""The verbs about the key: where it lies, the recovery key, and opening with a passphrase."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from surveyapp import cli
from surveyapp.services.workspace import Workspace
from surveyapp.store.custody import check_code
from tests.cli.conftest import SETUP, Shown, Type
from tests.support.keys import OTHERS, OURS, PASSPHRASE, DrawerKeyStore
from tests.support.passphrases import put_under_passphrase


@pytest.fixture
def drawer() -> DrawerKeyStore:
    return DrawerKeyStore()


@pytest.fixture
def with_drawer(
    drawer: DrawerKeyStore, capsys: pytest.CaptureFixture[str], type_verb: Type
) -> Type:
    """Type a verb on a computer whose key store is a drawer."""

    def nobody(_arguments: list[str]) -> int:
        raise AssertionError

    def typed(*words: object) -> Shown:
        capsys.readouterr()
        code = cli.run(
            [str(word) for word in words], screenshots=nobody, show=nobody, key_store=drawer
        )
        shown = capsys.readouterr()
        return Shown(code, shown.out, shown.err)

    return typed


class Terminal(io.StringIO):
    """Somebody who sits there and types these lines."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def locked(data: Path) -> Path:
    put_under_passphrase(data)
    return data


def test_a_new_device_says_that_it_is_not_protected(data: Path, type_verb: Type) -> None:
    for verb in ("status", "check"):
        shown = type_verb(verb, "--data", data, "--lang", "en")
        assert shown.code == 0
        assert "This device is not protected" in shown.out
        assert "There is no recovery key" in shown.out
        assert len(type_verb(verb, "--data", data, "--json").json["notices"]) == 2
    assert type_verb("status", "--data", data, "--json").json["protection"] == "file"


def test_a_recovery_key_is_made_and_its_sheet_is_for_people(
    tmp_path: Path, type_verb: Type
) -> None:
    sheet = tmp_path / "recovery-key.html"
    made = type_verb("recovery-key", "new", sheet, "--json").json
    assert made["check_code"] == check_code(made["public"])
    page = sheet.read_text("utf-8")
    if sys.platform != "win32":
        assert sheet.stat().st_mode & 0o077 == 0
    assert made["public"] in page
    assert made["check_code"] in page
    assert page.count("<section") == 3
    assert 'dir="rtl"' in page
    assert "AGE-SECRET-KEY-1" not in json.dumps(made)  # the secret is on the sheet alone
    again = type_verb("recovery-key", "new", sheet)
    assert again.code == 2
    assert sheet.read_text("utf-8") == page


def test_set_up_with_a_recovery_key_uses_the_key_store(
    tmp_path: Path, with_drawer: Type, drawer: DrawerKeyStore
) -> None:
    data = tmp_path / "data"
    shown = with_drawer("setup", "--data", data, "--lang", "en", *SETUP, "--recovery", OURS.public)
    assert shown.code == 0
    assert "not protected" not in shown.out
    assert len(drawer.secrets) == 1
    assert not (data / "survey.key").exists()
    assert (data / "survey.recovery").exists()
    told = with_drawer("status", "--data", data, "--json").json
    assert told["protection"] == "system"
    assert told["recovery"] == check_code(OURS.public)
    assert told["notices"] == []


@pytest.mark.parametrize("state", ["there", "locked"])
def test_set_up_where_the_key_store_does_not_serve_keeps_the_file_and_says_so(
    tmp_path: Path, with_drawer: Type, drawer: DrawerKeyStore, state: str
) -> None:
    setattr(drawer, state, state == "locked")
    data = tmp_path / "data"
    shown = with_drawer("setup", "--data", data, "--lang", "en", *SETUP, "--recovery", OURS.public)
    assert shown.code == 0
    assert "not protected" in shown.out
    assert (data / "survey.key").exists()


def test_set_up_with_a_wrong_recovery_key_stores_nothing(tmp_path: Path, type_verb: Type) -> None:
    data = tmp_path / "data"
    shown = type_verb("setup", "--data", data, "--lang", "en", *SETUP, "--recovery", "age1no")
    assert shown.code == 2
    assert "begins with age1" in shown.err
    assert type_verb("status", "--data", data).code == 2  # not set up


def test_setting_up_again_keeps_the_recovery_key_and_the_choice_of_the_file(
    tmp_path: Path, with_drawer: Type, drawer: DrawerKeyStore
) -> None:
    data = tmp_path / "data"
    with_drawer("setup", "--data", data, *SETUP, "--recovery", OURS.public)
    assert with_drawer("protect", "file", "--data", data).code == 0
    assert with_drawer("setup", "--data", data, *SETUP, "--recovery", OURS.public).code == 0
    assert with_drawer("setup", "--data", data, *SETUP).code == 0
    told = with_drawer("status", "--data", data, "--json").json
    assert (told["protection"], told["recovery"]) == ("file", check_code(OURS.public))
    assert drawer.secrets == {}


def test_the_organiser_may_choose_the_key_store_without_a_recovery_key(
    data: Path, with_drawer: Type
) -> None:
    shown = with_drawer("protect", "system", "--data", data, "--lang", "en")
    assert shown.code == 0
    assert "Key in this computer’s key store" in shown.out
    assert "There is no recovery key" in shown.out


def test_another_recovery_key_is_set_and_events_say_so(data: Path, with_drawer: Type) -> None:
    for key in (OURS, OTHERS):
        shown = with_drawer("recovery-key", "set", key.public, "--data", data, "--json")
        assert shown.json["recovery"] == check_code(key.public)
    wrong = with_drawer("recovery-key", "set", OURS.secret, "--data", data, "--lang", "en")
    assert wrong.code == 2
    assert "secret part" in wrong.err
    assert OURS.secret not in wrong.err


def test_a_passphrase_from_the_environment(
    locked: Path, type_verb: Type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SURVEYAPP_PASSPHRASE", PASSPHRASE)
    told = type_verb("status", "--data", locked, "--json").json
    assert told["protection"] == "passphrase"
    monkeypatch.setenv("SURVEYAPP_PASSPHRASE", "another one")
    wrong = type_verb("status", "--data", locked, "--lang", "en")
    assert wrong.code == 2
    assert "This passphrase does not open" in wrong.err


def test_nobody_is_there_to_be_asked(locked: Path, type_verb: Type) -> None:
    for verb in (["status"], ["check"], ["setup", *SETUP]):
        shown = type_verb(*verb, "--data", locked, "--lang", "en")
        assert shown.code == 2
        assert "SURVEYAPP_PASSPHRASE" in shown.err


def test_somebody_at_the_terminal_is_asked(
    locked: Path, type_verb: Type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("click.termui.hidden_prompt_func", lambda _prompt: PASSPHRASE)
    monkeypatch.setattr(sys, "stdin", Terminal())
    assert type_verb("status", "--data", locked, "--json").json["protection"] == "passphrase"


def test_a_passphrase_is_chosen_at_the_terminal(
    data: Path, type_verb: Type, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([PASSPHRASE, "a slip of the hand", PASSPHRASE, PASSPHRASE])
    monkeypatch.setattr("click.termui.hidden_prompt_func", lambda _prompt: next(answers))
    monkeypatch.setattr(sys, "stdin", Terminal())
    slip = type_verb("protect", "passphrase", "--data", data, "--lang", "en")
    assert slip.code == 2
    assert "differ" in slip.err
    assert (data / "survey.key").exists()
    assert type_verb("protect", "passphrase", "--data", data).code == 0
    assert not (data / "survey.key").exists()
    assert PASSPHRASE not in "".join(path.read_bytes().decode("latin-1") for path in data.iterdir())


def test_a_script_without_a_passphrase_is_told_how(data: Path, type_verb: Type) -> None:
    shown = type_verb("protect", "passphrase", "--data", data, "--lang", "en")
    assert shown.code == 2
    assert "SURVEYAPP_NEW_PASSPHRASE" in shown.err


def test_a_forgotten_passphrase_is_replaced_with_the_sheet(
    data: Path, tmp_path: Path, type_verb: Type
) -> None:
    sheet = tmp_path / "sheet.html"
    public = type_verb("recovery-key", "new", sheet, "--json").json["public"]
    with Workspace.open(data) as workspace:
        profile = workspace.profile()
        from dataclasses import replace

        workspace.store.save_profile(replace(profile, recovery=public))
    put_under_passphrase(data)
    assert type_verb("status", "--data", data).code == 2
    shown = type_verb("recovery-key", "use", sheet, "--data", data, "--lang", "en")
    assert shown.code == 0, shown.err
    assert "open again" in shown.out
    assert type_verb("status", "--data", data, "--json").json["protection"] == "file"
