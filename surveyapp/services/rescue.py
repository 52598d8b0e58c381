"""Guided recovery: what can be saved of damaged answers, and what was not.

One service for the verb and for the screen that the app shows when it cannot start: the damaged
folder is read and never written to; what it lacks comes from backups and from packages.
"""

from __future__ import annotations

import glob
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from surveyapp.errors import UserError
from surveyapp.exchange import apply
from surveyapp.progress import Progress, Silent
from surveyapp.services.workspace import local_now
from surveyapp.store import Gap, Store
from surveyapp.store.rescuing import SourceLine, Wanted, rescue

__all__ = [
    "RescueReport",
    "SourceLine",
    "Wanted",
    "put_aside",
    "recovered_name",
    "rescue_data",
    "swap",
]


_RECOVERED, _DAMAGED = "recovered", "damaged"
"""What the names of folders say that a recovery made and left beside it."""


@dataclass(frozen=True, slots=True)
class RescueReport:
    """What was saved, from where, and what is known to be missing."""

    out: Path
    sources: tuple[SourceLine, ...]
    packages: tuple[SourceLine, ...]
    revisions: int
    submissions: int
    drafts: int
    forms: int
    stops: int
    set_up: bool
    """The device's name, staff and PIN were saved."""
    forms_missing: tuple[str, ...]
    files_missing: int
    """Files that responses name and no source held."""
    """Hashes of forms that saved responses were filled in with and that are not here."""
    drafts_without_form: int
    """Responses under way that could not be kept for want of their form."""
    missing: tuple[Gap, ...]
    """Records known to have been, by device and place in its log."""
    problems: tuple[UserError, ...]
    """Packages that could not be used."""
    sound: bool
    """The new store was looked at whole and nothing was found."""

    @property
    def complete(self) -> bool:
        """Say whether nothing is known to be missing."""
        lacks = self.missing or self.forms_missing or self.files_missing or self.drafts_without_form
        return self.set_up and not lacks

    @property
    def traceless(self) -> bool:
        """Say whether something may be lost that nobody knows of: responses under way."""
        return any(line.traceless for line in self.sources[:1])


def rescue_data(
    wanted: Wanted,
    packages: tuple[Path, ...] = (),
    *,
    now: Callable[[], datetime] = local_now,
    progress: Progress | None = None,
) -> RescueReport:
    """Save what can be saved into ``wanted.out``, which is left closed and ready to be opened.

    Raises ``UserError`` where nothing can be read at all, the key is missing, or ``out`` is in use;
    nothing is left there then.
    """
    rescued = rescue(wanted, now, progress or Silent())
    with rescued.store as store:
        lines, problems = _merged(store, packages)
        formless = store.adopt_drafts(rescued.drafts)
        store.log_event("rescue", f"from {wanted.data_dir.name}")
        report = RescueReport(
            out=wanted.out,
            sources=rescued.lines,
            packages=tuple(lines),
            revisions=sum(log.revisions for log in store.devices()),
            submissions=store.counts().submissions,
            drafts=len(store.drafts()),
            forms=len(store.forms()),
            stops=len({stop.key for stop in store.stops()}),
            set_up=store.profile() is not None,
            forms_missing=store.forms_missing(),
            files_missing=len(store.files_missing()),
            drafts_without_form=formless,
            missing=store.missing(rescued.known),
            problems=tuple(problems),
            sound=store.check().ok,
        )
        if report.sound:
            store.backups.make("rescue")
    return report


def _merged(store: Store, packages: tuple[Path, ...]) -> tuple[list[SourceLine], list[UserError]]:
    """Unite packages one by one: a bad one must not cost the others."""
    lines, problems = [], []
    for package in packages:
        try:
            result = apply(store, [package])
        except UserError as problem:
            problems.append(problem)
        else:
            lines.append(_line(package, result.records_new))
    return lines, problems


def _line(package: Path, new: int) -> SourceLine:
    return SourceLine(package.name, 0, 0, traceless=False, revisions=new, opened=True)


def recovered_name(data_dir: Path, now: datetime) -> Path:
    """Return a folder beside the damaged one that is not there yet."""
    return next(_free(data_dir, _RECOVERED, now))


def swap(data_dir: Path, recovered: Path, now: datetime) -> Path:
    """Give the recovered folder the damaged one's name; return where the damaged one lies now.

    Raises ``UserError`` where the system does not let folders be renamed; both stay then.
    """
    aside = next(_free(data_dir, _DAMAGED, now))
    try:
        data_dir.rename(aside)
        try:
            recovered.rename(data_dir)
        except OSError:
            aside.rename(data_dir)
            raise
    except OSError as error:
        raise UserError(
            "The recovered answers are in {folder}; they could not take the place of the damaged "
            "ones. Open that folder with --data.",
            folder=recovered,
        ) from error
    return aside


def put_aside(data_dir: Path) -> tuple[Path, ...]:
    """Return the damaged folders that a recovery left beside a data folder."""
    name = data_dir.name.partition(f"-{_RECOVERED}-")[0]  # where it could not take its place
    beside = sorted(data_dir.parent.glob(f"{glob.escape(name)}-{_DAMAGED}-*"))
    if name != data_dir.name:
        beside.insert(0, data_dir.with_name(name))
    return tuple(each for each in beside if each.is_dir())


def _free(data_dir: Path, word: str, now: datetime) -> Iterator[Path]:
    stem = f"{data_dir.name}-{word}-{now:%Y%m%d-%H%M%S}"
    names = (stem, *(f"{stem}-{number}" for number in range(2, 100)))
    return (path for name in names if not (path := data_dir.with_name(name)).exists())
