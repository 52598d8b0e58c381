"""The one window: a stack of screens and the navigation beside it, nothing else.

Which screen comes next is decided in ``navigation.py``; what a screen shows, in the screen. The
window itself is light, so that it stands on the glass before anything else is imported: until the
first screen comes, it shows the mark.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QBoxLayout, QStackedWidget, QWidget

from surveyapp.drawing.mark import draw_mark
from surveyapp.text import Words
from surveyapp.ui.breakpoints import is_narrow
from surveyapp.ui.theme import TOKENS, Look, Themed, current

if TYPE_CHECKING:
    from surveyapp.ui.kit.hazard import HazardFrame
    from surveyapp.ui.kit.rail import Rail
    from surveyapp.ui.screens.screen import Screen

LEAST_WIDTH, LEAST_HEIGHT = 320, 480
"""A phone-sized window still scrolls to everything; 800x600 is what the layouts are drawn for."""

MARK = 96

PLACES = ("home", "responses", "merge", "workbook", "device")
"""Where the rail leads."""


class MainWindow(QWidget, Themed):
    """A stack of one screen at a time, and the rail."""

    place_chosen = Signal(str)
    """One of ``PLACES``."""
    painted = Signal(str)
    """``window`` when the window stands on the glass; ``screen`` when its first screen does."""
    closed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._words: Words | None = None
        self._rail: Rail | None = None
        self._hazard: HazardFrame | None = None
        self._badges = {"responses": ""}
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self._stack = QStackedWidget()
        self._box.addWidget(self._stack, 1)
        self._awaited = "window"
        self._place = ""
        self.setMinimumSize(LEAST_WIDTH, LEAST_HEIGHT)

    @property
    def words(self) -> Words:
        """The catalogue the window speaks, from ``set_words`` on."""
        assert self._words is not None, "the window has not been given its words yet"
        return self._words

    def shown(self) -> Screen | None:
        """Return the screen that is shown."""
        from surveyapp.ui.screens.screen import Screen

        shown = self._stack.currentWidget()
        return shown if isinstance(shown, Screen) else None

    def show_screen(self, screen: Screen, place: str = "") -> None:
        """Show a screen in place of the one before it, which is gone for good.

        ``place`` says which place of the rail the screen belongs to; without one, the rail is
        hidden: a person who answers has one way on and one way back.
        """
        before = self.shown()
        self._place = place
        if before is None:
            self._awaited = "screen"
            screen.installEventFilter(self)
            self._bind_keys()
        self._stack.addWidget(screen)
        self._stack.setCurrentWidget(screen)
        if place:
            self._the_rail().set_chosen(place)
        if self._rail is not None:
            self._rail.setVisible(bool(place))
        if before is not None:
            # It stays the stack's until it is gone: ``removeWidget`` would make it Python's own,
            # and garbage collected before Qt deletes it could take its parts in any order.
            before.deleteLater()
        self.arrange()

    def set_words(self, words: Words) -> None:
        """Speak another language, and let the screen do so too."""
        self._words = words
        self._name_window()
        if self._rail is not None:
            self._name_places(self._rail)
        screen = self.shown()
        if screen is not None:
            screen.set_words(words)

    def set_practice(self, *, practice: bool) -> None:
        """Show round every screen that nothing counts, or show it no more."""
        from surveyapp.ui.kit.hazard import HazardFrame

        before, self._hazard = self._hazard, None
        if before is not None:
            before.hide()
            before.deleteLater()
        if practice:
            self._hazard = HazardFrame(self)
            self._hazard.show()
        self._name_window()
        self.arrange()

    def _name_window(self) -> None:
        words = self.words
        title = words("Survey")
        if self._hazard is not None:
            title = f"{words('Practice')} · {title}"
            self._hazard.set_text(words("Practice: nothing you enter counts"))
        self.setWindowTitle(title)

    def arrange(self) -> None:
        """Stand the rail at the leading edge, or lay it along the bottom where it is narrow."""
        flat = is_narrow(self)
        if self._rail is not None:
            self._rail.set_horizontal(flat)
        way = QBoxLayout.Direction
        self._box.setDirection(way.BottomToTop if flat else way.LeftToRight)
        if self._hazard is not None:
            self._box.setContentsMargins(self._hazard.margins())
        else:
            self._box.setContentsMargins(0, 0, 0, 0)

    def retheme(self) -> None:
        """Text that grew acts like a window that shrank."""
        self._look = current().look
        self.arrange()

    def _the_rail(self) -> Rail:
        if self._rail is None:
            from surveyapp.ui.kit.rail import Rail

            self._rail = Rail((), parent=self)
            self._rail.chosen.connect(self.place_chosen)
            self._box.insertWidget(0, self._rail)
            self._name_places(self._rail)
        return self._rail

    def set_badge(self, place: str, badge: str) -> None:
        """Show a small number on a place of the rail: something waits there."""
        self._badges[place] = badge
        if self._rail is not None:
            self._rail.set_badge(place, badge)

    def _name_places(self, rail: Rail) -> None:
        from surveyapp.ui.kit.rail import RailItem

        words = self.words
        rail.setAccessibleName(words("Places"))
        rail.set_items(
            (
                RailItem("home", "home", words("Home")),
                RailItem("responses", "file-text", words("Responses"), self._badges["responses"]),
                RailItem("merge", "arrows-join-2", words("Merge")),
                RailItem("workbook", "file-spreadsheet", words("Workbook")),
                RailItem("device", "device-tablet", words("Device"), last=True),
            )
        )

    # -- Qt --------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Turn with the window."""
        super().resizeEvent(event)
        self.arrange()

    def _bind_keys(self) -> None:
        from surveyapp.ui.shortcuts import bind

        bind(self, "shortcuts", self.show_shortcuts)

    def show_shortcuts(self) -> None:
        """Show what keys do here, over whatever is shown."""
        from surveyapp.ui.screens.shortcut_sheet import ShortcutSheet

        screen = self.shown()
        if screen is None or not screen.topics or self.findChild(ShortcutSheet) is not None:
            return
        sheet = ShortcutSheet(self.words, screen.topics, self)
        sheet.closed.connect(sheet.deleteLater)
        sheet.open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back by Escape where nothing on the screen had a use for it."""
        screen = self.shown()
        if event.key() == Qt.Key.Key_Escape and not event.modifiers() and screen is not None:
            if not screen.step_back() and self._place not in ("", "home"):
                self.place_chosen.emit("home")
            return
        super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Lead Tab through the screen as it is read, then along the rail."""
        from surveyapp.ui.tab_order import move_focus, tab_stops

        screen = self.shown()
        if screen is not None:
            screen.settle()
        stops = list(tab_stops(screen)) if screen is not None else []
        if self._rail is not None:
            # Arrows would open each place they pass: Tab reaches every place, the space bar opens.
            stops += [self._rail.button(place) for place in PLACES if self._rail.isVisible()]
        return move_focus(stops, forward=forward)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground, and the mark while there is no screen yet.

        This runs before fonts, words and palette are there: it needs colours only.
        """
        super().paintEvent(event)
        tokens = TOKENS[self._look]
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(tokens.canvas))
        if self._stack.count() == 0:
            square = QRectF(0, 0, MARK, MARK)
            square.moveCenter(QRectF(self.rect()).center())
            star, hole, heart = tokens.primary, tokens.canvas, tokens.accent
            draw_mark(painter, square, QColor(star), QColor(hole), QColor(heart))
        if self._awaited == "window":
            self._tell_painted()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hear when the first screen is drawn."""
        if event.type() == QEvent.Type.Paint and self._awaited == "screen":
            watched.removeEventFilter(self)
            self._tell_painted()
        return super().eventFilter(watched, event)

    def _tell_painted(self) -> None:
        # After this event, when all children are drawn too and the frame is out.
        awaited, self._awaited = self._awaited, ""
        QTimer.singleShot(0, self, lambda: self.painted.emit(awaited))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let the screen put away what it holds, then close."""
        screen = self.shown()
        if screen is not None and not screen.put_away():
            event.ignore()
            return
        super().closeEvent(event)
        self.closed.emit()
