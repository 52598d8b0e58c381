"""The merge door: the union of this store's log with others', all or nothing.

Any order, any repetition and any split of the same revisions end in the same state: a revision is
kept once by its key; content that one copy has and another lost to nothing is kept; content that
an erase record covers is gone. Knows no package: whoever calls has opened and verified the file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from surveyapp.store import clock, heads, log, settings, shelf
from surveyapp.store.records import (
    DeviceLabel,
    Fork,
    FormRecord,
    Revision,
    Stop,
    UnionLine,
    UnionReport,
)
from surveyapp.store.rows import to_row
from surveyapp.store.seal import canonical, verify

if TYPE_CHECKING:
    from surveyapp.store.connection import Connection

_SEEN = """
    CREATE TEMP TABLE IF NOT EXISTS seen (
        submission TEXT PRIMARY KEY, known INTEGER NOT NULL, changed INTEGER NOT NULL
    )
"""

_SEE = """
    INSERT INTO seen VALUES (?1, EXISTS (SELECT 1 FROM current WHERE submission = ?1), ?2)
    ON CONFLICT (submission) DO UPDATE SET changed = max(changed, excluded.changed)
"""

_FILL = """
    UPDATE revisions SET salt = ?, document = ?, reason = ?
    WHERE device = ? AND seq = ? AND hash = ? AND salt = x'' AND NOT EXISTS (
        SELECT 1 FROM revisions AS erasure
        WHERE erasure.submission = revisions.submission AND erasure.kind = 'erase'
    )
"""

_LINES = """
    SELECT
        now.stop, origin.device,
        sum(NOT known), sum(known AND changed), sum(known AND NOT changed),
        sum(now.heads > 1 AND now.kind <> 'erase')
    FROM seen
    JOIN current AS now USING (submission)
    JOIN revisions AS origin ON origin.position = now.first
    GROUP BY now.stop, origin.device ORDER BY now.stop, origin.device
"""

_FORKS = """
    SELECT DISTINCT device, seq FROM revisions AS late
    WHERE position > ? AND EXISTS (
        SELECT 1 FROM revisions AS other
        WHERE other.device = late.device AND other.seq = late.seq AND other.hash <> late.hash
    )
"""

_MISSING_FORMS = """
    SELECT DISTINCT lower(hex(late.form_hash)) FROM revisions AS late
    WHERE position > ? AND late.form_hash NOT IN (SELECT hash FROM forms)
    ORDER BY 1
"""

_DIGESTED = (
    "SELECT device, seq, lower(hex(hash)), salt <> x'' FROM revisions ORDER BY device, seq, hash",
    "SELECT lower(hex(hash)) FROM forms ORDER BY 1",
    "SELECT region, first_day, place FROM stops ORDER BY 1, 2, 3",
    "SELECT device, label, clock FROM labels ORDER BY 1",
    """
    SELECT head.submission, lower(hex(hash))
    FROM heads AS head JOIN revisions USING (position) ORDER BY 1, 2
    """,
    """
    SELECT
        now.submission, lower(hex(shown.hash)), lower(hex(origin.hash)), now.created, now.form_id,
        now.stop, now.kind, now.heads
    FROM current AS now
    JOIN revisions AS shown ON shown.position = now.position
    JOIN revisions AS origin ON origin.position = now.first
    ORDER BY 1
    """,
)


@dataclass(frozen=True, slots=True)
class Incoming:
    """What is to be united with what is here."""

    revisions: Iterable[Revision]
    forms: Iterable[FormRecord] = ()
    stops: Iterable[Stop] = ()
    labels: Iterable[DeviceLabel] = ()


def unite(connection: Connection, incoming: Incoming, now: datetime) -> UnionReport:
    """Write what is new of ``incoming`` in the caller's transaction and report it.

    Raises ``UserError`` naming the first revision or form that is not what was sealed.
    """
    forms_new = sum([shelf.add_form(connection, form) for form in incoming.forms])
    stops_new = sum([shelf.add_stop(connection, stop) for stop in incoming.stops])
    for label in incoming.labels:
        settings.add_label(connection, label)
    before = connection.execute("SELECT coalesce(max(position), 0) FROM revisions").fetchone()[0]
    heads.begin(connection)
    connection.execute(_SEEN)
    connection.execute("DELETE FROM seen")
    latest = connection.execute("SELECT clock FROM tip").fetchone()[0]
    added = count = 0
    for revision in incoming.revisions:
        verify(revision)
        new = _insert(connection, revision)
        added += new
        count += 1
        latest = clock.observe(latest, revision.clock, now)
    connection.execute("UPDATE tip SET clock = ?", (latest,))
    heads.renew(connection)
    _require_all(connection, before, added)
    lines = tuple(UnionLine(*row) for row in connection.execute(_LINES).fetchall())
    return UnionReport(
        new=sum(line.new for line in lines),
        updated=sum(line.updated for line in lines),
        identical=sum(line.identical for line in lines),
        conflicts=sum(line.conflicts for line in lines),
        revisions_new=added,
        revisions_identical=count - added,
        forms_new=forms_new,
        stops_new=stops_new,
        forms_missing=tuple(row[0] for row in connection.execute(_MISSING_FORMS, (before,))),
        forks=_forks(connection, before),
        gaps=log.gaps(connection, before),
        lines=lines,
    )


def _insert(connection: Connection, revision: Revision) -> bool:
    """Write one revision unless it is here; say whether it was new."""
    row = to_row(revision)
    new = connection.execute(log.INSERT, row).rowcount == 1
    changed = new
    if not new and not revision.is_emptied:
        changed = connection.execute(_FILL, (*row[14:17], *row[0:2], row[2])).rowcount == 1
    connection.execute(_SEE, (revision.submission, changed))
    if changed:
        heads.touch(connection, revision.submission)
    return new


def _require_all(connection: Connection, before: int, added: int) -> None:
    # What was not added must have been here: the key says so, and nothing else may swallow a row.
    found = connection.execute(
        "SELECT count(*) FROM revisions WHERE position > ?", (before,)
    ).fetchone()[0]
    if found != added:
        raise RuntimeError(f"{added} revisions were added and {found} are there")


def _forks(connection: Connection, before: int) -> tuple[Fork, ...]:
    forked = set(connection.execute(_FORKS, (before,)).fetchall())
    if not forked:
        return ()
    return tuple(fork for fork in log.forks(connection) if (fork.device, fork.seq) in forked)


def digest(connection: Connection) -> str:
    """Return one hash of everything a union unites, whatever order it arrived in."""
    total = hashlib.sha256()
    for sql in _DIGESTED:
        for row in connection.execute(sql):
            total.update(canonical(row).encode())
        total.update(b"\n")
    return total.hexdigest()
