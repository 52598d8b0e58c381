"""Beside the database, how far this device's log had come: an older database put back shows.

Written after each commit, never before it, and not synced: it may lag behind the log, which says
nothing, and never runs ahead of it. Sealed with the database's key, so that a torn one and another
folder's are none at all. It holds no answers. Knows no database.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

WITNESS_NAME = "survey.witness"


@dataclass(frozen=True, slots=True)
class Tip:
    """The end of a device's log."""

    device: str
    seq: int
    hash: str
    """Hexadecimal; ``""`` where nothing was written yet."""


class Witness:
    """The file of one data folder."""

    def __init__(self, data_dir: Path, key: str) -> None:
        self._path = data_dir / WITNESS_NAME
        self._key = bytes.fromhex(key)

    def saw(self) -> Tip | None:
        """Return the end it saw last; ``None`` where it is missing or not to be believed."""
        try:
            lines = self._path.read_text("utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            return None
        if len(lines) != 4 or not lines[1].isdecimal():
            return None
        tip = Tip(lines[0], int(lines[1]), lines[2])
        return tip if hmac.compare_digest(self._text(tip), "\n".join(lines) + "\n") else None

    def see(self, tip: Tip) -> None:
        """Note the end of the log, once it is on disk."""
        # Where the folder refuses, the log's own writing says so; an older witness does no harm.
        with suppress(OSError):
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
            handle = os.open(self._path, flags, 0o600)
            try:
                os.write(handle, self._text(tip).encode())
            finally:
                os.close(handle)

    def _text(self, tip: Tip) -> str:
        told = f"{tip.device}\n{tip.seq}\n{tip.hash}\n"
        return told + hmac.new(self._key, told.encode(), hashlib.sha256).hexdigest() + "\n"
