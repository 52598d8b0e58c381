"""The overview beside the page, where the window is wide enough for both."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from surveyapp.text import Words
from surveyapp.ui.kit.card import Hairline
from surveyapp.ui.kit.scroll_page import ScrollPage
from surveyapp.ui.kit.text import Label
from surveyapp.ui.models.outline import outline
from surveyapp.ui.screens.overview import OverviewCount, OverviewList
from surveyapp.ui.theme import Themed, Type, current
from surveyapp.xform import FormSession

DOCK_WIDTH = 380
WAIT_MS = 150
"""How long it waits after an answer: whoever answers quickly shall not wait for it."""


class OverviewDock(QWidget, Themed):
    """The overview beside the page: the questions of the page one is on, the other pages by name.

    It follows the answers, a moment after they are given.
    """

    jumped = Signal(str, str)

    def __init__(self, words: Words, session: FormSession, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = words
        self._session = session
        self._place: tuple[str, frozenset[str]] = ("", frozenset())
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(Hairline(vertical=True, parent=self))
        column = QVBoxLayout()
        line.addLayout(column, 1)
        column.setSpacing(0)
        self._scroll = ScrollPage(max_width=0, spacing=4, parent=self)
        self._title = Label("", Type.HEADING, parent=self)
        self.list = OverviewList(words, self, only_here=True)
        self._count = OverviewCount(self)
        self._count.setContentsMargins(16, 8, 16, 16)
        self._scroll.column.addWidget(self._title)
        self._scroll.column.addWidget(self.list)
        self._scroll.column.addStretch(1)
        column.addWidget(self._scroll, 1)
        column.addWidget(self._count)
        self.list.jumped.connect(self.jumped)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT_MS)
        self._timer.timeout.connect(self.refresh)
        self.set_words(words)
        self.retheme()

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        self._words = words
        self._title.set_text(words("Overview"))
        self.setAccessibleName(words("Overview"))
        self.list.set_words(words)
        self._timer.start()

    def show_place(self, here: str, checked: frozenset[str]) -> None:
        """Follow to a page, or what was answered on it."""
        turned = here != self._place[0]
        self._place = (here, checked)
        if turned and self.isVisible():
            self.refresh()
        else:
            self._timer.start()

    def refresh(self) -> None:
        """Read the response again, where anybody sees it."""
        if not self.isVisible():
            return
        self._timer.stop()
        here, checked = self._place
        seen = outline(self._session, self._words, checked=checked)
        self.list.show_outline(seen, here)
        self._count.show_outline(seen, self._words)

    def take_focus(self) -> bool:
        """Give the keyboard to the first row."""
        return self.list.take_focus()

    def retheme(self) -> None:
        """Take the width of the text size."""
        self.setFixedWidth(round(DOCK_WIDTH * min(current().scale, 1.5)))
