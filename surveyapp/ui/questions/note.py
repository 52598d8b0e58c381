"""A note: words to read, nothing to answer."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from surveyapp.text.markup import unmarked
from surveyapp.ui.questions.base import Posed, QuestionWidget
from surveyapp.ui.theme import Type


class NoteQuestion(QuestionWidget):
    """Title and body; a note with one of them only shows it as body text."""

    def __init__(self, posed: Posed, parent: QWidget | None = None) -> None:
        super().__init__(posed, parent)
        self.slot.hide()
        self._column.setSpacing(4)
        self.refresh()

    def refresh_control(self) -> None:
        """Show title and body in their steps."""
        body = bool(self.session.hint(self.ref))
        self.title.set_step(Type.HEADING if body else Type.BODY)
        self.hint.set_step(Type.KIOSK if self.kiosk else Type.BODY)
        self.hint.set_colour("text")

    def refresh_problem(self) -> None:
        """Name the note for screen readers; it is never wrong."""
        self.setAccessibleName(unmarked(self.session.label(self.ref)))
        self.setAccessibleDescription(self.session.hint(self.ref))

    def set_control_wrong(self, wrong: bool, description: str) -> None:
        """Do nothing: a note asks nothing."""

    def accepts_focus(self) -> bool:
        """Say that there is nothing to answer."""
        return False
