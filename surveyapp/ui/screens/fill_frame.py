"""What stands round the page that is filled: bars, progress, notices, and what is left to mend.

The frame shows where one is and holds the page in view; it must not know what happens when a
button is pressed (``fill.py`` does).
"""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from surveyapp.services.collect import Interview
from surveyapp.text import N_, Words, isolate
from surveyapp.text.markup import unmarked
from surveyapp.ui.breakpoints import is_narrow, is_short, is_wide
from surveyapp.ui.kit.banner import Banner
from surveyapp.ui.kit.button import Button, Size, Variant
from surveyapp.ui.kit.progress import ProgressSegments
from surveyapp.ui.kit.scroll_page import COLUMN, ScrollPage
from surveyapp.ui.models.asked import asked_on, page_title
from surveyapp.ui.questions import QuestionPage
from surveyapp.ui.screens.editing_notice import EditingNotice
from surveyapp.ui.screens.fill_bar import FillBar
from surveyapp.ui.screens.number_dock import NumberDock
from surveyapp.ui.screens.overview_dock import OverviewDock
from surveyapp.ui.screens.parts import BottomBar
from surveyapp.ui.screens.screen import Speech
from surveyapp.ui.screens.unsaved_notice import UnsavedNotice
from surveyapp.ui.screens.version_notice import VersionNotice
from surveyapp.ui.theme import Tone, current
from surveyapp.xform import FieldProblem, Page

Anchor = tuple[QWidget | None, int]
"""The question at the top of the view, and how far above it lies."""


class FillFrame(QWidget):
    """Bars above and below, and between them the page."""

    back_requested = Signal()
    next_requested = Signal()
    finish_requested = Signal()
    """The change of a stored response is to be finished from this page."""
    question_requested = Signal(str)
    """The ref of a question of this page that is to be mended."""
    jumped = Signal(str, str)
    """To a page and a question on it, from the overview beside the page."""

    def __init__(
        self, speech: Speech, interview: Interview, parent: QWidget, *, top: FillBar | None = None
    ) -> None:
        """Build the frame; a kiosk brings its own bar ``top``, larger buttons and no review."""
        super().__init__(parent)
        self._speech = speech
        self._interview = interview
        self._kiosk = top is not None
        self._questions: QuestionPage | None = None
        self._dock: OverviewDock | None = None
        self._place: tuple[str, frozenset[str]] = ("", frozenset())
        words = speech.words
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.top = top or FillBar(words, interview.session.definition.languages, self)
        self._progress = ProgressSegments(parent=self)
        self._editing = EditingNotice(words, interview.edits, self)
        self.unsaved = UnsavedNotice(words, self)
        self._scroll = ScrollPage(parent=self)
        self._version = VersionNotice(words, interview.fit, self)
        self._summary = Banner("", "", Tone.DANGER, parent=self)
        self._summary.hide()
        self._scroll.column.addWidget(self._version)
        self._scroll.column.addWidget(self._summary)
        self.bottom = BottomBar(self)
        size = Size.KIOSK if self._kiosk else Size.BAR
        self._back = Button("", Variant.SECONDARY, icon="arrow-left", size=size, parent=self)
        self._next = Button(
            "", Variant.PRIMARY, icon="arrow-right", icon_after=True, size=size, parent=self
        )
        self.bottom.add_leading(self._back)
        self.bottom.add_trailing(self._next)
        outer.addWidget(self.top)
        outer.addWidget(self._progress)
        outer.addWidget(self._editing)
        outer.addWidget(self.unsaved)
        self._middle = QHBoxLayout()
        self._middle.setSpacing(0)
        self._middle.addWidget(self._scroll, 1)
        outer.addLayout(self._middle, 1)
        self._pad = NumberDock(words, kiosk=interview.at_kiosk, host=self)
        outer.addWidget(self._pad)
        outer.addWidget(self.bottom)
        speech.say(self._back.set_text, N_("Back"))
        speech.say(self._progress.setAccessibleName, N_("Progress"))
        self.top.show_language(interview.session.language)
        self._editing.finish_requested.connect(self.finish_requested)
        self._back.clicked.connect(self.back_requested)
        self._next.clicked.connect(self.next_requested)
        self._summary.link_clicked.connect(self.question_requested)

    # -- the page --------------------------------------------------------------------------

    def show_questions(self, questions: QuestionPage) -> None:
        """Show a page in place of the one before it, from its top."""
        before = self._questions
        self._questions = questions
        self._scroll.set_max_width(0 if questions.wants_full_width else COLUMN)
        self._scroll.column.addWidget(questions)
        self._scroll.column.addStretch(1)
        if before is not None:
            self._scroll.column.removeWidget(before)
            before.hide()
            before.deleteLater()
            # The stretch that stood below the page before this one, after the two banners.
            self._scroll.column.takeAt(2)
        self.to_top()

    def focus_next(self) -> None:
        """Put the focus on the button that goes on."""
        self._next.setFocus(Qt.FocusReason.OtherFocusReason)

    def to_top(self) -> None:
        """Scroll to the beginning of the page."""
        self._scroll.to_top()

    def anchor(self) -> Anchor:
        """Return what lies at the top of the view, to come back to it."""
        top = self._scroll.verticalScrollBar().value()
        assert self._questions is not None
        for widget in self._questions.findChildren(
            QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly
        ):
            y = widget.mapTo(self._scroll.content, widget.rect().topLeft()).y()
            if widget.isVisible() and y + widget.height() > top:
                return widget, y - top
        return None, 0

    def back_to(self, place: Anchor) -> None:
        """Bring what lay at the top of the view there again."""
        widget, offset = place
        content = self._scroll.content
        layout = content.layout()
        if widget is None or layout is None:
            return
        layout.activate()
        content.adjustSize()
        y = widget.mapTo(content, widget.rect().topLeft()).y()
        self._scroll.verticalScrollBar().setValue(max(0, y - offset))

    # -- where one is ----------------------------------------------------------------------

    def show_place(self, page: Page, checked: Collection[str]) -> None:
        """Show where ``page`` stands among all, and where the way leads from it.

        ``checked`` are the refs of the pages that somebody has tried to leave.
        """
        session = self._interview.session
        if self._dock is not None:
            self._dock.show_place(page.ref, frozenset(checked))
        self._place = (page.ref, frozenset(checked))
        pages = session.pages()
        number = next((i for i, p in enumerate(pages) if p.ref == page.ref), 0)
        asked = asked_on(session, page)
        answered = sum(bool(session.value(ref)) for ref in asked)
        wrong_refs = {problem.ref for problem in session.problems()}
        wrong = [
            index
            for index, other in enumerate(pages)
            if other.ref in checked and wrong_refs.intersection(asked_on(session, other))
        ]
        share = answered / len(asked) if asked else 1.0
        self._progress.set_pages(len(pages), number, max(share, 0.08), wrong=wrong)
        title = page_title(session, page)
        self.top.show_place(self._interview.form_title, title, number + 1, len(pages))
        self._back.setVisible(number > 0)
        last = session.next_page(page.ref) is None
        # As long as this page asks for something, nobody knows whether more pages follow.
        whole = last and not wrong_refs.intersection(asked)
        ends_here = whole and (len(pages) == 1 or self._kiosk)
        review = last and number > 0 and not self._kiosk
        self._speech.say(
            self._next.set_text,
            N_("Finish") if ends_here else N_("Review") if review else N_("Next"),
        )
        self._next.set_icon("check" if ends_here else "arrow-right")

    @property
    def shows_summary(self) -> bool:
        """Say whether the page has something to mend at its head."""
        return not self._summary.isHidden()

    def show_summary(self, problems: tuple[FieldProblem, ...]) -> None:
        """Show what to mend on this page. It never gets smaller while the page stands.

        What is mended is often left by pressing the next answer: were the page to move up in that
        moment, the press would miss.
        """
        words = self._speech.words
        before = self._summary.height() if self._summary.isVisible() else 0
        said = self._summary.accessibleName() if before else ""
        if problems:
            self._summary.set_content(
                words.plural(
                    "{n} answer left to check before going on",
                    "{n} answers left to check before going on",
                    len(problems),
                ),
                links=[(problem.ref, self._advice(problem, words)) for problem in problems],
                tone=Tone.DANGER,
            )
        else:
            self._summary.set_content(
                words("Nothing is left to check on this page"), tone=Tone.SUCCESS
            )
        self._summary.setMinimumHeight(before)
        self._summary.show()
        if self._summary.accessibleName() != said:
            self._summary.announce()

    def clear_summary(self) -> None:
        """Show nothing to mend: another page is shown."""
        self._summary.hide()
        self._summary.setMinimumHeight(0)

    def _advice(self, problem: FieldProblem, words: Words) -> str:
        assert self._questions is not None
        return words(
            "{question}: {advice}",
            question=isolate(unmarked(self._interview.session.label(problem.ref))),
            advice=isolate(self._questions.problem_text(problem)),
        )

    # -- words and measures ----------------------------------------------------------------

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        self.top.set_words(words)
        self._pad.set_words(words)
        self._editing.set_words(words)
        self.unsaved.set_words(words)
        self.top.show_language(self._interview.session.language)
        if self._dock is not None:
            self._dock.set_words(words)
        if not self._version.isHidden():
            self._version.tell(words, self._interview.fit)

    def focus_dock(self) -> bool:
        """Give the keyboard to the overview beside the page; ``False`` where there is none."""
        return self._dock is not None and not self._dock.isHidden() and self._dock.take_focus()

    def _show_dock(self, shown: bool) -> None:
        if shown and self._dock is None:
            self._dock = OverviewDock(self._speech.words, self._interview.session, self)
            self._dock.jumped.connect(self.jumped)
            self._middle.addWidget(self._dock)
            self._dock.show_place(*self._place)
        if self._dock is not None and self._dock.isHidden() == shown:
            self._dock.setVisible(shown)
            self._dock.refresh()
        self.top.show_overview(not shown)

    def arrange(self) -> None:
        """Fit bars and buttons to the window, and dock the overview where there is room."""
        self._show_dock(is_wide(self) and not self._kiosk)
        self.unsaved.set_brief(is_short(self))
        self.top.arrange()
        self.bottom.arrange()
        wide = 240 if not is_narrow(self) else 0
        self._next.setMinimumWidth(current().px(wide) if current().scale < 1.5 else wide)
