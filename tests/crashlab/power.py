"""Power goes: images of what may be on disk, each opened as on the next morning.

A session is recorded once; images are drawn of many moments in it. Of the second recording the
beginning is such an image, so that recovering is cut short too.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate, groupby
from pathlib import Path

from surveyapp.store.files import write_private
from tests.crashlab.disk import Call, name_of
from tests.crashlab.oracle import Fate, judge
from tests.crashlab.platter import Image, Platter
from tests.crashlab.script import DATA, Script
from tests.crashlab.tally import Tally
from tests.crashlab.trace import Acknowledged, Trace, record

Forgets = Callable[[Call], bool]
"""Says which syncs a bad disk forgets, for controls."""

BAD_DISKS: dict[str, Forgets] = {
    "synchronous=OFF": lambda call: not call.python,
    "synchronous=NORMAL": lambda call: call.path.endswith("-wal"),
    # Folders have no full stop in their names here, files have one.
    "names not synced": lambda call: "." not in name_of(call.path),
}


@dataclass(frozen=True)
class Cut:
    """A moment of a trace: after so many events."""

    after: int
    seed: int


def cuts(trace: Trace, draws: int, seed: int, size: int = 200) -> list[list[Cut]]:
    """Return moments to cut a session at, evenly over its events and in order, in portions.

    All moments with as many acknowledgements are in one portion: that is where images may be alike.
    """
    chance = random.Random(seed)
    drawn = sorted(chance.randint(1, len(trace.events)) for _ in range(draws))
    done = list(accumulate(isinstance(each, Acknowledged) for each in trace.events))
    portions: list[list[Cut]] = [[]]
    for _, moments in groupby(drawn, key=lambda after: done[after - 1]):
        if len(portions[-1]) >= size:
            portions.append([])
        portions[-1] += [Cut(after, chance.getrandbits(32)) for after in moments]
    return portions


def images(
    trace: Trace, wanted: list[Cut], forgets: Forgets | None = None
) -> Iterator[tuple[Cut, Image, int, str]]:
    """Yield images at moments, in order, with what was acknowledged by then and by whom."""
    platter = Platter(trace.before, trace.home)
    acknowledged, own, done = trace.first, trace.own, 0
    for cut in wanted:
        for event in trace.events[done : cut.after]:
            if isinstance(event, Acknowledged):
                acknowledged, own = event.number, event.own
            elif not (forgets and event.kind in {"sync", "noted"} and forgets(event)):
                platter.follow(event)
        done = cut.after
        yield cut, platter.image(random.Random(cut.seed)), acknowledged, own


def after_power_cuts(
    trace: Trace, script: Script, wanted: list[Cut], room: Path, bad_disk: str = ""
) -> Tally:
    """Open an image of each moment.

    One that was seen before, at a moment when as much was acknowledged, is passed over.
    """
    tally = Tally()
    marks: set[bytes] = set()
    home = room / f"{os.getpid()}"
    forgets = BAD_DISKS[bad_disk] if bad_disk else None
    for cut, image, acknowledged, own in images(trace, wanted, forgets):
        mark = _mark(image, acknowledged)
        if mark in marks:
            continue
        marks.add(mark)
        lay(image, trace.home, home)
        verdict = judge(home / DATA, script, acknowledged, own)
        tally.add(verdict, acknowledged - trace.first, f"seed {script.seed}, {cut}")
    shutil.rmtree(home, ignore_errors=True)
    return tally


def lay(image: Image, was: str, home: Path) -> None:
    """Put an image where nothing else lies."""
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    for path, content in sorted(image.items()):
        place = home / Path(path).relative_to(was)
        if content is None:
            place.mkdir()
        else:
            write_private(place, content)


def _mark(image: Image, acknowledged: int) -> bytes:
    mark = hashlib.blake2b(f"{acknowledged}".encode(), digest_size=16)
    for path, content in sorted(image.items()):
        if not path.endswith("-shm"):
            mark.update(path.encode() + b"\0" + hashlib.blake2b(content or b"").digest())
    return mark.digest()


def begun_again(trace: Trace, script: Script, seed: int, length: int, room: Path) -> Trace | None:
    """Return the trace of a session that begins with an image of another, and recovers it.

    ``None`` where there is nothing to recover yet, or no store that was kept: that is the other
    stage's to say.
    """
    first = next(index for index, each in enumerate(trace.events) if isinstance(each, Acknowledged))
    chance = random.Random(seed)
    cut = Cut(chance.randint(first + 1, len(trace.events)), chance.getrandbits(32))
    _, image, acknowledged, own = next(images(trace, [cut]))
    home = room / f"again-{seed}"
    lay(image, trace.home, home)
    verdict = judge(home / DATA, script, acknowledged, own)
    if verdict.fate != Fate.KEPT:
        return None
    lay(image, trace.home, home)  # as it was before it was looked at
    begun = record(script, verdict.holds, verdict.holds + length, home, own)
    shutil.rmtree(home)
    return begun
