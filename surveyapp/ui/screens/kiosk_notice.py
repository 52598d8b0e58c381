"""Before the questions of a form that brings no notice of its own: what is recorded, and consent.

A form that asks for consent itself says all this in its own words; this page then never shows.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from surveyapp.text import N_, Words
from surveyapp.ui.kit.button import Button, Size, Variant
from surveyapp.ui.kit.scroll_page import ScrollPage
from surveyapp.ui.kit.text import Label
from surveyapp.ui.screens.kiosk_parts import KioskBar, KioskScreen
from surveyapp.ui.screens.parts import BottomBar
from surveyapp.ui.screens.screen import Text
from surveyapp.ui.theme import Type

_BLOCKS: tuple[tuple[str, str], ...] = (
    (
        N_("Taking part is voluntary"),
        N_(
            "You may leave any optional question blank and stop at any time, with no effect on "
            "your rights."
        ),
    ),
    (
        N_("What we record"),
        N_(
            "Your answers and their language, the time you start and finish, the time spent on "
            "each page, how often answers and language are changed, and the device."
        ),
    ),
    (
        N_("Your rights"),
        N_(
            "Access, rectification and opposition (Law 09-08). Ask at the welcome desk, with the "
            "code shown at the end."
        ),
    ),
)


class KioskNoticeScreen(KioskScreen):
    """Four things to know and two ways on."""

    agreed = Signal()
    declined = Signal()

    def __init__(
        self, words: Words, title: str, languages: tuple[str, ...], facts: tuple[int, int]
    ) -> None:
        """Show the notice; ``facts`` are the number of questions and of minutes they take."""
        super().__init__(words)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._bar = KioskBar(words, languages)
        self._bar.show_form(title)
        self._scroll = ScrollPage(max_width=860, spacing=8, parent=self)
        self._bottom = BottomBar(self)
        outer.addWidget(self._bar)
        outer.addWidget(self._scroll, 1)
        outer.addWidget(self._bottom)
        say = self.speech.say
        column = self._scroll.column
        column.addStretch(1)
        self._line(N_("Before you start"), Type.TITLE)
        questions, minutes = facts
        self._line(
            lambda w: w(
                "{questions}, about {minutes}.",
                questions=w.plural("{n} question", "{n} questions", questions),
                minutes=w.plural("{n} minute", "{n} minutes", minutes),
            ),
            Type.BODY,
        )
        for heading, body in _BLOCKS:
            column.addSpacing(12)
            self._line(heading, Type.HEADING)
            self._line(body, Type.BODY)
        column.addStretch(2)
        self._no = Button("", Variant.SECONDARY, size=Size.KIOSK, parent=self)
        self._yes = Button(
            "", Variant.PRIMARY, icon="arrow-right", icon_after=True, size=Size.KIOSK, parent=self
        )
        self._bottom.add_leading(self._no)
        self._bottom.add_trailing(self._yes)
        say(self._no.set_text, N_("I do not wish to take part"))
        say(self._yes.set_text, N_("I agree and start"))
        self._no.clicked.connect(self.declined)
        self._yes.clicked.connect(self.agreed)
        self._bar.language_chosen.connect(self.language_chosen)
        self._bar.lock_requested.connect(self.lock_requested)

    def _line(self, text: Text, step: Type) -> None:
        label = Label("", step, parent=self)
        self.speech.say(label.set_text, text)
        self._scroll.column.addWidget(label)

    def show_form(self, title: str, language: str) -> None:
        """Show the form's title in another language."""
        self._bar.show_form(title)
        self._bar.show_language(language)

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        super().set_words(words)
        self._bar.set_words(words)

    def first_focus(self) -> QWidget:
        """Let nobody agree by a key pressed too often: the notice comes first."""
        return self._no

    def arrange(self) -> None:
        """Fit the bars to the window."""
        self._bar.arrange()
        self._bottom.arrange()
