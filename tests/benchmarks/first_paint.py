"""How long until the first paint: ours against a bare PySide6 window, side by side.

Run it by hand or in CI: ``python tests/benchmarks/first_paint.py [--rounds 9] [--limit 1.5]``. Each
sample is a fresh process, the two kinds take turns (so that a busy machine disturbs both), and
medians are compared. Ours opens a set-up data folder with a stop and goes on to the home screen,
whose paint is measured too; until then nothing may have imported pyxform, openpyxl or
sqlite_utils. Exit code 1 where the ratio of the first paints is above the limit. "Painted" is the
moment after the first paint event with all its children, in milliseconds since the parent asked
for the process (CLOCK_MONOTONIC, which processes share).
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent

BARE = """
import time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([])
class Bare(QWidget):
    def paintEvent(self, event):
        QTimer.singleShot(0, self.painted)
    def painted(self):
        print(time.monotonic(), flush=True)
        app.exit()
window = Bare()
window.resize(1280, 800)
window.show()
app.exec()
"""

OURS = """
import sys, time
from pathlib import Path
from surveyapp import app
def painted(what):
    print(time.monotonic(), flush=True)
    if what == "screen":
        late = {"pyxform", "openpyxl", "sqlite_utils"} & set(sys.modules)
        if late:
            print("imported before the home screen was painted:", *late, file=sys.stderr)
            raise SystemExit(1)
        app.make_application().exit()
raise SystemExit(app.main(Path(sys.argv[1]), on_painted=painted))
"""


def sample(code: str, *arguments: str) -> tuple[float, ...]:
    """Return milliseconds from the start of a process to each paint it tells."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    # People start from cached byte code; a machine that forbids it would measure the compiler.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    if done.returncode:
        raise SystemExit(done.stderr or done.stdout)
    return tuple((float(told) - started) * 1000 for told in done.stdout.split())


def prepare(data_dir: Path) -> None:
    """Make the data folder of a device in use: set up, forms added, a stop chosen."""
    from surveyapp.services.setup import DeviceSetup, setup_device
    from surveyapp.services.stops import choose_stop
    from surveyapp.services.workspace import Workspace

    with Workspace.open(data_dir) as workspace:
        setup_device(workspace, DeviceSetup("Tablet 03", "fr", ("Salma",), "2468"))
        choose_stop(workspace, region="MA-12", first_day=date(2026, 12, 26), place="Dakhla")


def measure(rounds: int, data_dir: Path) -> tuple[float, float, float]:
    """Return the medians (bare window, our window, our home screen) in milliseconds."""
    sample(BARE), sample(OURS, str(data_dir))  # byte code and disk caches, for both
    bare, window, home = [], [], []
    for _ in range(rounds):
        bare.append(sample(BARE)[0])
        first, second = sample(OURS, str(data_dir))
        window.append(first)
        home.append(second)
    return statistics.median(bare), statistics.median(window), statistics.median(home)


def main() -> int:
    """Print the medians and the ratio of the first paints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--limit", type=float, default=1.5)
    options = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder) / "data"
        prepare(data_dir)
        bare, window, home = measure(options.rounds, data_dir)
    ratio = window / bare
    print(
        f"bare window {bare:.0f} ms; surveyapp: window {window:.0f} ms ({ratio:.2f} times), "
        f"home screen {home:.0f} ms ({home / bare:.2f} times)"
    )
    return 0 if ratio <= options.limit else 1


if __name__ == "__main__":
    raise SystemExit(main())
