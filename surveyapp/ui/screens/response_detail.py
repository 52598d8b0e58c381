"""One response, to be read: its answers, what became of it, where it comes from.

What a person may do with it stands at the top; nothing here changes anything by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from surveyapp.services.history import HistoryEntry
from surveyapp.services.reading import ResponseRead
from surveyapp.store import RevisionKind
from surveyapp.text import Words, isolate_ltr
from surveyapp.ui.kit.banner import Banner
from surveyapp.ui.kit.button import Button, IconButton, Variant
from surveyapp.ui.kit.chip import Chip
from surveyapp.ui.kit.flow_layout import FlowLayout
from surveyapp.ui.kit.scroll_page import ScrollPage
from surveyapp.ui.kit.segmented import Segment, Segmented
from surveyapp.ui.kit.text import Label
from surveyapp.ui.models.facts import form_line
from surveyapp.ui.models.problems import problem_says
from surveyapp.ui.models.responses import shelf_of, state_words
from surveyapp.ui.screens.answers_view import AnswersView, FactsView
from surveyapp.ui.screens.history_view import HistoryView
from surveyapp.ui.theme import Tone, Type

TABS = ("answers", "history", "facts")


@dataclass(frozen=True, slots=True)
class DetailState:
    """A response as it is shown."""

    read: ResponseRead
    history: Callable[[], tuple[HistoryEntry, ...]]
    """Worked out when somebody looks."""
    now: datetime
    draft: str = ""
    """Id of a change of this response that is under way."""


class ResponseDetail(QWidget):
    """Signals say what a person wants; each speaks of the response that is shown."""

    closed = Signal()
    edit_requested = Signal()
    draft_requested = Signal()
    """Go on with the change that is under way."""
    move_requested = Signal()
    delete_requested = Signal()
    undelete_requested = Signal()
    compare_requested = Signal()
    restore_requested = Signal(str)
    """Hash of the state that is to be made the current one again."""
    language_chosen = Signal(str)
    """The questions are to be read in another language."""

    def __init__(self, words: Words, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = words
        self._state: DetailState | None = None
        self._filled: set[str] = set()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._page = ScrollPage(max_width=900, spacing=16, parent=self)
        outer.addWidget(self._page)
        self._back = IconButton("arrow-left", "-", parent=self)
        self._title = Label("", Type.TITLE, wrap=False, parent=self)
        self._title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._chip = Chip("-", parent=self)
        self._form = Label("", Type.CAPTION, colour="text2", parent=self)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._back)
        head.addWidget(self._title)
        head.addWidget(self._chip)
        head.addStretch(1)
        self._actions = QWidget(self)
        flow = FlowLayout(self._actions, spacing=8)
        self._edit = Button("", Variant.SECONDARY, icon="pencil", parent=self._actions)
        self._compare = Button("", Variant.PRIMARY, icon="scale", parent=self._actions)
        self._undelete = Button("", Variant.SECONDARY, icon="arrow-back-up", parent=self._actions)
        self._move = Button("", Variant.SECONDARY, icon="map-pin", parent=self._actions)
        self._delete = Button("", Variant.DANGER, icon="trash", parent=self._actions)
        for button in (self._compare, self._edit, self._undelete, self._move, self._delete):
            flow.addWidget(button)
        self._notices = QVBoxLayout()
        self._notices.setSpacing(8)
        self._tabs = Segmented([Segment(key, "") for key in TABS], "answers", parent=self)
        self._tabs.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._answers = AnswersView(self)
        self._history = HistoryView(self)
        self._facts = FactsView(self)
        self._views = {"answers": self._answers, "history": self._history, "facts": self._facts}
        column = self._page.column
        column.addLayout(head)
        column.addWidget(self._form)
        column.addWidget(self._actions)
        column.addLayout(self._notices)
        column.addWidget(self._tabs)
        for view in self._views.values():
            column.addWidget(view)
            view.hide()
        column.addStretch(1)
        self._connect()

    def _connect(self) -> None:
        self._back.clicked.connect(self.closed)
        self._edit.clicked.connect(self.edit_requested)
        self._compare.clicked.connect(self.compare_requested)
        self._undelete.clicked.connect(self.undelete_requested)
        self._move.clicked.connect(self.move_requested)
        self._delete.clicked.connect(self.delete_requested)
        self._tabs.chosen.connect(self.show_tab)
        self._answers.language_chosen.connect(self.language_chosen)
        self._history.restore_requested.connect(self.restore_requested)

    def show_response(self, words: Words, state: DetailState, *, tab: str = "") -> None:
        """Show a response; the same one keeps its place."""
        same = self._state is not None and self._state.read.id == state.read.id
        self._words, self._state = words, state
        self._filled.clear()
        read = state.read
        self._back.set_name(words("Back to the list"))
        self._title.set_text(isolate_ltr(read.code))
        shelf = shelf_of(read.kind, conflict=read.conflict)
        text, tone, icon = state_words(shelf, words)
        self._chip.set_text(text, tone, icon=icon)
        self._form.set_text(form_line(read, words))
        self._tabs.set_texts(
            {
                "answers": words("Answers"),
                "history": words("History ({n})", n=read.states),
                "facts": words("Origin"),
            }
        )
        self._tabs.setAccessibleName(words("What is shown of the response"))
        self._show_actions(read)
        self._show_notices(state)
        self.show_tab(tab or (self._tabs.choice() if same else "answers"))
        if not same:
            self._page.to_top()

    def show_tab(self, key: str) -> None:
        """Show the answers, the history or where the response comes from."""
        state = self._state
        assert state is not None
        self._tabs.set_chosen(key)
        if key not in self._filled:
            self._filled.add(key)
            if key == "answers":
                self._answers.show_answers(self._words, state.read)
            elif key == "history":
                self._history.show_history(self._words, state.history(), state.now)
            else:
                self._facts.show_facts(self._words, state.read)
        for other, view in self._views.items():
            view.setVisible(other == key)

    def _show_actions(self, read: ResponseRead) -> None:
        words = self._words
        deleted = read.kind is RevisionKind.DELETE
        erased = read.kind is RevisionKind.ERASE
        free = not (read.conflict or erased)
        self._edit.set_text(words("Edit with a reason"))
        self._compare.set_text(words("Compare the versions"))
        self._undelete.set_text(words("Bring it back"))
        self._move.set_text(words("Move to another stop"))
        self._delete.set_text(words("Delete"))
        self._compare.setVisible(read.conflict and not erased)
        self._edit.setVisible(free and not deleted and read.unreadable is None)
        self._undelete.setVisible(free and deleted)
        self._move.setVisible(free and not deleted and read.unreadable is None)
        self._delete.setVisible(free and not deleted)
        self._actions.setVisible(not erased)

    def _show_notices(self, state: DetailState) -> None:
        words, read = self._words, state.read
        while (item := self._notices.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if read.conflict and read.kind is not RevisionKind.ERASE:
            self._tell(
                Tone.WAITING,
                words("Two people changed this response without knowing of each other"),
                words(
                    "Both versions are kept. Below is the one written last; compare them and "
                    "choose, now or later."
                ),
            )
        if read.kind is RevisionKind.DELETE:
            self._tell(
                Tone.INFO,
                words("This response is deleted"),
                words("It is in no count and no workbook. It stays here and can be brought back."),
            )
        if read.kind is RevisionKind.ERASE:
            self._tell(
                Tone.INFO,
                words("This response was erased on request"),
                words("Its answers are gone for good. Only its place in the record is left."),
            )
        if read.doubtful:
            self._tell(
                Tone.WAITING,
                words("A time here cannot be right"),
                words(
                    "The clock of the device was wrong when this was written. The answers and "
                    "their order are not touched by it; only read the times with care."
                ),
            )
        if read.unreadable is not None:
            self._tell(Tone.WAITING, problem_says(read.unreadable, words), "")
        if state.draft:
            banner = self._tell(
                Tone.INFO,
                words("A change of this response is under way"),
                "",
                (("draft", words("Go on with it")),),
            )
            banner.link_clicked.connect(lambda _key: self.draft_requested.emit())

    def _tell(
        self, tone: Tone, title: str, text: str, links: tuple[tuple[str, str], ...] = ()
    ) -> Banner:
        banner = Banner(title, text, tone, links=links, parent=self)
        self._notices.addWidget(banner)
        return banner

    def set_alone(self, *, alone: bool) -> None:
        """Show the way back to the list, where the list is not beside it."""
        self._back.setVisible(alone)

    def focus_back(self) -> None:
        """Give the keyboard the way back."""
        self._back.setFocus(Qt.FocusReason.OtherFocusReason)

    def event(self, event: QEvent) -> bool:
        """Let the tabs take the width they need."""
        if event.type() == QEvent.Type.Resize:
            self._answers.arrange()
        return super().event(event)
