"""A date: a day, a month or a year, typed with its long form beneath, or picked."""

from __future__ import annotations

import calendar
from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QWidget

from surveyapp.text import Words
from surveyapp.text.formats import MONTHS
from surveyapp.text.reading import date_parts
from surveyapp.ui.kit.field import Field
from surveyapp.ui.questions.base import Posed
from surveyapp.ui.questions.date_box import ORDERS, DateBox, Unit
from surveyapp.ui.questions.looks import Looks
from surveyapp.ui.questions.typed import TypedQuestion


class DateQuestion(TypedQuestion):
    """A day, a month or a year, as the form's appearance has it; the value is always a day."""

    def __init__(self, posed: Posed, parent: QWidget | None = None) -> None:
        self._looks = Looks.of(posed.field)
        super().__init__(posed, parent)
        self.add_control(beside(self.box, parent=self))
        self.box.chosen.connect(self.tell_text)
        self.box.grew.connect(self.grew)
        self.refresh()

    def make_input(self) -> Field:
        """Return the field of a box that opens a calendar."""
        unit = Unit.YEAR if self._looks.year else Unit.MONTH if self._looks.month_year else Unit.DAY
        self.box = DateBox(
            unit,
            self.words,
            self.session.now,
            calendar=self._looks.calendar,
            parent=self,
        )
        self.box.field.return_pressed.connect(self._on_return)
        return self.box.field

    def to_value(self, text: str) -> str:
        """Return the ISO date; anything else stays as typed."""
        day = self.box.unit.read(text)
        return day.isoformat() if day else text.strip()

    def to_text(self, value: str) -> str:
        """Return the date as it is typed."""
        try:
            return self.box.unit.write(date.fromisoformat(value))
        except ValueError:
            return value

    def instruction(self) -> str:
        """Say the order of the parts, and the calendar where the form wants another."""
        order = self.words(ORDERS[self.box.unit])
        if self._looks.other_calendar:
            return self.words("{order} of the Gregorian calendar", order=order)
        return order

    def local_problem(self) -> str:
        """Say which month is shorter than was written."""
        return month_problem(self.box, self.words)

    def refresh_control(self) -> None:
        """Show the date, its long form and the calendar's words."""
        super().refresh_control()
        self.box.set_read_only(self.session.is_readonly(self.ref))
        self.box.set_words(self.words)


def month_problem(box: DateBox, words: Words) -> str:
    """Say which month is shorter than was typed, or ``""``."""
    parts = date_parts(box.field.text()) if box.unit is Unit.DAY else None
    if parts is None:
        return ""
    day, month, year = parts
    if not 1 <= month <= 12 or not 1 <= year <= 9999:
        return ""
    days = calendar.monthrange(year, month)[1]
    if not days < day <= 31:
        return ""
    return words.plural(
        "{month} has {n} day", "{month} has {n} days", days, month=words(MONTHS[month - 1])
    )


def beside(*widgets: QWidget, parent: QWidget) -> QWidget:
    """Return a row of widgets that need not fill it."""
    row = QWidget(parent)
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        line.addWidget(widget)
    line.addStretch(1)
    return row
