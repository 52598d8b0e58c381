"""Writes tables into an ordinary SQLite file, which anybody reads: the one way out of encryption.

The caller says what goes into it, and has made sure that somebody asked. Knows no survey.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from surveyapp.errors import UserError
from surveyapp.store.connection import SqliteError, plain_database
from surveyapp.store.files import durable_rename, write_private

PLAIN_ID = 0x53757670
"""``Suvp``, the ``application_id`` of a plain copy: never taken for a device's database."""

PLAIN_VERSION = 1
"""Its ``user_version``: which tables and columns a reader may count on."""

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class PlainColumn:
    """``type`` is an SQLite type (``TEXT``, ``INTEGER``, ``REAL``) with constraints, if any."""

    name: str
    type: str = "TEXT"


@dataclass(frozen=True, slots=True)
class PlainTable:
    """A table and its rows, one value a column."""

    name: str
    columns: tuple[PlainColumn, ...]
    rows: Iterable[Sequence[Cell]]


def write_plain(target: Path, tables: Iterable[PlainTable]) -> None:
    """Write a file of these tables: whole, or not at all, in place of what stood there.

    Only its owner may read it at first. ``UserError`` where it cannot be written.
    """
    part = target.with_name(target.name + ".part")
    with _explained(target):
        part.unlink(missing_ok=True)
        write_private(part, b"")
        try:
            _fill(part, tables)
            with part.open("rb+") as file:
                os.fsync(file.fileno())
            durable_rename(part, target)
        except BaseException:
            part.unlink(missing_ok=True)
            raise


def _fill(part: Path, tables: Iterable[PlainTable]) -> None:
    connection = plain_database(part)
    try:
        connection.execute(f"PRAGMA application_id = {PLAIN_ID}")
        connection.execute(f"PRAGMA user_version = {PLAIN_VERSION}")
        connection.execute("BEGIN")
        for table in tables:
            columns = ", ".join(f"{_quoted(c.name)} {c.type}" for c in table.columns)
            places = ", ".join("?" * len(table.columns))
            name = _quoted(table.name)
            connection.execute(f"CREATE TABLE {name} ({columns})")
            connection.executemany(
                f"INSERT INTO {name} VALUES ({places})",  # noqa: S608 - quoted above
                ([_storable(cell) for cell in row] for row in table.rows),
            )
        connection.execute("COMMIT")
    finally:
        connection.close()


def _quoted(name: str) -> str:
    return '"' + name.replace("\0", "").replace('"', '""') + '"'


def _storable(cell: Cell) -> Cell:
    if isinstance(cell, str):
        return cell.encode("utf-8", "replace").decode()  # half a letter has no bytes
    if isinstance(cell, int) and not -(2**63) <= cell < 2**63:
        return str(cell)
    return cell


@contextmanager
def _explained(target: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, SqliteError) as error:
        raise UserError(
            "{file} could not be written: {reason}. Plug the medium in again, or choose another "
            "folder.",
            file=target,
            reason=error if isinstance(error, OSError) else str(error),
        ) from error
