"""One cell of what is picked from a grid: a day of a month, a month of a year, a year."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from surveyapp.ui.kit.paint import draw_box, is_rtl
from surveyapp.ui.kit.ringed import Ringed
from surveyapp.ui.kit.text import Align, draw_line, text_width
from surveyapp.ui.theme import Themed, Type, current


class PickCell(Ringed, QPushButton, Themed):
    """A button in a grid of rows of ``in_row``; ``moved(cells)`` when an arrow key asks on."""

    ring_radius = 10
    moved = Signal(int)

    def __init__(self, in_row: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._in_row = in_row
        self._chosen = False
        self._now = False
        self._faint = False
        self.setAutoDefault(False)
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_cell(
        self, text: str, name: str, *, chosen: bool, now: bool, stop: bool, faint: bool = False
    ) -> None:
        """Show a text, called ``name`` by screen readers; ``stop`` lets Tab stop here."""
        self.setText(text)
        self.setAccessibleName(name)
        self._chosen, self._now, self._faint = chosen, now, faint
        self.setChecked(chosen)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if stop else Qt.FocusPolicy.ClickFocus)
        self.updateGeometry()
        self.update()

    def nextCheckState(self) -> None:
        """Stay chosen: a press never takes back."""
        self.setChecked(True)

    def retheme(self) -> None:
        """Measure again."""
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return a square, or the width of the words."""
        side = max(48, current().line(Type.BODY) + 14)
        words = text_width(self.text(), Type.BODY_STRONG, rtl=is_rtl(self))
        return QSize(max(side, words + 20), side)

    def minimumSizeHint(self) -> QSize:
        """Return the same: a target never shrinks."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by arrows, pick by Enter."""
        turn = -1 if is_rtl(self) else 1
        steps = {
            Qt.Key.Key_Right: turn,
            Qt.Key.Key_Left: -turn,
            Qt.Key.Key_Down: self._in_row,
            Qt.Key.Key_Up: -self._in_row,
        }
        step = steps.get(Qt.Key(event.key()), 0)
        if step:
            self.moved.emit(step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw ground and words."""
        theme = current()
        painter = QPainter(self)
        rect = QRectF(self.rect()).adjusted(3, 3, -3, -3)
        ink = "text2" if self._faint else "text"
        step = Type.BODY
        if self._chosen:
            draw_box(painter, rect, radius=10, fill=theme.colour("primary"))
            ink, step = "on_primary", Type.BODY_STRONG
        elif self.isDown() or self.underMouse():
            draw_box(painter, rect, radius=10, fill=theme.colour("hover"))
        elif self._now:
            draw_box(painter, rect, radius=10, fill=None, line=theme.colour("primary"), width=1.5)
        rtl = is_rtl(self)
        colour = theme.colour(ink)
        box = QRectF(self.rect())
        draw_line(painter, box, self.text(), step, colour, rtl=rtl, align=Align.CENTRE)
