"""This device's log: writing a revision at its end, and reading the logs of all devices.

Writing keeps heads and current in step, in the caller's transaction. Order is by place in the log.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from surveyapp.errors import UserError
from surveyapp.store import clock, heads, media
from surveyapp.store.connection import Link
from surveyapp.store.doubt import is_doubtful
from surveyapp.store.lineage import in_order
from surveyapp.store.records import DeviceLog, Handed, Revision, RevisionKind
from surveyapp.store.reports import Fork, Gap
from surveyapp.store.rows import COLUMNS, PLACES, Row, from_row, to_row
from surveyapp.store.seal import Entry, Place, canonical, seal
from surveyapp.store.troubles import require_whole

if TYPE_CHECKING:
    from surveyapp.store.connection import Connection

_INSERT = (
    f"INSERT INTO revisions ({COLUMNS}) VALUES ({PLACES}) "  # noqa: S608 - constants
    "ON CONFLICT (device, seq, hash) DO NOTHING"
)

_PACKAGES_HOLDING = """
    WITH held (package, kind) AS (
        SELECT packages.id, revisions.kind
        FROM revisions CROSS JOIN packages JOIN json_each(packages.places) AS place
            ON place.key = revisions.device AND revisions.seq <= place.value
        WHERE revisions.submission = ?
    )
    SELECT at, path FROM packages
    WHERE places IS NULL OR (
        id IN (SELECT package FROM held) AND id NOT IN (
            SELECT package FROM held WHERE kind = 'erase'
        )
    )
    ORDER BY id
"""

_CHUNK = 500
"""Revisions fetched at a time: readers take turns with writers between chunks."""


def append(
    connection: Connection, entry: Entry, now: datetime, *, beside: bool = False
) -> Revision:
    """Write an entry at the end of this device's log and return its revision.

    Raises ``UserError`` where the submission was erased, ``ValueError`` where the entry does not
    continue what is there: a caller's mistake. ``beside``: what is created may be here already;
    then both stand beside each other until a person chooses.
    """
    _require_continuation(connection, entry, beside=beside)
    device, seq, last, moment = connection.execute(
        "SELECT device, seq, hash, clock FROM tip"
    ).fetchone()
    place = Place(
        device=device,
        seq=seq + 1,
        previous=last.hex(),
        clock=clock.tick(moment, now),
        wall=now.isoformat(timespec="seconds"),
    )
    revision = seal(entry, place)
    heads.begin(connection)
    insert(connection, revision)
    connection.execute(
        "UPDATE tip SET seq = ?, hash = ?, clock = ?",
        (revision.seq, bytes.fromhex(revision.hash), revision.clock),
    )
    heads.touch(connection, revision.submission, changed=True)
    heads.renew(connection)
    return revision


def insert(connection: Connection, revision: Revision) -> bool:
    """Write a revision unless it is here; say whether it was new. Heads are the caller's."""
    cursor = connection.execute(_INSERT, to_row(revision))
    if cursor.rowcount == 0:
        return False
    position = cursor.lastrowid
    assert position is not None
    media.refer(connection, position, revision.document)
    if revision.parents:
        connection.executemany(
            "INSERT INTO replaced VALUES (?, ?, ?)",
            [(revision.submission, bytes.fromhex(parent), position) for parent in revision.parents],
        )
    return True


def _require_continuation(connection: Connection, entry: Entry, *, beside: bool) -> None:
    require_not_erased(connection, entry.submission)
    known = {
        row[0].hex()
        for row in connection.execute(
            "SELECT hash FROM revisions WHERE submission = ?", (entry.submission,)
        )
    }
    if entry.kind == "create":
        if entry.parents or (known and not beside):
            raise ValueError(f"submission {entry.submission} exists already")
    elif not entry.parents or not known.issuperset(entry.parents):
        raise ValueError(f"submission {entry.submission} has no such revisions to replace")


def require_not_erased(connection: Connection, *submissions: str) -> None:
    """Raise ``UserError`` where one of these was erased: here, or in what was merged meanwhile."""
    for submission in submissions:
        erased = connection.execute(
            "SELECT 1 FROM revisions WHERE submission = ? AND kind = 'erase'", (submission,)
        ).fetchone()
        if erased:
            raise UserError("This response was erased: there is nothing left to change.")


def read(link: Link, since: Mapping[str, int]) -> Iterator[Revision]:
    """Yield the revisions after the given places, by device and place, as of now."""
    with link.read() as connection:
        last = connection.execute("SELECT coalesce(max(position), 0) FROM revisions").fetchone()[0]
        devices = [
            row[0] for row in connection.execute("SELECT DISTINCT device FROM revisions ORDER BY 1")
        ]
    for device in devices:
        after: tuple[int, bytes] = (since.get(device, 0), b"\xff" * 33)  # beyond every hash
        while True:
            with link.read() as connection:
                rows = connection.execute(
                    f"SELECT {COLUMNS} FROM revisions "  # noqa: S608 - constants
                    "WHERE device = ? AND (seq, hash) > (?, ?) AND position <= ? "
                    f"ORDER BY seq, hash LIMIT {_CHUNK}",
                    (device, *after, last),
                ).fetchall()
                found = list(map(_whole, rows))
            if not rows:
                break
            yield from found
            after = (rows[-1][1], rows[-1][2])


def of_submission(link: Link, submission: str, *, heads_only: bool = False) -> tuple[Revision, ...]:
    """Return the revisions of a submission, each after what it replaces, or its heads alone."""
    only = "AND position IN (SELECT position FROM heads WHERE submission = ?1)"
    with link.read() as connection:
        rows = connection.execute(
            f"SELECT {COLUMNS} FROM revisions WHERE submission = ?1 "  # noqa: S608 - constants
            f"{only if heads_only else ''}",
            (submission,),
        ).fetchall()
        return in_order(map(_whole, rows))


def _whole(row: Row) -> Revision:
    revision = from_row(row)
    require_whole(revision.document, revision.reason)
    return revision


def devices(link: Link) -> tuple[DeviceLog, ...]:
    """Return every device whose revisions are here, this one first, then by label."""
    with link.read() as connection:
        own = connection.execute("SELECT device FROM tip").fetchone()[0]
        # Counted in the index alone: the rows hold the documents.
        rows = connection.execute(
            "SELECT device, coalesce((SELECT label FROM labels WHERE labels.device = of.device), "
            "''), total, last, (SELECT wall FROM revisions AS late WHERE late.device = of.device "
            "AND late.seq = of.last ORDER BY hash LIMIT 1) FROM ("
            "SELECT device, count(*) AS total, max(seq) AS last FROM revisions GROUP BY device"
            ") AS of"
        ).fetchall()
    logs = [DeviceLog(row[0], row[1], row[0] == own, row[2], row[3], row[4]) for row in rows]
    return tuple(sorted(logs, key=lambda log: (not log.own, log.label, log.device)))


def gaps(connection: Connection, after: int) -> tuple[Gap, ...]:
    """Return where the predecessor of a revision is missing that came after a position."""
    rows = connection.execute(
        "SELECT device, seq FROM revisions AS late NOT INDEXED "
        "WHERE position > ? AND seq > 1 AND NOT EXISTS ("
        "SELECT 1 FROM revisions AS before WHERE before.device = late.device "
        "AND before.seq = late.seq - 1 AND before.hash = late.previous) "
        "ORDER BY device, seq",
        (after,),
    ).fetchall()
    return tuple(gap_before(connection, device, seq) for device, seq in rows)


def gap_before(connection: Connection, device: str, seq: int) -> Gap:
    """Return the gap that ends at a place whose predecessor is missing."""
    after = connection.execute(
        "SELECT coalesce(max(seq), 0) FROM revisions WHERE device = ? AND seq < ?", (device, seq)
    ).fetchone()[0]
    return Gap(device, after, seq)


def forms_missing(connection: Connection) -> tuple[str, ...]:
    """Return the hashes of forms that revisions name and that are not here."""
    rows = connection.execute(
        "SELECT DISTINCT lower(hex(form_hash)) FROM revisions "
        "WHERE form_hash NOT IN (SELECT hash FROM forms) ORDER BY 1"
    ).fetchall()
    return tuple(str(row[0]) for row in rows)


def missing(connection: Connection, known: Mapping[str, int]) -> tuple[Gap, ...]:
    """Return the gaps, and what is missing at the end of logs that came as far as ``known``."""
    ends = dict(
        connection.execute("SELECT device, max(seq) FROM revisions GROUP BY device").fetchall()
    )
    tails = [
        Gap(device, ends.get(device, 0), seq + 1)
        for device, seq in known.items()
        if seq > ends.get(device, 0)
    ]
    return tuple(sorted([*gaps(connection, 0), *tails]))


def forks(connection: Connection) -> tuple[Fork, ...]:
    """Return the places in devices' logs that hold more than one revision."""
    rows = connection.execute(
        "SELECT device, seq, group_concat(hex(hash)) FROM revisions "
        "GROUP BY device, seq HAVING count(*) > 1 ORDER BY device, seq"
    ).fetchall()
    return tuple(Fork(row[0], row[1], tuple(sorted(row[2].lower().split(",")))) for row in rows)


def doubtful(link: Link) -> dict[str, int]:
    """Return how many revisions of each device carry a time that cannot be right."""
    counted: dict[str, int] = {}
    with link.read() as connection:
        rows = connection.execute("SELECT device, wall, clock, stop, kind FROM revisions")
        for device, wall, moment, stop, kind in rows:
            if is_doubtful(wall, moment, stop, first=kind == RevisionKind.CREATE):
                counted[device] = counted.get(device, 0) + 1
    return counted


def announce_package(connection: Connection, path: str, now: datetime) -> int:
    """Note that a package is about to be written at ``path``, and return the note's number.

    Until more is known it may hold anything: whoever dies while it is written leaves that.
    """
    cursor = connection.execute(
        "INSERT INTO packages (at, path) VALUES (?, ?)", (now.isoformat(timespec="seconds"), path)
    )
    assert cursor.lastrowid is not None
    return int(cursor.lastrowid)


def withdraw_package(connection: Connection, note: int) -> None:
    """Take back the note of a package that was not written after all."""
    connection.execute("DELETE FROM packages WHERE id = ?", (note,))


def mark_handed_over(
    connection: Connection, places: Mapping[str, int], path: str, now: datetime
) -> None:
    """Note how far the package at ``path`` holds each device's log; never back."""
    connection.execute(
        "INSERT INTO packages (at, path, places) VALUES (?, ?, ?)",
        (now.isoformat(timespec="seconds"), path, canonical(dict(places))),
    )
    connection.executemany(
        "INSERT INTO handed_over VALUES (?, ?) ON CONFLICT (device) "
        "DO UPDATE SET seq = max(seq, excluded.seq)",
        list(places.items()),
    )


def packages_holding(connection: Connection, submission: str) -> tuple[Handed, ...]:
    """Return the packages made here that hold any content of a submission, oldest first.

    One that was made before its places were written down may hold it; one that holds its erase
    record was made when the content was gone.
    """
    rows = connection.execute(_PACKAGES_HOLDING, (submission,)).fetchall()
    return tuple(Handed(*row) for row in rows)
