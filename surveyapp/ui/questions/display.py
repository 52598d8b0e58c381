"""A value that is shown and not asked: readonly questions and calculations on the page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from surveyapp.services.answers import answer_text
from surveyapp.text.markup import unmarked
from surveyapp.ui.kit.field import Field
from surveyapp.ui.questions.base import Posed, QuestionWidget


class DisplayQuestion(QuestionWidget):
    """The answer in words, in a sunken field that can be read and copied."""

    def __init__(self, posed: Posed, parent: QWidget | None = None) -> None:
        super().__init__(posed, parent)
        self._field = Field(parent=self)
        self._field.set_read_only(True)
        self.add_control(self._field)
        self.refresh()

    def refresh_control(self) -> None:
        """Show the value."""
        self._field.set_name(unmarked(self.session.label(self.ref)))
        self._field.set_text(answer_text(self.session, self.ref, self.words))

    def set_control_wrong(self, wrong: bool, description: str) -> None:
        """Show the red frame where a calculated value breaks a rule."""
        self._field.set_wrong(wrong)
        self._field.set_description(description)

    def instruction(self) -> str:
        """Say that nothing is asked."""
        return self.words("For information")

    def focus_first(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Put the focus on the value, for reading."""
        self._field.edit.setFocus(reason)

    def accepts_focus(self) -> bool:
        """Say that there is nothing to answer."""
        return False
