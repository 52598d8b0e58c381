"""A value between minus and plus: for what is counted up and down rather than typed.

What stands in the middle stays a QSlider for screen readers and keys, which know what a value
between two ends is; its words and its look are ours.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSlider, QVBoxLayout, QWidget

from surveyapp.ui.kit.announce import announce
from surveyapp.ui.kit.button import IconButton
from surveyapp.ui.kit.paint import draw_box, is_rtl
from surveyapp.ui.kit.ringed import Ringed
from surveyapp.ui.kit.text import Align, Label, draw_line, text_width
from surveyapp.ui.theme import Themed, Type, current


class Stepper(QWidget):
    """``stepped(ways)`` when a person asks for more (1) or less (-1), or ten times that."""

    stepped = Signal(int)

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
        row.addWidget(self.minus)
        row.addWidget(self.value, 1)
        row.addWidget(self.plus)
        column.addLayout(row)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def set_names(self, label: str, less: str, more: str) -> None:
        """Name the value and its buttons."""
        self._label.set_text(label)
        self.value.setAccessibleName(label)
        self.minus.set_name(less)
        self.plus.set_name(more)

    def show_value(self, value: int, text: str, least: int, most: int) -> None:
        """Show a value in words; ``""`` where nothing is chosen yet."""
        self.value.show_value(value, text, least, most)

    def retheme(self) -> None:
        """Measure again."""
        self.updateGeometry()


class _Value(Ringed, QSlider, Themed):
    ring_radius = 10
    stepped = Signal(int)

    def __init__(self, widest: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._widest = widest
        self._text = ""
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
        way = ways.get(Qt.Key(event.key()), 0)
        if way and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.stepped.emit(way)
        else:
            event.ignore()

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
