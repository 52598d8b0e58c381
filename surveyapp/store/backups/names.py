"""What a backup is called, and finding the backups in a folder. Knows no database.

A name, ``<device>.<place>.<time>.backup``, says whose it is, how far the log had come, and when.
Only a verified file ever has such a name. Order is by place: a clock may be wrong by years.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote, unquote

FOLDER = "backups"
"""In the data folder."""

SUFFIX = ".backup"
RECOVERY_SUFFIX = ".recovery"
"""After the backup's whole name: its key, wrapped to the organiser's recovery key."""

PART_SUFFIX = ".part"

_NAME = re.compile(
    r"(?P<device>.+)\.(?P<place>[0-9]{7,})\.(?P<at>[0-9]{8}T[0-9]{6}[+-][0-9]{4})\.backup\Z"
)


@dataclass(frozen=True, slots=True)
class Backup:
    """A verified copy of a database under its real name."""

    path: Path
    device: str
    place: int
    """How many revisions, of all devices, the log held."""
    at: datetime
    """Local time of the device, with its offset."""
    size: int
    """Bytes."""

    @property
    def recovery(self) -> Path:
        """Return where the copy of its key lies, if there is one."""
        return self.path.with_name(self.path.name + RECOVERY_SUFFIX)

    @property
    def order(self) -> tuple[int, datetime, str]:
        """Return what sorts backups of one folder, oldest first."""
        return self.place, self.at, self.path.name


def name_of(device: str, place: int, at: datetime) -> str:
    """Return the name of a backup."""
    # A device's id is any text; a name must be one on every file system.
    return f"{quote(device, safe='')}.{place:07d}.{at.strftime('%Y%m%dT%H%M%S%z')}{SUFFIX}"


def read(path: Path) -> Backup | None:
    """Return what a file's name says; ``None`` where it is no backup's."""
    found = _NAME.match(path.name)
    if found is None:
        return None
    try:
        at = datetime.strptime(found["at"], "%Y%m%dT%H%M%S%z")
    except ValueError:
        return None
    return Backup(path, unquote(found["device"]), int(found["place"]), at, path.stat().st_size)


def held(folder: Path) -> tuple[Backup, ...]:
    """Return the backups in a folder, newest first; none where there is no folder."""
    if not folder.is_dir():
        return ()
    found = [backup for path in folder.iterdir() if path.is_file() and (backup := read(path))]
    return tuple(sorted(found, key=lambda backup: backup.order, reverse=True))
