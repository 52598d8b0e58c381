"""Is anybody still there? An opaque cover, so that nobody reads the answers of who went away.

It counts down in the open; without an answer the screen returns to the start.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from surveyapp.text import Words
from surveyapp.ui.kit.announce import announce
from surveyapp.ui.kit.button import Button, Size, Variant
from surveyapp.ui.kit.hero import paint_hero
from surveyapp.ui.kit.paint import is_rtl
from surveyapp.ui.kit.panel import PanelOverlay, draw_panel
from surveyapp.ui.kit.progress import Ring
from surveyapp.ui.kit.text import Align, Label
from surveyapp.ui.theme import Type, current

WIDTH = 560


class Fate(Enum):
    """What becomes of the answers if nobody says anything."""

    NONE = "none"  # there are none yet
    KEPT = "kept"
    ERASED = "erased"


def _says(fate: Fate) -> Callable[[Words, int], str]:
    """Return how it is said, by the seconds left."""
    if fate is Fate.ERASED:
        return lambda words, n: words.plural(
            "In {n} second these answers are erased and the screen returns to the start.",
            "In {n} seconds these answers are erased and the screen returns to the start.",
            n,
        )
    if fate is Fate.KEPT:
        return lambda words, n: words.plural(
            "In {n} second the screen returns to the start. The answers so far are kept.",
            "In {n} seconds the screen returns to the start. The answers so far are kept.",
            n,
        )
    return lambda words, n: words.plural(
        "In {n} second the screen returns to the start.",
        "In {n} seconds the screen returns to the start.",
        n,
    )


class KioskPause(PanelOverlay):
    """The question, the seconds, and two ways out."""

    stayed = Signal()
    erased = Signal()
    """The person wants everything erased and the screen to return to the start."""

    def __init__(
        self, words: Words, fate: Fate, seconds: int, parent: QWidget, *, asked: bool
    ) -> None:
        """Cover the window; ``asked`` where the person wanted to stop, and nobody fell silent."""
        super().__init__(parent, dismissable=False)
        self._words = words
        self._says = _says(fate)
        self._of = max(1, seconds)
        column = self._column = QVBoxLayout(self.panel)
        column.setContentsMargins(32, 28, 32, 28)
        column.setSpacing(12)
        self._ring = Ring(96, colour="accent", name=words("Seconds left"), parent=self.panel)
        title = words("Stop here?") if asked else words("Are you still there?")
        self._title = Label(title, Type.TITLE, align=Align.CENTRE, parent=self.panel)
        self._text = Label("", Type.BODY, colour="text2", align=Align.CENTRE, parent=self.panel)
        stay = Button(
            words("Go on answering") if asked else words("Yes, I go on"),
            Variant.PRIMARY,
            size=Size.KIOSK,
            parent=self.panel,
        )
        erase = Button(
            words("Stop, back to the start")
            if fate is Fate.NONE
            else words("Stop and erase my answers"),
            Variant.SECONDARY,
            size=Size.KIOSK,
            parent=self.panel,
        )
        column.addWidget(self._ring, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._title)
        column.addWidget(self._text)
        column.addSpacing(8)
        column.addWidget(stay)
        column.addWidget(erase)
        self.setAccessibleName(title)
        self.panel.setAccessibleName(title)
        stay.clicked.connect(self.stayed)
        erase.clicked.connect(self.erased)
        self.show_left(seconds)

    def open(self) -> None:
        """Cover everything and say so."""
        super().open()
        announce(self, f"{self.accessibleName()} {self._text.text()}")

    def show_left(self, seconds: int) -> None:
        """Show how many seconds are left."""
        self._ring.set_share(seconds / self._of, str(seconds))
        self._text.set_text(self._says(self._words, seconds))
        self.setAccessibleDescription(self._text.text())

    def arrange(self) -> None:
        """Stand in the middle, as high as the words; the ring goes before any word is cut."""
        room = self.rect()
        width = min(current().px(WIDTH), room.width() - 32)
        most = room.height() - 16
        needed = self._column.heightForWidth(width)
        ring = self._ring.sizeHint().height() + self._column.spacing()
        if not self._ring.isHidden():
            needed -= ring
        shown = needed + ring <= most
        if shown == self._ring.isHidden():  # each change asks for the layout again
            self._ring.setVisible(shown)
        height = min(needed + (ring if shown else 0), most)
        self.stand_in_middle(width, height)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw the ground and the panel."""
        painter = QPainter(self)
        paint_hero(painter, QRectF(self.rect()), rtl=is_rtl(self), radius=0)
        draw_panel(painter, QRectF(self.panel.geometry()))
