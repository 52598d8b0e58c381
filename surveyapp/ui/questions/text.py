"""Text, in one line or several; digits-only text keeps its order inside Arabic."""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from surveyapp.text import N_, Words
from surveyapp.text.grouping import Grouping
from surveyapp.text.reading import western_digits
from surveyapp.ui.kit.button import IconButton
from surveyapp.ui.kit.field import Field
from surveyapp.ui.kit.grouped import GroupedTyping
from surveyapp.ui.kit.text_area import TextArea
from surveyapp.ui.questions.base import Posed
from surveyapp.ui.questions.looks import Looks
from surveyapp.ui.questions.typed import TypedQuestion


class TextQuestion(TypedQuestion):
    """Free text."""

    def __init__(self, posed: Posed, parent: QWidget | None = None) -> None:
        self._looks = Looks.of(posed.field)
        self._reveal: IconButton | None = None
        self._grouped: GroupedTyping | None = None
        super().__init__(posed, parent)
        if self._looks.digits and self._looks.thousands and isinstance(self.input, Field):
            self._grouped = GroupedTyping(self.input, self._grouping)
        self.add_control(self.input)
        self.refresh()

    def make_input(self) -> Field | TextArea:
        """Return an area for several lines, else a field."""
        several = self._looks.multiline or self._looks.rows > 1
        if several and not self._looks.masked:
            return TextArea(rows=self._looks.rows or 3, parent=self)
        field = Field(numeric=self._looks.digits, password=self._looks.masked, parent=self)
        if self._looks.masked:
            self._reveal = IconButton("eye", "", size=46, parent=self)
            self._reveal.clicked.connect(self._on_reveal)
            field.add_after(self._reveal)
        if self._looks.digits:
            field.edit.setInputMethodHints(Qt.InputMethodHint.ImhDialableCharactersOnly)
        field.return_pressed.connect(self._on_return)
        return field

    def to_value(self, text: str) -> str:
        """Compose letters one way; digits of any script become 0 to 9 where digits are asked."""
        text = unicodedata.normalize("NFC", text)
        if not self._looks.digits:
            return text.strip(" ")
        plain = western_digits(text.strip())
        return self._grouping.plain(plain) if self._looks.thousands else plain

    def to_text(self, value: str) -> str:
        """Return the value, its thousands set apart where the form wants it."""
        return self._grouping.apply(value) if self._grouped is not None else value

    @property
    def _grouping(self) -> Grouping:
        return Grouping.of(self.words.language)

    def retranslate(self, words: Words) -> None:
        """Speak another language; figures stay the same in its marks."""
        if self._grouped is not None:
            self.words = words
            self._grouped.set_grouping(self._grouping)
        super().retranslate(words)

    def refresh_control(self) -> None:
        """Show the text, or dots in place of its letters."""
        super().refresh_control()
        if self._reveal is not None:
            self._name_reveal()

    def _hidden(self) -> bool:
        return isinstance(self.input, Field) and self.input.is_hidden()

    def _name_reveal(self) -> None:
        assert self._reveal is not None
        hidden = self._hidden()
        name = N_("Show what is typed") if hidden else N_("Hide what is typed")
        self._reveal.set_name(self.words(name))
        self._reveal.set_icon("eye" if hidden else "eye-off")

    def _on_reveal(self) -> None:
        assert isinstance(self.input, Field)
        self.input.set_hidden(not self.input.is_hidden())
        self._name_reveal()
