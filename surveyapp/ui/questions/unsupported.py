"""What this device cannot ask: said plainly, and passed over where the form allows."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from surveyapp.ui.kit.banner import Banner
from surveyapp.ui.questions.base import Posed, QuestionWidget
from surveyapp.ui.theme import Tone


class UnsupportedQuestion(QuestionWidget):
    """A friendly panel in place of the control."""

    def __init__(self, posed: Posed, parent: QWidget | None = None) -> None:
        super().__init__(posed, parent)
        self._panel = Banner("", "", Tone.INFO, parent=self)
        self.add_control(self._panel)
        self.refresh()

    def refresh_control(self) -> None:
        """Say what can be done."""
        title = self.words("This question cannot be answered on this device")
        if self.session.value(self.ref):
            text = self.words("The answer given before is kept as it is.")
        elif self.session.is_required(self.ref):
            text = self.words("The form asks for it: finish this response on a phone or tablet.")
        else:
            text = self.words("You can go on without it.")
        self._panel.set_content(title, text)

    def set_control_wrong(self, wrong: bool, description: str) -> None:  # noqa: ARG002
        """Turn the panel's tone where the form asks for what cannot be given."""
        self._panel.set_content(
            self._panel.accessibleName(),
            self._panel.accessibleDescription(),
            tone=Tone.WAITING if wrong else Tone.INFO,
        )

    def accepts_focus(self) -> bool:
        """Say that there is nothing to answer."""
        return False
