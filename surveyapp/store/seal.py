"""How revisions and forms are sealed: canonical JSON, the content's hash, the header's hash.

The bytes hashed here are for ever: a change makes every older log unverifiable, so the header
carries the number of its format. This module knows no database.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from json.encoder import encode_basestring

from surveyapp.errors import UserError
from surveyapp.store.clock import is_stamp
from surveyapp.store.records import Attachment, Revision, RevisionKind

FORMAT = 1
NOTHING = ""
"""Stands for "no previous revision"."""

_HASH = re.compile(r"[0-9a-f]{64}\Z")
_SALT = re.compile(r"([0-9a-f]{32})?\Z")
_TEXTS = ("device", "submission", "form_id", "stop", "operator", "wall", "reason")
_MAX_SEQ = 2**53  # as far as every JSON reader counts exactly


def _refuse_constant(name: str) -> object:
    raise ValueError(name)  # NaN and Infinity are not JSON


_ENCODER = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
)
_quote = encode_basestring
"""A text as the encoder writes it."""
_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)


def canonical(value: object) -> str:
    """Return the one JSON text of a value: sorted keys, no spaces, no escapes beyond need."""
    return _ENCODER.encode(value)


def canonical_document(text: str) -> str:
    """Return the canonical text of a JSON document; ``ValueError`` where it is none."""
    return canonical(_DECODER.decode(text))


def content_hash(salt: str, document: str, reason: str) -> str:
    """Return the hash of a revision's content, 64 hexadecimal digits."""
    return _sha256(f"[{_quote(salt)},{_quote(document)},{_quote(reason)}]")


def header_hash(revision: Revision) -> str:
    """Return the hash a revision's header must have, 64 hexadecimal digits."""
    return hash_of_header(
        revision.device,
        revision.seq,
        revision.previous,
        revision.submission,
        revision.parents,
        revision.kind.value,
        revision.form_id,
        revision.form_hash,
        revision.stop,
        revision.operator,
        revision.clock,
        revision.wall,
        revision.content_hash,
    )


def hash_of_header(
    device: str,
    seq: int,
    previous: str,
    submission: str,
    parents: Sequence[str],
    kind: str,
    form_id: str,
    form_hash: str,
    stop: str,
    operator: str,
    clock: str,
    wall: str,
    content: str,
) -> str:
    """Return the hash of a header given in its pieces, for whoever has a hundred thousand rows.

    What is hashed is the canonical text of the list of them, put together by hand: the encoder
    takes several times as long for it.
    """
    return _sha256(
        f"[{FORMAT},{_quote(device)},{seq},{_quote(previous)},{_quote(submission)},"
        f"[{','.join(map(_quote, parents))}],{_quote(kind)},{_quote(form_id)},"
        f"{_quote(form_hash)},{_quote(stop)},{_quote(operator)},{_quote(clock)},"
        f"{_quote(wall)},{_quote(content)}]"
    )


def form_hash(source: bytes, attachments: Iterable[Attachment]) -> str:
    """Return the hash of a form, 64 hexadecimal digits: of its source and the files beside it.

    A form whose files were replaced is another form: what was filled in names the lists it was
    filled in with, and devices that meet have nothing to decide. A form without files has the hash
    of its source.
    """
    own = hashlib.sha256(source).hexdigest()
    files = sorted([file.name, file.sha256] for file in attachments)
    return _sha256(canonical(["form", FORMAT, own, files])) if files else own


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
    return _shape_fault(revision) or _seal_fault(revision)


def _shape_fault(revision: Revision) -> str:
    first = revision.seq == 1
    sound = {
        "seq": 0 < revision.seq <= _MAX_SEQ,
        "device": revision.device != "",
        "submission": revision.submission != "",
        "hash": _HASH.match(revision.hash),
        "previous": revision.previous == NOTHING if first else _HASH.match(revision.previous),
        "parents": not revision.parents or _are_hashes(revision.parents),
        "form_hash": _HASH.match(revision.form_hash),
        "content_hash": _HASH.match(revision.content_hash),
        "salt": _SALT.match(revision.salt),
        "clock": is_stamp(revision.clock),
        "wall": _is_local_time(revision.wall),
    }
    for name in _TEXTS:
        if "\0" in getattr(revision, name):  # where SQLite ends a text in many of its functions
            return name
    return next((name for name, fits in sound.items() if not fits), "")


def _is_local_time(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).utcoffset() is not None
    except ValueError:
        return False


def _are_hashes(parents: tuple[str, ...]) -> bool:
    return parents == tuple(sorted(set(parents))) and all(map(_HASH.match, parents))


def _seal_fault(revision: Revision) -> str:
    try:
        if header_hash(revision) != revision.hash:
            return "hash"
        if revision.is_emptied:
            return "document" if revision.document or revision.reason else ""
        if content_hash(revision.salt, revision.document, revision.reason) != revision.content_hash:
            return "document"
        if revision.document:
            _DECODER.decode(revision.document)
    except UnicodeEncodeError:  # half a letter (a lone surrogate) has no bytes
        return "hash"
    except (ValueError, RecursionError):  # no JSON; hostile depth, hostile numbers
        return "document"
    return ""


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
