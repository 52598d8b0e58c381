"""The settings the store stands on, and what a person is told when the disk does not follow."""

from __future__ import annotations

import errno
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlcipher3

from surveyapp.errors import UserError
from surveyapp.store import connection, troubles
from surveyapp.store.connection import Link, as_database, in_plain_words
from surveyapp.store.key import new_key
from tests.store.tablet import Tablet, draft


@pytest.fixture
def link(tmp_path: Path) -> Iterator[Link]:
    opened = Link(tmp_path / "a.db", new_key())
    yield opened
    opened.close()


def pragma(link: Link, name: str) -> object:
    with link.read() as raw:
        return raw.execute(f"PRAGMA {name}").fetchone()[0]


def test_the_settings_are_those_of_the_house(link: Link) -> None:
    assert {
        name: pragma(link, name)
        for name in (
            "journal_mode",
            "synchronous",
            "foreign_keys",
            "secure_delete",
            "trusted_schema",
            "cell_size_check",
            "temp_store",
        )
    } == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "temp_store": 2,
    }
    assert pragma(link, "busy_timeout") == 5000
    assert pragma(link, "cipher_page_size") == "8192"
    assert link.wrong_settings() == ()


def test_a_setting_that_changed_is_named(link: Link) -> None:
    with link.read() as raw:
        raw.execute("PRAGMA synchronous = OFF")
    assert link.wrong_settings() == ("synchronous",)


def test_a_setting_that_does_not_take_stops_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "_SETTINGS", (("synchronous", "FULL", 3),))
    with pytest.raises(RuntimeError, match="synchronous"):
        Link(tmp_path / "a.db", new_key())


def test_a_library_that_does_not_encrypt_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Plain:
        def execute(self, sql: str) -> Plain:
            return self

        def fetchone(self) -> None:
            return None

        def close(self) -> None:
            return None

    monkeypatch.setattr(sqlcipher3, "connect", lambda *_, **__: Plain())
    with pytest.raises(RuntimeError, match="does not encrypt"):
        Link(tmp_path / "a.db", new_key())


def test_sqlite_utils_works_on_our_library(link: Link) -> None:
    with link.write() as raw:
        database = as_database(raw)
        database.table("kept").create({"a": str}, strict=True)
        assert database.table_names() == ["kept"]
        assert type(database.conn).__module__.startswith("sqlcipher3")


def test_sqlite_utils_over_another_library_is_not_used(tmp_path: Path) -> None:
    script = (
        "import sqlite_utils, sys; from pathlib import Path; from surveyapp.store import Store\n"
        "try: Store.create(Path(sys.argv[1]))\n"
        "except RuntimeError as problem: print(problem)\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        cwd=Path(__file__).parents[2],
    ).stdout
    assert "sqlite_utils was imported before" in said


def test_a_block_that_fails_leaves_nothing(link: Link) -> None:
    def half() -> None:
        with link.write() as raw:
            raw.execute("CREATE TABLE t (a TEXT) STRICT")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    with link.rehearse() as raw:
        raw.execute("CREATE TABLE t (a TEXT) STRICT")
    with link.read() as raw:
        assert raw.execute("SELECT count(*) FROM sqlite_schema").fetchone() == (0,)


def test_when_the_disk_is_full_what_was_saved_stays(tablet: Tablet) -> None:
    tablet.store.save_draft(draft("d1"))
    with tablet.store._link.read() as raw:
        pages = raw.execute("PRAGMA page_count").fetchone()[0]
        raw.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(UserError, match=r"is full\. The answers saved so far are kept") as problem:
        tablet.store.save_draft(draft("d2", document="x" * 100_000))
    assert problem.value.parameters["folder"] == tablet.folder
    assert [kept.id for kept in tablet.store.drafts()] == ["d1"]
    tablet.store.save_draft(draft("d1", document="{}"))  # what fits still goes in
    with tablet.store._link.read() as raw:
        raw.execute(f"PRAGMA max_page_count = {pages + 1000}")
    tablet.store.save_draft(draft("d2", document="x" * 100_000))  # room was made
    assert len(tablet.store.drafts()) == 2
    assert tablet.store.check().ok


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (sqlcipher3.SQLITE_FULL, "is full"),
        (sqlcipher3.SQLITE_READONLY, "cannot be written to"),
        (sqlcipher3.SQLITE_CANTOPEN, "cannot be written to"),
        (sqlcipher3.SQLITE_PERM, "cannot be written to"),
        (sqlcipher3.SQLITE_IOERR, "does not answer"),
        (sqlcipher3.SQLITE_IOERR | (10 << 8), "does not answer"),  # an extended code
        (sqlcipher3.SQLITE_CORRUPT, "are damaged"),
        (sqlcipher3.SQLITE_NOTADB, "are damaged"),
        (sqlcipher3.SQLITE_BUSY, "Another program holds"),
        (sqlcipher3.SQLITE_LOCKED, "Another program holds"),
    ],
)
def test_what_ails_the_disk_is_said_in_plain_words(link: Link, code: int, said: str) -> None:
    error = sqlcipher3.OperationalError("in SQLite's words")
    error.sqlite_errorcode = code
    with pytest.raises(UserError, match=said), link.read():
        raise error


@pytest.mark.parametrize("code", [sqlcipher3.SQLITE_CANTOPEN, sqlcipher3.SQLITE_IOERR | (19 << 8)])
@pytest.mark.parametrize("refusal", [errno.ENOSPC, errno.EDQUOT])
def test_no_room_for_a_file_beside_the_database_is_said_so(
    link: Link, code: int, refusal: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(refusal, "no room")

    monkeypatch.setattr(troubles, "write_private", refuse)
    error = sqlcipher3.OperationalError("unable to open database file")
    error.sqlite_errorcode = code
    with pytest.raises(UserError, match="is full"), link.read():
        raise error


def test_a_medium_that_was_unplugged_does_not_answer(tmp_path: Path) -> None:
    error = sqlcipher3.OperationalError("unable to open database file")
    error.sqlite_errorcode = sqlcipher3.SQLITE_CANTOPEN
    with pytest.raises(UserError, match="does not answer"), in_plain_words(tmp_path / "usb"):
        raise error


def test_a_folder_that_was_taken_away_takes_no_answer(tablet: Tablet) -> None:
    """What is open goes on taking what is written, and all of it would be gone at the end."""
    away = tablet.folder.with_name("away")
    tablet.store.save_draft(draft("d1"))
    tablet.folder.rename(away)
    with pytest.raises(UserError, match="does not answer"):
        tablet.store.save_draft(draft("d2"))
    with pytest.raises(UserError, match="does not answer"):
        tablet.store.backups.make("close")
    assert not tablet.folder.exists()  # nor is another made in its place
    away.rename(tablet.folder)
    tablet.store.save_draft(draft("d2"))
    tablet.restarts()
    assert {each.id for each in tablet.store.drafts()} == {"d1", "d2"}


def test_asking_whether_a_folder_is_full_leaves_nothing_there(tmp_path: Path) -> None:
    assert not troubles.is_full(tmp_path)
    assert not troubles.is_full(tmp_path / "nowhere")
    assert list(tmp_path.iterdir()) == []


def test_our_own_bugs_are_not_dressed_up(link: Link) -> None:
    with pytest.raises(sqlcipher3.OperationalError, match="no such table"), link.read() as raw:
        raw.execute("SELECT * FROM nowhere")


def test_threads_take_turns(make_tablet: Callable[..., Tablet]) -> None:
    tablet = make_tablet()

    def work(name: str) -> None:
        for number in range(20):
            tablet.store.save_draft(draft(f"{name}-{number}"))
            tablet.store.finish(
                f"{name}-{number}", submission=f"uuid:{name}-{number}", document="{}"
            )
            list(tablet.store.submissions())

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(work, "abc"))  # raises what a thread raised
    assert [revision.seq for revision in tablet.log()] == list(range(1, 61))
    assert tablet.store.check().ok
