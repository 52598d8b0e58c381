"""Files that are whole or not there: private writing, syncing, renaming. Knows no database."""

from __future__ import annotations

import errno
import os
from pathlib import Path


def write_private(path: Path, content: bytes) -> None:
    """Write a new file only its owner reads, and return once it is on disk."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    handle = os.open(path, flags, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def whole_file(path: Path, content: bytes) -> None:
    """Write a file only its owner reads, whole or not at all, in place of what stood there."""
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    write_private(part, content)
    durable_rename(part, path)


def durable_rename(source: Path, target: Path) -> None:
    """Give a finished file its name, and return once the folder knows it."""
    source.replace(target)
    sync_folder(target.parent)


def make_folder(folder: Path) -> None:
    """Make a folder only its owner enters, and return once it is there after a power cut too.

    Folders above it that are missing are made too. One that is there stays as it is.
    """
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for each in missing:
        sync_folder(each.parent)


def sync_folder(folder: Path) -> None:
    """Return once the names in a folder are on disk.

    Windows does so by itself; some media and network shares have no such request.
    """
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.ENOTSUP}:
            raise
    finally:
        os.close(handle)
