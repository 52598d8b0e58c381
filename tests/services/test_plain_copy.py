"""The plain SQLite file: everything shown in it, nothing that identifies, and only when asked."""

from __future__ import annotations

import json
import sqlite3  # noqa: TID251 - what a stranger opens the file with
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from surveyapp.errors import UserError
from surveyapp.services.collect import Interview
from surveyapp.services.forms import add_form
from surveyapp.services.plain_copy import export_sqlite
from surveyapp.services.workspace import Workspace
from surveyapp.store import plain
from surveyapp.store.plain import PLAIN_ID, PlainColumn, PlainTable, write_plain
from tests.services.conftest import Clock
from tests.services.test_export import PHONE, decline, respond
from tests.support.xlsforms import xlsx

VISITS = """
| survey |
| | type         | name   | label          |
| | integer      | share  | Share          |
| | decimal      | Share  | Share, exactly |
| | date         | day    | Day            |
| | begin repeat | person | Person         |
| | text         | role   | Role           |
| | integer      | age    | Age            |
| | end repeat   |        |                |
| settings |
| | form_title | form_id | version |
| | Visits     | visits  | 1       |
"""


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        yield connection


def test_a_stranger_reads_the_copy_with_what_python_brings(
    device: Workspace, clock: Clock, tmp_path: Path
) -> None:
    submission = respond(device, clock, idea="=شباك وحيد")
    decline(device)
    report = export_sqlite(device, tmp_path / "forum.db", "fr")
    assert report.rows == 2
    assert report.path.read_bytes().startswith(b"SQLite format 3\0")
    with opened(report.path) as db:
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert db.execute("PRAGMA application_id").fetchone()[0] == PLAIN_ID
        assert db.execute("PRAGMA user_version").fetchone()[0] == 1
        answered, declined = db.execute("SELECT * FROM company_feedback ORDER BY _finished")
        assert answered["_id"] == submission
        assert answered["sol"] == "=شباك وحيد"
        assert json.loads(answered["need"]) == ["one", "logi"]
        assert answered["recall"] == "1"
        assert (answered["_outcome"], declined["_outcome"]) == ("completed", "refused")
        assert answered["_minutes"] == pytest.approx(4, abs=0.1)
        assert (answered["_changes"], declined["_changes"]) == (0, None)
        stop = db.execute(
            "SELECT place FROM stops JOIN company_feedback ON key = _stop LIMIT 1"
        ).fetchone()
        assert stop["place"] == "Dakhla, wilaya"
        label = db.execute(
            "SELECT label FROM choices WHERE column_name = 'worst' AND value = 'logi'"
        ).fetchone()
        assert label["label"]
        tables = {row[0] for row in db.execute("SELECT name FROM sqlite_schema WHERE sql <> ''")}
        assert tables == set(report.sheets)
        assert {"devices", "forms", "stops", "questions", "choices"} < tables


def test_what_identifies_people_is_not_in_it_and_the_store_notes_the_copy(
    device: Workspace, clock: Clock, tmp_path: Path
) -> None:
    respond(device, clock)
    report = export_sqlite(device, tmp_path / "forum.db", "en")
    content = report.path.read_bytes()
    assert PHONE.encode() not in content
    with opened(report.path) as db:
        columns = [row["column_name"] for row in db.execute("SELECT column_name FROM questions")]
    assert "contact" not in columns
    assert [event.detail for event in device.store.events() if event.kind == "sqlite"] == [
        "forum.db rows=1"
    ]
    if sys.platform != "win32":
        assert report.path.stat().st_mode & 0o077 == 0


def test_what_cannot_be_noted_is_not_copied(
    device: Workspace, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    respond(device, clock)

    def full(*_: str) -> None:
        raise UserError("The disk is full.")

    monkeypatch.setattr(device.store, "log_event", full)
    with pytest.raises(UserError, match="is full"):
        export_sqlite(device, tmp_path / "forum.db", "en")
    assert not list(tmp_path.glob("forum.db*"))


def test_repeats_and_names_that_collide(device: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "visits.xlsx"
    path.write_bytes(xlsx(VISITS))
    form = add_form(device, path).row
    interview = Interview.start(device, form.hash, language="en", operator="Nadia")
    interview.answer("/data/share", "12")
    interview.answer("/data/Share", "12.5")
    interview.answer("/data/day", "2026-12-26")
    for number, role in enumerate(("export", "customs"), start=1):
        if number > 1:
            interview.session.add_repeat("/data/person")
        interview.answer(f"/data/person[{number}]/role", role)
        interview.answer(f"/data/person[{number}]/age", str(30 + number))
    submission = interview.finish().submission
    with opened(export_sqlite(device, tmp_path / "visits.db", "en").path) as db:
        row = db.execute("SELECT share, Share_2, day FROM visits").fetchone()
        assert tuple(row) == (12, 12.5, "2026-12-26")
        people = db.execute(
            "SELECT _response, _position, role, age FROM visits_person ORDER BY _position"
        ).fetchall()
        assert [tuple(person) for person in people] == [
            (submission, "1", "export", 31),
            (submission, "2", "customs", 32),
        ]


def test_an_older_file_stays_unless_its_replacement_is_asked_for(
    device: Workspace, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "forum.db"
    with pytest.raises(UserError, match="no response to copy"):
        export_sqlite(device, out, "en")
    respond(device, clock)
    out.write_text("somebody's")
    with pytest.raises(UserError, match="is there already"):
        export_sqlite(device, out, "en")
    with monkeypatch.context() as broken:

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        broken.setattr(plain, "durable_rename", full)
        with pytest.raises(UserError, match="could not be written"):
            export_sqlite(device, out, "en", replace=True)
    assert out.read_text() == "somebody's"
    assert [path.name for path in tmp_path.glob("forum*")] == ["forum.db"]
    export_sqlite(device, out, "en", replace=True)
    assert out.read_bytes().startswith(b"SQLite format 3")
    # Each was noted before it was begun, also the one that came to nothing.
    assert len([event for event in device.store.events() if event.kind == "sqlite"]) == 2


@pytest.mark.parametrize("place", ["a folder", "nowhere"])
def test_no_place_to_write_it(device: Workspace, clock: Clock, tmp_path: Path, place: str) -> None:
    respond(device, clock)
    out = tmp_path if place == "a folder" else tmp_path / "nowhere" / "forum.db"
    with pytest.raises(UserError, match=r"is a folder|could not be written"):
        export_sqlite(device, out, "en")


def test_whatever_a_cell_holds_is_kept(tmp_path: Path) -> None:
    cells = ["a\0b", "half \ud800", 2**70, -1, 1.5, None, "n° 'x\"y'"]
    out = tmp_path / "cells.db"
    table = PlainTable('t"1', (PlainColumn("v"), PlainColumn("select")), [(c, 1) for c in cells])
    write_plain(out, [table])
    with opened(out) as db:
        found = [row[0] for row in db.execute('SELECT v FROM "t""1"')]
    assert found == ["a\0b", "half ?", str(2**70), "-1", "1.5", None, "n° 'x\"y'"]


def test_the_verb_asks_for_it_and_says_what_it_is(
    device: Workspace, clock: Clock, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from surveyapp import cli

    def nobody(_: list[str]) -> int:
        raise AssertionError

    respond(device, clock)
    data = device.store.data_dir
    device.close()
    arguments = ["export", "--sqlite", str(tmp_path / "forum.db"), "--data", str(data)]
    assert cli.run([*arguments, "--lang", "en"], screenshots=nobody, show=nobody) == 0
    assert "This file is not protected" in capsys.readouterr().out
    assert cli.run([*arguments, "--lang", "en"], screenshots=nobody, show=nobody) == 2
    assert "--replace" in capsys.readouterr().err
    assert cli.run([*arguments, "--replace"], screenshots=nobody, show=nobody) == 0
    assert cli.run([*arguments, "--contacts"], screenshots=nobody, show=nobody) == 2
