"""Saves what can be saved of a damaged data folder into a new store; the folder is only read.

The damaged database and the backups are read page by page and united: whatever one lacks another
may have, and what is doubled counts once. What remains missing is named by device and place.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from surveyapp.errors import UserError
from surveyapp.progress import Progress
from surveyapp.store import folder
from surveyapp.store.backups import names
from surveyapp.store.custody import (
    RECOVERY_NAME,
    Access,
    PassphraseNeeded,
    Protection,
    places,
    unwrap_with_recovery,
)
from surveyapp.store.files import make_folder, sync_folder
from surveyapp.store.key import KEY_NAME, write_key
from surveyapp.store.lock import LOCK_NAME, ProcessLock
from surveyapp.store.media import referred_to
from surveyapp.store.records import Draft
from surveyapp.store.salvage.pages import log_of, salt_of
from surveyapp.store.salvage.reading import Found, Salvage
from surveyapp.store.store import Store
from surveyapp.store.troubles import plain_files
from surveyapp.store.witness import Witness


@dataclass(frozen=True, slots=True)
class SourceLine:
    """What one file gave."""

    name: str
    pages: int
    damaged: int
    """Pages that are not as they were written."""
    traceless: bool
    """Some of these may have held what leaves no trace: not only the page that names the tables."""
    revisions: int
    """Revisions that no source before it gave."""
    opened: bool
    """A key fitted; else only what carries a seal of its own could be taken."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be rescued, from where, to where."""

    data_dir: Path
    out: Path
    backups: tuple[Path, ...] = ()
    """Besides those in the folder itself."""
    sheet: str = field(default="", repr=False)
    """Text of the recovery key's sheet; ``""`` without."""
    access: Access = field(default_factory=Access)


@dataclass(frozen=True, slots=True)
class Rescued:
    """A new store, open, and what is known of the way there."""

    store: Store
    lines: tuple[SourceLine, ...]
    known: dict[str, int]
    """How far the log of each device had come, whether it is here or not."""
    drafts: dict[str, tuple[Draft, str]]
    """By id, with when each was thrown away, or ``""``: kept once every form is here."""


def rescue(wanted: Wanted, now: Callable[[], datetime], progress: Progress) -> Rescued:
    """Make a store in ``wanted.out`` of all that verifies.

    Raises ``UserError`` where nothing can be read at all or ``out`` is in use, and ``Cancelled``
    where the listener asks for it: then nothing is left there.
    """
    _require_free(wanted.out)
    files = _files(wanted)
    keys = _keys(wanted, files)
    with _still(wanted.data_dir):
        pouring = _Pouring(wanted, files, keys, progress)
        made = not wanted.out.exists()
        store = _new_store(wanted, pouring.key, now)
        try:
            pouring.into(store)
        except BaseException:
            store.close()
            _undo(wanted.out, made=made)
            raise
    return Rescued(store, tuple(pouring.lines), pouring.known, pouring.drafts)


class _Pouring:
    """Reads one source after the other into the new store."""

    def __init__(
        self, wanted: Wanted, files: tuple[Path, ...], keys: tuple[str, ...], progress: Progress
    ) -> None:
        self._wanted = wanted
        self._progress = progress
        salts = tuple({salt_of(file) for file in files})
        self._sources: list[tuple[Path, Salvage]] = []
        self.key = ""
        for file in files:
            salvage, key = _best(file, keys, salts)
            self._sources.append((file, salvage))
            if salvage.key_fits and not self.key:
                self.key = key
        self.lines: list[SourceLine] = []
        self.known: dict[str, int] = {}
        self.drafts: dict[str, tuple[Draft, str]] = {}
        self._set_up = False
        for key in keys:
            seen = Witness(wanted.data_dir, key).saw()
            if seen is not None:
                self._know(seen.device, seen.seq)

    def into(self, store: Store) -> None:
        """Unite every source with the store, the damaged database first.

        Of backups, older ones are read only while something is missing: each holds all of the log
        that those before it held.
        """
        whole = True
        for file, salvage in self._sources:
            is_database = file.name == folder.DATABASE_NAME
            if not is_database and whole and self._is_enough(store):
                break
            try:
                found = salvage.read(self._progress)
                whole = salvage.key_fits and not found.damaged
                drafts = is_database or not self._gave_drafts
                self._unite(store, file, salvage, found, drafts=drafts)
            finally:
                salvage.close()

    def _is_enough(self, store: Store) -> bool:
        """Say whether nothing is known to be missing."""
        lacks = store.missing(self.known) or store.forms_missing() or self._lacks_files(store)
        return self._set_up and not lacks

    def _lacks_files(self, store: Store) -> bool:
        """Say whether a file of a response, or of one under way, has not come yet."""
        named = {each for draft, _ in self.drafts.values() for each in referred_to(draft.document)}
        return bool(store.files_missing()) or named != store.held(named)

    @property
    def _gave_drafts(self) -> bool:
        """Say whether a source has been read whole: its drafts are the ones there were."""
        return any(line.opened and not line.damaged for line in self.lines)

    def _unite(
        self, store: Store, file: Path, salvage: Salvage, found: Found, *, drafts: bool
    ) -> None:
        forms = [
            form
            for form in found.forms.values()
            if all(attached.sha256 in found.media for attached in form.attachments)
        ]
        report = store.union(
            salvage.revisions(self._progress),
            forms,
            sorted(found.stops),
            found.labels,
            salvage.media(),
        )
        if drafts:
            self.drafts = {**found.drafts, **self.drafts}
        self._set_up = store.adopt(found) or self._set_up
        if found.tip is not None:
            self._know(*found.tip)
        for device, seq in found.handed_over.items():
            self._know(device, seq)
        self.lines.append(
            SourceLine(
                name=file.name,
                pages=found.pages,
                damaged=len(found.damaged),
                traceless=found.damaged not in ([], [1]),
                revisions=report.revisions_new,
                opened=salvage.key_fits,
            )
        )

    def _know(self, device: str, seq: int) -> None:
        self.known[device] = max(seq, self.known.get(device, 0))


def _files(wanted: Wanted) -> tuple[Path, ...]:
    """Return the files to read: the database, then backups, the newest first."""
    for given in wanted.backups:
        if not given.is_file():
            raise UserError("There is no file {file}.", file=given)
    database = wanted.data_dir / folder.DATABASE_NAME
    own = [backup.path for backup in names.held(wanted.data_dir / names.FOLDER)]
    files = [database] if database.is_file() or log_of(database).is_file() else []
    files += [*wanted.backups, *(path for path in own if path not in wanted.backups)]
    if not files:
        raise UserError(
            "There is nothing to rescue in {folder}: neither {file} nor a backup is there. Name "
            "the backups with --from.",
            folder=wanted.data_dir,
            file=folder.DATABASE_NAME,
        )
    return tuple(files)


def _keys(wanted: Wanted, files: tuple[Path, ...]) -> tuple[str, ...]:
    """Return every key that can be reached; ``UserError`` where there is none."""
    keys: list[str] = []
    problems: list[UserError] = []
    for place in places.present(wanted.data_dir):
        try:
            keys.append(places.read(wanted.data_dir, place, wanted.access))
        except UserError as problem:
            problems.append(problem)
    if wanted.sheet:
        copies = [wanted.data_dir / RECOVERY_NAME]
        copies += [file.with_name(file.name + names.RECOVERY_SUFFIX) for file in files]
        for copy in filter(Path.exists, copies):
            try:
                keys.append(unwrap_with_recovery(copy.read_bytes(), wanted.sheet))
            except UserError as problem:
                problems.append(problem)
    if keys:
        return tuple(dict.fromkeys(keys))
    asked = next((one for one in problems if isinstance(one, PassphraseNeeded)), None)
    raise (
        asked
        or next(iter(problems), None)
        or UserError(
            "The key of the answers in {folder} is missing. Give the sheet of the recovery key.",
            folder=wanted.data_dir,
        )
    )


def _best(file: Path, keys: tuple[str, ...], salts: tuple[bytes, ...]) -> tuple[Salvage, str]:
    """Return a file under the key that fits, or under the first where none does."""
    tried = [(Salvage(file, key, salts), key) for key in keys]
    return next((each for each in tried if each[0].key_fits), tried[0])


def _require_free(out: Path) -> None:
    kept = (folder.DATABASE_NAME, *places.FILES.values())
    if any((out / name).exists() for name in kept):
        raise UserError(
            "{folder} is in use already: it holds answers or a key. Name a new folder with --out.",
            folder=out,
        )


def _new_store(wanted: Wanted, key: str, now: Callable[[], datetime]) -> Store:
    """Make an empty store, protected as the damaged one was, where that can be."""
    before = places.present(wanted.data_dir)
    wrapped = places.FILES[Protection.PASSPHRASE]
    with plain_files(wanted.out):
        make_folder(wanted.out)
        if before == (Protection.PASSPHRASE,) and wanted.access.passphrase:
            shutil.copyfile(wanted.data_dir / wrapped, wanted.out / wrapped)
            sync_folder(wanted.out)
        elif key:
            write_key(wanted.out / KEY_NAME, key)
    store = Store.create(wanted.out, now=now, access=wanted.access)
    if before == (Protection.KEY_STORE,):
        with suppress(UserError):  # the home screen says that it lies in a file
            store.custody.move_to(Protection.KEY_STORE)
    return store


def _undo(out: Path, *, made: bool) -> None:
    """Take back what was made in a folder that was empty or not there."""
    for path in (out / name for name in (folder.DATABASE_NAME, *places.FILES.values())):
        path.unlink(missing_ok=True)
    if made:
        shutil.rmtree(out)


@contextmanager
def _still(data_dir: Path) -> Iterator[None]:
    """Keep other copies of the app out of a folder while it is read; nothing is made there."""
    lock = None
    if (data_dir / LOCK_NAME).exists():
        with suppress(OSError):  # a medium that takes no writing cannot be written by others
            lock = ProcessLock(data_dir)
    try:
        yield
    finally:
        if lock is not None:
            lock.release()
