"""The notice that answers could not be written to the disk, and the tries that follow.

It stands above the page until a try succeeds: the person is told at once and goes on answering,
for everything given is held in the session and the next try writes all of it.
"""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from surveyapp.errors import UserError
from surveyapp.text import Words
from surveyapp.ui.kit.banner import Banner
from surveyapp.ui.models.problems import problem_lines
from surveyapp.ui.theme import Tone

RETRY_MS = 2000
"""How long until the disk is tried again: soon enough after somebody made room."""


class UnsavedNotice(Banner):
    """Shown from the first failed write to the next that succeeds."""

    retry_requested = Signal()

    def __init__(self, words: Words, parent: QWidget) -> None:
        super().__init__("", "", Tone.DANGER, parent=parent)
        self._words = words
        self._error: UserError | None = None
        self._brief = False
        self._timer = QTimer(self)
        self._timer.setInterval(RETRY_MS)
        self._timer.timeout.connect(self.retry_requested)
        self.link_clicked.connect(self.retry_requested)
        self.hide()

    def tell(self, error: UserError) -> None:
        """Say why the disk did not take the answers, aloud the first time."""
        first = self.isHidden()
        self._error = error
        self._show()
        self.show()
        self._timer.start()
        if first:
            self.announce()

    def clear(self) -> None:
        """Everything is on the disk again."""
        self._timer.stop()
        self._error = None
        self.hide()

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        self._words = words
        if self._error is not None:
            self._show()

    def set_brief(self, brief: bool) -> None:
        """Leave the reason to screen readers where the window is too low for it and a question."""
        if brief != self._brief:
            self._brief = brief
            if self._error is not None:
                self._show()

    def _show(self) -> None:
        assert self._error is not None
        words = self._words
        title, details = problem_lines(self._error, words)
        kept = words(
            "Go on answering: what you give stays in this window and is saved as soon as it can be."
        )
        reason = "\n".join((title, *details, kept))
        self.set_content(
            words("Your last answers are not saved yet"),
            "" if self._brief else reason,
            links=[("retry", words("Try to save now"))],
        )
        self.setAccessibleDescription(reason)
