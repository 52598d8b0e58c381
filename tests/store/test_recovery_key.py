"""The organiser's recovery key: the copy beside the answers, and the way back in."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from surveyapp.errors import UserError
from surveyapp.services.recovery_sheet import make_recovery_sheet
from surveyapp.store import DeviceProfile, Store
from surveyapp.store.custody import (
    Access,
    NoKeyStore,
    Protection,
    check_code,
    new_recovery_key,
    recipient,
    unwrap_with_recovery,
    wrap_to_recovery,
)
from surveyapp.store.custody.typed import HEAD, blocks, secret_in
from surveyapp.store.key import new_key
from surveyapp.store.regaining import regain
from surveyapp.store.troubles import Damaged
from tests.store.tablet import FORM, draft
from tests.support.keys import OTHERS, OURS, DrawerKeyStore

PROFILE = DeviceProfile("", "Tablet 03", "ar", ("Salma",), 60, "keep", pin_set=False)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A device that was set up with a recovery key."""
    folder = tmp_path / "data"
    with Store.create(folder, access=Access(NoKeyStore())) as store:
        store.save_profile(replace(PROFILE, id=store.device_id, recovery=OURS.public))
    return folder


def set_recovery(store: Store, public: str) -> None:
    profile = store.profile()
    assert profile is not None
    store.save_profile(replace(profile, recovery=public))


def test_a_copy_opens_with_the_secret_however_it_is_typed() -> None:
    key = new_key()
    wrapped = wrap_to_recovery(key, OURS.public)
    assert wrapped.startswith(b"-----BEGIN AGE ENCRYPTED FILE-----")
    secret = OURS.secret
    blocks = " ".join(secret[16:][n : n + 4] for n in range(0, 58, 4))
    for typed in (
        secret,
        secret.lower(),
        f"  {secret}\n",
        f"# made on a Monday\n# public key: {OURS.public}\n{secret}\nkeep it safe",
        f"<p>{secret[:16]} {blocks}</p>",
        blocks.lower(),  # without its head
        f"\u2066age‑secret‑key‑1\u2069\n{blocks.replace(' ', chr(10))}",
        f"Age secret key 1 {blocks.replace('2', '٢').replace(' ', ' – ')}",
    ):
        assert unwrap_with_recovery(wrapped, typed) == key


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "No recovery key was found"),
        (OURS.public, "No recovery key was found"),
        (OURS.secret[:-2], "has 56 signs"),
        (OURS.secret[:-1] + ("Q" if OURS.secret[-1] != "Q" else "P"), r"Block 15 .* is mistyped"),
        (OTHERS.secret, "does not fit"),
    ],
    ids=["nothing", "public part", "cut short", "mistyped", "of others"],  # keys are new each time
)
def test_what_does_not_open_a_copy(typed: str, says: str) -> None:
    wrapped = wrap_to_recovery(new_key(), OURS.public)
    with pytest.raises(UserError, match=says):
        unwrap_with_recovery(wrapped, typed)


@pytest.mark.parametrize(
    ("slip", "says"),
    [
        (lambda block: other_sign(block[0]) + block[1:], r"Block 7 .* is mistyped"),
        (lambda block: "O" + block[1:], r"Block 7 .*\(O.*has the sign O"),
        (lambda block: block[1:], r"Block 7 .* lacks a sign or has one too many"),
        (lambda block: block + "Q", r"Block 7 .* lacks a sign or has one too many"),
        (lambda _: "", "has 54 signs after"),
        (lambda block: "".join(map(other_sign, block)), "More than one sign"),
    ],
)
def test_a_block_that_is_mistyped_is_told_by_its_number(
    slip: Callable[[str], str], says: str
) -> None:
    typed = list(blocks(OURS.secret))
    typed[6] = slip(typed[6])
    with pytest.raises(UserError, match=says):
        secret_in(f"{HEAD} {' '.join(typed)}")


def other_sign(sign: str) -> str:
    return "P" if sign != "P" else "Z"


def test_two_signs_that_changed_places_are_told_too() -> None:
    signs = OURS.secret.removeprefix(HEAD)
    at = next(n for n in range(20, 30) if n % 4 != 3 and signs[n] != signs[n + 1])
    with pytest.raises(UserError, match=f"Block {at // 4 + 1} .* is mistyped"):
        secret_in(HEAD + signs[:at] + signs[at + 1] + signs[at] + signs[at + 2 :])


def test_the_saved_sheet_gives_its_secret(tmp_path: Path) -> None:
    key = make_recovery_sheet(tmp_path / "sheet.html", date(2026, 12, 26))
    page = (tmp_path / "sheet.html").read_text("utf-8")
    assert secret_in(page) == key.secret
    assert all(f"<td>{block}</td>" in page for block in blocks(key.secret))


def test_a_damaged_copy_and_a_copy_of_something_else() -> None:
    wrapped = bytearray(wrap_to_recovery(new_key(), OURS.public))
    wrapped[200] ^= 1
    with pytest.raises(UserError, match="does not fit"):
        unwrap_with_recovery(bytes(wrapped), OURS.secret)
    with pytest.raises(UserError, match="not the key of a database"):
        unwrap_with_recovery(wrap_to_recovery("a letter", OURS.public), OURS.secret)


def test_the_public_part_as_it_is_pasted() -> None:
    assert recipient(f" {OURS.public.upper()}\n") == OURS.public
    for wrong in ("", "age1", OURS.public[:-1], OURS.public[:-1] + "b", "ssh-ed25519 AAAA"):
        with pytest.raises(UserError, match="begins with age1"):
            recipient(wrong)
    with pytest.raises(UserError, match="secret part"):
        recipient(OURS.secret)


def test_people_compare_eight_signs() -> None:
    assert check_code(OURS.public) != check_code(OTHERS.public)
    assert len(check_code(OURS.public)) == 9
    assert OURS.secret not in repr(OURS)
    assert new_recovery_key() != new_recovery_key()


def test_the_copy_lies_in_the_folder_and_is_what_a_backup_gets(data: Path) -> None:
    with Store.open(data) as store:
        copy = store.custody.recovery_copy()
        assert copy == (data / "survey.recovery").read_bytes()
        assert copy is not None
        assert unwrap_with_recovery(copy, OURS.secret) == store.custody.key


def test_another_recovery_key_wraps_anew_and_none_leaves_no_copy(data: Path) -> None:
    with Store.open(data) as store:
        first = store.custody.recovery_copy()
        set_recovery(store, OURS.public)
        assert store.custody.recovery_copy() == first  # the same key: the same copy
        set_recovery(store, OTHERS.public)
        copy = (data / "survey.recovery").read_bytes()
        assert unwrap_with_recovery(copy, OTHERS.secret) == store.custody.key
        with pytest.raises(UserError, match="does not fit"):
            unwrap_with_recovery(copy, OURS.secret)
        set_recovery(store, "")
        assert store.custody.recovery_copy() is None
        assert not (data / "survey.recovery").exists()
        kinds = [(event.kind, event.detail) for event in store.events()]
        codes = [check_code(OURS.public), check_code(OTHERS.public), "-"]
        assert kinds == [("recovery", code) for code in codes]


def test_a_wrong_public_key_changes_nothing(data: Path) -> None:
    with Store.open(data) as store:
        with pytest.raises(UserError, match="begins with age1"):
            set_recovery(store, "age1typo")
        profile = store.profile()
        assert profile is not None
        assert profile.recovery == OURS.public
        assert store.custody.has_recovery_copy()


def test_a_copy_that_nobody_here_made_is_left_alone(data: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    Store.create(other).close()
    shutil.copy(data / "survey.recovery", other)
    with Store.open(other) as store:
        store.save_profile(replace(PROFILE, id=store.device_id))
    assert (other / "survey.recovery").read_bytes() == (data / "survey.recovery").read_bytes()


@pytest.mark.parametrize("content", [None, b"half", b""])
def test_a_copy_that_got_lost_is_written_again_at_the_next_start(
    data: Path, content: bytes | None
) -> None:
    path = data / "survey.recovery"
    good = path.read_bytes()
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    with Store.open(data) as store:
        assert store.custody.has_recovery_copy()
    assert path.read_bytes() == good


def test_a_full_disk_keeps_nobody_out_because_of_the_copy(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    (data / "survey.recovery").unlink()
    with monkeypatch.context() as broken:
        broken.setattr("surveyapp.store.custody.door.whole_file", full)
        with Store.open(data) as store:
            assert not store.custody.has_recovery_copy()


def test_a_lost_key_is_regained_with_the_sheet(data: Path) -> None:
    drawer = DrawerKeyStore()
    with Store.open(data, access=Access(drawer)) as store:
        store.custody.move_to(Protection.KEY_STORE)
        key = store.custody.key
    drawer.secrets.clear()  # the account was reset
    with pytest.raises(UserError, match="recovery key"):
        Store.open(data, access=Access(drawer))
    regain(data, f"the sheet: {OURS.secret}")
    with Store.open(data, access=Access(drawer)) as store:
        assert store.custody.key == key
        assert store.custody.protection is Protection.FILE
        store.custody.move_to(Protection.KEY_STORE)  # and it is protected again
    assert not (data / "survey.key").exists()


def test_what_cannot_be_regained(data: Path, tmp_path: Path) -> None:
    (data / "survey.key").unlink()
    before = {path.name: path.read_bytes() for path in data.iterdir()}
    with pytest.raises(UserError, match="does not fit"):
        regain(data, OTHERS.secret)
    other = tmp_path / "other"
    with Store.create(other) as store:
        store.save_profile(replace(PROFILE, id=store.device_id, recovery=OURS.public))
    shutil.copy(other / "survey.recovery", data)
    with pytest.raises(UserError, match="belongs to other answers"):
        regain(data, OURS.secret)
    (data / "survey.recovery").unlink()
    with pytest.raises(UserError, match="no recovery key was set here"):
        regain(data, OURS.secret)
    before.pop("survey.recovery")
    assert {path.name: path.read_bytes() for path in data.iterdir()} == before
    with pytest.raises(UserError, match="There are no answers"):
        regain(tmp_path / "nowhere", OURS.secret)


def test_regaining_passes_over_no_lost_answer(data: Path, tmp_path: Path) -> None:
    """A crash left the last answers in the write-ahead log, where a bit turned since."""
    crashed = tmp_path / "crashed"
    with Store.open(data) as store:
        store.add_form(FORM)
        for number in range(9):
            store.save_draft(draft(f"d{number}"))
        shutil.copytree(data, crashed)
    (crashed / "survey.key").unlink()
    log = crashed / "survey.db-wal"
    broken = bytearray(log.read_bytes())
    broken[len(broken) // 2] ^= 1
    log.write_bytes(broken)
    with pytest.raises(Damaged):
        regain(crashed, OURS.secret)
    assert log.read_bytes() == broken  # what can be saved goes into another folder
