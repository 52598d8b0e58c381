"""Steps from one schema to the next: numbered, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from surveyapp.store import Store, schema
from tests.store.tablet import Tablet

if TYPE_CHECKING:
    from surveyapp.store.connection import Database

Step = Callable[["Database"], None]


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
    assert version(tablet) == 2
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
    assert version(tablet) == 1
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
    assert version(tablet) == 3
    Store.open_or_create(tablet.folder.parent / "new").close()
