"""From "new response" to "thank you": the interview's screens, one after the other.

Each wish of a person is one call of the interview. It must not know how a page looks.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from surveyapp.errors import UserError
from surveyapp.services.collect import Finished, Interview, Unfinished
from surveyapp.services.drafts import note_under_way
from surveyapp.services.regions import region_name
from surveyapp.services.workspace import Workspace
from surveyapp.text.formats import Formats
from surveyapp.ui.activity import Activity
from surveyapp.ui.files import Files
from surveyapp.ui.models.outline import outline
from surveyapp.ui.screens.done import DoneScreen
from surveyapp.ui.screens.fill import FillScreen
from surveyapp.ui.screens.home_parts import joined
from surveyapp.ui.screens.review import ReviewScreen
from surveyapp.ui.stage import Stage

if TYPE_CHECKING:
    from surveyapp.ui.changing import Changing


class Responding(QObject):
    """One response at a time."""

    finished = Signal()
    """A response is in the store."""
    left = Signal()
    """Back to the home screen: put aside, or done."""
    change_kept = Signal(str)
    """A stored response was changed (its id)."""
    change_left = Signal(str)
    """The change of a stored response (its id) was put aside, or given up."""
    next_requested = Signal(str, str)
    """The next person answers the form with this hash, asked in the language of the one before."""

    def __init__(self, stage: Stage, workspace: Workspace, files: Files, parent: QObject) -> None:
        super().__init__(parent)
        self._stage = stage
        self._workspace = workspace
        self._files = files
        self._interview: Interview | None = None
        Activity(stage.window, self).noticed.connect(self._on_noticed)

    def _on_noticed(self) -> None:
        if self._interview is not None:
            self._interview.touched()

    def start(self, form_hash: str, operator: str, language: str = "") -> None:
        """Begin a new response, in the language the screens speak unless another is named."""
        self._begin(
            lambda: Interview.start(
                self._workspace,
                form_hash,
                language=language or self._stage.words.language,
                operator=operator,
                buttons=self._stage.preferences.interview_language,
            )
        )

    def resume(self, draft_id: str) -> None:
        """Take up a draft where it was left."""
        self._begin(lambda: Interview.resume(self._workspace, draft_id))

    def edit(self, submission: str, operator: str, version: str = "") -> None:
        """Take a stored response up to change it; ``version`` says from which of several."""
        self._begin(
            lambda: Interview.edit(self._workspace, submission, operator=operator, version=version)
        )

    @cached_property
    def _changing(self) -> Changing:
        from surveyapp.ui.changing import Changing

        changing = Changing(self._stage, self._workspace, self)
        changing.back_requested.connect(self._on_change_taken_up)
        changing.unfinished.connect(self._on_unfinished)
        changing.kept.connect(self.change_kept)
        changing.kept.connect(lambda _: self.finished.emit())
        changing.given_up.connect(self.change_left)
        return changing

    def _on_change_taken_up(self) -> None:
        self._show_pages()

    def _leave(self) -> None:
        note_under_way(self._workspace, "")
        edits = self._current().edits
        if edits:
            self.change_left.emit(edits)
        else:
            self.left.emit()

    def _begin(self, begin: Callable[[], Interview]) -> None:
        try:
            self._interview = begin()
        except UserError as error:
            self._stage.tell(error)
            return
        note_under_way(self._workspace, self._interview.draft_id)
        self._interview.buttons = self._stage.preferences.interview_language
        self._stage.speak_in_interview(self._interview.session.language)
        self._show_pages()

    def _show_pages(self, page: str = "", ref: str = "") -> FillScreen:
        screen = FillScreen(
            self._stage.words,
            self._current(),
            self._stop_line(),
            buttons_language=self._stage.preferences.interview_language,
            pick=self._files.open_one,
        )
        screen.buttons_language_chosen.connect(self._on_buttons_language_chosen)
        screen.language_chosen.connect(self._stage.speak_in_interview)
        screen.closed.connect(self._leave)
        screen.pages_ended.connect(self._on_pages_ended)
        screen.finish_requested.connect(self._finish)
        screen.next_person_requested.connect(self._finish_and_next)
        self._stage.open(screen, "fill")
        screen.show_page(page or self._current().page_ref, focus=ref)
        return screen

    def _on_buttons_language_chosen(self, tag: str) -> None:
        self._stage.preferences.interview_language = tag
        self._stage.speak_in_interview(self._current().session.language)

    def _on_pages_ended(self) -> None:
        # One page is all there was (consent refused, or a very short form): it has just been
        # seen whole, so there is nothing to review.
        if len(self._current().session.pages()) == 1 or self._current().edits:
            self._finish()
        else:
            self._show_review()

    def _show_review(self) -> None:
        interview = self._current()
        session = interview.session
        screen = ReviewScreen(
            self._stage.words,
            interview.form_title,
            outline(session, self._stage.words, checked=None),
            session.definition.languages,
        )

        def on_language_chosen(tag: str) -> None:
            interview.set_language(tag)
            self._stage.speak_in_interview(tag)
            screen.render_outline(
                interview.form_title,
                outline(session, self._stage.words, checked=None),
                session.language,
            )

        screen.language_chosen.connect(on_language_chosen)
        screen.edit_requested.connect(self._show_pages)
        screen.back_requested.connect(self._on_review_left)
        screen.finish_requested.connect(self._finish)
        screen.next_person_requested.connect(self._finish_and_next)
        self._stage.open(screen, "review")

    def _on_review_left(self) -> None:
        self._show_pages(self._current().session.pages()[-1].ref)

    def _finish(self) -> None:
        interview = self._current()
        if interview.edits:
            self._changing.show(interview)
            return
        finished = self._finished(interview)
        if finished is not None:
            self._show_done(finished, interview)
            self.finished.emit()

    def _finish_and_next(self) -> None:
        """Store the response and begin with the next person; the code of this one is told there."""
        interview = self._current()
        if interview.edits:
            self._changing.show(interview)
            return
        finished = self._finished(interview)
        if finished is None:
            return
        self._interview = None
        before = self._stage.screen
        self.finished.emit()
        self.next_requested.emit(interview.form_hash, interview.session.language)
        screen = self._stage.screen
        if screen is before:
            self.left.emit()  # nothing could be begun, and this response is closed
        elif isinstance(screen, FillScreen) and not finished.refused:
            screen.tell_saved(finished.code)

    def _finished(self, interview: Interview) -> Finished | None:
        """Store a response; where that cannot be yet, show why and return None."""
        try:
            finished = interview.finish()
        except Unfinished as unfinished:
            self._on_unfinished(unfinished)
        except UserError as error:
            self._stage.tell(error)
        else:
            note_under_way(self._workspace, "")
            return finished
        return None

    def _on_unfinished(self, unfinished: object) -> None:
        assert isinstance(unfinished, Unfinished)
        screen = self._stage.screen
        if not isinstance(screen, FillScreen):
            screen = self._show_pages()
        screen.show_problems(unfinished.problems)

    def _show_done(self, finished: Finished, interview: Interview) -> None:
        self._interview = None
        screen = DoneScreen(self._stage.words, code=finished.code, refused=finished.refused)

        def on_next_requested() -> None:
            self.next_requested.emit(interview.form_hash, interview.session.language)

        screen.next_requested.connect(on_next_requested)
        screen.home_requested.connect(self.left)
        self._stage.open(screen, "done")

    def _current(self) -> Interview:
        assert self._interview is not None, "no response is being filled"
        return self._interview

    def _stop_line(self) -> str:
        stop, words = self._current().stop, self._stage.words
        day = Formats(words).long_date(stop.first_day)
        return joined(region_name(stop.region, words.language), day)
