"""What looking at logs and at the file tells: gaps, forks, what a union brings, what is damaged.

Frozen records like those of ``surveyapp.store.records``. Knows no SQL and no form.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from surveyapp.errors import UserError


@dataclass(frozen=True, slots=True, order=True)
class Gap:
    """Revisions of a device that are missing: those after ``after`` and before ``before``.

    Where nothing lies between, the revision at ``after`` that ``before`` continues is missing: a
    cloned device's other line.
    """

    device: str
    after: int
    before: int


@dataclass(frozen=True, slots=True, order=True)
class Fork:
    """One place in a device's log with several revisions: the device was cloned."""

    device: str
    seq: int
    hashes: tuple[str, ...]


@dataclass(frozen=True, slots=True, order=True)
class UnionLine:
    """What a union brought for one stop and one device, in submissions."""

    stop: str
    device: str
    new: int
    updated: int
    identical: int
    conflicts: int


@dataclass(frozen=True, slots=True)
class UnionReport:
    """What a union brought, or would bring. ``new + updated + identical`` = submissions seen."""

    new: int
    updated: int
    identical: int
    conflicts: int
    """Of those seen, submissions that now have more than one head."""
    revisions_new: int
    revisions_identical: int
    forms_new: int
    stops_new: int
    forms_missing: tuple[str, ...]
    """Hashes of forms that seen revisions name and this store does not hold."""
    forks: tuple[Fork, ...]
    gaps: tuple[Gap, ...]
    lines: tuple[UnionLine, ...]


class CheckName(StrEnum):
    """What ``Store.check`` looks at."""

    KEY = "key"
    SETTINGS = "settings"
    SCHEMA = "schema"
    FILE = "file"
    PAGES = "pages"
    CHAIN = "chain"
    HEADS = "heads"


@dataclass(frozen=True, slots=True)
class Check:
    """The outcome of one look; no problems means sound."""

    name: CheckName
    problems: tuple[UserError, ...]

    @property
    def ok(self) -> bool:
        """Say whether nothing was found."""
        return not self.problems


@dataclass(frozen=True, slots=True)
class HealthReport:
    """All looks, and what is not damage but worth knowing: gaps and forks."""

    checks: tuple[Check, ...]
    revisions: int
    """Revisions held; 0 where damage keeps them from being counted."""
    gaps: tuple[Gap, ...]
    forks: tuple[Fork, ...]

    @property
    def ok(self) -> bool:
        """Say whether every look found the store sound."""
        return all(check.ok for check in self.checks)

    def problems(self) -> tuple[UserError, ...]:
        """Return everything that was found."""
        return tuple(problem for check in self.checks for problem in check.problems)

    def damage(self, *, lists: bool = True) -> tuple[UserError, ...]:
        """Return what is wrong with what is kept, not with who may read the key or with settings.

        ``lists``: also with the lists made of the log, which packages do not carry.
        """
        harmless = {CheckName.KEY, CheckName.SETTINGS, *(() if lists else (CheckName.HEADS,))}
        return tuple(
            problem
            for check in self.checks
            if check.name not in harmless
            for problem in check.problems
        )


@dataclass(frozen=True, slots=True)
class LastCheck:
    """When a store was looked at, and what was found."""

    at: datetime
    report: HealthReport
