"""What may be on disk after power went: the least that systems promise, and everything short of it.

A file's bytes are safe once the file was synced, a name once its folder was: nothing else is,
in no order. Of what was not synced, each sector may be there or not. A sector is whole (disks
promise that) unless an image is asked to tear those that were being written.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from tests.crashlab.disk import Call, folder_of

Image = dict[str, bytes | None]
"""Paths and contents; ``None`` is a folder."""


@dataclass
class _File:
    safe: bytearray = field(default_factory=bytearray)
    pending: list[Call] = field(default_factory=list)
    """Writes and truncations since the last sync."""


@dataclass(frozen=True)
class _Name:
    """A change of a folder: a name given to a file, or (-1) taken away; both for a rename."""

    path: str
    file: int
    was: str = ""


FOLDER = -2
GONE = -1


class Platter:
    """Follows a trace call by call; gives images of what may be left at any moment."""

    def __init__(self, before: Iterable[tuple[str, bytes]], home: str) -> None:
        self._home = home
        self._files: list[_File] = []
        self._now: dict[str, int] = {}
        """Names as the running system sees them: the number of a file, or ``FOLDER``."""
        self._safe: dict[str, int] = {}
        self._pending: dict[str, list[_Name]] = {}
        """Changes of each folder since its last sync."""
        for path, content in before:
            self._now[path] = self._safe[path] = self._new(content)
            folder = folder_of(path)
            while folder != home:
                self._now[folder] = self._safe[folder] = FOLDER
                folder = folder_of(folder)

    def follow(self, call: Call) -> None:
        """Let a call happen."""
        if call.kind in {"write", "truncate"}:
            self._files[self._now[call.path]].pending.append(call)
        elif call.kind == "noted" or (call.kind == "sync" and self._is_folder(call.path)):
            for change in self._pending.pop(call.path, []):
                _rename(self._safe, change)
        elif call.kind == "sync":
            file = self._files[self._now[call.path]]
            for each in file.pending:
                _write(file.safe, each)
            file.pending.clear()
        elif call.kind == "make":
            self._change(_Name(call.path, self._new()))
        elif call.kind == "folder":
            if call.path != self._home:
                self._change(_Name(call.path, FOLDER))
        elif call.kind == "rename":
            self._change(_Name(call.target, self._now[call.path], call.path))
        elif call.kind == "delete":
            self._change(_Name(call.path, GONE))

    @property
    def at_stake(self) -> int:
        """Return how many changes are not safe."""
        writes = sum(
            len(self._files[number].pending) for number in self._now.values() if number >= 0
        )
        return writes + sum(map(len, self._pending.values()))

    def image(self, chance: random.Random) -> Image:
        """Return one of the images that may be left now."""
        names = self._names(chance)
        fate = _Fate.drawn(chance)
        found: Image = {}
        for path, number in sorted(names.items()):
            if not self._reachable(path, names):
                continue
            if number == FOLDER:
                found[path] = None
                continue
            file = self._files[number]
            found[path] = fate.of(file, chance) if file.pending else bytes(file.safe)
            if path.endswith(".db") and chance.random() < 0.5:
                # Shared memory is a file that is never synced: anything may be in it.
                found[path + "-shm"] = chance.choice((b"", bytes(32768), chance.randbytes(32768)))
        return found

    def _names(self, chance: random.Random) -> dict[str, int]:
        """Return names as they may be: most file systems keep the order of changes, some don't."""
        names = dict(self._safe)
        for folder in sorted(self._pending):
            changes = self._pending[folder]
            if chance.random() < 0.7:
                kept = changes[: chance.randint(0, len(changes))]
            else:
                kept = [change for change in changes if chance.random() < 0.5]
            for change in kept:
                _rename(names, change)
        return names

    def _reachable(self, path: str, names: dict[str, int]) -> bool:
        folder = folder_of(path)
        return folder == self._home or (
            names.get(folder) == FOLDER and self._reachable(folder, names)
        )

    def _change(self, change: _Name) -> None:
        _rename(self._now, change)
        self._pending.setdefault(folder_of(change.path), []).append(change)

    def _new(self, content: bytes = b"") -> int:
        self._files.append(_File(bytearray(content)))
        return len(self._files) - 1

    def _is_folder(self, path: str) -> bool:
        return path == self._home or self._now.get(path) == FOLDER


def _rename(names: dict[str, int], change: _Name) -> None:
    if change.was:
        names.pop(change.was, None)
    if change.file == GONE:
        names.pop(change.path, None)
    else:
        names[change.path] = change.file


def _write(content: bytearray, call: Call) -> None:
    if call.kind == "truncate":
        del content[call.offset :]
        content.extend(bytes(call.offset - len(content)))
        return
    content.extend(bytes(max(0, call.offset - len(content))))
    content[call.offset : call.offset + len(call.data)] = call.data


def _torn(piece: Call, chance: random.Random) -> Call:
    """Return a sector of which the beginning got through, or bytes that nobody ever wrote."""
    if chance.random() < 0.5:
        return piece._replace(data=piece.data[: chance.randint(0, len(piece.data))])
    return piece._replace(data=chance.randbytes(len(piece.data)))


@dataclass(frozen=True)
class _Fate:
    """What becomes of the sectors that were not synced, in one image."""

    how: str
    sector: int
    share: float
    """How many are kept, where that is left to chance."""

    @classmethod
    def drawn(cls, chance: random.Random) -> _Fate:
        return cls(
            chance.choice(
                (
                    "dropped",
                    "kept",
                    "sectors",
                    "sectors",
                    "writes",
                    "writes",
                    "begun",
                    "all but one",
                    "torn",
                )
            ),
            chance.choice((512, 4096)),
            chance.choice((0.1, 0.5, 0.9)),
        )

    def of(self, file: _File, chance: random.Random) -> bytes:
        """Return what a file may hold."""
        content = bytearray(file.safe)
        pending = file.pending
        if self.how == "dropped":
            return bytes(content)
        if self.how == "writes":  # whole writes, later ones without earlier ones
            pending = [each for each in pending if chance.random() < self.share]
        elif self.how == "begun":  # in order up to a moment, the last one torn
            pending = pending[: chance.randint(0, len(pending))]
        pieces = [piece for each in pending for piece in self._sectors(each)]
        if self.how in {"sectors", "torn"}:
            keep = [chance.random() < self.share for _ in pieces]
        elif self.how == "all but one" and pieces:
            lost = chance.randrange(len(pieces))
            keep = [number != lost for number in range(len(pieces))]
        elif self.how == "begun" and pending:
            whole = len(pieces) - len(self._sectors(pending[-1]))
            end = chance.randint(whole, len(pieces))
            keep = [number < end for number in range(len(pieces))]
        else:
            keep = [True] * len(pieces)
        for piece, kept in zip(pieces, keep, strict=True):
            if kept:
                _write(content, piece)
            elif self.how == "torn" and piece.data:
                _write(content, _torn(piece, chance))
        return bytes(content)

    def _sectors(self, call: Call) -> list[Call]:
        """Return a write cut where sectors end; a truncation is one piece."""
        if call.kind == "truncate":
            return [call]
        ends = range(
            (call.offset // self.sector + 1) * self.sector,
            call.offset + len(call.data),
            self.sector,
        )
        bounds = [call.offset, *ends, call.offset + len(call.data)]
        return [
            call._replace(offset=start, data=call.data[start - call.offset : end - call.offset])
            for start, end in pairwise(bounds)
        ]
