"""Reads a damaged database page by page, without SQLite: what verifies, and what only decrypts.

SQLite gives up at the first page that does not verify, and at once where that is the first one.
Here each page is decrypted by itself, as SQLCipher 4 lays it down (its documentation, "Design"):
AES-256-CBC over all but the last 80 bytes, which hold the page's IV and its HMAC-SHA512; the first
16 bytes of the file are the salt that the HMAC's key is made of. The write-ahead log is read in the
same way (SQLite, "Database File Format", 4.). Knows no tables. Writes nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from surveyapp.store.connection import PAGE_SIZE

SALT_SIZE = 16
_IV, _MAC = 16, 64
_RESERVED = _IV + _MAC
USABLE = PAGE_SIZE - _RESERVED
"""Bytes of a page that hold content."""

_WAL_HEAD, _FRAME_HEAD = 32, 24
_STRETCH = 4096
"""Bytes read at a time from a disk that may fail."""

_SAMPLE = 32
"""Pages looked at to say whether a key fits."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page as it decrypts: ``USABLE`` bytes."""

    number: int
    content: bytes
    verified: bool
    """It is what was written; else only what carries a seal of its own may be believed."""


class PageFile:
    """A database file and its write-ahead log, as pages of one key."""

    def __init__(self, database: Path, key: str, salts: tuple[bytes, ...] = ()) -> None:
        """Look at the files; ``salts``, those of backups, are tried where its own is gone."""
        self._database = database
        self._file: BinaryIO | None = None
        self._whole = database.stat().st_size // PAGE_SIZE if database.exists() else 0
        self._log = _readable(log_of(database))
        self._cipher_key = bytes.fromhex(key)
        self._frames: dict[int, bytes] = {}
        self._mac_key = b""
        own = (self._read(0, SALT_SIZE), *_salts_in(self._log))
        for salt in (*own, *salts):
            if len(salt) == SALT_SIZE and self._fits(salt):
                break
        else:
            self._mac_key = b""
        self.key_fits = bool(self._mac_key)
        """At least one page verifies."""
        self._frames = self._newest_frames()
        self.close()
        self.count = max([self._whole, *self._frames])
        """Pages there are, by the length of the files."""

    def pages(self) -> Iterator[Page]:
        """Yield every page there is."""
        for number in range(1, self.count + 1):
            page = self.page(number)
            if page is not None:
                yield page

    def page(self, number: int) -> Page | None:
        """Return a page; ``None`` where the files end before it."""
        raw = self._frames.get(number) or self._raw(number)
        if len(raw) < PAGE_SIZE:
            return None
        return Page(number, self._decrypted(number, raw), self._verifies(number, raw))

    # -- one page --------------------------------------------------------------------------

    def _raw(self, number: int) -> bytes:
        return self._read((number - 1) * PAGE_SIZE, PAGE_SIZE)

    def _read(self, at: int, size: int) -> bytes:
        try:
            if self._file is None:
                self._file = self._database.open("rb")
            self._file.seek(at)
            return self._file.read(size)
        except OSError:  # a bad sector: this page is lost, the others may not be
            return bytes(size)

    def close(self) -> None:
        """Let go of the file; reading on opens it again."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _decrypted(self, number: int, raw: bytes) -> bytes:
        start = SALT_SIZE if number == 1 else 0
        iv = raw[USABLE : USABLE + _IV]
        decryptor = Cipher(algorithms.AES(self._cipher_key), modes.CBC(iv)).decryptor()
        return bytes(start) + decryptor.update(raw[start:USABLE]) + decryptor.finalize()

    def _verifies(self, number: int, raw: bytes) -> bool:
        if not self._mac_key:
            return False
        start = SALT_SIZE if number == 1 else 0
        sealed = raw[start : USABLE + _IV] + struct.pack("<I", number)
        found = hmac.digest(self._mac_key, sealed, "sha512")
        return hmac.compare_digest(found, raw[USABLE + _IV : PAGE_SIZE])

    def _fits(self, salt: bytes) -> bool:
        mac_salt = bytes(byte ^ 0x3A for byte in salt)
        self._mac_key = hashlib.pbkdf2_hmac("sha512", self._cipher_key, mac_salt, 2, 32)
        total = self._whole
        # Spread over the file: a damaged stretch must not decide.
        numbers = sorted({1 + total * place // _SAMPLE for place in range(_SAMPLE)} | {1, 2})
        if any(self._verifies(each, self._raw(each)) for each in numbers if each <= total):
            return True
        frames = list(self._all_frames())[:_SAMPLE]
        return any(self._verifies(number, raw) for number, raw, _ in frames)

    # -- the write-ahead log ---------------------------------------------------------------

    def _all_frames(self) -> Iterator[tuple[int, bytes, bool]]:
        """Yield page number, bytes, and whether a commit ends there, of this round of the log."""
        salts = self._log[16:24]
        for at in range(_WAL_HEAD, len(self._log) - _FRAME_HEAD - PAGE_SIZE + 1, _STEP):
            number, size = struct.unpack(">II", self._log[at : at + 8])
            if self._log[at + 8 : at + 16] != salts:  # left from the round before
                return
            body = at + _FRAME_HEAD
            yield number, self._log[body : body + PAGE_SIZE], size > 0

    def _newest_frames(self) -> dict[int, bytes]:
        """Return the pages that committed transactions left in the log and that verify."""
        newest: dict[int, bytes] = {}
        waiting: dict[int, bytes] = {}
        for number, raw, ends in self._all_frames():
            if self._verifies(number, raw):
                waiting[number] = raw
            if ends:
                newest |= waiting
                waiting = {}
        return newest


_STEP = _FRAME_HEAD + PAGE_SIZE


def _salts_in(log: bytes) -> Iterator[bytes]:
    """Yield the salts of the first page's copies in a log."""
    for at in range(_WAL_HEAD, len(log) - _STEP + 1, _STEP):
        if log[at : at + 4] == b"\0\0\0\1":
            yield log[at + _FRAME_HEAD : at + _FRAME_HEAD + SALT_SIZE]
            return


def salt_of(database: Path) -> bytes:
    """Return the salt a file begins with, ``b""`` where it cannot be read.

    Backups have that of their source.
    """
    try:
        with database.open("rb") as file:
            return file.read(SALT_SIZE)
    except OSError:
        return b""


def log_of(database: Path) -> Path:
    """Return where the write-ahead log of a database lies, if there is one."""
    return database.with_name(database.name + "-wal")


def _readable(path: Path) -> bytes:
    """Return a file's bytes, zeros where the disk does not give them; none where there is none."""
    if not path.exists():
        return b""
    size, parts = path.stat().st_size, []
    with path.open("rb") as file:
        for at in range(0, size, _STRETCH):
            try:
                file.seek(at)
                parts.append(file.read(min(_STRETCH, size - at)))
            except OSError:
                parts.append(bytes(min(_STRETCH, size - at)))
    return b"".join(parts)
