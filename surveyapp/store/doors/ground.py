"""What every part of the store's door stands on: the opened folder, and what follows a revision."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from surveyapp.store import folder, settings
from surveyapp.store.backups import Backups
from surveyapp.store.custody import Custody
from surveyapp.store.records import Revision, RevisionKind
from surveyapp.store.witness import Tip


class Ground:
    """An opened folder, its connection and the clock."""

    def __init__(self, opened: folder.Opened, now: Callable[[], datetime]) -> None:
        """Take over an opened folder."""
        self._opened = opened
        self._link = opened.link
        self._now = now
        self.custody = Custody(opened.data_dir, opened.link, opened.key, opened.access, now)
        """Where the key lies, and its copy for the recovery key."""
        self.backups = Backups(opened.data_dir, opened.database, opened.link, opened.key, now)
        """Verified copies of the database."""

    def _written(self, revisions: tuple[Revision, ...]) -> None:
        """Do what follows once revisions of this device are on disk."""
        for last in revisions[-1:]:
            self._opened.witness.see(Tip(last.device, last.seq, last.hash))
        if any(each.kind is RevisionKind.ERASE for each in revisions):
            self._link.forget()

    def _erasure_due(self) -> bool:
        with self._link.read() as connection:
            return bool(settings.get(connection, settings.ERASURE))
