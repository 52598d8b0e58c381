"""What the screens of a kiosk share: the bar above, the green ground, what keeps them in place."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from surveyapp.text import Words, isolate
from surveyapp.ui.kit.button import Button, IconButton, Variant
from surveyapp.ui.kit.hero import paint_hero
from surveyapp.ui.kit.paint import is_rtl
from surveyapp.ui.kit.rail import MarkView
from surveyapp.ui.screens.fill_bar import SEGMENTS_AT_MOST, FillBar
from surveyapp.ui.screens.screen import Screen
from surveyapp.ui.theme import Themed


class KioskScreen(Screen):
    """A screen that nobody leaves but by the lock."""

    topics = ()
    lock_requested = Signal()
    """Somebody wants to leave the kiosk: the PIN comes next."""

    def put_away(self) -> bool:
        """Keep the window open."""
        return False


class KioskBar(FillBar):
    """The mark and the form, the languages, the way to stop, and the lock for staff.

    ``closed`` is the way to stop. A kiosk says nothing while all is saved, so there is no mark
    for it; a notice comes where the disk refuses.
    """

    lock_requested = Signal()

    def __init__(self, words: Words, languages: tuple[str, ...], *, stop: bool = False) -> None:
        self._stop = Button("", Variant.SECONDARY, icon="x")
        self._lock = IconButton("lock", words("For staff"))
        super().__init__(words, languages)
        for piece in (self._close, self._overview, self._more, self._saved_icon, self._saved):
            self._row.removeWidget(piece)
            piece.hide()
        self._row.insertWidget(0, MarkView(40, parent=self))
        self._row.addWidget(self._stop)
        self._row.addWidget(self._lock)
        self._stop.setVisible(stop)
        self._languages.setVisible(1 < len(languages) <= SEGMENTS_AT_MOST)
        self._stop.clicked.connect(self.closed)
        self._lock.clicked.connect(self.lock_requested)

    def show_form(self, title: str) -> None:
        """Show what is asked about, where there is no page."""
        self._title.set_text(isolate(title))
        self._place.hide()

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        self._stop.set_text(words("Stop answering"))
        self._lock.set_name(words("For staff"))
        super().set_words(words)

    def show_overview(self, shown: bool) -> None:
        """Offer none: it lists what the person before may have answered, and leads off the way."""

    def _show_saved(self, *, saved: bool) -> None:
        self._is_saved = saved

    def arrange(self) -> None:
        """Keep the words of the way to stop as long as there is room."""
        super().arrange()
        self._stop.set_compact(self._bare)


class GreenGround(QWidget, Themed):
    """The green ground with its lattice, opaque."""

    def retheme(self) -> None:
        """Paint again."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw it over everything below."""
        painter = QPainter(self)
        paint_hero(painter, QRectF(self.rect()), rtl=is_rtl(self), radius=0)
