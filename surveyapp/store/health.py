"""Looks for damage. Slow on a large store (a second or two): run it behind the screen.

``integrity_check`` overlooks most flipped bits; the pages' own seals (SQLCipher's HMAC) and the
chain of revisions do not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from surveyapp.errors import UserError
from surveyapp.progress import Progress
from surveyapp.store import heads, log, schema
from surveyapp.store.connection import Link
from surveyapp.store.records import Check, CheckName, HealthReport
from surveyapp.store.rows import COLUMNS, from_row
from surveyapp.store.seal import is_sound

if TYPE_CHECKING:
    from surveyapp.store.connection import Connection

_MOST = 20
"""Problems of one kind that are listed; a person acts on the first."""

_CHUNK = 500


def examine(link: Link, key_is_private: bool, progress: Progress) -> HealthReport:
    """Look at everything and return what was found."""
    looks: tuple[tuple[CheckName, Callable[[], tuple[UserError, ...]]], ...] = (
        (CheckName.KEY, lambda: _key(link, key_is_private)),
        (CheckName.SETTINGS, lambda: _settings(link)),
        (CheckName.SCHEMA, lambda: _schema(link)),
        (CheckName.FILE, lambda: _file(link)),
        (CheckName.PAGES, lambda: _pages(link)),
        (CheckName.CHAIN, lambda: _chain(link)),
        (CheckName.HEADS, lambda: _heads(link)),
    )
    checks = []
    for done, (name, look) in enumerate(looks):
        progress.step(done, len(looks))
        checks.append(Check(name, _problems(look)))
    progress.step(len(looks), len(looks))
    if any(not check.ok for check in checks):
        # What a damaged log still holds and lacks is for salvage to say.
        return HealthReport(tuple(checks), _count(link), (), ())
    with link.read() as connection:
        return HealthReport(
            tuple(checks), _count(link), log.gaps(connection), log.forks(connection)
        )


def _count(link: Link) -> int:
    try:
        with link.read() as connection:
            return int(connection.execute("SELECT count(*) FROM revisions").fetchone()[0])
    except UserError:
        return 0


def _problems(look: Callable[[], tuple[UserError, ...]]) -> tuple[UserError, ...]:
    """Return what a look found; damage may stop it half-way, the next looks go on."""
    try:
        return look()
    except UserError as problem:
        return (problem,)


def _key(link: Link, private: bool) -> tuple[UserError, ...]:
    if private:
        return ()
    return (
        UserError(
            "Other people on this computer can read the key file in {folder}. Allow reading it "
            "to its owner only.",
            folder=link.folder,
        ),
    )


def _settings(link: Link) -> tuple[UserError, ...]:
    return tuple(
        UserError("The database setting {name} is not as it must be. Restart the app.", name=name)
        for name in link.wrong_settings()
    )


def _schema(link: Link) -> tuple[UserError, ...]:
    version = schema.version_of(link)
    with link.read() as connection:
        found = schema.fingerprint(connection)
    if version == schema.LATEST and found == schema.expected_fingerprint():
        return ()
    return (
        UserError(
            "The tables of the answers in {folder} are not those of this version. Leave the "
            "folder as it is and take the data from a backup or from the packages handed over.",
            folder=link.folder,
        ),
    )


def _file(link: Link) -> tuple[UserError, ...]:
    with link.read() as connection:
        found = [row[0] for row in connection.execute(f"PRAGMA quick_check({_MOST})").fetchall()]
    return tuple(_damage(link, text) for text in found if text != "ok")


def _pages(link: Link) -> tuple[UserError, ...]:
    with link.read() as connection:
        # The check reads the database file: first bring into it what the write-ahead log holds.
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        found = connection.execute("PRAGMA cipher_integrity_check").fetchall()
    return tuple(_damage(link, row[0]) for row in found[:_MOST])


def _damage(link: Link, finding: str) -> UserError:
    return UserError(
        "The file of the answers in {folder} is damaged ({finding}). Leave it as it is and take "
        "the data from a backup or from the packages handed over.",
        folder=link.folder,
        finding=finding,
    )


def _chain(link: Link) -> tuple[UserError, ...]:
    problems = tuple(
        UserError(
            "Record {seq} of device {device} does not match its seal. Take it from a backup or "
            "from a package of that device.",
            seq=seq,
            device=device,
        )
        for device, seq in _broken(link)
    )
    return problems[:_MOST]


def _broken(link: Link) -> Iterator[tuple[str, int]]:
    position = 0
    while True:
        with link.read() as connection:
            rows = connection.execute(
                f"SELECT {COLUMNS}, position FROM revisions "  # noqa: S608 - constants
                f"WHERE position > ? ORDER BY position LIMIT {_CHUNK}",
                (position,),
            ).fetchall()
        if not rows:
            return
        for row in rows:
            if not is_sound(from_row(row)):
                yield row[0], row[1]
        position = rows[-1][-1]


def _heads(link: Link) -> tuple[UserError, ...]:
    with link.read() as connection:
        return heads.differences(connection)


def tail_is_sound(connection: Connection) -> bool:
    """Say whether the end of this device's log is there and whole: a quick look at opening."""
    device, seq, last = connection.execute("SELECT device, seq, hash FROM tip").fetchone()
    if seq == 0:
        return True
    row = connection.execute(
        f"SELECT {COLUMNS} FROM revisions "  # noqa: S608 - constants
        "WHERE device = ? AND seq = ? AND hash = ?",
        (device, seq, last),
    ).fetchone()
    return row is not None and is_sound(from_row(row))
