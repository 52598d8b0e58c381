"""The part of the store's door through which salvage brings in what is no revision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from surveyapp.store.doors.ground import Ground
from surveyapp.store.records import Draft
from surveyapp.store.salvage import adopting

if TYPE_CHECKING:
    from surveyapp.store.salvage.reading import Found


class SalvageDoor(Ground):
    """What a damaged store held beside its log."""

    def adopt(self, found: Found) -> bool:
        """Take over settings and notes of a damaged store; say whether it was set up."""
        with self._link.write() as connection:
            known = adopting.adopt(connection, self.custody, found, self._now())
        self.custody.write_recovery_copy()
        return known

    def adopt_drafts(self, found: Mapping[str, tuple[Draft, str]]) -> int:
        """Take over drafts of a damaged store; return how many cannot be, for want of their form.

        ``found`` has, by id, each draft and when it was thrown away (``""``: it was not).
        """
        with self._link.write() as connection:
            return adopting.adopt_drafts(connection, found)
