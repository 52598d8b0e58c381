"""A month of days, Monday first; its words (month, weekdays) are passed in."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from surveyapp.ui.kit.button import IconButton
from surveyapp.ui.kit.card import Card
from surveyapp.ui.kit.pick_cell import PickCell
from surveyapp.ui.kit.text import Align, Label
from surveyapp.ui.theme import Type


class Calendar(Card):
    """``picked(date)`` when a day is chosen.

    ``month_title(date)`` and ``day_name(date)`` say a month and a day in words.
    """

    picked = Signal(date)

    def __init__(
        self,
        month_title: Callable[[date], str],
        day_name: Callable[[date], str],
        weekdays: Sequence[str],
        *,
        earlier: str,
        later: str,
        today: date,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(margin=12, spacing=4, radius=12, parent=parent)
        self._month_title = month_title
        self._day_name = day_name
        self._chosen: date | None = None
        self._today = today
        self._month = today.replace(day=1)
        head = QHBoxLayout()
        self._earlier = IconButton("chevron-left", earlier, parent=self)
        self._later = IconButton("chevron-right", later, parent=self)
        self._title = Label("", Type.BODY_STRONG, align=Align.CENTRE, middle=True, parent=self)
        self._earlier.clicked.connect(lambda: self.go(-1))
        self._later.clicked.connect(lambda: self.go(1))
        head.addWidget(self._earlier)
        head.addWidget(self._title, 1)
        head.addWidget(self._later)
        self.column.addLayout(head)
        self._grid = QGridLayout()
        self._grid.setSpacing(0)
        self._heads = []
        for place, word in enumerate(weekdays):
            label = Label(word, Type.CAPTION, colour="text2", align=Align.CENTRE, wrap=False)
            self._heads.append(label)
            self._grid.addWidget(label, 0, place, Qt.AlignmentFlag.AlignCenter)
        self._days: list[_Day] = []
        for place in range(42):
            day = _Day(self)
            day.clicked.connect(lambda _on=False, day=day: self.picked.emit(day.date))
            day.moved.connect(self._on_moved)
            self._days.append(day)
            self._grid.addWidget(day, 1 + place // 7, place % 7)
        self.column.addLayout(self._grid)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._fill()

    def set_words(self, weekdays: Sequence[str], earlier: str, later: str) -> None:
        """Speak another language."""
        for label, word in zip(self._heads, weekdays, strict=True):
            label.set_text(word)
        self._earlier.set_name(earlier)
        self._later.set_name(later)
        self._fill()

    def show_date(self, day: date | None) -> None:
        """Show the month of a day and mark the day (or show today's month)."""
        self._chosen = day
        self._month = (day or self._today).replace(day=1)
        self._fill()

    def go(self, months: int) -> None:
        """Show an earlier or later month."""
        index = self._month.year * 12 + self._month.month - 1 + months
        if date.min.year * 12 + 12 <= index < date.max.year * 12:
            self._month = date(index // 12, index % 12 + 1, 1)
            self._fill()

    def focus_day(self) -> None:
        """Put the focus on the chosen day, else today or the first."""
        wanted = self._chosen or self._today
        days = [day for day in self._days if not day.isHidden()]
        found = next((day for day in days if day.date == wanted), days[0])
        found.setFocus(Qt.FocusReason.TabFocusReason)

    def day(self, wanted: date) -> QAbstractButton:
        """Return the button of a day of the month shown."""
        return next(day for day in self._days if not day.isHidden() and day.date == wanted)

    def _on_moved(self, days: int) -> None:
        here = next((day for day in self._days if day.hasFocus()), None)
        if here is None:
            return
        there = here.date + timedelta(days=days)
        if (there.year, there.month) != (self._month.year, self._month.month):
            self._month = there.replace(day=1)
            self._fill()
        self.day(there).setFocus(Qt.FocusReason.TabFocusReason)

    def _fill(self) -> None:
        self._title.set_text(self._month_title(self._month))
        first = self._month.weekday()
        count = calendar.monthrange(self._month.year, self._month.month)[1]
        for place, day in enumerate(self._days):
            number = place - first + 1
            shown = 1 <= number <= count
            # The sixth row is kept: turning a month moves nothing below.
            policy = day.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            day.setSizePolicy(policy)
            day.setVisible(shown)
            if shown:
                this = self._month.replace(day=number)
                day.show_day(
                    this,
                    self._day_name(this),
                    chosen=this == self._chosen,
                    today=this == self._today,
                )


class _Day(PickCell):
    """A day; weekends are fainter."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(7, parent)
        self.date = date(2000, 1, 1)

    def show_day(self, day: date, name: str, *, chosen: bool, today: bool) -> None:
        """Show a day."""
        self.date = day
        self.show_cell(
            str(day.day),
            name,
            chosen=chosen,
            now=today,
            stop=chosen or day.day == 1,
            faint=day.weekday() >= 5,
        )
