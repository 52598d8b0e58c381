"""What can ail a data folder, in plain words: full, unwritable, unanswering, damaged, in use.

Which of them it is, the file system says here, and SQLite in ``surveyapp.store.connection``.
"""

from __future__ import annotations

import errno
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from surveyapp.errors import UserError
from surveyapp.store.files import write_private


class Unreadable(Exception):
    """What was read is not what was written, and SQLite passed over it."""


class WrongKey(UserError):
    """The database does not open with this key: another folder's, or its first page is gone."""


class Damaged(UserError):
    """The file of the answers is not what was written: time for a guided recovery."""


def require_whole(*texts: str) -> None:
    """Raise ``Unreadable`` where a text was not read whole.

    A page whose seal is broken reads as zeros. SQLite stumbles over it at the next page; where it
    is the last one of a long row there is none, and the row comes with zeros at its end.
    """
    if any("\0" in text for text in texts):
        raise Unreadable


_NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
_NO_ANSWER = {errno.EIO, errno.ENXIO, errno.ENODEV}


def is_full(folder: Path) -> bool:
    """Say whether a folder has no room for one more little file, by trying: quotas count too."""
    probe = folder / f".room-{secrets.token_hex(8)}"
    try:
        write_private(probe, bytes(_LITTLE))
    except OSError as error:
        return error.errno in _NO_ROOM
    finally:
        with suppress(OSError):
            probe.unlink(missing_ok=True)
    return False


_LITTLE = 8192
"""Bytes: a page."""


def is_gone(path: Path) -> bool:
    """Say whether a file or folder is there no more: its medium was unplugged."""
    try:
        return not path.exists()
    except OSError:
        return True


@contextmanager
def plain_files(folder: Path) -> Iterator[None]:
    """Say in plain words what the file system refused in a folder."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise disk_full(folder) from error
        if error.errno in _NO_ANSWER:
            raise unanswering(folder) from error
        raise read_only(folder) from error


def busy(folder: Path) -> UserError:
    """Return the problem of a database that somebody else holds."""
    return UserError(
        "Another program holds the answers in {folder}. Close it, then try again.",
        folder=folder,
    )


def disk_full(folder: Path) -> UserError:
    """Return the problem of a disk without room."""
    return UserError(
        "The disk with {folder} is full. The answers saved so far are kept: make room, then go on.",
        folder=folder,
    )


def unanswering(folder: Path) -> UserError:
    """Return the problem of a disk that fails."""
    return UserError(
        "The disk with {folder} does not answer. The answers saved so far are kept: check that "
        "it is plugged in and has room, then go on.",
        folder=folder,
    )


def read_only(folder: Path) -> UserError:
    """Return the problem of a folder that does not take writing."""
    return UserError(
        "The folder {folder} cannot be written to. Allow writing there, or choose another folder "
        "with --data.",
        folder=folder,
    )


def damaged(folder: Path) -> Damaged:
    """Return the problem of a database that does not read as it was written."""
    return Damaged(
        "The answers in {folder} are damaged. Leave that folder as it is: what can be saved goes "
        "into a new one, in the app or with the verb rescue.",
        folder=folder,
    )
