"""The languages of an interview: that of the questions, and that of the buttons and messages.

They go together unless staff asked for one of their own: an interviewer may read the buttons in
French while the person in front of them reads the questions in Tamazight.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from surveyapp.text import LANGUAGES, Words, isolate
from surveyapp.ui.kit.choice_group import ChoiceGroup, Option
from surveyapp.ui.kit.segmented import own_name
from surveyapp.ui.kit.sheet import Sheet
from surveyapp.ui.kit.text import Label
from surveyapp.ui.theme import Type

TOGETHER = "together"
"""Stands for "as the questions" among the languages of the buttons."""


class LanguageSheet(Sheet):
    """``questions_chosen(tag)``; ``buttons_chosen(tag)``, ``""`` where they follow the questions.

    A choice is heard at once, and the sheet stays to be seen to have worked.
    """

    questions_chosen = Signal(str)
    buttons_chosen = Signal(str)

    def __init__(
        self, words: Words, languages: tuple[str, ...], *, asked: str, apart: str, parent: QWidget
    ) -> None:
        super().__init__(parent, "", "")
        self._head = Label("", Type.LABEL_STRONG, colour="text2", parent=self.panel)
        self._questions = ChoiceGroup(parent=self.panel)
        self._languages = languages
        self._apart_head = Label("", Type.LABEL_STRONG, colour="text2", parent=self.panel)
        self._buttons = ChoiceGroup(parent=self.panel)
        for piece in (self._head, self._questions, self._apart_head, self._buttons):
            if piece is self._apart_head:
                self.column.addSpacing(16)
            self.column.addWidget(piece)
        self.column.addStretch(1)
        self.set_words(words)
        self._questions.set_selected((asked,))
        self._buttons.set_selected((apart or TOGETHER,))
        self._questions.chosen.connect(self.questions_chosen)
        self._buttons.chosen.connect(self._on_buttons_chosen)

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        self.set_title(words("Languages"))
        self.close_button.set_name(words("Close"))
        for head, group, name in (
            (self._head, self._questions, words("Language of the questions")),
            (self._apart_head, self._buttons, words("Language of buttons and messages")),
        ):
            head.set_text(name)
            group.set_name(name)
        self._questions.set_options(
            [
                Option(tag, isolate(own_name(tag)) if tag else words("Original"))
                for tag in self._languages
            ]
        )
        self._buttons.set_options(
            [
                Option(TOGETHER, words("As the questions")),
                *(Option(tag, isolate(own_name(tag))) for tag in LANGUAGES),
            ]
        )
        self.arrange()

    def _on_buttons_chosen(self, key: str) -> None:
        self.buttons_chosen.emit("" if key == TOGETHER else key)
