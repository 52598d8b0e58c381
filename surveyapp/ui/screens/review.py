"""The review before finishing: every answer by page, what is missing, and the way back to each."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from surveyapp.text import N_, Words, isolate
from surveyapp.ui.breakpoints import is_narrow
from surveyapp.ui.kit.banner import Banner
from surveyapp.ui.kit.button import Button, Size, Variant
from surveyapp.ui.kit.card import Card
from surveyapp.ui.kit.scroll_page import ScrollPage
from surveyapp.ui.kit.segmented import Segmented
from surveyapp.ui.kit.text import Label
from surveyapp.ui.models.outline import EntryState, Outline, Section
from surveyapp.ui.screens.fill_bar import language_segments
from surveyapp.ui.screens.overview import entry_row, section_title
from surveyapp.ui.screens.parts import BottomBar
from surveyapp.ui.screens.screen import Screen
from surveyapp.ui.shortcuts import Topic, bind
from surveyapp.ui.theme import Tone, Type


class ReviewScreen(Screen):
    """Read, mend, finish."""

    edit_requested = Signal(str, str)
    """``(page ref, question ref)``."""
    back_requested = Signal()
    finish_requested = Signal()
    next_person_requested = Signal()
    """Finish, and begin with the next person."""
    topics = (Topic.REVIEW, Topic.ANYWHERE)

    def __init__(
        self, words: Words, form_title: str, outline: Outline, languages: tuple[str, ...]
    ) -> None:
        super().__init__(words)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._scroll = ScrollPage(spacing=16, parent=self)
        head = QHBoxLayout()
        head.setSpacing(16)
        column = QVBoxLayout()
        column.setSpacing(0)
        self._title = Label("", Type.TITLE, parent=self)
        self._form = Label("", Type.CAPTION, colour="text2", parent=self)
        column.addWidget(self._title)
        column.addWidget(self._form)
        head.addLayout(column, 1)
        segments = language_segments(languages, words)
        self._languages = Segmented(segments, words.language, parent=self)
        head.addWidget(self._languages)
        self._state = Banner(parent=self)
        self._sections = QVBoxLayout()
        self._sections.setSpacing(16)
        self._scroll.column.addLayout(head)
        self._scroll.column.addWidget(self._state)
        self._scroll.column.addLayout(self._sections)
        self._scroll.column.addStretch(1)
        self._bottom = BottomBar(self)
        self._back = Button("", Variant.SECONDARY, icon="arrow-left", size=Size.BAR, parent=self)
        self._finish = Button("", Variant.PRIMARY, icon="check", size=Size.BAR, parent=self)
        self._bottom.add_leading(self._back)
        self._bottom.add_trailing(self._finish)
        outer.addWidget(self._scroll, 1)
        outer.addWidget(self._bottom)
        self._languages.chosen.connect(self.language_chosen)
        self._state.link_clicked.connect(self._on_link)
        self._back.clicked.connect(self.back_requested)
        self._finish.clicked.connect(self.finish_requested)
        bind(self, "review_finish", self.finish_requested.emit)
        bind(self, "review_finish_and_next", self.next_person_requested.emit)
        self._page_of: dict[str, str] = {}
        say = self.speech.say
        say(self._title.set_text, N_("Review before finishing"))
        say(self._back.set_text, N_("Back"))
        say(self._finish.set_text, N_("Finish"))
        say(self._languages.setAccessibleName, N_("Language of the questions"))
        self.render_outline(form_title, outline, words.language)

    def render_outline(self, form_title: str, outline: Outline, language: str) -> None:
        """Show the answers as they are, in the language asked now."""
        words = self.words
        self._form.set_text(isolate(form_title))
        self._languages.set_chosen(language)
        self._page_of = {entry.ref: entry.page_ref for entry in outline.entries}
        self._show_state(outline)
        while (item := self._sections.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for section in outline.sections:
            self._sections.addWidget(self._card(section, words))

    def step_back(self) -> bool:
        """Go back to the pages."""
        self.back_requested.emit()
        return True

    def first_focus(self) -> QWidget:
        """Finish in one key; where something is missing, go there first."""
        links = self._state.links()
        return links[0] if links else self._finish

    def _show_state(self, outline: Outline) -> None:
        words = self.words
        wrong = outline.having(EntryState.WRONG)
        open_ones = outline.having(EntryState.UNANSWERED)
        if wrong:
            self._state.set_content(
                words.plural(
                    "{n} answer left to check before finishing",
                    "{n} answers left to check before finishing",
                    len(wrong),
                ),
                links=[
                    (
                        entry.ref,
                        words(
                            "{question}: {advice}",
                            question=isolate(entry.question),
                            advice=isolate(entry.message),
                        ),
                    )
                    for entry in wrong
                ],
                tone=Tone.DANGER,
            )
        elif open_ones:
            self._state.set_content(
                words("All required answers are there"),
                words.plural(
                    "{n} optional question has no answer; you can finish all the same.",
                    "{n} optional questions have no answer; you can finish all the same.",
                    len(open_ones),
                ),
                tone=Tone.INFO,
            )
        else:
            self._state.set_content(words("Every question has an answer"), tone=Tone.SUCCESS)

    def _card(self, section: Section, words: Words) -> Card:
        card = Card(margin=12, spacing=0, parent=self)
        head = QHBoxLayout()
        head.setContentsMargins(12, 4, 12, 4)
        head.addWidget(Label(section_title(section, words), Type.HEADING, parent=card), 1)
        edit = Button(words("Edit"), Variant.GHOST, icon="pencil", parent=card)
        edit.setAccessibleName(words("Edit page {number}", number=section.first))
        first = section.entries[0].ref
        edit.clicked.connect(
            lambda _=False, page=section.page_ref: self.edit_requested.emit(page, first)
        )
        head.addWidget(edit)
        card.column.addLayout(head)
        for entry in section.entries:
            row = entry_row(entry, words, card)
            row.clicked.connect(
                lambda _=False, page=entry.page_ref, ref=entry.ref: self.edit_requested.emit(
                    page, ref
                )
            )
            card.column.addWidget(row)
        return card

    def _on_link(self, ref: str) -> None:
        self.edit_requested.emit(self._page_of[ref], ref)

    def arrange(self) -> None:
        """Fit the bars to the window."""
        self._languages.set_compact(is_narrow(self))
        self._bottom.arrange()
        self._finish.setMinimumWidth(240 if not is_narrow(self) else 0)
