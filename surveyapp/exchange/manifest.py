"""The manifest: what a package says about itself, and what its signature covers.

Counts are promises the reader checks against the records; hashes of the parts bind every byte of
them to the signature. This module knows the manifest's shape, not files or databases.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from surveyapp.exchange import canonical
from surveyapp.exchange.canonical import Fields
from surveyapp.paths import is_plain_name
from surveyapp.store import Attachment, DeviceLabel, FormRecord, Media, Revision, Stop

FORMAT_VERSION = 3
"""Grows with every change an older reader would misread. Older ones are still read: version 1 has
forms without files, version 2 responses without."""

MANIFEST = "manifest.json"
RECORDS = "records.ndjson"
SIGNATURE = "signature.json"

MAX_MANIFEST = 32 << 20
"""As much as all members of an archive take, media above all."""
MAX_FORM = 64 << 20
MAX_MEDIA = 128 << 20

_FIRST_WITH_RESPONSES = 3
_KIND = "surveyapp package"
_HASH = re.compile(r"[0-9a-f]{64}\Z")
_TYPE = re.compile(r"[a-z]+/[a-z0-9][a-z0-9.+-]{0,99}\Z")
_MEDIA_FOLDER = "media/"
_SOURCES = frozenset({".xlsx", ".xlsm", ".xls", ".xml"})


@dataclass(frozen=True, slots=True)
class Part:
    """A member the manifest answers for: its name, unpacked bytes and their SHA-256."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class FormEntry:
    """A form that travels along; its bytes are the members ``source`` and ``xform``.

    The files that belong to it are members named by their hash, never by their name.
    """

    hash: str
    form_id: str
    version: str
    title: str
    languages: tuple[str, ...]
    source_name: str
    added: str
    source: str
    xform: str
    attachments: tuple[Attachment, ...] = ()

    @classmethod
    def of(cls, form: FormRecord) -> FormEntry:
        """Return the entry of a stored form. Member names come from its hash, never its name."""
        suffix = PurePosixPath(form.source_name).suffix.lower()
        folder = f"forms/{form.hash}"
        return cls(
            hash=form.hash,
            form_id=form.form_id,
            version=form.version,
            title=form.title,
            languages=form.languages,
            source_name=form.source_name,
            added=form.added,
            source=f"{folder}/source{suffix if suffix in _SOURCES else '.bin'}",
            xform=f"{folder}/form.xml",
            attachments=form.attachments,
        )

    def record(self, source: bytes, xform: bytes) -> FormRecord:
        """Return the form to store."""
        return FormRecord(
            hash=self.hash,
            form_id=self.form_id,
            version=self.version,
            title=self.title,
            languages=self.languages,
            source_name=self.source_name,
            added=self.added,
            source=source,
            xform=xform,
            attachments=self.attachments,
        )


@dataclass(frozen=True, slots=True, order=True)
class MediaEntry:
    """A file that travels along, once for each content: its SHA-256 and its MIME type."""

    sha256: str
    type: str

    @property
    def member(self) -> str:
        """Return the name of the member that holds its bytes."""
        return _MEDIA_FOLDER + self.sha256

    def media(self, data: bytes) -> Media:
        """Return the file to store."""
        return Media(self.sha256, self.type, data)


@dataclass(frozen=True, slots=True)
class Tally:
    """Revisions counted: by kind, by stop, by form (id) and by device, and each device's last."""

    records: int
    by_kind: Mapping[str, int]
    by_stop: Mapping[str, int]
    by_form: Mapping[str, int]
    by_device: Mapping[str, int]
    last_seq: Mapping[str, int]


class Counter:
    """Counts revisions into a ``Tally``."""

    def __init__(self) -> None:
        self._records = 0
        self._kinds: dict[str, int] = {}
        self._stops: dict[str, int] = {}
        self._forms: dict[str, int] = {}
        self._devices: dict[str, int] = {}
        self._last: dict[str, int] = {}

    def add(self, revision: Revision) -> None:
        """Count one revision; a device's revisions come in order."""
        self._records += 1
        for counts, key in (
            (self._kinds, revision.kind.value),
            (self._stops, revision.stop),
            (self._forms, revision.form_id),
            (self._devices, revision.device),
        ):
            counts[key] = counts.get(key, 0) + 1
        self._last[revision.device] = revision.seq

    def tally(self) -> Tally:
        """Return the counts."""
        return Tally(
            self._records, self._kinds, self._stops, self._forms, self._devices, self._last
        )


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is in a package, who made it and when."""

    app_version: str
    made_at: str
    """Local time with offset, ISO 8601."""
    device: str
    label: str
    stop: str
    """The stop the device stood at; ``""`` where none was chosen."""
    since: Mapping[str, int]
    """Device -> last revision that was left out as handed over before; empty: all is here."""
    tally: Tally
    labels: tuple[DeviceLabel, ...]
    stops: tuple[Stop, ...]
    forms: tuple[FormEntry, ...]
    media: tuple[MediaEntry, ...]
    """The files that belong to ``forms`` and that records refer to, by hash."""
    parts: tuple[Part, ...]
    format_version: int = FORMAT_VERSION

    def to_bytes(self) -> bytes:
        """Return the bytes that are signed."""
        return canonical.encode(
            {
                "app_version": self.app_version,
                "counts": {
                    "by_device": dict(self.tally.by_device),
                    "by_form": dict(self.tally.by_form),
                    "by_kind": dict(self.tally.by_kind),
                    "by_stop": dict(self.tally.by_stop),
                    "last_seq": dict(self.tally.last_seq),
                    "records": self.tally.records,
                },
                "device": {"id": self.device, "label": self.label},
                "format": _KIND,
                "format_version": self.format_version,
                "forms": [_form_json(form) for form in self.forms],
                "labels": [
                    {"clock": label.clock, "device": label.device, "label": label.label}
                    for label in self.labels
                ],
                "made_at": self.made_at,
                "media": [{"sha256": each.sha256, "type": each.type} for each in self.media],
                "parts": [
                    {"name": part.name, "sha256": part.sha256, "size": part.size}
                    for part in self.parts
                ],
                "since": dict(self.since),
                "stop": self.stop,
                "stops": [{"key": stop.key, "place": stop.place} for stop in self.stops],
            }
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> Manifest:
        """Return the manifest of its one spelling; ``ValueError`` or ``UserError`` for others."""
        value = canonical.decode(data)
        first = isinstance(value, dict) and value.get("format_version") == 1
        top = Fields(value, *_FIELDS, *(() if first else ("media",)))
        version = top.count("format_version")
        if top.text("format") != _KIND or not 1 <= version <= FORMAT_VERSION:
            raise ValueError("another format")
        device = Fields(top.part("device"), "id", "label")
        forms = top.each("forms", _first_form if first else _form)
        media = () if first else top.each("media", _media)
        hashes = [each.sha256 for each in media]
        needed = files_of(forms)
        if hashes != sorted(set(hashes)) or not needed.issubset(hashes):
            raise ValueError("the media are not those of the forms")
        if version < _FIRST_WITH_RESPONSES and needed != set(hashes):
            raise ValueError("the media are not those of the forms alone")
        return cls(
            app_version=top.text("app_version"),
            made_at=top.text("made_at"),
            device=device.text("id"),
            label=device.text("label"),
            stop=top.text("stop"),
            since=top.counts("since"),
            tally=_tally(top.part("counts")),
            labels=top.each("labels", _label),
            stops=top.each("stops", _stop),
            forms=forms,
            media=media,
            parts=top.each("parts", _part),
            format_version=version,
        )

    @property
    def members(self) -> frozenset[str]:
        """Return the names of the parts there must be, by what the forms and records need."""
        names = {RECORDS}
        for form in self.forms:
            names |= {form.source, form.xform}
        return frozenset(names | {each.member for each in self.media})


_FIELDS = (
    "app_version",
    "counts",
    "device",
    "format",
    "format_version",
    "forms",
    "labels",
    "made_at",
    "parts",
    "since",
    "stop",
    "stops",
)
_FORM_TEXTS = tuple(
    name for name in FormEntry.__slots__ if name not in ("languages", "attachments")
)


def _form_json(form: FormEntry) -> Mapping[str, object]:
    return {
        **{name: getattr(form, name) for name in _FORM_TEXTS},
        "languages": form.languages,
        "attachments": [{"name": each.name, "sha256": each.sha256} for each in form.attachments],
    }


def _first_form(value: object) -> FormEntry:
    return _sound_form(Fields(value, *_FORM_TEXTS, "languages"), ())


def _form(value: object) -> FormEntry:
    fields = Fields(value, *_FORM_TEXTS, "languages", "attachments")
    return _sound_form(fields, fields.each("attachments", _attachment))


def _sound_form(fields: Fields, attachments: tuple[Attachment, ...]) -> FormEntry:
    texts = {name: fields.text(name) for name in _FORM_TEXTS}
    form = FormEntry(languages=fields.texts("languages"), attachments=attachments, **texts)
    names = [each.name for each in attachments]
    if names != sorted(set(names)) or not all(map(is_plain_name, names)):
        raise ValueError("a form's files have no plain names of their own")
    if not _HASH.match(form.hash) or form != FormEntry.of(form.record(b"", b"")):
        raise ValueError("a form's members are not named by its hash")
    return form


def _attachment(value: object) -> Attachment:
    fields = Fields(value, "name", "sha256")
    return Attachment(fields.text("name"), _hash(fields))


def _media(value: object) -> MediaEntry:
    fields = Fields(value, "sha256", "type")
    if not _TYPE.match(fields.text("type")):
        raise ValueError("no MIME type")
    return MediaEntry(_hash(fields), fields.text("type"))


def _hash(fields: Fields) -> str:
    if not _HASH.match(fields.text("sha256")):
        raise ValueError("no hash")
    return fields.text("sha256")


def files_of(forms: Iterable[FormEntry]) -> frozenset[str]:
    """Return the hash of every file of the forms once."""
    return frozenset(each.sha256 for form in forms for each in form.attachments)


def _tally(value: object) -> Tally:
    fields = Fields(value, "by_device", "by_form", "by_kind", "by_stop", "last_seq", "records")
    return Tally(
        records=fields.count("records"),
        by_kind=fields.counts("by_kind"),
        by_stop=fields.counts("by_stop"),
        by_form=fields.counts("by_form"),
        by_device=fields.counts("by_device"),
        last_seq=fields.counts("last_seq"),
    )


def _label(value: object) -> DeviceLabel:
    fields = Fields(value, "clock", "device", "label")
    return DeviceLabel(fields.text("device"), fields.text("label"), fields.text("clock"))


def _stop(value: object) -> Stop:
    fields = Fields(value, "key", "place")
    stop = Stop.parse_key(fields.text("key"), fields.text("place"))
    if stop.key != fields.text("key"):
        raise ValueError("a stop's key has another spelling")
    return stop


def _part(value: object) -> Part:
    fields = Fields(value, "name", "sha256", "size")
    return Part(fields.text("name"), fields.count("size"), fields.text("sha256"))
