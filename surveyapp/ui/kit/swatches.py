"""Colours to choose from: one of a few, each a disc of 48 px with a name for screen readers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QRadioButton, QSizePolicy, QWidget

from surveyapp.ui.kit.icon import draw_icon
from surveyapp.ui.kit.ringed import Ringed
from surveyapp.ui.theme import Themed, current


@dataclass(frozen=True, slots=True)
class Swatch:
    """A colour and what it is called."""

    colour: str
    name: str


class Swatches(QWidget):
    """``chosen(colour)`` when a person chooses another."""

    chosen = Signal(str)

    def __init__(
        self, swatches: Sequence[Swatch], *, name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self.discs: list[_Disc] = []
        for swatch in swatches:
            disc = _Disc(swatch, self)
            disc.toggled.connect(
                lambda on, colour=swatch.colour: self.chosen.emit(colour) if on else None
            )
            row.addWidget(disc)
            self.discs.append(disc)
        self.discs[0].setChecked(True)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)


class _Disc(Ringed, QRadioButton, Themed):
    ring_radius = 24

    def __init__(self, swatch: Swatch, parent: QWidget) -> None:
        super().__init__(parent)
        self._colour = QColor(swatch.colour)
        self.setAccessibleName(swatch.name)
        self.setToolTip(swatch.name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def retheme(self) -> None:
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        side = current().icon_px(48)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: object) -> bool:  # noqa: ARG002 - Qt's signature
        return True

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        theme = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(self.width() / 2, self.height() / 2)
        radius = self.width() / 2 - 8
        painter.setPen(QPen(theme.colour("line_strong"), 1.5))
        painter.setBrush(self._colour)
        painter.drawEllipse(middle, radius, radius)
        if self.isChecked():  # a check, not the colour alone
            side = radius * 1.2
            light = self._colour.lightnessF() > 0.6
            box = QRectF(0, 0, side, side)
            box.moveCenter(middle)
            draw_icon(painter, box, "check", QColor("#000000" if light else "#FFFFFF"))
            painter.setPen(QPen(theme.colour("primary"), 2.5))
            painter.setBrush(QColor(0, 0, 0, 0))
            painter.drawEllipse(middle, radius + 4, radius + 4)
