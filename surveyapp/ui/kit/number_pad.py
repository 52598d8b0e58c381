"""Figures to press where no keyboard is: digits, the signs a field takes, erase, and on.

Its keys never take the focus, so what they say is typed into the field that has it. Digits run
left to right in every language, as on every telephone.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from surveyapp.ui.kit.icon import draw_icon
from surveyapp.ui.kit.paint import draw_box
from surveyapp.ui.kit.text import Align, draw_line, text_width
from surveyapp.ui.theme import Themed, Type, current

ERASE, HIDE, NEXT, SIGN = "erase", "hide", "next", "sign"
"""Keys that are no characters."""

_GAP = 6
_EDGE = 8
_WIDEST = 720  # px at 100 %: wider keys would only lie further apart
_LOW = ("12345", "67890")
_TALL = ("123", "456", "789")
_ICONS = {ERASE: "backspace", HIDE: "keyboard-hide", SIGN: "plus-minus"}


@dataclass(frozen=True, slots=True)
class _Place:
    row: int
    column: int
    wide: int = 1
    tall: int = 1


class NumberPad(QWidget, Themed):
    """``pressed(key)``: a digit, a sign of the field, or one of ``ERASE``, ``NEXT``, ``SIGN``,
    ``HIDE``.

    ``set_low`` lays it out in two rows, for windows that are not high.
    """

    accessible_role = QAccessible.Role.Grouping
    pressed = Signal(str)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._low = True
        self._kiosk = False
        self._signs: tuple[str, ...] = ()
        self._keys: dict[str, _Key] = {}
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for name in (*"0123456789", ERASE, HIDE, NEXT):
            self._add(name)

    def _add(self, name: str) -> _Key:
        key = self._keys[name] = _Key(name, self)
        key.clicked.connect(lambda: self.pressed.emit(name))
        key.show()
        return key

    def set_signs(self, signs: tuple[str, ...]) -> None:
        """Offer these characters beside the digits (``SIGN`` turns the sign): two at most."""
        if signs == self._signs:
            return
        for name in set(self._signs) - set(signs):
            key = self._keys.pop(name)
            key.hide()
            key.deleteLater()
        for name in signs:
            if name not in self._keys:
                self._add(name)
        self._signs = signs
        self._arrange()

    def set_names(self, *, erase: str, hide: str, next_: str, sign: str) -> None:
        """Name the keys that are no characters."""
        names = {ERASE: erase, HIDE: hide, NEXT: next_, SIGN: sign}
        for name, key in self._keys.items():
            key.set_name(names.get(name, name))
        self.updateGeometry()
        self._arrange()

    def set_kiosk(self, kiosk: bool) -> None:
        """Make the keys larger."""
        self._kiosk = kiosk
        self.updateGeometry()

    def set_low(self, low: bool) -> None:
        """Lay the keys out in two rows, or in four."""
        if low != self._low:
            self._low = low
            self.updateGeometry()
            self._arrange()

    def key(self, name: str) -> QPushButton:
        """Return the button of a key."""
        return self._keys[name]

    # -- measuring and placing -------------------------------------------------------------

    def retheme(self) -> None:
        """Measure again."""
        self.updateGeometry()
        self._arrange()

    def _side(self) -> int:
        least = 64 if self._kiosk else 52
        return max(least, current().line(Type.HEADING) + 14)

    def _places(self) -> dict[str, _Place]:
        rows = _LOW if self._low else _TALL
        places = {
            digit: _Place(row, column)
            for row, digits in enumerate(rows)
            for column, digit in enumerate(digits)
        }
        signs = [*self._signs, ""][:2]
        if self._low:
            ends = [(ERASE, _Place(0, 6)), (HIDE, _Place(0, 7)), (NEXT, _Place(1, 6, 2))]
            marks = [_Place(0, 5), _Place(1, 5)]
        else:
            places["0"] = _Place(3, 1)
            ends = [(ERASE, _Place(0, 3)), (HIDE, _Place(1, 3)), (NEXT, _Place(2, 3, tall=2))]
            marks = [_Place(3, 0), _Place(3, 2)]
        places |= dict(ends)
        places |= {sign: place for sign, place in zip(signs, marks, strict=False) if sign}
        return places

    def sizeHint(self) -> QSize:
        """Return the rows one above the other."""
        rows = 2 if self._low else 4
        height = rows * self._side() + (rows - 1) * _GAP + 2 * _EDGE
        return QSize(current().px(480), height)

    def minimumSizeHint(self) -> QSize:
        """Return a width on which each key is as wide as a finger."""
        columns = 8 if self._low else 4
        return QSize(columns * 48 + (columns - 1) * _GAP + 2 * _EDGE, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the keys."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        columns = 8 if self._low else 4
        most = current().px(_WIDEST if self._low else _WIDEST * 2 // 3)
        room = min(self.width() - 2 * _EDGE, most)
        each = (room - (columns - 1) * _GAP) / columns
        left = (self.width() - room) / 2
        side = self._side()
        for name, place in self._places().items():
            x = left + place.column * (each + _GAP)
            y = _EDGE + place.row * (side + _GAP)
            wide = each * place.wide + _GAP * (place.wide - 1)
            high = side * place.tall + _GAP * (place.tall - 1)
            self._keys[name].setGeometry(QRect(round(x), y, round(wide), high))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw the ground, a step deeper than the page."""
        theme = current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("sunken"))
        painter.fillRect(0, 0, self.width(), round(theme.border), theme.colour("line"))


class _Key(QPushButton, Themed):
    def __init__(self, key: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._key = key
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAutoDefault(False)
        self.setAutoRepeat(key == ERASE)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.set_name(key)

    def set_name(self, name: str) -> None:
        self.setAccessibleName(name)
        self.setText(name if self._key == NEXT else "")
        self.update()

    def retheme(self) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        theme = current()
        painter = QPainter(self)
        rect = QRectF(self.rect())
        onward = self._key == NEXT
        if onward:
            fill = "primary_press" if self.isDown() else "primary"
        else:
            fill = "line" if self.isDown() else "surface"
        line = None if onward else theme.colour("line2")
        draw_box(painter, rect, radius=10, fill=theme.colour(fill), line=line, width=theme.border)
        ink = theme.colour("on_primary" if onward else "text")
        if icon := _ICONS.get(self._key):
            side = theme.icon_px(24)
            square = QRectF(0, 0, side, side)
            square.moveCenter(rect.center())
            draw_icon(painter, square, icon, ink)
            return
        text, step = self.text() or self._key, Type.HEADING
        inner = rect.adjusted(4, 0, -4, 0)
        if onward and text_width(text, step, rtl=theme.rtl) > inner.width():
            # Where words have no room, the arrow says it; the name stays for screen readers.
            side = theme.icon_px(24)
            square = QRectF(0, 0, side, side)
            square.moveCenter(rect.center())
            draw_icon(painter, square, "arrow-right", ink, rtl=theme.rtl)
            return
        draw_line(painter, inner, text, step, ink, rtl=theme.rtl, align=Align.CENTRE)
