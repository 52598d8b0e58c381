"""The verbs about backups, as a person types them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from surveyapp.services.collect import Interview
from surveyapp.services.forms import list_forms
from surveyapp.services.stops import choose_stop
from surveyapp.services.workspace import Workspace
from surveyapp.store.backups import making
from tests.cli.conftest import Type
from tests.support.keys import OURS, PASSPHRASE
from tests.support.passphrases import put_under_passphrase


def test_a_backup_is_made_listed_told_of_and_brought_back(
    data: Path, type_verb: Type, tmp_path: Path
) -> None:
    shown = type_verb("status", "--data", data, "--lang", "en")
    assert "Last good backup: none" in shown.out
    made = type_verb("backup", "--data", data, "--json")
    file = Path(made.json["file"])
    assert made.code == 0
    assert file.parent == data / "backups"
    listed = type_verb("backups", "list", "--data", data, "--json").json["backups"]
    assert [each["file"] for each in listed] == [str(file)]
    assert "Last good backup: 2" in type_verb("status", "--data", data, "--lang", "en").out
    new = tmp_path / "new"
    back = type_verb("restore", file, "--data", new, "--lang", "en")
    assert back.code == 0
    assert "as a device of its own" in back.out
    assert type_verb("status", "--data", new, "--json").json["label"] == "Tablet 03"
    again = type_verb("restore", file, "--data", new, "--lang", "en")
    assert again.code == 2
    assert "in use already" in again.err


def test_a_copy_goes_to_a_second_medium(data: Path, type_verb: Type, tmp_path: Path) -> None:
    absent = type_verb("backup", "--data", data, "--lang", "en", "--to", tmp_path / "stick")
    assert absent.code == 2
    assert "Plug the medium in" in absent.err
    (tmp_path / "stick").mkdir()
    there = type_verb("backup", "--data", data, "--lang", "en", "--to", tmp_path / "stick")
    assert "A copy lies in" in there.out
    assert len(list((tmp_path / "stick" / "surveyapp-backups").glob("*.backup"))) == 1
    (tmp_path / "stick").rename(tmp_path / "pulled")
    gone = type_verb("backup", "--data", data, "--lang", "en")
    assert gone.code == 0
    assert "no copy went to it" in gone.out
    assert "not plugged in" in type_verb("status", "--data", data, "--lang", "en").out
    type_verb("backup", "--data", data, "--here-only")
    assert type_verb("status", "--data", data, "--json").json["backup"]["second"] is None


def test_another_machine_needs_the_sheet_and_the_file_beside_the_backup(
    data: Path, type_verb: Type, tmp_path: Path
) -> None:
    type_verb("recovery-key", "set", OURS.public, "--data", data)
    file = Path(type_verb("backup", "--data", data, "--json").json["file"])
    machine = tmp_path / "machine"
    machine.mkdir()
    for path in (file, file.with_name(file.name + ".recovery")):
        (machine / path.name).write_bytes(path.read_bytes())
    sheet = tmp_path / "sheet.txt"
    sheet.write_text(OURS.secret.lower())
    words = ("restore", machine / file.name, "--data", tmp_path / "new", "--lang", "en")
    assert "--recovery-key" in type_verb(*words).err
    assert type_verb(*words, "--recovery-key", sheet).code == 0
    assert type_verb("status", "--data", tmp_path / "new", "--json").json["label"] == "Tablet 03"


def test_a_full_disk_is_said_and_told_until_it_is_mended(
    data: Path, type_verb: Type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "free_room", lambda _: 0)
    failed = type_verb("backup", "--data", data, "--lang", "en")
    assert failed.code == 2
    assert "is full" in failed.err
    monkeypatch.undo()
    assert "could not be made" in type_verb("status", "--data", data, "--lang", "en").out
    assert type_verb("backup", "--data", data).code == 0
    assert "could not be made" not in type_verb("status", "--data", data, "--lang", "en").out


def fill(data: Path, count: int) -> None:
    """Have people decline, which is a response too."""
    with Workspace.open(data) as workspace:
        if workspace.store.chosen_stop() is None:
            choose_stop(workspace, region="MA-12", first_day=date(2026, 12, 26), place="Dakhla")
        (form,) = list_forms(workspace, "en")
        for _ in range(count):
            interview = Interview.start(workspace, form.hash, language="en", operator="Nadia")
            (consent,) = (
                field.ref
                for field in interview.session.definition.fields
                if field.ref.endswith("/consent")
            )
            interview.answer(consent, "0")
            interview.finish()


def test_a_device_that_does_not_start_is_rescued_from_itself_backups_and_packages(
    data: Path, type_verb: Type, tmp_path: Path
) -> None:
    fill(data, 3)
    type_verb("package", tmp_path / "one.svpkg", "--data", data)
    database = data / "survey.db"
    noise = bytes(range(256)) * (database.stat().st_size // 256)
    database.write_bytes(noise)
    failed = type_verb("status", "--data", data, "--lang", "en")
    assert failed.code == 2
    assert "rescue" in failed.err
    words = ("rescue", "--data", data, "--lang", "en", "--out")
    alone = type_verb(*words, tmp_path / "alone")
    assert alone.code == 2
    assert "Responses saved: 0" in alone.out
    assert "records 1 to 3" in alone.out
    whole = type_verb(*words, tmp_path / "saved", "--package", tmp_path / "one.svpkg")
    assert whole.code == 2  # who the device is was in no package
    assert "Responses saved: 3" in whole.out
    assert "set it up anew" in whole.out
    bad = type_verb(*words, tmp_path / "bad", "--package", database)
    assert "is not a package" in bad.out or "package" in bad.out


def test_with_a_backup_nothing_is_missing(data: Path, type_verb: Type, tmp_path: Path) -> None:
    fill(data, 2)
    file = Path(type_verb("backup", "--data", data, "--json").json["file"])
    (data / "backups").rename(tmp_path / "elsewhere")
    database = data / "survey.db"
    database.write_bytes(database.read_bytes()[:20_000])
    saved = type_verb(
        "rescue", "--data", data, "--out", tmp_path / "saved", "--json",
        "--from", tmp_path / "elsewhere" / file.name,
    )  # fmt: skip
    assert saved.code == 0
    assert saved.json["missing"] == []
    assert saved.json["submissions"] == 2
    assert type_verb("status", "--data", tmp_path / "saved", "--json").json["label"] == "Tablet 03"


def test_a_folder_under_a_passphrase_is_rescued_and_restored_with_it(
    data: Path, type_verb: Type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = Path(type_verb("backup", "--data", data, "--json").json["file"])
    put_under_passphrase(data)
    words = ("rescue", "--data", data, "--out", tmp_path / "saved", "--lang", "en")
    without = type_verb(*words)
    assert without.code == 2
    assert "SURVEYAPP_PASSPHRASE" in without.err
    assert not (tmp_path / "saved").exists()
    monkeypatch.setenv("SURVEYAPP_PASSPHRASE", PASSPHRASE)
    assert type_verb(*words).code == 0
    assert (tmp_path / "saved" / "survey.key.age").exists()
    assert type_verb("restore", file, "--data", tmp_path / "new").code == 0
