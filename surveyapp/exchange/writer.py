"""Writes a package: everything this store knows, or what came after given places in the logs.

The records of other devices that were merged here travel along, so merging is gossip: whoever
gets any package of a laptop gets what the laptop got. What was written is read back from the
medium and verified whole before anybody is told that it may be pulled out.

Encrypting to recipients (age) can later wrap the finished archive; nothing here would change.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from surveyapp import __version__
from surveyapp.errors import UserError
from surveyapp.exchange import canonical, manifest, signing
from surveyapp.exchange.archive import CHUNK, FREE_RATIO_SIZE, ArchiveWriter, Written
from surveyapp.exchange.files import Sink, deliver
from surveyapp.exchange.lines import encode_line
from surveyapp.exchange.manifest import Counter, FormEntry, Manifest, MediaEntry, Part
from surveyapp.exchange.meter import Meter, Stretch
from surveyapp.exchange.reader import open_package
from surveyapp.exchange.signers import signing_seed
from surveyapp.progress import Progress, Silent
from surveyapp.store import Media, Store, referred_to

SUFFIX = ".svpkg"

_PRACTICE = '"mode":"practice"'
_LEVEL = 5  # level 6 takes twice the time for 5 % fewer bytes (measured)
_PACKED = frozenset({".xlsx", ".xlsm", ".zip"})  # compressed already
_PLAIN = ("text/", "application/json", "application/xml", "application/geo+json", "image/svg")
"""Types of media that become smaller; pictures and recordings are compressed already."""


@dataclass(frozen=True, slots=True)
class PackageReport:
    """A package that was written, read back and found whole."""

    path: Path
    size: int
    """Bytes of the file."""
    records: int
    responses: int
    """Responses begun in it: revisions of kind ``create``."""
    forms: int
    media: int
    """Files that belong to the forms and to responses, once for each content."""
    answers: int
    """Of these, files that are answers: pictures, recordings, documents."""
    device: str
    label: str
    stop: str
    made_at: str
    """Local time with offset, ISO 8601."""
    last_seq: Mapping[str, int]
    """Device -> place in its log up to which this package holds it."""
    complete: bool
    """Everything is in it, not only what came after earlier packages."""


def write_package(
    store: Store,
    out: Path,
    progress: Progress | None = None,
    *,
    since: Mapping[str, int] | None = None,
    made_at: datetime | None = None,
) -> PackageReport:
    """Write a verified package to the file ``out``, which must not be there yet.

    ``since`` maps devices to the last place in their logs that is left out. Raises ``UserError``
    for everything the medium may refuse; nothing stays behind then, nor after ``Cancelled``.
    """
    made = made_at or datetime.now().astimezone()
    job = _Writing(store, dict(since or {}), made, progress or Silent())
    deliver(out, job.write, job.verify)
    written = job.manifest
    return PackageReport(
        path=out,
        size=out.stat().st_size,
        records=written.tally.records,
        responses=written.tally.by_kind.get("create", 0),
        forms=len(written.forms),
        media=len(written.media),
        answers=len(job.answers.intersection(each.sha256 for each in written.media)),
        device=written.device,
        label=written.label,
        stop=written.stop,
        made_at=written.made_at,
        last_seq=written.tally.last_seq,
        complete=not written.since,
    )


class _Writing:
    """One package being written: half of the work is writing it, half is reading it back."""

    def __init__(
        self, store: Store, since: Mapping[str, int], made: datetime, progress: Progress
    ) -> None:
        self._store = store
        self._since = since
        self._made = made
        # A device's log has no gaps up to its last place, as a rule: good enough for a progress.
        expected = sum(max(0, log.last_seq - since.get(log.device, 0)) for log in store.devices())
        self._written = Meter(Stretch(progress, 0.0, 0.5), expected)
        self._read_back = Stretch(progress, 0.5, 1.0)
        self.answers: set[str] = set()
        """Hashes of the files that the records refer to."""
        self.manifest: Manifest

    def write(self, sink: Sink) -> None:
        """Write the whole archive."""
        archive = ArchiveWriter(sink, manifest.FORMAT_VERSION)
        counter = Counter()
        lines = self._lines(counter)
        parts = [archive.add(manifest.RECORDS, _blocks(lines), level=_LEVEL)]
        # After the records: a form is stored before the first response to it.
        forms = []
        for summary in self._store.forms():
            form = self._store.form(summary.hash)
            entry = FormEntry.of(form)
            level = 0 if Path(entry.source).suffix in _PACKED else _LEVEL
            parts.append(archive.add(entry.source, [form.source], level=level))
            parts.append(archive.add(entry.xform, [form.xform], level=_LEVEL))
            forms.append(entry)
        media = []
        for sha256 in sorted(manifest.files_of(forms) | self._store.held(self.answers)):
            kept = self._store.media(sha256)
            each = MediaEntry(sha256, kept.type)
            parts.append(archive.add(each.member, [kept.data], level=_level(kept)))
            media.append(each)
        self.manifest = self._describe(counter, tuple(forms), tuple(media), parts)
        data = self.manifest.to_bytes()
        archive.add(manifest.MANIFEST, [data], level=_LEVEL)
        archive.add(manifest.SIGNATURE, [self._signature(data)])
        archive.finish()

    def verify(self, path: Path) -> None:
        """Read the finished file back, every byte of it."""
        package = open_package(path)
        package.check(Meter(self._read_back, package.size))

    def _lines(self, counter: Counter) -> Iterator[bytes]:
        for revision in self._store.revisions(self._since):
            _require_real(revision.document)
            counter.add(revision)
            self.answers.update(referred_to(revision.document))
            self._written.advance(1)
            yield encode_line(revision)

    def _describe(
        self,
        counter: Counter,
        forms: tuple[FormEntry, ...],
        media: tuple[MediaEntry, ...],
        parts: list[Written],
    ) -> Manifest:
        profile = self._store.profile()
        stop = self._store.chosen_stop()
        return Manifest(
            app_version=__version__,
            made_at=self._made.isoformat(timespec="seconds"),
            device=self._store.device_id,
            label=profile.label if profile else "",
            stop=stop.key if stop else "",
            since=self._since,
            tally=counter.tally(),
            labels=self._store.labels(),
            stops=self._store.stops(),
            forms=forms,
            media=media,
            parts=tuple(Part(part.name, part.size, part.sha256) for part in parts),
            format_version=manifest.FORMAT_VERSION,
        )

    def _signature(self, data: bytes) -> bytes:
        signature = signing.sign(signing_seed(self._store), data)
        return canonical.encode(
            {
                "algorithm": signing.ALGORITHM,
                "public_key": signature.public_key,
                "signature": signature.value,
            }
        )


def _require_real(document: str) -> None:
    """Raise ``UserError`` for an answer of practice: the store it lies in is no place for it."""
    # Within an answer the quotes would be escaped: most documents are not read at all.
    if _PRACTICE not in document:
        return
    content = json.loads(document)
    paradata = content.get("paradata") if isinstance(content, dict) else None
    if isinstance(paradata, dict) and paradata.get("mode") == "practice":
        raise UserError(
            "There are answers of a practice among the responses: they are not handed over."
        )


def _level(media: Media) -> int:
    # A large file that packs too well would be taken for a bomb.
    worth = media.type.startswith(_PLAIN) and len(media.data) <= FREE_RATIO_SIZE
    return _LEVEL if worth else 0


def _blocks(lines: Iterator[bytes]) -> Iterator[bytes]:
    """Join lines into blocks: hashing and deflating line by line costs more than the work."""
    block: list[bytes] = []
    size = 0
    for line in lines:
        block.append(line)
        size += len(line)
        if size >= CHUNK:
            yield b"".join(block)
            block, size = [], 0
    yield b"".join(block)
