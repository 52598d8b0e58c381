"""How a revision lies in its row: hashes as bytes, parents end to end. Knows no meaning."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from surveyapp.store.records import Revision, RevisionKind

COLUMNS = (
    "device, seq, hash, previous, submission, parents, kind, form_id, form_hash, stop, operator, "
    "clock, wall, content_hash, salt, document, reason"
)

PLACES = ", ".join("?" * len(COLUMNS.split(",")))

Row = Sequence[Any]
"""One row as SQLite hands it over."""


def to_row(revision: Revision) -> tuple[object, ...]:
    """Return a revision's columns, in the order of ``COLUMNS``."""
    return (
        revision.device,
        revision.seq,
        bytes.fromhex(revision.hash),
        bytes.fromhex(revision.previous),
        revision.submission,
        bytes.fromhex("".join(revision.parents)),
        revision.kind.value,
        revision.form_id,
        bytes.fromhex(revision.form_hash),
        revision.stop,
        revision.operator,
        revision.clock,
        revision.wall,
        bytes.fromhex(revision.content_hash),
        bytes.fromhex(revision.salt),
        revision.document,
        revision.reason,
    )


def from_row(row: Row) -> Revision:
    """Return the revision whose columns these are."""
    parents = row[5].hex()
    return Revision(
        device=row[0],
        seq=row[1],
        hash=row[2].hex(),
        previous=row[3].hex(),
        submission=row[4],
        parents=tuple(parents[start : start + 64] for start in range(0, len(parents), 64)),
        kind=RevisionKind(row[6]),
        form_id=row[7],
        form_hash=row[8].hex(),
        stop=row[9],
        operator=row[10],
        clock=row[11],
        wall=row[12],
        content_hash=row[13].hex(),
        salt=row[14].hex(),
        document=row[15],
        reason=row[16],
    )
