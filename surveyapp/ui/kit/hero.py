"""The hero of the home screen: one button over the khatam lattice."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QLinearGradient,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from surveyapp.drawing.mark import draw_lattice
from surveyapp.ui.kit.icon import draw_icon
from surveyapp.ui.kit.paint import draw_box, is_rtl, leading, rounded_path, trailing, trimmed
from surveyapp.ui.kit.ringed import PressedByEnter, Ringed
from surveyapp.ui.kit.text import Align, TextBlock, draw_line, text_width
from surveyapp.ui.theme import Look, Themed, Type, current

RADIUS = 20.0


def paint_hero(painter: QPainter, rect: QRectF, *, rtl: bool, radius: float = RADIUS) -> None:
    """Paint the green ground and its lattice (also behind kiosk start and idle screens)."""
    theme = current()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if radius:
        painter.setClipPath(rounded_path(rect, radius))
    ground = QLinearGradient(rect.topRight() if rtl else rect.topLeft(), rect.bottomRight())
    if rtl:
        ground.setFinalStop(rect.bottomLeft())
    ground.setColorAt(0, theme.colour("hero"))
    ground.setColorAt(1, theme.colour("hero2"))
    painter.fillRect(rect, ground)
    if theme.look is not Look.CONTRAST:
        draw_lattice(painter, rect, QColor(255, 255, 255, 22), origin=-24)
    painter.restore()


class Hero(Ringed, PressedByEnter, QPushButton, Themed):
    """Icon, title, caption and a white call; the whole panel is the button."""

    ring_radius = RADIUS

    def __init__(
        self,
        title: str = "",
        caption: str = "",
        call: str = "",
        *,
        icon: str = "plus",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        self.setAutoDefault(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_texts(title, caption, call)

    def set_texts(self, title: str, caption: str, call: str) -> None:
        """Show other words."""
        self._title, self._caption, self._call = title, caption, call
        self.setAccessibleName(f"{title}. {call}" if call else title)
        self.setAccessibleDescription(caption)
        self.updateGeometry()
        self.update()

    def retheme(self) -> None:
        """Measure again."""
        self.updateGeometry()

    # -- measuring -------------------------------------------------------------------------

    def _narrow(self, width: int) -> bool:
        """Say whether the call stands below the words."""
        return width < current().px(560)

    def _words_width(self, width: int) -> float:
        theme = current()
        taken = 28 * 2 + theme.icon_px(64) + 24
        if not self._narrow(width):
            taken += self._call_width() + 24
        return max(40.0, width - taken)

    def _call_width(self) -> int:
        theme = current()
        words = text_width(self._call, Type.HEADING, rtl=is_rtl(self))
        return words + 56 + theme.icon_px(22) + 12

    def _call_height(self) -> int:
        return max(56, current().line(Type.HEADING) + 24)

    def _blocks(self, width: int) -> tuple[TextBlock, TextBlock]:
        room = self._words_width(width)
        rtl = is_rtl(self)
        title = TextBlock(self._title, Type.DISPLAY, rtl=rtl, width=room)
        return title, TextBlock(self._caption, Type.LABEL, rtl=rtl, width=room)

    def sizeHint(self) -> QSize:
        """Return a broad panel."""
        width = current().px(640)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Return the least width that still holds the call."""
        return QSize(self._call_width() + 56, 148)

    def hasHeightForWidth(self) -> bool:
        """Say that words wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of the words, and of the call below them if narrow."""
        title, caption = self._blocks(width)
        height = title.height + caption.height + 2 * 28
        if self._narrow(width):
            height += self._call_height() + 16
        return max(148, height)

    # -- keys, focus, painting -------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw everything."""
        theme = current()
        painter = QPainter(self)
        rect = QRectF(self.rect())
        rtl = is_rtl(self)
        paint_hero(painter, rect, rtl=rtl)
        white = QColor("white")
        narrow = self._narrow(self.width())
        inner = trimmed(rect, 28, 28, rtl=rtl)
        if narrow:
            inner.setBottom(inner.bottom() - self._call_height() - 16)
        disc = theme.icon_px(64)
        circle = QRectF(0, 0, disc, disc)
        circle.moveCenter(leading(inner, disc, rtl=rtl).center())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(255, 255, 255, 46))
        painter.drawEllipse(circle)
        side = theme.icon_px(32)
        square = QRectF(0, 0, side, side)
        square.moveCenter(circle.center())
        draw_icon(painter, square, self._icon, white, selected=True)
        title, caption = self._blocks(self.width())
        words = trimmed(inner, disc + 24, 0 if narrow else self._call_width() + 24, rtl=rtl)
        top = words.center().y() - (title.height + caption.height) / 2
        title.paint(painter, words.left(), top, white)
        caption.paint(painter, words.left(), top + title.height, QColor(255, 255, 255, 225))
        self._paint_call(painter, rect, rtl=rtl, narrow=narrow)

    def _paint_call(self, painter: QPainter, rect: QRectF, *, rtl: bool, narrow: bool) -> None:
        theme = current()
        tall = self._call_height()
        if narrow:
            box = QRectF(rect.left() + 28, rect.bottom() - 28 - tall, rect.width() - 56, tall)
        else:
            box = trailing(trimmed(rect, 28, 28, rtl=rtl), self._call_width(), rtl=rtl)
            box = QRectF(box.left(), rect.center().y() - tall / 2, box.width(), tall)
        ground = QColor("#E1F0EC" if self.isDown() else "#F3F8F6" if self.underMouse() else "white")
        draw_box(painter, box, radius=12, fill=ground)
        ink = QColor("#00403A" if theme.look is Look.CONTRAST else "#0B5F56")
        icon = theme.icon_px(22)
        words = text_width(self._call, Type.HEADING, rtl=rtl)
        total = words + 12 + icon
        left = box.center().x() - total / 2
        words_left = left + (icon + 12 if rtl else 0)
        icon_left = left if rtl else left + words + 12
        draw_line(
            painter,
            QRectF(words_left, box.top(), words + 2, tall),
            self._call,
            Type.HEADING,
            ink,
            rtl=rtl,
            align=Align.CENTRE,
        )
        arrow = QRectF(icon_left, box.center().y() - icon / 2, icon, icon)
        draw_icon(painter, arrow, "arrow-right", ink, rtl=rtl)
