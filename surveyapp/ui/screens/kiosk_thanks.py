"""Thank you, the code to keep, and a fresh form by itself after some seconds."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from surveyapp.text import N_, Words
from surveyapp.ui.breakpoints import is_short
from surveyapp.ui.kit.button import Button, Size, Variant
from surveyapp.ui.kit.progress import Ring
from surveyapp.ui.kit.scroll_page import ScrollPage
from surveyapp.ui.kit.text import Align, Label
from surveyapp.ui.screens.done import CodeCard, Seal, thanks
from surveyapp.ui.screens.kiosk_parts import KioskBar, KioskScreen
from surveyapp.ui.theme import Type

SECONDS = 30
"""How long the code stands: to read it, and to write it down or take a picture of it."""


class KioskThanksScreen(KioskScreen):
    """What was kept, and how to ask for its correction without a name."""

    ended = Signal()
    """The next person may begin."""

    def __init__(self, words: Words, title: str, *, code: str, refused: bool) -> None:
        super().__init__(words)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._bar = KioskBar(words, ())
        self._bar.show_form(title)
        self._bar.lock_requested.connect(self.lock_requested)
        outer.addWidget(self._bar)
        page = ScrollPage(max_width=760, spacing=8, parent=self)
        outer.addWidget(page, 1)
        column = page.column
        column.addStretch(1)
        self._seal = Seal(self)
        column.addWidget(self._seal, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(12)
        self._title = Label("", Type.MEGA, align=Align.CENTRE, parent=self)
        self._text = Label("", Type.BODY, colour="text2", align=Align.CENTRE, parent=self)
        column.addWidget(self._title)
        column.addWidget(self._text)
        column.addSpacing(12)
        self._card = CodeCard(words, code, self)
        self._card.setVisible(not refused)
        column.addWidget(self._card)
        column.addSpacing(16)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._box.setSpacing(16)
        self._ring = Ring(52, parent=self)
        self._said = Label("", Type.LABEL, colour="text2", parent=self)
        self._next = Button("", Variant.PRIMARY, size=Size.KIOSK, parent=self)
        self._box.addWidget(self._ring, 0, Qt.AlignmentFlag.AlignCenter)
        self._box.addWidget(self._said, 1, Qt.AlignmentFlag.AlignVCenter)
        self._box.addWidget(self._next, 0, Qt.AlignmentFlag.AlignCenter)
        column.addLayout(self._box)
        column.addStretch(2)
        self._next.clicked.connect(self.ended)
        say = self.speech.say
        say(self._title.set_text, N_("Thank you"))
        say(self._text.set_text, thanks(refused=refused))
        say(self._said.set_text, N_("The screen returns to the start by itself."))
        say(self._ring.setAccessibleName, N_("Seconds left"))
        say(self._next.set_text, N_("Next person"))
        self.show_left(SECONDS)

    def show_left(self, seconds: int) -> None:
        """Show how many seconds are left."""
        self._ring.set_share(seconds / SECONDS, str(seconds))

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        super().set_words(words)
        self._bar.set_words(words)
        self._card.set_words(words)

    def first_focus(self) -> QWidget:
        """Let Enter or the space bar begin with the next person."""
        return self._next

    def arrange(self) -> None:
        """Stand the pieces below each other where there is no room side by side.

        The seal goes before the seconds and the way on do.
        """
        self._seal.setVisible(not is_short(self))
        self._bar.arrange()
        wanted = self._next.sizeHint().width() + self._ring.sizeHint().width() + 240
        way = QBoxLayout.Direction
        self._box.setDirection(way.TopToBottom if self.width() < wanted else way.LeftToRight)
        self._card.arrange()
