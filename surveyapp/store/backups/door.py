"""The backups of an opened store: when one is due, where they lie, and what became of the last.

``Store.backups``. Making one may run in another thread than the store's own work; one at a time.
What is told of them stands in the settings, so that the next start knows it too; where a full disk
does not even take that, the number of changes no backup holds says it.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock

from surveyapp.errors import UserError
from surveyapp.progress import Progress, Silent
from surveyapp.store import health, settings
from surveyapp.store.backups import making, names, placing, rotation
from surveyapp.store.backups.names import Backup
from surveyapp.store.connection import Link
from surveyapp.store.custody.door import recovery_copy
from surveyapp.store.files import make_folder, whole_file
from surveyapp.store.troubles import plain_files

EVERY = 25
"""Revisions after which a backup is due."""

LIMIT = 2 * 2**30
"""Bytes that backups may take in one folder, unless the settings say otherwise."""

SECOND_FOLDER = "surveyapp-backups"
"""Made on the second medium when it is named: where it is missing, the medium is not plugged in."""

_MARK, _SECOND, _LIMIT = "backup_mark", "backup_second", "backup_limit"
_ERASURE_THERE = "backup_erasure"
"""Setting: what ``settings.ERASURE`` is here, for the second medium."""

_PROBLEM, _TRIAL = "backup_problem", "backup_trial"


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of restoring a backup by itself, to see whether it can be done."""

    name: str
    at: str
    """Local time, ISO 8601."""
    sound: bool


@dataclass(frozen=True, slots=True)
class BackupState:
    """What people are told of the backups of this device."""

    last: Backup | None
    """The newest verified one in the data folder."""
    kept: int
    since: int
    """Revisions that came after it."""
    second: Path | None
    """The folder on a second medium that the organiser named."""
    second_present: bool
    second_last: Backup | None
    trial: Trial | None
    problem: UserError | None
    """Why the last one could not be made; gone with the next that can."""


class Backups:
    """Makes, lists and removes the backups of one opened store."""

    def __init__(
        self, data_dir: Path, database: Path, link: Link, key: str, now: Callable[[], datetime]
    ) -> None:
        """Take over what the store was opened with."""
        self._folder = data_dir / names.FOLDER
        self._database = database
        self._link = link
        self._key = key
        self._now = now
        self._turn = Lock()
        self._problem: UserError | None = None

    # Making

    def make(self, reason: str, progress: Progress | None = None) -> Backup:
        """Make a verified backup now, here and on the second medium where that is present.

        ``reason`` is a word for the log (``merge``, ``close``…). Raises ``UserError`` where it
        fails here; a second medium that fails is told in ``state``.
        """
        with self._turn:
            try:
                backup = self._make(progress or Silent())
            except UserError as problem:
                self._note_problem(problem)
                raise
            self._note_problem(None)
            self._note(reason, backup)
            self._copy(backup)
            return backup

    def _make(self, progress: Progress) -> Backup:
        mark, erasure = self._now_mark(), self._erasure()
        with suppress(UserError):  # a folder that is not there yet, or refuses: making says so
            self._make_room()
        backup = making.make(self._database, self._key, self._folder, self._now(), progress)
        if erasure:
            making.remove(tuple(each for each in self.held() if each.path != backup.path))
        else:
            making.remove(rotation.surplus(self.held(), self._room(self._folder)))
        self._place_recovery_copies()
        with self._link.write() as connection:
            settings.put(connection, _MARK, mark)
            if erasure:
                settings.put(connection, _ERASURE_THERE, erasure)
                # Something may have been erased meanwhile: then it is due again.
                if settings.get(connection, settings.ERASURE) == erasure:
                    settings.put(connection, settings.ERASURE, "")
        return backup

    def _erasure(self) -> str:
        """Return which erasure older backups here still hold the content of; ``""``: none."""
        with self._link.read() as connection:
            return settings.get(connection, settings.ERASURE)

    def _make_room(self) -> None:
        """Let old backups go before a new one, where there is no room for it otherwise."""
        with plain_files(self._folder):
            if making.free_room(self._folder) < making.needed(self._database) + making.ROOM_LEFT:
                room = self._room(self._folder) - making.needed(self._database)
                making.remove(rotation.surplus(self.held(), room))

    def _room(self, folder: Path) -> int:
        """Return how many bytes backups may take: never more than half of what is left them."""
        with self._link.read() as connection:
            limit = int(settings.get(connection, _LIMIT) or LIMIT)
        size = sum(backup.size for backup in names.held(folder))
        return min(limit, (size + making.free_room(folder)) // 2)

    def _place_recovery_copies(self) -> None:
        """Lay the copy of the key beside every backup: it may be younger than they are."""
        with self._link.read() as connection:
            copy = recovery_copy(connection)
        if copy is None:
            return
        with plain_files(self._folder):
            for backup in self.held():
                if not backup.recovery.exists() or backup.recovery.read_bytes() != copy:
                    whole_file(backup.recovery, copy)

    def _note(self, reason: str, backup: Backup) -> None:
        with self._link.write() as connection:
            detail = f"{reason}: {backup.path.name}"
            settings.log_event(connection, "backup", detail, self._now())

    def replace_all(self) -> tuple[Path, ...]:
        """Put one fresh backup in place of all: something was erased that they hold.

        Returns the folders of second media that hold older ones and are not plugged in: there they
        go with the next backup that finds the medium.
        """
        with self._link.write() as connection:
            settings.erasure_due(connection)
        self.make("erase")
        folder = self._second_folder()
        return (folder,) if folder is not None and not folder.is_dir() else ()

    def replace_erased(self) -> None:
        """Replace all backups where something was erased that older ones hold."""
        if self._erasure():
            self.make("erase")

    # The second medium

    def set_second(self, medium: Path | None) -> None:
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
        with self._link.write() as connection:
            settings.put(connection, _SECOND, str(medium or ""))

    def _second_folder(self) -> Path | None:
        with self._link.read() as connection:
            medium = settings.get(connection, _SECOND)
        return Path(medium) / SECOND_FOLDER if medium else None

    def _held_there(self, folder: Path) -> tuple[Backup, ...]:
        """Return this device's backups on a medium that may serve many."""
        with self._link.read() as connection:
            own = settings.device_id(connection)
        with suppress(OSError):  # it may be pulled at any moment
            return tuple(each for each in names.held(folder) if each.device == own)
        return ()

    def _copy(self, backup: Backup) -> None:
        folder = self._second_folder()
        if folder is None or not folder.is_dir():
            return
        try:
            making.copy_to(backup, folder)
            there = self._held_there(folder)
            with self._link.read() as connection:
                erasure = settings.get(connection, _ERASURE_THERE)
            if erasure:
                making.remove(tuple(each for each in there if each.path.name != backup.path.name))
                with self._link.write() as connection:
                    settings.put(connection, _ERASURE_THERE, "")
            else:
                making.remove(rotation.surplus(there, self._room(folder)))
        except UserError as problem:
            self._note_problem(problem)

    # When

    def due(self) -> bool:
        """Say whether enough has come since the last backup."""
        return self.since() >= EVERY or self._newest_is_damaged()

    def changed(self) -> bool:
        """Say whether anything a person did is in no backup yet."""
        with self._link.read() as connection:
            kept = settings.get(connection, _MARK)
        return kept != self._now_mark() or not self.held() or self._newest_is_damaged()

    def _newest_is_damaged(self) -> bool:
        last, trial = next(iter(self.held()), None), self._trial()
        return bool(last and trial and trial.name == last.path.name and not trial.sound)

    def since(self) -> int:
        """Return how many revisions came after the last backup here."""
        last = next(iter(self.held()), None)
        return self._place() - (last.place if last else 0)

    def _place(self) -> int:
        with self._link.read() as connection:
            row = connection.execute("SELECT coalesce(max(position), 0) FROM revisions").fetchone()
        return int(row[0])

    def _now_mark(self) -> str:
        """Return a text that changes with revisions, drafts, forms, stops and the set-up.

        Nothing in it walks through the log: whoever saves an answer waits for it.
        """
        with self._link.read() as connection:
            row = connection.execute(
                "SELECT (SELECT coalesce(max(position), 0) FROM revisions),"
                " (SELECT count(*) FROM drafts), (SELECT coalesce(max(saved), '') FROM drafts),"
                " (SELECT coalesce(max(discarded), '') FROM drafts),"
                " (SELECT count(*) FROM forms), (SELECT count(*) FROM stops),"
                " (SELECT value FROM settings WHERE name = 'profile')"
            ).fetchone()
        return json.dumps(row, ensure_ascii=False)

    # What there is to tell

    def held(self) -> tuple[Backup, ...]:
        """Return the backups in the data folder, newest first."""
        return names.held(self._folder)

    def state(self) -> BackupState:
        """Return what people are told."""
        held, folder = self.held(), self._second_folder()
        present = folder is not None and folder.is_dir()
        there = self._held_there(folder) if folder is not None and present else ()
        return BackupState(
            last=next(iter(held), None),
            kept=len(held),
            since=self.since(),
            second=folder.parent if folder else None,
            second_present=present,
            second_last=next(iter(there), None),
            trial=self._trial(),
            problem=self._problem or self._kept_problem(),
        )

    def _note_problem(self, problem: UserError | None) -> None:
        self._problem = problem
        text = "" if problem is None else _written(problem)
        with self._link.read() as connection:
            kept = settings.get(connection, _PROBLEM)
        if kept != text:
            # On a full disk this fails too: ``since`` goes on growing and says it.
            with suppress(UserError), self._link.write() as connection:
                settings.put(connection, _PROBLEM, text)

    def _kept_problem(self) -> UserError | None:
        with self._link.read() as connection:
            text = settings.get(connection, _PROBLEM)
        return _read(text) if text else None

    # Trying

    def try_due(self) -> bool:
        """Say whether the newest backup was never restored and none was today."""
        last = next(iter(self.held()), None)
        trial = self._trial()
        if last is None or (trial and trial.name == last.path.name):
            return False
        today = self._now().date()
        return trial is None or datetime.fromisoformat(trial.at).date() != today

    def try_restore(self, progress: Progress | None = None) -> Trial | None:
        """Restore the newest backup into a folder of its own, look at all of it, remove it.

        ``None`` where there is no backup. Raises ``UserError`` where there is no room to try.
        """
        with self._turn:
            last = next(iter(self.held()), None)
            if last is None:
                return None
            making.require_room(self._folder, 2 * last.size)
            with (
                plain_files(self._folder),
                tempfile.TemporaryDirectory(prefix=making.TRIAL, dir=self._folder) as name,
            ):
                sound = self._restores(last, Path(name), progress or Silent())
            trial = Trial(last.path.name, self._now().isoformat(timespec="seconds"), sound)
            with self._link.write() as connection:
                settings.put(
                    connection, _TRIAL, json.dumps([trial.name, trial.at, int(trial.sound)])
                )
                word = "sound" if sound else "damaged"
                settings.log_event(connection, "backup-trial", f"{word}: {trial.name}", self._now())
            return trial

    def _restores(self, backup: Backup, folder: Path, progress: Progress) -> bool:
        try:
            database = folder / self._database.name
            placing.place(backup.path, database, self._key, self._now())
            link = Link(database, self._key)
        except UserError:
            return False
        try:
            report, _ = health.examine(link, key_is_private=True, progress=progress)
            return report.ok
        finally:
            link.close()

    def _trial(self) -> Trial | None:
        with self._link.read() as connection:
            text = settings.get(connection, _TRIAL)
        if not text:
            return None
        name, at, sound = json.loads(text)
        return Trial(name, at, bool(sound))


def _written(problem: UserError) -> str:
    given = {name: str(value) for name, value in problem.parameters.items()}
    return json.dumps([problem.message, given], ensure_ascii=False)


def _read(text: str) -> UserError:
    message, given = json.loads(text)
    return UserError(message, **given)
