"""What goes through the store's doors: frozen records, never rows and never dictionaries.

They carry text as people and packages see it (hashes in hexadecimal, times as ISO text); how a
table keeps them is nobody's business above the store. This module knows no SQL and no form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from surveyapp.errors import UserError
from surveyapp.store.doubt import is_doubtful


class RevisionKind(StrEnum):
    """What a revision does to its submission."""

    CREATE = "create"
    EDIT = "edit"
    DELETE = "delete"
    RESOLVE = "resolve"
    ERASE = "erase"


@dataclass(frozen=True, slots=True)
class Revision:
    """One line of a device's append-only log.

    Everything but the content (``document``, ``reason`` and ``salt``) is the header, which
    ``hash`` covers; the header holds the hash of the content instead of the content. So content
    can be erased later while the chain still verifies.
    """

    device: str
    seq: int
    """Place in the device's log, from 1."""
    hash: str
    """SHA-256 of the header, 64 hexadecimal digits."""
    previous: str
    """Hash of the device's revision before this one; ``""`` for the first."""
    submission: str
    parents: tuple[str, ...]
    """Hashes of the revisions of the same submission that this one replaces, sorted."""
    kind: RevisionKind
    form_id: str
    form_hash: str
    stop: str
    operator: str
    clock: str
    """Hybrid logical clock, sortable as text (``surveyapp.store.clock``)."""
    wall: str
    """Local time of the device with its offset, ISO 8601: shown, never trusted for order."""
    content_hash: str
    salt: str
    """Random hexadecimal digits that keep the content's hash from being guessed; ``""`` where
    the content was erased."""
    document: str
    """The submission's document, canonical JSON text; ``""`` where it was erased."""
    reason: str = ""
    """Why it was changed, in the words of who changed it; erased with the document."""

    @property
    def is_emptied(self) -> bool:
        """Say whether the content was erased."""
        return not self.salt

    @property
    def is_doubtful(self) -> bool:
        """Say whether ``wall`` cannot be right: the device's clock was wrong."""
        return is_doubtful(self.wall, self.clock, self.stop, first=self.kind is RevisionKind.CREATE)


@dataclass(frozen=True, slots=True, order=True)
class Stop:
    """A place and day of the tour; the same wherever it was typed."""

    region: str
    """Region code, for example ``MA-12``."""
    first_day: date
    place: str = ""

    @property
    def key(self) -> str:
        """Return the natural key two tablets agree on without talking: ``MA-12_2026-12-26``."""
        return f"{self.region}_{self.first_day.isoformat()}"

    @classmethod
    def parse_key(cls, key: str, place: str = "") -> Stop:
        """Return the stop a key names."""
        region, mark, day = key.rpartition("_")
        try:
            first_day = date.fromisoformat(day)
        except ValueError:
            mark = ""
        if not (mark and region):
            raise UserError(
                "“{key}” does not name a stop. Write the region code and the first day, "
                "for example MA-12_2026-12-26.",
                key=key,
            )
        return cls(region, first_day, place)


@dataclass(frozen=True, slots=True, order=True)
class Attachment:
    """A file that belongs to a form: the name the form calls it by, never a path, and its hash."""

    name: str
    sha256: str
    """Of its bytes, 64 hexadecimal digits."""


@dataclass(frozen=True, slots=True)
class Media:
    """Bytes kept by their content: a list, a picture, a recording."""

    sha256: str
    """Of ``data``, 64 hexadecimal digits."""
    type: str
    """MIME type, such as ``image/png``."""
    data: bytes


@dataclass(frozen=True, slots=True)
class FormSummary:
    """A stored form without its bytes."""

    hash: str
    """64 hexadecimal digits over the source and the files that belong to it
    (``surveyapp.store.seal.form_hash``)."""
    form_id: str
    version: str
    title: str
    languages: tuple[str, ...]
    source_name: str
    """File name it was added under; shown, never used as a path."""
    added: str
    """Local time, ISO 8601."""


@dataclass(frozen=True, slots=True)
class FormRecord(FormSummary):
    """A stored form: what the organiser wrote and the XForm made of it."""

    source: bytes
    xform: bytes
    attachments: tuple[Attachment, ...] = ()
    """The files that belong to it, by name."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A response being filled; each answer saves it whole."""

    id: str
    form_hash: str
    stop: str
    language: str
    operator: str
    mode: str
    started: str
    """Local time, ISO 8601."""
    saved: str
    """Local time, ISO 8601."""
    page: str
    """Ref of the page to come back to."""
    answered: int
    asked: int
    category: str
    """A few words to know it by in a list, chosen by the service; no identifiers."""
    document: str
    """``FormSession.to_draft()`` as JSON text."""
    edits: str = ""
    """The submission it edits; ``""`` where it begins one."""
    replaces: tuple[str, ...] = ()
    """Hashes of the revisions it was taken from, where it edits."""

    @property
    def progress(self) -> tuple[int, int]:
        """Return questions answered and questions asked."""
        return self.answered, self.asked


@dataclass(frozen=True, slots=True)
class DiscardedDraft:
    """A draft that was thrown away and can still be taken back."""

    draft: Draft
    discarded: str
    """Local time, ISO 8601."""


@dataclass(frozen=True, slots=True)
class Submission:
    """What a submission is now: its head, and where it came from."""

    id: str
    form_id: str
    form_hash: str
    stop: str
    device: str
    """Device it was first finished on."""
    operator: str
    """Who finished it first."""
    finished: str
    """Local time it was first finished, ISO 8601."""
    clock: str
    """Clock of the current revision."""
    wall: str
    """Local time of the current revision, ISO 8601."""
    revision: str
    """Hash of the current revision."""
    document: str
    """JSON text; ``""`` where it was erased."""
    conflict: bool
    """More than one head: two people changed it without knowing of each other."""
    kind: RevisionKind
    """``DELETE`` for a tombstone, ``ERASE`` once erased."""
    doubtful: bool = False
    """A time above cannot be right (``surveyapp.store.doubt``): show it with a mark."""


@dataclass(frozen=True, slots=True)
class DeviceProfile:
    """What first-run set-up gave this device."""

    id: str
    label: str
    language: str
    staff: tuple[str, ...]
    idle_seconds: int
    partials: str
    """``keep`` or ``erase``: what a kiosk does with an answer left half-way."""
    pin_set: bool
    recovery: str = ""
    """The organiser's public recovery key; ``""`` where there is none."""


@dataclass(frozen=True, slots=True)
class DeviceLabel:
    """What a device is called; the latest word by ``clock`` holds."""

    device: str
    label: str
    clock: str


class Cause(StrEnum):
    """How it showed that a data folder is not the one its log was written in."""

    COPIED = "copied"
    """It lies on another machine, or is another folder or file."""
    RESTORED = "restored"
    """It holds less of its own log than was there before."""
    DOUBLE = "double"
    """Another device writes under the same id."""


@dataclass(frozen=True, slots=True)
class Identity:
    """An id a data folder took because it was a copy."""

    device: str
    before: str
    """The id it had: the log under it stays as it is."""
    cause: Cause
    at: str
    """Local time, ISO 8601."""
    told: bool
    """Somebody said that they had read so."""


@dataclass(frozen=True, slots=True)
class Handed:
    """A package that was made here."""

    at: str
    """Local time, ISO 8601."""
    path: str
    """Where it was written."""


@dataclass(frozen=True, slots=True)
class DeviceLog:
    """How much of a device's log this store holds."""

    device: str
    label: str
    own: bool
    revisions: int
    last_seq: int
    last_wall: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to the store itself: a package made, contacts exported."""

    at: str
    """Local time, ISO 8601."""
    kind: str
    detail: str


@dataclass(frozen=True, slots=True)
class Counts:
    """What the store holds, for home screens and verbs. Tombstones and erased ones stand apart."""

    submissions: int
    by_form: Mapping[str, int]
    """Form id -> submissions."""
    by_stop: Mapping[str, int]
    """Stop key -> submissions."""
    drafts: int
    conflicts: int
    deleted: int
    erased: int
    not_handed_over: int
    """Submissions this device wrote to since its last package."""
