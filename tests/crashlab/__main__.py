"""The crash laboratory: ``python -m tests.crashlab``, also ``run.py crashlab``.

The real store on the real SQLCipher library is killed at every call it makes for a file and at any
moment, loses power in thousands of ways, finds the disk full or faulty at every call, and has bits
of its file turned. With A operations acknowledged it must hold exactly what a simple model holds
after A or A + 1 of them. Each stage has controls that must come out badly.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

if sys.platform != "linux":
    print(
        "The crash laboratory needs Linux: it forks, kills, and looks at files as Linux shows them."
    )
    raise SystemExit(2)

from tests.crashlab import stages
from tests.crashlab.stages import Stage


def main() -> int:
    """Run rounds until the time is up; print the table; 1 where anything failed."""
    parser = argparse.ArgumentParser(
        prog="run.py crashlab",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--minutes", type=float, default=0.0, help="go on with other sessions for so long"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the first session (default 1)")
    parser.add_argument("--slice", action="store_true", help="a few seconds only")
    parser.add_argument("--json", type=Path, help="write what came out into this file too")
    parser.add_argument(
        "--room", type=Path, help="folder to work in (default: in memory, where there is /dev/shm)"
    )
    parser.add_argument(
        "--processors", type=int, default=len(os.sched_getaffinity(0)), help="how many to use"
    )
    given = parser.parse_args()
    memory = Path("/dev/shm")
    place = given.room or (memory if os.access(memory, os.W_OK) else Path(tempfile.gettempdir()))
    began = time.monotonic()
    total: dict[str, Stage] = {}
    seed, last = given.seed, 0.0
    while True:
        room = Path(tempfile.mkdtemp(prefix="crashlab-", dir=place))
        try:
            size = stages.SLICE if given.slice else stages.WHOLE
            _take(total, stages.run(room, seed, size, given.processors))
        finally:
            shutil.rmtree(room)
        elapsed = time.monotonic() - began
        if elapsed + (elapsed - last) > given.minutes * 60 or _failures(total):
            break
        seed, last = seed + 1, elapsed
    print(_table(list(total.values())))
    for failure in _failures(total):
        print(failure)
    print(f"seeds {given.seed} to {seed}, {time.monotonic() - began:.0f} seconds")
    if given.json:
        given.json.write_text(json.dumps(_report(list(total.values())), indent=1) + "\n")
    return 1 if _failures(total) else 0


def _take(total: dict[str, Stage], round_: list[Stage]) -> None:
    for stage in round_:
        into = total.setdefault(stage.name, Stage(stage.name))
        into.tally.take(stage.tally)
        for name, tally in stage.controls.items():
            into.controls.setdefault(name, stages.Tally()).take(tally)


def _failures(total: dict[str, Stage]) -> list[str]:
    return [f"{stage.name}: {failure}" for stage in total.values() for failure in stage.failures]


def _table(found: list[Stage]) -> str:
    rows = [
        ("stage", "runs", "acknowledged", "lost", "corrupt", "CPU s", "controls that must fail")
    ]
    for stage in found:
        tally = stage.tally
        seen = "; ".join(
            f"{name}: {each.bad} of {each.runs}" for name, each in stage.controls.items()
        )
        rows.append(
            (
                stage.name,
                f"{tally.runs:,}",
                f"{tally.acknowledged:,}",
                f"{tally.lost:,}",
                f"{tally.corrupt:,}",
                f"{tally.seconds:.0f}",
                seen,
            )
        )
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)][:-1]
    lines = []
    for first, *numbers, seen in rows:
        cells = [f"{number:>{width}}" for number, width in zip(numbers, widths[1:], strict=True)]
        lines.append("  ".join([f"{first:<{widths[0]}}", *cells, seen]))
    return "\n".join(lines)


def _report(found: list[Stage]) -> list[dict[str, object]]:
    return [
        {
            "stage": stage.name,
            "runs": stage.tally.runs,
            "acknowledged": stage.tally.acknowledged,
            "lost": stage.tally.lost,
            "corrupt": stage.tally.corrupt,
            "processor_seconds": round(stage.tally.seconds, 1),
            "controls": {
                name: {"runs": tally.runs, "failed": tally.bad}
                for name, tally in stage.controls.items()
            },
            "counts": stage.tally.counts,
            "failures": stage.failures,
        }
        for stage in found
    ]


if __name__ == "__main__":
    raise SystemExit(main())
