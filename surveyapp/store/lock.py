"""One process at a time on a data folder. The system frees the lock however the holder dies.

Knows nothing of what the folder holds.
"""

from __future__ import annotations

import os
import sys
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
        except (BlockingIOError, PermissionError) as error:  # POSIX, Windows
            os.close(handle)
            raise UserError(
                "The app is already open on the data in {folder}. Go on in its window, "
                "or close it first.",
                folder=folder,
            ) from error
        except BaseException:
            os.close(handle)
            raise
        self._handle: int | None = handle

    def release(self) -> None:
        """Let the next one in. Releasing twice does nothing."""
        handle, self._handle = self._handle, None
        if handle is not None:
            os.close(handle)


if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(handle: int) -> None:
        # flock, not lockf: POSIX record locks vanish when the process closes any handle of the
        # file, and two stores in one process would not see each other.
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
