"""What is looked at behind the screens: damage, and the room left on the disk."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from surveyapp.services import check
from surveyapp.ui import watching
from tests.scenarios.conftest import OpenApp
from tests.ui.hands import Mouse
from tests.ui.pages import App


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "FIRST_LOOK", 1)
    monkeypatch.setattr(watching, "ROOM_EVERY", 20)


def damages(app: App) -> None:
    """Somebody with the key writes past the app."""
    assert app.desk is not None
    assert app.desk.workspace is not None
    with app.desk.workspace.store._link.write() as raw:
        raw.execute("UPDATE revisions SET operator = 'Somebody'")


def test_the_device_says_quietly_when_it_was_looked_at(open_app: OpenApp) -> None:
    app = open_app(Mouse(), language="en")
    app.home().press("Device")
    app.device().sees("checked today").sees("sound")


def test_damage_stands_on_home_and_on_the_device(open_app: OpenApp) -> None:
    app = open_app(Mouse(), language="en")
    app.home().begin().answer("consent", "0").to_end().home()
    damages(app)
    app.home().press("Device")
    page = app.device().press("Check the data now").sees("does not match its seal")
    page.sees("What was found in the data of this device").press("Home")
    home = app.home().sees("Something is wrong with the answers kept on this device.")
    home.sees("What to do")


def test_nothing_damaged_is_handed_over(open_app: OpenApp, tmp_path: Path) -> None:
    app = open_app(Mouse(), language="en")
    app.home().begin().answer("consent", "0").to_end().home()
    stick = tmp_path / "stick"
    stick.mkdir()
    app.files.folder_given = stick
    damages(app)
    app.home().press("Device")
    app.device().press("Check the data now").sees("does not match its seal").press("Home")
    app.home().press("Hand over data").sees("are damaged, so nothing was written")
    assert not list(stick.iterdir())


def test_a_disk_that_fills_is_told_and_keeps_nobody_from_answering(
    open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app(Mouse(), language="en")
    app.home().does_not_see("room left")
    left = SimpleNamespace(free=check.LITTLE_ROOM - 1)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: left)
    app.home().sees("There is little room left on the disk of this device: 199 MB.")
    left.free = check.HARDLY_ANY_ROOM - 1
    app.home().sees("There is hardly any room left on the disk of this device: 49 MB.")
    app.home().begin().answer("consent", "0").to_end().home().sees("Declined to answer: 1")
    left.free = check.LITTLE_ROOM
    app.home().does_not_see("room left")
