"""Filling in a response, page by page.

The screen shows the interview's pages and sends answers on; an answer is on disk before "saved"
appears. Only what ``Changes`` names is refreshed. It must not know how a question looks (the
question page does) nor what happens after the last page (``navigation.py`` does).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout

from surveyapp.errors import UserError
from surveyapp.services.collect import Interview
from surveyapp.text import Words, isolate_ltr
from surveyapp.ui.models.asked import asked_on
from surveyapp.ui.questions import QuestionPage
from surveyapp.ui.questions.uploads import Pick, UploadDoor
from surveyapp.ui.screens.fill_bar import FillBar, spoken_by
from surveyapp.ui.screens.fill_frame import FillFrame
from surveyapp.ui.screens.fill_keeping import Keeping
from surveyapp.ui.screens.fill_rows import RowWays
from surveyapp.ui.screens.language_sheet import LanguageSheet
from surveyapp.ui.screens.offering import Offer
from surveyapp.ui.screens.overview import OverviewSheet
from surveyapp.ui.screens.screen import Screen
from surveyapp.ui.shortcuts import Topic, bind, set_mirrored
from surveyapp.xform import Changes, FieldProblem, Page


class FillScreen(Screen):
    """One response being given."""

    closed = Signal()
    """The person puts the response aside; its draft is on disk."""
    pages_ended = Signal()
    """The last page was left in good order."""
    finish_requested = Signal()
    """Finish now."""
    next_person_requested = Signal()
    """Finish now, and begin with the next person."""
    topics: ClassVar[tuple[Topic, ...]] = (Topic.PAGE, Topic.ANSWER, Topic.ROWS, Topic.ANYWHERE)
    buttons_language_chosen = Signal(str)
    """What is not the form's shall speak this language; ``""`` that of the questions."""

    def __init__(
        self,
        words: Words,
        interview: Interview,
        stop: str,
        *,
        buttons_language: str = "",
        pick: Pick,
        top: FillBar | None = None,
    ) -> None:
        """Show an interview; a kiosk brings its own bar ``top`` and asks in its own measures."""
        super().__init__(words)
        self._kiosk = top is not None
        self.interview = interview
        self._stop = stop
        self._apart = buttons_language
        self._pick = pick
        self.checked: set[str] = set()
        """Pages that somebody has tried to leave: only there a missing answer is one to mend."""
        self._page: Page | None = None
        self._questions: QuestionPage | None = None
        self._sheet: OverviewSheet | LanguageSheet | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        frame = self._frame = FillFrame(self.speech, interview, self, top=top)
        self._keeping = Keeping(interview, frame.top, frame.unsaved, self)
        self._offer = Offer(frame.bottom.toast)
        self.rows = RowWays(self, interview, self._keeping, self._offer)
        outer.addWidget(frame)
        frame.top.closed.connect(self._on_close)
        frame.top.language_chosen.connect(self.choose_language)
        frame.top.languages_requested.connect(self.show_languages)
        frame.top.overview_requested.connect(self.show_overview)
        frame.back_requested.connect(self.go_back)
        frame.next_requested.connect(self.go_on)
        frame.finish_requested.connect(lambda: self._finish(self.finish_requested))
        frame.question_requested.connect(self.show_question)
        frame.jumped.connect(self._on_jumped)
        self._take_keys()

    def _take_keys(self) -> None:
        for name, act in (
            ("finish", lambda: self._finish(self.finish_requested)),
            ("finish_and_next", lambda: self._finish(self.next_person_requested)),
            ("help", lambda: self.shown()[0].turn_guidance()),
            ("overview", self.show_overview),
            ("language", self._on_next_language),
        ):
            bind(self, name, act)
        turns = (("next_page", self.go_on), ("page_before", self.go_back))
        self._turns = {name: bind(self, name, act) for name, act in turns}
        self._mirror_keys()

    # -- pages -----------------------------------------------------------------------------

    def show_page(self, ref: str, *, focus: str = "") -> None:
        """Show a page from its top, or at the question ``focus``."""
        pages = self.interview.session.pages()
        page = next((page for page in pages if page.ref == ref), pages[0])
        self._keeping.on_disk(lambda: self.interview.go_to(page.ref))
        self._page = page
        questions = self._questions = QuestionPage(
            self.interview.session,
            page,
            self.words,
            kiosk=self._kiosk,
            files=self.interview.file,
            uploads=UploadDoor(self.interview.response_file, self._pick),
            checked=lambda: self.checked,
            parent=self,
        )
        questions.value_edited.connect(self.take_answer)
        questions.file_given.connect(self.take_file)
        self.rows.listen_to(questions)
        questions.left_at_end.connect(self.go_on)
        self._frame.show_questions(questions)
        if page.ref in self.checked:
            questions.reveal_problems()
        self._frame.clear_summary()
        self._show_place()
        self._frame.to_top()
        if focus:
            questions.focus_ref(focus)
        elif questions.asks_something():
            questions.focus_first()
        else:  # Enter and Space go on, where the first button of the screen would close it
            self._frame.focus_next()

    def go_on(self) -> None:
        """Leave the page forward, if nothing on it needs a look."""
        questions, page = self.shown()
        questions.flush()
        self.checked.add(page.ref)
        problems = questions.reveal_problems()
        if problems:
            self._frame.show_summary(problems)
            self._show_place()
            self._frame.to_top()
            questions.focus_ref(problems[0].ref)
            return
        following = self.interview.session.next_page(page.ref)
        if out := self.rows.way_out(following):
            self.show_page(out)
        elif following is None:
            self.pages_ended.emit()
        else:
            self.show_page(following.ref)

    def go_back(self) -> None:
        """Go to the page before; unfinished answers stay as they are."""
        questions, page = self.shown()
        questions.flush()
        before = self.interview.session.previous_page(page.ref)
        if out := self.rows.way_out(before):
            self.show_page(out)
        elif before is not None:
            self.show_page(before.ref)

    def show_problems(self, problems: tuple[FieldProblem, ...]) -> None:
        """Go to the first page with something to mend, after finishing was tried."""
        session = self.interview.session
        self.checked.update(page.ref for page in session.pages())
        wrong = {problem.ref for problem in problems}
        for page in session.pages():
            here = [ref for ref in asked_on(session, page) if ref in wrong]
            if here:
                self.show_page(page.ref, focus=here[0])
                questions, _ = self.shown()
                self._frame.show_summary(questions.reveal_problems())
                return

    def show_question(self, ref: str) -> None:
        """Bring a question of this page into view and give it the keyboard."""
        questions, _ = self.shown()
        questions.focus_ref(ref)

    def shown(self) -> tuple[QuestionPage, Page]:
        """Return the page on the screen: its questions, and what it is."""
        assert self._questions is not None
        assert self._page is not None
        return self._questions, self._page

    def _show_place(self) -> None:
        _, page = self.shown()
        self._frame.show_place(page, self.checked)

    # -- answers ---------------------------------------------------------------------------

    def take_answer(self, ref: str, value: str) -> None:
        """Take an answer as a question gives it: the engine, then the disk, then the screen."""
        self._take(ref, lambda: self.interview.answer(ref, value))

    def take_file(self, ref: str, name: str, data: bytes) -> None:
        """Take a file as a question gives it, on the same way."""
        self._take(ref, lambda: self.interview.attach(ref, name, data))

    def _take(self, ref: str, act: Callable[[], Changes]) -> None:
        changes = self._keeping.on_disk(act)
        if changes is None:  # the session has taken it, only the disk has not: show all of it
            _, page = self.shown()
            changes = Changes(relevance=frozenset(item.ref for item in page.items) | {ref})
        self.show_changes(changes)

    def tell_unsaved(self, error: UserError) -> None:
        """Show that the last answers are on no disk yet, until something reaches it."""
        self._keeping.tell_unsaved(error)

    def show_changes(self, changes: Changes) -> None:
        """Show what an act changed on the page that is shown."""
        questions, page = self.shown()
        questions.apply(changes)
        session = self.interview.session
        current_page = next((p for p in session.pages() if p.ref == page.ref), None)
        if current_page is not None:
            self._page = current_page
        if self._frame.shows_summary:
            self._frame.show_summary(self._problems_here())
        self._show_place()

    def _problems_here(self) -> tuple[FieldProblem, ...]:
        _, page = self.shown()
        here = set(asked_on(self.interview.session, page))
        return tuple(p for p in self.interview.session.problems() if p.ref in here)

    def tell_saved(self, code: str) -> None:
        """Say that the response before this one is stored, with the code that belongs to it."""
        self._offer.say(
            self.words("Saved. Code of the response before: {code}", code=isolate_ltr(code))
        )

    # -- overview --------------------------------------------------------------------------

    def show_overview(self) -> None:
        """Open the sheet with every question of every page, or go to where it is docked."""
        questions, page = self.shown()
        questions.flush()
        if self._frame.focus_dock():
            return
        sheet = OverviewSheet(
            self.words,
            self.interview.session,
            subtitle=self._stop,
            here=page.ref,
            checked=frozenset(self.checked),
            parent=self.window(),
        )
        sheet.jumped.connect(self._on_jumped)
        sheet.closed.connect(self._on_sheet_closed)
        self._sheet = sheet
        sheet.open()

    def _on_jumped(self, page_ref: str, ref: str) -> None:
        questions, page = self.shown()
        questions.flush()
        if page_ref == page.ref and ref:
            self.show_question(ref)
        else:
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
        self._offer.undo(
            self.words("Language changed. Your answers and your place are kept."),
            self.words("Undo"),
            lambda: self._switch_language(before),
        )

    def show_languages(self) -> None:
        """Open the sheet with the languages of the questions and of the buttons."""
        questions, _ = self.shown()
        questions.flush()
        session = self.interview.session
        languages = spoken_by(session.definition.languages)
        sheet = LanguageSheet(
            self.words,
            languages,
            asked=session.language if session.language in languages else self.words.language,
            apart=self._apart,
            parent=self.window(),
        )
        sheet.questions_chosen.connect(self._switch_language)
        sheet.buttons_chosen.connect(self._on_buttons_chosen)
        sheet.closed.connect(self._on_sheet_closed)
        self._sheet = sheet
        sheet.open()

    def _on_buttons_chosen(self, tag: str) -> None:
        self._apart = tag
        self._keeping.on_disk(lambda: self.interview.keep_buttons_apart(tag))
        self.buttons_language_chosen.emit(tag)  # comes back as set_words()

    def _switch_language(self, tag: str) -> None:
        questions, _ = self.shown()
        questions.flush()
        self._keeping.on_disk(lambda: self.interview.set_language(tag))
        self.language_chosen.emit(tag)  # comes back as set_words()

    def set_words(self, words: Words) -> None:
        """Speak another language: the same page, the same place, the same messages."""
        questions, page = self.shown()
        place = self._frame.anchor()
        super().set_words(words)
        self._mirror_keys()
        self._frame.set_words(words)
        questions.retranslate(words)
        pages = self.interview.session.pages()
        self._page = next((p for p in pages if p.ref == page.ref), page)
        if self._frame.shows_summary:
            self._frame.show_summary(self._problems_here())
        self._show_place()
        self._frame.back_to(place)
        if isinstance(self._sheet, LanguageSheet):
            self._sheet.set_words(words)

    # -- keys, closing, measures -----------------------------------------------------------

    def _mirror_keys(self) -> None:
        for name, bound in self._turns.items():
            set_mirrored(bound, name, mirrored=self.words.rtl)

    def _on_next_language(self) -> None:
        session = self.interview.session
        tags = spoken_by(session.definition.languages)
        spoken = session.language if session.language in tags else self.words.language
        place = tags.index(spoken) + 1 if spoken in tags else 0
        self.choose_language(tags[place % len(tags)])

    def _finish(self, wish: SignalInstance) -> None:
        questions, _ = self.shown()
        questions.flush()
        wish.emit()

    def settle(self) -> None:
        """Send on half-typed text: it may bring the question that Tab leads to."""
        questions, _ = self.shown()
        questions.flush()

    def step_back(self) -> bool:
        """Put the response aside."""
        self._on_close()
        return True

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
        questions, _ = self.shown()
        questions.flush()
        self._keeping.leave(self.words, self.closed.emit)

    def put_away(self) -> bool:
        """Send on what is half-typed, and keep the draft."""
        questions, _ = self.shown()
        questions.flush()
        return self._keeping.may_close(self.words, self.window().close)

    def arrange(self) -> None:
        """Fit bars and buttons to the window."""
        self._frame.arrange()
