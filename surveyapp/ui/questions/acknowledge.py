"""A trigger: one card to acknowledge; its value is ``OK``, as ODK writes it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from surveyapp.text.markup import unmarked
from surveyapp.ui.kit.choice_group import ChoiceGroup, Option
from surveyapp.ui.questions.base import Posed, QuestionWidget

ACKNOWLEDGED = "OK"


class AcknowledgeQuestion(QuestionWidget):
    """One check card."""

    def __init__(self, posed: Posed, parent: QWidget | None = None) -> None:
        super().__init__(posed, parent)
        self.group = ChoiceGroup(many=True, parent=self)
        self.group.set_kiosk(posed.kiosk)
        self.group.chosen.connect(self._on_chosen)
        self.add_control(self.group)
        self.refresh()

    def refresh_control(self) -> None:
        """Show whether it was acknowledged."""
        self.group.set_options((Option(ACKNOWLEDGED, self.words("I have read this")),))
        self.group.set_selected({ACKNOWLEDGED} if self.session.value(self.ref) else ())
        self.group.setEnabled(not self.session.is_readonly(self.ref))

    def set_control_wrong(self, wrong: bool, description: str) -> None:
        """Show the red line."""
        self.group.set_wrong(wrong)
        self.group.set_name(unmarked(self.session.label(self.ref)), description)

    def focus_first(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Focus the card."""
        self.group.focus_first(reason)

    def _on_chosen(self, _value: str) -> None:
        self.value_edited.emit(self.ref, "" if self.session.value(self.ref) else ACKNOWLEDGED)
