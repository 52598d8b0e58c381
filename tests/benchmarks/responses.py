"""What the list of responses costs on the screen, over 100,000 of them.

Run it by hand: ``python -m tests.benchmarks.responses [--responses 100000] [--keep FOLDER]``; about
a minute. A keystroke is told from the key to the last pixel of the rows: the search in the store,
the page that is fetched, the categories of the rows in view and their painting, in processor time
of the thread that does it. It ends with 1 where a reach is missed.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from surveyapp import app as desktop
from surveyapp.services.forms import add_form
from surveyapp.services.setup import DeviceSetup, setup_device
from surveyapp.services.workspace import Workspace
from surveyapp.store import Store
from surveyapp.store.custody import NoKeyStore
from surveyapp.ui.screens.responses import ResponsesScreen
from tests.benchmarks.store import FORM_FILE, KEYSTROKES, Table, synthetic


def main() -> int:
    """Print each figure and its reach; 1 where one is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--responses", type=int, default=100_000)
    parser.add_argument("--keep", type=Path, help="a folder to make the data in, or to find it in")
    asked = parser.parse_args()
    table = Table()
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name:
        folder = (asked.keep or Path(name)) / "data"
        if not Store.exists(folder):
            fill(folder, asked.responses)
        looking(folder, table)
    return 1 if table.missed else 0


def fill(folder: Path, responses: int) -> None:
    """Make a device that holds so many responses of many others."""
    with Workspace.open(folder) as workspace:
        add_form(workspace, FORM_FILE)
        setup_device(workspace, DeviceSetup("Hub", "fr", ("Salma",), "2468"))
        workspace.store.union(synthetic(responses, workspace.store.forms()[0]))


def looking(folder: Path, table: Table) -> None:
    """Open the list, type into it, scroll to its end and into its middle."""
    desktop.make_application()
    desk = desktop.Desk(folder, language="fr", key_store=NoKeyStore())
    desk.window.resize(1280, 800)
    desk.open()
    desk.window.show()
    settle()
    window = desk.window
    opened = best(3, shown(lambda: window.place_chosen.emit("responses"))) * 1000
    table.line("opening the list", f"{opened:.0f} ms", "<= 300 ms", met=opened <= 300)
    screen = window.shown()
    assert isinstance(screen, ResponsesScreen)
    worst, typed = 0.0, ""
    for text in (*KEYSTROKES, ""):
        took = best(3, shown(lambda text=text: screen.list.searched.emit(text))) * 1000
        if took > worst:
            worst, typed = took, text
    slowest = f"{worst:.0f} ms (“{typed}”)"
    table.line("a key, rows painted, the slowest", slowest, "<= 50 ms", met=worst <= 50)
    bar = screen.list.rows.verticalScrollBar()
    for what, place in (("middle", bar.maximum() // 2), ("end", bar.maximum())):
        took = best(1, shown(lambda place=place: bar.setValue(place))) * 1000
        table.line(f"jumping to the {what}", f"{took:.0f} ms", "<= 100 ms", met=took <= 100)
    for step in range(0, bar.maximum(), max(1, bar.maximum() // 200)):
        bar.setValue(step)
        settle()
    held = screen.list.rows.records.held()
    table.line("rows in memory after scrolling", f"{held}", "<= 2000", met=held <= 2000)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    table.line("memory of all this, at most", f"{memory:.0f} MB")
    row = screen.list.rows.records.record(0)
    assert row is not None
    reading = best(3, shown(lambda: screen.list.rows.opened.emit(row.key))) * 1000
    table.line("opening a response", f"{reading:.0f} ms", "<= 100 ms", met=reading <= 100)
    desk.window.close()


def best(times: int, work: Callable[[], object]) -> float:
    """Return the least processor time of this thread: what works behind the screen is not it."""
    taken = []
    for _ in range(times):
        start = time.thread_time()
        work()
        taken.append(time.thread_time() - start)
    return min(taken)


def shown(act: Callable[[], object]) -> Callable[[], None]:
    """Return an act and everything it brings onto the screen as one piece of work."""

    def work() -> None:
        act()
        settle()

    return work


def settle() -> None:
    """Let Qt lay out and paint what was changed."""
    for _ in range(3):
        QApplication.processEvents()


if __name__ == "__main__":
    sys.exit(main())
