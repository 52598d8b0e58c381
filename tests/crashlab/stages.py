"""The laboratory's programme: what is run, how often, and which controls must fail."""

from __future__ import annotations

import pickle
import resource
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path

from surveyapp.store import place
from tests.crashlab import controls, faults, flips, kills, power
from tests.crashlab.children import crew
from tests.crashlab.colleagues import parcels
from tests.crashlab.script import Finish, Script
from tests.crashlab.tally import Tally
from tests.crashlab.trace import Trace, record


@dataclass(frozen=True)
class Size:
    """How much is done in one round."""

    session: int
    """Operations of the session that is cut short at every call."""
    every: int
    """One of so many calls is killed at; 1 is each."""
    moments: int
    """Kills at any moment."""
    draws: int
    """Images drawn of what may be on disk; those that are alike count once."""
    again: int
    """Sessions that begin with such an image."""
    sorts: tuple[faults.Fault, ...]
    flips: int
    control: int
    """Operations of the controls' sessions."""


WHOLE = Size(
    session=37,
    every=1,
    moments=440,
    draws=6000,
    again=8,
    sorts=faults.SORTS,
    flips=120,
    control=10,
)
SLICE = Size(
    session=12,
    every=15,
    moments=10,
    draws=90,
    again=1,
    sorts=(faults.SORTS[0], faults.SORTS[-1]),
    flips=10,
    control=10,
)
"""A few seconds, for the default suite; long enough to finish a response."""


@dataclass
class Stage:
    """One line of the table: what was run, and the controls, which must come out badly."""

    name: str
    tally: Tally = field(default_factory=Tally)
    controls: dict[str, Tally] = field(default_factory=dict)

    @property
    def failures(self) -> list[str]:
        """Return what makes the stage fail."""
        blind = [
            f"the control “{name}” came out well: the laboratory would not see that"
            for name, tally in self.controls.items()
            if not tally.bad
        ]
        return self.tally.faults + blind + ([] if self.tally.runs else ["nothing was run"])


STAGES = (
    "killed at every call",
    "killed at any moment",
    "power cut",
    "disk full",
    "disk faulty",
    "bit turned",
)


@dataclass(frozen=True)
class Part:
    """Some of a stage's runs, or of one of its controls'."""

    stage: str
    work: Callable[[], Tally]
    control: str = ""


def run(room: Path, seed: int, size: Size, processors: int) -> list[Stage]:
    """Run one round in a folder and return its stages."""
    # An image lies elsewhere than the store it was taken of, and a copy takes another identity.
    place.of = lambda _: place.Place("", "", "")
    stages = {name: Stage(name) for name in STAGES}
    parts = list(_parts(room, seed, size))
    with crew(processors) as done:
        for index, tally in done([partial(_timed, part.work) for part in parts]):
            part = parts[index]
            stage = stages[part.stage]
            into = stage.controls.setdefault(part.control, Tally()) if part.control else stage.tally
            into.take(tally)
    return list(stages.values())


def _parts(room: Path, seed: int, size: Size) -> Iterator[Part]:
    """Prepare a round and yield its parts, the longest first."""
    script = _script(room, seed)
    script.operation(size.session + kills.MOST)
    (room / "first").mkdir()
    first = record(script, 0, size.session, room / "first")
    for fault in size.sorts:
        name = "disk full" if fault.full else "disk faulty"
        yield Part(name, partial(_endured, room, seed, size.session, fault))
    yield from _at_calls(room, seed, size, first)
    yield from _power_cuts(room, seed, size, first)
    for number in range(0, size.moments, kills.LIVES):
        work = partial(_at_any_moment, room, seed, number, kills.LIVES)
        yield Part("killed at any moment", work)
    yield Part(
        "killed at any moment", partial(_at_any_moment, room, seed, 0, 10, kills.HASTY), kills.HASTY
    )
    for name, control in (("disk full", faults.SWALLOWED), ("disk faulty", faults.LYING)):
        fault = faults.Fault(full=True, lasting=False, control=control)
        yield Part(name, partial(_endured, room, seed, size.session, fault), control)
    whole, own = flips.closed_store(script, size.session, room)
    for start in range(0, size.flips, 20):
        seeds = range(start, min(start + 20, size.flips))
        yield Part("bit turned", partial(_flipped, room, seed, size.session, whole, own, seeds))
    yield Part("bit turned", partial(_unsealed, room, seed, size.session), "integrity_check alone")


def _at_calls(room: Path, seed: int, size: Size, first: Trace) -> Iterator[Part]:
    aims = [kills.AtCall(number, halfway=False) for number in range(1, len(first.calls) + 1)]
    aims += [
        kills.AtCall(number, halfway=True)
        for number, call in enumerate(first.calls, start=1)
        if len(call.data) >= _PAGE and number % 3 == 0
    ]
    aims = aims[:: size.every]
    for start in range(0, len(aims), 25):
        work = partial(_killed, room, seed, size.session, aims[start : start + 25])
        yield Part("killed at every call", work)
    number = next(n for n, each in _script(room, seed).from_(0) if isinstance(each, Finish))
    in_two = record(
        _script(room, seed), 0, number + 1, _empty(room / "two"), control=controls.TWO_TRANSACTIONS
    )
    finishing = [kills.AtCall(place, halfway=False) for place in in_two.calls_of(number)]
    work = partial(_killed, room, seed, number + 1, finishing, controls.TWO_TRANSACTIONS)
    yield Part("killed at every call", work, controls.TWO_TRANSACTIONS)


_PAGE = 4096
"""Bytes from which a write is also broken off in the middle, one of three."""


def _power_cuts(room: Path, seed: int, size: Size, first: Trace) -> Iterator[Part]:
    script = _script(room, seed)
    begun = [
        power.begun_again(first, script, seed * 1000 + number, 12, room)
        for number in range(size.again)
    ]
    traces = [first, *(trace for trace in begun if trace is not None)]
    events = sum(len(trace.events) for trace in traces)
    for number, trace in enumerate(traces):
        _keep(room, number, trace)
        draws = size.draws * len(trace.events) // events
        for portion in power.cuts(trace, draws, seed):
            yield Part("power cut", partial(_cut, room, seed, number, portion))
    short = record(script, 0, size.control, _empty(room / "short"))
    _keep(room, -1, short)
    for disk in power.BAD_DISKS:
        for portion in power.cuts(short, 60, seed):
            yield Part("power cut", partial(_cut, room, seed, -1, portion, disk), disk)


# What the crew does: small things travel to it, large ones lie in the room.


def _timed(work: Callable[[], Tally]) -> Tally:
    """Do it, and note the processor time that it and its children took."""
    began = _processor_seconds()
    tally = work()
    tally.seconds = _processor_seconds() - began
    return tally


def _processor_seconds() -> float:
    spent = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in spent)


def _killed(
    room: Path, seed: int, length: int, aims: list[kills.AtCall], control: str = ""
) -> Tally:
    return kills.at_calls(_script(room, seed), length, aims, room, control)


def _at_any_moment(room: Path, seed: int, number: int, times: int, control: str = "") -> Tally:
    return kills.at_any_moment(number, _script(room, seed), times, room, control)


def _cut(room: Path, seed: int, trace: int, cuts: list[power.Cut], bad_disk: str = "") -> Tally:
    return power.after_power_cuts(_trace(room, trace), _script(room, seed), cuts, room, bad_disk)


def _endured(room: Path, seed: int, length: int, fault: faults.Fault) -> Tally:
    return faults.endured(_script(room, seed), length, fault, room)


def _flipped(room: Path, seed: int, length: int, whole: Path, own: str, seeds: range) -> Tally:
    return flips.flipped(_script(room, seed), length, whole, own, seeds, room)


def _unsealed(room: Path, seed: int, length: int) -> Tally:
    return flips.unsealed(_script(room, seed), length, 60, room)


@cache
def _script(room: Path, seed: int) -> Script:
    return Script(seed, parcels(room / "colleagues"))


def _keep(room: Path, number: int, trace: Trace) -> None:
    (room / f"trace-{number}").write_bytes(pickle.dumps(trace))


@cache
def _trace(room: Path, number: int) -> Trace:
    trace = pickle.loads((room / f"trace-{number}").read_bytes())
    assert isinstance(trace, Trace)
    return trace


def _empty(folder: Path) -> Path:
    folder.mkdir()
    return folder
