"""Opens and makes data folders: lock first, then key, then database, whole or not at all.

Everything that can be wrong with a folder is found here and said in plain words. Knows the names
of the files and the number of the schema, nothing of what the tables mean.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from surveyapp.errors import UserError
from surveyapp.progress import Silent
from surveyapp.store import health, identity, schema, settings, wal
from surveyapp.store import place as whereabouts
from surveyapp.store.backups import making, names
from surveyapp.store.connection import PAGE_SIZE, Link, end_of_log
from surveyapp.store.custody import Access, PassphraseNeeded, Protection, places
from surveyapp.store.files import durable_rename, make_folder
from surveyapp.store.key import KEY_NAME, new_key, write_key
from surveyapp.store.lock import ProcessLock
from surveyapp.store.troubles import Damaged, WrongKey, damaged, plain_files
from surveyapp.store.witness import Witness

DATABASE_NAME = "survey.db"

_PLAIN_SQLITE = b"SQLite format 3\0"


@dataclass(frozen=True, slots=True)
class Opened:
    """A folder held by this process, its database open."""

    data_dir: Path
    link: Link
    lock: ProcessLock
    key: str = field(repr=False)
    """What the database is encrypted with, 64 hexadecimal digits."""
    access: Access = field(repr=False)
    witness: Witness = field(repr=False)

    @property
    def database(self) -> Path:
        """Return where the database lies."""
        return self.data_dir / DATABASE_NAME

    def close(self) -> None:
        """Close the database and let others open the folder. Closing twice does nothing."""
        try:
            self.link.close()
        finally:
            self.lock.release()


def has_database(data_dir: Path) -> bool:
    """Say whether a folder holds a database."""
    return (data_dir / DATABASE_NAME).exists()


@contextmanager
def locked(data_dir: Path, *, make: bool) -> Iterator[ProcessLock]:
    """Hold the folder's lock; keep it only where the body succeeds."""
    if not make and not has_database(data_dir):
        raise UserError(
            "There are no answers in {folder} yet. Run setup first, or give the right folder "
            "with --data.",
            folder=data_dir,
        )
    with plain_files(data_dir):
        if make:
            make_folder(data_dir)
        lock = ProcessLock(data_dir)
    try:
        yield lock
    except BaseException:
        lock.release()
        raise


def create(
    data_dir: Path, lock: ProcessLock, access: Access, now: Callable[[], datetime]
) -> Opened:
    """Make an empty database and its key in a locked folder, and open it."""
    if has_database(data_dir):
        raise UserError("{folder} holds answers already. Open them instead.", folder=data_dir)
    database = data_dir / DATABASE_NAME
    if names.held(data_dir / names.FOLDER):
        raise Damaged(
            "The answers in {folder} are gone: {file} is missing, and only its backups are there. "
            "Put it back, or recover what the backups hold into a new folder.",
            folder=data_dir,
            file=DATABASE_NAME,
        )
    part = database.with_name(database.name + ".part")
    for suffix in ("-wal", "-journal"):
        # SQLite would write it into the new database; and it may hold somebody's last answers.
        if database.with_name(database.name + suffix).exists():
            raise UserError(
                "{folder} holds {file} without {database}. Put {database} back, or choose another "
                "folder with --data.",
                folder=data_dir,
                file=database.name + suffix,
                database=database.name,
            )
    with plain_files(data_dir):
        _remove(part)
        # A key without a database may belong to one that was moved away: never replace it.
        key_path = data_dir / KEY_NAME
        kept = places.present(data_dir)
        key = places.read(data_dir, kept[0], access) if kept else new_key()
        try:
            _fill(part, key)
            if not kept:
                write_key(key_path, key)
            durable_rename(part, database)
        except BaseException:
            _remove(part)
            # Once the database has its name, its key is never removed.
            if not kept and not has_database(data_dir):
                key_path.unlink(missing_ok=True)
            raise
    return open_existing(data_dir, lock, access, now)


def open_existing(
    data_dir: Path, lock: ProcessLock, access: Access, now: Callable[[], datetime]
) -> Opened:
    """Open the database of a locked folder, bringing it to this version's schema.

    A folder that is a copy takes an id of its own before anything can be written under the old.
    """
    database = data_dir / DATABASE_NAME
    with plain_files(data_dir):
        _require_encrypted(database)
        link, key = _unlock(data_dir, access)
    try:
        if schema.version_of(link) < schema.LATEST:
            _keep_before_migration(data_dir, key, now())
            schema.migrate(link)
        with link.rehearse() as connection:
            # Opening reads only: a file that takes no writing is better told now than later.
            connection.execute("UPDATE tip SET clock = clock")
            sound = health.tail_is_sound(connection)
        if not sound:
            raise damaged(data_dir)
        witness = Witness(data_dir, key)
        with plain_files(data_dir):
            here = whereabouts.of(database)
        _be_oneself(link, here, witness, now)
    except BaseException:
        link.close()
        raise
    return Opened(data_dir, link, lock, key, access, witness)


def _be_oneself(
    link: Link, here: whereabouts.Place, witness: Witness, now: Callable[[], datetime]
) -> None:
    seen = witness.saw()
    with link.read() as connection:
        cause = identity.sign_of_another(connection, here, seen)
        unknown = identity.must_note(connection, here)
    if cause is not None:
        with link.write() as connection:
            identity.mint(connection, cause, now(), here)
    elif unknown:
        with suppress(UserError), link.write() as connection:  # a full disk: the next opening does
            identity.note(connection, here)
    with link.read() as connection:
        tip = identity.tip(connection)
    if tip.seq and tip != seen:
        witness.see(tip)


def _keep_before_migration(data_dir: Path, key: str, now: datetime) -> None:
    """Make a verified backup; without one, the database stays as the older app left it."""
    try:
        making.make(data_dir / DATABASE_NAME, key, data_dir / names.FOLDER, now, Silent())
    except UserError as problem:
        raise UserError(
            "This version of the app keeps the answers in {folder} another way than the one "
            "before, and changes nothing without a backup, which could not be made. Mend this, "
            "then open the app again:",
            folder=data_dir,
            details=(problem,),
        ) from problem


def _unlock(data_dir: Path, access: Access) -> tuple[Link, str]:
    """Open the database with the first key that fits: a move cut short leaves two places."""
    problems: list[UserError] = []
    for place in places.present(data_dir) or (Protection.FILE,):
        try:
            key = places.read(data_dir, place, access)
            return unlock(data_dir / DATABASE_NAME, key), key
        except WrongKey as problem:
            if is_its_key(data_dir, key):
                raise damaged(data_dir) from problem
            other = problem if place is Protection.FILE else places.of_others(data_dir, place)
            problems.append(other)
        except UserError as problem:
            problems.append(problem)
    # Where a passphrase is asked for, giving it is what a person can do.
    raise next((one for one in problems if isinstance(one, PassphraseNeeded)), problems[0])


def unlock(database: Path, key: str) -> Link:
    """Open a database, unless commits were lost from its write-ahead log since a crash.

    ``WrongKey`` where the key is another's, ``Damaged`` where commits were lost: opening would fold
    the log into the file, and remove it with what was lost.
    """
    log = database.with_name(database.name + "-wal")
    if log.exists():
        try:
            end = end_of_log(database, key)
        except WrongKey:
            key += wal.salt(log, PAGE_SIZE)
            end = end_of_log(database, key)
        if wal.lost_commits(log, PAGE_SIZE, end):
            raise damaged(database.parent)
    return Link(database, key)


def is_its_key(data_dir: Path, key: str) -> bool:
    """Say whether a key that does not open the database is its key: then its first page is gone.

    It is where any other page, the witness beside it or its newest backup fits the key.
    """
    from surveyapp.store.salvage.pages import PageFile, salt_of  # nobody else waits for it

    backups = names.held(data_dir / names.FOLDER)
    salts = tuple({salt_of(backup.path) for backup in backups})
    return (
        PageFile(data_dir / DATABASE_NAME, key, salts).key_fits
        or Witness(data_dir, key).saw() is not None
        or any(PageFile(backup.path, key).key_fits for backup in backups[:1])
    )


def _fill(part: Path, key: str) -> None:
    link = Link(part, key)
    try:
        schema.prepare(link)
        with link.write() as connection:
            settings.new_identity(connection, secrets.token_hex(8))
        # The file is renamed without its log: what a full disk left there would be gone.
        link.fold()
    finally:
        link.close()


def _require_encrypted(database: Path) -> None:
    with database.open("rb") as file:
        start = file.read(len(_PLAIN_SQLITE))
    if start == _PLAIN_SQLITE:
        raise schema.foreign(database.parent)
    if len(start) < len(_PLAIN_SQLITE):  # SQLite would take an empty file for a new database
        raise damaged(database.parent)


def _remove(part: Path) -> None:
    """Remove a database that was never finished, with what SQLite puts beside it."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        part.with_name(part.name + suffix).unlink(missing_ok=True)
