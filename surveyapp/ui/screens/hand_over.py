"""Handing over the data, on the home screen: choose where, wait, take the stick away.

"You can remove the stick" appears only after the work has ended, which is after the package was
written, flushed, renamed, read again and verified. The card must not know how any of that is done.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from surveyapp.errors import UserError
from surveyapp.text import N_, Words, isolate_ltr
from surveyapp.ui.kit.banner import Banner
from surveyapp.ui.kit.button import Button, Variant
from surveyapp.ui.kit.card import Card
from surveyapp.ui.kit.icon import Icon
from surveyapp.ui.kit.progress import ProgressBar
from surveyapp.ui.kit.text import Label
from surveyapp.ui.models.problems import problem_lines
from surveyapp.ui.screens.screen import Speech
from surveyapp.ui.theme import Tone, Type


class HandOverCard(Card):
    """Idle, working, done or stopped by something to mend."""

    requested = Signal()
    cancelled = Signal()

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(margin=18, spacing=8, parent=parent)
        self.speech = Speech(words)
        head = QHBoxLayout()
        head.setSpacing(12)
        self._icon = Icon("shield-check", 24, colour="primary", parent=self)
        self._title = Label("", Type.LABEL_STRONG, parent=self)
        head.addWidget(self._icon)
        head.addWidget(self._title, 1)
        self._text = Label("", Type.CAPTION, colour="text2", parent=self)
        self._bar = ProgressBar(parent=self)
        self._outcome = Banner(parent=self)
        self._start = Button("", Variant.SECONDARY, icon="usb", parent=self)
        self._stop = Button("", Variant.GHOST, parent=self)
        self.column.addLayout(head)
        self.column.addWidget(self._text)
        self.column.addWidget(self._bar)
        self.column.addWidget(self._outcome)
        self.column.addWidget(self._start)
        self.column.addWidget(self._stop)
        self._start.clicked.connect(self.requested)
        self._stop.clicked.connect(self.cancelled)
        say = self.speech.say
        say(self._start.set_text, N_("Hand over data"))
        say(self._stop.set_text, N_("Stop copying"))
        say(self._bar.setAccessibleName, N_("Handing over"))
        self.show_waiting(0)
        self._show(working=False)
        self._outcome.hide()

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        self.speech.switch(words)

    def show_waiting(self, waiting: int) -> None:
        """Say how many responses are on this device only."""
        self.speech.say(self._title.set_text, N_("Everything is saved on this device"))

        def left(words: Words) -> str:
            if not waiting:
                return words("Nothing waits to be handed over.")
            return words.plural(
                "{n} response not handed over yet", "{n} responses not handed over yet", waiting
            )

        self.speech.say(self._text.set_text, left)

    def show_working(self) -> None:
        """Say that the stick must stay."""
        self._outcome.hide()
        self._bar.set_count(0, 1)
        self.speech.say(self._title.set_text, N_("Do not remove the stick yet"))
        self.speech.say(self._text.set_text, N_("Copying and checking…"))
        self._show(working=True)

    def show_step(self, done: int, total: int) -> None:
        """Show how far the work is."""
        self._bar.set_count(done, total)

    def show_done(self, responses: int, files: int, file: Path) -> None:
        """Say that the stick can be taken away; ``files`` are pictures and such of responses."""

        def content(words: Words) -> str:
            count = words.plural(
                "{n} response copied and checked.", "{n} responses copied and checked.", responses
            )
            along = words.plural("{n} file with them.", "{n} files with them.", files)
            return " ".join((count, *([along] if files else []), isolate_ltr(file.name)))

        self._show(working=False)
        self._say_outcome(Tone.SUCCESS, lambda words: words("You can remove the stick"), content)

    def show_problem(self, error: UserError) -> None:
        """Say what to mend; nothing half-written was left behind."""
        self._show(working=False)
        self._say_outcome(
            Tone.DANGER,
            lambda words: problem_lines(error, words)[0],
            lambda words: "\n".join(problem_lines(error, words)[1]),
        )

    def show_stopped(self) -> None:
        """Say that the person stopped it."""
        self._show(working=False)
        self._say_outcome(
            Tone.INFO,
            lambda words: words("Stopped. Nothing was written."),
            lambda words: words("Your responses are still on this device."),
        )

    def _say_outcome(self, tone: Tone, title: object, text: object) -> None:
        assert callable(title)
        assert callable(text)

        def show(_: str) -> None:
            words = self.speech.words
            self._outcome.set_content(title(words), text(words), tone=tone)

        self.speech.say(show, "", key="outcome")
        self._outcome.show()
        self._outcome.announce()

    def _show(self, *, working: bool) -> None:
        self._bar.setVisible(working)
        self._stop.setVisible(working)
        self._start.setVisible(not working)
