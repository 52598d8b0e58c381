"""The process is killed: at each call for a file, in the middle of each write, at any moment.

What the system was given stays, so this is about transactions; power that goes is another matter
(``power``).
"""

from __future__ import annotations

import os
import random
import shutil
import signal
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from tests.crashlab import controls
from tests.crashlab.children import Moment, lived
from tests.crashlab.disk import Call, Disk, Proceed, PythonFiles
from tests.crashlab.oracle import Fate, judge
from tests.crashlab.script import DATA, Desk, Script
from tests.crashlab.tally import Tally
from tests.crashlab.vfs import FaultyVfs

LIVES = 10
"""Times one store is killed at any moment before a new one takes its place."""

MOST = 20
"""Operations after which a life ends, and some milliseconds into the next ones."""

HASTY = "acknowledged before it is done"


class DeadlyDisk(Disk):
    """Kills the process at its ``number``th call, before it or, of a write, in the middle."""

    def __init__(self, number: int, *, halfway: bool) -> None:
        self._left = number
        self._halfway = halfway

    def happens(self, call: Call, proceed: Proceed) -> int:
        self._left -= 1
        if not self._left:
            if self._halfway:
                proceed(len(call.data) // 2)
            os.kill(os.getpid(), signal.SIGKILL)
        return proceed(None)


def work(
    script: Script, folder: Path, first: int, last: int | None, say: Callable[[str], None]
) -> None:
    """Do operations ``first`` to ``last`` and acknowledge each once it returned."""
    desk = Desk(folder, script.parcels)
    for number, operation in script.from_(first):
        if number == last:
            break
        operation.act(desk)
        say(f"{number + 1} {desk.store.device_id}")
    desk.close()


def hasty_work(script: Script, folder: Path, first: int, say: Callable[[str], None]) -> None:
    """Acknowledge each operation before it is done: the control."""
    desk = Desk(folder, script.parcels)
    own = desk.store.device_id
    for number, operation in script.from_(first):
        say(f"{number + 1} {own}")
        operation.act(desk)


def acknowledged(said: list[str], before: int = 0) -> tuple[int, str]:
    """Return the number acknowledged last, and the device that did it."""
    number, _, own = said[-1].partition(" ") if said else (str(before), "", "")
    return int(number), own


@dataclass(frozen=True)
class AtCall:
    """One kill at one call."""

    number: int
    halfway: bool


def at_calls(
    script: Script, length: int, kills: list[AtCall], room: Path, control: str = ""
) -> Tally:
    """Kill a session of ``length`` operations once at each of some calls."""
    tally = Tally()
    for kill in kills:
        home = empty(room)

        def session(say: Callable[[str], None]) -> None:
            disk = DeadlyDisk(kill.number, halfway=kill.halfway)  # noqa: B023 - runs at once
            PythonFiles(disk, home).install()  # noqa: B023
            FaultyVfs(disk).install()
            controls.apply(control)
            work(script, home / DATA, 0, length, say)  # noqa: B023

        life = lived(session)
        done, own = acknowledged(life.said)
        verdict = judge(home / DATA, script, done, own, go_on=2)
        tally.add(verdict, done, f"seed {script.seed}, killed at {kill}")
        tally.count("not reached", not life.killed)
    shutil.rmtree(home)
    return tally


def at_any_moment(seed: int, script: Script, kills: int, room: Path, control: str = "") -> Tally:
    """Kill one store again and again while it works on; it goes on from what it holds."""
    tally = Tally()
    chance = random.Random(seed)
    folder = empty(room) / DATA
    holds, own = 0, ""
    for _ in range(kills):
        moment = Moment(chance.randrange(MOST), chance.uniform(0.0, 0.004))
        if control == HASTY:
            life = lived(partial(hasty_work, script, folder, holds), replace(moment, seconds=0.0))
        else:
            life = lived(partial(work, script, folder, holds, None), moment)
        done, device = acknowledged(life.said, holds)
        own = own or device
        verdict = judge(folder, script, done, own)
        tally.add(verdict, done - holds, f"seed {script.seed}, store {seed}, killed at {moment}")
        if verdict.fate != Fate.KEPT:
            break
        holds = verdict.holds
    shutil.rmtree(folder.parents[1])
    return tally


def empty(room: Path) -> Path:
    """Return an empty folder for this process alone."""
    home = room / f"{os.getpid()}"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    return home
