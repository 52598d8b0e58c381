"""Text, in one line or several; digits-only text keeps its order inside Arabic."""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from surveyapp.text import Words
from surveyapp.text.reading import western_digits
from surveyapp.ui.kit.field import Field
from surveyapp.ui.kit.text_area import TextArea
from surveyapp.ui.questions.looks import Looks
from surveyapp.ui.questions.typed import TypedQuestion
from surveyapp.xform import FormSession


class TextQuestion(TypedQuestion):
    """Free text."""

    def __init__(
        self,
        session: FormSession,
        ref: str,
        words: Words,
        *,
        kiosk: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        self._looks = Looks.of(session.question(ref))
        super().__init__(session, ref, words, kiosk=kiosk, parent=parent)
        self.add_control(self.input)
        self.refresh()

    def make_input(self) -> Field | TextArea:
        """Return an area for several lines, else a field."""
        if self._looks.multiline or self._looks.rows > 1:
            return TextArea(rows=self._looks.rows or 3, parent=self)
        field = Field(numeric=self._looks.digits, parent=self)
        if self._looks.digits:
            field.edit.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        field.return_pressed.connect(self._on_return)
        return field

    def to_value(self, text: str) -> str:
        """Compose letters one way; digits of any script become 0 to 9 where digits are asked."""
        text = unicodedata.normalize("NFC", text)
        return western_digits(text.strip()) if self._looks.digits else text.strip(" ")
