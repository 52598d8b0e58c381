"""A date, typed as DD/MM/YYYY with its long form beneath, or picked from a calendar."""

from __future__ import annotations

import calendar
import re
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from surveyapp.text import N_, Words, isolate_ltr
from surveyapp.text.formats import MONTHS, Formats
from surveyapp.ui.kit.button import IconButton
from surveyapp.ui.kit.calendar import Calendar
from surveyapp.ui.kit.field import Field
from surveyapp.ui.kit.text import Label
from surveyapp.ui.questions.text import western_digits
from surveyapp.ui.questions.typed import TypedQuestion
from surveyapp.ui.theme import Type, current
from surveyapp.xform import FormSession

_TYPED = re.compile(r"^\s*(\d{1,2})\s*[/.\-\s]\s*(\d{1,2})\s*[/.\-\s]\s*(\d{4})\s*$")
_EIGHT = re.compile(r"^\s*(\d{2})(\d{2})(\d{4})\s*$")
_WIDTH = 320

SHORT_WEEKDAYS = (N_("Mo"), N_("Tu"), N_("We"), N_("Th"), N_("Fr"), N_("Sa"), N_("Su"))
"""Two letters for the head of a calendar, Monday first."""


def parts_of(text: str) -> tuple[int, int, int] | None:
    """Return day, month and year as typed (26/12/2026, 26.12.2026, 26122026), if they are there."""
    plain = western_digits(text)
    found = _TYPED.match(plain) or _EIGHT.match(plain)
    return (int(found[1]), int(found[2]), int(found[3])) if found else None


def read_date(text: str) -> date | None:
    """Return the date that was typed, or nothing."""
    parts = parts_of(text)
    if parts is None:
        return None
    try:
        return date(parts[2], parts[1], parts[0])
    except ValueError:
        return None


class DateQuestion(TypedQuestion):
    """A day."""

    def __init__(
        self,
        session: FormSession,
        ref: str,
        words: Words,
        *,
        kiosk: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        self._field: Field
        super().__init__(session, ref, words, kiosk=kiosk, parent=parent)
        self._opener = IconButton("calendar", "", size=46, parent=self)
        self._opener.clicked.connect(self._on_opener)
        self._field.add_after(self._opener)
        self._long = Label("", Type.CAPTION, colour="text2", parent=self)
        self._calendar: Calendar | None = None
        self._box = QWidget(self)
        row = QHBoxLayout(self._box)
        row.setContentsMargins(0, 0, 0, 0)
        self._stack = QVBoxLayout()
        self._stack.setSpacing(4)
        self._stack.addWidget(self._field)
        self._stack.addWidget(self._long)
        row.addLayout(self._stack)
        row.addStretch(1)
        self._box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.add_control(self._box)
        self.retheme()
        self.refresh()

    def make_input(self) -> Field:
        """Return the field."""
        self._field = Field(numeric=True, parent=self)
        self._field.edit.setInputMethodHints(Qt.InputMethodHint.ImhDate)
        self._field.return_pressed.connect(self._on_return)
        self._field.text_edited.connect(self._show_long)
        return self._field

    def to_value(self, text: str) -> str:
        """Return the ISO date; anything else stays as typed."""
        day = read_date(text)
        return day.isoformat() if day else text.strip()

    def to_text(self, value: str) -> str:
        """Return the date as it is typed."""
        try:
            day = date.fromisoformat(value)
        except ValueError:
            return value
        return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"

    def instruction(self) -> str:
        """Say the order of the parts."""
        return self.words("Day/month/year")

    def local_problem(self) -> str:
        """Say which month is shorter than was written."""
        parts = parts_of(self.input.text())
        if parts is None:
            return ""
        day, month, year = parts
        if not 1 <= month <= 12 or not 1 <= year <= 9999:
            return ""
        days = calendar.monthrange(year, month)[1]
        if not days < day <= 31:
            return ""
        return self.words.plural(
            "{month} has {n} day", "{month} has {n} days", days, month=self.words(MONTHS[month - 1])
        )

    def refresh_control(self) -> None:
        """Show the date, its long form and the calendar's words."""
        super().refresh_control()
        self._field.set_placeholder(isolate_ltr("26/12/2026"))
        self._opener.set_name(
            self.words("Close the calendar") if self._open() else self.words("Open the calendar")
        )
        self._opener.setEnabled(not self.session.is_readonly(self.ref))
        self._show_long()
        if self._calendar is not None:
            self._calendar.set_words(*self._calendar_words())
            self._calendar.show_date(read_date(self.input.text()))

    def retheme(self) -> None:
        """Be as wide as a date and its button need."""
        super().retheme()
        theme = current()
        self._field.setMinimumWidth(min(theme.px(_WIDTH), theme.px(180) + theme.icon_px(60)))

    def _show_long(self, _text: str = "") -> None:
        day = read_date(self.input.text())
        # A line always stands here: the confirmation that comes moves nothing.
        self._long.set_text(Formats(self.words).long_date(day) if day else "\u00a0")

    def _calendar_words(self) -> tuple[tuple[str, ...], str, str]:
        return (
            tuple(self.words(day) for day in SHORT_WEEKDAYS),
            self.words("Month before"),
            self.words("Month after"),
        )

    def _open(self) -> bool:
        return self._calendar is not None and not self._calendar.isHidden()

    def _on_opener(self) -> None:
        if self._calendar is None:
            weekdays, earlier, later = self._calendar_words()
            self._calendar = Calendar(
                lambda day: Formats(self.words).month(day),
                lambda day: Formats(self.words).long_date(day),
                weekdays,
                earlier=earlier,
                later=later,
                today=date.today(),  # noqa: DTZ011 - the wall calendar of whoever fills in
                parent=self._box,
            )
            self._calendar.hide()
            self._calendar.picked.connect(self._on_picked)
            self._stack.addWidget(self._calendar)
        opening = self._calendar.isHidden()
        self._calendar.show_date(read_date(self.input.text()))
        self._calendar.setVisible(opening)
        if opening:
            self._calendar.focus_day()
            self.grew.emit()
        self.refresh_control()

    def _on_picked(self, day: date) -> None:
        self.tell_text(self.to_text(day.isoformat()))
        assert self._calendar is not None
        self._calendar.hide()
        self._show_long()
        self.input.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.refresh_control()

    def _on_return(self) -> None:
        self.flush()
        self.went_on.emit()
