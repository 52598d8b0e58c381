"""Reads what submissions are now, and counts them. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from surveyapp.errors import UserError
from surveyapp.store.connection import Link
from surveyapp.store.doubt import is_doubtful
from surveyapp.store.records import Counts, RevisionKind, Submission
from surveyapp.store.troubles import require_whole

if TYPE_CHECKING:
    from surveyapp.store.connection import Connection

_SELECT = """
    SELECT
        now.submission, shown.form_id, lower(hex(shown.form_hash)), shown.stop, origin.device,
        origin.operator, origin.wall, shown.clock, shown.wall, lower(hex(shown.hash)),
        shown.document, now.heads > 1 AND now.kind <> 'erase', now.kind, now.created, origin.stop
    FROM current AS now
    JOIN revisions AS shown ON shown.position = now.position
    JOIN revisions AS origin ON origin.position = now.first
    WHERE now.submission = ?
"""

_CHUNK = 200


def read(
    link: Link, form_id: str | None, stop: str | None, *, include_removed: bool
) -> Iterator[Submission]:
    """Yield submissions in the order they were first finished, as listed now.

    The list is taken at once, the documents in chunks, so that writers need not wait: one changed
    meanwhile comes as it is then.
    """
    with link.read() as connection:
        ids = connection.execute(
            "SELECT submission FROM current WHERE (?1 IS NULL OR form_id = ?1) "
            "AND (?2 IS NULL OR stop = ?2) AND (?3 OR kind NOT IN ('delete', 'erase')) "
            "ORDER BY created, submission",
            (form_id, stop, include_removed),
        ).fetchall()
    for start in range(0, len(ids), _CHUNK):
        with link.read() as connection:
            found = [_fetch(connection, row[0]) for row in ids[start : start + _CHUNK]]
        yield from found


def one(link: Link, submission: str) -> Submission:
    """Return a submission, removed or not; ``UserError`` where it is not here."""
    with link.read() as connection:
        return _fetch(connection, submission)


def conflicts(link: Link) -> tuple[Submission, ...]:
    """Return the submissions with more than one head, erased ones aside."""
    with link.read() as connection:
        rows = connection.execute(
            "SELECT submission FROM current WHERE heads > 1 AND kind <> 'erase' "
            "ORDER BY created, submission"
        ).fetchall()
        return tuple(_fetch(connection, row[0]) for row in rows)


def _fetch(connection: Connection, submission: str) -> Submission:
    row = connection.execute(_SELECT, (submission,)).fetchone()
    if row is None:
        raise UserError(
            "The response {submission} is not on this device. Merge the package that holds it.",
            submission=submission,
        )
    require_whole(row[10])
    return Submission(
        id=row[0],
        form_id=row[1],
        form_hash=row[2],
        stop=row[3],
        device=row[4],
        operator=row[5],
        finished=row[6],
        clock=row[7],
        wall=row[8],
        revision=row[9],
        document=row[10],
        conflict=bool(row[11]),
        kind=RevisionKind(row[12]),
        doubtful=is_doubtful(row[6], row[13], row[14], first=True)
        or is_doubtful(row[8], row[7], row[3], first=False),
    )


def counts(connection: Connection) -> Counts:
    """Return what the store holds."""
    by_form: dict[str, int] = {}
    by_stop: dict[str, int] = {}
    deleted = erased = conflicting = 0
    groups = connection.execute(
        "SELECT form_id, stop, kind, count(*), sum(heads > 1) FROM current GROUP BY 1, 2, 3"
    )
    for form_id, stop, kind, number, with_rivals in groups.fetchall():
        if kind == RevisionKind.ERASE:
            erased += number
            continue
        conflicting += with_rivals
        if kind == RevisionKind.DELETE:
            deleted += number
            continue
        by_form[form_id] = by_form.get(form_id, 0) + number
        by_stop[stop] = by_stop.get(stop, 0) + number
    return Counts(
        submissions=sum(by_form.values()),
        by_form=by_form,
        by_stop=by_stop,
        drafts=connection.execute("SELECT count(*) FROM drafts WHERE discarded = ''").fetchone()[0],
        conflicts=conflicting,
        deleted=deleted,
        erased=erased,
        not_handed_over=not_handed_over(connection),
    )


def not_handed_over(connection: Connection) -> int:
    """Return how many submissions this device changed that no package holds so."""
    # The order is pinned: the planner would rather walk all revisions of all devices.
    row = connection.execute(
        "SELECT count(DISTINCT mine.submission) FROM ("
        "SELECT device FROM tip UNION SELECT before FROM identities) AS own "
        "CROSS JOIN revisions AS mine INDEXED BY revisions_key ON mine.device = own.device "
        "AND mine.seq > coalesce("
        "(SELECT seq FROM handed_over WHERE handed_over.device = own.device), 0)"
    ).fetchone()
    return int(row[0])
