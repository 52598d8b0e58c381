"""Steps from one schema to the next: numbered, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from surveyapp.services.rescue import Wanted, rescue_data
from surveyapp.store import Store, restoring, schema
from surveyapp.store.connection import Link
from surveyapp.store.custody import Access, NoKeyStore
from surveyapp.store.key import KEY_NAME, new_key, write_key
from tests.store.tablet import FORM, STOP, Tablet

if TYPE_CHECKING:
    from surveyapp.store.connection import Database

Step = Callable[["Database"], None]

NOW = schema.LATEST
PAST = sorted((Path(__file__).parent / "past").glob("*.sql"), key=lambda path: int(path.stem))
"""Databases as earlier versions of the app left them, by the number of their schema."""


def version(tablet: Tablet) -> int:
    with tablet.store._link.read() as raw:
        return int(raw.execute("PRAGMA user_version").fetchone()[0])


@pytest.fixture
def next_version(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Play the next version of the app, which has more steps."""

    def install(*steps: Step) -> None:
        monkeypatch.setattr(schema, "_STEPS", (*schema._STEPS, *steps))
        monkeypatch.setattr(schema, "LATEST", len(schema._STEPS))

    return install


def test_a_new_store_has_the_latest_schema(tablet: Tablet) -> None:
    assert version(tablet) == schema.LATEST
    with tablet.store._link.read() as raw:
        assert raw.execute("PRAGMA application_id").fetchone()[0] == schema.APPLICATION_ID
        tables = raw.execute(
            "SELECT name, strict FROM pragma_table_list WHERE type = 'table' AND schema = 'main' "
            "AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
    assert len(tables) > 10
    assert all(strict for _, strict in tables)


def test_an_older_store_is_brought_up_when_it_is_opened(
    tablet: Tablet, next_version: Callable[..., None]
) -> None:
    submission = tablet.fills("نعم")
    tablet.store.close()
    next_version(lambda database: database.table("extra").create({"name": str}, strict=True))
    tablet.store = Store.open(tablet.folder)
    assert version(tablet) == NOW + 1
    assert tablet.answer_of(submission) == "نعم"
    assert tablet.store.check().ok


def test_a_step_that_fails_leaves_the_store_as_it_was(
    tablet: Tablet, next_version: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    submission = tablet.fills("نعم")
    tablet.store.close()

    def half(database: Database) -> None:
        database.table("extra").create({"name": str})
        database.execute("DELETE FROM current")
        raise RuntimeError("half-way")

    with monkeypatch.context():
        next_version(half)
        with pytest.raises(RuntimeError, match="half-way"):
            Store.open(tablet.folder)
    monkeypatch.undo()
    tablet.restarts()
    assert version(tablet) == NOW
    assert tablet.answer_of(submission) == "نعم"
    assert tablet.store.check().ok


def test_several_steps_are_taken_one_by_one(
    tablet: Tablet, next_version: Callable[..., None]
) -> None:
    tablet.store.close()
    next_version(
        lambda database: database.table("one").create({"name": str}, strict=True),
        lambda database: database.table("two").create({"name": str}, strict=True),
    )
    tablet.store = Store.open(tablet.folder)
    assert version(tablet) == NOW + 2
    Store.open_or_create(tablet.folder.parent / "new").close()


def left_behind(script: Path, folder: Path) -> None:
    """Make the data folder that an earlier version of the app left."""
    folder.mkdir()
    key = new_key()
    write_key(folder / KEY_NAME, key)
    link = Link(folder / "survey.db", key)
    with link.read() as raw:
        raw.executescript(script.read_text("utf-8"))
    link.close()


def test_every_earlier_schema_is_kept_to_be_tried() -> None:
    assert [path.stem for path in PAST] == [str(number) for number in range(1, NOW)]


@pytest.mark.parametrize("script", PAST, ids=lambda path: f"schema {path.stem}")
def test_what_an_earlier_version_left_is_brought_up_whole(script: Path, tmp_path: Path) -> None:
    left_behind(script, tmp_path / "data")
    with Store.open(tmp_path / "data") as store:
        report = store.check()
        assert [str(problem) for check in report.checks for problem in check.problems] == []
        assert report.revisions == 6
        assert store.form(FORM.hash) == FORM
        assert store.attachments(FORM.hash) == ()
        for form in store.forms():  # each with its files
            for file in store.attachments(form.hash):
                assert store.media(file.sha256).data
        assert store.chosen_stop() == STOP
        assert store.submission("uuid:one").document == '{"answer":"لا"}'
        kinds = {each.id: each.kind for each in store.submissions(include_removed=True)}
        assert kinds == {"uuid:one": "edit", "uuid:two": "delete", "uuid:three": "erase"}
        (draft,) = store.drafts()
        assert draft.document == '{"answer":"نعم"}'
        store.finish(draft.id, submission=draft.id, document=draft.document)
    with Store.open(tmp_path / "data") as store:  # and it stays so
        assert store.check().ok
        assert store.counts().submissions == 2


@pytest.mark.parametrize("script", PAST, ids=lambda path: f"schema {path.stem}")
def test_a_backup_of_an_earlier_version_is_tried_restored_and_rescued(
    script: Path, tmp_path: Path
) -> None:
    left_behind(script, tmp_path / "data")
    with Store.open(tmp_path / "data") as store:
        (backup,) = store.backups.held()  # made before the first step was taken
        trial = store.backups.try_restore()
        assert trial is not None
        assert trial.sound
        key, moment = store.custody.key, datetime.fromisoformat("2026-12-27T09:00:00+01:00")
    restoring.restore(backup.path, tmp_path / "restored", key, moment)
    (tmp_path / "data" / "survey.db").unlink()
    wanted = Wanted(tmp_path / "data", tmp_path / "saved", access=Access(NoKeyStore()))
    assert rescue_data(wanted, now=lambda: moment).sound
    for folder in ("restored", "saved"):
        with Store.open(tmp_path / folder) as store:
            assert store.check().ok
            assert store.submission("uuid:one").document == '{"answer":"لا"}'
            assert [each.document for each in store.drafts()] == ['{"answer":"نعم"}']
