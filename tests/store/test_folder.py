"""Opening a data folder, and everything that can be wrong with one."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from surveyapp.errors import UserError
from surveyapp.store import Store, connection, files, folder, schema
from surveyapp.store.connection import Link
from surveyapp.store.key import new_key
from tests.store.tablet import Tablet


def key_of(tablet: Tablet) -> str:
    return (tablet.folder / "survey.key").read_text().strip()


def change(tablet: Tablet, sql: str) -> None:
    """Write to a closed store behind its back, with its key."""
    link = Link(tablet.folder / "survey.db", key_of(tablet))
    with link.read() as raw:
        raw.execute(sql)
    link.close()


def test_a_new_folder_becomes_a_store(tmp_path: Path) -> None:
    data = tmp_path / "دفتر الجولة" / "n° 3 é"
    assert not Store.exists(data)
    with Store.create(data) as store:
        assert store.data_dir == data
        assert store.counts().submissions == 0
        assert store.check().ok
    assert Store.exists(data)
    assert sorted(path.name for path in data.iterdir()) == ["lock", "survey.db", "survey.key"]


def test_two_new_stores_are_two_devices_with_two_keys(tmp_path: Path) -> None:
    with Store.create(tmp_path / "a") as one, Store.create(tmp_path / "b") as two:
        assert one.device_id != two.device_id
    assert (tmp_path / "a/survey.key").read_text() != (tmp_path / "b/survey.key").read_text()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights elsewhere")
def test_only_the_owner_reads_the_key_and_the_folder(tmp_path: Path) -> None:
    Store.create(tmp_path / "new").close()
    assert (tmp_path / "new/survey.key").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0


def test_no_answer_lies_readable_in_the_folder(tablet: Tablet) -> None:
    submission = tablet.fills("un-secret-en-clair")
    tablet.edits(submission, "autre", reason="un-motif-en-clair")
    for path in tablet.folder.iterdir():  # the write-ahead log too: the store is open
        content = path.read_bytes()
        assert b"un-secret" not in content
        assert b"un-motif" not in content
        assert b"CREATE TABLE" not in content


def test_there_is_nothing_to_open(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="There are no answers in") as problem:
        Store.open(tmp_path / "nowhere")
    assert problem.value.parameters["folder"] == tmp_path / "nowhere"
    assert not (tmp_path / "nowhere").exists()


def test_answers_are_never_created_over(tablet: Tablet) -> None:
    tablet.store.close()
    with pytest.raises(UserError, match="holds answers already"):
        Store.create(tablet.folder)
    tablet.restarts()


def test_opening_or_creating_does_what_is_right(tmp_path: Path) -> None:
    with Store.open_or_create(tmp_path) as store:
        device = store.device_id
    with Store.open_or_create(tmp_path) as store:
        assert store.device_id == device


def test_a_second_copy_is_told_so(tablet: Tablet) -> None:
    for start in (Store.open, Store.open_or_create, Store.create):
        with pytest.raises(UserError, match="The app is already open on the data in"):
            start(tablet.folder)
    tablet.fills()  # the first goes on
    tablet.store.close()
    tablet.store.close()  # twice does no harm
    Store.open(tablet.folder).close()


def test_a_key_of_another_folder(make_tablet: Callable[..., Tablet]) -> None:
    one, two = make_tablet(), make_tablet()
    for tablet in (one, two):
        tablet.store.close()
    good = (one.folder / "survey.key").read_bytes()
    (one.folder / "survey.key").write_bytes((two.folder / "survey.key").read_bytes())
    before = (one.folder / "survey.db").read_bytes()
    for start in (Store.open, Store.open_or_create):
        with pytest.raises(UserError, match="do not open with the key file beside them"):
            start(one.folder)
    assert (one.folder / "survey.db").read_bytes() == before
    (one.folder / "survey.key").write_bytes(good)
    Store.open(one.folder).close()  # and the lock was given back


def test_a_key_file_that_is_gone(tablet: Tablet) -> None:
    tablet.store.close()
    (tablet.folder / "survey.key").unlink()
    for start in (Store.open, Store.open_or_create):
        with pytest.raises(UserError, match=r"The key file .* is missing"):
            start(tablet.folder)
    assert not (tablet.folder / "survey.key").exists()


@pytest.mark.parametrize("text", ["", "secret", "G" * 64, "a" * 63, "é" * 64, "a" * 65])
def test_a_key_file_that_holds_no_key(tablet: Tablet, text: str) -> None:
    tablet.store.close()
    (tablet.folder / "survey.key").write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match="must hold 64 hexadecimal digits"):
        Store.open(tablet.folder)


def test_a_key_left_alone_is_never_replaced(tablet: Tablet) -> None:
    tablet.fills()
    tablet.store.close()
    kept = tablet.folder / "survey.db"
    kept.rename(tablet.folder / "moved away")
    key = key_of(tablet)
    Store.create(tablet.folder).close()
    assert key_of(tablet) == key
    (tablet.folder / "moved away").replace(kept)  # brought back
    tablet.restarts()
    assert tablet.store.counts().submissions == 1


def test_the_last_answers_of_a_database_that_was_moved_away_are_not_written_into_another(
    tablet: Tablet,
) -> None:
    tablet.fills()
    beside = {path.name: path.read_bytes() for path in tablet.folder.glob("survey.db*")}
    assert "survey.db-wal" in beside
    tablet.store.close()
    (tablet.folder / "survey.db").unlink()
    (tablet.folder / "survey.db-wal").write_bytes(beside["survey.db-wal"])
    with pytest.raises(UserError, match=r"holds survey\.db-wal without survey\.db"):
        Store.open_or_create(tablet.folder)
    for name, content in beside.items():
        if name != "survey.db-shm":
            (tablet.folder / name).write_bytes(content)
    tablet.restarts()
    assert tablet.store.counts().submissions == 1


def test_a_wrong_key_after_a_crash_costs_nothing(tablet: Tablet, tmp_path: Path) -> None:
    tablet.fills()
    crashed = tmp_path / "crashed"
    crashed.mkdir()
    for name in ("survey.db", "survey.db-wal", "survey.key"):  # as a power cut leaves them
        shutil.copy(tablet.folder / name, crashed / name)
    good = (crashed / "survey.key").read_text()
    (crashed / "survey.key").write_text(new_key())
    with pytest.raises(UserError, match="do not open with the key file"):
        Store.open(crashed)
    (crashed / "survey.key").write_text(good)
    with Store.open(crashed) as store:
        assert store.counts().submissions == 1
        assert store.check().ok


def test_a_plain_database_is_not_ours(tmp_path: Path) -> None:
    (tmp_path / "survey.db").write_bytes(b"SQLite format 3\0" + b"\0" * 5000)
    (tmp_path / "survey.key").write_text(new_key())
    with pytest.raises(UserError, match="is not one of this app"):
        Store.open(tmp_path)


def test_an_encrypted_database_of_something_else_is_not_ours(tablet: Tablet) -> None:
    tablet.store.close()
    change(tablet, "PRAGMA application_id = 42")
    with pytest.raises(UserError, match="is not one of this app"):
        Store.open(tablet.folder)


def test_a_newer_database_is_refused_and_left_alone(tablet: Tablet) -> None:
    tablet.store.close()
    change(tablet, f"PRAGMA user_version = {schema.LATEST + 1}")
    before = (tablet.folder / "survey.db").read_bytes()
    with pytest.raises(UserError, match="newer version of the app"):
        Store.open(tablet.folder)
    assert (tablet.folder / "survey.db").read_bytes() == before


@pytest.mark.parametrize("size", [0, 10])
def test_a_database_cut_to_nothing_is_damaged(tablet: Tablet, size: int) -> None:
    tablet.store.close()
    os.truncate(tablet.folder / "survey.db", size)
    with pytest.raises(UserError, match="are damaged"):
        Store.open(tablet.folder)
    assert (tablet.folder / "survey.db").stat().st_size == size


def test_a_log_whose_end_is_gone_is_damaged(tablet: Tablet) -> None:
    tablet.fills()
    tablet.fills()
    tablet.store.close()
    change(tablet, "PRAGMA foreign_keys = OFF")
    link = Link(tablet.folder / "survey.db", key_of(tablet))
    with link.read() as raw:
        raw.execute("PRAGMA foreign_keys = OFF")
        raw.execute("DELETE FROM revisions WHERE seq = 2")
    link.close()
    with pytest.raises(UserError, match="are damaged"):
        Store.open(tablet.folder)


def test_creation_that_breaks_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    for module, name in ((folder, "durable_rename"), (folder, "write_key"), (schema, "migrate")):
        with monkeypatch.context() as broken:
            broken.setattr(module, name, full)
            with pytest.raises(UserError, match="is full"):
                Store.create(tmp_path)
        assert [path.name for path in tmp_path.iterdir()] == ["lock"]
    Store.create(tmp_path).close()


def test_a_key_stays_with_a_database_that_got_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def named_then_torn(source: Path, target: Path) -> None:
        source.replace(target)
        raise OSError(5, "the disk was pulled out")

    with monkeypatch.context() as broken:
        broken.setattr(folder, "durable_rename", named_then_torn)
        with pytest.raises(UserError, match="does not answer"):
            Store.create(tmp_path)
    Store.open(tmp_path).close()


def test_a_first_sector_that_was_wrecked_comes_back_from_the_log(
    tablet: Tablet, tmp_path: Path
) -> None:
    """Power went while the log was folded in; no key opens the file by itself any more."""
    submission = tablet.fills("نعم")
    tablet.fills("long" * 20_000)  # the file grows, and page 1 says how long it is
    cut = tmp_path / "after the cut"
    shutil.copytree(tablet.folder, cut)
    with (cut / "survey.db").open("r+b") as file:
        file.write(b"\xa5" * 512)
    with Store.open(cut) as store:
        assert store.check().ok
        assert json.loads(store.submission(submission).document) == {"answer": "نعم"}
    assert not (cut / "survey.db-wal").exists()
    with Store.open(cut) as store:
        assert store.check().ok


def test_a_new_folder_and_those_above_it_stay_after_a_power_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[Path] = []
    monkeypatch.setattr(files, "sync_folder", synced.append)
    files.make_folder(tmp_path / "share" / "survey app")
    assert set(synced) == {tmp_path, tmp_path / "share"}


def test_creation_that_was_killed_is_taken_up_again(tmp_path: Path) -> None:
    for name in ("survey.db.part", "survey.db.part-wal", "survey.key.part"):
        (tmp_path / name).write_bytes(b"half")
    with Store.open_or_create(tmp_path) as store:
        assert store.check().ok
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lock", "survey.db", "survey.key"]


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that another account of this machine can reach."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX rights")
@pytest.mark.parametrize("what", ["an empty folder", "the whole store", "the database alone"])
def test_what_takes_no_writing(open_folder: Path, what: str) -> None:
    data = open_folder / "data"
    data.mkdir()
    if what != "an empty folder":
        Store.create(data).close()
        for path in data.iterdir():
            path.chmod(0o666 if path.name == "lock" and what == "the database alone" else 0o444)
    data.chmod(0o777 if what == "the database alone" else 0o555)
    before = _contents(data)
    script = (
        "import os, sys; from pathlib import Path; from surveyapp.store import Store\n"
        "from surveyapp.errors import UserError\n"
        "if os.geteuid() == 0: os.setuid(65534)\n"  # rights do not bind root
        "try: Store.open_or_create(Path(sys.argv[1]))\n"
        "except UserError as problem: print(problem)\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", script, str(data)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        cwd=Path(__file__).parents[2],
    ).stdout
    assert "cannot be written to" in said
    after = _contents(data)
    assert before.items() <= after.items()
    assert after.keys() - before.keys() <= {"survey.db-wal", "survey.db-shm"}  # SQLite's, empty


def _contents(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder, the lock aside: it says who opened it last."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "lock"}


def test_a_data_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="cannot be written to"):
        Store.open_or_create(tmp_path / "file")


def test_the_first_screen_does_not_wait_for_sqlite_utils(tablet: Tablet) -> None:
    tablet.store.close()
    script = (
        "import sys; from pathlib import Path; from surveyapp.store import Store\n"
        "with Store.open(Path(sys.argv[1])) as store: store.counts(), store.drafts()\n"
        "assert 'sqlite_utils' not in sys.modules and 'sqlite3' not in sys.modules\n"
    )
    subprocess.run(
        [sys.executable, "-c", script, str(tablet.folder)],
        check=True,
        timeout=60,
        cwd=Path(__file__).parents[2],
    )


def test_a_library_too_old_is_our_bug(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "OLDEST_SQLITE", (99, 0, 0))
    with pytest.raises(RuntimeError, match="too old"):
        Store.create(tmp_path)
    assert not Store.exists(tmp_path)
