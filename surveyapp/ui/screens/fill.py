"""Filling in a response, page by page.

The screen shows the interview's pages and sends answers on; an answer is on disk before "saved"
appears. Only what ``Changes`` names is refreshed. It must not know how a question looks (the
question page does) nor what happens after the last page (``navigation.py`` does).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from surveyapp.errors import UserError
from surveyapp.services.collect import Interview
from surveyapp.text import N_, Words, isolate
from surveyapp.text.formats import Formats
from surveyapp.text.markup import unmarked
from surveyapp.ui.breakpoints import is_narrow, is_short
from surveyapp.ui.kit.banner import Banner
from surveyapp.ui.kit.button import Button, Size, Variant
from surveyapp.ui.kit.dialog import DialogButton, ask
from surveyapp.ui.kit.progress import ProgressSegments
from surveyapp.ui.kit.scroll_page import ScrollPage
from surveyapp.ui.models.outline import asked_on, page_title
from surveyapp.ui.questions import QuestionPage
from surveyapp.ui.screens.fill_bar import FillBar
from surveyapp.ui.screens.overview import OverviewSheet
from surveyapp.ui.screens.parts import BottomBar
from surveyapp.ui.screens.screen import Screen
from surveyapp.ui.screens.unsaved_notice import UnsavedNotice
from surveyapp.ui.screens.version_notice import VersionNotice
from surveyapp.ui.theme import Tone, current
from surveyapp.xform import Changes, FieldProblem, Page

Kept = TypeVar("Kept")


class FillScreen(Screen):
    """One response being given."""

    closed = Signal()
    """The person puts the response aside; its draft is on disk."""
    pages_ended = Signal()
    """The last page was left in good order."""
    finish_requested = Signal()
    """Ctrl+Enter: finish now."""

    def __init__(self, words: Words, interview: Interview, stop: str) -> None:
        super().__init__(words)
        self.interview = interview
        self._stop = stop
        self._checked: set[str] = set()
        self._page: Page | None = None
        self._questions: QuestionPage | None = None
        self._sheet: OverviewSheet | None = None
        self._language_before = ""
        self._may_lose = False
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._top = FillBar(words, interview.session.definition.languages, self)
        self._progress = ProgressSegments(parent=self)
        self._unsaved = UnsavedNotice(words, self)
        self._scroll = ScrollPage(parent=self)
        self._version = VersionNotice(words, interview.fit, self)
        self._summary = Banner("", "", Tone.DANGER, parent=self)
        self._summary.hide()
        self._scroll.column.addWidget(self._version)
        self._scroll.column.addWidget(self._summary)
        self._bottom = BottomBar(self)
        self._back = Button("", Variant.SECONDARY, icon="arrow-left", size=Size.BAR, parent=self)
        self._next = Button(
            "", Variant.PRIMARY, icon="arrow-right", icon_after=True, size=Size.BAR, parent=self
        )
        self._bottom.add_leading(self._back)
        self._bottom.add_trailing(self._next)
        outer.addWidget(self._top)
        outer.addWidget(self._progress)
        outer.addWidget(self._unsaved)
        outer.addWidget(self._scroll, 1)
        outer.addWidget(self._bottom)
        self.speech.say(self._back.set_text, N_("Back"))
        self.speech.say(self._progress.setAccessibleName, N_("Progress"))
        self._top.show_language(interview.session.language)
        self._connect()

    def _connect(self) -> None:
        self._top.closed.connect(self._on_close)
        self._top.language_chosen.connect(self.choose_language)
        self._top.overview_requested.connect(self.show_overview)
        self._unsaved.retry_requested.connect(self._on_retry)
        self._back.clicked.connect(self.go_back)
        self._next.clicked.connect(self.go_on)
        self._summary.link_clicked.connect(self.show_question)
        self._bottom.toast.action_triggered.connect(self._on_language_undone)
        for keys, act in (
            ("Ctrl+Return", self._on_finish),
            ("Ctrl+Enter", self._on_finish),
            ("Alt+Left", self._on_left),
            ("Alt+Right", self._on_right),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    # -- pages -----------------------------------------------------------------------------

    def show_page(self, ref: str, *, focus: str = "") -> None:
        """Show a page from its top, or at the question ``focus``."""
        pages = self.interview.session.pages()
        page = next((page for page in pages if page.ref == ref), pages[0])
        self._on_disk(lambda: self.interview.go_to(page.ref))
        self._page = page
        questions = QuestionPage(
            self.interview.session, page, self.words, files=self.interview.file, parent=self
        )
        questions.value_edited.connect(self.take_answer)
        questions.row_asked.connect(self._on_row_asked)
        questions.left_at_end.connect(self.go_on)
        self._replace_questions(questions)
        if page.ref in self._checked:
            questions.reveal_problems()
        self._show_summary(())
        self._show_place()
        self._scroll.to_top()
        if focus:
            questions.focus_ref(focus)
        else:
            questions.focus_first()

    def _replace_questions(self, questions: QuestionPage) -> None:
        before = self._questions
        self._questions = questions
        self._scroll.set_max_width(0 if questions.wants_full_width else 960)
        self._scroll.column.addWidget(questions)
        self._scroll.column.addStretch(1)
        if before is not None:
            self._scroll.column.removeWidget(before)
            before.hide()
            before.deleteLater()
            # The stretch that stood below the page before this one, after the two banners.
            self._scroll.column.takeAt(2)

    def go_on(self) -> None:
        """Leave the page forward, if nothing on it needs a look."""
        questions, page = self._shown()
        questions.flush()
        self._checked.add(page.ref)
        problems = questions.reveal_problems()
        if problems:
            self._show_summary(problems)
            self._show_place()
            self._scroll.to_top()
            questions.focus_ref(problems[0].ref)
            return
        following = self.interview.session.next_page(page.ref)
        if following is None:
            self.pages_ended.emit()
        else:
            self.show_page(following.ref)

    def go_back(self) -> None:
        """Go to the page before; unfinished answers stay as they are."""
        questions, page = self._shown()
        questions.flush()
        before = self.interview.session.previous_page(page.ref)
        if before is not None:
            self.show_page(before.ref)

    def show_problems(self, problems: tuple[FieldProblem, ...]) -> None:
        """Go to the first page with something to mend, after finishing was tried."""
        session = self.interview.session
        self._checked.update(page.ref for page in session.pages())
        wrong = {problem.ref for problem in problems}
        for page in session.pages():
            here = [ref for ref in asked_on(session, page) if ref in wrong]
            if here:
                self.show_page(page.ref, focus=here[0])
                questions, _ = self._shown()
                self._show_summary(questions.reveal_problems())
                return

    def _shown(self) -> tuple[QuestionPage, Page]:
        assert self._questions is not None
        assert self._page is not None
        return self._questions, self._page

    # -- answers ---------------------------------------------------------------------------

    def take_answer(self, ref: str, value: str) -> None:
        """Take an answer as a question gives it: the engine, then the disk, then the screen."""
        changes = self._on_disk(lambda: self.interview.answer(ref, value))
        if changes is None:  # the session has taken it, only the disk has not: show all of it
            _, page = self._shown()
            changes = Changes(relevance=frozenset(item.ref for item in page.items) | {ref})
        self._apply(changes)

    def _on_disk(self, act: Callable[[], Kept]) -> Kept | None:
        """Do what ends on the disk; "saved" shows only once it has returned.

        Where the disk refuses (full, or gone), the answer stays on the screen and in the session,
        a notice says so, and whatever reaches the disk next takes it along.
        """
        self._top.show_saving()
        try:
            kept = act()
        except UserError as error:
            self.tell_unsaved(error)
            return None
        self._unsaved.clear()
        self._top.show_saved()
        return kept

    def tell_unsaved(self, error: UserError) -> None:
        """Show that the last answers are on no disk yet, until something reaches it."""
        self._top.show_saving()
        self._unsaved.tell(error)

    def _on_retry(self) -> None:
        self._on_disk(self.interview.save)

    def _on_row_asked(self, ref: str) -> None:
        changes = self._on_disk(lambda: self.interview.add_repeat(ref))
        if changes is None:  # the row is there, on no disk yet
            _, page = self._shown()
            self.show_page(page.ref)
        else:
            self._apply(changes)

    def _apply(self, changes: Changes) -> None:
        questions, page = self._shown()
        questions.apply(changes)
        session = self.interview.session
        current_page = next((p for p in session.pages() if p.ref == page.ref), None)
        if current_page is not None:
            self._page = current_page
        if not self._summary.isHidden():
            self._show_summary(self._problems_here())
        self._show_place()

    def _problems_here(self) -> tuple[FieldProblem, ...]:
        _, page = self._shown()
        here = set(asked_on(self.interview.session, page))
        return tuple(p for p in self.interview.session.problems() if p.ref in here)

    # -- what stands round the page --------------------------------------------------------

    def _show_place(self) -> None:
        _, page = self._shown()
        session = self.interview.session
        pages = session.pages()
        number = next((i for i, p in enumerate(pages) if p.ref == page.ref), 0)
        asked = asked_on(session, page)
        answered = sum(bool(session.value(ref)) for ref in asked)
        wrong_refs = {problem.ref for problem in session.problems()}
        wrong = [
            index
            for index, other in enumerate(pages)
            if other.ref in self._checked and wrong_refs.intersection(asked_on(session, other))
        ]
        share = answered / len(asked) if asked else 1.0
        self._progress.set_pages(len(pages), number, max(share, 0.08), wrong=wrong)
        title = page_title(session, page)
        self._top.show_place(self.interview.form_title, title, number + 1, len(pages))
        self._back.setVisible(number > 0)
        last = session.next_page(page.ref) is None
        # As long as this page asks for something, nobody knows whether more pages follow.
        ends_here = last and len(pages) == 1 and not wrong_refs.intersection(asked)
        self.speech.say(
            self._next.set_text,
            N_("Finish") if ends_here else N_("Review") if last and number else N_("Next"),
        )
        self._next.set_icon("check" if ends_here else "arrow-right")

    def _show_summary(self, problems: tuple[FieldProblem, ...]) -> None:
        """Show what to mend on this page; while it shrinks, answers stay under the finger."""
        questions, _ = self._shown()
        bar = self._scroll.verticalScrollBar()
        before = self._summary.height() if self._summary.isVisible() else 0
        words = self.words
        if problems:
            self._summary.set_content(
                words.plural(
                    "{n} answer left to check before going on",
                    "{n} answers left to check before going on",
                    len(problems),
                ),
                links=[
                    (
                        problem.ref,
                        words(
                            "{question}: {advice}",
                            question=isolate(unmarked(self.interview.session.label(problem.ref))),
                            advice=isolate(questions.problem_text(problem)),
                        ),
                    )
                    for problem in problems
                ],
            )
        self._summary.setVisible(bool(problems))
        if problems:
            self._summary.announce()
        elif before and bar.value() > 0:
            bar.setValue(max(0, bar.value() - before - self._scroll.column.spacing()))

    def show_question(self, ref: str) -> None:
        """Bring a question of this page into view and give it the keyboard."""
        questions, _ = self._shown()
        questions.focus_ref(ref)

    # -- overview --------------------------------------------------------------------------

    def show_overview(self) -> None:
        """Open the sheet with every question of every page."""
        questions, page = self._shown()
        questions.flush()
        sheet = OverviewSheet(
            self.words,
            self.interview.session,
            subtitle=self._stop,
            here=page.ref,
            checked=frozenset(self._checked),
            parent=self.window(),
        )
        sheet.jumped.connect(self._on_jumped)
        sheet.closed.connect(self._on_sheet_closed)
        self._sheet = sheet
        sheet.open()

    def _on_jumped(self, page_ref: str, ref: str) -> None:
        self.show_page(page_ref, focus=ref)

    def _on_sheet_closed(self) -> None:
        if self._sheet is not None:
            self._sheet.deleteLater()
            self._sheet = None

    # -- language --------------------------------------------------------------------------

    def choose_language(self, tag: str) -> None:
        """Ask on in another language, and offer to take that back."""
        before = self.interview.session.language
        self._switch_language(tag)
        self._language_before = before
        self._bottom.toast.show_message(
            self.words("Language changed. Your answers and your place are kept."),
            self.words("Undo"),
        )

    def _on_language_undone(self) -> None:
        if self._language_before:
            self._switch_language(self._language_before)
            self._language_before = ""

    def _switch_language(self, tag: str) -> None:
        questions, _ = self._shown()
        questions.flush()
        self._on_disk(lambda: self.interview.set_language(tag))
        self.language_chosen.emit(tag)  # comes back as set_words()

    def set_words(self, words: Words) -> None:
        """Speak another language: the same page, the same place, the same messages."""
        questions, page = self._shown()
        place = self._anchor()
        super().set_words(words)
        self._top.set_words(words)
        self._unsaved.set_words(words)
        self._top.show_language(self.interview.session.language)
        questions.retranslate(words)
        if not self._version.isHidden():
            self._version.tell(words, self.interview.fit)
        pages = self.interview.session.pages()
        self._page = next((p for p in pages if p.ref == page.ref), page)
        if not self._summary.isHidden():
            self._show_summary(self._problems_here())
        self._show_place()
        self._back_to(place)

    def _anchor(self) -> tuple[QWidget | None, int]:
        """Return the question at the top of the view and how far above it lies."""
        questions, _ = self._shown()
        top = self._scroll.verticalScrollBar().value()
        for widget in questions.findChildren(
            QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly
        ):
            y = widget.mapTo(self._scroll.content, widget.rect().topLeft()).y()
            if widget.isVisible() and y + widget.height() > top:
                return widget, y - top
        return None, 0

    def _back_to(self, place: tuple[QWidget | None, int]) -> None:
        widget, offset = place
        content = self._scroll.content
        layout = content.layout()
        if widget is None or layout is None:
            return
        layout.activate()
        content.adjustSize()
        y = widget.mapTo(content, widget.rect().topLeft()).y()
        self._scroll.verticalScrollBar().setValue(max(0, y - offset))

    # -- keys, closing, measures -----------------------------------------------------------

    def _on_left(self) -> None:
        self.go_on() if self.words.rtl else self.go_back()

    def _on_right(self) -> None:
        self.go_back() if self.words.rtl else self.go_on()

    def _on_finish(self) -> None:
        questions, _ = self._shown()
        questions.flush()
        self.finish_requested.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on by Enter where the question had no use for it."""
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go_on()
            return
        super().keyPressEvent(event)

    def _on_close(self) -> None:
        if self._keep_draft():
            self.closed.emit()
        else:
            self._ask_to_lose(self.closed.emit)

    def put_away(self) -> bool:
        """Send on what is half-typed, and keep the draft."""
        if self._may_lose or self._keep_draft():
            return True
        self._ask_to_lose(self.window().close)
        return False

    def _keep_draft(self) -> bool:
        questions, _ = self._shown()
        questions.flush()
        self._on_disk(self.interview.leave)
        return not self.interview.unsaved

    def _ask_to_lose(self, go: Callable[[], object]) -> None:
        """Let the person choose between staying and losing what no disk has taken."""
        words = self.words

        def on_chosen(key: str) -> None:
            if key == "leave":
                self._may_lose = True
                go()

        ask(
            self,
            words("Leave without the last answers?"),
            words(
                "They could not be saved, and leaving now loses them. The draft stays as it was at "
                "{time}.",
                time=Formats(words).clock(self.interview.saved),
            ),
            [
                DialogButton("stay", words("Stay"), Variant.PRIMARY),
                DialogButton("leave", words("Leave"), Variant.DANGER),
            ],
            cancel_key="stay",
        ).chosen.connect(on_chosen)

    def arrange(self) -> None:
        """Fit bars and buttons to the window."""
        self._unsaved.set_brief(is_short(self))
        self._top.arrange()
        self._bottom.arrange()
        wide = 240 if not is_narrow(self) else 0
        self._next.setMinimumWidth(current().px(wide) if current().scale < 1.5 else wide)
