"""Writes down, in order, every change of a file and every acknowledgement of a session."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from tests.crashlab import controls
from tests.crashlab.children import in_child
from tests.crashlab.disk import Call, Disk, Proceed, PythonFiles
from tests.crashlab.kills import work
from tests.crashlab.script import DATA, Script
from tests.crashlab.vfs import FaultyVfs


@dataclass(frozen=True)
class Acknowledged:
    """An operation had returned."""

    number: int
    own: str
    """Id of the device that did it."""


@dataclass(frozen=True)
class Trace:
    """A session as its disk saw it. Paths are absolute and lie under ``home``."""

    home: str
    before: tuple[tuple[str, bytes], ...]
    """Files that lay there, on disk for long."""
    first: int
    """Operations acknowledged before."""
    own: str
    """Id of the device that did those; ``""`` where there were none."""
    events: tuple[Call | Acknowledged, ...]

    @property
    def calls(self) -> list[Call]:
        """Return what a disk is asked, call by call."""
        return [each for each in self.events if isinstance(each, Call) and each.kind != "noted"]

    def calls_of(self, number: int) -> range:
        """Return the places, from 1, of the calls of the operation after ``number`` ones."""
        done, asked, found = self.first, 0, []
        for event in self.events:
            if isinstance(event, Acknowledged):
                done = event.number
            elif event.kind != "noted":
                asked += 1
                if done == number:
                    found.append(asked)
        return range(found[0], found[-1] + 1)


class Recorder(Disk):
    """Lets every call through and writes it down once it succeeded."""

    def __init__(self) -> None:
        self.events: list[Call | Acknowledged] = []
        self._written_by_python: dict[str, bytes] = {}

    def happens(self, call: Call, proceed: Proceed) -> int:
        self._look_at_python_files()
        code = proceed(None)
        if not code:
            self.events.append(call)
        if call.python and call.kind in {"make", "truncate"}:
            self._written_by_python[call.path] = b""
        elif call.python and call.kind in {"rename", "delete"}:
            self._written_by_python.pop(call.path, None)
        return code

    def noted(self, call: Call) -> None:
        self.events.append(call)

    def acknowledge(self, line: str) -> None:
        self._look_at_python_files()
        number, _, own = line.partition(" ")
        self.events.append(Acknowledged(int(number), own))

    def _look_at_python_files(self) -> None:
        """Write down what Python wrote since the call before: it does not tell."""
        for path, known in self._written_by_python.items():
            if not os.path.lexists(path):
                continue
            content = Path(path).read_bytes()
            if content != known:
                self.events.append(Call("write", path, 0, content, python=True))
                self._written_by_python[path] = content


def record(
    script: Script, first: int, last: int, home: Path, own: str = "", control: str = ""
) -> Trace:
    """Let a child do operations ``first`` to ``last`` and return what its disk saw.

    The store lies in ``DATA`` under ``home``, or will, with what was there before.
    """
    data = home / DATA
    before = tuple(
        (str(path), path.read_bytes()) for path in sorted(home.rglob("*")) if path.is_file()
    )

    def recorded() -> tuple[Call | Acknowledged, ...]:
        disk = Recorder()
        PythonFiles(disk, home).install()
        FaultyVfs(disk).install()
        controls.apply(control)
        work(script, data, first, last, disk.acknowledge)
        return tuple(disk.events)

    return Trace(str(home), before, first, own, in_child(recorded))
