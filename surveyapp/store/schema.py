"""The tables, and the numbered steps that make them from whatever an older version left.

``user_version`` is the number of the last step taken. A step and its number are one transaction.
Each step is a module of ``surveyapp.store.steps``, never edited once released: the next change is
the next step. Views define what the kept tables must hold; ``surveyapp.store.heads`` keeps them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from surveyapp.errors import UserError
from surveyapp.store.connection import Link, as_database, scratch
from surveyapp.store.steps import STEPS

if TYPE_CHECKING:
    from surveyapp.store.connection import Connection, Database

APPLICATION_ID = 0x53757276
"""``Surv``: how a database says whose it is."""


def version_of(link: Link) -> int:
    """Return the schema's number; ``UserError`` where the database is foreign or newer."""
    with link.read() as connection:
        application = _number(connection, "application_id")
        version = _number(connection, "user_version")
    if application != APPLICATION_ID:
        raise foreign(link.folder)
    if version > LATEST:
        raise UserError(
            "The answers in {folder} were written by a newer version of the app. Install that "
            "version, then open them again.",
            folder=link.folder,
        )
    return version


def prepare(link: Link) -> None:
    """Bring an empty database to the latest schema."""
    with link.write() as connection:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    migrate(link)


def migrate(link: Link) -> None:
    """Take the steps that are missing, each whole or not at all."""
    for number, step in enumerate(_STEPS, start=1):
        with link.read() as connection:
            done = _number(connection, "user_version") >= number
        if done:
            continue
        with link.write() as connection:
            step(as_database(connection))
            connection.execute(f"PRAGMA user_version = {number}")


def fingerprint(connection: Connection) -> tuple[tuple[str, str], ...]:
    """Return every table, index and view with its SQL, statistics aside."""
    rows = connection.execute(
        "SELECT name, coalesce(sql, '') FROM sqlite_schema "
        "WHERE name NOT LIKE 'sqlite_stat%' ORDER BY name"
    ).fetchall()
    return tuple((str(name), str(sql)) for name, sql in rows)


def expected_fingerprint() -> tuple[tuple[str, str], ...]:
    """Return the fingerprint a database of this version has."""
    return _fingerprint_after(_STEPS)


@cache
def _fingerprint_after(
    steps: tuple[Callable[[Database], None], ...],
) -> tuple[tuple[str, str], ...]:
    connection = scratch()
    try:
        for step in steps:
            step(as_database(connection))
        return fingerprint(connection)
    finally:
        connection.close()


def foreign(folder: Path) -> UserError:
    """Return the problem of a database that is not ours."""
    return UserError(
        "The database in {folder} is not one of this app. Choose another folder with --data.",
        folder=folder,
    )


def _number(connection: Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])


_STEPS: tuple[Callable[[Database], None], ...] = STEPS

LATEST = len(_STEPS)
"""The schema this version of the app writes."""
