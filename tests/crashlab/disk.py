"""What the laboratory sees of a disk: one call for each change of a file, before it happens.

Two roads lead here: SQLite's own file calls (``vfs``) and those the store makes in Python (its key
file, renames, folders). A stage is a ``Disk`` that lets a call through, ends the process at it, or
refuses it.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

SQLITE_FULL = 13


class Call(NamedTuple):
    """One change of a file: write, truncate, sync, delete, make, share, rename, folder or noted.

    ``make`` is the opening of a file that was not there, ``folder`` makes a folder, ``sync`` of a
    folder puts its names on disk, ``share`` is room for the memory that connections share, and
    ``noted`` is a folder's sync that the system did as part of the call before.
    """

    kind: str
    path: str
    offset: int = 0
    """Where a write begins; the new size for ``truncate``."""
    data: bytes = b""
    target: str = ""
    """The new name, for ``rename``."""
    python: bool = False
    """Made by the store itself and not by SQLite."""

    def __str__(self) -> str:
        """Return what is short enough for a report."""
        return f"{self.kind} of {name_of(self.path)} at {self.offset}"


def folder_of(path: str) -> str:
    """Return the path of the folder a path lies in."""
    return path.rpartition(os.sep)[0]


def name_of(path: str) -> str:
    """Return the last part of a path."""
    return path.rpartition(os.sep)[2]


Proceed = Callable[[int | None], int]
"""Lets a call happen, the first so many bytes of it or (``None``) all; gives SQLite's result."""


class Disk:
    """A disk that does what it is told. Stages override ``happens``."""

    def happens(self, call: Call, proceed: Proceed) -> int:
        """Let the call happen or not; return 0 or SQLite's code for what went wrong."""
        return proceed(None)

    def noted(self, call: Call) -> None:
        """Learn of what the system did as part of the call before: it synced a folder."""


class PythonFiles:
    """Brings the file calls that Python makes under one folder to a disk.

    Python tells about opening, renaming, removing and making folders before it does them, and an
    exception from the listener keeps it from doing so. ``os.fsync`` is replaced, for it tells
    nothing.
    """

    def __init__(self, disk: Disk, folder: Path) -> None:
        self._disk = disk
        self._folder = f"{folder}{os.sep}"
        self._fsync = os.fsync
        self._busy = False

    def install(self) -> None:
        """Listen from now to the end of the process: nobody can stop listening."""
        sys.addaudithook(self._heard)
        os.fsync = self._synced

    def _heard(self, event: str, arguments: tuple[object, ...]) -> None:
        if self._busy or event not in _HEARD:
            return
        self._busy = True  # what the listener does itself
        try:
            call = _HEARD[event](arguments)
            if call is not None and self._concerns(call):
                self._ask(call, lambda _: 0)
        finally:
            self._busy = False

    def _synced(self, handle: int) -> None:
        path = str(Path(f"/proc/self/fd/{handle}").readlink())
        if not f"{path}{os.sep}".startswith(self._folder):
            self._fsync(handle)
            return

        def proceed(_: int | None) -> int:
            self._fsync(handle)
            return 0

        self._busy = True
        try:
            self._ask(Call("sync", path, python=True), proceed)
        finally:
            self._busy = False

    def _concerns(self, call: Call) -> bool:
        return f"{call.path}{os.sep}".startswith(self._folder)

    def _ask(self, call: Call, proceed: Proceed) -> None:
        code = self._disk.happens(call, proceed)
        if code:
            number = errno.ENOSPC if code == SQLITE_FULL else errno.EIO
            raise OSError(number, os.strerror(number), call.path)


def _opened(arguments: tuple[object, ...]) -> Call | None:
    path, _, flags = arguments
    if not isinstance(path, str | bytes | os.PathLike) or not isinstance(flags, int):
        return None
    name = _absolute(path)
    if not flags & (os.O_WRONLY | os.O_RDWR):
        return None
    if os.path.lexists(name):
        return Call("truncate", name, 0, python=True) if flags & os.O_TRUNC else None
    return Call("make", name, python=True) if flags & os.O_CREAT else None


def _renamed(arguments: tuple[object, ...]) -> Call:
    return Call("rename", _absolute(arguments[0]), target=_absolute(arguments[1]), python=True)


def _removed(arguments: tuple[object, ...]) -> Call | None:
    name = _absolute(arguments[0])
    return Call("delete", name, python=True) if os.path.lexists(name) else None


def _made_folder(arguments: tuple[object, ...]) -> Call | None:
    name = _absolute(arguments[0])
    return None if os.path.lexists(name) else Call("folder", name, python=True)


def _absolute(path: object) -> str:
    return str(Path(os.fsdecode(path)).absolute())  # type: ignore[arg-type]


_HEARD: dict[str, Callable[[tuple[object, ...]], Call | None]] = {
    "open": _opened,
    "os.rename": _renamed,
    "os.remove": _removed,
    "os.mkdir": _made_folder,
}
