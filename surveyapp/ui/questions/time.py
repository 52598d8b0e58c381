"""A time of day, typed as HH:MM or set step by step."""

from __future__ import annotations

import re
from datetime import time

from PySide6.QtWidgets import QWidget

from surveyapp.text.reading import read_time
from surveyapp.ui.kit.field import Field
from surveyapp.ui.questions.base import Posed
from surveyapp.ui.questions.date import beside
from surveyapp.ui.questions.date_box import TimeBox
from surveyapp.ui.questions.typed import TypedQuestion

_CLOCK = re.compile(r"\d{2}:\d{2}:\d{2}")


class TimeQuestion(TypedQuestion):
    """14:20, 14h20 and 1420 are the same."""

    def __init__(self, posed: Posed, parent: QWidget | None = None) -> None:
        super().__init__(posed, parent)
        self.add_control(beside(self.box, parent=self))
        self.box.chosen.connect(self.tell_text)
        self.box.grew.connect(self.grew)
        self.refresh()

    def make_input(self) -> Field:
        """Return the field of a box that opens hours and minutes."""
        self.box = TimeBox(self.words, self.session.now, parent=self)
        self.box.field.return_pressed.connect(self._on_return)
        return self.box.field

    def refresh_control(self) -> None:
        """Show the time."""
        super().refresh_control()
        self.box.set_read_only(self.session.is_readonly(self.ref))
        self.box.set_words(self.words)

    def to_value(self, text: str) -> str:
        """Return ``HH:MM:00.000`` as XForms writes it; anything else stays as typed."""
        at = read_time(text)
        return lexical_time(at) if at else text.strip()

    def to_text(self, value: str) -> str:
        """Return hours and minutes."""
        return shown_time(value)

    def instruction(self) -> str:
        """Say the order of the parts."""
        return self.words("Hours:minutes")


def lexical_time(at: time) -> str:
    """Return a time as XForms writes it, without a zone."""
    return f"{at.hour:02d}:{at.minute:02d}:00.000"


def shown_time(value: str) -> str:
    """Return the hours and minutes of a lexical time; anything else as it stands."""
    return value[:5] if _CLOCK.match(value) else value
