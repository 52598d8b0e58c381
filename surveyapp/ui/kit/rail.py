"""The rail: where in the app one is. Narrow windows turn it into a bottom bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QRadioButton, QSizePolicy, QWidget

from surveyapp.drawing.mark import draw_mark
from surveyapp.ui.kit.icon import draw_icon
from surveyapp.ui.kit.paint import draw_box, is_rtl
from surveyapp.ui.kit.ringed import Ringed
from surveyapp.ui.kit.text import Align, TextBlock, draw_line, text_width
from surveyapp.ui.theme import Themed, Type, current

WIDTH = 96


@dataclass(frozen=True, slots=True)
class RailItem:
    """A place: key, icon, words; ``last`` puts it at the far end."""

    key: str
    icon: str
    text: str
    badge: str = ""
    last: bool = False


class MarkView(QWidget, Themed):
    """The star mark."""

    def __init__(
        self, size: int = 44, *, on_hero: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._size = size
        self._on_hero = on_hero
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def retheme(self) -> None:
        """Paint again."""

    def sizeHint(self) -> QSize:
        """Return the mark's square."""
        return QSize(self._size, self._size)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw the mark."""
        theme = current()
        star = theme.colour("on_primary" if self._on_hero else "primary")
        if self._on_hero:
            star = Qt.GlobalColor.white  # type: ignore[assignment]
        hole = theme.colour("hero" if self._on_hero else "surface")
        draw_mark(QPainter(self), QRectF(self.rect()), star, hole, theme.colour("accent"))


class Rail(QWidget, Themed):
    """Places one below the other (or beside each other: ``set_horizontal``).

    ``chosen(key)`` when a person goes somewhere else.
    """

    chosen = Signal(str)

    def __init__(
        self,
        items: Sequence[RailItem] = (),
        chosen: str = "",
        *,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._horizontal = False
        self._box = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._mark = MarkView(44, parent=self)
        self._buttons: dict[str, _RailButton] = {}
        self.setAccessibleName(name)
        self.set_items(items, chosen)

    def set_items(self, items: Sequence[RailItem], chosen: str = "") -> None:
        """Show other places (or other words for them)."""
        kept = chosen or self.choice()
        while self._box.count():
            self._box.takeAt(0)
        for button in self._buttons.values():
            button.hide()
            button.deleteLater()
        self._buttons = {}
        for item in items:
            button = _RailButton(item, self)
            button.clicked.connect(lambda _on=False, key=item.key: self.chosen.emit(key))
            self._buttons[item.key] = button
        self.set_chosen(kept)
        self._fill()

    def set_chosen(self, key: str) -> None:
        """Mark a place without a signal."""
        if key in self._buttons:
            self._buttons[key].setChecked(True)

    def choice(self) -> str:
        """Return the key of the marked place."""
        return next((key for key, button in self._buttons.items() if button.isChecked()), "")

    def button(self, key: str) -> QRadioButton:
        """Return the button of a place."""
        return self._buttons[key]

    def set_badge(self, key: str, badge: str) -> None:
        """Show a small count on a place."""
        self._buttons[key].set_badge(badge)

    def set_horizontal(self, horizontal: bool) -> None:
        """Lie at the bottom (or stand at the leading edge)."""
        if horizontal != self._horizontal:
            self._horizontal = horizontal
            self._fill()

    def _fill(self) -> None:
        while self._box.count():
            self._box.takeAt(0)
        flat = self._horizontal
        self._mark.setVisible(not flat)
        way = QBoxLayout.Direction.LeftToRight if flat else QBoxLayout.Direction.TopToBottom
        self._box.setDirection(way)
        self._box.setSpacing(4)
        if flat:
            self._box.setContentsMargins(8, 4, 8, 4)
        else:
            self._box.setContentsMargins(4, 16, 4, 16)
            self._box.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignHCenter)
            self._box.addSpacing(16)
        ends = False
        for button in self._buttons.values():
            if button.item.last and not ends and not flat:
                self._box.addStretch(1)
                ends = True
            self._box.addWidget(button, 1 if flat else 0)
        if not ends and not flat:
            self._box.addStretch(1)
        self.retheme()

    def retheme(self) -> None:
        """Measure again."""
        fixed, free = QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding
        if self._horizontal:
            self.setSizePolicy(free, fixed)
            self.setMinimumWidth(0)
            self.setMaximumWidth(16777215)
        else:
            self.setSizePolicy(fixed, free)
            self.setFixedWidth(self.rail_width())
        self.updateGeometry()

    def rail_width(self) -> int:
        """Return 96 px, or what the widest word needs."""
        widest = max((b.sizeHint().width() for b in self._buttons.values()), default=0)
        return max(WIDTH, widest + 8)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw ground and the line to the page."""
        theme = current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("surface"))
        width = round(theme.border)
        line = theme.colour("line")
        if self._horizontal:
            painter.fillRect(0, 0, self.width(), width, line)
        else:
            left = 0 if is_rtl(self) else self.width() - width
            painter.fillRect(left, 0, width, self.height(), line)


class _RailButton(Ringed, QRadioButton, Themed):
    def __init__(self, item: RailItem, parent: QWidget) -> None:
        super().__init__(parent)
        self.item = item
        self._badge = item.badge
        self.setText(item.text)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_badge(item.badge)

    def set_badge(self, badge: str) -> None:
        self._badge = badge
        self.setAccessibleName(f"{self.item.text} {badge}".strip())
        self.update()

    def retheme(self) -> None:
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        theme = current()
        words = text_width(self.item.text, Type.NAVIGATION_STRONG, rtl=is_rtl(self))
        return QSize(max(72, words + 8), theme.icon_px(34) + theme.line(Type.NAVIGATION) + 10)

    def minimumSizeHint(self) -> QSize:
        return QSize(48, self.sizeHint().height())

    def hitButton(self, pos: object) -> bool:  # noqa: ARG002 - Qt's signature
        return True

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        theme = current()
        painter = QPainter(self)
        on = self.isChecked()
        rtl = is_rtl(self)
        tall = theme.icon_px(34)
        pill = QRectF((self.width() - 60) / 2, 2, 60, tall)
        if on or self.underMouse():
            fill = theme.colour("soft" if on else "hover")
            draw_box(painter, pill, radius=tall / 2, fill=fill)
        side = theme.icon_px(24)
        square = QRectF(0, 0, side, side)
        square.moveCenter(pill.center())
        icon_ink = theme.colour("on_soft" if on else "text2")
        draw_icon(painter, square, self.item.icon, icon_ink, rtl=rtl, selected=on)
        step = Type.NAVIGATION_STRONG if on else Type.NAVIGATION
        below = QRectF(0, pill.bottom() + 2, self.width(), theme.line(Type.NAVIGATION))
        draw_line(
            painter,
            below,
            self.item.text,
            step,
            theme.colour("text" if on else "text2"),
            rtl=rtl,
            align=Align.CENTRE,
        )
        if self._badge:
            block = TextBlock(self._badge, Type.NAVIGATION_STRONG, rtl=False)
            high = block.height - 2
            width = max(high, block.natural_width + 12)
            x = pill.left() - 2 if rtl else pill.right() - width + 2
            box = QRectF(x, 0, width, high)
            draw_box(painter, box, radius=high / 2, fill=theme.colour("accent"))
            draw_line(
                painter,
                box,
                self._badge,
                Type.NAVIGATION_STRONG,
                theme.colour("text" if theme.look.value == "light" else "on_primary"),
                rtl=False,
                align=Align.CENTRE,
            )
