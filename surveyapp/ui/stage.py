"""Where screens are shown: opening one, speaking a language, telling a problem.

What every route through the app needs of the window. It must not know any particular screen.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from surveyapp.errors import UserError
from surveyapp.text import Words, load_words, spoken_beside
from surveyapp.ui import theme
from surveyapp.ui.kit.button import Variant
from surveyapp.ui.kit.dialog import DialogButton, ask
from surveyapp.ui.main_window import MainWindow
from surveyapp.ui.models.problems import problem_lines
from surveyapp.ui.preferences import Preferences
from surveyapp.ui.screens.screen import Screen


class Stage(QObject):
    """The window, and the language it speaks."""

    arrived = Signal(str)
    """A screen was opened: ``home``, ``set_up``, ``stop``, ``fill``, ``review``, ``done`` …"""

    def __init__(self, window: MainWindow, preferences: Preferences) -> None:
        super().__init__(window)
        self.window = window
        self.preferences = preferences

    @property
    def words(self) -> Words:
        """Return the catalogue spoken now."""
        return self.window.words

    @property
    def screen(self) -> Screen | None:
        """Return the screen that is shown."""
        return self.window.shown()

    def open(self, screen: Screen, name: str, *, place: str = "") -> None:
        """Show a screen; ``place`` names the rail's place it belongs to."""
        self.window.show_screen(screen, place)
        self.arrived.emit(name)

    def speak(self, tag: str) -> None:
        """Speak a language of the interface, everywhere."""
        if tag == self.words.language:
            return
        theme.change(application(), language=tag)
        self.window.set_words(load_words(tag))

    def speak_as_form(self, tag: str) -> None:
        """Speak with a form where the interface knows its language; else stay as it is."""
        self._speak_beside(spoken_beside(tag, self.words.language))

    def speak_in_interview(self, tag: str) -> None:
        """Speak with a form, or the language staff wanted for the buttons of an interview."""
        apart = self.preferences.interview_language
        self._speak_beside(apart or spoken_beside(tag, self.words.language))

    def _speak_beside(self, language: str) -> None:
        if language != self.words.language:
            self.speak(language)
        elif self.screen is not None:
            self.screen.set_words(self.words)

    def speak_as_staff(self) -> None:
        """Speak the language staff chose for this device."""
        self.speak(self.preferences.language)

    def show_look(self, look: theme.Look) -> None:
        """Take another appearance, and remember it."""
        self.preferences.appearance = look.value
        theme.change(application(), look=look)

    def show_text_size(self, percent: int) -> None:
        """Take another text size, and remember it."""
        self.preferences.text_size = percent
        theme.change(application(), scale=percent / 100)

    def tell(self, error: object) -> None:
        """Say what a person can mend, over whatever is shown."""
        assert isinstance(error, UserError)
        title, details = problem_lines(error, self.words)
        ask(
            self.window,
            title,
            "\n".join(details),
            [DialogButton("close", self.words("Close"), Variant.PRIMARY)],
            cancel_key="close",
        )


def application() -> QApplication:
    """Return the one application."""
    known = QApplication.instance()
    assert isinstance(known, QApplication), "the application comes first"
    return known
