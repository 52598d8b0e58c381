"""The questions as a kiosk asks them: in large type, one page at a time, and no way but on.

The same screen as an interview's, with a bar of its own. No shortcut of staff works here, and
what is typed is kept from the memory of an on-screen keyboard.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QTextEdit

from surveyapp.services.collect import Interview
from surveyapp.text import Words
from surveyapp.ui.screens.fill import FillScreen
from surveyapp.ui.screens.kiosk_parts import KioskBar

_UNLEARNT = Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText


def _no_file(_title: str, _kind: str) -> None:
    """Open no folder of this device to strangers: a kiosk has none to give."""


class KioskFillScreen(FillScreen):
    """One response, given by whoever stands there."""

    topics = ()
    lock_requested = Signal()
    stop_requested = Signal()
    """The person wants to stop here."""
    answered = Signal()
    """A sign of somebody, also where no key was pressed (an input method)."""

    def __init__(self, words: Words, interview: Interview, languages: tuple[str, ...]) -> None:
        bar = KioskBar(words, languages, stop=True)
        super().__init__(words, interview, "", pick=_no_file, top=bar)
        bar.lock_requested.connect(self.lock_requested)

    def _take_keys(self) -> None:
        """Take none: shortcuts are for staff."""
        self._turns = {}

    def show_page(self, ref: str, *, focus: str = "") -> None:
        """Show a page; an on-screen keyboard learns nothing of it."""
        super().show_page(ref, focus=focus)
        self._keep_unlearnt()

    def take_answer(self, ref: str, value: str) -> None:
        """Take an answer; questions that came with it are kept from being learnt, too."""
        super().take_answer(ref, value)
        self._keep_unlearnt()
        self.answered.emit()

    def _keep_unlearnt(self) -> None:
        for field in (*self.findChildren(QLineEdit), *self.findChildren(QTextEdit)):
            field.setInputMethodHints(field.inputMethodHints() | _UNLEARNT)

    def flush(self) -> None:
        """Send on what is half-typed."""
        questions, _ = self.shown()
        questions.flush()

    def _on_close(self) -> None:
        self.flush()
        self.stop_requested.emit()

    def step_back(self) -> bool:
        """Stay: Escape leaves nothing here."""
        return True

    def put_away(self) -> bool:
        """Keep the window open, and what is half-typed on the disk: the system may be ending."""
        self.flush()
        return False
