"""Making one backup: written under a name that says it is unfinished, verified, then named.

The copy is taken through a connection of its own, which reads while the store goes on writing: at
100,000 responses it takes two to five seconds, and a commit meanwhile waits for none of them.
Whatever goes wrong leaves no file under a real name, and the half-written one is removed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from surveyapp.errors import UserError
from surveyapp.progress import Progress
from surveyapp.store import health, schema, settings
from surveyapp.store.backups import names
from surveyapp.store.backups.names import Backup
from surveyapp.store.connection import Link, SqliteError, rewritten, still_copy
from surveyapp.store.custody.door import recovery_copy
from surveyapp.store.files import durable_rename, make_folder, sync_folder, whole_file
from surveyapp.store.troubles import disk_full, plain_files

if TYPE_CHECKING:
    from surveyapp.store.connection import Connection

ROOM_LEFT = 16 * 2**20
"""Bytes that stay free beside a backup: answers come before it."""

TRIAL = "trial-"
"""How the name of a folder begins in which a backup is restored on trial."""

_UNFINISHED = (names.PART_SUFFIX, f"{names.PART_SUFFIX}-journal", f"{names.PART_SUFFIX}-wal")

_COUNTED = ("revisions", "heads", "current", "forms", "stops", "drafts", "events")
_GROWING = frozenset({"revisions", "forms", "stops"})


@dataclass(frozen=True, slots=True)
class _Portrait:
    """What a copy must have in common with its source."""

    version: int
    tables: tuple[tuple[str, str], ...]
    counts: tuple[int, ...]
    """By table, in the order of ``_COUNTED``."""
    commits: int
    """A number that changes when somebody else commits."""


def make(database: Path, key: str, folder: Path, now: datetime, progress: Progress) -> Backup:
    """Make a verified backup of an open or closed database in ``folder``, which is made too.

    Raises ``UserError`` where the disk is full or refuses, or the copy is not what it should be:
    then nothing is left of it.
    """
    with plain_files(folder):
        make_folder(folder)
        clean(folder)
        require_room(folder, needed(database))
        part = folder / f"making{names.SUFFIX}{names.PART_SUFFIX}"
        try:
            return _make(database, key, part, now, progress)
        except BaseException:
            # What cannot be removed from a disk that refuses is cleared away the next time.
            with suppress(OSError):
                clean(folder)
            raise


def _make(database: Path, key: str, part: Path, now: datetime, progress: Progress) -> Backup:
    progress.step(0, 3)
    link = Link(database, key)
    try:
        with link.read() as source:
            before = _portrait(source)
            erases = _erases_partials(source)
            source.execute("VACUUM INTO ?", (str(part),))
            after = _portrait(source)
    finally:
        link.close()
    os.chmod(part, 0o600)  # noqa: PTH101 - SQLite gives it the rights of any file
    progress.step(1, 3)
    if erases:
        with rewritten(part, key) as copy:
            copy.execute("DELETE FROM drafts WHERE mode = 'kiosk'")
    device, place, recovery = _verify(part, key, before, after, exact=not erases)
    progress.step(2, 3)
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    target = part.with_name(names.name_of(device, place, now))
    if recovery:
        whole_file(target.with_name(target.name + names.RECOVERY_SUFFIX), recovery)
    durable_rename(part, target)
    progress.step(3, 3)
    backup = names.read(target)
    assert backup is not None, target
    return backup


def _portrait(connection: Connection) -> _Portrait:
    # First: where two portraits agree in it, nobody committed since the earlier one was begun.
    commits = int(connection.execute("PRAGMA data_version").fetchone()[0])
    tables = schema.fingerprint(connection)
    known = {name for name, _ in tables}
    return _Portrait(
        version=int(connection.execute("PRAGMA user_version").fetchone()[0]),
        tables=tables,
        counts=tuple(
            int(connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0])  # noqa: S608
            if name in known
            else 0
            for name in _COUNTED
        ),
        commits=commits,
    )


def _erases_partials(connection: Connection) -> bool:
    """Say whether what a kiosk leaves half-way is erased at once: then no backup keeps it."""
    profile = settings.profile(connection)
    return profile is not None and profile.partials == "erase"


def _verify(
    part: Path, key: str, before: _Portrait, after: _Portrait, *, exact: bool
) -> tuple[str, int, bytes]:
    """Hold the copy against its source; return its device, its place and its recovery copy."""
    fault = verify(part, key)
    with still_copy(part, key) as copy:
        found = _portrait(copy)
        if not fault and (found.version, found.tables) != (before.version, before.tables):
            fault = "schema"
        fault = fault or _miscounted(before, found, after, exact=exact)
        if fault:
            raise UserError(
                "The backup in {folder} did not read back as it was written ({finding}) and was "
                "removed. Check that disk; if this comes back, hand the answers over as a package.",
                folder=part.parent,
                finding=fault,
            )
        place = copy.execute("SELECT coalesce(max(position), 0) FROM revisions").fetchone()[0]
        return settings.device_id(copy), int(place), recovery_copy(copy) or b""


def _miscounted(before: _Portrait, found: _Portrait, after: _Portrait, *, exact: bool) -> str:
    """Return the name of a table that does not hold what its source held, or ""."""
    quiet = before.commits == after.commits
    for name, low, number, high in zip(
        _COUNTED, before.counts, found.counts, after.counts, strict=True
    ):
        if name == "drafts" and not exact:
            continue
        if quiet and number != low:
            return name
        if name in _GROWING and not low <= number <= high:
            return name
    return ""


def verify(path: Path, key: str) -> str:
    """Return what is wrong with a finished copy (the same word in every language), or ""."""
    with still_copy(path, key) as copy:
        try:
            if copy.execute("PRAGMA application_id").fetchone()[0] != schema.APPLICATION_ID:
                return "application_id"
            if copy.execute("PRAGMA cipher_integrity_check").fetchall():
                return "cipher_integrity_check"
            if copy.execute("PRAGMA quick_check(1)").fetchall() != [("ok",)]:
                return "quick_check"
            return "" if health.tail_is_sound(copy) else "tail"
        except SqliteError:
            return "page"


def copy_to(backup: Backup, folder: Path) -> Backup:
    """Bring a backup to another medium: copied, read back, then named. ``UserError`` as above."""
    with plain_files(folder):
        make_folder(folder)
        clean(folder)
        target = folder / backup.path.name
        part = target.with_name(target.name + names.PART_SUFFIX)
        if not target.exists():
            require_room(folder, backup.size)
            try:
                _copy(backup.path, part)
                durable_rename(part, target)
            except BaseException:
                with suppress(OSError):
                    clean(folder)
                raise
    copied = names.read(target)
    assert copied is not None, target
    return copied


def _copy(source: Path, part: Path) -> None:
    with source.open("rb") as reading, part.open("xb") as writing:
        os.chmod(part, 0o600)  # noqa: PTH101
        shutil.copyfileobj(reading, writing, 2**20)
        writing.flush()
        os.fsync(writing.fileno())
    if _digest(source) != _digest(part):
        raise UserError(
            "The backup in {folder} did not read back as it was written ({finding}) and was "
            "removed. Check that disk; if this comes back, hand the answers over as a package.",
            folder=part.parent,
            finding="sha256",
        )


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def lay_recovery(backups: tuple[Backup, ...], copy: bytes) -> None:
    """Lay the copy of the key beside every one of these backups: it may be younger than they."""
    for backup in backups:
        with plain_files(backup.path.parent):
            if not backup.recovery.exists() or backup.recovery.read_bytes() != copy:
                whole_file(backup.recovery, copy)


def needed(database: Path) -> int:
    """Return how many bytes a copy may take."""
    log = database.with_name(database.name + "-wal")
    return database.stat().st_size + (log.stat().st_size if log.exists() else 0)


def require_room(folder: Path, size: int) -> None:
    """Raise ``UserError`` where a copy of ``size`` bytes would leave too little room."""
    if free_room(folder) < size + ROOM_LEFT:
        raise disk_full(folder)


free_room: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free  # noqa: E731


def clean(folder: Path) -> None:
    """Remove what a crash left half-written, and copies of keys whose backup is gone."""
    if not folder.is_dir():
        return
    for path in tuple(folder.iterdir()):
        unfinished = path.name.endswith(_UNFINISHED) and names.SUFFIX in path.name
        lonely = path.name.endswith(names.SUFFIX + names.RECOVERY_SUFFIX) and not (
            path.with_name(path.name.removesuffix(names.RECOVERY_SUFFIX)).exists()
        )
        if (unfinished or lonely) and path.is_file():
            path.unlink(missing_ok=True)
        elif path.name.startswith(TRIAL) and path.is_dir():
            shutil.rmtree(path)


def remove(backups: tuple[Backup, ...]) -> None:
    """Remove backups with the copies of their keys, the backup first."""
    for backup in backups:
        with plain_files(backup.path.parent):
            backup.path.unlink(missing_ok=True)
            backup.recovery.unlink(missing_ok=True)
    for folder in {backup.path.parent for backup in backups}:
        with plain_files(folder):
            sync_folder(folder)
