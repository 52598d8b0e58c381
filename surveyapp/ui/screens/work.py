"""Work under way, where it was asked for: a bar, words, a way to stop, how it ended."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from surveyapp.errors import UserError
from surveyapp.text import N_, Words
from surveyapp.ui.kit.banner import Banner
from surveyapp.ui.kit.button import Button, Variant
from surveyapp.ui.kit.progress import ProgressBar
from surveyapp.ui.kit.text import Label
from surveyapp.ui.models.problems import problem_lines
from surveyapp.ui.screens.screen import Speech, Text
from surveyapp.ui.theme import Tone, Type


class WorkView(QWidget):
    """Hidden while nothing happens."""

    cancelled = Signal()

    def __init__(
        self, words: Words, parent: QWidget | None = None, *, stoppable: bool = True
    ) -> None:
        super().__init__(parent)
        self.speech = Speech(words)
        self._stoppable = stoppable
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._text = Label("", Type.LABEL, parent=self)
        row = QHBoxLayout()
        row.setSpacing(16)
        self._bar = ProgressBar(parent=self)
        self._stop = Button("", Variant.GHOST, parent=self)
        row.addWidget(self._bar, 1)
        row.addWidget(self._stop)
        self._outcome = Banner(parent=self)
        column.addWidget(self._text)
        column.addLayout(row)
        column.addWidget(self._outcome)
        self._stop.clicked.connect(self.cancelled)
        self.speech.say(self._stop.set_text, N_("Stop the work"))
        self._show(working=False)
        self._outcome.hide()

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        self.speech.switch(words)

    def show_working(self, text: Text) -> None:
        """Show that work is under way."""
        self._outcome.hide()
        self._bar.set_count(0, 1)
        self.speech.say(self._text.set_text, text)
        self.speech.say(self._bar.setAccessibleName, text)
        self._show(working=True)

    def focus_stop(self) -> None:
        """Give the keyboard the way to stop the work."""
        self._stop.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_step(self, done: int, total: int, _what: str = "") -> None:
        """Show how far it is."""
        self._bar.set_count(done, total)

    def show_outcome(self, tone: Tone, title: Text, text: Text = "") -> None:
        """Say how it ended."""
        self._show(working=False)

        def show(_: str) -> None:
            words = self.speech.words
            self._outcome.set_content(_in(title, words), _in(text, words), tone=tone)

        self.speech.say(show, "", key="outcome")
        self._outcome.show()
        self._outcome.announce()

    def show_problem(self, error: UserError) -> None:
        """Say what to mend."""
        self.show_outcome(
            Tone.DANGER,
            lambda words: problem_lines(error, words)[0],
            lambda words: "\n".join(problem_lines(error, words)[1]),
        )

    def show_nothing(self) -> None:
        """Hide how the last work ended."""
        self._outcome.hide()
        self._show(working=False)

    def _show(self, *, working: bool) -> None:
        for piece in (self._text, self._bar):
            piece.setVisible(working)
        self._stop.setVisible(working and self._stoppable)


def _in(text: Text, words: Words) -> str:
    if isinstance(text, str):
        return words(text) if text else ""  # the empty message id is the catalogue's header
    return text(words)
