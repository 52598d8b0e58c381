"""Reads a package: nothing of it is handed on before all of it is known to be whole.

Checked, in this order: identity, version and end of the file; every header; the signature over
the manifest; that exactly the promised members are there; size and SHA-256 of each; each form's
hash, which covers its files; each record's spelling, order and seal; the counts; that nothing is
carried along that no form and no record refers to. Memory stays
bounded by one chunk, one line, one form or one of its files. Whatever is wrong is a ``UserError``
that names the file.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from surveyapp.errors import UserError
from surveyapp.exchange import canonical, signing
from surveyapp.exchange.archive import MIMETYPE_NAME, ArchiveReader
from surveyapp.exchange.canonical import Fields
from surveyapp.exchange.files import opened, shown
from surveyapp.exchange.lines import MAX_LINE, decode_line
from surveyapp.exchange.manifest import (
    FORMAT_VERSION,
    MANIFEST,
    MAX_FORM,
    MAX_MANIFEST,
    MAX_MEDIA,
    RECORDS,
    SIGNATURE,
    Counter,
    Manifest,
    Tally,
    files_of,
)
from surveyapp.exchange.meter import Meter
from surveyapp.exchange.signing import Signature
from surveyapp.progress import Progress, Silent
from surveyapp.store import FormRecord, Media, Revision, form_hash, referred_to
from surveyapp.store.seal import is_sound
from surveyapp.text import isolate_ltr

_MAX_SIGNATURE = 1 << 12
_HEX = re.compile(r"[0-9a-f]+\Z")


@dataclass(frozen=True, slots=True)
class Package:
    """A package whose identity, structure and signature are known to be good.

    Records, forms and media come from the file each time they are asked for, never from memory, and
    are held against the signed hashes each time: a file that changes meanwhile is a ``UserError``.
    """

    path: Path
    manifest: Manifest
    public_key: str
    """Hex; who signed."""
    digest: str
    """SHA-256 of the manifest's bytes, hex: two copies of one package have the same."""
    promised: Mapping[str, str]
    """SHA-256 of each part by its name."""

    @property
    def label(self) -> str:
        """Return the file as problems and reports show it."""
        return shown(self.path)

    @property
    def size(self) -> int:
        """Return the unpacked bytes of all parts."""
        return sum(part.size for part in self.manifest.parts)

    def check_bytes(self, meter: Meter) -> None:
        """Read every byte, and raise ``UserError`` where one is not as it was signed."""
        with self._opened() as archive:
            for part in self.manifest.parts:
                for _ in self._part(archive, part.name, meter):
                    pass

    def check(self, meter: Meter) -> None:
        """Read every byte, and look at every record and form; ``UserError`` for what is amiss."""
        for revision in self.revisions(meter):
            if not is_sound(revision):
                raise _unsound(revision, self.label)
        for _ in self.forms(meter):
            pass
        for _ in self.media(meter):
            pass

    def revisions(self, meter: Meter) -> Iterator[Revision]:
        """Yield the records by device, place in its log, and hash, as the manifest promises them.

        The end is reached only if all of them came. Their seals are for the taker to verify.
        """
        last = ("", 0, "")
        promised = self.manifest.tally
        counter = Counter()
        unclaimed = {each.sha256 for each in self.manifest.media}
        unclaimed -= files_of(self.manifest.forms)
        with self._opened() as archive:
            for line in _lines(self._part(archive, RECORDS, meter), archive):
                try:
                    revision = decode_line(line)
                except ValueError as error:
                    raise archive.changed(RECORDS) from error
                place = (revision.device, revision.seq, revision.hash)
                # A count for every name that was not promised would fill the memory.
                if place <= last or not _covers(promised, revision):
                    raise archive.changed(RECORDS)
                last = place
                counter.add(revision)
                unclaimed.difference_update(referred_to(revision.document))
                yield revision
            if unclaimed or counter.tally() != promised:
                raise archive.changed(MANIFEST)

    def forms(self, meter: Meter) -> Iterator[FormRecord]:
        """Yield the forms that travel along."""
        with self._opened() as archive:
            for entry in self.manifest.forms:
                source = b"".join(self._part(archive, entry.source, meter))
                if form_hash(source, entry.attachments) != entry.hash:
                    raise archive.changed(entry.source)
                yield entry.record(source, b"".join(self._part(archive, entry.xform, meter)))

    def media(self, meter: Meter) -> Iterator[Media]:
        """Yield the files that belong to forms and responses, one after the other."""
        with self._opened() as archive:
            for entry in self.manifest.media:
                # Its name is the hash that the part was promised to have.
                yield entry.media(b"".join(self._part(archive, entry.member, meter)))

    @contextmanager
    def _opened(self) -> Iterator[ArchiveReader]:
        """Open the file again, making sure that it still is what was opened first."""
        with opened(self.path) as file:
            archive = ArchiveReader(file, self.label, FORMAT_VERSION)
            if _sha256(_manifest(archive)) != self.digest:
                raise archive.changed(MANIFEST)
            yield archive

    def _part(self, archive: ArchiveReader, name: str, meter: Meter) -> Iterator[bytes]:
        """Yield a part's bytes; the end is reached only if they are the ones promised."""
        digest = hashlib.sha256()
        for chunk in archive.stream(name):
            digest.update(chunk)
            meter.advance(len(chunk), self.path.name)
            yield chunk
        if digest.hexdigest() != self.promised[name]:
            raise archive.changed(name)


def _covers(tally: Tally, revision: Revision) -> bool:
    return (
        revision.device in tally.by_device
        and revision.stop in tally.by_stop
        and revision.form_id in tally.by_form
    )


def open_package(path: Path) -> Package:
    """Return a package whose structure and signature are good; its parts are not yet read."""
    with opened(path) as file:
        archive = ArchiveReader(file, shown(path), FORMAT_VERSION)
        data = _manifest(archive)
        signature = _signature(archive, data)
        try:
            manifest = Manifest.from_bytes(data)
        except (ValueError, UserError) as error:  # UserError: a stop that is none
            raise archive.changed(MANIFEST) from error
        if manifest.format_version != archive.version:  # the signature does not cover the opening
            raise archive.changed(MIMETYPE_NAME)
        _check_members(archive, manifest)
    promised = {part.name: part.sha256 for part in manifest.parts}
    return Package(path, manifest, signature.public_key, _sha256(data), promised)


def read_package(path: Path, progress: Progress | None = None) -> Package:
    """Return a package after reading and verifying all of it."""
    package = open_package(path)
    package.check(Meter(progress or Silent(), package.size))
    return package


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _manifest(archive: ArchiveReader) -> bytes:
    if MANIFEST not in archive.members:
        raise archive.changed(MANIFEST)
    return archive.read(MANIFEST, MAX_MANIFEST)


def _signature(archive: ArchiveReader, data: bytes) -> Signature:
    """Return the signature, which fits the manifest's bytes."""
    if SIGNATURE not in archive.members:
        raise archive.changed(SIGNATURE)
    try:
        fields = Fields(
            canonical.decode(archive.read(SIGNATURE, _MAX_SIGNATURE)),
            "algorithm",
            "public_key",
            "signature",
        )
        signature = Signature(fields.text("public_key"), fields.text("signature"))
        spelled = _HEX.match(signature.public_key) and _HEX.match(signature.value)
        if fields.text("algorithm") != signing.ALGORITHM or not spelled:
            raise ValueError("another algorithm")
    except ValueError as error:
        raise archive.changed(SIGNATURE) from error
    if not signing.is_valid(signature, data):
        raise UserError(
            "The signature of {file} does not fit what is in it: somebody may have altered it. "
            "Do not use it; have the device make a new package.",
            file=archive.label,
        )
    return signature


def _check_members(archive: ArchiveReader, manifest: Manifest) -> None:
    expected = manifest.members | {MIMETYPE_NAME, MANIFEST, SIGNATURE}
    for name in sorted(archive.members.keys() - expected):
        raise UserError(
            "{file} holds something that does not belong in a package ({part}). Do not use it: "
            "have the device make a new package.",
            file=archive.label,
            part=isolate_ltr(name),
        )
    for name in sorted(expected - archive.members.keys()):
        raise archive.changed(name)
    names = [part.name for part in manifest.parts]
    if len(set(names)) != len(names) or set(names) != manifest.members:
        raise archive.changed(MANIFEST)
    media = {each.member: each.sha256 for each in manifest.media}
    for part in manifest.parts:
        if part.size != archive.members[part.name].size:
            raise archive.changed(part.name)
        if media.get(part.name, part.sha256) != part.sha256:
            raise archive.changed(part.name)
        if part.name != RECORDS and part.size > (MAX_MEDIA if part.name in media else MAX_FORM):
            raise archive.too_large(part.name)


def _lines(chunks: Iterable[bytes], archive: ArchiveReader) -> Iterator[bytes]:
    """Yield whole lines, newline included; a line without one, or without end, is refused."""
    rest = b""
    for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            yield line + b"\n"
        if len(rest) > MAX_LINE:
            raise archive.too_large(RECORDS)
    if rest:
        raise archive.changed(RECORDS)


def _unsound(revision: Revision, label: str) -> UserError:
    return UserError(
        "Record {seq} of device {device} in {file} does not carry the seal it was made with: it "
        "was altered or damaged. Do not use the file; have the device make a new package.",
        seq=revision.seq,
        device=isolate_ltr(revision.device),
        file=label,
    )
