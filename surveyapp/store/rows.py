"""How a revision lies in its row: hashes as bytes, parents end to end. Knows no meaning."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from surveyapp.store.records import Revision, RevisionKind
from surveyapp.store.seal import content_hash, hash_of_header

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
    return Revision(
        device=row[0],
        seq=row[1],
        hash=row[2].hex(),
        previous=row[3].hex(),
        submission=row[4],
        parents=_apart(row[5]),
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


def is_sealed(row: Row) -> bool:
    """Say whether a row's hashes are those of what it holds: it is as it was sealed.

    That what was sealed has the shape of a revision was seen when it came in.
    """
    content = row[13].hex()
    header = hash_of_header(
        row[0],
        row[1],
        row[3].hex(),
        row[4],
        _apart(row[5]),
        row[6],
        row[7],
        row[8].hex(),
        row[9],
        row[10],
        row[11],
        row[12],
        content,
    )
    if header != row[2].hex():
        return False
    if not row[14]:  # erased
        return not row[15] and not row[16]
    return content_hash(row[14].hex(), row[15], row[16]) == str(content)


def _apart(hashes: bytes) -> tuple[str, ...]:
    text = hashes.hex()
    return tuple(text[start : start + 64] for start in range(0, len(text), 64))
