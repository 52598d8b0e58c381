"""The one window: a stack of screens and the navigation beside it, nothing else.

Which screen comes next is decided in ``navigation.py``; what a screen shows, in the screen.
"""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QStackedWidget, QWidget

from surveyapp.text import N_, Words
from surveyapp.ui.kit.rail import Rail, RailItem
from surveyapp.ui.screens.parts import is_narrow
from surveyapp.ui.screens.screen import Screen, Speech
from surveyapp.ui.tab_order import move_focus, tab_stops
from surveyapp.ui.theme import Themed

LEAST_WIDTH, LEAST_HEIGHT = 320, 480
"""A phone-sized window still scrolls to everything; 800x600 is what the layouts are drawn for."""

PLACES = ("home", "merge", "workbook", "device")
"""Where the rail leads."""


class MainWindow(QWidget, Themed):
    """A stack of one screen at a time, and the rail."""

    place_chosen = Signal(str)
    """One of ``PLACES``."""
    first_painted = Signal()
    """The first screen stands on the glass."""
    closed = Signal()

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.speech = Speech(words)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self._stack = QStackedWidget()
        self._rail = Rail((), parent=self)
        self._rail.chosen.connect(self.place_chosen)
        self._box.addWidget(self._rail)
        self._box.addWidget(self._stack, 1)
        self._painted = False
        self.setMinimumSize(LEAST_WIDTH, LEAST_HEIGHT)
        self.setAutoFillBackground(True)
        self.speech.say(self.setWindowTitle, N_("Survey"))
        self.speech.say(self._rail.setAccessibleName, N_("Places"))
        self._name_places()

    @property
    def words(self) -> Words:
        """The catalogue the window speaks."""
        return self.speech.words

    def shown(self) -> Screen | None:
        """Return the screen that is shown."""
        shown = self._stack.currentWidget()
        return shown if isinstance(shown, Screen) else None

    def show_screen(self, screen: Screen, place: str = "") -> None:
        """Show a screen in place of the one before it, which is gone for good.

        ``place`` says which place of the rail the screen belongs to; without one, the rail is
        hidden: a person who answers has one way on and one way back.
        """
        before = self.shown()
        self._stack.addWidget(screen)
        self._stack.setCurrentWidget(screen)
        self._rail.setVisible(bool(place))
        if place:
            self._rail.set_chosen(place)
        if before is not None:
            self._stack.removeWidget(before)
            before.deleteLater()
        self.arrange()

    def set_words(self, words: Words) -> None:
        """Speak another language, and let the screen do so too."""
        self.speech.switch(words)
        self._name_places()
        screen = self.shown()
        if screen is not None:
            screen.set_words(words)

    def arrange(self) -> None:
        """Stand the rail at the leading edge, or lay it along the bottom where it is narrow."""
        flat = is_narrow(self)
        self._rail.set_horizontal(flat)
        way = QBoxLayout.Direction
        self._box.setDirection(way.BottomToTop if flat else way.LeftToRight)

    def retheme(self) -> None:
        """Text that grew acts like a window that shrank."""
        self.arrange()

    def _name_places(self) -> None:
        words = self.words
        self._rail.set_items(
            (
                RailItem("home", "home", words("Home")),
                RailItem("merge", "arrows-join-2", words("Merge")),
                RailItem("workbook", "file-spreadsheet", words("Workbook")),
                RailItem("device", "device-tablet", words("Device"), last=True),
            )
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Turn with the window."""
        super().resizeEvent(event)
        self.arrange()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Lead Tab through the screen as it is read, then along the rail."""
        screen = self.shown()
        stops = list(tab_stops(screen)) if screen is not None else []
        stops += tab_stops(self._rail)
        return move_focus(stops, forward=forward)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell, once, that the first frame is drawn (after this event, with all children)."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self.first_painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let the screen put away what it holds, then close."""
        screen = self.shown()
        if screen is not None:
            screen.put_away()
        super().closeEvent(event)
        self.closed.emit()
