"""A bit of the file turns: found, or of no consequence; never an answer that changed unseen."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import sqlcipher3

from surveyapp.errors import UserError
from surveyapp.store import Store
from tests.crashlab.kills import empty, work
from tests.crashlab.oracle import Fate, Verdict, doors, problems
from tests.crashlab.script import DATA, Script
from tests.crashlab.tally import Tally

DATABASE = "survey.db"


def closed_store(script: Script, length: int, room: Path) -> tuple[Path, str]:
    """Do ``length`` operations in a store and close it; return its folder and its device."""
    said: list[str] = []
    folder = room / "whole" / DATA
    folder.parents[1].mkdir()
    work(script, folder, 0, length, said.append)
    return folder, said[-1].partition(" ")[2]


def flipped(
    script: Script, length: int, whole: Path, own: str, seeds: Iterable[int], room: Path
) -> Tally:
    """Turn one bit of the database, once for each seed, and look."""
    tally = Tally()
    folder = empty(room) / "data"
    for seed in seeds:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(whole, folder)
        where = turn_a_bit(folder / DATABASE, random.Random(seed))
        verdict = _verdict(folder, script, length, own, tally)
        tally.add(verdict, length, f"seed {script.seed}, bit {where} of {DATABASE}")
    shutil.rmtree(folder.parent)
    return tally


def turn_a_bit(file: Path, chance: random.Random) -> int:
    """Turn one bit of a file; return its number."""
    content = bytearray(file.read_bytes())
    bit = chance.randrange(len(content) * 8)
    content[bit // 8] ^= 1 << bit % 8
    file.write_bytes(content)
    return bit


def _verdict(folder: Path, script: Script, length: int, own: str, tally: Tally) -> Verdict:
    """Each door must tell of damage or show what was; all of it must be told by one of them."""
    wanted, told = script.state(length), False
    try:
        with Store.open(folder) as store:
            for name, look in doors(store, own).items():
                try:
                    if look() != wanted[name]:
                        return Verdict(Fate.LOST, because=f"changed unseen: {name}")
                except UserError:
                    told = True
            found = bool(problems(store))
            tally.count("told by the check" if found else "harmless")
            if told and not found:
                return Verdict(Fate.LOST, because="told by a door, and not by the check")
            return Verdict(Fate.KEPT, length)
    except UserError:
        tally.count("told at opening")
        return Verdict(Fate.KEPT, length)
    except Exception as error:  # noqa: BLE001 - not told in plain words
        return Verdict(Fate.CORRUPT, because=f"{type(error).__name__}: {error}")


def unsealed(script: Script, length: int, flips: int, room: Path) -> Tally:
    """The control: the same documents in a plain database, looked at by ``integrity_check``."""
    tally = Tally()
    whole = room / "plain.db"
    documents = [line[1] for line in _lines(script, length)]
    with closing(sqlcipher3.connect(str(whole), isolation_level=None)) as connection:
        connection.execute("CREATE TABLE documents (document TEXT NOT NULL) STRICT")
        connection.executemany("INSERT INTO documents VALUES (?)", [(each,) for each in documents])
    file = room / f"plain-{os.getpid()}.db"
    for seed in range(flips):
        shutil.copy(whole, file)
        where = turn_a_bit(file, random.Random(seed))
        tally.add(_unsealed_verdict(file, documents), length, f"bit {where} of a plain database")
    return tally


def _lines(script: Script, length: int) -> Iterable[tuple[object, ...]]:
    lines = script.state(length)["submissions"]
    assert isinstance(lines, dict)
    return list(lines.values())


def _unsealed_verdict(file: Path, documents: list[object]) -> Verdict:
    try:
        with closing(sqlcipher3.connect(str(file), isolation_level=None)) as connection:
            found = [row[0] for row in connection.execute("SELECT document FROM documents")]
            sound = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    except (sqlcipher3.Error, UnicodeDecodeError):
        return Verdict(Fate.KEPT)
    if not sound or found == documents:
        return Verdict(Fate.KEPT)
    return Verdict(Fate.LOST, because="an answer changed unseen")
