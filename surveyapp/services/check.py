"""Is what this device holds sound, and is there room for more? Says so in words for people.

A notice stands on the first screen until somebody saw to it; it never keeps anybody from answering.
"""

from __future__ import annotations

import shutil

from surveyapp.errors import UserError
from surveyapp.progress import Progress
from surveyapp.services.workspace import Workspace
from surveyapp.store import CheckName, HealthReport, LastCheck
from surveyapp.text import N_

CHECK_NAMES = {
    CheckName.KEY: N_("Key"),
    CheckName.SETTINGS: N_("Settings"),
    CheckName.SCHEMA: N_("Tables"),
    CheckName.FILE: N_("File"),
    CheckName.PAGES: N_("Pages"),
    CheckName.CHAIN: N_("Chain of revisions"),
    CheckName.HEADS: N_("Current responses"),
}

LITTLE_ROOM = 200_000_000
"""Bytes free below which somebody should know: some days of answers, a merge, a few backups."""

HARDLY_ANY_ROOM = 50_000_000
"""Bytes free below which somebody should act: soon no answer can be saved."""


def check_data(workspace: Workspace, progress: Progress | None = None) -> HealthReport:
    """Look for damage everywhere; damage is reported, not raised.

    ``UserError`` where the disk lets nobody look.
    """
    return workspace.store.check(progress)


def last_check(workspace: Workspace) -> LastCheck | None:
    """Return what was found when this device was last looked at since it was opened."""
    return workspace.store.checkup.last


def damage_notice(workspace: Workspace) -> UserError | None:
    """Return what was found damaged, each finding as a detail; ``None`` where nothing was."""
    last = last_check(workspace)
    found = last.report.damage() if last else ()
    if not found:
        return None
    return UserError("Something is wrong with the answers kept on this device.", details=found)


def free_room(workspace: Workspace) -> int | None:
    """Return the bytes free on the disk of the answers; ``None`` where it does not answer."""
    try:
        return shutil.disk_usage(workspace.store.data_dir).free
    except OSError:  # unplugged: whoever writes next is told so
        return None


def room_notice(free: int | None) -> UserError | None:
    """Return what to know about the room left; ``None`` where there is enough."""
    if free is None or free >= LITTLE_ROOM:
        return None
    megabytes = free // 1_000_000
    if free >= HARDLY_ANY_ROOM:
        return UserError(
            "There is little room left on the disk of this device: {n} MB. Make room before the "
            "next merge, or hand the data over.",
            n=megabytes,
        )
    return UserError(
        "There is hardly any room left on the disk of this device: {n} MB. Make room now: soon no "
        "answer can be saved here.",
        n=megabytes,
    )


def missing_files(workspace: Workspace) -> tuple[UserError, ...]:
    """Return that files of responses are not here, where some are: no damage, but worth knowing."""
    number = len(workspace.store.files_missing())
    if not number:
        return ()
    return (
        UserError(
            "Files that responses name and that are not on this device: {count}. Merge a package "
            "of the device that has them.",
            count=number,
        ),
    )


def doubtful_times(workspace: Workspace) -> dict[str, int]:
    """Return the name of each device whose clock was wrong, and how many of its records show it."""
    labels = {each.device: each.label for each in workspace.store.labels() if each.label}
    counted: dict[str, int] = {}
    for device, number in workspace.store.doubtful().items():
        name = labels.get(device, device)
        counted[name] = counted.get(name, 0) + number
    return counted
