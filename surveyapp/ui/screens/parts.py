"""Pieces several screens are made of: rows that are buttons, labelled controls, the bottom bar.

They know the kit and the theme, and nothing of responses or services.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from surveyapp.ui.breakpoints import is_narrow, is_short
from surveyapp.ui.kit.card import Bar
from surveyapp.ui.kit.icon import Icon, draw_icon
from surveyapp.ui.kit.paint import draw_box, is_rtl, leading, trailing, trimmed
from surveyapp.ui.kit.ringed import Ringed
from surveyapp.ui.kit.text import Label, TextBlock
from surveyapp.ui.kit.toast import Toast
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
        self._chevron = chevron
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
            draw_icon(painter, arrow, "chevron-right", theme.colour("text2"), rtl=rtl)
        title, caption = self._blocks(self.width())
        words = trimmed(inner, side + 14, end + 8 if self._chevron else 0, rtl=rtl)
        height = title.height + (caption.height if caption else 0)
        top = (rect.height() - height) / 2
        title.paint(painter, words.left(), top, theme.colour("text"))
        if caption:
            ink = theme.colour(self._caption_ink)
            caption.paint(painter, words.left(), top + title.height, ink)


class ProblemLine(QWidget):
    """What to do about one field: icon and words, above its box. Hidden while all is well."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(
            Icon("alert-circle", 22, colour="danger", parent=self), 0, Qt.AlignmentFlag.AlignTop
        )
        self._words = Label("", Type.LABEL, colour="danger", parent=self)
        row.addWidget(self._words, 1)
        self.hide()

    def show_problem(self, text: str) -> None:
        """Show what to do, or hide where there is nothing."""
        self._words.set_text(text)
        self.setVisible(bool(text))


class Labelled(QWidget):
    """A control under its label, hint and problem: one row of a form of ours."""

    def __init__(self, control: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.control = control
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._label = Label("", Type.HEADING, parent=self)
        self._hint = Label("", Type.CAPTION, colour="text2", parent=self)
        self._problem = ProblemLine(self)
        column.addWidget(self._label)
        column.addWidget(self._hint)
        column.addWidget(self._problem)
        column.addSpacing(4)
        column.addWidget(control)
        self._hint.hide()

    def set_label(self, text: str) -> None:
        """Name the row."""
        self._label.set_text(text)

    def set_hint(self, text: str) -> None:
        """Show what helps, or nothing."""
        self._hint.set_text(text)
        self._hint.setVisible(bool(text))

    def label(self) -> str:
        """Return the row's name."""
        return self._label.text()

    def show_problem(self, text: str) -> None:
        """Show what to do about it, or that all is well."""
        self._problem.show_problem(text)
        for mark in ("set_wrong",):
            if hasattr(self.control, mark):
                getattr(self.control, mark)(bool(text))
        if hasattr(self.control, "set_description"):
            self.control.set_description(text or self._hint.text())


class BottomBar(Bar):
    """Way back at the leading end, way on at the trailing end, brief messages between them.

    Where the window is narrow the messages take a strip above the buttons, so that no answer is
    ever covered.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(line_above=True, parent=parent)
        self._rows = QVBoxLayout(self)
        self._rows.setSpacing(8)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(16)
        self._lead = QHBoxLayout()
        self._lead.setSpacing(12)
        self._trail = QHBoxLayout()
        self._trail.setSpacing(12)
        self.toast = Toast(self, floating=False)
        self._buttons.addLayout(self._lead)
        self._buttons.addStretch(1)
        self._buttons.addStretch(1)
        self._buttons.addLayout(self._trail)
        self._rows.addLayout(self._buttons)
        self._toast_above: bool | None = None
        self.arrange()

    def retheme(self) -> None:
        """Fit the text size."""
        self.arrange()
        super().retheme()

    def add_leading(self, widget: QWidget) -> None:
        """Put a button at the leading end."""
        self._lead.addWidget(widget)

    def add_trailing(self, widget: QWidget) -> None:
        """Put a button at the trailing end."""
        self._trail.addWidget(widget)

    def arrange(self) -> None:
        """Fit the window's width and height."""
        low = is_short(self)
        edge = 4 if low else 12
        side = 24 if not is_narrow(self) else 16
        self._rows.setContentsMargins(side, edge + 1, side, edge)
        above = is_narrow(self)
        if above == self._toast_above:
            return
        self._toast_above = above
        self._rows.removeWidget(self.toast)
        self._buttons.removeWidget(self.toast)
        policy = self.toast.sizePolicy()
        policy.setRetainSizeWhenHidden(not above)
        self.toast.setSizePolicy(policy)
        if above:
            self._rows.insertWidget(0, self.toast)
        else:
            self._buttons.insertWidget(2, self.toast)

    def event(self, event: QEvent) -> bool:
        """Arrange again when the bar is shown in a window or that window changes size."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self.arrange()
        return super().event(event)


class Columns(QWidget):
    """Two columns where there is room, one where there is not."""

    def __init__(
        self,
        lead: QWidget,
        trail: QWidget,
        *,
        shares: tuple[int, int],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._shares = shares
        self._box = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(24)
        self._box.addWidget(lead, shares[0], Qt.AlignmentFlag.AlignTop)
        self._box.addWidget(trail, shares[1], Qt.AlignmentFlag.AlignTop)

    def event(self, event: QEvent) -> bool:
        """Turn into one column, or back."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.LayoutRequest):
            down = is_narrow(self)
            way = QBoxLayout.Direction.TopToBottom if down else QBoxLayout.Direction.LeftToRight
            if way is not self._box.direction():
                self._box.setDirection(way)
                self._box.setSpacing(16 if down else 24)
                for index, share in enumerate(self._shares):
                    self._box.setStretch(index, 0 if down else share)
        return super().event(event)
