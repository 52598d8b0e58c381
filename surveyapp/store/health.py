"""Looks for damage. Takes seconds on a large store: run it behind the screen.

``integrity_check`` overlooks most flipped bits; the pages' own seals (SQLCipher's HMAC) and the
chain of revisions do not. The long looks see one moment of the store through a connection of their
own, so nobody who answers meanwhile waits for them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from surveyapp.errors import UserError
from surveyapp.progress import Progress
from surveyapp.store import heads, log, schema
from surveyapp.store.connection import Link, in_plain_words
from surveyapp.store.reports import Check, CheckName, Fork, Gap, HealthReport
from surveyapp.store.rows import COLUMNS, from_row, is_sealed
from surveyapp.store.seal import is_sound
from surveyapp.store.troubles import Damaged, WrongKey

if TYPE_CHECKING:
    from surveyapp.store.connection import Connection

_MOST = 20
"""Problems of one kind that are listed; a person acts on the first."""

_CHUNK = 500

_Look = Callable[[], tuple[UserError, ...]]


@dataclass(frozen=True, slots=True)
class Seen:
    """How much of a store was found sound while it is open."""

    position: int = 0
    """The last revision that was looked at, in the order of arrival."""
    changes: int = -1
    """How many changes this process had made by then."""


def examine(
    link: Link, key_is_private: bool, progress: Progress, since: Seen = Seen()
) -> tuple[HealthReport, Seen]:
    """Return what was found, and how much was seen.

    Key, settings, tables, file and pages are looked at whole; of the log, what came after
    ``since``. Raises ``UserError`` where nobody can look: a disk that is full, or held by another
    program, says nothing about what is on it.
    """
    changes = link.changes()
    steps = _Steps(progress)
    looks: list[tuple[CheckName, _Look]] = [
        (CheckName.KEY, lambda: _key(link, key_is_private)),
        (CheckName.SETTINGS, lambda: _settings(link)),
        (CheckName.SCHEMA, lambda: _schema(link)),
    ]
    checks = [steps.take(name, look) for name, look in looks]
    try:
        with link.snapshot() as reader:
            return _examine_deeply(link, reader, checks, steps, Seen(since.position, changes))
    except (Damaged, WrongKey) as problem:
        checks += [
            Check(name, (problem,)) for name in CheckName if name not in {c.name for c in checks}
        ]
        return HealthReport(tuple(checks), 0, (), ()), Seen()


def _examine_deeply(
    link: Link, reader: Connection, checks: list[Check], steps: _Steps, since: Seen
) -> tuple[HealthReport, Seen]:
    walk = _Walk(link, reader, since.position, steps)
    looks: list[tuple[CheckName, _Look]] = [
        (CheckName.FILE, lambda: _file(link, reader)),
        (CheckName.PAGES, lambda: _pages(link, reader)),
        (CheckName.CHAIN, walk.chain),
        (CheckName.HEADS, walk.heads),
    ]
    checks = [*checks, *(steps.take(name, look) for name, look in looks)]
    gaps: tuple[Gap, ...] = ()
    forks: tuple[Fork, ...] = ()
    count = 0
    if all(check.ok for check in checks):  # what a damaged log holds and lacks salvage says
        with in_plain_words(link.folder):
            count = int(reader.execute("SELECT count(*) FROM revisions").fetchone()[0])
            gaps, forks = log.gaps(reader, since.position), log.forks(reader)
    steps.end()
    report = HealthReport(tuple(checks), count, gaps, forks)
    return report, Seen() if report.damage() else Seen(walk.position, since.changes)


class _Steps:
    """Reports the looks, and the stretches of the log within two of them."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._done = 0
        self.total = len(CheckName)

    def take(self, name: CheckName, look: _Look) -> Check:
        """Look; damage may stop a look half-way, the next ones go on."""
        self.step()
        try:
            return Check(name, look())
        except UserError as problem:
            return Check(name, (problem,))

    def step(self) -> None:
        """Tell that the next piece begins; ``Cancelled`` where nobody wants it any more."""
        self._progress.step(self._done, self.total)
        self._done += 1

    def end(self) -> None:
        """Tell that all is done."""
        self._progress.step(self.total, self.total)


class _Walk:
    """One way along the log for the chain and for the lists made of it: pages are read once."""

    def __init__(self, link: Link, reader: Connection, position: int, steps: _Steps) -> None:
        self.position = position
        self._link = link
        self._reader = reader
        self._whole = position == 0
        self._steps = steps
        self._differing: list[UserError] = []

    def chain(self) -> tuple[UserError, ...]:
        """Walk to the end of the log; return the revisions that are not what was sealed."""
        last = self._reader.execute("SELECT coalesce(max(position), 0) FROM revisions")
        self._steps.total += (last.fetchone()[0] - self.position) // _CHUNK
        broken: list[UserError] = []
        with in_plain_words(self._link.folder):
            while True:
                rows = self._reader.execute(
                    f"SELECT {COLUMNS}, position FROM revisions "  # noqa: S608 - constants
                    f"WHERE position > ? ORDER BY position LIMIT {_CHUNK}",
                    (self.position,),
                ).fetchall()
                if not rows:
                    return tuple(broken[:_MOST])
                broken += [_unsealed(row[0], row[1]) for row in rows if not is_sealed(row)]
                until = rows[-1][-1]
                self._differing += heads.differences_along(self._reader, self.position, until)
                self.position = until
                if len(rows) == _CHUNK:
                    self._steps.step()

    def heads(self) -> tuple[UserError, ...]:
        """Return where the lists left the log; call after ``chain``."""
        with in_plain_words(self._link.folder):
            beside = heads.differences_beside(self._reader) if self._whole else ()
        return (*self._differing, *beside)[:1]


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


def _file(link: Link, reader: Connection) -> tuple[UserError, ...]:
    with in_plain_words(link.folder):
        found = [row[0] for row in reader.execute(f"PRAGMA quick_check({_MOST})").fetchall()]
    return tuple(_damage(link, text) for text in found if text != "ok")


def _pages(link: Link, reader: Connection) -> tuple[UserError, ...]:
    with in_plain_words(link.folder):
        found = reader.execute("PRAGMA cipher_integrity_check").fetchall()
    return tuple(_damage(link, row[0]) for row in found[:_MOST])


def _damage(link: Link, finding: str) -> UserError:
    return UserError(
        "The file of the answers in {folder} is damaged ({finding}). Leave it as it is and take "
        "the data from a backup or from the packages handed over.",
        folder=link.folder,
        finding=finding,
    )


def _unsealed(device: str, seq: int) -> UserError:
    return UserError(
        "Record {seq} of device {device} does not match its seal. Take it from a backup or "
        "from a package of that device.",
        seq=seq,
        device=device,
    )


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
