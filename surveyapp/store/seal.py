"""How a revision is sealed: canonical JSON, the content's hash, the header's hash, verification.

The bytes hashed here are for ever: a change makes every older log unverifiable, so the header
carries the number of its format. This module knows no database.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from dataclasses import dataclass, replace

from surveyapp.errors import UserError
from surveyapp.store.clock import Stamp
from surveyapp.store.records import Revision, RevisionKind

FORMAT = 1
NOTHING = ""
"""Stands for "no previous revision"."""

_HASH = re.compile(r"[0-9a-f]{64}\Z")
_SALT = re.compile(r"([0-9a-f]{32})?\Z")
_TEXTS = ("device", "submission", "form_id", "stop", "operator", "wall", "document", "reason")
_MAX_SEQ = 2**53  # as far as every JSON reader counts exactly


def canonical(value: object) -> str:
    """Return the one JSON text of a value: sorted keys, no spaces, no escapes beyond need."""
    return json.dumps(
        value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    )


def canonical_document(text: str) -> str:
    """Return the canonical text of a JSON document; ``ValueError`` where it is none."""
    return canonical(json.loads(text, parse_constant=_refuse_constant))


def content_hash(salt: str, document: str, reason: str) -> str:
    """Return the hash of a revision's content, 64 hexadecimal digits."""
    return _sha256(canonical([salt, document, reason]))


def header_hash(revision: Revision) -> str:
    """Return the hash a revision's header must have, 64 hexadecimal digits."""
    return _sha256(
        canonical(
            [
                FORMAT,
                revision.device,
                revision.seq,
                revision.previous,
                revision.submission,
                list(revision.parents),
                revision.kind.value,
                revision.form_id,
                revision.form_hash,
                revision.stop,
                revision.operator,
                revision.clock,
                revision.wall,
                revision.content_hash,
            ]
        )
    )


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a device's log a revision goes, and when."""

    device: str
    seq: int
    previous: str
    clock: str
    wall: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody wants written: a revision before it has a place."""

    kind: RevisionKind
    submission: str
    parents: tuple[str, ...]
    form_id: str
    form_hash: str
    stop: str
    operator: str
    document: str
    reason: str = ""


def seal(entry: Entry, place: Place, salt: str = "") -> Revision:
    """Return the revision of an entry at its place, with a fresh salt where none is given."""
    salt = salt or secrets.token_hex(16)
    document = canonical_document(entry.document) if entry.document else ""
    unsealed = Revision(
        device=place.device,
        seq=place.seq,
        hash="",
        previous=place.previous,
        submission=entry.submission,
        parents=tuple(sorted(set(entry.parents))),
        kind=entry.kind,
        form_id=entry.form_id,
        form_hash=entry.form_hash,
        stop=entry.stop,
        operator=entry.operator,
        clock=place.clock,
        wall=place.wall,
        content_hash=content_hash(salt, document, entry.reason),
        salt=salt,
        document=document,
        reason=entry.reason,
    )
    return replace(unsealed, hash=header_hash(unsealed))


def emptied(revision: Revision) -> Revision:
    """Return a revision as erasure leaves it: the header whole, the content gone."""
    return replace(revision, salt="", document="", reason="")


def verify(revision: Revision) -> None:
    """Raise ``UserError`` naming a revision that is not what was sealed."""
    fault = _fault(revision)
    if fault:
        raise UserError(
            "Record {seq} of device {device} was altered or damaged ({fault}). "
            "Nothing was taken over. Ask for the package again.",
            seq=revision.seq,
            device=revision.device,
            fault=fault,
        )


def is_sound(revision: Revision) -> bool:
    """Say whether a revision is what was sealed."""
    return not _fault(revision)


def _fault(revision: Revision) -> str:
    """Return the part that does not fit (a field's name, the same in every language) or ""."""
    for fault, sound in (
        ("seq", 0 < revision.seq <= _MAX_SEQ),
        ("hash", _HASH.match(revision.hash)),
        ("previous", revision.seq == 1 or _HASH.match(revision.previous)),
        ("previous", revision.seq > 1 or revision.previous == NOTHING),
        ("parents", revision.parents == tuple(sorted(set(revision.parents)))),
        ("parents", all(_HASH.match(parent) for parent in revision.parents)),
        ("form_hash", _HASH.match(revision.form_hash)),
        ("content_hash", _HASH.match(revision.content_hash)),
        ("salt", _SALT.match(revision.salt)),
        ("device", revision.device),
        ("submission", revision.submission),
    ):
        if not sound:
            return fault
    return _clock_fault(revision) or _seal_fault(revision)


def _clock_fault(revision: Revision) -> str:
    try:
        Stamp.parse(revision.clock)
    except ValueError:
        return "clock"
    return ""


def _seal_fault(revision: Revision) -> str:
    for name in _TEXTS:
        text: str = getattr(revision, name)
        # SQLite ends a text at NUL for many of its functions; lone surrogates have no bytes.
        if "\0" in text or not _has_bytes(text):
            return name
    if header_hash(revision) != revision.hash:
        return "hash"
    if revision.is_emptied:
        return "document" if revision.document or revision.reason else ""
    if content_hash(revision.salt, revision.document, revision.reason) != revision.content_hash:
        return "document"
    return "" if _is_json(revision.document) else "document"


def _is_json(document: str) -> bool:
    if not document:
        return True
    try:
        json.loads(document, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):  # hostile depth and hostile numbers
        return False
    return True


def _has_bytes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _refuse_constant(name: str) -> object:
    raise ValueError(name)  # NaN and Infinity are not JSON


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
