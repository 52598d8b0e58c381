"""What every test stands on: no screen unless one is asked for, and nothing left behind.

Set before anything imports Qt. ``SURVEYAPP_TEST_DISPLAY=1`` runs the windows on the real display.
"""

from __future__ import annotations

import gc
import os
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent

if not os.environ.get("SURVEYAPP_TEST_DISPLAY"):
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_SCALE_FACTOR"] = "1"
for _name in ("SURVEYAPP_LANG", "LANGUAGE"):  # a developer's own language is not the tests'
    os.environ.pop(_name, None)

# In CI the same examples every time, so that a red run can be run again; elsewhere new ones.
settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
settings.register_profile(
    "desk", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("ci" if os.environ.get("CI") else "desk")


# --- checks that need something from outside ---


def _program(*names: str) -> Callable[[], bool]:
    return lambda: any(shutil.which(name) for name in names)


NEEDS: dict[str, tuple[str, Callable[[], bool]]] = {
    "libreoffice": ("LibreOffice (soffice)", _program("soffice", "libreoffice")),
    "java": ("Java (java)", _program("java")),
    "javac": ("a Java compiler (javac)", _program("javac")),
    "rxeval": ("the engine rxeval", lambda: find_spec("rxeval") is not None),
    "node": ("Node (node)", _program("node")),
    "xvfb": ("a display server off the screen (Xvfb)", _program("Xvfb")),
    "shared": ("the folder ../shared beside this checkout", (ROOT.parent / "shared").is_dir),
}
_left_out: dict[str, list[str]] = {}


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose program or folder is absent, and remember to say so at the end."""
    for marker in item.iter_markers("needs"):
        for name in marker.args:
            assert name in NEEDS, f"needs({name!r}): known are {', '.join(NEEDS)}"
            what, is_here = NEEDS[name]
            if not is_here():
                _left_out.setdefault(what, []).append(item.nodeid)
                pytest.skip(f"needs {what}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly what this machine could not check."""
    for what, tests in sorted(_left_out.items()):
        terminalreporter.section(f"NOT CHECKED HERE: {len(tests)} tests need {what}", sep="!")


# --- nothing is left behind ---


def _qt_leftovers() -> set[object]:
    """Return top-level widgets and running timers that somebody still keeps alive."""
    if "PySide6.QtWidgets" not in sys.modules:
        return set()
    from PySide6.QtCore import QCoreApplication, QEvent, QTimer
    from PySide6.QtWidgets import QApplication

    application = QApplication.instance()
    if not isinstance(application, QApplication):
        return set()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    found: set[object] = {
        widget
        for widget in QApplication.topLevelWidgets()
        # Qt keeps one tooltip label of its own and deletes it when it likes.
        if widget.parent() is None and widget.metaObject().className() != "QTipLabel"
    }
    return found | {timer for timer in application.findChildren(QTimer) if timer.isActive()}


def _threads() -> set[object]:
    # A thread of Qt's pool that ever ran Python stays listed as a dummy; it holds nothing of ours.
    return {t for t in threading.enumerate() if type(t).__name__ != "_DummyThread"}


def _settle(before: set[object], look: Callable[[], set[object]]) -> set[object]:
    """Return what is there and was not before, once garbage and ending threads had their moment."""
    extra = look() - before
    if not extra:
        return extra
    gc.collect()
    for thread in extra:
        if isinstance(thread, threading.Thread):
            thread.join(1.0)
    del extra
    return look() - before


@pytest.fixture(autouse=True)
def _nothing_left_behind() -> Iterator[None]:
    """Fail a test that leaves a thread, a top-level window or a running timer behind."""
    threads, widgets = _threads(), _qt_leftovers()
    yield
    left = _settle(threads, _threads) | _settle(widgets, _qt_leftovers)
    assert not left, f"left behind: {sorted(map(repr, left))}"


@pytest.fixture(autouse=True, scope="session")
def _own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the tests out of the data and settings of the person who runs them."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "LOCALAPPDATA", "APPDATA"):
            patch.setenv(name, str(home / name.lower()))
        yield
