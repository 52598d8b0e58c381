"""The files that are answers of a response: pictures, recordings, drawings, documents.

An answer is a file's name, as in ODK submissions; beside the answers the document maps names to
hashes, and the store keeps the bytes. A name is made here, from the time and the ending of what was
given: what the file was called elsewhere may name a person. A file whose answer was cleared stays
as long as the response is open, so that clearing can be undone; it goes when the response is left.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from surveyapp.errors import UserError
from surveyapp.paths import is_plain_name
from surveyapp.services.media import FormFile, media_type
from surveyapp.store import Media, Store

LARGEST = 50 * 1000 * 1000
"""Bytes a file may have: packages and backups carry all of them, on sticks and old tablets."""

MEDIA = "media"
"""Key of a document that maps the names in its answers to hashes."""

_HASH = re.compile("[0-9a-f]{64}")
_ENDING = re.compile(r"\.[a-z0-9]{1,8}")
_OTHER = ".bin"


class ResponseFiles:
    """The files of one response that is being filled in or changed."""

    def __init__(self, store: Store, named: Mapping[str, str]) -> None:
        self._store = store
        self._named = dict(named)
        self._waiting: dict[str, Media] = {}

    @property
    def waiting(self) -> tuple[Media, ...]:
        """Return what was given and is not yet on disk."""
        return tuple(self._waiting.values())

    def saved(self, files: Iterable[Media]) -> None:
        """Hear that these are on disk."""
        for each in files:
            self._waiting.pop(each.sha256, None)

    def keep(self, name: str, data: bytes, now: datetime) -> str:
        """Take a file; return the name that answers with it."""
        require_fit(len(data))
        ending = PurePosixPath(name).suffix.lower()
        own = self._free_name(ending if _ENDING.fullmatch(ending) else _OTHER, now)
        sha256 = hashlib.sha256(data).hexdigest()
        self._named[own] = sha256
        self._waiting[sha256] = Media(sha256, media_type(own), data)
        return own

    def adopt(self, value: str, files: Mapping[str, str], now: datetime) -> str:
        """Return an answer of another version of the response, under a name free here.

        ``files`` are that version's: names and hashes.
        """
        sha256 = files.get(value)
        if sha256 is None:
            return value
        taken = self._named.get(value, sha256) != sha256
        own = self._free_name(PurePosixPath(value).suffix, now) if taken else value
        self._named[own] = sha256
        return own

    def named(self, name: str) -> FormFile | None:
        """Return the file with a name; ``None`` where no file has it, or its bytes are not here."""
        sha256 = self._named.get(name)
        if sha256 is None:
            return None
        kept = self._waiting.get(sha256) or _held(self._store, sha256)
        return None if kept is None else FormFile(name, media_type(name), kept.data)

    def written(self, document: Mapping[str, Any] | None = None) -> dict[str, dict[str, str]]:
        """Return what stands in a document beside its answers; of ``document``, only what it names.

        Empty where there is nothing to say.
        """
        named = self._named if document is None else self._used(document)
        return {MEDIA: dict(named)} if named else {}

    def forget_unused(self, document: Mapping[str, Any]) -> bool:
        """Let go of the files that no answer of a document names; say whether there were any."""
        used = self._used(document)
        if len(used) == len(self._named):
            return False
        self._named = used
        wanted = set(used.values())
        self._waiting = {key: file for key, file in self._waiting.items() if key in wanted}
        return True

    def _used(self, document: Mapping[str, Any]) -> dict[str, str]:
        answers = {key: value for key, value in document.items() if key != MEDIA}
        texts = set(_texts(answers))
        return {name: sha256 for name, sha256 in self._named.items() if name in texts}

    def _free_name(self, ending: str, now: datetime) -> str:
        number = int(now.timestamp() * 1000)
        while f"{number}{ending}" in self._named:
            number += 1
        return f"{number}{ending}"


def require_fit(size: int) -> None:
    """Raise ``UserError`` where a file of so many bytes cannot be taken."""
    if not size:
        raise UserError("This file is empty. Choose another one.")
    if size > LARGEST:
        raise UserError(
            "This file is too large: a response takes files of up to {limit} MB. Make it shorter "
            "or smaller, or choose another one.",
            limit=LARGEST // 1_000_000,
        )


def files_named(document: Mapping[str, Any]) -> dict[str, str]:
    """Return the files of a document, name to hash; names that could lead elsewhere are none."""
    named = document.get(MEDIA)
    if not isinstance(named, Mapping):
        return {}
    return {
        name: sha256
        for name, sha256 in named.items()
        if isinstance(sha256, str) and _HASH.fullmatch(sha256) and is_plain_name(name)
    }


def _held(store: Store, sha256: str) -> Media | None:
    return store.media(sha256) if store.held((sha256,)) else None


def _texts(value: object) -> Iterator[str]:
    """Yield every text, wherever it stands."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
