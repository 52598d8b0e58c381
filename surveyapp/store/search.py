"""Finds submissions by a few words of their summary, newest first. Reads no document.

Everything a search looks at lies in one index of ``current`` in the order of the list, so the
newest that fit are found without looking at the rest, and a word that fits nothing costs one walk
along it. Which stops and forms a word names is told by the caller: names of regions and titles
of forms are not the store's.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from surveyapp.store.doubt import is_doubtful
from surveyapp.store.records import RevisionKind

if TYPE_CHECKING:
    from surveyapp.store.connection import Connection, Link


class Standing(StrEnum):
    """Which submissions a list shows."""

    KEPT = "kept"
    """Neither deleted nor erased."""
    COMPLETE = "complete"
    """Kept as it was first finished."""
    EDITED = "edited"
    """Kept and changed since."""
    CONFLICT = "conflict"
    """With more than one head, erased ones aside; the one shown may be a tombstone."""
    DELETED = "deleted"
    ERASED = "erased"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Word:
    """A word that every submission found must answer to, folded (``surveyapp.text.fold``)."""

    text: str
    stops: tuple[str, ...] = ()
    """Keys of stops the word names."""
    forms: tuple[str, ...] = ()
    """Ids of forms the word names."""


@dataclass(frozen=True, slots=True)
class Search:
    """What to find; everything left out fits all."""

    words: tuple[Word, ...] = ()
    form_id: str | None = None
    stop: str | None = None
    operator: str | None = None
    standing: Standing = Standing.KEPT
    among: tuple[str, ...] | None = None
    """Ids of the submissions to look among."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A submission as lists show it, without its document."""

    id: str
    created: str
    """Clock of its first revision: the order of the list."""
    form_id: str
    form_hash: str
    stop: str
    device: str
    operator: str
    """Who finished it first."""
    finished: str
    """Local time it was first finished, ISO 8601."""
    changed: str
    """Local time of the current revision, ISO 8601."""
    doubtful: bool
    """One of these times cannot be right (``surveyapp.store.doubt``)."""
    kind: RevisionKind
    conflict: bool
    outcome: str
    name: str
    firm: str
    badge: str
    person: str


_STANDING = {
    Standing.KEPT: "kind NOT IN ('delete', 'erase')",
    Standing.COMPLETE: "heads = 1 AND kind = 'create'",
    Standing.EDITED: "heads = 1 AND kind IN ('edit', 'resolve')",
    Standing.CONFLICT: "heads > 1 AND kind <> 'erase'",
    Standing.DELETED: "kind = 'delete'",
    Standing.ERASED: "kind = 'erase'",
    Standing.ALL: "1",
}

_DETAILS = """
    SELECT
        now.submission, now.created, now.form_id, lower(hex(shown.form_hash)), now.stop,
        now.device, now.operator, origin.wall, shown.wall, now.kind,
        now.heads > 1 AND now.kind <> 'erase', now.outcome, now.name, now.firm, now.badge,
        now.person, shown.clock, origin.stop
    FROM current AS now
    JOIN revisions AS shown ON shown.position = now.position
    JOIN revisions AS origin ON origin.position = now.first
    WHERE now.submission = ?
"""


_TIMES = """
    SELECT
        now.submission, origin.wall, now.created, origin.stop, shown.wall, shown.clock, now.stop
    FROM current AS now
    JOIN revisions AS shown ON shown.position = now.position
    JOIN revisions AS origin ON origin.position = now.first
    WHERE now.submission > ? ORDER BY now.submission LIMIT ?
"""

_STRETCH = 100
_PAUSE = 0.001


def find(
    connection: Connection,
    search: Search,
    *,
    limit: int,
    after: Listed | None = None,
    skip: int = 0,
) -> tuple[Listed, ...]:
    """Return at most ``limit`` submissions that fit, newest first.

    Those after ``after``, and past the first ``skip``: a list that is jumped in has no neighbour
    to go on from.
    """
    where, values = _condition(search)
    if after is not None:
        where += " AND (created, submission) < (?, ?)"
        values = (*values, after.created, after.id)
    # The index is named, for the planner would rather walk the table: a wrong guess once the
    # statistics are missing costs ten times the page it saves.
    found = connection.execute(
        f"SELECT submission FROM current INDEXED BY current_listed WHERE {where} "  # noqa: S608
        "ORDER BY created DESC, submission DESC LIMIT ? OFFSET ?",
        (*values, limit, skip),
    ).fetchall()
    return tuple(_listed(connection, row[0]) for row in found)


def count(connection: Connection, search: Search) -> int:
    """Return how many submissions fit."""
    where, values = _condition(search)
    row = connection.execute(
        f"SELECT count(*) FROM current INDEXED BY current_listed WHERE {where}",  # noqa: S608
        values,
    )
    return int(row.fetchone()[0])


def ids(connection: Connection, search: Search) -> tuple[str, ...]:
    """Return the ids of all submissions that fit, newest first."""
    where, values = _condition(search)
    rows = connection.execute(
        f"SELECT submission FROM current INDEXED BY current_listed WHERE {where} "  # noqa: S608
        "ORDER BY created DESC, submission DESC",
        values,
    )
    return tuple(row[0] for row in rows.fetchall())


def standings(connection: Connection) -> dict[Standing, int]:
    """Return how many submissions there are of each standing."""
    counted = ", ".join(f"count(*) FILTER (WHERE {terms})" for terms in _STANDING.values())
    row = connection.execute(
        f"SELECT {counted} FROM current INDEXED BY current_listed"  # noqa: S608 - constants
    ).fetchone()
    return dict(zip(_STANDING, row, strict=True))


def doubtful(link: Link) -> tuple[str, ...]:
    """Return the ids of the submissions of which a time cannot be right.

    No index holds times, so this reads each submission's first and current revision, in stretches
    between which others come to their turn. What it returns is searched ``among``.
    """
    found: list[str] = []
    after = ""
    while True:
        with link.read() as connection:
            rows = connection.execute(_TIMES, (after, _STRETCH)).fetchall()
        for submission, first, created, first_stop, last, clock, stop in rows:
            if is_doubtful(first, created, first_stop, first=True) or is_doubtful(
                last, clock, stop, first=False
            ):
                found.append(submission)
        if len(rows) < _STRETCH:
            return tuple(found)
        after = rows[-1][0]
        time.sleep(_PAUSE)  # a lock let go and taken at once is nobody else's turn


def last_line(connection: Connection) -> int:
    """Return the place of the log's last line: what was read up to here still holds while it does.

    Only erasure changes lines that stand, and each is a line of its own.
    """
    return int(connection.execute("SELECT coalesce(max(position), 0) FROM revisions").fetchone()[0])


def operators(connection: Connection) -> tuple[str, ...]:
    """Return everybody who finished a submission, by name, to choose from."""
    rows = connection.execute(
        "SELECT DISTINCT operator FROM current WHERE operator <> '' ORDER BY 1"
    )
    return tuple(row[0] for row in rows.fetchall())


def _condition(search: Search) -> tuple[str, tuple[object, ...]]:
    """Return what must hold, with the values of its question marks."""
    terms = [_STANDING[search.standing]]
    values: list[object] = []
    for column in ("form_id", "stop", "operator"):
        wanted = getattr(search, column)
        if wanted is not None:
            terms.append(f"{column} = ?")
            values.append(wanted)
    if search.among is not None:
        terms.append("submission IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(search.among))
    for word in search.words:
        ways = ["instr(folded, ?) > 0"]
        values.append(word.text)
        for column, names in (("stop", word.stops), ("form_id", word.forms)):
            if names:
                ways.append(f"{column} IN ({_marks(names)})")
                values += names
        terms.append(f"({' OR '.join(ways)})")
    return " AND ".join(terms), tuple(values)


def _marks(names: Sequence[str]) -> str:
    return ", ".join("?" * len(names))


def _listed(connection: Connection, submission: str) -> Listed:
    row = connection.execute(_DETAILS, (submission,)).fetchone()
    return Listed(
        id=row[0],
        created=row[1],
        form_id=row[2],
        form_hash=row[3],
        stop=row[4],
        device=row[5],
        operator=row[6],
        finished=row[7],
        changed=row[8],
        doubtful=is_doubtful(row[7], row[1], row[17], first=True)
        or is_doubtful(row[8], row[16], row[4], first=False),
        kind=RevisionKind(row[9]),
        conflict=bool(row[10]),
        outcome=row[11],
        name=row[12],
        firm=row[13],
        badge=row[14],
        person=row[15],
    )
