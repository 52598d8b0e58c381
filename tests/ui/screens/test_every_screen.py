"""Every screen, walked through as for the pictures: names, reach, size, and no word cut off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QApplication,
    QLineEdit,
    QTextEdit,
    QWidget,
)

from surveyapp import app as desktop
from surveyapp.store.custody import NoKeyStore
from surveyapp.text import LANGUAGES
from surveyapp.ui import theme
from surveyapp.ui.files import Files
from surveyapp.ui.kit.scroll_page import ScrollPage
from surveyapp.ui.screenshots import Opened, Walk
from surveyapp.ui.tab_order import tab_stops
from tests.ui.hands import settle

SMALL = QSize(800, 600)


def open_desk(data_dir: Path, language: str, now: Callable[[], datetime], files: Files) -> Opened:
    desktop.make_application()
    return desktop.Desk(data_dir, language=language, now=now, files=files, key_store=NoKeyStore())


MEANINGLESS = frozenset({QAccessible.Role.NoRole, QAccessible.Role.Client, QAccessible.Role.Pane})
CONTROLS = (QAbstractButton, QLineEdit, QTextEdit, QAbstractSlider, QAbstractItemView)
FRAMES = (ScrollPage,)
"""What takes the focus only to be scrolled by keys."""


def controls_of(window: QWidget) -> list[QWidget]:
    """Return what a person can act on: the usual controls, and all else that takes the focus.

    Only of what takes the focus is the proxy asked for. PySide makes whatever ``focusProxy``
    returns a child of the widget that was asked; of a scroll area's viewport that is the area
    itself, and the two, holding only each other, are collected while they are on the screen.
    """
    return [
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisible()
        and widget.isEnabled()
        and not isinstance(widget, FRAMES)
        and widget.focusPolicy() is not Qt.FocusPolicy.NoFocus
        and widget.focusProxy() is None
    ]


def told(control: QWidget) -> str:
    return f"{type(control).__name__} in {type(control.parentWidget()).__name__}"


def nameless(window: QWidget) -> list[str]:
    """Return the controls a screen reader could not name."""
    return [told(each) for each in controls_of(window) if not each.accessibleName().strip()]


def without_role(window: QWidget) -> list[str]:
    """Return the controls of which a screen reader could not say what they are."""
    found = []
    for control in controls_of(window):
        seen = QAccessible.queryAccessibleInterface(control)
        if seen is None or seen.role() in MEANINGLESS:
            found.append(f"{told(control)}: {control.accessibleName()}")
    return found


def unreachable(window: QWidget, screen: QWidget) -> list[str]:
    """Return the controls that neither Tab nor, inside their group, arrows lead to."""
    stops = set(tab_stops(screen)) | set(tab_stops(window))
    groups = {stop.parentWidget() for stop in stops if isinstance(stop, QAbstractButton)}
    return [
        f"{told(control)}: {control.accessibleName()}"
        for control in controls_of(window)
        if isinstance(control, CONTROLS)
        and control not in stops
        and control.parentWidget() not in groups
        and not any(control.isAncestorOf(stop) for stop in stops)
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
            assert controls_of(window), f"{name}: nothing to act on"
            assert not nameless(window), f"{name}: {nameless(window)}"
            screen = window.shown()
            assert screen is not None
            assert not without_role(window), f"{name}: {without_role(window)}"
            assert list(tab_stops(screen)), f"{name}: the keyboard reaches nothing"
            assert not unreachable(window, screen), f"{name}: {unreachable(window, screen)}"
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
    assert len(seen) == 53
