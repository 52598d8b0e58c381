"""One revision, one line of ``records.ndjson``, and back.

A line is canonical JSON of every field of ``Revision``. The document stays a text inside it: its
hash is over its exact characters. This module knows lines, not files or chains.
"""

from __future__ import annotations

from surveyapp.exchange import canonical
from surveyapp.store import Revision, RevisionKind

MAX_LINE = 16 << 20
"""Bytes of one line: far above any document a person fills in."""

_NAMES = frozenset(Revision.__slots__)
_TEXTS = tuple(sorted(_NAMES - {"parents", "seq"}))


def encode_line(revision: Revision) -> bytes:
    """Return a revision's line, its newline included."""
    return canonical.encode(
        {
            "clock": revision.clock,
            "content_hash": revision.content_hash,
            "device": revision.device,
            "document": revision.document,
            "form_hash": revision.form_hash,
            "form_id": revision.form_id,
            "hash": revision.hash,
            "kind": revision.kind,
            "operator": revision.operator,
            "parents": revision.parents,
            "previous": revision.previous,
            "reason": revision.reason,
            "salt": revision.salt,
            "seq": revision.seq,
            "stop": revision.stop,
            "submission": revision.submission,
            "wall": revision.wall,
        }
    ) + b"\n"  # fmt: skip


def decode_line(line: bytes) -> Revision:
    """Return the revision of a line; ``ValueError`` where it is none.

    Shape only: whether the hashes fit is asked elsewhere, and they leave no other spelling any
    room to matter.
    """
    value = canonical.loads(line)
    if not isinstance(value, dict) or value.keys() != _NAMES:
        raise ValueError("not a revision")
    parents = value["parents"]
    if not isinstance(parents, list) or not all(type(parent) is str for parent in parents):
        raise ValueError("parents are not texts")
    if type(value["seq"]) is not int or not all(type(value[name]) is str for name in _TEXTS):
        raise ValueError("a field has another type")
    value["parents"] = tuple(parents)
    value["kind"] = RevisionKind(value["kind"])
    return Revision(**value)
