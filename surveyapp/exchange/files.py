"""Files on media that are pulled out: delivered whole or not at all, opened with clear words.

Only this module of the room knows paths and what the operating system calls their troubles.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePath
from typing import BinaryIO, Protocol

from surveyapp.errors import UserError
from surveyapp.store.files import sync_folder
from surveyapp.text import isolate_ltr

_READ_ONLY = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC})


def shown(path: Path) -> str:
    """Return a path as problems and reports show it, in one piece inside Arabic too."""
    return isolate_ltr(str(path))


class Seekable(Protocol):
    """What an archive is read from: a file, or whatever unwraps one (decryption, later)."""

    def read(self, size: int, /) -> bytes:
        """Return up to ``size`` bytes; fewer only at the end."""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Move to a byte; return its absolute position."""


class Sink(Protocol):
    """What an archive is written to."""

    def write(self, data: bytes, /) -> int:
        """Write all of ``data``; return its length."""

    def seek(self, offset: int, /) -> int:
        """Move to a byte, to write a header once its sizes are known."""


def deliver(target: Path, write: Callable[[Sink], None], verify: Callable[[Path], None]) -> None:
    """Put a new file at ``target``: written, forced to the medium, renamed, read back.

    ``write`` fills ``<name>.part`` beside it; ``verify`` reads the finished file and raises where
    it is not whole. Whatever goes wrong, cancellation included, neither the ``.part`` nor an
    unverified file stays behind. A file that is there already is never written over.
    """
    part = target.with_name(target.name + ".part")
    refuse_existing(target)
    with _writing(target):
        part.unlink(missing_ok=True)  # left by a power cut
    try:
        with _writing(target):
            file = part.open("xb")
        with file:
            write(_GuardedSink(file, target))
            with _writing(target):
                file.flush()
                os.fsync(file.fileno())
        refuse_existing(target)
        with _writing(target):
            part.rename(target)
        try:
            with _writing(target):
                sync_folder(target.parent)
                _forget_cached(target)
            verify(target)
        except BaseException:
            with suppress(OSError):
                target.unlink()
            raise
    except BaseException:
        with suppress(OSError):  # the medium may be gone, and the .part with it
            part.unlink(missing_ok=True)
        raise


@contextmanager
def delivered_folder(target: Path) -> Iterator[Path]:
    """Give a folder to fill that becomes ``target`` when all went well, and is gone when not."""
    part = target.with_name(target.name + ".part")
    refuse_existing(target)
    with _writing(target):
        if part.exists():  # left by a power cut
            shutil.rmtree(part)
        part.mkdir()
    try:
        yield part
        with _writing(target):
            part.rename(target)
            sync_folder(target.parent)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)  # the medium may be gone, and the folder with it
        raise


def put_file(folder: Path, place: PurePath, data: bytes) -> None:
    """Write a new file at its place in a folder, forced to the medium."""
    target = folder / place
    with _writing(folder):
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())


def refuse_existing(target: Path) -> None:
    """Raise where something is already called ``target``."""
    if target.exists() or target.is_symlink():
        raise UserError(
            "{file} exists already and was left as it is. Choose another name, or a folder: a "
            "name is then made.",
            file=shown(target),
        )


@contextmanager
def opened(path: Path) -> Iterator[Seekable]:
    """Open a file for reading; whatever the medium answers comes out as words."""
    if path.is_dir():
        raise UserError("{file} is a folder. Name the packages inside it.", file=shown(path))
    try:
        file = path.open("rb")
    except FileNotFoundError as error:
        raise UserError(
            "There is no file {file}. Check the name, and that the medium is plugged in.",
            file=shown(path),
        ) from error
    except OSError as error:
        raise _unreadable(path, error) from error
    with file:
        yield _GuardedSource(file, path)


class _GuardedSource:
    """A file whose read errors are words: a stick fails in the middle, not when it is opened."""

    def __init__(self, file: BinaryIO, path: Path) -> None:
        self._file = file
        self._path = path

    def read(self, size: int, /) -> bytes:
        try:
            return self._file.read(size)
        except OSError as error:
            raise _unreadable(self._path, error) from error

    def seek(self, offset: int, whence: int = 0, /) -> int:
        try:
            return self._file.seek(offset, whence)
        except OSError as error:
            raise _unreadable(self._path, error) from error


class _GuardedSink:
    """A file whose write errors are words, and nobody else's errors are taken for them."""

    def __init__(self, file: BinaryIO, target: Path) -> None:
        self._file = file
        self._target = target

    def write(self, data: bytes, /) -> int:
        with _writing(self._target):
            return self._file.write(data)

    def seek(self, offset: int, /) -> int:
        with _writing(self._target):
            return self._file.seek(offset)


def _unreadable(path: Path, error: OSError) -> UserError:
    return UserError(
        "{file} could not be read: {reason}. Plug the medium in again, or copy the file to this "
        "computer first.",
        file=shown(path),
        reason=error,
    )


@contextmanager
def _writing(target: Path) -> Iterator[None]:
    try:
        yield
    except (FileNotFoundError, NotADirectoryError) as error:
        raise UserError(
            "The folder {folder} is not there. Plug the medium in, or choose another folder.",
            folder=shown(target.parent),
        ) from error
    except OSError as error:
        raise _explained(error, target) from error


def _explained(error: OSError, target: Path) -> UserError:
    if error.errno in _READ_ONLY:
        return UserError(
            "Nothing may be written to {folder}. Remove its write protection, or choose another "
            "folder.",
            folder=shown(target.parent),
        )
    if error.errno in _FULL:
        return UserError(
            "There is no room left in {folder}. Free some space there, or choose another folder.",
            folder=shown(target.parent),
        )
    if error.errno == errno.EFBIG:
        return UserError(
            "{folder} does not take a file this large. Use a medium formatted as exFAT, or choose "
            "another folder.",
            folder=shown(target.parent),
        )
    return UserError(
        "{file} could not be written: {reason}. Plug the medium in again, or choose another "
        "folder.",
        file=shown(target),
        reason=error,
    )


def _forget_cached(path: Path) -> None:
    """Have the next reader see the medium, not the memory of what was just written to it."""
    if not hasattr(os, "posix_fadvise"):  # macOS, Windows
        return
    with path.open("rb") as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
