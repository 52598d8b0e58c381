"""When a store was looked at for damage, what was found, and what may leave it unlooked at.

What was found sound is remembered while the store is open: up to which revision, after how many
changes. How damage is looked for is ``health``'s.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from surveyapp.errors import UserError
from surveyapp.progress import Progress, Silent
from surveyapp.store import health
from surveyapp.store.connection import Link
from surveyapp.store.custody import Custody
from surveyapp.store.reports import HealthReport, LastCheck


class Checkup:
    """The looks taken at one opened store."""

    def __init__(self, link: Link, custody: Custody, now: Callable[[], datetime]) -> None:
        self._link = link
        self._custody = custody
        self._now = now
        self._seen = health.Seen()
        self._last: LastCheck | None = None

    @property
    def last(self) -> LastCheck | None:
        """Return what was found when the store was last looked at since it was opened."""
        return self._last

    def run(self, progress: Progress | None = None) -> HealthReport:
        """Look for damage everywhere, and remember what was found."""
        return self._look(progress or Silent(), health.Seen())

    def require_sound(self, progress: Progress | None = None, *, lists: bool) -> None:
        """Raise ``UserError`` with what is damaged: nothing damaged may leave as if it were sound.

        What was found sound since the store was opened is not looked at again: nothing where
        nothing changed; else file, pages, and of the log what is new. ``lists``: the lists of
        what is current must be right too; a package carries the log and can do without.
        """
        if self._seen.changes == self._link.changes():
            return
        found = self._look(progress or Silent(), self._seen).damage(lists=lists)
        if found:
            raise UserError(
                "The answers in {folder} are damaged, so nothing was written:",
                details=found,
                folder=self._link.folder,
            )

    def _look(self, progress: Progress, since: health.Seen) -> HealthReport:
        report, self._seen = health.examine(self._link, self._custody.is_private, progress, since)
        self._last = LastCheck(self._now(), report)
        return report
