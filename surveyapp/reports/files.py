"""A file of results is whole or not there, and what stood there before stays until then.

Unlike a hand-off package, a workbook may replace an older one of its name: people make it again
with every stop.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from surveyapp.errors import UserError
from surveyapp.text import isolate_ltr

_FULL = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})
_CLOSED = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})


@contextmanager
def replacing(target: Path) -> Iterator[BinaryIO]:
    """Open ``<name>.part`` for writing; at the end force it to disk and give it its name.

    Whatever goes wrong inside, the ``.part`` is removed and an older ``target`` is untouched.
    Raises ``UserError`` where the folder is missing or closed to us, the disk is full, or another
    program holds the file.
    """
    check_target(target)
    part = target.with_name(target.name + ".part")
    with _explained(target):
        file = part.open("wb")
    try:
        with _explained(target), file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        with _explained(target):
            part.replace(target)
            _sync_folder(target.parent)
    except BaseException:
        with suppress(OSError):  # the stick may be gone, and the .part with it
            part.unlink(missing_ok=True)
        raise


def check_target(target: Path) -> None:
    """Raise ``UserError`` where no workbook can be written to ``target``; write nothing."""
    if target.suffix.lower() != ".xlsx":
        raise UserError(
            "{file} should end in .xlsx: the workbook is an Excel file.",
            file=isolate_ltr(str(target)),
        )
    if target.is_dir():
        raise UserError(
            "{file} is a folder. Give the workbook a name inside it, such as {example}.",
            file=isolate_ltr(str(target)),
            example=isolate_ltr(str(target / "forum.xlsx")),
        )
    if not target.parent.is_dir():
        raise _missing(target)


def _missing(target: Path) -> UserError:
    return UserError(
        "The folder {folder} is not there. Plug the medium in, or choose another folder.",
        folder=isolate_ltr(str(target.parent)),
    )


@contextmanager
def _explained(target: Path) -> Iterator[None]:
    """Say what the operating system's answer means for the person who waits for the file."""
    try:
        yield
    except FileNotFoundError as error:
        raise _missing(target) from error
    except OSError as error:
        raise _problem(error, target) from error


def _problem(error: OSError, target: Path) -> UserError:
    folder = isolate_ltr(str(target.parent))
    if error.errno in _CLOSED and target.exists() and os.access(target.parent, os.W_OK):
        return UserError(
            "{file} is open in another program. Close it there and make the workbook again.",
            file=isolate_ltr(str(target)),
        )
    if error.errno in _CLOSED:
        return UserError(
            "Nothing may be written to {folder}. Remove its write protection, or choose another "
            "folder.",
            folder=folder,
        )
    if error.errno in _FULL:
        return UserError(
            "There is no room left in {folder}. Free some space there, or choose another folder.",
            folder=folder,
        )
    return UserError(
        "{file} could not be written: {reason}. Plug the medium in again, or choose another "
        "folder.",
        file=isolate_ltr(str(target)),
        reason=error,
    )


def _sync_folder(folder: Path) -> None:
    """Force the new name itself to disk; Windows and some sticks have no such request."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(handle)
