"""Backups as people meet them: made by themselves, told of in a line, brought back when needed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from surveyapp.errors import UserError
from surveyapp.progress import Progress
from surveyapp.services.workspace import Workspace
from surveyapp.store import restoring
from surveyapp.store.backups import Backup
from surveyapp.store.backups.door import EVERY


@dataclass(frozen=True, slots=True)
class BackupStatus:
    """How this device stands with its backups."""

    last: datetime | None
    """When the newest verified one was made; ``None`` where there is none."""
    kept: int
    since: int
    """Changes to responses that came after it."""
    second: Path | None
    """The folder on a second medium, if one was named."""
    second_present: bool
    second_last: datetime | None
    tried: datetime | None
    """When restoring a backup was last tried by itself; ``None`` before the first time."""
    tried_sound: bool


@dataclass(frozen=True, slots=True)
class BackupRow:
    """One backup, in a list."""

    file: Path
    made: datetime
    device: str
    records: int
    """Records of the log it holds."""
    size: int
    """Bytes."""
    recovery: bool
    """The recovery key opens it."""


def make_backup(workspace: Workspace, *, progress: Progress | None = None) -> BackupRow:
    """Make a backup now; ``UserError`` where that fails."""
    return _row(workspace.store.backups.make("hand", progress))


def name_second(workspace: Workspace, medium: Path | None) -> None:
    """Have a copy of each backup go to a folder on a second medium from now on, or no more."""
    workspace.store.backups.set_second(medium)


def back_up_if_due(workspace: Workspace) -> bool:
    """Make a backup where enough responses were finished since the last; say whether one was."""
    if not workspace.store.backups.due():
        return False
    workspace.store.backups.make("responses")
    return True


def back_up_if_changed(workspace: Workspace, reason: str) -> bool:
    """Make a backup where anything is in none yet; say whether one was made."""
    if not workspace.store.backups.changed():
        return False
    workspace.store.backups.make(reason)
    return True


def try_newest(workspace: Workspace, progress: Progress | None = None) -> bool:
    """Restore the newest backup for a moment, once a day at most; say whether it was tried."""
    if not workspace.store.backups.try_due():
        return False
    return workspace.store.backups.try_restore(progress) is not None


def list_backups(workspace: Workspace) -> tuple[BackupRow, ...]:
    """Return the backups in the data folder, newest first."""
    return tuple(map(_row, workspace.store.backups.held()))


def backup_status(workspace: Workspace) -> BackupStatus:
    """Return what ``status`` and the screen of the device say."""
    state = workspace.store.backups.state()
    return BackupStatus(
        last=state.last.at if state.last else None,
        kept=state.kept,
        since=state.since,
        second=state.second,
        second_present=state.second_present,
        second_last=state.second_last.at if state.second_last else None,
        tried=datetime.fromisoformat(state.trial.at) if state.trial else None,
        tried_sound=state.trial is not None and state.trial.sound,
    )


def backup_notices(workspace: Workspace) -> tuple[UserError, ...]:
    """Return what must stand on the first screen until a backup can be made again."""
    state = workspace.store.backups.state()
    notices = []
    if state.problem_there is not None:
        notices.append(
            UserError(
                "The last backup is on this device, and not as it should be on the second medium.",
                details=(state.problem_there,),
            )
        )
    if state.problem is not None:
        notices.append(UserError("The last backup could not be made.", details=(state.problem,)))
    elif state.since >= 3 * EVERY:
        notices.append(
            UserError(
                "{count} changes are in no backup yet. Make one, or hand the responses over as a "
                "package.",
                count=state.since,
            )
        )
    newest = state.last.path.name if state.last else ""
    if state.trial is not None and not state.trial.sound and state.trial.name == newest:
        notices.append(
            UserError(
                "The newest backup was restored on trial and is damaged. Make another one; if "
                "this comes back, the disk fails: hand the responses over as a package."
            )
        )
    return tuple(notices)


def restore_backup(data_dir: Path, backup: Path, key: str, now: datetime) -> None:
    """Make a data folder of a backup; ``UserError`` where it holds answers or a key already."""
    restoring.restore(backup, data_dir, key, now)


def _row(backup: Backup) -> BackupRow:
    return BackupRow(
        file=backup.path,
        made=backup.at,
        device=backup.device,
        records=backup.place,
        size=backup.size,
        recovery=backup.recovery.exists(),
    )
