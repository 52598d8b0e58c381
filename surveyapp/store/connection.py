"""The only way to SQLite: which library, which key, which settings, and plain words for its ills.

No other module imports ``sqlcipher3`` or ``sqlite_utils``. The latter takes whatever answers to
``pysqlite3``, so that name is given to our library before it is imported; and it is imported only
for migrations, because the first screen must not wait for it. This module knows no tables.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING

import sqlcipher3

from surveyapp.errors import UserError
from surveyapp.store.summary import search_text
from surveyapp.store.troubles import (
    Unreadable,
    WrongKey,
    busy,
    damaged,
    disk_full,
    is_full,
    is_gone,
    read_only,
    unanswering,
)

if TYPE_CHECKING:
    from sqlcipher3 import Connection as Connection
    from sqlite_utils import Database as Database  # noqa: TID251 - this is the module that may


OLDEST_SQLITE = (3, 51, 3)
"""3.7.0 to 3.51.2 can corrupt a database when a write-ahead log is reset at the wrong moment."""

PAGE_SIZE = 8192
"""Bytes. Responses of 1 to 2 KB waste a third of a page of 4,096 and little of this one."""

_BUSY = 5000
"""Milliseconds SQLite waits for somebody else."""

_SETTINGS = (
    # name, value to set, value to find afterwards
    ("journal_mode", "WAL", "wal"),
    ("synchronous", "FULL", 2),
    ("fullfsync", "ON", 1),  # macOS: a plain fsync does not reach the disk there
    ("checkpoint_fullfsync", "ON", 1),
    ("foreign_keys", "ON", 1),
    ("busy_timeout", str(_BUSY), _BUSY),
    ("secure_delete", "ON", 1),
    ("trusted_schema", "OFF", 0),
    ("cell_size_check", "ON", 1),
    ("temp_store", "MEMORY", 2),  # sorting must not put answers into a temporary file
    ("cache_size", "-65536", -65536),  # KiB; a large merge would write its index pages many times
    ("mmap_size", "0", 0),
)


_PATIENCE, _PAUSE = 60.0, 0.1
"""Seconds a long look waits for another to end, and between looking whether it has."""


class Link:
    """One keyed connection to a database, shared by the threads of one process.

    ``read`` and ``write`` take turns between threads and say in plain words what ails the disk.
    """

    def __init__(self, path: Path, key: str) -> None:
        """Open the database at ``path`` (made where it is absent) with 64 hexadecimal digits."""
        self._path = path
        self._folder = path.parent
        self._turn = RLock()
        self._reader = partial(_connect, path, key)
        self._looks = 0  # snapshots under way: they keep the write-ahead log as it is
        self._owed: UserError | bool = False  # what ``forget`` could not do yet, and why
        with in_plain_words(self._folder):
            self._connection = _connect(path, key)

    @property
    def folder(self) -> Path:
        """Return the folder the database lies in, for messages."""
        return self._folder

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Lend the connection for reading; fetch everything before letting it go."""
        with self._turn, in_plain_words(self._folder):
            yield self._connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Lend the connection inside a transaction: on disk when this returns, or not at all."""
        with self._turn, in_plain_words(self._folder):
            self.require_in_place()
            connection = self._connection
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                # A full disk may have ended the transaction already.
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            if self._owed and not self._looks:
                self.forget()

    def require_in_place(self) -> None:
        """Raise ``UserError`` where the database is where it was opened no more.

        A file that was deleted, or whose medium was let go of, goes on taking what is written, and
        all of it is gone once it is closed.
        """
        if is_gone(self._path):
            raise unanswering(self._folder)

    @contextmanager
    def rehearse(self) -> Iterator[Connection]:
        """Lend the connection inside a transaction that is always taken back."""
        with self._turn, in_plain_words(self._folder):
            connection = self._connection
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Lend a second connection that goes on seeing what is on disk now, for long looks.

        Nobody who reads or writes waits for it. The database file stays as it is meanwhile: it
        holds everything that is seen, and nothing newer is folded into it.
        """
        with in_plain_words(self._folder):
            reader = self._still_reader()
            try:
                yield reader
            finally:
                reader.close()
                with self._turn:
                    self._looks -= 1
                    if self._owed and not self._looks:
                        self.forget()

    def _still_reader(self) -> Connection:
        waited = 0.0
        while True:
            with self._turn:
                row = self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
                if row[1] == row[2]:
                    reader = _begun(self._reader())
                    self._looks += 1
                    return reader
            if waited > _PATIENCE:
                raise busy(self._folder)
            # Another long look goes on, begun at an earlier moment: a backup being written.
            time.sleep(_PAUSE)
            waited += _PAUSE

    def forget(self) -> None:
        """Empty the write-ahead log, which still holds what was overwritten or removed.

        Nobody waits for a long look or a backup that is in the way: the next write that succeeds
        does it, or the next opening; so too where the disk refuses (``not_forgotten``).
        """
        with self._turn:
            try:
                self._owed = bool(self._looks) or not self._emptied_log(patient=False)
            except UserError as problem:
                self._owed = problem

    def not_forgotten(self) -> UserError | None:
        """Return why the disk still refuses to forget what was removed; ``None``: it does not."""
        return self._owed if isinstance(self._owed, UserError) else None

    def changes(self) -> int:
        """Return how many changes were made through this connection: equal counts, no change."""
        with self._turn:
            return self._connection.total_changes

    def wrong_settings(self) -> tuple[str, ...]:
        """Return the names of the settings that are not as they must be."""
        with self.read() as connection:
            return _wrong_settings(connection)

    def fold(self) -> None:
        """Fold the write-ahead log into the database: its file alone then holds everything.

        Closing does so too, but passes over a disk that refuses in silence.
        """
        if not self._emptied_log(patient=True):
            raise RuntimeError("a reader kept the write-ahead log from being folded")

    def _emptied_log(self, *, patient: bool) -> bool:
        """Empty the write-ahead log into the database; ``False`` where a reader is in the way."""
        with self._turn, in_plain_words(self._folder):
            self._connection.execute(f"PRAGMA busy_timeout = {_BUSY if patient else 0}")
            try:
                busy, _, _ = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                self._connection.execute(f"PRAGMA busy_timeout = {_BUSY}")
        return not busy

    def close(self) -> None:
        """Fold the write-ahead log into the database and let go of both."""
        with self._turn, in_plain_words(self._folder):
            self._connection.close()


def as_database(connection: Connection) -> Database:
    """Return sqlite-utils' view of a connection, for migrations. Its import takes long: be late."""
    sys.modules["pysqlite3"] = sqlcipher3
    sys.modules["pysqlite3.dbapi2"] = sqlcipher3
    import sqlite_utils.db  # noqa: TID251 - this is the module that may

    if getattr(sqlite_utils.db, "sqlite3", None) is not sqlcipher3:
        raise RuntimeError("sqlite_utils was imported before surveyapp.store.connection")
    return sqlite_utils.db.Database(connection, execute_plugins=False)


def scratch() -> Connection:
    """Return a connection to an empty database in memory, to try a schema in."""
    connection = sqlcipher3.connect(":memory:", isolation_level=None)
    _teach(connection)
    return connection


@contextmanager
def still_copy(path: Path, key: str) -> Iterator[Connection]:
    """Lend a connection to a finished file that nobody writes to: nothing appears beside it."""
    with in_plain_words(path.parent):
        connection = sqlcipher3.connect(
            f"{path.absolute().as_uri()}?mode=ro&immutable=1", isolation_level=None, uri=True
        )
        try:
            _unlock(connection, key, path.parent)
            for name in ("cell_size_check = ON", "trusted_schema = OFF", "temp_store = MEMORY"):
                connection.execute(f"PRAGMA {name}").fetchall()
            yield connection
        finally:
            connection.close()


def end_of_log(path: Path, key: str) -> int:
    """Return how many frames SQLite takes from the write-ahead log of a database nobody has open.

    Nothing is folded by looking, and what SQLite would leave out stays where it is.
    """
    with in_plain_words(path.parent):
        connection = sqlcipher3.connect(
            f"{path.absolute().as_uri()}?mode=ro", isolation_level=None, uri=True
        )
        try:
            _unlock(connection, key, path.parent)
            return int(connection.execute("PRAGMA wal_checkpoint(NOOP)").fetchone()[1])
        finally:
            connection.close()


@contextmanager
def rewritten(path: Path, key: str) -> Iterator[Connection]:
    """Lend a connection inside a transaction on a file that has no name yet; no journal beside."""
    with in_plain_words(path.parent):
        connection = sqlcipher3.connect(str(path), isolation_level=None)
        try:
            _unlock(connection, key, path.parent)
            for name in ("journal_mode = MEMORY", "secure_delete = ON", "temp_store = MEMORY"):
                connection.execute(f"PRAGMA {name}").fetchall()
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")
        finally:
            connection.close()


SqliteError = sqlcipher3.Error
"""What SQLite raises where nobody puts it into plain words."""


def plain_database(path: Path) -> Connection:
    """Return a connection to a file that is NOT encrypted, for a copy somebody asked for.

    Nothing of it lies in a journal meanwhile: the caller writes under another name and renames.
    """
    connection = sqlcipher3.connect(str(path), isolation_level=None)
    for setting in ("journal_mode = MEMORY", "temp_store = MEMORY", "synchronous = OFF"):
        connection.execute(f"PRAGMA {setting}").fetchall()
    return connection


def _connect(path: Path, key: str) -> Connection:
    if sqlcipher3.sqlite_version_info < OLDEST_SQLITE:
        raise RuntimeError(f"SQLite {sqlcipher3.sqlite_version_info} is too old")
    connection = sqlcipher3.connect(
        str(path),
        isolation_level=None,
        check_same_thread=False,  # the turn in Link keeps threads apart
        cached_statements=256,
    )
    try:
        _unlock(connection, key, path.parent)
        _configure(connection)
        _teach(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _begun(reader: Connection) -> Connection:
    try:
        reader.execute("PRAGMA query_only = ON")
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except BaseException:
        reader.close()
        raise
    return reader


def _unlock(connection: Connection, key: str, folder: Path) -> None:
    # It would tell the terminal about a wrong key; we tell the person.
    connection.execute("PRAGMA cipher_log_level = NONE")
    if not connection.execute("PRAGMA cipher_version").fetchone():
        raise RuntimeError("this SQLite does not encrypt")
    # Raw key: its 256 bits are random, stretching would only make opening slow.
    connection.execute(f"PRAGMA key = \"x'{bytes.fromhex(key).hex()}'\"")
    connection.execute(f"PRAGMA cipher_page_size = {PAGE_SIZE}")
    # What VACUUM INTO writes takes this one, and opens nowhere where the two differ.
    connection.execute(f"PRAGMA cipher_default_page_size = {PAGE_SIZE}")
    try:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlcipher3.Error as error:
        # Page 1 does not decrypt: nearly always the key of another folder.
        if getattr(error, "sqlite_errorcode", 0) == sqlcipher3.SQLITE_NOTADB:
            raise WrongKey(
                "The answers in {folder} do not open with the key file beside them. Put back the "
                "key file that belongs to them; if it is the right one, take the data from a "
                "backup or from the packages handed over.",
                folder=folder,
            ) from error
        raise


def _teach(connection: Connection) -> None:
    """Give SQL the functions that our statements call; none of them may stand in the schema."""
    connection.create_function("search_text", -1, search_text, deterministic=True)


def _configure(connection: Connection) -> None:
    for name, value, _ in _SETTINGS:
        connection.execute(f"PRAGMA {name} = {value}").fetchall()
    wrong = _wrong_settings(connection)
    if wrong:
        raise RuntimeError(f"SQLite did not take its settings: {', '.join(wrong)}")


def _wrong_settings(connection: Connection) -> tuple[str, ...]:
    found = ((name, connection.execute(f"PRAGMA {name}").fetchone()) for name, _, _ in _SETTINGS)
    wanted = {name: value for name, _, value in _SETTINGS}
    return tuple(name for name, row in found if row is None or row[0] != wanted[name])


@contextmanager
def in_plain_words(folder: Path) -> Iterator[None]:
    """Say in plain words what ails the database in a folder."""
    try:
        yield
    except Unreadable as error:
        raise damaged(folder) from error
    except sqlcipher3.Error as error:
        if str(error).startswith("Could not decode"):  # letters broken off by such zeros
            raise damaged(folder) from error
        problem = _problem(getattr(error, "sqlite_errorcode", 0) & 0xFF, folder)
        if problem is None:
            raise
        raise problem from error


_REFUSED = {sqlcipher3.SQLITE_READONLY, sqlcipher3.SQLITE_PERM, sqlcipher3.SQLITE_CANTOPEN}


def _problem(code: int, folder: Path) -> UserError | None:
    """Return what a person can do about an SQLite result code; ``None`` where it is our bug."""
    if code == sqlcipher3.SQLITE_FULL:
        return disk_full(folder)
    if code in {*_REFUSED, sqlcipher3.SQLITE_IOERR} and is_full(folder):
        return disk_full(folder)  # no room for a file beside the database is told as one of these
    if code in _REFUSED and is_gone(folder):
        return unanswering(folder)
    if code in _REFUSED:
        return read_only(folder)
    if code == sqlcipher3.SQLITE_IOERR:
        return unanswering(folder)
    if code in {sqlcipher3.SQLITE_CORRUPT, sqlcipher3.SQLITE_NOTADB}:
        return damaged(folder)
    if code in {sqlcipher3.SQLITE_BUSY, sqlcipher3.SQLITE_LOCKED}:
        return busy(folder)
    return None
