"""How fast the form engine is, next to others on the same forms in the same run.

``python -m tests.benchmarks.engine [--only load] [--rounds 9]``. CPU time, medians, milliseconds.
The others are rxeval (Rust) and JavaRosa (inside pyxform's validator, needs ``java``/``javac``),
run by the programs of the folder ``../shared/peers/engine`` beside this repository, or of
``$SURVEYAPP_PEERS``; pyxform is the other importer. What is not there is said and left out. Every
engine runs in a process of its own. *Load* is XForm bytes to a session whose first page is
evaluated. *Growth* is what the same act costs in a form that is several times as large. Exit code 1
where a reach is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.forms import write_workbook

ROOT = Path(__file__).resolve().parent.parent.parent
ROWS = 500
OURS, RXEVAL, JAVAROSA, PYXFORM = "ours", "rxeval", "JavaRosa", "pyxform"


@dataclass(frozen=True)
class Line:
    """One line of the table.

    ``ours`` names the figure of our engine, ``peer`` and ``figure`` the other engine and its own;
    ``ratio`` is how much of the other's time is allowed, ``limit`` how many ``unit``. A line with
    ``times`` is growth: ``ours`` over the figure ``against``, at most so many times.
    """

    title: str
    ours: tuple[str, str]
    peer: str = ""
    figure: str = ""
    ratio: float = 0.0
    limit: float = 0.0
    unit: str = "ms"
    against: tuple[str, str] | None = None
    times: float = 0.0


LINES = (
    Line("load q2000", ("q2000", "load"), RXEVAL, "load_warm", 1.0),
    Line("load 10,000 choices", ("c10000", "load"), JAVAROSA, "load_warm", 1.0),
    Line("load 50,000 choices", ("c50000", "load"), JAVAROSA, "load_warm", 1.0),
    Line("import 50,000 choices", ("c50000", "import"), PYXFORM, "convert", 0.15),
    Line("answer, 164 dependants", ("q2000", "head"), JAVAROSA, "set_head", 0.1),
    Line("answer, no dependants", ("q2000", "leaf"), limit=0.020),
    Line("answer + 100 of 10,000", ("c10000", "choices"), JAVAROSA, "cascade_set_and_choices", 0.2),
    Line("add 500 rows", ("r", "add"), RXEVAL, "create_all_ms", 1.0),
    Line("answer, 500 rows summed", ("r", "answer"), JAVAROSA, "set_qty", 0.3),
    Line("answer, shares of 500 rows", ("rx", "answer"), limit=7.2),
    Line("serialise q2000", ("q2000", "serialise"), JAVAROSA, "serialise", limit=1.0),
    Line("live memory q2000", ("q2000", "memory"), JAVAROSA, "heap_mb", limit=40, unit="MB"),
    Line(
        "growth: answer, form 10 times",
        ("q2000", "leaf"),
        against=("q200", "leaf"),
        times=1.5,
    ),
    Line(
        "growth: a row, 5,000 there, not 500",
        ("plain", "row_5000"),
        against=("plain", "row_500"),
        times=1.5,
    ),
    Line(
        "growth: a choice, 50,000 there, not 10,000",
        ("c50000", "each_choice"),
        against=("c10000", "each_choice"),
        times=1.5,
    ),
)


def child(command: list[str], folder: Path) -> dict[str, float]:
    """Return the figures that a process prints as JSON on its last line, in milliseconds."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    # People start from cached byte code; a machine that forbids it would measure the compiler.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        print(f"{command[0]} did not run to its end:\n{done.stderr[-2000:]}", file=sys.stderr)
        return {}
    found: dict[str, float] = {}
    for name, value in json.loads(done.stdout.strip().splitlines()[-1]).items():
        if isinstance(value, dict):
            found[name] = value["median_ms"]
        elif isinstance(value, int | float) or name.endswith("_ms"):
            found[name] = float(value)
    return found


class Peers:
    """The other engines, as far as they are there."""

    def __init__(self, home: Path, folder: Path) -> None:
        self.folder = folder
        self.home = home
        self.jar = ""
        self.there = {PYXFORM} | self._rxeval() | self._javarosa()

    def _rxeval(self) -> set[str]:
        runner = self.home / "py" / "rx.py"
        if not runner.exists():
            print(f"rxeval is left out: there is no {runner}")
            return set()
        (self.folder / "py").mkdir()
        (self.folder / "out").mkdir()
        shutil.copy(runner, self.folder / "py")
        tried = subprocess.run([sys.executable, "-c", "import rxeval"], check=False)
        if tried.returncode:
            print("rxeval is left out: it is not installed")
            return set()
        return {RXEVAL}

    def _javarosa(self) -> set[str]:
        import pyxform

        runner = self.home / "java" / "Run.java"
        jar = Path(pyxform.__file__).parent / "validators/odk_validate/bin/ODK_Validate.jar"
        missing = [str(path) for path in (runner, jar) if not path.exists()]
        missing += [name for name in ("java", "javac") if shutil.which(name) is None]
        if missing:
            print(f"JavaRosa is left out: there is no {', no '.join(missing)}")
            return set()
        classes = self.folder / "java"
        self.jar = f"{classes}{os.pathsep}{jar}"
        made = subprocess.run(
            ["javac", "-nowarn", "-cp", str(jar), "-d", str(classes), str(runner)],
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            print(f"JavaRosa is left out: its runner does not compile\n{made.stderr[-2000:]}")
            return set()
        return {JAVAROSA}

    def run(self, peer: str, form: str) -> dict[str, float]:
        """Return a peer's figures for a form."""
        if peer == RXEVAL:
            return child([sys.executable, "py/rx.py", form, str(ROWS)], self.folder)
        if peer == JAVAROSA:
            command = ["java", "-Xmx4g", "-cp", self.jar, "Run", form, str(ROWS)]
            return child(command, self.folder)
        return child([sys.executable, "-m", "tests.benchmarks.ours", PYXFORM, form], self.folder)


def make_forms(names: set[str], folder: Path) -> None:
    """Write each form as workbook and XForm into ``forms``."""
    from surveyapp.xform.xlsform import import_xlsform

    (folder / "forms").mkdir()
    for name in sorted(names):
        workbook = folder / "forms" / f"{name}.xlsx"
        write_workbook(name, workbook)
        workbook.with_suffix(".xml").write_bytes(import_xlsform(workbook).xform_xml)


def number(value: float | None, unit: str = "ms") -> str:
    """Return a figure as the table shows it."""
    if value is None:
        return "–"
    return f"{value:.0f} {unit}" if value >= 100 else f"{value:.3g} {unit}"


def table(
    lines: list[Line],
    ours: Mapping[str, Mapping[str, float]],
    peers: Mapping[str, Mapping[str, float]],
) -> bool:
    """Print the table; say whether every reach is met."""
    print(f"{'':44}{'ours':>12}{'peer':>22}{'ratio':>8}  {'reach':<22}met")
    everything = True
    for line in lines:
        form, figure = line.ours
        mine = ours[form][figure]
        other = peers.get(f"{line.peer} {form}", {}).get(line.figure)
        shown = f"{line.peer} {number(other, line.unit)}" if line.peer else "–"
        ratio = mine / other if other else None
        if line.against is not None:
            base = ours[line.against[0]][line.against[1]]
            shown, ratio = number(base), mine / base
            met, reach = ratio <= line.times, f"≤ {line.times:g} times"
        elif line.limit:
            met, reach = mine <= line.limit, f"≤ {line.limit:g} {line.unit}"
        else:
            met, reach = (
                ratio is not None and ratio <= line.ratio,
                f"≤ {line.ratio:g} of {line.peer}",
            )
        told = "yes" if met else "no" if line.limit or ratio is not None else "not compared"
        everything = everything and told != "no"
        share = "–" if ratio is None else f"{ratio:.2f}"
        print(
            f"{line.title:44}{number(mine, line.unit):>12}{shown:>22}{share:>8}  {reach:<22}{told}"
        )
    return everything


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="lines whose title holds this text")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--alone", action="store_true", help="leave the other engines out")
    options = parser.parse_args()
    home = Path(os.environ.get("SURVEYAPP_PEERS") or ROOT.parent / "shared" / "peers" / "engine")
    lines = [line for line in LINES if options.only in line.title]
    wanted: dict[str, set[str]] = {}
    for line in lines:
        for form, figure in (line.ours, line.against or line.ours):
            wanted.setdefault(form, set()).add(figure)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_forms(set(wanted), folder)
        there: set[str] = set()
        peers = None
        if options.alone:
            print("Ours alone, as asked.")
        elif not home.is_dir():
            print(f"Ours alone: there is no folder {home}; name another in SURVEYAPP_PEERS.")
        else:
            peers = Peers(home, folder)
            there = peers.there
        ours: dict[str, dict[str, float]] = {}
        for form, figures in wanted.items():
            ours[form] = {}
            for figure in sorted(figures):
                command = ["-m", "tests.benchmarks.ours", figure, form, str(options.rounds)]
                ours[form] |= child([sys.executable, *command], folder)
        theirs: dict[str, dict[str, float]] = {}
        for line in lines:
            key = f"{line.peer} {line.ours[0]}"
            if peers is not None and line.peer in there and key not in theirs:
                theirs[key] = peers.run(line.peer, line.ours[0])
    return 0 if table(lines, ours, theirs) else 1


if __name__ == "__main__":
    raise SystemExit(main())
