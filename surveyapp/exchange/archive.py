"""The ZIP dialect of packages: any unzip opens it, and there is exactly one way to spell it.

Python's ``zipfile`` forgives: bytes before the first member, comments, two members of one name, a
local header that disagrees with the directory, a directory of any size held in memory. A package
comes from a stick that was pulled out, or from somebody who means harm, so nothing is forgiven
here. Every header is *rebuilt* from the few values that may vary (name, method, CRC, sizes,
offset) and compared byte by byte; members follow each other without a gap; the file ends where
its directory ends. Whatever is not a header is member data, held by CRC here and by SHA-256 in
the manifest. So no byte can change unseen, and memory stays bounded whatever a file claims.

Layout: PKWARE APPNOTE 6.3.x, always with ZIP64 fields (one layout for every size), never
encrypted, names in ASCII, date 1980-01-01, no comments.

The first member is ``mimetype`` (as in ODF and EPUB), stored and readable at a fixed place: it
says what the file is and which format version, in every version to come.

This module knows bytes and names, neither records nor manifests.
"""

from __future__ import annotations

import hashlib
import re
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from surveyapp.errors import UserError
from surveyapp.exchange.files import Seekable, Sink
from surveyapp.text import isolate_ltr

CHUNK = 1 << 17
"""Bytes that are read, unpacked or hashed at a time."""

MAX_MEMBERS = 100_000
MAX_NAME = 120
MAX_SIZE = 16 << 30
"""Bytes one member may unpack to: ten times a national tour of a million responses."""
FREE_RATIO_SIZE = 64 << 20
MAX_RATIO = 250
"""Above 64 MiB unpacked, a member may be at most this many times its packed size. Each record
holds more than a hundred bytes of hashes, which do not compress, so records stay far below."""

MIMETYPE_NAME = "mimetype"
_MIMETYPE = b"application/vnd.surveyapp.package;version="

_STORED, _DEFLATED = 0, 8
_DATE = 0x0021  # 1980-01-01: a package has no clock but the one in its manifest
_VERSION = 45  # ZIP64
_MADE_BY = (3 << 8) | _VERSION
_MODE = 0o100644 << 16
_U32 = 0xFFFFFFFF  # "look in the ZIP64 field"
_U16 = 0xFFFF

_LOCAL = struct.Struct("<4s5H3L2H HH2Q")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_CENTRAL_EXTRA = struct.Struct("<HH3Q")
_TRAILER = struct.Struct("<4sQ2H2L4Q 4sLQL 4s4H2LH")
_NAME = re.compile(r"[a-z0-9][a-z0-9./_-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Member:
    """One member: what its headers say. ``offset`` is where its local header begins."""

    name: str
    method: int
    crc: int
    size: int
    packed: int
    offset: int


@dataclass(frozen=True, slots=True)
class Written:
    """A member just written: its unpacked size in bytes and the SHA-256 of those bytes."""

    name: str
    size: int
    sha256: str


def _local_header(member: Member) -> bytes:
    name = member.name.encode("ascii")
    fixed = _LOCAL.pack(
        b"PK\x03\x04", _VERSION, 0, member.method, 0, _DATE, member.crc, _U32, _U32,
        len(name), 20, 1, 16, member.size, member.packed,
    )  # fmt: skip
    return fixed[:30] + name + fixed[30:]


def _central_header(member: Member) -> bytes:
    name = member.name.encode("ascii")
    fixed = _CENTRAL.pack(
        b"PK\x01\x02", _MADE_BY, _VERSION, 0, member.method, 0, _DATE, member.crc, _U32, _U32,
        len(name), 28, 0, 0, 0, _MODE, _U32,
    )  # fmt: skip
    return fixed + name + _CENTRAL_EXTRA.pack(1, 24, member.size, member.packed, member.offset)


def _trailer(members: int, size: int, offset: int) -> bytes:
    """Return the three end records of a directory of ``size`` bytes that begins at ``offset``."""
    return _TRAILER.pack(
        b"PK\x06\x06", 44, _MADE_BY, _VERSION, 0, 0, members, members, size, offset,
        b"PK\x06\x07", 0, offset + size, 1,
        b"PK\x05\x06", 0, 0, _U16, _U16, _U32, _U32, 0,
    )  # fmt: skip


def _mimetype(version: int) -> bytes:
    return _MIMETYPE + str(version).encode("ascii")


def opening(version: int) -> bytes:
    """Return the bytes every package of a format version begins with."""
    text = _mimetype(version)
    return _local_header(
        Member(MIMETYPE_NAME, _STORED, zlib.crc32(text), len(text), len(text), 0)
    ) + text  # fmt: skip


class ArchiveWriter:
    """Writes members one after the other into a seekable file that begins empty."""

    def __init__(self, file: Sink, version: int) -> None:
        self._file = file
        self._members: list[Member] = []
        self._offset = 0
        self.add(MIMETYPE_NAME, [_mimetype(version)])

    def add(self, name: str, chunks: Iterable[bytes], *, level: int = 0) -> Written:
        """Write one member from its chunks, deflated at ``level`` or, at 0, stored."""
        method = _DEFLATED if level else _STORED
        deflater = zlib.compressobj(level, zlib.DEFLATED, -15) if level else None
        digest = hashlib.sha256()
        crc = size = packed = 0
        start = self._offset
        self._file.write(_local_header(Member(name, method, 0, 0, 0, start)))
        for chunk in chunks:
            digest.update(chunk)
            crc = zlib.crc32(chunk, crc)
            size += len(chunk)
            out = deflater.compress(chunk) if deflater else chunk
            packed += self._file.write(out)
        if deflater:
            packed += self._file.write(deflater.flush())
        member = Member(name, method, crc, size, packed, start)
        header = _local_header(member)
        self._file.seek(start)
        self._file.write(header)
        self._offset = start + len(header) + packed
        self._file.seek(self._offset)
        self._members.append(member)
        return Written(name, size, digest.hexdigest())

    def finish(self) -> None:
        """Write the directory; nothing may be added afterwards."""
        directory = b"".join(_central_header(member) for member in self._members)
        self._file.write(directory)
        self._file.write(_trailer(len(self._members), len(directory), self._offset))


class ArchiveReader:
    """Reads an archive that may be damaged or hostile; ``label`` names it in problems.

    Opening it checks identity, version, end and directory; ``stream`` checks a member's header
    and data. ``known`` is the newest version that is read, ``version`` the one it has. Members are
    found by name, and a name is never used as a path.
    """

    def __init__(self, file: Seekable, label: str, known: int) -> None:
        self._file = file
        self.label = label
        self._size = file.seek(0, 2)
        self.version = self._check_opening(known)
        self.members: Mapping[str, Member] = self._read_directory()

    def changed(self, part: str) -> UserError:
        """Return the problem of a part whose bytes are not the ones that were written."""
        return UserError(
            "{file} was changed or damaged after it was made ({part}). Copy it again from the "
            "device that made it, or make a new package there.",
            file=self.label,
            part=isolate_ltr(part),
        )

    def stream(self, name: str) -> Iterator[bytes]:
        """Yield a member's unpacked bytes in bounded chunks; the end is reached only if all fit.

        Raises ``UserError`` where header, data, size or CRC disagree.
        """
        member = self.members[name]
        header = _local_header(member)
        self._file.seek(member.offset)
        if self._file.read(len(header)) != header:
            raise self.changed(name)
        crc = size = 0
        position = member.offset + len(header)
        try:
            for chunk in self._unpack(member, position):
                size += len(chunk)
                if size > member.size:
                    raise self.changed(name)
                crc = zlib.crc32(chunk, crc)
                yield chunk
        except zlib.error as error:
            raise self.changed(name) from error
        if size != member.size or crc != member.crc:
            raise self.changed(name)

    def read(self, name: str, limit: int) -> bytes:
        """Return a small member whole; ``limit`` is the most bytes it may have."""
        if self.members[name].size > limit:
            raise self.too_large(name)
        return b"".join(self.stream(name))

    def _unpack(self, member: Member, position: int) -> Iterator[bytes]:
        left = member.packed
        inflater = zlib.decompressobj(-15) if member.method == _DEFLATED else None
        while left:
            # Whoever takes the chunks may read another member in between.
            self._file.seek(position)
            packed = self._file.read(min(left, CHUNK))
            if not packed:  # the file shrank while it was read
                raise self.changed(member.name)
            left -= len(packed)
            position += len(packed)
            if inflater is None:
                yield packed
                continue
            while chunk := inflater.decompress(packed, CHUNK):
                yield chunk
                packed = inflater.unconsumed_tail
            if inflater.eof and (left or inflater.unused_data):
                raise self.changed(member.name)
        if inflater is not None and not inflater.eof:
            raise self.changed(member.name)

    def _check_opening(self, known: int) -> int:
        expected = {version: opening(version) for version in range(1, known + 1)}
        self._file.seek(0)
        head = self._file.read(len(expected[known]) + 16)
        for version, begins in expected.items():
            if head.startswith(begins):
                return version
        found = _version_of(head)
        if found is not None and found > known:
            raise UserError(
                "{file} was made by a newer version of this app (package format {found}; this app "
                "reads up to {known}). Update this app, then merge again.",
                file=self.label,
                found=found,
                known=known,
            )
        if any(begins.startswith(head) for begins in expected.values()):
            raise self._cut_short()
        self._file.seek(max(0, self._size - _TRAILER.size))
        if self._file.read(4).startswith(b"PK\x06\x06"):  # the end is ours, the beginning is not
            raise self.changed(MIMETYPE_NAME)
        raise UserError(
            "{file} is not a hand-off package. Choose a file that this app made: its name ends in "
            "{suffix}.",
            file=self.label,
            suffix=isolate_ltr(".svpkg"),
        )

    def _read_directory(self) -> dict[str, Member]:
        self._file.seek(self._size - _TRAILER.size)  # the opening, which is there, is longer
        tail = self._file.read(_TRAILER.size)
        values = _TRAILER.unpack(tail)
        count, size, offset = values[7], values[8], values[9]
        if offset + size + _TRAILER.size != self._size:
            raise self._cut_short()
        if tail != _trailer(count, size, offset):
            raise self._cut_short()
        if count > MAX_MEMBERS or size > count * (MAX_NAME + 80):
            raise self.too_large("directory")
        self._file.seek(offset)
        directory = self._file.read(size)
        members: dict[str, Member] = {}
        position = expected_offset = 0
        for _ in range(count):
            member = self._read_entry(directory, position)
            if member.name in members:
                raise UserError(
                    "{file} holds {part} twice, as this app never writes it. Do not use it: have "
                    "the device make a new package.",
                    file=self.label,
                    part=isolate_ltr(member.name),
                )
            if member.offset != expected_offset:
                raise self.changed("directory")
            self._check_size(member)
            members[member.name] = member
            position += len(_central_header(member))
            expected_offset += len(_local_header(member)) + member.packed
        if position != size or expected_offset != offset:
            raise self.changed("directory")
        return members

    def _read_entry(self, directory: bytes, position: int) -> Member:
        fixed = directory[position : position + _CENTRAL.size]
        if len(fixed) < _CENTRAL.size:
            raise self.changed("directory")
        values = _CENTRAL.unpack(fixed)
        method, crc, length = values[4], values[7], values[10]
        start = position + _CENTRAL.size
        raw = directory[start : start + length]
        extra = directory[start + length : start + length + _CENTRAL_EXTRA.size]
        name = raw.decode("latin-1")
        if (
            len(extra) < _CENTRAL_EXTRA.size
            or length > MAX_NAME
            or not _NAME.fullmatch(name)
            or method not in (_STORED, _DEFLATED)
        ):
            raise self.changed("directory")
        _, _, size, packed, offset = _CENTRAL_EXTRA.unpack(extra)
        member = Member(name, method, crc, size, packed, offset)
        header = _central_header(member)
        if directory[position : position + len(header)] != header:
            raise self.changed("directory")
        return member

    def _check_size(self, member: Member) -> None:
        if member.method == _STORED and member.size != member.packed:
            raise self.changed(member.name)
        expands = member.size > FREE_RATIO_SIZE and member.size > member.packed * MAX_RATIO
        if member.size > MAX_SIZE or expands:
            raise self.too_large(member.name)

    def _cut_short(self) -> UserError:
        return UserError(
            "The end of {file} is missing or changed: copying it probably stopped half-way. Copy "
            "it again from the device that made it, or make a new package there.",
            file=self.label,
        )

    def too_large(self, part: str) -> UserError:
        """Return the problem of a part that is beyond what a package may hold."""
        return UserError(
            "{file} claims to hold more than a package may ({part}). Do not use it: have the "
            "device make a new package.",
            file=self.label,
            part=isolate_ltr(part),
        )


def _version_of(head: bytes) -> int | None:
    """Return the format version that the first bytes of a file state, if they are whole."""
    at = head.find(_MIMETYPE)
    digits = re.match(rb"[1-9][0-9]{0,3}", head[at + len(_MIMETYPE) :]) if at > 0 else None
    if digits is None:
        return None
    version = int(digits.group())
    # The CRC in the header stands against one changed digit passing for a newer version.
    return version if head.startswith(opening(version)) else None
