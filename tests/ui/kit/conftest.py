"""A theme in force, and a stage to put components on."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from surveyapp.ui import theme
from surveyapp.ui.kit.focus_ring import FocusRing
from surveyapp.ui.theme import Look, Theme

Dress = Callable[..., Theme]
Stage = Callable[..., QWidget]


@pytest.fixture
def dress(qapp: QApplication) -> Iterator[Dress]:
    """Put on a theme: ``dress("ar", scale=2.0)``; afterwards the plain one is on again."""

    def put_on(language: str = "fr", *, look: Look = Look.LIGHT, scale: float = 1.0) -> Theme:
        chosen = Theme(look=look, scale=scale, language=language, motion=False)
        theme.apply(qapp, chosen)
        return chosen

    put_on()
    yield put_on
    theme.apply(qapp, Theme(motion=False))


@pytest.fixture
def stage(qtbot: QtBot, dress: Dress) -> Iterator[Stage]:
    """Show widgets in an active window, one below the other; return the window."""

    windows: list[QWidget] = []  # alive until the test ends

    def show(*widgets: QWidget, width: int = 960, height: int = 700) -> QWidget:
        window = QWidget()
        column = QVBoxLayout(window)
        for widget in widgets:
            column.addWidget(widget)
        column.addStretch(1)
        window.resize(width, height)
        qtbot.addWidget(window)
        windows.append(window)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        return window

    yield show
    FocusRing.leave()
