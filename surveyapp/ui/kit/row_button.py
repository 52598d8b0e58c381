"""A row that is a button: it leads somewhere, or opens what lies below it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from surveyapp.ui.kit.icon import draw_icon
from surveyapp.ui.kit.paint import draw_box, is_rtl, leading, trailing, trimmed
from surveyapp.ui.kit.ringed import Ringed
from surveyapp.ui.kit.text import TextBlock
from surveyapp.ui.theme import Themed, Type, current


class RowButton(Ringed, QPushButton, Themed):
    """A row that leads somewhere: icon, title, a line below, a chevron at the end.

    ``tile`` draws the icon on a small ground; words wrap and the row grows downwards.
    """

    def __init__(
        self,
        icon: str,
        *,
        tile: bool = False,
        chevron: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        self._tile = tile
        self._chevron = "chevron-right" if chevron else ""
        self._title = ""
        self._caption = ""
        self._ink = "text2"
        self._caption_ink = "text2"
        self._marked = False
        self.setAutoDefault(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_content(
        self,
        title: str,
        caption: str = "",
        *,
        icon: str = "",
        ink: str = "text2",
        caption_ink: str = "text2",
    ) -> None:
        """Show these words; ``ink`` and ``caption_ink`` name tokens."""
        self._title, self._caption = title, caption
        self._icon = icon or self._icon
        self._ink, self._caption_ink = ink, caption_ink
        self.setAccessibleName(title)
        self.setAccessibleDescription(caption)
        self.updateGeometry()
        self.update()

    def set_marked(self, marked: bool) -> None:
        """Show the row as the place where one is."""
        self._marked = marked
        self.update()

    def is_marked(self) -> bool:
        """Say whether the row is shown as the place where one is."""
        return self._marked

    def set_unfolded(self, unfolded: bool) -> None:
        """Show that the row opens below itself instead of leading elsewhere, and whether it has."""
        self.setCheckable(True)
        self.setChecked(unfolded)
        self._chevron = "chevron-up" if unfolded else "chevron-down"
        self.update()

    def retheme(self) -> None:
        """Measure again."""
        self.updateGeometry()

    def _icon_side(self) -> int:
        return current().icon_px(40 if self._tile else 24)

    def _blocks(self, width: float) -> tuple[TextBlock, TextBlock | None]:
        taken = 12 + self._icon_side() + 14 + 12
        if self._chevron:
            taken += current().icon_px(20) + 8
        room = max(40.0, width - taken)
        rtl = is_rtl(self)
        title = TextBlock(self._title, Type.LABEL_STRONG, rtl=rtl, width=room)
        if not self._caption:
            return title, None
        return title, TextBlock(self._caption, Type.CAPTION, rtl=rtl, width=room)

    def hasHeightForWidth(self) -> bool:
        """Say that words wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return what the words need, never under the target size."""
        title, caption = self._blocks(width)
        words = title.height + (caption.height if caption else 0)
        return max(56, words + 12, self._icon_side() + 16)

    def sizeHint(self) -> QSize:
        """Return a readable width."""
        width = current().px(320)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Return the least a finger needs."""
        return QSize(160, 56)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Follow the row by Enter, as a link."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw ground, icon, words, chevron."""
        theme = current()
        painter = QPainter(self)
        rect = QRectF(self.rect())
        rtl = is_rtl(self)
        if self.isDown() or self._marked or self.underMouse():
            fill = "sunken" if self.isDown() else "hover"
            draw_box(painter, rect, radius=12, fill=theme.colour(fill))
        inner = trimmed(rect, 12, 12, rtl=rtl)
        side = self._icon_side()
        place = leading(inner, side, rtl=rtl)
        square = QRectF(0, 0, side, side)
        square.moveCenter(place.center())
        if self._tile:
            draw_box(painter, square, radius=10, fill=theme.colour("sunken"))
            pad = side / 4.5
            square = square.adjusted(pad, pad, -pad, -pad)
        draw_icon(painter, square, self._icon, theme.colour(self._ink), rtl=rtl)
        if self._chevron:
            end = theme.icon_px(20)
            arrow = QRectF(0, 0, end, end)
            arrow.moveCenter(trailing(inner, end, rtl=rtl).center())
            draw_icon(painter, arrow, self._chevron, theme.colour("text2"), rtl=rtl)
        title, caption = self._blocks(self.width())
        words = trimmed(inner, side + 14, end + 8 if self._chevron else 0, rtl=rtl)
        height = title.height + (caption.height if caption else 0)
        top = (rect.height() - height) / 2
        title.paint(painter, words.left(), top, theme.colour("text"))
        if caption:
            ink = theme.colour(self._caption_ink)
            caption.paint(painter, words.left(), top + title.height, ink)
