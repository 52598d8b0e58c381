"""What can be believed of a damaged database: told from its rows, whatever tables they were in.

Revisions, forms and files carry seals of their own (hashes), so they are taken from any page that
decrypts; drafts, settings and names only from pages that verify. Tables are told by their shape,
because the page that names them may be the one that is gone.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from surveyapp.progress import Progress, Silent
from surveyapp.store.clock import is_stamp
from surveyapp.store.records import (
    Attachment,
    DeviceLabel,
    Draft,
    Event,
    FormRecord,
    Media,
    Revision,
    Stop,
)
from surveyapp.store.rows import from_row
from surveyapp.store.salvage.cells import Row, Value, rows
from surveyapp.store.salvage.pages import PageFile
from surveyapp.store.seal import form_hash, is_sound

_REVISION, _FORM, _MEDIA, _DRAFT, _LABEL, _EVENT, _TIP = 18, 9, 3, 13, 3, 4, 5
"""Columns of tables; those of drafts grew later."""

_DRAFT_NOW = 16
"""Columns of drafts that are read: up to when it was thrown away."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")


@dataclass(slots=True)
class Found:
    """What one damaged file gave, but for revisions and files, which are many (``Salvage``)."""

    forms: dict[str, FormRecord] = field(default_factory=dict)
    stops: set[Stop] = field(default_factory=set)
    labels: set[DeviceLabel] = field(default_factory=set)
    drafts: dict[str, tuple[Draft, str]] = field(default_factory=dict)
    """By id, with when it was thrown away, or ``""``."""
    settings: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, bytes] = field(default_factory=dict)
    media: set[str] = field(default_factory=set)
    """Hashes of the files."""
    events: list[Event] = field(default_factory=list)
    packages: list[tuple[str, str, str | None]] = field(default_factory=list)
    """When a package was handed over, where it was written, and how far it holds logs (JSON)."""
    handed_over: dict[str, int] = field(default_factory=dict)
    tip: tuple[str, int] | None = None
    """The device's id and how far its own log went."""
    pages: int = 0
    damaged: list[int] = field(default_factory=list)
    """Pages that do not verify."""


class Salvage:
    """One database file, read once for what is small; then for revisions and files."""

    def __init__(self, database: Path, key: str, salts: tuple[bytes, ...] = ()) -> None:
        """Look whether ``key`` fits; ``read`` does the work."""
        self._pages = PageFile(database, key, salts)
        self._with_revisions: list[int] = []
        self._with_media: list[int] = []
        self._forms: list[tuple[Value, ...]] = []
        self._attachments: dict[str, set[Attachment]] = {}
        """Files by the hash of their form."""
        self.found = Found()

    @property
    def key_fits(self) -> bool:
        """Say whether any page verifies under the key."""
        return self._pages.key_fits

    def read(self, progress: Progress) -> Found:
        """Read every page; return what was found, and remember where revisions and files lie."""
        found = self.found
        for page in self._pages.pages():
            if page.number % 100 == 1:
                progress.step(page.number, self._pages.count)
            found.pages += 1
            if not page.verified:
                found.damaged.append(page.number)
            for number, row in enumerate(rows(page, self._pages.page)):
                if number == 0 and not row.is_table and not _is_small(row):
                    break  # an index: all of it stands elsewhere
                self._sort(page.number, row)
        progress.step(self._pages.count, self._pages.count)
        for values in self._forms:
            form = _form(values, self._attachments)
            if form is not None:
                found.forms[form.hash] = form
        return found

    def _sort(self, number: int, row: Row) -> None:
        if not row.is_table:
            if row.verified:
                _take_unnumbered(self.found, row, self._attachments)
        elif len(row.values) >= _REVISION:
            _note(self._with_revisions, number)
        elif len(row.values) == _FORM:
            self._forms.append(row.values)
        elif _is_media(row.values):
            _note(self._with_media, number)
            self.found.media.update(each.sha256 for each in _media(row))
        elif row.verified:
            _take(self.found, row)

    def revisions(self, progress: Progress) -> Iterator[Revision]:
        """Yield every revision whose seal holds, in the order of the pages."""
        for row in self._rows(self._with_revisions, progress):
            if row.is_table and len(row.values) >= _REVISION:
                revision = _revision(row.values)
                if revision is not None:
                    yield revision

    def media(self) -> Iterator[Media]:
        """Yield every file whose bytes are those of its hash."""
        for row in self._rows(self._with_media, Silent()):
            yield from _media(row)

    def close(self) -> None:
        """Let go of the file."""
        self._pages.close()

    def _rows(self, numbers: list[int], progress: Progress) -> Iterator[Row]:
        for done, number in enumerate(numbers):
            if done % 100 == 0:
                progress.step(done, len(numbers))
            page = self._pages.page(number)
            if page is not None:
                yield from rows(page, self._pages.page)


def _note(numbers: list[int], number: int) -> None:
    if not numbers or numbers[-1] != number:
        numbers.append(number)


def _is_small(row: Row) -> bool:
    """Say whether a page without rowids is of a table we read: stops, or files of forms."""
    return _texts(row.values, 3) or _is_attachment(row.values)


def _texts(values: tuple[Value, ...], count: int) -> bool:
    return len(values) == count and all(isinstance(value, str) for value in values)


def _is_media(values: tuple[Value, ...]) -> bool:
    shape = tuple(map(type, values))
    return shape == (bytes, str, bytes) and len(values) == _MEDIA


def _media(row: Row) -> Iterator[Media]:
    match row.values:
        case (bytes() as sha256, str() as kind, bytes() as data) if row.is_table:
            if hashlib.sha256(data).digest() == sha256:
                yield Media(sha256.hex(), kind, data)


def _is_attachment(values: tuple[Value, ...]) -> bool:
    return tuple(map(type, values)) == (bytes, str, bytes)


def _take_unnumbered(found: Found, row: Row, attachments: dict[str, set[Attachment]]) -> None:
    """Take a row of the two tables without rowids."""
    match row.values:
        case (bytes() as form, str() as name, bytes() as sha256):
            attachments.setdefault(form.hex(), set()).add(Attachment(name, sha256.hex()))
        case (str() as region, str() as day, str() as place) if _DAY.match(day):
            found.stops.add(Stop(region, date.fromisoformat(day), place))


def _take(found: Found, row: Row) -> None:
    match row.values:
        case (str() as device, str() as label, str() as stamp) if is_stamp(stamp):
            found.labels.add(DeviceLabel(device, label, stamp))
        case (str() as name, str() as value):
            found.settings[name] = value
        case (str() as name, bytes() as secret):
            found.secrets[name] = secret
        case (str() as device, int() as seq):
            found.handed_over[device] = seq
        case (None, str() as at, str() as path, (str() | None) as places) if _is_package(places):
            found.packages.append((at, path, places))
        case (None, str() as at, str() as kind, str() as detail):
            found.events.append(Event(at, kind, detail))
        case (None, str() as device, int() as seq, bytes(), str()):
            found.tip = (device, seq)
        case values if len(values) >= _DRAFT:
            _take_draft(found, values)


def _is_package(places: str | None) -> bool:
    """Tell the row of a package handed over from that of an event: it names places in logs."""
    if places is None:
        return True
    try:
        return isinstance(json.loads(places), dict)
    except ValueError:
        return False


def _take_draft(found: Found, values: tuple[Value, ...]) -> None:
    """Keep a draft; an older copy of its row, from another moment of the log, gives way."""
    match (*values, *("", b"", "")[len(values) - _DRAFT :])[:_DRAFT_NOW]:
        case (
            str() as name,
            bytes() as form,
            str() as stop,
            str() as language,
            str() as operator,
            str() as mode,
            str() as started,
            str() as saved,
            str() as page,
            int() as answered,
            int() as asked,
            str() as category,
            str() as document,
            str() as edits,
            bytes() as replaces,
            str() as discarded,
        ):
            parents = replaces.hex()
            draft = Draft(
                id=name,
                form_hash=form.hex(),
                stop=stop,
                language=language,
                operator=operator,
                mode=mode,
                started=started,
                saved=saved,
                page=page,
                answered=answered,
                asked=asked,
                category=category,
                document=document,
                edits=edits,
                replaces=tuple(parents[at : at + 64] for at in range(0, len(parents), 64)),
            )
            known = found.drafts.get(name)
            if known is None or known[0].saved <= saved:
                found.drafts[name] = (draft, discarded)


def _revision(values: tuple[Value, ...]) -> Revision | None:
    try:
        revision = from_row(values[1:])
    except (ValueError, AttributeError, TypeError):
        return None
    try:
        return revision if is_sound(revision) else None
    except (TypeError, AttributeError):  # a number where a text belongs
        return None


def _form(values: tuple[Value, ...], attachments: dict[str, set[Attachment]]) -> FormRecord | None:
    match values:
        case (
            bytes() as digest,
            str() as form_id,
            str() as version,
            str() as title,
            str() as languages,
            str() as source_name,
            str() as added,
            bytes() as source,
            bytes() as xform,
        ):
            files = tuple(sorted(attachments.get(digest.hex(), ())))
            if form_hash(source, files) != digest.hex():
                return None
            try:
                spoken = tuple(map(str, json.loads(languages)))
            except (ValueError, TypeError):
                return None
            return FormRecord(
                digest.hex(), form_id, version, title, spoken, source_name, added, source, xform,
                files,
            )  # fmt: skip
        case _:
            return None
