"""A chosen answer that can be taken back: words and a cross, 48 px."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from surveyapp.ui.kit.icon import draw_icon
from surveyapp.ui.kit.paint import draw_box, is_rtl, trailing, trimmed
from surveyapp.ui.kit.ringed import Ringed
from surveyapp.ui.kit.text import TextBlock, text_width
from surveyapp.ui.theme import Themed, Type, current

RADIUS = 12.0


class Tag(Ringed, QPushButton, Themed):
    """``clicked`` takes the answer back; ``name`` says so to screen readers."""

    ring_radius = RADIUS

    def __init__(self, text: str, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAutoDefault(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._words = text
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(name)
        # Not Fixed: Qt would cap the height at a hint taken at another width, and clip.
        policy = QSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def retheme(self) -> None:
        """Measure again."""
        self.updateGeometry()

    def _extra(self) -> int:
        return 16 + 12 + current().icon_px(18) + 10

    def _block(self, width: float) -> TextBlock:
        return TextBlock(
            self._words, Type.LABEL, rtl=is_rtl(self), width=max(24.0, width - self._extra())
        )

    def sizeHint(self) -> QSize:
        """Return one line."""
        width = text_width(self._words, Type.LABEL, rtl=is_rtl(self)) + 2 + self._extra()
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Return the target size."""
        return QSize(96, 48)

    def hasHeightForWidth(self) -> bool:
        """Say that words wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height in a width."""
        return max(48, self._block(width).height + 20)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take back by Enter, Delete and Backspace too."""
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
        if event.key() in keys:
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw ground, words and cross."""
        theme = current()
        painter = QPainter(self)
        rect = QRectF(self.rect())
        rtl = is_rtl(self)
        fill = "soft_press" if self.isDown() else "soft_hover" if self.underMouse() else "soft"
        draw_box(
            painter,
            rect,
            radius=RADIUS,
            fill=theme.colour(fill),
            line=theme.colour("primary"),
            width=theme.border,
        )
        ink = theme.colour("on_soft")
        block = self._block(rect.width())
        words = trimmed(rect, 16, 12, rtl=rtl)
        side = theme.icon_px(18)
        x = words.left() if not rtl else words.left() + side + 10
        block.paint(painter, x, rect.center().y() - block.height / 2, ink)
        draw_icon(painter, trailing(words, side, rtl=rtl), "x", ink)
