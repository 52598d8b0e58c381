"""Sees whether the write-ahead log was damaged where SQLite would pass over it in silence.

SQLite reads its log up to the first frame whose checksum is wrong and takes that for the end: right
after a power cut, when the last commit had not reached the disk; wrong where a bit of an older
commit turned, for every commit behind it is gone then without a word. A commit is followed by
another only once it is on disk. So where one lies behind the end that SQLite found, and the next
frame goes on from it by its checksum, it had been acknowledged and is lost.

A bit that turns in the very last commit looks like a power cut before it. The format:
https://www.sqlite.org/fileformat2.html#the_write_ahead_log
"""

from __future__ import annotations

import struct
from pathlib import Path

_HEADER = 32
_FRAME = 24
_PAGE = slice(0, 8)
"""The page's number and, at the end of a commit, the size of the database."""
_COMMITS = slice(4, 8)
_SALTS = slice(8, 16)
_CHECKED = slice(0, 8)
"""The part of a frame's header that its checksum covers, before the page."""
_SUM = slice(16, 24)


def lost_commits(path: Path, page_size: int, end: int) -> bool:
    """Say whether acknowledged commits lie in a log behind the frame where SQLite found its end.

    ``path`` need not be there. Reads the headers of the frames and, at most, a few pages.
    """
    if not path.exists():
        return False
    with path.open("rb") as file:
        header = file.read(_HEADER)
        if len(header) < _HEADER:
            return False
        size = _FRAME + page_size

        def frame(number: int, length: int = _FRAME) -> bytes:
            file.seek(_HEADER + (number - 1) * size)
            return file.read(length)

        if not _is_whole(header):  # then SQLite reads none of it
            return _is_one_bit_off(header, frame(1))
        order = _order(header)
        count = (path.stat().st_size - _HEADER) // size
        for number in range(end + 1, count):
            commit = frame(number)
            if commit[_COMMITS] == bytes(4) or commit[_SALTS] != header[16:24]:
                continue
            after = frame(number + 1, size)
            if after[_PAGE] == commit[_PAGE]:
                continue  # some disks have the last frame of a commit written twice
            if after[_SALTS] == commit[_SALTS] and _follows(after, commit, order):
                return True
    return False


def salt(path: Path, page_size: int) -> str:
    """Return SQLCipher's salt as page 1 carries it in a log; ``""`` where page 1 is not in it.

    No key opens a database without its salt, which stands at the beginning of the file and nowhere
    else. Where power went while a log was folded in, the sector with it may be wrecked; then page 1
    was being written, and stands in the log.
    """
    with path.open("rb") as file:
        file.seek(_HEADER)
        while len(frame := file.read(_FRAME + page_size)) == _FRAME + page_size:
            if frame[:4] == b"\0\0\0\1":
                return frame[_FRAME : _FRAME + _SALT].hex()
    return ""


_SALT = 16


def _follows(after: bytes, before: bytes, order: str) -> bool:
    """Say whether a frame was written right after another: its checksum goes on from there."""
    start = struct.unpack(">II", before[_SUM])
    return struct.unpack(">II", after[_SUM]) == _sum(after[_CHECKED] + after[_FRAME:], start, order)


def _is_whole(header: bytes | bytearray) -> bool:
    found = _sum(bytes(header[:24]), (0, 0), _order(header))
    return struct.unpack(">II", header[24:32]) == found


def _is_one_bit_off(header: bytes, first: bytes) -> bool:
    """Say whether a header that SQLite refuses is that of the first frame but for one bit.

    A header that was torn is not: the log was being begun anew, all of it in the database. Torn
    after the number that counts how often it was, it may differ in that number's last bit alone.
    """
    for bit in range(len(header) * 8):
        mended = bytearray(header)
        mended[bit // 8] ^= 1 << bit % 8
        if _begun(mended) + 1 == _begun(header):
            continue
        if mended[16:24] == first[_SALTS] and _is_whole(mended):
            return True
    return False


def _begun(header: bytes | bytearray) -> int:
    """Return how often the log was begun anew."""
    return int.from_bytes(header[12:16], "big")


def _order(header: bytes | bytearray) -> str:
    """Return the byte order checksums are made in: the magic number's last bit."""
    return ">" if header[3] & 1 else "<"


def _sum(content: bytes, start: tuple[int, ...], order: str) -> tuple[int, int]:
    first, second = start
    for one, other in struct.iter_unpack(f"{order}II", content):
        first = first + one + second & 0xFFFFFFFF
        second = second + other + first & 0xFFFFFFFF
    return first, second
