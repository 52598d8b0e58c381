"""A copied device says so once at home, and always on its own page."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from surveyapp.store import identity
from surveyapp.store.connection import Link
from surveyapp.store.key import KEY_NAME, read_key
from surveyapp.text import LANGUAGES
from tests.scenarios.conftest import OpenApp
from tests.ui.hands import Keyboard, Mouse, settle
from tests.ui.screens.test_every_screen import clipped, nameless


@pytest.fixture
def put_back(ready_device: Path, open_app: OpenApp, tmp_path: Path) -> Path:
    """An earlier state was put back in the folder that ``open_app`` opens."""
    folder = tmp_path / "data"
    link = Link(folder / "survey.db", read_key(folder / KEY_NAME))
    with link.write() as connection:
        identity.restored(connection)
    link.close()
    return folder


def test_home_says_it_until_somebody_has_read_it(put_back: Path, open_app: OpenApp) -> None:
    app = open_app(Keyboard(), language="en")
    app.home().sees("An earlier state of this data was put back")
    app.home().press("Understood").does_not_see("An earlier state of this data was put back")
    app.window.place_chosen.emit("device")
    app.device().sees("An earlier state of this data was put back").sees("Identity of this device")
    assert app.desk is not None
    assert app.desk.workspace is not None
    app.device().sees(app.desk.workspace.profile().id)
    app.close()
    again = open_app(Mouse(), language="fr")
    again.home().does_not_see("remis en place")


def test_a_device_that_is_no_copy_says_nothing(open_app: OpenApp) -> None:
    app = open_app(Mouse(), language="en")
    app.home().does_not_see("Understood")


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_whole_and_named_in_every_language(
    put_back: Path, open_app: OpenApp, language: str, qapp: QApplication
) -> None:
    app = open_app(Mouse(), language=language)
    for size in (QSize(1280, 800), QSize(800, 600)):
        app.window.resize(size)
        settle()
        assert clipped(app.window) == []
        assert nameless(app.window) == []
    app.window.place_chosen.emit("device")
    app.device()
    settle()
    assert clipped(app.window) == []
    assert nameless(app.window) == []
