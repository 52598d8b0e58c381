"""Practice on the screen: stripes round everything, a way in, a way out, and one to wipe it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication

from surveyapp.ui import theme
from surveyapp.ui.kit.hazard import HazardFrame
from tests.scenarios.conftest import OpenApp
from tests.scenarios.respondents import stored_answers
from tests.ui.hands import Keyboard, Mouse, Touch, settle
from tests.ui.kiosk_pages import HandTiming, start_kiosk
from tests.ui.pages import App, HomePage, until

ROOT = Path(__file__).resolve().parents[3]
MARK = "Practice: nothing you enter counts"


def rehearse(app: App) -> HomePage:
    app.home().press("Practice")
    return app.home()


def is_striped(app: App) -> bool:
    """Say whether stripes lie over everything, in at least two colours at every edge."""
    frames = [frame for frame in app.window.findChildren(HazardFrame) if frame.isVisible()]
    if not frames:
        return False
    picture = app.window.grab().toImage()
    edges = [
        [picture.pixelColor(x, 2).rgb() for x in range(0, 200, 5)],
        [picture.pixelColor(2, y).rgb() for y in range(100, 300, 5)],
        [picture.pixelColor(x, picture.height() - 3).rgb() for x in range(0, 200, 5)],
    ]
    return all(len(set(edge)) > 1 for edge in edges)


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_the_whole_way_is_striped_and_nothing_of_it_counts(
    open_app: OpenApp, language: str
) -> None:
    app = open_app(Touch(), language=language)
    home = rehearse(app)
    home.sees(home.words(MARK))
    assert is_striped(app)
    fill = home.begin()
    assert is_striped(app)
    fill.answer("consent", "0")
    done = fill.to_end()
    assert is_striped(app)
    assert len(stored_answers(app)) == 1
    done.home().press("End the practice")
    app.home().does_not_see(app.words(MARK))
    assert not is_striped(app)
    assert stored_answers(app) == []


@pytest.mark.parametrize("look", list(theme.Look))
def test_stripes_are_seen_in_every_look_and_over_every_sheet(
    open_app: OpenApp, qapp: QApplication, look: theme.Look
) -> None:
    app = open_app(Mouse(), language="en")
    fill = rehearse(app).begin().answer("consent", "1").next()
    theme.change(qapp, look=look)
    try:
        fill.press("Overview")
        assert is_striped(app)
        [frame] = app.window.findChildren(HazardFrame)
        colours = {frame.grab().toImage().pixelColor(QPoint(x, 2)).name() for x in range(200)}
        assert max(
            theme.contrast(one.upper(), other.upper()) for one in colours for other in colours
        ) >= (7 if look is theme.Look.CONTRAST else 3)
    finally:
        theme.change(qapp, look=theme.Look.LIGHT)


def test_a_kiosk_is_rehearsed_with_its_pin(open_app: OpenApp) -> None:
    timing = HandTiming()
    app = open_app(Mouse(), language="en", timing=timing)
    rehearse(app)
    welcome = start_kiosk(app, timing)
    assert is_striped(app)
    fill = welcome.begin("ar").answer("consent", "1").wait(60)
    assert is_striped(app)  # over the opaque cover, too
    fill.press("Yes, I go on").lock().enter("2468")
    app.home().sees(MARK)


def test_practice_is_wiped_in_one_step_from_within_and_from_outside(open_app: OpenApp) -> None:
    app = open_app(Keyboard(), language="en")
    folder = app.data_dir / "practice"
    home = rehearse(app)
    home.press("Wipe the practice").press("Keep it")
    assert folder.exists()
    home.press("Wipe the practice").press("Wipe")
    app.home().does_not_see(MARK).does_not_see("Wipe the practice")
    assert not folder.exists()
    rehearse(app).press("End the practice")
    app.home().press("Wipe the practice").press("Wipe")
    app.home().does_not_see("Wipe the practice")
    assert not folder.exists()


def test_who_closes_the_app_in_practice_opens_it_at_work(open_app: OpenApp) -> None:
    app = open_app(Mouse(), language="en")
    rehearse(app)
    app.close()
    open_app(Mouse(), language="en").home().does_not_see(MARK).does_not_see("during practice")


KILLED = """
import os, signal, sys
from pathlib import Path
from tests.ui.pages import App
app = App(Path(sys.argv[1]), language="en").launch()
app.home().press("Practice")
app.home().begin().answer("consent", "1").sees("Saved")
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_a_crash_in_practice_comes_back_to_work_and_says_so(
    open_app: OpenApp, tmp_path: Path
) -> None:
    data_dir = tmp_path / "data"  # the ready device that open_app laid there
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(data_dir)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert killed.returncode == -9, killed.stderr.decode()
    app = open_app(Mouse(), language="en")
    home = app.home().sees("The app was closed during practice.").does_not_see(MARK)
    assert not is_striped(app)
    assert app.desk is not None
    navigator = app.desk.navigator
    assert navigator is not None
    until(lambda: navigator.watching.state().last is not None)  # it shows the notices anew
    home.press("Understood").does_not_see("The app was closed during practice.")
    rehearse(app).sees("page 1 of")  # what was rehearsed is still there


def test_damaged_practice_is_told_and_wiped(open_app: OpenApp) -> None:
    app = open_app(Mouse(), language="en")
    rehearse(app).press("End the practice")
    (app.data_dir / "practice" / "survey.key").write_text("no key")
    app.home().press("Practice")
    settle()
    app.home().sees("is not a key file").press("Close")
    assert not is_striped(app)
    app.home().press("Wipe the practice").press("Wipe")
    rehearse(app).sees(MARK)


def test_the_device_is_set_up_at_work_only(open_app: OpenApp) -> None:
    app = open_app(Mouse(), language="en")
    rehearse(app).press("Device")
    app.device().sees("Answers left half-way stay on this device as a draft.")
    app.device().press("Change the set-up").sees("This is practice.").press("Close")
    app.device().press("Protection of the answers").sees("This is practice.").press("Close")
