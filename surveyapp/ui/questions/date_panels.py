"""What opens under a date: a month of days, a year of months, a dozen years, or steppers.

All say the same: ``picked(date)`` when a person picks, ``show_date`` for what is typed,
``focus_inside`` when it opens. They know no session.
"""

from __future__ import annotations

import calendar
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from surveyapp.text import N_, Words
from surveyapp.text.formats import MONTHS, Formats
from surveyapp.ui.kit.calendar import Calendar
from surveyapp.ui.kit.flow_layout import FlowLayout
from surveyapp.ui.kit.stepper import Stepper
from surveyapp.ui.kit.twelve import DOZEN, TwelvePicker

SHORT_WEEKDAYS = (N_("Mo"), N_("Tu"), N_("We"), N_("Th"), N_("Fr"), N_("Sa"), N_("Su"))
"""Two letters for the head of a calendar, Monday first."""


class DatePanel(QWidget):
    """What opens under a date; ``stays`` says whether it stays open after a pick."""

    picked = Signal(date)
    stays = False

    def __init__(self, words: Words, today: date, parent: QWidget) -> None:
        super().__init__(parent)
        self.words = words
        self.today = today
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        self.words = words

    def show_date(self, day: date | None) -> None:
        """Show what is typed, or today's page where nothing is."""
        raise NotImplementedError

    def focus_inside(self) -> None:
        """Put the focus where picking begins."""
        raise NotImplementedError


class DayPanel(DatePanel):
    """A month of days."""

    def __init__(self, words: Words, today: date, parent: QWidget) -> None:
        super().__init__(words, today, parent)
        self.calendar = Calendar(
            lambda day: Formats(self.words).month(day),
            lambda day: Formats(self.words).long_date(day),
            SHORT_WEEKDAYS,
            earlier="",
            later="",
            today=today,
            parent=self,
        )
        self.calendar.picked.connect(self.picked)
        self._column.addWidget(self.calendar)
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        super().set_words(words)
        weekdays = tuple(words(day) for day in SHORT_WEEKDAYS)
        self.calendar.set_words(weekdays, words("Month before"), words("Month after"))

    def show_date(self, day: date | None) -> None:
        """Show the month of a day."""
        self.calendar.show_date(day)

    def focus_inside(self) -> None:
        """Put the focus on the day, or on today."""
        self.calendar.focus_day()


class MonthPanel(DatePanel):
    """A year of months."""

    def __init__(self, words: Words, today: date, parent: QWidget) -> None:
        super().__init__(words, today, parent)
        self.picker = TwelvePicker(
            str,
            self._cell,
            now=today.year * DOZEN + today.month - 1,
            most=date.max.year * DOZEN + DOZEN - 1,
            parent=self,
        )
        self.picker.picked.connect(self._on_picked)
        self._column.addWidget(self.picker)
        self.set_words(words)

    def _cell(self, index: int) -> tuple[str, str]:
        year, month = divmod(index, DOZEN)
        name = self.words(MONTHS[month])
        return name, self.words("{month} {year}", month=name, year=year)

    def _on_picked(self, index: int) -> None:
        self.picked.emit(date(max(1, index // DOZEN), index % DOZEN + 1, 1))

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        super().set_words(words)
        self.picker.set_words(words("Year before"), words("Year after"))

    def show_date(self, day: date | None) -> None:
        """Show the year of a day."""
        self.picker.show_index(day.year * DOZEN + day.month - 1 if day else None)

    def focus_inside(self) -> None:
        """Put the focus on the month, or on this one."""
        self.picker.focus_cell()


class YearPanel(DatePanel):
    """A dozen years."""

    def __init__(self, words: Words, today: date, parent: QWidget) -> None:
        super().__init__(words, today, parent)
        self.picker = TwelvePicker(
            self._title,
            lambda year: (str(year), str(year)),
            now=today.year,
            most=date.max.year,
            parent=self,
        )
        self.picker.picked.connect(lambda year: self.picked.emit(date(max(1, year), 1, 1)))
        self._column.addWidget(self.picker)
        self.set_words(words)

    def _title(self, page: int) -> str:
        return Formats(self.words).span(str(page * DOZEN), str(page * DOZEN + DOZEN - 1))

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        super().set_words(words)
        self.picker.set_words(words("Years before"), words("Years after"))

    def show_date(self, day: date | None) -> None:
        """Show the years round a day."""
        self.picker.show_index(day.year if day else None)

    def focus_inside(self) -> None:
        """Put the focus on the year, or on this one."""
        self.picker.focus_cell()


class StepsPanel(DatePanel):
    """Day, month and year, each between minus and plus: for days far from today."""

    stays = True

    def __init__(self, words: Words, today: date, parent: QWidget) -> None:
        super().__init__(words, today, parent)
        self._shown: date | None = None
        row = QWidget(self)
        flow = FlowLayout(row, spacing=12)
        self.day = Stepper(widest="00", parent=row)
        self.month = Stepper(widest="00000000", parent=row)
        self.year = Stepper(widest="0000", parent=row)
        for stepper, step in (
            (self.day, self._step_day),
            (self.month, self._step_month),
            (self.year, lambda ways: self._step_month(ways * DOZEN)),
        ):
            flow.addWidget(stepper)
            stepper.stepped.connect(step)
        self._column.addWidget(row)
        self.set_words(words)
        self.show_date(None)

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        super().set_words(words)
        self.day.set_names(words("Day"), words("Day before"), words("Day after"))
        self.month.set_names(words("Month"), words("Month before"), words("Month after"))
        self.year.set_names(words("Year"), words("Year before"), words("Year after"))
        self.show_date(self._shown)

    def show_date(self, day: date | None) -> None:
        """Show a day's parts, or dashes from which a first press begins at today."""
        self._shown = day
        at = day or self.today
        days = calendar.monthrange(at.year, at.month)[1]
        none = "\u2013"
        self.day.show_value(at.day, str(at.day) if day else none, 1, days)
        month = self.words(MONTHS[at.month - 1])
        self.month.show_value(at.month, month if day else none, 1, DOZEN)
        self.year.show_value(at.year, str(at.year) if day else none, 1, date.max.year)

    def focus_inside(self) -> None:
        """Put the focus on the day."""
        self.day.value.setFocus()

    def _step_day(self, ways: int) -> None:
        if self._shown is None:
            self._show(self.today)
            return
        days = calendar.monthrange(self._shown.year, self._shown.month)[1]
        self._show(self._shown.replace(day=(self._shown.day - 1 + ways) % days + 1))

    def _step_month(self, months: int) -> None:
        if self._shown is None:
            self._show(self.today)
            return
        index = self._shown.year * DOZEN + self._shown.month - 1 + months
        year, month = divmod(index, DOZEN)
        if 1 <= year <= date.max.year:
            days = calendar.monthrange(year, month + 1)[1]
            self._show(date(year, month + 1, min(self._shown.day, days)))

    def _show(self, day: date) -> None:
        self.show_date(day)
        self.picked.emit(day)


class ClockPanel(QWidget):
    """Hour and minute between minus and plus; ``picked(minutes since midnight)``."""

    picked = Signal(int)
    _STEP = 5

    def __init__(self, words: Words, now: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._now = now
        self._shown: int | None = None
        flow = FlowLayout(self, spacing=12)
        self.hour = Stepper(widest="00", parent=self)
        self.minute = Stepper(widest="00", parent=self)
        for stepper in (self.hour, self.minute):
            flow.addWidget(stepper)
        self.hour.stepped.connect(self._step_hour)
        self.minute.stepped.connect(self._step_minute)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.set_words(words)
        self.show_minutes(None)

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        self.hour.set_names(words("Hour"), words("Hour before"), words("Hour after"))
        self.minute.set_names(words("Minute"), words("5 minutes before"), words("5 minutes after"))

    def show_minutes(self, minutes: int | None) -> None:
        """Show a time of day, or dashes from which a first press begins at now."""
        self._shown = minutes
        hour, minute = divmod(self._now if minutes is None else minutes, 60)
        none = minutes is None
        self.hour.show_value(hour, "\u2013" if none else f"{hour:02d}", 0, 23)
        self.minute.show_value(minute, "\u2013" if none else f"{minute:02d}", 0, 59)

    def focus_inside(self) -> None:
        """Put the focus on the hour."""
        self.hour.value.setFocus()

    def _step_hour(self, ways: int) -> None:
        if self._shown is None:
            self._show(self._now)
            return
        hour, minute = divmod(self._shown, 60)
        self._show((hour + ways) % 24 * 60 + minute)

    def _step_minute(self, ways: int) -> None:
        if self._shown is None:
            self._show(self._now)
            return
        hour, minute = divmod(self._shown, 60)
        # To the next round minute first: 14:22 becomes 14:25, then 14:30.
        step = self._STEP
        fives = minute // step + ways if ways > 0 else -(-minute // step) + ways
        self._show(hour * 60 + fives * step % 60)

    def _show(self, minutes: int) -> None:
        self.show_minutes(minutes)
        self.picked.emit(minutes)
