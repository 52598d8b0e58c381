"""A time of day, typed as HH:MM."""

from __future__ import annotations

import re

from PySide6.QtWidgets import QHBoxLayout, QWidget

from surveyapp.text import Words, isolate_ltr
from surveyapp.ui.kit.field import Field
from surveyapp.ui.questions.text import western_digits
from surveyapp.ui.questions.typed import TypedQuestion
from surveyapp.ui.theme import current
from surveyapp.xform import FormSession

_TYPED = re.compile(r"^\s*(\d{1,2})\s*[:hH.]\s*(\d{2})?\s*$|^\s*(\d{2})(\d{2})\s*$")


class TimeQuestion(TypedQuestion):
    """14:20, 14h20 and 1420 are the same."""

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
        box = QWidget(self)
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._field)
        row.addStretch(1)
        self.add_control(box)
        self.retheme()
        self.refresh()

    def make_input(self) -> Field:
        """Return the field."""
        self._field = Field(numeric=True, icon="clock", parent=self)
        self._field.return_pressed.connect(self._on_return)
        return self._field

    def retheme(self) -> None:
        """Be as wide as a time needs."""
        super().retheme()
        self._field.setMinimumWidth(current().px(200))

    def refresh_control(self) -> None:
        """Show the time and an example."""
        super().refresh_control()
        self._field.set_placeholder(isolate_ltr("14:20"))

    def to_value(self, text: str) -> str:
        """Return ``HH:MM:00.000`` as XForms writes it; anything else stays as typed."""
        found = _TYPED.match(western_digits(text))
        if not found:
            return text.strip()
        hour, minute = int(found[1] or found[3]), int(found[2] or found[4] or 0)
        if hour > 23 or minute > 59:
            return text.strip()
        return f"{hour:02d}:{minute:02d}:00.000"

    def to_text(self, value: str) -> str:
        """Return hours and minutes."""
        return value[:5] if re.match(r"^\d{2}:\d{2}:\d{2}", value) else value

    def instruction(self) -> str:
        """Say the order of the parts."""
        return self.words("Hours:minutes")

    def _on_return(self) -> None:
        self.flush()
        self.went_on.emit()
