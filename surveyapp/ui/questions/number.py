"""Integers and decimals: a field with its unit and two steppers inside."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from surveyapp.text import Words
from surveyapp.text.grouping import Grouping
from surveyapp.text.reading import read_number
from surveyapp.ui.kit.button import IconButton
from surveyapp.ui.kit.field import Field
from surveyapp.ui.kit.grouped import GroupedTyping
from surveyapp.ui.questions.base import Posed
from surveyapp.ui.questions.looks import Looks
from surveyapp.ui.questions.typed import TypedQuestion
from surveyapp.ui.theme import current
from surveyapp.xform import DataType

_UNIT = re.compile(
    r"\((%|°C|DH|MAD|MDH|KDH|€|\$|km|m|m²|ha|kg|t|q|h|min|j|درهم|كلم|كم|متر|هكتار|كغ|طن|ساعة|دقيقة)\)"
)
_LEAST = re.compile(r"\.\s*(>=|>)\s*(-?\d+(?:\.\d+)?)")
_MOST = re.compile(r"\.\s*(<=|<)\s*(-?\d+(?:\.\d+)?)")
_WIDTH = 320


def unit_of(label: str) -> str:
    """Return the unit a label names in brackets, such as ``(%)`` or ``(km)``."""
    found = _UNIT.search(label)
    return found.group(1) if found else ""


class NumberQuestion(TypedQuestion):
    """A number, typed or stepped. What is no number stays as typed, and is shown as wrong."""

    def __init__(self, posed: Posed, parent: QWidget | None = None) -> None:
        self._field: Field
        self._looks = Looks.of(posed.field)
        super().__init__(posed, parent)
        self._integer = self.field.data_type is DataType.INT
        self._least, self._most, self._step = self._limits()
        # What is counted is counted with the thumb: its buttons stand outside, and are larger.
        side = 64 if self._looks.counter and posed.kiosk else 56 if self._looks.counter else 46
        self._minus = IconButton("minus", "", size=side, filled=True, parent=self)
        self._plus = IconButton("plus", "", size=side, filled=True, parent=self)
        for button, direction in ((self._minus, -1), (self._plus, 1)):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the arrow keys do the same
            button.setAutoRepeat(True)
            button.clicked.connect(lambda _on=False, way=direction: self.step(way))
        self._field.edit.installEventFilter(self)
        self._grouped: GroupedTyping | None = None
        if self._looks.thousands:
            self._grouped = GroupedTyping(self._field, Grouping.of(posed.words.language))
        self._row = QWidget(self)
        row = QHBoxLayout(self._row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        if self._looks.counter:
            for piece in (self._minus, self._field, self._plus):
                row.addWidget(piece)
        else:
            self._field.add_after(self._minus)
            self._field.add_after(self._plus)
            row.addWidget(self._field)
        row.addStretch(1)
        self.add_control(self._row)
        self.retheme()
        self.refresh()

    def _limits(self) -> tuple[Decimal | None, Decimal | None, Decimal]:
        """Return least, most and step as the constraint's own text has them."""
        low = _LEAST.search(self.field.constraint)
        high = _MOST.search(self.field.constraint)
        whole = Decimal(1)
        least = most = None
        if low:
            least = Decimal(low.group(2)) + (whole if low.group(1) == ">" else 0)
        if high:
            most = Decimal(high.group(2)) - (whole if high.group(1) == "<" else 0)
        return least, most, whole

    def make_input(self) -> Field:
        """Return the field; figures keep their order in every direction."""
        self._field = Field(numeric=True, parent=self)
        self._field.edit.setInputMethodHints(
            Qt.InputMethodHint.ImhDigitsOnly
            if self.field.data_type is DataType.INT
            else Qt.InputMethodHint.ImhFormattedNumbersOnly
        )
        self._field.return_pressed.connect(self._on_return)
        return self._field

    def refresh_control(self) -> None:
        """Show value, unit and the steppers' names."""
        super().refresh_control()
        self._field.set_unit(unit_of(self.session.label(self.ref)))
        self._minus.set_name(self.words("One less"))
        self._plus.set_name(self.words("One more"))
        for button in (self._minus, self._plus):
            button.setVisible(not self.session.is_readonly(self.ref))

    def retheme(self) -> None:
        """Be as wide as a number and its buttons need."""
        super().retheme()
        theme = current()
        inside = 0 if self._looks.counter else 2 * theme.icon_px(50)
        self._field.setMinimumWidth(min(theme.px(_WIDTH), theme.px(160) + inside))

    def retranslate(self, words: Words) -> None:
        """Speak another language; a number stays the same number in its marks."""
        if self._grouped is not None:
            self.words = words
            self._grouped.set_grouping(Grouping.of(words.language))
        super().retranslate(words)

    def to_value(self, text: str) -> str:
        """Return a plain number where one was meant; anything else stays as typed."""
        thousands = Grouping.of(self.words.language).thousands if self._looks.thousands else ""
        number = read_number(text, whole=self.field.data_type is DataType.INT, thousands=thousands)
        return text.strip() if number is None else format(number, "f")

    def to_text(self, value: str) -> str:
        """Return the value with the marks of the language."""
        if not re.fullmatch(r"[+-]?\d*\.?\d+", value):
            return value
        grouping = Grouping.of(self.words.language)
        text = value.replace(".", grouping.decimal)
        return grouping.apply(text) if self._looks.thousands else text

    def step(self, way: int) -> None:
        """Go one step up or down, within the limits, from the number that stands there."""
        if self.session.is_readonly(self.ref):
            return
        try:
            now = Decimal(self.to_value(self.input.text()))
        except InvalidOperation:
            start = self._least if self._least is not None else Decimal(0)
            # What is counted begins with the first thing that is counted.
            self._set(start + 1 if self._looks.counter and way > 0 and not start else start)
            return
        then = now + way * self._step
        if self._least is not None:
            then = max(then, self._least)
        if self._most is not None:
            then = min(then, self._most)
        if then != now:
            self._set(then)

    def _set(self, number: Decimal) -> None:
        self.tell_text(self.to_text(format(number, "f")))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Step by the arrow keys."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            ways = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
            way = ways.get(Qt.Key(event.key()))
            if way is not None and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
                self.step(way)
                return True
        return super().eventFilter(watched, event)
