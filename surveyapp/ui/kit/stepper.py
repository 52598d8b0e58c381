"""A value between minus and plus: for what is counted up and down rather than typed.

What stands in the middle stays a QSlider for screen readers and keys, which know what a value
between two ends is; its words and its look are ours.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSlider, QVBoxLayout, QWidget

from surveyapp.ui.kit.announce import announce
from surveyapp.ui.kit.button import IconButton
from surveyapp.ui.kit.glass import Glass
from surveyapp.ui.kit.paint import draw_box, is_rtl
from surveyapp.ui.kit.ringed import Ringed
from surveyapp.ui.kit.text import Align, Label, draw_line, text_width
from surveyapp.ui.kit.typed_digits import TypedDigits
from surveyapp.ui.theme import Themed, Type, current


class Stepper(QWidget):
    """``stepped(ways)`` when a person asks for more (1) or less (-1), or ten times that.

    ``typed(place)`` when figures are typed for which ``set_find`` gives a place; ``cleared()``
    when Delete asks for no value.
    """

    stepped = Signal(int)
    typed = Signal(int)
    cleared = Signal()

    def __init__(self, *, widest: str = "0000", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._label = Label("", Type.CAPTION, colour="text2", wrap=False, parent=self)
        column.addWidget(self._label)
        row = QHBoxLayout()
        row.setSpacing(4)
        self.minus = IconButton("minus", "", filled=True, parent=self)
        self.value = _Value(widest, self)
        self.plus = IconButton("plus", "", filled=True, parent=self)
        for button, way in ((self.minus, -1), (self.plus, 1)):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the arrow keys do the same
            button.setAutoRepeat(True)
            button.clicked.connect(lambda _on=False, way=way: self.stepped.emit(way))
        self.value.stepped.connect(self.stepped)
        self.value.typed.connect(self.typed)
        self.value.cleared.connect(self.cleared)
        row.addWidget(self.minus)
        row.addWidget(self.value, 1)
        row.addWidget(self.plus)
        column.addLayout(row)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def set_names(self, label: str, less: str, more: str) -> None:
        """Name the value and its buttons."""
        self._label.set_text(label)
        self._label.setVisible(bool(label))
        self.value.setAccessibleName(label)
        self.minus.set_name(less)
        self.plus.set_name(more)

    def show_value(self, value: int, text: str, least: int, most: int) -> None:
        """Show a value in words; ``""`` where nothing is chosen yet."""
        self.value.show_value(value, text, least, most)

    def set_find(self, find: Callable[[str], int | None]) -> None:
        """Let figures be typed: ``find`` gives the place of a number."""
        self.value.digits = TypedDigits(find)


class _Value(Ringed, QSlider, Themed):
    ring_radius = 10
    stepped = Signal(int)
    typed = Signal(int)
    cleared = Signal()

    def __init__(self, widest: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._widest = widest
        self._text = ""
        self.digits: TypedDigits | None = None
        Glass(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_value(self, value: int, text: str, least: int, most: int) -> None:
        self.setRange(least, most)
        self.setValue(value)
        if text != self._text:
            self._text = text
            self.setAccessibleDescription(text)
            if self.hasFocus():
                announce(self, text)
            self.updateGeometry()
        self.update()

    def text(self) -> str:
        """Return the words shown."""
        return self._text

    def retheme(self) -> None:
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        words = max(
            text_width(text, Type.BODY_STRONG, rtl=is_rtl(self))
            for text in (self._widest, self._text)
        )
        return QSize(words + 16, current().icon_px(48))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        turn = -1 if is_rtl(self) else 1
        ways = {
            Qt.Key.Key_Up: 1,
            Qt.Key.Key_Down: -1,
            Qt.Key.Key_Right: turn,
            Qt.Key.Key_Left: -turn,
            Qt.Key.Key_Plus: 1,
            Qt.Key.Key_Minus: -1,
            Qt.Key.Key_PageUp: 10,
            Qt.Key.Key_PageDown: -10,
        }
        key = Qt.Key(event.key())
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        place = None if held or self.digits is None else self.digits.take(event)
        if held:
            event.ignore()
        elif way := ways.get(key, 0):
            self.stepped.emit(way)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.cleared.emit()
        elif place is None:
            event.ignore()
        elif place >= 0:
            self.typed.emit(place)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the focus only: a value is never moved by accident."""
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        theme = current()
        painter = QPainter(self)
        rect = QRectF(self.rect())
        draw_box(
            painter,
            rect,
            radius=10,
            fill=theme.colour("surface"),
            line=theme.colour("line"),
            width=theme.border,
        )
        ink = theme.colour("text" if self.isEnabled() else "disabled")
        draw_line(
            painter, rect, self._text, Type.BODY_STRONG, ink, rtl=is_rtl(self), align=Align.CENTRE
        )
