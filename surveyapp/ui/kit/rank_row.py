"""One row of a ranking: a handle to drag it by, its place, its words, two buttons to move it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from surveyapp.ui.kit.button import IconButton
from surveyapp.ui.kit.paint import draw_box, is_rtl, leading, trailing, trimmed
from surveyapp.ui.kit.ringed import Ringed
from surveyapp.ui.kit.scroll_page import hold_finger
from surveyapp.ui.kit.text import Align, TextBlock, draw_line
from surveyapp.ui.theme import Look, Themed, Type, current

RADIUS = 12.0
_HANDLE = 48
_BADGE = 32
_GAP = 12
_PAD = 8


class Handle(QWidget, Themed):
    """Six dots to drag a row by; a finger on them moves the row and not the page.

    ``began(y)``, ``dragged(y)`` and ``ended()``; ``y`` is in px of the screen.
    """

    began = Signal(int)
    dragged = Signal(int)
    ended = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        hold_finger(self)
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def retheme(self) -> None:
        """Draw in other colours."""
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the row."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.began.emit(event.globalPosition().toPoint().y())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Take the row along."""
        self.dragged.emit(event.globalPosition().toPoint().y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Let the row go."""
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.ended.emit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw the dots."""
        theme = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("line_strong" if self.isEnabled() else "line"))
        step, dot = theme.icon_px(7), theme.icon_px(4) / 2
        middle = QRectF(self.rect()).center()
        for column in (-0.5, 0.5):
            for row in (-1, 0, 1):
                painter.drawEllipse(middle + QPointF(column * step, row * step), dot, dot)


class RankRow(Ringed, QWidget, Themed):
    """A row that takes the focus; what keys and drags mean is the list's business."""

    accessible_role = QAccessible.Role.ListItem
    ring_radius = RADIUS

    key_pressed = Signal(QKeyEvent)
    focused = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.value = ""
        self._text = ""
        self._place = ""
        self._lifted = False
        self._wrong = False
        self._kiosk = False
        self.handle = Handle(self)
        self.up = IconButton("chevron-up", "", parent=self)
        self.down = IconButton("chevron-down", "", parent=self)
        for button in (self.up, self.down):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # keys do the same

    # -- content ---------------------------------------------------------------------------

    def set_content(self, value: str, text: str, place: str) -> None:
        """Show an answer at its place, ``""`` where it has none yet."""
        self.value = value
        self._text = text
        self._place = place
        self.update()

    def words(self) -> str:
        """Return the words of the row."""
        return self._text

    def place(self) -> str:
        """Return the place shown."""
        return self._place

    def set_lifted(self, lifted: bool) -> None:
        """Show that the row is being moved."""
        if lifted != self._lifted:
            self._lifted = lifted
            self.update()

    def set_wrong(self, wrong: bool) -> None:
        """Show the red line; the words stand above the question."""
        self._wrong = wrong
        self.update()

    def set_kiosk(self, kiosk: bool) -> None:
        """Be 64 px high at least."""
        self._kiosk = kiosk

    # -- measuring -------------------------------------------------------------------------

    def _buttons_room(self) -> int:
        return 2 * self.up.sizeHint().width()

    def _start(self) -> int:
        theme = current()
        return theme.icon_px(_HANDLE) + theme.icon_px(_BADGE) + _GAP

    def _block(self, width: float) -> TextBlock:
        room = width - self._start() - self._buttons_room() - 2 * _PAD
        return TextBlock(self._text, Type.OPTION, rtl=is_rtl(self), width=max(40.0, room))

    def height_for(self, width: int) -> int:
        """Return the height in a given width, never under the target size."""
        least = 72 if self._kiosk else 60
        return max(least, self._block(width).height + 28)

    def retheme(self) -> None:
        """Measure again."""
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place handle and buttons."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Turn with the direction."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._arrange()

    def _arrange(self) -> None:
        rect = QRectF(self.rect())
        rtl = is_rtl(self)
        self.handle.setGeometry(leading(rect, current().icon_px(_HANDLE), rtl=rtl).toRect())
        side = self.up.sizeHint().width()
        both = trailing(trimmed(rect, 0, _PAD, rtl=rtl), 2 * side, rtl=rtl)
        for button, box in (
            (self.up, leading(both, side, rtl=rtl)),
            (self.down, trailing(both, side, rtl=rtl)),
        ):
            place = QRect(0, 0, side, side)
            place.moveCenter(box.center().toPoint())
            button.setGeometry(place)
        self.update()

    def sizeHint(self) -> QSize:
        """Return a readable width, and the height in it."""
        width = current().px(480)
        return QSize(width, self.height_for(width))

    # -- keys and painting -----------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave keys to the list."""
        event.ignore()
        self.key_pressed.emit(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring for the keyboard, and tell the list."""
        super().focusInEvent(event)
        self.focused.emit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw the card, the place and the words."""
        theme = current()
        painter = QPainter(self)
        rect = QRectF(self.rect())
        rtl = is_rtl(self)
        fill, line, width = "surface", "line", theme.border
        if self._lifted:
            fill, line, width = "soft", "primary", 2.0
        elif self._wrong:
            line, width = "danger", 2.0
        if not self.isEnabled():
            fill = "disabled_bg"
        draw_box(
            painter,
            rect,
            radius=RADIUS,
            fill=theme.colour(fill),
            line=theme.colour(line),
            width=width,
        )
        inner = trimmed(rect, theme.icon_px(_HANDLE), self._buttons_room() + _PAD, rtl=rtl)
        side = theme.icon_px(_BADGE)
        badge = QRectF(0, 0, side, side)
        badge.moveCenter(leading(inner, side, rtl=rtl).center())
        self._paint_place(painter, badge)
        words = trimmed(inner, side + _GAP, _PAD, rtl=rtl)
        block = self._block(rect.width())
        strong = self._lifted and theme.look is Look.CONTRAST
        ink = theme.colour("on_soft" if strong else "text" if self.isEnabled() else "disabled")
        block.paint(painter, words.left(), rect.center().y() - block.height / 2, ink)

    def _paint_place(self, painter: QPainter, badge: QRectF) -> None:
        theme = current()
        if not self._place:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("line_strong"), 1.5, Qt.PenStyle.DashLine))
            painter.drawEllipse(badge.adjusted(1, 1, -1, -1))
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("primary" if self.isEnabled() else "disabled"))
        painter.drawEllipse(badge)
        draw_line(
            painter,
            badge,
            self._place,
            Type.LABEL_STRONG,
            theme.colour("on_primary"),
            rtl=False,
            align=Align.CENTRE,
        )
