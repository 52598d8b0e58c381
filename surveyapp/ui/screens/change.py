"""Before a change of a stored response is kept: old beside new, and why."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from surveyapp.services.history import AnswerChange
from surveyapp.text import N_, Words, isolate, isolate_ltr
from surveyapp.ui.breakpoints import is_narrow
from surveyapp.ui.kit.button import Button, Size, Variant
from surveyapp.ui.kit.card import Card, Hairline
from surveyapp.ui.kit.scroll_page import ScrollPage
from surveyapp.ui.kit.text import Label
from surveyapp.ui.screens.answers_view import empty
from surveyapp.ui.screens.history_view import ChangeRow
from surveyapp.ui.screens.parts import BottomBar
from surveyapp.ui.screens.reason import ReasonField
from surveyapp.ui.screens.screen import Screen
from surveyapp.ui.shortcuts import Topic, bind
from surveyapp.ui.theme import Type


class ChangeScreen(Screen):
    """What changes, a reason, and the way to keep it or to give it up."""

    topics = (Topic.CHANGE, Topic.ANYWHERE)

    back_requested = Signal()
    kept = Signal(str)
    """With the reason."""
    given_up = Signal()
    """The response is to stay as it was."""
    words_changed = Signal()

    def __init__(
        self,
        words: Words,
        code: str,
        changes: tuple[AnswerChange, ...],
        *,
        operator: str,
        settles: bool,
    ) -> None:
        super().__init__(words)
        self._changes: tuple[AnswerChange, ...] = ()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._scroll = ScrollPage(spacing=16, parent=self)
        self._title = Label("", Type.TITLE, parent=self)
        self._lead = Label("", Type.CAPTION, colour="text2", parent=self)
        self._card = Card(margin=16, spacing=12, parent=self)
        self._list = QVBoxLayout()
        self._list.setSpacing(12)
        self._card.column.addLayout(self._list)
        self.reason = ReasonField(words, self)
        self._who = Label("", Type.CAPTION, colour="text2", parent=self)
        column = self._scroll.column
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self._title)
        names.addWidget(self._lead)
        column.addLayout(names)
        column.addWidget(self._card)
        column.addWidget(self.reason)
        column.addWidget(self._who)
        column.addStretch(1)
        self._bottom = BottomBar(self)
        self._back = Button("", Variant.SECONDARY, icon="arrow-left", size=Size.BAR, parent=self)
        self._give_up = Button("", Variant.GHOST, parent=self)
        self._keep = Button("", Variant.PRIMARY, icon="check", size=Size.BAR, parent=self)
        self._bottom.add_leading(self._back)
        self._bottom.add_leading(self._give_up)
        self._bottom.add_trailing(self._keep)
        outer.addWidget(self._scroll, 1)
        outer.addWidget(self._bottom)
        self._back.clicked.connect(self.back_requested)
        self._give_up.clicked.connect(self.given_up)
        self._keep.clicked.connect(self._on_keep)
        bind(self, "keep", self._on_keep)
        say = self.speech.say
        say(self._back.set_text, N_("Back to the answers"))
        say(self._give_up.set_text, N_("Leave it as it was"))
        say(self._keep.set_text, N_("Keep the change"))
        say(
            self._lead.set_text,
            lambda words: words("Response {code}", code=isolate_ltr(code)),
        )
        say(
            self._who.set_text,
            lambda words: (
                words("Stored under the name {name}", name=isolate(operator)) if operator else ""
            ),
        )
        self._settles = settles
        self.show_changes(changes)

    def show_changes(self, changes: tuple[AnswerChange, ...]) -> None:
        """Show these changes, in the language spoken now."""
        self._changes = changes
        empty(self._list)
        words = self.words
        something = bool(changes) or self._settles
        title = (
            words.plural("{n} answer changes", "{n} answers change", len(changes))
            if something
            else words("Nothing is changed")
        )
        self._title.set_text(title)
        for number, change in enumerate(changes):
            if number:
                self._list.addWidget(Hairline(parent=self._card))
            self._list.addWidget(ChangeRow(words, change, self._card))
        self._card.setVisible(bool(changes))
        for piece in (self.reason, self._who, self._keep):
            piece.setVisible(something)

    def set_words(self, words: Words) -> None:
        """Speak another language; what is half-typed stays."""
        super().set_words(words)
        self.reason.set_words(words)
        self.show_changes(self._changes)
        self.words_changed.emit()

    def step_back(self) -> bool:
        """Go back to the answers."""
        self.back_requested.emit()
        return True

    def first_focus(self) -> QWidget:
        """Begin with the reason; where nothing changes, with the way out."""
        return self._give_up if self.reason.isHidden() else self.reason.area.edit

    def _on_keep(self) -> None:
        reason = self.reason.given() if not self._keep.isHidden() else ""
        if reason:
            self.kept.emit(reason)

    def arrange(self) -> None:
        """Fit the bar to the window."""
        self._bottom.arrange()
        self._keep.setMinimumWidth(200 if not is_narrow(self) else 0)
