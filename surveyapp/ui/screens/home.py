"""Home: the stop, one way to begin, what is unfinished, what has not left this device.

It renders a ``HomeState`` and says what the person wants; ``navigation.py`` does it.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from surveyapp.errors import UserError
from surveyapp.text import Words, isolate
from surveyapp.ui.kit.banner import Banner
from surveyapp.ui.kit.card import Card
from surveyapp.ui.kit.hero import Hero
from surveyapp.ui.kit.row_button import RowButton
from surveyapp.ui.kit.scroll_page import ScrollPage
from surveyapp.ui.kit.toast import Toast
from surveyapp.ui.models.problems import problem_lines, problem_says
from surveyapp.ui.screens.hand_over import HandOverCard
from surveyapp.ui.screens.home_parts import (
    DraftsCard,
    FormsCard,
    HomeState,
    ModesCard,
    Numbers,
    StopHead,
    joined,
    minutes,
)
from surveyapp.ui.screens.parts import Columns
from surveyapp.ui.screens.screen import Screen
from surveyapp.ui.shortcuts import Topic, bind
from surveyapp.ui.theme import Tone


class HomeScreen(Screen):
    """The place everything begins at."""

    response_requested = Signal(str)
    """Hash of the form to fill."""
    draft_continued = Signal(str)
    draft_discarded = Signal(str)
    stop_change_requested = Signal()
    hand_over_requested = Signal()
    kiosk_requested = Signal()
    """People are to answer by themselves."""
    practice_requested = Signal()
    practice_left = Signal()
    practice_wiped = Signal()
    """Everything of the practice is to be removed for good."""
    practice_news_read = Signal()
    discard_undone = Signal()
    discarded_requested = Signal()
    """Show the drafts thrown away."""
    operator_change_requested = Signal()
    protection_requested = Signal()
    identity_read = Signal()
    """Somebody has read that this data has an identity of its own."""
    recovery_requested = Signal()
    """Something is damaged, and the person wants to know what and what to do."""
    topics = (Topic.HOME, Topic.ANYWHERE)

    def __init__(self, words: Words, state: HomeState) -> None:
        super().__init__(words)
        self._state = state
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._page = ScrollPage(max_width=1200, spacing=20, parent=self)
        outer.addWidget(self._page)
        self._head = StopHead(self)
        self._notices = QVBoxLayout()
        self._notices.setSpacing(8)
        self._hero = Hero(parent=self)
        self._numbers = Numbers(self)
        self._drafts = DraftsCard(self)
        self._forms = FormsCard(self)
        self._operator_card = Card(margin=8, spacing=0, parent=self)
        self._operator = RowButton("user", tile=True, chevron=True, parent=self._operator_card)
        self._operator_card.column.addWidget(self._operator)
        self._modes = ModesCard(self)
        self.hand_over = HandOverCard(words, self)
        main, side = QWidget(self), QWidget(self)
        for column, pieces in (
            (main, (self._hero, self._numbers, self._drafts)),
            (side, (self._forms, self._modes, self._operator_card, self.hand_over)),
        ):
            box = QVBoxLayout(column)
            box.setContentsMargins(0, 0, 0, 0)
            box.setSpacing(16)
            for piece in pieces:
                box.addWidget(piece)
        self._page.column.addWidget(self._head)
        self._page.column.addLayout(self._notices)
        self._page.column.addWidget(Columns(main, side, shares=(66, 34), parent=self))
        self._page.column.addStretch(1)
        self.toast = Toast(self, lift=24)
        self._connect()
        self.render_state(state)

    def _connect(self) -> None:
        self._head.languages.chosen.connect(self.language_chosen)
        self._head.change.clicked.connect(self.stop_change_requested)
        self._operator.clicked.connect(self.operator_change_requested)
        self._hero.clicked.connect(self._on_hero)
        bind(self, "begin", self._on_hero)
        self._drafts.continued.connect(self.draft_continued)
        self._drafts.discarded.connect(self.draft_discarded)
        self._drafts.discarded_requested.connect(self.discarded_requested)
        self._forms.chosen.connect(self.response_requested)
        self._modes.kiosk.clicked.connect(self.kiosk_requested)
        self._modes.practice.clicked.connect(self._on_practice)
        self._modes.wipe.clicked.connect(self.practice_wiped)
        self.hand_over.requested.connect(self.hand_over_requested)
        self.toast.action_triggered.connect(self.discard_undone)

    def render_state(self, state: HomeState) -> None:
        """Show the numbers, drafts and forms of another moment."""
        self._state = state
        words, summary = self.words, state.summary
        self._head.show_stop(words, state)
        self._show_notices()
        self._show_hero()
        self._numbers.show_counts(words, summary)
        self._drafts.show_drafts(words, summary.drafts, summary.discarded, state.now)
        main = summary.main_form
        self._forms.show_forms(
            words, tuple(f for f in summary.forms if main is None or f.hash != main.hash)
        )
        self._modes.show_words(words, practice=state.practice, kept=state.practice_kept)
        self._modes.setVisible(main is not None)
        self._operator.set_content(
            isolate(state.operator), words("asks the questions"), ink="primary"
        )
        self._operator_card.setVisible(state.operators > 1)
        self.hand_over.show_waiting(summary.not_handed_over)
        self.hand_over.setVisible(not state.practice)

    def set_words(self, words: Words) -> None:
        """Speak another language; the state in that language follows by ``render_state``."""
        super().set_words(words)
        self.hand_over.set_words(words)
        self._head.languages.set_chosen(words.language)
        self.toast.dismiss()

    def first_focus(self) -> QWidget:
        """Begin at what was left unfinished, else at a new response."""
        return self._drafts.first_button() or self._hero

    def say_discarded(self) -> None:
        """Tell that a draft is gone, and offer it back."""
        self.toast.show_message(self.words("Draft discarded"), self.words("Undo"))

    def _show_hero(self) -> None:
        words, summary = self.words, self._state.summary
        if summary.stop is None:
            self._hero.set_texts(
                words("Choose the stop"),
                words("Every response says where and when it was given"),
                words("Choose"),
            )
        elif summary.main_form is None:
            self._hero.set_texts(
                words("New response"), words("No questionnaire on this device yet"), ""
            )
        else:
            self._hero.set_texts(
                words("New response"),
                joined(isolate(summary.main_form.title), minutes(summary.main_form, words)),
                words("Start"),
            )

    def _show_notices(self) -> None:
        while (item := self._notices.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if self._state.damage is not None:
            title, details = problem_lines(self._state.damage, self.words)
            way = ("recovery", self.words("What to do"))
            banner = Banner(title, details[0], Tone.DANGER, links=(way,), parent=self)
            banner.link_clicked.connect(self._on_link)
            self._notices.addWidget(banner)
        for notice in (*self._state.notices, *filter(None, (self._state.room,))):
            banner = Banner(problem_says(notice, self.words), "", Tone.WAITING, parent=self)
            self._notices.addWidget(banner)
        if self._state.practice_news is not None:
            text = problem_says(self._state.practice_news, self.words)
            self._show_linked(text, "", ("practice", self.words("Understood")))
        if self._state.identity is not None:
            text = problem_says(self._state.identity, self.words)
            self._show_linked(text, "", ("identity", self.words("Understood")))
        said = [problem_says(notice, self.words) for notice in self._state.protection]
        if said:
            link = ("protection", self.words("Protection of the answers"))
            rest = "\n".join(said[1:])
            self._show_linked(said[0], rest, link)

    def _show_linked(self, title: str, text: str, link: tuple[str, str]) -> None:
        banner = Banner(title, text, Tone.WAITING, links=(link,), parent=self)
        banner.link_clicked.connect(self._on_link)
        self._notices.addWidget(banner)

    def show_watched(self, damage: UserError | None, room: UserError | None) -> None:
        """Show what was found behind the screen; everything else stays as it is."""
        if (str(damage), str(room)) != (str(self._state.damage), str(self._state.room)):
            self._state = replace(self._state, damage=damage, room=room)
            self._show_notices()

    def _on_link(self, key: str) -> None:
        wanted = {
            "identity": self.identity_read,
            "recovery": self.recovery_requested,
            "practice": self.practice_news_read,
        }
        wanted.get(key, self.protection_requested).emit()

    def _on_practice(self) -> None:
        (self.practice_left if self._state.practice else self.practice_requested).emit()

    def _on_hero(self) -> None:
        summary = self._state.summary
        if summary.stop is None:
            self.stop_change_requested.emit()
        elif summary.main_form is not None:
            self.response_requested.emit(summary.main_form.hash)

    def arrange(self) -> None:
        """Fit the head and the numbers to the width."""
        self._head.arrange()
        self._numbers.arrange()
