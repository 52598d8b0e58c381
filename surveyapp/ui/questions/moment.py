"""A date and a time side by side; the value carries the offset of the device's zone that day."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime

from PySide6.QtWidgets import QWidget

from surveyapp.text import isolate_ltr
from surveyapp.text.reading import read_date, read_time
from surveyapp.ui.kit.field import Field
from surveyapp.ui.kit.flow_layout import FlowLayout
from surveyapp.ui.kit.text import Label
from surveyapp.ui.questions.base import Posed
from surveyapp.ui.questions.date import month_problem
from surveyapp.ui.questions.date_box import EXAMPLES, DateBox, TimeBox, Unit
from surveyapp.ui.questions.looks import Looks
from surveyapp.ui.questions.time import lexical_time, shown_time
from surveyapp.ui.questions.typed import PartsQuestion
from surveyapp.ui.theme import Type

_BETWEEN = "T"


class MomentQuestion(PartsQuestion):
    """A moment: the wall clock of whoever answers, never converted."""

    def __init__(self, posed: Posed, parent: QWidget | None = None) -> None:
        self._looks = Looks.of(posed.field)
        super().__init__(posed, parent)
        row = QWidget(self)
        flow = FlowLayout(row, spacing=16)
        self._labels = []
        for box in (self.day, self.clock):
            label = Label("", Type.LABEL, colour="text2", wrap=False, parent=box)
            box.put_above(label)
            self._labels.append(label)
            flow.addWidget(box)
            box.chosen.connect(lambda text, field=box.field: self._on_chosen(field, text))
            box.grew.connect(self.grew)
        self.add_control(row)
        self.refresh()

    def make_parts(self) -> tuple[Field, ...]:
        """Return the fields of a date and a time."""
        self.day = DateBox(
            Unit.DAY, self.words, self.session.now, calendar=self._looks.calendar, parent=self
        )
        self.clock = TimeBox(self.words, self.session.now, parent=self)
        return self.day.field, self.clock.field

    def part_names(self) -> tuple[str, ...]:
        """Return "Date" and "Time"."""
        return self.words("Date"), self.words("Time")

    def join(self, texts: tuple[str, ...]) -> str:
        """Return the moment as XForms writes it; half of one keeps what is there."""
        if not any(text.strip() for text in texts):
            return ""
        day, at = read_date(texts[0]), read_time(texts[1])
        if day and at:
            return lexical_moment(datetime.combine(day, at), self.session.now())
        first = day.isoformat() if day else texts[0].strip()
        return f"{first}{_BETWEEN}{lexical_time(at) if at else texts[1].strip()}"

    def split(self, value: str) -> tuple[str, ...]:
        """Return date and time as they are typed."""
        first, _, second = value.partition(_BETWEEN)
        with suppress(ValueError):  # half a moment is kept as it was typed
            first = Unit.DAY.write(date.fromisoformat(first))
        return first, shown_time(second)

    def local_problem(self) -> str:
        """Say which half is missing, or how it is written."""
        first, second = (field.text().strip() for field in self.parts)
        if first and not read_date(first):
            return month_problem(self.day, self.words) or self.words(
                "Write the date as {example}", example=isolate_ltr(EXAMPLES[Unit.DAY])
            )
        if second and not read_time(second):
            return self.words("Write the time as {example}", example=isolate_ltr("14:20"))
        if first and not second:
            return self.words("Write the time too")
        if second and not first:
            return self.words("Write the date too")
        return ""

    def instruction(self) -> str:
        """Say the order of the parts."""
        if self._looks.other_calendar:
            order = self.words("Day/month/year")
            return self.words("{order} of the Gregorian calendar", order=order)
        return self.words("Day/month/year, hours:minutes")

    def refresh_control(self) -> None:
        """Show both halves and their names."""
        super().refresh_control()
        for box, label, name in zip(
            (self.day, self.clock), self._labels, self.part_names(), strict=True
        ):
            label.set_text(name)
            box.set_read_only(self.session.is_readonly(self.ref))
            box.set_words(self.words)

    def set_control_wrong(self, wrong: bool, description: str) -> None:
        """Show the red frame round the half that is wrong, or both where neither is given."""
        whole = [bool(read_date(self.parts[0].text())), bool(read_time(self.parts[1].text()))]
        for field, good in zip(self.parts, whole, strict=True):
            field.set_wrong(wrong and (not good or all(whole)))
            field.set_description(description)

    def _on_chosen(self, field: Field, text: str) -> None:
        field.set_text(text)
        self.tell_now()


def lexical_moment(local: datetime, now: datetime) -> str:
    """Return a wall clock time with its offset, as the ODK specification writes a dateTime.

    The offset is that of the zone of ``now`` on that day: Morocco's clocks go back in Ramadan.
    """
    if now.tzinfo == now.astimezone().tzinfo:
        moment = local.astimezone()  # the system knows its zone's rules; a fixed offset does not
    else:
        moment = local.replace(tzinfo=now.tzinfo)
    return moment.isoformat(timespec="milliseconds")
