"""The device's database: the one door through which everybody above reads and writes.

Each method is one transaction: when it returns, what it did is on disk. Other threads of the same
process may call it; other processes are kept out by a lock. It knows no screen, no workbook and no
form logic: documents are text to it. Here it is opened and closed; what it offers stands in
``surveyapp.store.doors``, one subject a module.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Self

from surveyapp.closing import Closing
from surveyapp.errors import UserError
from surveyapp.progress import Progress
from surveyapp.store import folder
from surveyapp.store.checkup import Checkup
from surveyapp.store.custody import Access
from surveyapp.store.doors import (
    DeviceDoor,
    DraftDoor,
    LogDoor,
    SalvageDoor,
    ShelfDoor,
    SubmissionDoor,
)
from surveyapp.store.reports import HealthReport


def local_now() -> datetime:
    """Return the device's time with its offset."""
    return datetime.now().astimezone()


class Store(DeviceDoor, ShelfDoor, DraftDoor, SubmissionDoor, LogDoor, SalvageDoor, Closing):
    """An opened data folder: ``survey.db``, ``survey.key``, ``lock``."""

    def __init__(self, opened: folder.Opened, now: Callable[[], datetime]) -> None:
        """Take over an opened folder; use ``open``, ``create`` or ``open_or_create``."""
        super().__init__(opened, now)
        self.checkup = Checkup(opened.link, self.custody, now)
        """What was looked at for damage, and what must be before anything leaves."""
        with suppress(UserError):  # a full disk; ``custody.has_recovery_copy`` goes on saying so
            self.custody.write_recovery_copy()
        with suppress(UserError):  # a full disk: the next opening tries again
            self._drop_old_drafts()
        # Erasing may have been cut short before the log was emptied, here or on a full disk.
        self._link.forget()

    @staticmethod
    def exists(data_dir: Path) -> bool:
        """Say whether a folder holds a store; it need not open."""
        return folder.has_database(data_dir)

    @classmethod
    def create(
        cls,
        data_dir: Path,
        *,
        now: Callable[[], datetime] = local_now,
        access: Access | None = None,
    ) -> Self:
        """Make an empty store in a folder, which is made too; whole or not at all."""
        with folder.locked(data_dir, make=True) as lock:
            return cls(folder.create(data_dir, lock, access or Access(), now), now)

    @classmethod
    def open(
        cls,
        data_dir: Path,
        *,
        now: Callable[[], datetime] = local_now,
        access: Access | None = None,
    ) -> Self:
        """Open the store of a folder, bringing it to this version's schema.

        Raises ``UserError`` where the folder holds none, another process holds it, its key is
        missing or another's, it is damaged, not ours, or newer than this app; ``PassphraseNeeded``
        and ``WrongPassphrase`` where ``access`` lacks the right one.
        """
        with folder.locked(data_dir, make=False) as lock:
            return cls(folder.open_existing(data_dir, lock, access or Access(), now), now)

    @classmethod
    def open_or_create(
        cls,
        data_dir: Path,
        *,
        now: Callable[[], datetime] = local_now,
        access: Access | None = None,
    ) -> Self:
        """Open the store of a folder, or make an empty one where there is none."""
        with folder.locked(data_dir, make=True) as lock:
            if folder.has_database(data_dir):
                return cls(folder.open_existing(data_dir, lock, access or Access(), now), now)
            return cls(folder.create(data_dir, lock, access or Access(), now), now)

    @property
    def data_dir(self) -> Path:
        """Return the folder."""
        return self._opened.data_dir

    def close(self) -> None:
        """Close the database and let others open the folder. Closing twice does nothing."""
        self._opened.close()

    def check(self, progress: Progress | None = None) -> HealthReport:
        """Look for damage everywhere: key, settings, schema, file, pages, chain, heads.

        ``UserError`` where nobody can look: the disk is full, or another program holds the file.
        """
        return self.checkup.run(progress)
