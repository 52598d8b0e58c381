"""Every byte of an encrypted database, decrypted page by page: free pages and old frames too.

Written from the design of SQLCipher 4, not with its library, which shows only what is in use.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE = 8192
RESERVED = 16 + 64
"""At the end of each page: its initialisation vector and its seal."""
SALT = 16
"""At the beginning of the first page, in the open."""
WAL_HEADER, FRAME_HEADER = 32, 24


def decrypted(file: Path, key: str) -> bytes:
    """Return the content of a database or write-ahead log, all pages after each other."""
    content = file.read_bytes()
    pages = _frames(content) if file.name.endswith("-wal") else _pages(content)
    return b"".join(_page(number, page, bytes.fromhex(key)) for number, page in pages)


def _pages(content: bytes) -> Iterator[tuple[int, bytes]]:
    for start in range(0, len(content), PAGE):
        yield start // PAGE + 1, content[start : start + PAGE]


def _frames(content: bytes) -> Iterator[tuple[int, bytes]]:
    for start in range(WAL_HEADER, len(content), FRAME_HEADER + PAGE):
        page = start + FRAME_HEADER
        yield int.from_bytes(content[start : start + 4], "big"), content[page : page + PAGE]


def _page(number: int, page: bytes, key: bytes) -> bytes:
    begin = SALT if number == 1 else 0
    vector = page[PAGE - RESERVED : PAGE - RESERVED + 16]
    reading = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
    return reading.update(page[begin : PAGE - RESERVED]) + reading.finalize()
