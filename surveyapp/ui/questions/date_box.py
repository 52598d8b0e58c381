"""The fields in which days and times are typed, each with what opens to pick from.

They know words and a clock, no session: a question reads their text and shows them its value.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from enum import StrEnum

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from surveyapp.text import N_, Words, isolate_ltr
from surveyapp.text.formats import Formats
from surveyapp.text.reading import read_date, read_month, read_time, read_year
from surveyapp.ui.kit.button import IconButton
from surveyapp.ui.kit.field import Field
from surveyapp.ui.kit.text import Label
from surveyapp.ui.questions.date_panels import (
    ClockPanel,
    DatePanel,
    DayPanel,
    MonthPanel,
    StepsPanel,
    YearPanel,
)
from surveyapp.ui.theme import Themed, Type, current

_WIDTH = 320
_MINUTES = 24 * 60


class Unit(StrEnum):
    """How exact a date is."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"

    def read(self, text: str) -> date | None:
        """Return what was typed; the first day of a month or year."""
        readers = {Unit.DAY: read_date, Unit.MONTH: read_month, Unit.YEAR: read_year}
        return readers[self](text)

    def write(self, day: date) -> str:
        """Return a date as it is typed."""
        parts = (f"{day.day:02d}", f"{day.month:02d}", f"{day.year:04d}")
        return "/".join(parts[list(Unit).index(self) :])

    def beside(self, day: date, ways: int) -> date | None:
        """Return the day, month or year that many on, where the calendar has it."""
        try:
            if self is Unit.DAY:
                return day + timedelta(days=ways)
            months = ways if self is Unit.MONTH else ways * 12
            index = day.year * 12 + day.month - 1 + months
            return date(index // 12, index % 12 + 1, 1)
        except (ValueError, OverflowError):
            return None


EXAMPLES = {Unit.DAY: "26/12/2026", Unit.MONTH: "12/2026", Unit.YEAR: "2026"}
"""What each is typed like."""
ORDERS = {Unit.DAY: N_("Day/month/year"), Unit.MONTH: N_("Month/year"), Unit.YEAR: N_("Year")}
"""The order of the parts, in words."""


class _Box(QWidget, Themed):
    """A field, and below it what opens; ``chosen(text)`` when something is picked or stepped."""

    chosen = Signal(str)
    grew = Signal()

    def __init__(self, icon: str, least: int, words: Words, parent: QWidget) -> None:
        super().__init__(parent)
        self.words = words
        self._least = least
        self.field = Field(numeric=True, parent=self)
        self.opener = IconButton(icon, "", size=46, parent=self)
        self.opener.clicked.connect(self._on_opener)
        self.field.add_after(self.opener)
        self.field.edit.installEventFilter(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        # At its own width: what opens below may be wider, and widens nothing above.
        self._column.addWidget(self.field, 0, Qt.AlignmentFlag.AlignLeft)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Minimum)
        self.retheme()

    def put_above(self, label: QWidget) -> None:
        """Put a label above the field."""
        self._column.insertWidget(0, label)

    def panel(self) -> QWidget | None:
        """Return what opens, once it was opened."""
        raise NotImplementedError

    def is_open(self) -> bool:
        """Say whether something is open to pick from."""
        panel = self.panel()
        return panel is not None and not panel.isHidden()

    def set_words(self, words: Words) -> None:
        """Speak another language; what is typed stays."""
        self.words = words
        self._name_opener()

    def set_read_only(self, read_only: bool) -> None:
        """Let nothing be typed or picked."""
        self.field.set_read_only(read_only)
        self.opener.setEnabled(not read_only)

    def retheme(self) -> None:
        """Be as wide as what is typed and the button need."""
        theme = current()
        self.field.setMinimumWidth(theme.px(self._least) + theme.icon_px(60))

    def step(self, ways: int) -> None:
        """Go that many on from what is typed."""
        raise NotImplementedError

    def _on_opener(self) -> None:
        raise NotImplementedError

    def _name_opener(self) -> None:
        raise NotImplementedError

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Step by the arrow keys."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            ways = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
            way = ways.get(Qt.Key(event.key()))
            if way is not None and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
                if not self.field.edit.isReadOnly():
                    self.step(way)
                return True
        return super().eventFilter(watched, event)


class DateBox(_Box):
    """A day, month or year. ``calendar`` off opens steppers in place of a calendar."""

    def __init__(
        self,
        unit: Unit,
        words: Words,
        now: Callable[[], datetime],
        *,
        calendar: bool = True,
        parent: QWidget,
    ) -> None:
        self.unit = unit
        self._now = now
        self._by_calendar = calendar
        self._panel: DatePanel | None = None
        super().__init__("calendar", 110 if unit is Unit.YEAR else 180, words, parent)
        self.field.edit.setInputMethodHints(Qt.InputMethodHint.ImhDate)
        self.field.set_placeholder(isolate_ltr(EXAMPLES[unit]))
        self.long = Label("", Type.CAPTION, colour="text2", parent=self)
        self.long.setVisible(unit is not Unit.YEAR)
        self._column.addWidget(self.long)
        self.field.edit.textChanged.connect(self.show_long)
        self.set_words(words)

    def panel(self) -> DatePanel | None:
        """Return what opens, once it was opened."""
        return self._panel

    def day(self) -> date | None:
        """Return what is typed, as a date."""
        return self.unit.read(self.field.text())

    def show_long(self) -> None:
        """Confirm in words what is typed, and follow in what is open."""
        day = self.day()
        formats = Formats(self.words)
        said = formats.long_date if self.unit is Unit.DAY else formats.month
        # A line always stands here: the confirmation that comes moves nothing.
        self.long.set_text(said(day) if day else "\u00a0")
        if self._panel is not None:
            self._panel.show_date(day)

    def set_words(self, words: Words) -> None:
        """Speak another language; what is typed stays."""
        super().set_words(words)
        if self._panel is not None:
            self._panel.set_words(words)
        self.show_long()

    def step(self, ways: int) -> None:
        """Go that many days, months or years on; from nothing to today."""
        day = self.day()
        there = self._now().date() if day is None else self.unit.beside(day, ways)
        if there is not None:
            self.chosen.emit(self.unit.write(there))

    def _name_opener(self) -> None:
        if not self._by_calendar and self.unit is Unit.DAY:
            close, open_ = N_("Close the steps"), N_("Set the date step by step")
        else:
            close, open_ = N_("Close the calendar"), N_("Open the calendar")
        self.opener.set_name(self.words(close if self.is_open() else open_))

    def _make_panel(self) -> DatePanel:
        today = self._now().date()
        kinds: dict[Unit, type[DatePanel]] = {
            Unit.DAY: DayPanel if self._by_calendar else StepsPanel,
            Unit.MONTH: MonthPanel,
            Unit.YEAR: YearPanel,
        }
        panel = kinds[self.unit](self.words, today, self)
        panel.hide()
        panel.picked.connect(self._on_picked)
        self._column.addWidget(panel)
        return panel

    def _on_opener(self) -> None:
        if self._panel is None:
            self._panel = self._make_panel()
        opening = self._panel.isHidden()
        self._panel.show_date(self.day())
        self._panel.setVisible(opening)
        self._name_opener()
        if opening:
            self._panel.focus_inside()
            self.grew.emit()

    def _on_picked(self, day: date) -> None:
        self.chosen.emit(self.unit.write(day))
        assert self._panel is not None
        if not self._panel.stays:
            self._panel.hide()
            self._name_opener()
            self.field.edit.setFocus(Qt.FocusReason.OtherFocusReason)


class TimeBox(_Box):
    """A time of day, with hours and minutes to step through."""

    def __init__(self, words: Words, now: Callable[[], datetime], *, parent: QWidget) -> None:
        self._now = now
        self._panel: ClockPanel | None = None
        super().__init__("clock", 120, words, parent)
        self.field.edit.setInputMethodHints(Qt.InputMethodHint.ImhTime)
        self.field.set_placeholder(isolate_ltr("14:20"))
        self.field.edit.textChanged.connect(self._follow)
        self.set_words(words)

    def panel(self) -> ClockPanel | None:
        """Return what opens, once it was opened."""
        return self._panel

    def minutes(self) -> int | None:
        """Return what is typed, as minutes since midnight."""
        at = read_time(self.field.text())
        return None if at is None else at.hour * 60 + at.minute

    def set_words(self, words: Words) -> None:
        """Speak another language; what is typed stays."""
        super().set_words(words)
        if self._panel is not None:
            self._panel.set_words(words)

    def step(self, ways: int) -> None:
        """Go that many minutes on, round the day; from nothing to now."""
        at = self.minutes()
        self._tell(self._minutes_now() if at is None else (at + ways) % _MINUTES)

    def _minutes_now(self) -> int:
        now = self._now()
        return now.hour * 60 + now.minute

    def _tell(self, minutes: int) -> None:
        hour, minute = divmod(minutes, 60)
        self.chosen.emit(f"{hour:02d}:{minute:02d}")

    def _follow(self) -> None:
        if self._panel is not None:
            self._panel.show_minutes(self.minutes())

    def _name_opener(self) -> None:
        name = N_("Close the steps") if self.is_open() else N_("Set the time step by step")
        self.opener.set_name(self.words(name))

    def _on_opener(self) -> None:
        if self._panel is None:
            self._panel = ClockPanel(self.words, self._minutes_now(), self)
            self._panel.hide()
            self._panel.picked.connect(self._tell)
            self._column.addWidget(self._panel)
        opening = self._panel.isHidden()
        self._panel.show_minutes(self.minutes())
        self._panel.setVisible(opening)
        self._name_opener()
        if opening:
            self._panel.focus_inside()
            self.grew.emit()
