"""Unites packages with a store: a set union, shown before it is done.

Every file is verified whole before the store hears of any; then all of them go in as one
transaction, or nothing does. Order and repetition change nothing. A plan runs the very union that
``apply`` runs and takes it back, so what is shown is what would happen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from surveyapp.errors import UserError
from surveyapp.exchange.meter import Meter, Stretch
from surveyapp.exchange.reader import Package, open_package
from surveyapp.exchange.signers import key_warnings, remember_keys
from surveyapp.progress import Progress, Silent
from surveyapp.store import (
    DeviceLabel,
    Fork,
    FormRecord,
    Gap,
    Media,
    Revision,
    Stop,
    Store,
    UnionLine,
    UnionReport,
)
from surveyapp.text import isolate, isolate_ltr


@dataclass(frozen=True, slots=True)
class PackageLine:
    """One of the files: who made it, when, and how much is in it."""

    file: Path
    device: str
    label: str
    """The device's label, or its id where it has none."""
    made_at: str
    """Local time with offset, ISO 8601."""
    stop: str
    """Where the device stood; ``""`` where no stop was chosen."""
    records: int
    complete: bool
    """Everything the device knew is in it, not only what came after earlier packages."""
    repeated: bool
    """The same package was given before in this list, perhaps under another name."""


@dataclass(frozen=True, slots=True)
class MergeLine:
    """What comes for one stop or one device, in responses."""

    key: str
    label: str
    """What people call it; the key where nobody does."""
    new: int
    updated: int
    identical: int
    conflicts: int


@dataclass(frozen=True, slots=True)
class MergePlan:
    """What a merge would do. Counts are responses, removed ones included, unless they say else."""

    packages: tuple[PackageLine, ...]
    before: int
    after: int
    new: int
    updated: int
    identical: int
    conflicts: int
    """Responses seen that have several current states: somebody has to choose."""
    records_new: int
    records_identical: int
    forms_new: int
    stops_new: int
    by_stop: tuple[MergeLine, ...]
    by_device: tuple[MergeLine, ...]
    forks: tuple[Fork, ...]
    """Places where a device's log splits: the device was cloned."""
    gaps: tuple[Gap, ...]
    """Places where a part of a device's log has not arrived."""
    warnings: tuple[UserError, ...]
    """What somebody should look at; none of it stops the merge."""

    @property
    def changes_nothing(self) -> bool:
        """Say whether all of it is here already."""
        return not (self.records_new or self.updated or self.forms_new or self.stops_new)


@dataclass(frozen=True, slots=True)
class MergeResult(MergePlan):
    """What a merge did."""


def plan(store: Store, paths: Sequence[Path], progress: Progress | None = None) -> MergePlan:
    """Verify packages and return what merging them would do; the store is left as it is.

    Raises ``UserError`` naming every file that cannot be used.
    """
    merging = _Merging(store, paths, progress or Silent())
    return merging.report(MergePlan, merging.unite(store.preview_union))


def apply(store: Store, paths: Sequence[Path], progress: Progress | None = None) -> MergeResult:
    """Verify packages, unite all of them with the store in one transaction, return what it did.

    Raises ``UserError`` naming every file that cannot be used, and ``Cancelled`` where the
    listener asked for it; the store is left as it was then.
    """
    merging = _Merging(store, paths, progress or Silent())
    result = merging.report(MergeResult, merging.unite(store.union))
    # Known keys only grow, so being interrupted before this line costs nothing: the next package
    # of the device brings its key again.
    remember_keys(store, merging.packages)
    return result


P = TypeVar("P", bound=MergePlan)
T = TypeVar("T")

_Union = Callable[
    [
        Iterable[Revision],
        Iterable[FormRecord],
        Iterable[Stop],
        Iterable[DeviceLabel],
        Iterable[Media],
    ],
    UnionReport,
]


class _Merging:
    """Packages verified and ready to be united with a store."""

    def __init__(self, store: Store, paths: Sequence[Path], progress: Progress) -> None:
        self._store = store
        self._counted = _responses(store)
        packages = _opened(paths)
        self._lines = _package_lines(packages)
        self.packages = tuple({package.digest: package for package in packages}.values())
        size = sum(package.size for package in self.packages)
        checking = Meter(Stretch(progress, 0.0, 0.5), size)
        _each(self.packages, lambda package: package.check_bytes(checking))
        self._uniting = Meter(Stretch(progress, 0.5, 1.0), size)
        # Before the union: afterwards every key is known.
        self._warnings = key_warnings(store, self.packages)

    def unite(self, union: _Union) -> UnionReport:
        """Hand everything in the packages to a door of the store, which verifies each record."""
        try:
            return union(
                (each for package in self.packages for each in package.revisions(self._uniting)),
                (each for package in self.packages for each in package.forms(self._uniting)),
                tuple(each for package in self.packages for each in package.manifest.stops),
                tuple(each for package in self.packages for each in package.manifest.labels),
                (each for package in self.packages for each in package.media(self._uniting)),
            )
        except UserError:
            # The store knows no files: say which ones hold what it refused, where that is why.
            silent = Meter(Silent(), 0)
            _each(self.packages, lambda package: package.check(silent))
            raise

    def report(self, kind: type[P], union: UnionReport) -> P:
        """Return a union's report in the words of a merge."""
        labels = self._labels()
        return kind(
            packages=self._lines,
            before=self._counted,
            after=self._counted + union.new,
            new=union.new,
            updated=union.updated,
            identical=union.identical,
            conflicts=union.conflicts,
            records_new=union.revisions_new,
            records_identical=union.revisions_identical,
            forms_new=union.forms_new,
            stops_new=union.stops_new,
            by_stop=_grouped(union, "stop", self._places()),
            by_device=_grouped(union, "device", labels),
            forks=union.forks,
            gaps=union.gaps,
            warnings=(*self._warnings, *_union_warnings(union, labels)),
        )

    def _labels(self) -> Mapping[str, str]:
        known = {label.device: label for label in self._store.labels()}
        for package in self.packages:
            for label in package.manifest.labels:
                known[label.device] = max(
                    label, known.get(label.device, label), key=lambda each: (each.clock, each.label)
                )
        return {device: label.label for device, label in known.items() if label.label}

    def _places(self) -> Mapping[str, str]:
        stops = [*self._store.stops()]
        for package in self.packages:
            stops += package.manifest.stops
        # A stop has one name here, though people may have typed several.
        return {stop.key: stop.place for stop in sorted(stops, reverse=True) if stop.place}


def _opened(paths: Sequence[Path]) -> tuple[Package, ...]:
    packages: list[Package] = []
    _each(paths, lambda path: packages.append(open_package(path)))
    return tuple(packages)


def _each(files: Sequence[T], use: Callable[[T], None]) -> None:
    """Use every file, then raise for all that are bad: nobody mends them one at a time."""
    problems = []
    for file in files:
        try:
            use(file)
        except UserError as problem:
            problems.append(problem)
    if len(problems) == 1 == len(files):
        raise problems[0]
    if problems:
        raise UserError(
            "Nothing was merged, because {count} of {total} files cannot be used:",
            count=len(problems),
            total=len(files),
            details=tuple(problems),
        )


def _responses(store: Store) -> int:
    counts = store.counts()
    return counts.submissions + counts.deleted + counts.erased


def _package_lines(packages: Sequence[Package]) -> tuple[PackageLine, ...]:
    lines: list[PackageLine] = []
    met: set[str] = set()
    for package in packages:
        manifest = package.manifest
        lines.append(
            PackageLine(
                file=package.path,
                device=manifest.device,
                label=manifest.label or manifest.device,
                made_at=manifest.made_at,
                stop=manifest.stop,
                records=manifest.tally.records,
                complete=not manifest.since,
                repeated=package.digest in met,
            )
        )
        met.add(package.digest)
    return tuple(lines)


def _grouped(union: UnionReport, by: str, labels: Mapping[str, str]) -> tuple[MergeLine, ...]:
    groups: dict[str, list[UnionLine]] = {}
    for line in union.lines:
        groups.setdefault(line.stop if by == "stop" else line.device, []).append(line)
    return tuple(
        MergeLine(
            key=key,
            label=labels.get(key, key),
            new=sum(line.new for line in lines),
            updated=sum(line.updated for line in lines),
            identical=sum(line.identical for line in lines),
            conflicts=sum(line.conflicts for line in lines),
        )
        for key, lines in sorted(groups.items())
    )


def fork_warning(device: str) -> UserError:
    """Return what people are told of a log that two devices wrote; ``device`` is its name."""
    return UserError(
        "{device} was two devices for a while: its data folder was copied, and both copies were "
        "used. All their responses are kept. If both are still in use, merge a package of each on "
        "the other.",
        device=isolate(device),
    )


def _union_warnings(union: UnionReport, labels: Mapping[str, str]) -> Iterator[UserError]:
    for gap in union.gaps:
        yield UserError(
            "Part of what {device} wrote has not arrived (records {first} to {last}). Merge its "
            "earlier packages too, or have it make a complete one.",
            device=_called(gap.device, labels),
            # Nothing between: what is missing is another line of a cloned device's log.
            first=min(gap.after + 1, gap.before - 1),
            last=gap.before - 1,
        )
    for device in sorted({fork.device for fork in union.forks}):
        yield fork_warning(labels.get(device, device))
    for form in union.forms_missing:
        yield UserError(
            "A form that some responses were filled in with is missing ({form}). Merge a package "
            "of a device that has it.",
            form=isolate_ltr(form[:12]),
        )


def _called(device: str, labels: Mapping[str, str]) -> str:
    return isolate(labels.get(device, device))
