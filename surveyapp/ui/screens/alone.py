"""A screen that stands alone, before or instead of the app: its words in the middle, a language."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from surveyapp.text import N_, Words
from surveyapp.ui.kit.scroll_page import ScrollPage
from surveyapp.ui.kit.segmented import LANGUAGE_SEGMENTS, Segmented
from surveyapp.ui.screens.screen import Screen


class AloneScreen(Screen):
    """Nobody has signed in or set up anything yet, so the language is chosen here.

    What a subclass has to say goes into ``column``, and a stretch of two below it.
    """

    def __init__(self, words: Words, *, max_width: int) -> None:
        super().__init__(words)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        page = ScrollPage(max_width=max_width, spacing=12, parent=self)
        outer.addWidget(page)
        self.column = page.column
        self._languages = Segmented(LANGUAGE_SEGMENTS, words.language, parent=self)
        self._languages.chosen.connect(self.language_chosen)
        self.column.addWidget(self._languages, 0, Qt.AlignmentFlag.AlignHCenter)
        self.column.addStretch(1)
        self.speech.say(self._languages.setAccessibleName, N_("Language of the screens"))

    def set_words(self, words: Words) -> None:
        """Speak another language; what was typed stays."""
        super().set_words(words)
        self._languages.set_chosen(words.language)
