"""The responses of this device: the list, and beside it the one that is read.

Where the window has no room for both, the list gives way to the response, and comes back as it was
left. It must not know what becomes of what a person wants (``looking_back.py`` does).
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from surveyapp.text import Words
from surveyapp.ui.kit.banner import Banner
from surveyapp.ui.kit.card import Hairline
from surveyapp.ui.kit.icon import Icon
from surveyapp.ui.kit.sheet import Sheet
from surveyapp.ui.kit.text import Align, Label
from surveyapp.ui.kit.toast import Toast
from surveyapp.ui.screens.response_detail import DetailState, ResponseDetail
from surveyapp.ui.screens.response_list import LOW, ResponseListPane
from surveyapp.ui.screens.screen import Screen
from surveyapp.ui.shortcuts import Topic, bind
from surveyapp.ui.theme import Themed, Tone, Type, current

TWO_PANES = 1100
"""Width of the window from which list and response stand side by side."""


class ResponsesScreen(Screen):
    """List and response."""

    topics = (Topic.RESPONSES, Topic.ANYWHERE)

    words_changed = Signal()
    """The screen speaks another language: what it shows must be said anew."""
    closed = Signal()
    """The response is put back; the list is shown alone."""

    def __init__(self, words: Words) -> None:
        super().__init__(words)
        self._opened = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        lead = QVBoxLayout()
        lead.setSpacing(0)
        self._forks = Banner(tone=Tone.WAITING, parent=self)
        self._forks.hide()
        self._told_of_forks = ("", "")
        self._forks.link_clicked.connect(self._explain_forks)
        self.list = ResponseListPane(words, self)
        self._lead = _Ground(self)
        self._lead.setLayout(lead)
        lead.addWidget(self._forks)
        lead.addWidget(self.list, 1)
        self._line = Hairline(vertical=True, parent=self)
        self.detail = ResponseDetail(words, self)
        self._nothing = _Nothing(words, self)
        row.addWidget(self._lead, 42)
        row.addWidget(self._line)
        row.addWidget(self.detail, 58)
        row.addWidget(self._nothing, 58)
        self.toast = Toast(self, lift=24)
        self.detail.closed.connect(self._on_closed)
        bind(self, "find", self._on_find)

    def set_words(self, words: Words) -> None:
        """Speak another language; what is shown of responses follows."""
        super().set_words(words)
        self.list.set_words(words)
        self._nothing.set_words(words)
        self.toast.dismiss()
        self.words_changed.emit()

    def show_forks(self, title: str, text: str) -> None:
        """Say that a device was cloned; nothing where none was."""
        self._told_of_forks = (title, text)
        self._forks.setVisible(bool(title))
        self._show_forks()

    def _show_forks(self) -> None:
        """Say it whole, or with a way to the rest where the rows need the room."""
        title, text = self._told_of_forks
        links = (("forks", self.words("What to do")),)
        brief = self.window().height() / max(1.0, current().scale) < LOW
        self._forks.set_content(title, "" if brief else text, links=links if brief else ())
        self._forks.setAccessibleDescription(text)

    def _explain_forks(self) -> None:
        title, text = self._told_of_forks
        sheet = Sheet(self.window(), title, self.words("Close"))
        sheet.column.addWidget(Label(text, Type.BODY, parent=sheet.panel))
        sheet.column.addStretch(1)
        sheet.closed.connect(sheet.deleteLater)
        sheet.open()

    def show_response(self, state: DetailState, *, tab: str = "") -> None:
        """Show a response beside the list, or in its place."""
        was_open, self._opened = self._opened, True
        self.list.rows.show_open(state.read.id)
        self.detail.show_response(self.words, state, tab=tab)
        self.arrange()
        if not was_open and not self._side_by_side:
            self.detail.focus_back()

    def close_response(self) -> None:
        """Show the list alone."""
        self._opened = False
        self.list.rows.show_open("")
        self.arrange()

    def _on_closed(self) -> None:
        self.close_response()
        self.list.rows.setFocus()
        self.closed.emit()

    def _on_find(self) -> None:
        if self._opened and not self._side_by_side:
            self._on_closed()
        self.list.search.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.list.search.edit.selectAll()

    def step_back(self) -> bool:
        """Leave what was marked, else the response that hides the list, else the search."""
        if self.list.rows.picking:
            self.list.set_picking(picking=False)
        elif self._opened and not self._side_by_side:
            self._on_closed()
        elif self.list.search.text():
            self.list.clear_search()
        else:
            return False
        return True

    @property
    def _side_by_side(self) -> bool:
        return current().breakpoint_width(self.window().width()) >= TWO_PANES

    def first_focus(self) -> QWidget:
        """Begin at the search: whoever comes here looks for somebody's response."""
        return self.list.search

    def arrange(self) -> None:
        """Show both side by side, or one of them."""
        both = self._side_by_side
        self._lead.setVisible(both or not self._opened)
        self._line.setVisible(both)
        self.detail.setVisible(self._opened)
        self._nothing.setVisible(both and not self._opened)
        self.detail.set_alone(alone=not both)
        if not self._forks.isHidden():
            self._show_forks()
        self.list.arrange()


class _Ground(QWidget, Themed):
    """The white ground of the list."""

    def retheme(self) -> None:
        """Paint again."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw the ground."""
        QPainter(self).fillRect(self.rect(), current().colour("surface"))


class _Nothing(QWidget):
    """What stands beside the list before a response is opened."""

    def __init__(self, words: Words, parent: QWidget) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 32, 32, 32)
        self._text = Label("", Type.LABEL, colour="text2", align=Align.CENTRE, parent=self)
        icon = Icon("file-text", 40, parent=self)
        column.addStretch(1)
        holder = QHBoxLayout()
        holder.addStretch(1)
        holder.addWidget(icon)
        holder.addStretch(1)
        column.addLayout(holder)
        column.addWidget(self._text)
        column.addStretch(1)
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        self._text.set_text(words("Choose a response in the list to read it here."))
