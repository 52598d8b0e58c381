"""Every screen, walked through as for the pictures: names, reach, size, and no word cut off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QTextEdit, QWidget

from surveyapp import app as desktop
from surveyapp.store.custody import NoKeyStore
from surveyapp.text import LANGUAGES
from surveyapp.ui import theme
from surveyapp.ui.files import Files
from surveyapp.ui.screenshots import Opened, Walk
from surveyapp.ui.tab_order import tab_stops
from tests.ui.hands import settle

SMALL = QSize(800, 600)


def open_desk(data_dir: Path, language: str, now: Callable[[], datetime], files: Files) -> Opened:
    desktop.make_application()
    return desktop.Desk(data_dir, language=language, now=now, files=files, key_store=NoKeyStore())


def nameless(window: QWidget) -> list[str]:
    """Return the controls a screen reader could not name."""
    controls = [
        widget
        for kind in (QAbstractButton, QLineEdit, QTextEdit)
        for widget in window.findChildren(kind)
        if widget.isVisible() and widget.focusPolicy() is not Qt.FocusPolicy.NoFocus
    ]
    return [
        f"{type(control).__name__} in {type(control.parentWidget()).__name__}"
        for control in controls
        if not control.accessibleName().strip()
    ]


def clipped(window: QWidget) -> list[str]:
    """Return labels that have less height than their words need."""
    from surveyapp.ui.kit.text import Label

    return [
        label.text()
        for label in window.findChildren(Label)
        if label.isVisible()
        and label.text()
        and label.hasHeightForWidth()
        and label.height() < label.heightForWidth(label.width())
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen_can_be_named_reached_and_read(
    tmp_path: Path, qapp: QApplication, language: str
) -> None:
    walk = Walk(open_desk, tmp_path / "data", language, people=2)
    seen = []
    try:
        for name, _views in walk.screens(locked=False):
            window = walk.window
            seen.append(name)
            assert not nameless(window), f"{name}: {nameless(window)}"
            screen = window.shown()
            assert screen is not None
            assert list(tab_stops(screen)), f"{name}: the keyboard reaches nothing"
            for scale in (1.0, 2.0):
                theme.change(qapp, scale=scale)
                window.resize(SMALL)
                settle()
                assert window.size() == SMALL, f"{name} at {scale:.0%} grows to {window.size()}"
                assert not clipped(window), f"{name} at {scale:.0%}: {clipped(window)}"
            theme.change(qapp, scale=1.0)
            window.resize(1280, 800)
            settle()
    finally:
        theme.change(qapp, scale=1.0)
        walk.end()
    assert len(seen) == 22
