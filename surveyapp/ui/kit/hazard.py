"""Stripes round the window: what happens inside does not count.

They lie above every screen and every overlay, in the room the window leaves for them, so no word
is covered. High contrast has them in black and white.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMargins, QObject, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPolygonF, QRegion
from PySide6.QtWidgets import QWidget

from surveyapp.ui.kit.overlay import Topmost
from surveyapp.ui.kit.paint import is_rtl
from surveyapp.ui.kit.text import Align, draw_line, text_width
from surveyapp.ui.theme import Look, Themed, Type, current

EDGE = 6
BAND = 14
"""Width of one stripe in px."""


class HazardFrame(Topmost, Themed):
    """A striped strip with words above, stripes at the other edges."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._text = ""
        window.installEventFilter(self)
        self._fit(window)

    def set_text(self, text: str) -> None:
        """Say in words what the stripes mean."""
        self._text = text
        self.setAccessibleName(text)
        self.update()

    def margins(self) -> QMargins:
        """Return the room it takes at each edge of the window."""
        return QMargins(EDGE, self._strip(), EDGE, EDGE)

    def _strip(self) -> int:
        return current().line(Type.LABEL_STRONG) + 6

    def _fit(self, window: QWidget) -> None:
        self.setGeometry(window.rect())
        inner = self.rect().marginsRemoved(self.margins())
        # What is inside must not be painted through a frame each time it changes.
        self.setMask(QRegion(self.rect()) - QRegion(inner))

    def retheme(self) -> None:
        """Measure and paint again."""
        window = self.parentWidget()
        if window is not None:
            self._fit(window)
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the window's size, and stay on top of screens that come."""
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self._fit(watched)
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw stripes, and the words on a plain ground."""
        theme = current()
        painter = QPainter(self)
        rect = QRectF(self.rect())
        strong = theme.look is Look.CONTRAST
        painter.fillRect(rect, theme.colour("text" if strong else "accent"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("surface"))
        height = rect.height()
        left = -height
        while left < rect.width():
            # Slanted by 45 degrees over the whole window: the mask leaves what belongs to it.
            painter.drawPolygon(_band(left, height))
            left += 2 * BAND
        strip = QRect(0, 0, self.width(), self._strip())
        words = text_width(self._text, Type.LABEL_STRONG, rtl=is_rtl(self)) + 32
        plate = QRectF(0, 0, min(words, strip.width()), strip.height())
        plate.moveCenter(QRectF(strip).center())
        painter.fillRect(plate, theme.colour("surface"))
        draw_line(
            painter,
            plate,
            self._text,
            Type.LABEL_STRONG,
            theme.colour("text"),
            rtl=is_rtl(self),
            align=Align.CENTRE,
        )


def _band(left: float, height: float) -> QPolygonF:
    return QPolygonF(
        [
            QPointF(left, height),
            QPointF(left + height, 0),
            QPointF(left + height + BAND, 0),
            QPointF(left + BAND, height),
        ]
    )
