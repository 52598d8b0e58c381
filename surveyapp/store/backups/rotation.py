"""Which backups may go: the last ten stay, then one a day, under a limit. Knows no disk."""

from __future__ import annotations

from collections.abc import Sequence

from surveyapp.store.backups.names import Backup

LAST = 10
"""Backups kept whatever day they are of."""


def surplus(newest_first: Sequence[Backup], limit: int) -> tuple[Backup, ...]:
    """Return the backups that go, oldest first; never the newest, whatever ``limit`` (bytes) says.

    A day is named once, by its newest backup; days are those of the device, right or wrong.
    """
    kept: list[Backup] = []
    days = {backup.at.date() for backup in newest_first[:LAST]}
    for number, backup in enumerate(newest_first):
        day = backup.at.date()
        if number < LAST or day not in days:
            days.add(day)
            kept.append(backup)
    while len(kept) > 1 and sum(backup.size for backup in kept) > limit:
        kept.pop()
    staying = {backup.path for backup in kept}
    return tuple(backup for backup in reversed(newest_first) if backup.path not in staying)
