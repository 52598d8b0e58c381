"""One process at a time on a data folder. The system frees the lock however the holder dies.

Knows nothing of what the folder holds.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from surveyapp.errors import UserError

LOCK_NAME = "lock"


class ProcessLock:
    """Held from construction to ``release``; a second holder gets a ``UserError``."""

    def __init__(self, folder: Path) -> None:
        path = folder / LOCK_NAME
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _take(handle)
            _say_who(handle)
        except (BlockingIOError, PermissionError) as error:  # POSIX, Windows
            holder = _holder(handle)
            os.close(handle)
            raise _held(folder, holder) from error
        except BaseException:
            os.close(handle)
            raise
        self._handle: int | None = handle

    def release(self) -> None:
        """Let the next one in. Releasing twice does nothing."""
        handle, self._handle = self._handle, None
        if handle is not None:
            os.close(handle)


def _say_who(handle: int) -> None:
    """Write down who holds the lock, for the second one; a full disk is no reason not to start."""
    with suppress(OSError):
        os.ftruncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, f"{os.getpid()} {datetime.now():%H:%M}".encode())  # noqa: DTZ005 - shown


def _holder(handle: int) -> tuple[str, str] | None:
    """Return process and time of whoever holds the lock; ``None`` where that cannot be read."""
    with suppress(OSError, ValueError):
        os.lseek(handle, 0, os.SEEK_SET)
        process, since = os.read(handle, 100).decode().split()
        return process, since
    return None


def _held(folder: Path, holder: tuple[str, str] | None) -> UserError:
    if holder is None:
        return UserError(
            "The app is already open on the data in {folder}. Go on in its window, "
            "or close it first.",
            folder=folder,
        )
    process, since = holder
    return UserError(
        "The app is already open on the data in {folder}, since {time} (process {process}). Go on "
        "in its window, or close it first.",
        folder=folder,
        time=since,
        process=process,
    )


if sys.platform == "win32":
    import msvcrt

    _BEYOND = 1 << 20
    """The byte that is locked: nobody else may read it, so it is not one of those that say who."""

    def _take(handle: int) -> None:
        os.lseek(handle, _BEYOND, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(handle: int) -> None:
        # flock, not lockf: POSIX record locks vanish when the process closes any handle of the
        # file, and two stores in one process would not see each other.
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
