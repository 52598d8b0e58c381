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
from surveyapp.store import health, schema, settings
from surveyapp.store.backups import making, names, placing, rotation
from surveyapp.store.backups.media import Left, Media, is_present
from surveyapp.store.backups.names import Backup
from surveyapp.store.connection import Link
from surveyapp.store.custody.door import recovery_copy
from surveyapp.store.troubles import plain_files

EVERY = 25
"""Revisions after which a backup is due."""

LIMIT = 2 * 2**30
"""Bytes that backups may take in one folder, unless the settings say otherwise."""

_MARK, _LIMIT, _TRIAL = "backup_mark", "backup_limit", "backup_trial"
_PROBLEM, _PROBLEM_THERE = "backup_problem", "backup_problem_there"


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
    problem_there: UserError | None
    """Why the second medium did not take a copy of the last one, or let old ones go."""


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
        self._problems: dict[str, UserError | None] = {}
        self._media = Media(link, key, self._room)
        self._left = Left()

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
                self._note_problem(_PROBLEM, problem)
                raise
            self._note_problem(_PROBLEM, None)
            self._note(reason, backup)
            self._left = self._copy(backup)
            return backup

    def _make(self, progress: Progress) -> Backup:
        self._link.require_in_place()  # no folder is made where a medium was
        mark, erasure = self._now_mark(), self._erasure()
        with suppress(UserError):  # a folder that is not there yet, or refuses: making says so
            self._make_room()
        backup = making.make(self._database, self._key, self._folder, self._now(), progress)
        if erasure:
            making.remove(tuple(each for each in self.held() if each.path != backup.path))
        else:
            making.remove(rotation.surplus(self.held(), self._room(self._folder)))
        self._lay_recovery_here()
        with self._link.write() as connection:
            settings.put(connection, _MARK, mark)
            if erasure:
                Media.erased_before(connection, backup.place)
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

    def place_recovery_copies(self) -> None:
        """Lay the copy of the key beside every backup: it may be younger than they are."""
        self._lay_recovery_here()
        self._media.lay_recovery(self._recovery())

    def _lay_recovery_here(self) -> None:
        copy = self._recovery()
        if copy is not None:
            making.lay_recovery(self.held(), copy)

    def _recovery(self) -> bytes | None:
        with self._link.read() as connection:
            return recovery_copy(connection)

    def _note(self, reason: str, backup: Backup) -> None:
        with self._link.write() as connection:
            detail = f"{reason}: {backup.path.name}"
            settings.log_event(connection, "backup", detail, self._now())

    def replace_all(self) -> Left:
        """Put one fresh backup in place of all: something was erased that they hold.

        Returns where older ones are left on media.
        """
        with self._link.write() as connection:
            settings.erasure_due(connection)
        self.make("erase")
        return self._left

    def on_media(self) -> tuple[Path, ...]:
        """Return the folder of every medium that was ever named for backups."""
        return self._media.folders()

    def replace_erased(self) -> None:
        """Replace all backups where something was erased that older ones hold."""
        if self._erasure():
            self.make("erase")

    # The second medium

    def set_second(self, medium: Path | None) -> None:
        """Name a folder on a second medium for a copy of each backup, or none any more."""
        self._media.name(medium)

    def _copy(self, backup: Backup) -> Left:
        problem = None
        try:
            self._media.take(backup, self._recovery())
        except UserError as refused:
            problem = refused
        left = self._media.clear()
        self._note_problem(_PROBLEM_THERE, problem or left.problem)
        return left

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
        held, folder = self.held(), self._media.folder()
        present = folder is not None and is_present(folder)
        there = self._media.held(folder) if folder is not None and present else ()
        return BackupState(
            last=next(iter(held), None),
            kept=len(held),
            since=self.since(),
            second=folder.parent if folder else None,
            second_present=present,
            second_last=next(iter(there), None),
            trial=self._trial(),
            problem=self._problem(_PROBLEM),
            problem_there=self._problem(_PROBLEM_THERE),
        )

    def _note_problem(self, name: str, problem: UserError | None) -> None:
        self._problems[name] = problem
        text = "" if problem is None else _written(problem)
        with self._link.read() as connection:
            kept = settings.get(connection, name)
        if kept != text:
            # On a full disk this fails too: ``since`` goes on growing and says it.
            with suppress(UserError), self._link.write() as connection:
                settings.put(connection, name, text)

    def _problem(self, name: str) -> UserError | None:
        if self._problems.get(name) is not None:
            return self._problems[name]
        with self._link.read() as connection:
            text = settings.get(connection, name)
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
        database = folder / self._database.name
        try:
            placing.place(backup.path, database, self._key, self._now())
        except placing.Unsound:
            return False
        link = Link(database, self._key)
        try:
            if schema.version_of(link) < schema.LATEST:  # made before this app took its place
                schema.migrate(link)
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
