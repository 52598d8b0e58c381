"""Removes a data folder with its store, for good.

The key goes first: from then on nothing of the database, its log or its backups can be read, even
where the system keeps the bytes of removed files.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from surveyapp.store.files import sync_folder
from surveyapp.store.key import KEY_NAME
from surveyapp.store.lock import LOCK_NAME, ProcessLock
from surveyapp.store.troubles import plain_files


def wipe(data_dir: Path) -> None:
    """Remove the folder; one that is not there is removed already.

    Raises ``UserError`` where a process holds it, or the disk refuses.
    """
    if not data_dir.is_dir():
        return
    with plain_files(data_dir):
        lock = ProcessLock(data_dir)
        try:
            _shred(data_dir / KEY_NAME)
            for each in data_dir.iterdir():
                if each.is_dir():
                    shutil.rmtree(each)
                elif each.name != LOCK_NAME:
                    each.unlink()
        finally:
            lock.release()
        shutil.rmtree(data_dir)
        sync_folder(data_dir.parent)


def _shred(key: Path) -> None:
    if not key.is_file():
        return
    with key.open("rb+") as file:
        file.write(bytes(key.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
    key.unlink()
    sync_folder(key.parent)
