"""The walk through a kiosk, for pictures and for the tests that walk through every screen.

A part of ``screenshots.py``: it is handed what somebody can do there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication

from surveyapp.ui.kit.segmented import own_name
from surveyapp.ui.main_window import MainWindow

Press = Callable[[str], None]
"""Presses a button by the English id of its words."""

Answer = Callable[..., None]
"""Answers questions by their names: ``answer(consent="1")``."""


def kiosk_screens(
    press: Press, answer: Answer, window: MainWindow, size: QSize, language: str, pin: str
) -> Iterator[str]:
    """Yield the names of a kiosk's screens while each is shown, from home and back to it."""
    press("Kiosk")
    yield "30_kiosk_set_up"
    press("Start the kiosk")
    _stand(window, size)
    yield "31_kiosk_languages"
    press("For staff")
    yield "32_kiosk_pin"
    press("Back")
    press(own_name(language))
    _stand(window, size)
    yield "33_kiosk_consent"
    answer(consent="1")
    press("Next")
    answer(actor="elected", province="MA-OUD")
    yield "34_kiosk_questions"
    press("Stop answering")
    yield "35_kiosk_pause"
    press("Go on answering")
    press("Next")
    answer(funnel="f0", worst="logi")
    for _ in range(4):
        press("Next")
    press("Finish")
    yield "36_kiosk_thanks"
    press("For staff")
    for digit in pin:
        press(digit)
    press("Leave the kiosk")


def practice_screens(press: Press) -> Iterator[str]:
    """Yield the names of what practice adds, while each is shown, from home and back to it."""
    press("Practice")
    yield "37_practice"
    press("Wipe the practice")
    yield "38_practice_wipe"
    press("Wipe")


def _stand(window: MainWindow, size: QSize) -> None:
    """Give the window the size that pictures and tests want; full screen it has another."""
    window.setWindowState(Qt.WindowState.WindowNoState)
    window.resize(size)
    QApplication.processEvents()
