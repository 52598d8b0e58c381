"""The second medium: a copy of each backup on it, and what must stay on no medium any more.

A medium may serve many devices, and many media may take turns at one place: so what may stay is
told of each file by itself, whenever it is met, and never remembered as done. A device that was
restored or copied finds backups of the device it was before beside its own; they open with its key.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from surveyapp.errors import UserError
from surveyapp.store import settings
from surveyapp.store.backups import making, names, rotation
from surveyapp.store.backups.names import Backup
from surveyapp.store.connection import Link, still_copy
from surveyapp.store.files import make_folder
from surveyapp.store.troubles import plain_files

if TYPE_CHECKING:
    from surveyapp.store.connection import Connection

SECOND_FOLDER = "surveyapp-backups"
"""Made on the second medium when it is named: where it is missing, the medium is not plugged in."""

_SECOND, _FORMER = "backup_second", "backup_former"
_FLOOR = "backup_floor"
"""Setting: this device's backups that hold fewer revisions hold what was erased since."""


@dataclass(frozen=True, slots=True)
class Left:
    """Where older backups may still hold what was erased."""

    folders: tuple[Path, ...] = ()
    """On media that are not plugged in: there they go with the next backup that finds them."""
    files: tuple[Path, ...] = ()
    """Of the device this one was before; they hold what is nowhere here, so they were left."""
    problem: UserError | None = None
    """Why a medium that is there did not let them go; it is among the ``folders``."""


class Media:
    """The media one opened store ever put copies of its backups on."""

    def __init__(self, link: Link, key: str, room: Callable[[Path], int]) -> None:
        """``room`` says how many bytes backups may take in a folder."""
        self._link = link
        self._key = key
        self._room = room

    def name(self, medium: Path | None) -> None:
        """Name a folder on a second medium for a copy of each backup, or none any more."""
        if medium is not None:
            if not medium.is_dir():
                raise UserError(
                    "There is no folder {folder}. Plug the medium in, or name another folder.",
                    folder=medium,
                )
            medium = medium.resolve()
            with plain_files(medium):
                make_folder(medium / SECOND_FOLDER)
        before, text = self._setting(_SECOND), str(medium or "")
        former = {*self._former(), before} - {"", text}
        with self._link.write() as connection:
            settings.put(connection, _SECOND, text)
            settings.put(connection, _FORMER, json.dumps(sorted(former)))

    def folder(self) -> Path | None:
        """Return the folder for copies on the medium that is named, plugged in or not."""
        medium = self._setting(_SECOND)
        return Path(medium) / SECOND_FOLDER if medium else None

    def folders(self) -> tuple[Path, ...]:
        """Return the folder of every medium that was named, the one of today first."""
        former = (Path(medium) / SECOND_FOLDER for medium in self._former())
        return tuple(filter(None, (self.folder(), *former)))

    def held(self, folder: Path) -> tuple[Backup, ...]:
        """Return this device's backups on a medium, newest first."""
        with self._link.read() as connection:
            own = settings.device_id(connection)
        return tuple(each for each in _held(folder) if each.device == own)

    def take(self, backup: Backup, recovery: bytes | None) -> None:
        """Put a copy on the medium, where it is plugged in, and let older ones go.

        ``recovery`` is laid beside every copy. ``UserError`` where the medium does not take it.
        """
        folder = self.folder()
        if folder is None or not is_present(folder):
            return
        with plain_files(folder):
            known = any(each.path.name == backup.path.name for each in self.held(folder))
            if not known and making.free_room(folder) < backup.size + making.ROOM_LEFT:
                room = self._room(folder) - backup.size
                making.remove(rotation.surplus(self.held(folder), room))
            making.copy_to(backup, folder)
            making.remove(rotation.surplus(self.held(folder), self._room(folder)))
        self.lay_recovery(recovery)

    def lay_recovery(self, copy: bytes | None) -> None:
        """Lay the copy of the key beside every backup on the medium, where it is plugged in."""
        folder = self.folder()
        if copy is not None and folder is not None and is_present(folder):
            making.lay_recovery(self.held(folder), copy)

    # Erasure

    @staticmethod
    def erased_before(connection: Connection, place: int) -> None:
        """Note that backups with fewer revisions than ``place`` hold what was erased."""
        settings.put(connection, _FLOOR, str(place))

    def clear(self) -> Left:
        """Remove what holds erased content from every medium that is there; return what is left."""
        floor = int(self._setting(_FLOOR) or 0)
        if not floor:
            return Left()
        second = self.folder()
        absent: list[Path] = []
        kept: list[Path] = []
        done: set[str] = set()
        problem = None
        for folder in self.folders():
            if not is_present(folder):
                absent.append(folder)
                continue
            try:
                with plain_files(folder):
                    kept += self._clear(folder, floor)
            except UserError as refused:
                absent.append(folder)
                problem = problem or refused
                continue
            if folder != second and not self.held(folder):
                done.add(str(folder.parent))
        if done:
            left = sorted(set(self._former()) - done)
            with self._link.write() as connection:
                settings.put(connection, _FORMER, json.dumps(left))
        return Left(tuple(absent), tuple(kept), problem)

    def _clear(self, folder: Path, floor: int) -> list[Path]:
        making.remove(tuple(each for each in self.held(folder) if each.place < floor))
        with self._link.read() as connection:
            before = {row[0] for row in connection.execute("SELECT before FROM identities")}
            rows = connection.execute("SELECT submission FROM current WHERE kind = 'erase'")
            erased = [str(row[0]) for row in rows]
        going: list[Backup] = []
        kept: list[Path] = []
        for backup in _held(folder):
            if backup.device in before:
                going += [backup] if self._is_spent(backup, erased, kept) else []
        making.remove(tuple(going))
        return kept

    def _is_spent(self, backup: Backup, erased: list[str], kept: list[Path]) -> bool:
        """Say whether a backup holds what was ``erased``, and all else it holds is here.

        One that holds more, or cannot be read, is put with those ``kept``.
        """
        try:
            with still_copy(backup.path, self._key) as copy:
                if not any(_holds(copy, submission) for submission in erased):
                    return False
                places = copy.execute("SELECT device, seq, hash FROM revisions").fetchall()
        except UserError:
            kept.append(backup.path)
            return False
        with self._link.read() as connection:
            here = all(
                connection.execute(
                    "SELECT 1 FROM revisions WHERE device = ? AND seq = ? AND hash = ?", place
                ).fetchone()
                for place in places
            )
        if not here:
            kept.append(backup.path)
        return here

    def _setting(self, name: str) -> str:
        with self._link.read() as connection:
            return settings.get(connection, name)

    def _former(self) -> list[str]:
        return [str(each) for each in json.loads(self._setting(_FORMER) or "[]")]


def is_present(folder: Path) -> bool:
    """Say whether a folder on a medium is there and answers."""
    with suppress(OSError):  # pulled out, some leave a name behind that answers nothing
        return folder.is_dir()
    return False


def _held(folder: Path) -> tuple[Backup, ...]:
    with suppress(OSError):  # it may be pulled at any moment
        return names.held(folder)
    return ()


def _holds(copy: Connection, submission: str) -> bool:
    """Say whether a backup has any answers of a response."""
    return bool(
        copy.execute(
            "SELECT 1 FROM revisions "
            "WHERE submission = ? AND kind <> 'erase' AND length(salt) = 16",
            (submission,),
        ).fetchone()
    )
