"""One cell of a matrix: a button without words, named by its row and its column.

Of a row with one answer it is a radio button, of one with several a check box.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QRadioButton, QWidget

from surveyapp.ui.kit.choosable import Choosable
from surveyapp.ui.kit.icon import draw_icon
from surveyapp.ui.theme import Look, Themed, current


class _Cell(Choosable, Themed):
    """What both share, a mixin before the Qt class: an indicator of 28 px in 64 by 60."""

    ring_radius = 10.0

    def _begin(self) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._wrong = False

    def retheme(self) -> None:
        """Measure again."""

    def ring_rect(self) -> object:
        """Return what the focus ring goes round: a square in the middle."""
        side = min(self.width(), self.height()) - 12
        square = QRectF(0, 0, side, side)
        square.moveCenter(QPointF(self.width() / 2, self.height() / 2))
        return square.toRect()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw the indicator; a halo marks the chosen one and the one under the pointer."""
        theme = current()
        button = self._button()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        centre = QPointF(self.width() / 2, self.height() / 2)
        side = theme.icon_px(28)
        halo = side * 0.86
        contrast = theme.look is Look.CONTRAST
        if not contrast and (button.isChecked() or self.underMouse() or button.isDown()):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("soft" if button.isChecked() else "sunken"))
            painter.drawEllipse(centre, halo, halo)
        box = QRectF(0, 0, side, side)
        box.moveCenter(centre)
        square = isinstance(self, QCheckBox)
        if button.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("primary" if self.isEnabled() else "disabled"))
            _draw_shape(painter, box, square=square)
            inner = box.adjusted(4, 4, -4, -4)
            draw_icon(painter, inner, "check", theme.colour("on_primary"), selected=True)
            return
        line = "danger" if self._wrong else "line_strong"
        painter.setPen(QPen(theme.colour(line if self.isEnabled() else "line"), 2.0))
        painter.setBrush(theme.colour("surface"))
        _draw_shape(painter, box.adjusted(1, 1, -1, -1), square=square)


def _draw_shape(painter: QPainter, box: QRectF, *, square: bool) -> None:
    if square:
        painter.drawRoundedRect(box, 6, 6)
    else:
        painter.drawEllipse(box)


class MatrixCell(_Cell, QRadioButton):
    """A cell of a row with one answer. A press chooses and never un-chooses."""

    focused = Signal()

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._begin()

    def nextCheckState(self) -> None:
        """Choose."""
        self.setChecked(True)


class MatrixCheck(_Cell, QCheckBox):
    """A cell of a row with several answers."""

    focused = Signal()

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._begin()
