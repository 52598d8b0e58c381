"""The disk is full, or answers with a fault, at each call; later there is room again.

One session for each sort of fault: every operation is tried with the fault at its first call, its
second, and so on, until it passes without meeting it. Each time the person must be told in plain
words, the store must go on with what it held, and nothing acknowledged may be gone.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from surveyapp.errors import UserError
from tests.crashlab.children import in_child
from tests.crashlab.disk import SQLITE_FULL, Call, Disk, Proceed, PythonFiles
from tests.crashlab.kills import empty
from tests.crashlab.oracle import Fate, Verdict, compare, judge
from tests.crashlab.script import DATA, Desk, Operation, Script
from tests.crashlab.tally import Tally
from tests.crashlab.vfs import FaultyVfs

_TAKES_ROOM = {"write", "make", "share", "folder"}
_CANTOPEN = 14
_CODES = {
    # What SQLite's own VFS returns where the system refuses; both codes, full and faulty.
    "write": (SQLITE_FULL, 778),
    "share": (4874, 4874),
    "make": (_CANTOPEN, _CANTOPEN),
    "folder": (SQLITE_FULL, 10),
    "rename": (SQLITE_FULL, 10),
    "sync": (1034, 1034),
    "truncate": (1546, 1546),
    "delete": (2570, 2570),
}

_PLAIN = {"write", "sync", "truncate"}
"""Calls whose failing SQLite tells as what it is."""

_FULL, _FAULTY = "is full", "does not answer"

EVERY = 12
"""Of so many faults one is followed by a crash: what lies there is opened by another process."""

SWALLOWED = "told, and acknowledged all the same"
LYING = "a disk that says it wrote and did not"


@dataclass(frozen=True)
class Fault:
    """A sort of fault."""

    full: bool
    """The disk is full; else it answers with a fault."""
    lasting: bool
    """It stays until somebody makes room; else it passes."""
    halfway: bool = False
    """Half of a write gets through."""
    control: str = ""


SORTS = tuple(
    Fault(full, lasting, halfway)
    for full in (True, False)
    for lasting in (False, True)
    for halfway in (False, True)
)


class FaultyDisk(Disk):
    """Refuses the ``nth`` call from when it was armed, and, where it lasts, all that follow."""

    def __init__(self, fault: Fault) -> None:
        self._fault = fault
        self._left: int | None = None
        self.met: Call | None = None
        """The call that was refused first."""
        self.kinds: set[str] = set()
        """Of all that were refused."""

    def arm(self, nth: int) -> None:
        self._left, self.met, self.kinds = nth, None, set()

    def disarm(self) -> None:
        self._left = None

    def happens(self, call: Call, proceed: Proceed) -> int:
        if self._left is None or (self._fault.full and call.kind not in _TAKES_ROOM):
            return proceed(None)
        self._left -= 1
        if self._left > 0 or (self._left < 0 and not self._fault.lasting):
            return proceed(None)
        self.met = self.met or call
        self.kinds.add(call.kind)
        if self._fault.control == LYING:
            return 0 if call.kind in {"write", "sync"} else proceed(None)
        if self._fault.halfway and call.kind == "write":
            proceed(len(call.data) // 2)
        full, faulty = _CODES[call.kind]
        if call.python:
            return SQLITE_FULL if self._fault.full else faulty
        return full if self._fault.full else faulty


def endured(script: Script, length: int, fault: Fault, room: Path) -> Tally:
    """Do ``length`` operations on a faulty disk, in a process of their own."""
    home = empty(room)

    def session() -> Tally:
        disk = FaultyDisk(fault)
        PythonFiles(disk, home).install()
        FaultyVfs(disk).install()
        return _Endurance(script, fault, disk, home).tally_of(length)

    tally = in_child(session)
    shutil.rmtree(home)
    return tally


class _Endurance:
    """A session that meets a fault at every call it makes."""

    def __init__(self, script: Script, fault: Fault, disk: FaultyDisk, home: Path) -> None:
        self._script = script
        self._fault = fault
        self._disk = disk
        self._home = home
        self._desk = Desk(home / DATA, script.parcels)
        self._own = ""
        self._word = _FULL if fault.full else _FAULTY
        self._tally = Tally()

    def tally_of(self, length: int) -> Tally:
        for number, operation in self._script.from_(0):
            if number == length or not self._done(number, operation):
                break
            self._own = self._own or self._desk.store.device_id
        self._desk.close()
        verdict = judge(self._desk.folder, self._script, number, self._own)
        self._tally.add(verdict, number, f"seed {self._script.seed}, {self._fault}, at the end")
        return self._tally

    def _done(self, number: int, operation: Operation) -> bool:
        """Do one operation in spite of all; say whether the session can go on."""
        nth = 0
        while True:
            nth += 1
            self._disk.arm(nth)
            said = self._attempt(operation)
            met, kinds = self._disk.met, self._disk.kinds
            if met is None and not said:
                self._disk.disarm()
                return True
            acknowledged = not said
            if self._fault.lasting and said and not self._is_done(number):
                # Trying again while nothing has changed.
                acknowledged = not self._attempt(operation)
            self._disk.disarm()
            acknowledged = acknowledged or self._fault.control == SWALLOWED
            verdict = self._verdict(number, acknowledged=acknowledged, nth=nth)
            if met is None:
                verdict = Verdict(Fate.CORRUPT, because=f"without a fault: {said}")
            elif said and kinds <= _PLAIN and self._word not in said:
                verdict = Verdict(Fate.CORRUPT, because=f"told as: {said}")
            where = f"{type(operation).__name__} ({number}), at its call {nth}: {met}"
            self._tally.add(verdict, 0, f"seed {self._script.seed}, {self._fault}, {where}")
            if verdict.fate != Fate.KEPT:
                return False
            if verdict.holds > number and (operation.changes or not number):
                return True

    def _is_done(self, number: int) -> bool:
        """Say whether an operation was done although it was told: something after it went wrong."""
        if not number or not self._desk.is_open:
            return False
        after = compare(self._desk.store, self._script, (number, number + 1), self._own)
        return after.holds > number

    def _attempt(self, operation: Operation) -> str:
        """Try an operation; return what the person was told, ``""`` where it was acknowledged."""
        try:
            operation.act(self._desk)
        except UserError as problem:
            self._tally.count(f"told: {problem.message}")
            return problem.message
        return ""

    def _verdict(self, number: int, *, acknowledged: bool, nth: int) -> Verdict:
        if not number and not acknowledged:
            return Verdict(Fate.KEPT)  # no store yet: looking would make one
        try:
            wanted = (number + 1,) if acknowledged else (number, number + 1)
            verdict = compare(
                self._desk.store, self._script, wanted, self._own or self._desk.store.device_id
            )
            if verdict.fate == Fate.KEPT and (number + nth) % EVERY == 0:
                verdict = self._after_a_crash(wanted) or verdict
        except UserError as problem:
            return Verdict(Fate.CORRUPT, because=f"there is room again, and yet: {problem}")
        return verdict

    def _after_a_crash(self, wanted: tuple[int, ...]) -> Verdict | None:
        copy = self._home.with_name(self._home.name + "-copy")
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(self._desk.folder, copy)
        verdict = judge(copy, self._script, wanted[0], self._own)
        self._tally.count("crashed after a fault")
        shutil.rmtree(copy)
        return None if verdict.fate == Fate.KEPT else verdict
