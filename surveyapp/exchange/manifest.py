"""The manifest: what a package says about itself, and what its signature covers.

Counts are promises the reader checks against the records; hashes of the parts bind every byte of
them to the signature. This module knows the manifest's shape, not files or databases.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from surveyapp.exchange import canonical
from surveyapp.exchange.canonical import Fields
from surveyapp.store import DeviceLabel, FormRecord, Revision, Stop

FORMAT_VERSION = 1
"""Grows with every change an older reader would misread, media included: version 1 has none,
and the names ``media/<sha256>`` are kept for them."""

MANIFEST = "manifest.json"
RECORDS = "records.ndjson"
SIGNATURE = "signature.json"

MAX_MANIFEST = 16 << 20
MAX_FORM = 64 << 20

_KIND = "surveyapp package"
_HASH = re.compile(r"[0-9a-f]{64}\Z")
_SOURCES = frozenset({".xlsx", ".xlsm", ".xls", ".xml"})


@dataclass(frozen=True, slots=True)
class Part:
    """A member the manifest answers for: its name, unpacked bytes and their SHA-256."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class FormEntry:
    """A form that travels along; its bytes are the members ``source`` and ``xform``."""

    hash: str
    form_id: str
    version: str
    title: str
    languages: tuple[str, ...]
    source_name: str
    added: str
    source: str
    xform: str

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
        )


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
        top = Fields(
            canonical.decode(data),
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
        version = top.count("format_version")
        if top.text("format") != _KIND or version != FORMAT_VERSION:
            raise ValueError("another format")
        device = Fields(top.part("device"), "id", "label")
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
            forms=top.each("forms", _form),
            parts=top.each("parts", _part),
            format_version=version,
        )

    @property
    def members(self) -> frozenset[str]:
        """Return the names of the parts there must be, by what the forms and records need."""
        names = {RECORDS}
        for form in self.forms:
            names |= {form.source, form.xform}
        return frozenset(names)


def _form_json(form: FormEntry) -> Mapping[str, object]:
    return {name: getattr(form, name) for name in FormEntry.__slots__}


def _form(value: object) -> FormEntry:
    fields = Fields(value, *FormEntry.__slots__)
    texts = {name: fields.text(name) for name in FormEntry.__slots__ if name != "languages"}
    languages = fields.texts("languages")
    form = FormEntry(languages=languages, **texts)
    if not _HASH.match(form.hash) or form != FormEntry.of(form.record(b"", b"")):
        raise ValueError("a form's members are not named by its hash")
    return form


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
