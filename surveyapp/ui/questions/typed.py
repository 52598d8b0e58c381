"""What questions answered by typing have in common: waiting a moment, then telling.

An answer is told 350 ms after the last key, and at once on leaving; ``flush()`` tells it now.
While a person types, nothing overwrites the field and no half-written answer is called wrong.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from surveyapp.text import Words
from surveyapp.text.markup import unmarked
from surveyapp.ui.kit.field import Field
from surveyapp.ui.kit.text_area import TextArea
from surveyapp.ui.questions.base import QuestionWidget
from surveyapp.xform import FormSession

WAIT_MS = 350


class TypedQuestion(QuestionWidget):
    """A field or area whose text becomes the answer; subclasses translate between the two."""

    def __init__(
        self,
        session: FormSession,
        ref: str,
        words: Words,
        *,
        kiosk: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(session, ref, words, kiosk=kiosk, parent=parent)
        self._told: str | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT_MS)
        self._timer.timeout.connect(self._tell)
        self.input = self.make_input()
        self.input.text_edited.connect(self._on_text_edited)
        self.input.editing_finished.connect(self._on_finished)
        self.title.setBuddy(self.input.edit)

    # -- for subclasses --------------------------------------------------------------------

    def make_input(self) -> Field | TextArea:
        """Return the control, not yet in the column."""
        raise NotImplementedError

    def to_value(self, text: str) -> str:
        """Return lexical text for what was typed; what cannot be read stays as typed."""
        return text

    def to_text(self, value: str) -> str:
        """Return what the field shows for a value."""
        return value

    # -- the contract ----------------------------------------------------------------------

    def refresh_control(self) -> None:
        """Show the value, unless the person is writing it."""
        value = self.session.typed(self.ref)
        self.input.set_read_only(self.session.is_readonly(self.ref))
        self.input.set_name(unmarked(self.session.label(self.ref)))
        if self._timer.isActive():
            return
        if self.to_value(self.input.text()) != value:
            self.input.set_text(self.to_text(value))
        self._told = value

    def set_control_wrong(self, wrong: bool, description: str) -> None:
        """Show the red frame."""
        self.input.set_wrong(wrong)
        self.input.set_description(description)

    def holds_back(self) -> bool:
        """Say whether the field has the focus and nothing was asked yet."""
        return self.input.edit.hasFocus() and not self._revealed

    def focus_first(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Put the cursor into the field."""
        self.input.edit.setFocus(reason)

    def accepts_focus(self) -> bool:
        """Say whether anything can be written."""
        return not self.session.is_readonly(self.ref)

    def flush(self) -> None:
        """Tell what was typed, if it was not told yet."""
        if self._timer.isActive():
            self._tell()

    def _on_text_edited(self, _text: str) -> None:
        self._timer.start()

    def _on_finished(self) -> None:
        self.flush()
        self.refresh_problem()

    def _tell(self) -> None:
        self._timer.stop()
        value = self.to_value(self.input.text())
        if value != self._told:
            self._told = value
            self.value_edited.emit(self.ref, value)

    def tell_text(self, text: str) -> None:
        """Show a text chosen otherwise (a stepper, a calendar) and tell it at once."""
        self.input.set_text(text)
        self._tell()
        self.refresh_problem()
