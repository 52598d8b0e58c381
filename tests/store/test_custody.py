"""Where the key lies: the file, the key store, the passphrase, and the way between them."""

from __future__ import annotations

import re
import shutil
import sys
import unicodedata
from pathlib import Path

import pyrage
import pytest

from surveyapp.errors import UserError
from surveyapp.store import Store, custody
from surveyapp.store.custody import (
    Access,
    KeyStoreClosed,
    NoKeyStore,
    PassphraseNeeded,
    Protection,
    WrongPassphrase,
    door,
    scrypt,
)
from tests.store.tablet import Tablet
from tests.support.keys import PASSPHRASE, DrawerKeyStore
from tests.support.passphrases import put_under_passphrase


@pytest.fixture
def drawer() -> DrawerKeyStore:
    return DrawerKeyStore()


@pytest.fixture
def data(tmp_path: Path, drawer: DrawerKeyStore) -> Path:
    """A folder with an answer, its key in a file."""
    folder = tmp_path / "données"
    with Store.create(folder, access=Access(drawer)) as store:
        store.log_event("test", "here")
    return folder


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {"lock", "survey.db"}


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def opens(folder: Path, access: Access) -> Protection:
    """Open a folder, see that what was written is there, return its protection."""
    with Store.open(folder, access=access) as store:
        assert "test" in [event.kind for event in store.events()]
        return store.custody.protection


@pytest.fixture
def locked(data: Path) -> Path:
    """The same folder, its key under a passphrase that costs no second to try."""
    put_under_passphrase(data)
    return data


def test_a_new_folder_keeps_its_key_in_a_file_and_asks_no_key_store(
    data: Path, drawer: DrawerKeyStore
) -> None:
    assert names(data) == {"survey.key"}
    assert drawer.secrets == {}
    assert opens(data, Access(drawer)) is Protection.FILE


def test_the_key_moves_into_the_key_store_and_back(data: Path, drawer: DrawerKeyStore) -> None:
    key = (data / "survey.key").read_text().strip()
    with Store.open(data, access=Access(drawer)) as store:
        store.custody.move_to(Protection.KEY_STORE)
        assert store.events()[-1].detail == "file > system"
    assert names(data) == {"survey.keystore"}
    assert list(drawer.secrets.values()) == [key]
    assert key.encode() not in b"".join(contents(data).values())
    assert opens(data, Access(drawer)) is Protection.KEY_STORE
    with Store.open(data, access=Access(drawer)) as store:
        store.custody.move_to(Protection.FILE)
    assert names(data) == {"survey.key"}
    assert drawer.secrets == {}
    assert opens(data, Access(drawer)) is Protection.FILE


def test_two_folders_share_one_key_store(tmp_path: Path, drawer: DrawerKeyStore) -> None:
    for name in ("one", "two"):
        with Store.create(tmp_path / name, access=Access(drawer)) as store:
            store.log_event("test", name)
            store.custody.move_to(Protection.KEY_STORE)
    assert len(set(drawer.secrets.values())) == 2
    (tmp_path / "one").rename(tmp_path / "moved")
    for name in ("moved", "two"):
        assert opens(tmp_path / name, Access(drawer)) is Protection.KEY_STORE


@pytest.mark.parametrize(
    ("what", "says"),
    [("locked", "locked"), ("there", "does not answer"), ("secrets", "holds no key for")],
)
def test_a_key_store_that_does_not_give_the_key(
    data: Path, drawer: DrawerKeyStore, what: str, says: str
) -> None:
    with Store.open(data, access=Access(drawer)) as store:
        store.custody.move_to(Protection.KEY_STORE)
    before = contents(data)
    kept = dict(drawer.secrets)
    if what == "secrets":
        drawer.secrets.clear()
    else:
        setattr(drawer, what, what == "locked")
    for start in (Store.open, Store.open_or_create):
        with pytest.raises(UserError, match=says):
            start(data, access=Access(drawer))
    assert contents(data) == before
    drawer.locked, drawer.there, drawer.secrets = False, True, kept
    assert opens(data, Access(drawer)) is Protection.KEY_STORE


def test_a_key_store_that_refuses_leaves_the_key_where_it_was(
    data: Path, drawer: DrawerKeyStore
) -> None:
    drawer.locked = True
    before = contents(data)
    with Store.open(data, access=Access(drawer)) as store:
        with pytest.raises(KeyStoreClosed, match="locked"):
            store.custody.move_to(Protection.KEY_STORE)
        assert store.custody.protection is Protection.FILE
    assert before.keys() == contents(data).keys()
    assert opens(data, Access(drawer)) is Protection.FILE


def test_a_key_store_that_forgets_at_once_is_found_out(data: Path) -> None:
    class Sieve(DrawerKeyStore):
        def put(self, name: str, secret: str) -> None:
            self.secrets[name] = secret[:-1]

    with (
        Store.open(data, access=Access(Sieve())) as store,
        pytest.raises(UserError, match="did not read back"),
    ):
        store.custody.move_to(Protection.KEY_STORE)
    assert names(data) == {"survey.key"}


def test_the_key_moves_under_a_passphrase(data: Path) -> None:
    with Store.open(data) as store:
        key = store.custody.key
        store.custody.move_to(Protection.PASSPHRASE, passphrase=PASSPHRASE)
    assert names(data) == {"survey.key.age"}
    assert key.encode() not in b"".join(contents(data).values())
    assert opens(data, Access(NoKeyStore(), PASSPHRASE)) is Protection.PASSPHRASE


def test_a_passphrase_opens_what_it_wrapped(locked: Path) -> None:
    assert names(locked) == {"survey.key.age"}
    # The same words from a keyboard that writes é as two letters.
    typed = unicodedata.normalize("NFD", PASSPHRASE)
    assert typed != PASSPHRASE
    assert opens(locked, Access(NoKeyStore(), typed)) is Protection.PASSPHRASE


def test_without_the_passphrase_nothing_opens_and_nothing_is_written(locked: Path) -> None:
    before = contents(locked)
    with pytest.raises(PassphraseNeeded, match="protected by a passphrase") as asked:
        Store.open(locked, access=Access(NoKeyStore()))
    assert not isinstance(asked.value, WrongPassphrase)
    with pytest.raises(WrongPassphrase, match="does not open the answers"):
        Store.open_or_create(locked, access=Access(NoKeyStore(), "quelque chose d'autre"))
    assert contents(locked) == before


def test_a_new_passphrase_has_some_length(data: Path, drawer: DrawerKeyStore) -> None:
    with (
        Store.open(data, access=Access(drawer)) as store,
        pytest.raises(UserError, match="at least 10 characters"),
    ):
        store.custody.move_to(Protection.PASSPHRASE, passphrase="123456789")
    assert names(data) == {"survey.key"}


def test_a_wrapped_key_that_is_damaged(locked: Path) -> None:
    (locked / "survey.key.age").write_bytes(b"\0" * 200)
    with pytest.raises(UserError, match=r"survey\.key\.age is damaged"):
        Store.open(locked, access=Access(NoKeyStore(), PASSPHRASE))


@pytest.mark.parametrize(
    ("part", "other"),
    [(rb" 10\n", b" 63\n"), (rb" 10\n", b" 11\n"), (rb"(?<=--- )..", b"AB"), (rb".\Z", b"?")],
)
def test_a_wrapped_key_with_a_sign_altered_is_never_another_key(
    locked: Path, part: bytes, other: bytes
) -> None:
    path = locked / "survey.key.age"
    path.write_bytes(re.sub(part, other, path.read_bytes(), count=1, flags=re.DOTALL))
    with pytest.raises(UserError, match=r"survey\.key\.age is damaged|does not open the answers"):
        Store.open(locked, access=Access(NoKeyStore(), PASSPHRASE))


def test_other_programs_of_age_open_what_a_passphrase_wraps_and_the_other_way() -> None:
    assert pyrage.passphrase.decrypt(scrypt.wrap(b"key", PASSPHRASE, 10), PASSPHRASE) == b"key"
    assert scrypt.unwrap(pyrage.passphrase.encrypt(b"key", PASSPHRASE), PASSPHRASE) == b"key"


def test_a_guess_takes_the_same_work_on_a_busy_device(data: Path) -> None:
    with Store.open(data) as store:
        store.custody.move_to(Protection.PASSPHRASE, passphrase=PASSPHRASE)
    assert f" {scrypt.WORK}\n".encode() in (data / "survey.key.age").read_bytes()[:80]


def test_a_marker_that_is_damaged(data: Path, drawer: DrawerKeyStore) -> None:
    (data / "survey.key").rename(data / "survey.keystore")  # 64 signs are no name
    with pytest.raises(UserError, match=r"survey\.keystore is damaged"):
        Store.open(data, access=Access(drawer))


@pytest.mark.parametrize("place", ["survey.key.age", "survey.keystore"])
def test_the_key_of_another_folder(
    data: Path, tmp_path: Path, drawer: DrawerKeyStore, place: str
) -> None:
    other = tmp_path / "other"
    with Store.create(other, access=Access(drawer)) as store:
        if place == "survey.keystore":
            store.custody.move_to(Protection.KEY_STORE)
    if place == "survey.key.age":
        put_under_passphrase(other)
    shutil.copy(other / place, data)
    (data / "survey.key").unlink()
    before = contents(data)
    with pytest.raises(UserError, match=f"{place} leads to .* belongs to others"):
        Store.open(data, access=Access(drawer, PASSPHRASE))
    assert contents(data) == before


@pytest.mark.parametrize("closed", ["locked", "there"])
def test_a_move_cut_short_leaves_two_places_and_either_opens(
    locked: Path, drawer: DrawerKeyStore, monkeypatch: pytest.MonkeyPatch, closed: str
) -> None:
    real = Path.unlink

    def power_cut(path: Path, *, missing_ok: bool = False) -> None:
        if path.suffix != ".part":
            raise KeyboardInterrupt
        real(path, missing_ok=missing_ok)

    access = Access(drawer, PASSPHRASE)
    store = Store.open(locked, access=access)
    with monkeypatch.context() as broken:
        broken.setattr(Path, "unlink", power_cut)
        with pytest.raises(KeyboardInterrupt):
            store.custody.move_to(Protection.KEY_STORE)
    store.close()
    assert names(locked) == {"survey.key.age", "survey.keystore"}
    assert opens(locked, Access(drawer)) is Protection.KEY_STORE  # nobody is asked
    setattr(drawer, closed, closed == "locked")
    with pytest.raises(PassphraseNeeded):
        Store.open(locked, access=Access(drawer))
    opens(locked, access)
    drawer.locked, drawer.there = False, True
    with Store.open(locked, access=access) as again:  # and it can be ended
        again.custody.move_to(Protection.KEY_STORE)
    assert names(locked) == {"survey.keystore"}


def test_every_moment_of_a_move_leaves_a_folder_that_opens(
    data: Path, drawer: DrawerKeyStore, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Copy the folder before each step on the disk, as a power cut would leave it."""
    moments: list[Path] = []

    def watched(owner: object, name: str) -> None:
        real = getattr(owner, name)

        def step(*args: object, **kwargs: object) -> object:
            moments.append(shutil.copytree(data, tmp_path / f"moment {len(moments)}"))
            return real(*args, **kwargs)

        monkeypatch.setattr(owner, name, step)

    with Store.open(data, access=Access(drawer)) as store:
        for owner, name in ((door, "whole_file"), (door, "write_key"), (Path, "unlink")):
            watched(owner, name)
        kept = dict(drawer.secrets)
        store.custody.move_to(Protection.KEY_STORE)
        kept |= drawer.secrets
        store.custody.move_to(Protection.FILE)
    monkeypatch.undo()
    assert len(moments) >= 5
    for moment in moments:
        late = DrawerKeyStore()
        late.secrets = dict(kept)
        opens(moment, Access(late))


def test_a_key_left_alone_is_taken_up_by_a_new_database(data: Path, drawer: DrawerKeyStore) -> None:
    with Store.open(data, access=Access(drawer)) as store:
        store.custody.move_to(Protection.KEY_STORE)
    (data / "survey.db").rename(data / "moved away")
    with Store.create(data, access=Access(drawer)) as store:
        assert store.custody.protection is Protection.KEY_STORE
    assert names(data) == {"survey.keystore", "moved away"}
    drawer.locked = True
    (data / "survey.db").unlink()
    with pytest.raises(KeyStoreClosed):
        Store.open_or_create(data, access=Access(drawer))
    assert not (data / "survey.db").exists()


def test_the_check_looks_at_a_key_file_only_where_there_is_one(
    data: Path, drawer: DrawerKeyStore
) -> None:
    with Store.open(data, access=Access(drawer)) as store:
        assert store.custody.is_private
        if sys.platform != "win32":
            (data / "survey.key").chmod(0o644)
            assert not store.custody.is_private
        store.custody.move_to(Protection.KEY_STORE)
        assert store.check().ok


def test_a_store_says_what_its_key_is_only_when_asked(tablet: Tablet) -> None:
    assert tablet.store.custody.key == (tablet.folder / "survey.key").read_text().strip()
    assert tablet.store.custody.key not in repr(vars(tablet.store))
    assert custody.Access(NoKeyStore(), "a secret").passphrase not in repr(
        custody.Access(NoKeyStore(), "a secret")
    )
