"""The card that an overlay shows on its ground: how it is drawn and stands in the middle."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF
from PySide6.QtGui import QPainter, QPaintEvent

from surveyapp.ui.kit.overlay import Overlay
from surveyapp.ui.kit.paint import draw_box, draw_shadow
from surveyapp.ui.theme import Themed, current

_RADIUS = 20


def draw_panel(painter: QPainter, rect: QRectF) -> None:
    """Draw the shadow and the card."""
    theme = current()
    draw_shadow(painter, rect, _RADIUS)
    line = theme.colour("line") if theme.border > 1 else None
    draw_box(
        painter, rect, radius=_RADIUS, fill=theme.colour("surface"), line=line, width=theme.border
    )


class PanelOverlay(Overlay, Themed):
    """An overlay whose panel is as high as its words; ``arrange`` ends with ``stand_in_middle``."""

    def stand_in_middle(self, width: int, height: int) -> None:
        """Place the panel."""
        room = self.rect()
        self.panel.setGeometry(
            (room.width() - width) // 2, (room.height() - height) // 2, width, height
        )

    def retheme(self) -> None:
        """Place again."""
        self.arrange()

    def event(self, event: QEvent) -> bool:
        """Place again when words change the panel's height."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.arrange()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw scrim, shadow and panel."""
        super().paintEvent(event)
        draw_panel(QPainter(self), QRectF(self.panel.geometry()))
