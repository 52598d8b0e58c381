"""What every screen has in common: words that can change under it, and a first place to look.

A screen renders one state object and sends signals up, in the past tense; it calls no service. It
must not know which screen comes before or after it (``navigation.py`` does).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from surveyapp.text import Words
from surveyapp.ui.shortcuts import Topic
from surveyapp.ui.theme import Themed

Text = str | Callable[[Words], str]
"""A message id, or a function that composes a text from the catalogue."""


class Speech:
    """The texts of a screen and where each is shown, so that a language switch rewrites them.

    Nothing is rebuilt: focus, scroll place, cursor and half-typed text stay where they are.
    """

    def __init__(self, words: Words) -> None:
        self.words = words
        self._said: dict[object, tuple[Callable[[str], object], Text]] = {}

    def say(self, setter: Callable[[str], object], text: Text, key: object = None) -> None:
        """Show ``text`` through ``setter`` now and after every language switch.

        Saying again through the same setter (or ``key``) replaces what was said.
        """
        self._said[key or setter] = (setter, text)
        setter(self._in_words(text))

    def switch(self, words: Words) -> None:
        """Say everything again in another language."""
        self.words = words
        for setter, text in self._said.values():
            setter(self._in_words(text))

    def _in_words(self, text: Text) -> str:
        if isinstance(text, str):
            return self.words(text) if text else ""  # an empty id is the catalogue's own header
        return text(self.words)


class Screen(QWidget, Themed):
    """One full screen of the window."""

    language_chosen = Signal(str)
    """The person chose another interface language on this screen."""
    topics: ClassVar[tuple[Topic, ...]] = (Topic.ANYWHERE,)
    """What the sheet of keys lists here; nothing where there shall be no sheet."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.speech = Speech(words)

    @property
    def words(self) -> Words:
        """The catalogue the screen speaks now."""
        return self.speech.words

    def set_words(self, words: Words) -> None:
        """Speak another language, moving nothing."""
        self.speech.switch(words)

    def arrange(self) -> None:
        """Fit the window: called whenever its size or the text size has changed."""

    def retheme(self) -> None:
        """Text that grew acts like a window that shrank."""
        self.arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the window."""
        super().resizeEvent(event)
        self.arrange()

    def put_away(self) -> bool:
        """Send on what is still held (half-typed text): the window is about to close.

        ``False`` keeps the window open: the screen asks the person something first.
        """
        return True

    def settle(self) -> None:
        """Send on half-typed text: the keyboard is about to leave it, and what it brings counts."""

    def step_back(self) -> bool:
        """Leave by the screen's own way back, as Escape does; ``False`` where it has none."""
        return False

    def first_focus(self) -> QWidget | None:
        """Return the widget that takes the keyboard when the screen is entered."""
        return None

    def showEvent(self, event: QShowEvent) -> None:
        """Give the keyboard a place as soon as the screen is seen."""
        super().showEvent(event)
        self.arrange()
        target = self.first_focus()
        if target is not None and not event.spontaneous():
            target.setFocus()
