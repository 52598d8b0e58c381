"""What questions answered by typing have in common: waiting a moment, then telling.

An answer is told 350 ms after the last key, and at once on leaving; ``flush()`` tells it now.
While a person types, nothing overwrites the field and no half-written answer is called wrong.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from surveyapp.text import isolate
from surveyapp.text.markup import unmarked
from surveyapp.ui.kit.field import Field
from surveyapp.ui.kit.text_area import TextArea
from surveyapp.ui.questions.base import Posed, QuestionWidget

WAIT_MS = 350


class TellingQuestion(QuestionWidget):
    """A question whose answer is what stands in its fields."""

    def __init__(self, posed: Posed, parent: QWidget | None = None) -> None:
        super().__init__(posed, parent)
        self._told: str | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT_MS)
        self._timer.timeout.connect(self._tell)

    # -- for subclasses --------------------------------------------------------------------

    def inputs(self) -> tuple[Field | TextArea, ...]:
        """Return the fields, in the order of reading."""
        raise NotImplementedError

    def standing(self) -> str:
        """Return lexical text for what stands in the fields; what cannot be read stays."""
        raise NotImplementedError

    def show_value(self, value: str) -> None:
        """Show a value in the fields."""
        raise NotImplementedError

    def listen(self, field: Field | TextArea) -> None:
        """Tell what is typed in a field."""
        field.text_edited.connect(self._on_text_edited)
        field.editing_finished.connect(self._on_finished)

    # -- the contract ----------------------------------------------------------------------

    def refresh_control(self) -> None:
        """Show the value, unless the person is writing it."""
        value = self.session.typed(self.ref)
        for field in self.inputs():
            field.set_read_only(self.session.is_readonly(self.ref))
        self.name_inputs(unmarked(self.session.label(self.ref)))
        if self._timer.isActive():
            return
        if self.standing() != value:
            self.show_value(value)
        self._told = value

    def name_inputs(self, label: str) -> None:
        """Name the fields for screen readers."""
        for field in self.inputs():
            field.set_name(label)

    def set_control_wrong(self, wrong: bool, description: str) -> None:
        """Show the red frame."""
        for field in self.inputs():
            field.set_wrong(wrong)
            field.set_description(description)

    def holds_back(self) -> bool:
        """Say whether a field has the focus and nothing was asked yet."""
        return not self._revealed and any(field.edit.hasFocus() for field in self.inputs())

    def focus_first(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Put the cursor into the first field."""
        self.inputs()[0].edit.setFocus(reason)

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

    def _on_return(self) -> None:
        self.flush()
        self.went_on.emit()

    def _tell(self) -> None:
        self._timer.stop()
        value = self.standing()
        if value != self._told:
            self._told = value
            self.value_edited.emit(self.ref, value)

    def tell_now(self) -> None:
        """Tell at once what was chosen otherwise (a stepper, a calendar)."""
        self._tell()
        self.refresh_problem()


class TypedQuestion(TellingQuestion):
    """A field or area whose text becomes the answer; subclasses translate between the two."""

    def __init__(self, posed: Posed, parent: QWidget | None = None) -> None:
        super().__init__(posed, parent)
        self.input = self.make_input()
        self.listen(self.input)
        self.title.setBuddy(self.input.edit)

    def make_input(self) -> Field | TextArea:
        """Return the control, not yet in the column."""
        raise NotImplementedError

    def to_value(self, text: str) -> str:
        """Return lexical text for what was typed; what cannot be read stays as typed."""
        return text

    def to_text(self, value: str) -> str:
        """Return what the field shows for a value."""
        return value

    def inputs(self) -> tuple[Field | TextArea, ...]:
        """Return the one field."""
        return (self.input,)

    def standing(self) -> str:
        """Return lexical text for what stands in the field."""
        return self.to_value(self.input.text())

    def show_value(self, value: str) -> None:
        """Show a value in the field."""
        self.input.set_text(self.to_text(value))

    def tell_text(self, text: str) -> None:
        """Show a text chosen otherwise (a stepper, a calendar) and tell it at once."""
        self.input.set_text(text)
        self.tell_now()


class PartsQuestion(TellingQuestion):
    """Several fields whose texts together become the answer.

    Subclasses make the fields in ``make_parts``, say their names, and join and split their texts.
    """

    def __init__(self, posed: Posed, parent: QWidget | None = None) -> None:
        super().__init__(posed, parent)
        self.parts = self.make_parts()
        for field in self.parts:
            self.listen(field)
            field.return_pressed.connect(lambda field=field: self._on_part_return(field))
        self.title.setBuddy(self.parts[0].edit)

    def make_parts(self) -> tuple[Field, ...]:
        """Return the fields, in the order of reading."""
        raise NotImplementedError

    def part_names(self) -> tuple[str, ...]:
        """Return what each field is for, in words."""
        raise NotImplementedError

    def join(self, texts: tuple[str, ...]) -> str:
        """Return lexical text for the fields' texts; what cannot be read yet loses nothing."""
        raise NotImplementedError

    def split(self, value: str) -> tuple[str, ...]:
        """Return the fields' texts for a value, or for what was joined before it was whole."""
        raise NotImplementedError

    def inputs(self) -> tuple[Field, ...]:
        """Return the fields."""
        return self.parts

    def standing(self) -> str:
        """Return the fields' texts joined."""
        return self.join(tuple(field.text() for field in self.parts))

    def show_value(self, value: str) -> None:
        """Show each part in its field."""
        for field, text in zip(self.parts, self.split(value), strict=True):
            field.set_text(text)

    def name_inputs(self, label: str) -> None:
        """Name each field by the question and its part."""
        for field, name in zip(self.parts, self.part_names(), strict=True):
            said = self.words("{question}: {part}", question=isolate(label), part=name)
            field.set_name(said)

    def holds_back(self) -> bool:
        """Say whether the person is still at one of the parts, or at a button beside one."""
        at = QApplication.focusWidget()
        return not self._revealed and at is not None and self.isAncestorOf(at)

    def set_current(self, current_question: bool, *, by_keys: bool) -> None:
        """Say what is wrong once the person has left the last part."""
        super().set_current(current_question, by_keys=by_keys)
        if not current_question:
            self._on_finished()

    def _on_part_return(self, field: Field) -> None:
        place = self.parts.index(field)
        if place + 1 < len(self.parts):
            self.parts[place + 1].edit.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self._on_return()
