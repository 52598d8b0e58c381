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

from surveyapp.store import clock, heads, log, media, settings, shelf
from surveyapp.store.records import DeviceLabel, FormRecord, Media, Revision, Stop
from surveyapp.store.reports import Fork, Gap, UnionLine, UnionReport
from surveyapp.store.seal import canonical, verify

if TYPE_CHECKING:
    from surveyapp.store.connection import Connection

_FILL = """
    UPDATE revisions SET salt = ?, document = ?, reason = ?
    WHERE device = ? AND seq = ? AND hash = ? AND salt = x'' AND (kind = 'erase' OR NOT EXISTS (
        SELECT 1 FROM revisions AS erasure
        WHERE erasure.submission = revisions.submission AND erasure.kind = 'erase'
    ))
"""

_LINES = """
    SELECT
        now.stop, now.device,
        sum(NOT known), sum(known AND changed), sum(known AND NOT changed),
        sum(now.heads > 1 AND now.kind <> 'erase')
    FROM touched CROSS JOIN current AS now USING (submission)
    GROUP BY now.stop, now.device ORDER BY now.stop, now.device
"""

_FORKS = """
    SELECT DISTINCT device, seq FROM revisions AS late
    WHERE position > ? AND EXISTS (
        SELECT 1 FROM revisions AS other
        WHERE other.device = late.device AND other.seq = late.seq AND other.hash <> late.hash
    )
"""

# The log is walked as it lies and sorted then: a page is decrypted each time it is come back to.
_DIGESTED = (
    """
    SELECT
        device, seq, lower(hex(hash)), salt <> x'', submission,
        EXISTS (
            SELECT 1 FROM heads
            WHERE heads.submission = log.submission AND heads.position = log.position
        )
    FROM revisions AS log NOT INDEXED ORDER BY device, seq, hash
    """,
    "SELECT lower(hex(hash)) FROM forms ORDER BY 1",
    "SELECT region, first_day, place FROM stops ORDER BY 1, 2, 3",
    "SELECT device, label, clock FROM labels ORDER BY 1",
    """
    SELECT
        now.submission, lower(hex(shown.hash)), lower(hex(origin.hash)), now.created, now.device,
        now.form_id, now.stop, now.kind, now.heads
    FROM revisions AS shown NOT INDEXED
    CROSS JOIN current AS now
        ON now.submission = shown.submission AND now.position = shown.position
    CROSS JOIN revisions AS origin ON origin.position = now.first
    ORDER BY 1
    """,
)


_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Incoming:
    """What is to be united with what is here."""

    revisions: Iterable[Revision]
    forms: Iterable[FormRecord] = ()
    stops: Iterable[Stop] = ()
    labels: Iterable[DeviceLabel] = ()
    files: Iterable[Media] = ()
    """What the forms among them refer to."""


def unite(connection: Connection, incoming: Incoming, now: datetime) -> UnionReport:
    """Write what is new of ``incoming`` in the caller's transaction and report it.

    Raises ``UserError`` naming the first revision or form that is not what was sealed.
    """
    media.add_media(connection, incoming.files)
    forms_new = sum([shelf.add_form(connection, form) for form in incoming.forms])
    stops_new = sum([shelf.add_stop(connection, stop) for stop in incoming.stops])
    for label in incoming.labels:
        settings.add_label(connection, label)
    heads.begin(connection)
    arrivals = _Arrivals(connection)
    latest = connection.execute("SELECT clock FROM tip").fetchone()[0]
    for revision in incoming.revisions:
        verify(revision)
        arrivals.take(revision)
        latest = clock.observe(latest, revision.clock, now)
    connection.execute("UPDATE tip SET clock = ?", (latest,))
    heads.renew(connection)
    # A package from before an erasure brings what went with it.
    media.drop_unreferenced(connection, arrivals.refused)
    arrivals.require_all()
    lines = tuple(UnionLine(*row) for row in connection.execute(_LINES).fetchall())
    return UnionReport(
        new=sum(line.new for line in lines),
        updated=sum(line.updated for line in lines),
        identical=sum(line.identical for line in lines),
        conflicts=sum(line.conflicts for line in lines),
        revisions_new=arrivals.added,
        revisions_identical=arrivals.identical,
        forms_new=forms_new,
        stops_new=stops_new,
        forms_missing=arrivals.forms_missing(),
        forks=arrivals.forks(),
        gaps=arrivals.gaps(),
        lines=lines,
    )


class _Arrivals:
    """Writes revisions as they come and remembers what to report, without reading them again."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._before = self._last_position()
        self._forms: set[str] = set()
        self._line = ("", 0, "")  # device, seq and hash of the revision that came last
        self._loose: list[Revision] = []  # those that did not come right after their predecessor
        self.refused: set[str] = set()
        """Files that contents refer to which were not taken in: here already, or erased."""
        self.added = 0
        self.identical = 0

    def take(self, revision: Revision) -> None:
        """Write one revision unless it is here."""
        changed = log.insert(self._connection, revision)
        if changed:
            self.added += 1
            if (revision.device, revision.seq - 1, revision.previous) != self._line:
                self._loose.append(revision)
        else:
            self.identical += 1
            if not revision.is_emptied:
                changed = self._fill(revision)
        heads.touch(self._connection, revision.submission, changed=changed)
        self._line = (revision.device, revision.seq, revision.hash)
        self._forms.add(revision.form_hash)

    def _fill(self, revision: Revision) -> bool:
        """Give back content that our copy lost; say whether it had lost it."""
        cursor = self._connection.execute(
            _FILL,
            (
                bytes.fromhex(revision.salt),
                revision.document,
                revision.reason,
                revision.device,
                revision.seq,
                bytes.fromhex(revision.hash),
            ),
        )
        if cursor.rowcount == 0:
            self.refused.update(media.referred_to(revision.document))
            return False
        position = self._connection.execute(
            "SELECT position FROM revisions WHERE device = ? AND seq = ? AND hash = ?",
            (revision.device, revision.seq, bytes.fromhex(revision.hash)),
        ).fetchone()[0]
        media.refer(self._connection, position, revision.document)
        return True

    def require_all(self) -> None:
        """Hold that added + already there = n: nothing may swallow a row unseen."""
        # Positions are given out one after the other and never freed.
        found = self._last_position() - self._before
        if found != self.added:
            raise RuntimeError(f"{self.added} revisions were added and {found} are there")

    def forms_missing(self) -> tuple[str, ...]:
        """Return the forms that arrivals name and that are not here."""
        held = {form.hash for form in shelf.forms(self._connection)}
        return tuple(sorted(self._forms - held))

    def gaps(self) -> tuple[Gap, ...]:
        """Return where an arrival's predecessor is missing."""
        return tuple(
            sorted(
                log.gap_before(self._connection, revision.device, revision.seq)
                for revision in self._loose
                if revision.seq > 1 and not self._holds_predecessor(revision)
            )
        )

    def forks(self) -> tuple[Fork, ...]:
        """Return the places arrivals share with other revisions."""
        forked = set(self._connection.execute(_FORKS, (self._before,)).fetchall())
        if not forked:
            return ()
        return tuple(
            fork for fork in log.forks(self._connection) if (fork.device, fork.seq) in forked
        )

    def _holds_predecessor(self, revision: Revision) -> bool:
        found = self._connection.execute(
            "SELECT 1 FROM revisions WHERE device = ? AND seq = ? AND hash = ?",
            (revision.device, revision.seq - 1, bytes.fromhex(revision.previous)),
        ).fetchone()
        return found is not None

    def _last_position(self) -> int:
        row = self._connection.execute("SELECT coalesce(max(position), 0) FROM revisions")
        return int(row.fetchone()[0])


def digest(connection: Connection) -> str:
    """Return one hash of everything a union unites, whatever order it arrived in."""
    total = hashlib.sha256()
    for sql in _DIGESTED:
        cursor = connection.execute(sql)
        while rows := cursor.fetchmany(_CHUNK):
            total.update(canonical(rows).encode())
        total.update(b"\n")
    return total.hexdigest()
