"""The questions of one page in a column: built once, then only refreshed.

A language switch, an answer or a new relevance never rebuilds what stays: focus, scroll place and
half-typed text stay where they are.
"""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QSizePolicy, QWidget

from surveyapp.services.answers import problem_text
from surveyapp.text import Direction, Words, direction
from surveyapp.text.markup import unmarked
from surveyapp.ui.kit.focus_ring import FocusRing
from surveyapp.ui.kit.scroll_page import ScrollPage
from surveyapp.ui.kit.text import Label
from surveyapp.ui.models.row_refs import is_row, repeat_of, row_number, rows_around
from surveyapp.ui.questions.barcode import BarcodeQuestion
from surveyapp.ui.questions.base import Files, QuestionWidget, no_files
from surveyapp.ui.questions.borrowed import BorrowedNotice
from surveyapp.ui.questions.factory import make_question
from surveyapp.ui.questions.given_file import FileQuestion
from surveyapp.ui.questions.grouping import Asked, grouped
from surveyapp.ui.questions.matrix import MatrixQuestion
from surveyapp.ui.questions.note import NoteQuestion
from surveyapp.ui.questions.page_rows import Checked, PageRows
from surveyapp.ui.questions.rows import RowList
from surveyapp.ui.questions.uploads import NO_DOOR, UploadDoor
from surveyapp.ui.theme import Themed, Type, current
from surveyapp.xform import Changes, FieldProblem, FormSession, ItemKind, Page

_BETWEEN = 28
_BESIDE = 32
_ROOM_FOR_TWO = 760


class QuestionPage(QWidget, Themed):
    """``value_edited(ref, value)`` from any question; the caller answers the session and then
    calls ``apply(changes)``. ``files`` gives the pictures of the form by their addresses.

    ``left_at_end()`` when Enter goes on past the last question. ``row_asked(ref)`` when a person
    asks for one more row of a repeat, ``row_removed(ref)`` for one less, ``row_opened(ref)`` when a
    row is to be shown on a page of its own. ``checked`` gives the pages somebody tried to leave.
    """

    value_edited = Signal(str, str)
    file_given = Signal(str, str, object)
    left_at_end = Signal()
    row_asked = Signal(str)
    row_opened = Signal(str)
    row_removed = Signal(str)

    def __init__(
        self,
        session: FormSession,
        page: Page,
        words: Words,
        *,
        kiosk: bool = False,
        files: Files = no_files,
        uploads: UploadDoor = NO_DOOR,
        checked: Checked = frozenset,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._files = files
        self._uploads = uploads
        self._page = page
        self._words = words
        self._kiosk = kiosk
        self._revealed = False
        self._places: list[Asked] = []
        self._widgets: dict[Asked, QWidget] = {}
        self._current: QuestionWidget | None = None
        # One column; notes that follow each other stand side by side where there is room, so that
        # what a page asks is not pushed below its edge by what it tells.
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(_BETWEEN)
        self._grid.setHorizontalSpacing(_BESIDE)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        self._cells: dict[QWidget, tuple[int, int, int]] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._borrowed = BorrowedNotice(self)
        self._grid.addWidget(self._borrowed, 0, 0, 1, 2)
        self._rows = PageRows(session, checked, self)
        self._rows.asked.connect(self.row_asked)
        self._rows.opened.connect(self.row_opened)
        self._rows.removed.connect(self.row_removed)
        self._rows.turned.connect(self._on_row_turned)
        self._rows.begin(page, words)
        self._turn()
        self._show(page)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus_changed)

    # -- what stands on the page -----------------------------------------------------------

    @property
    def page_ref(self) -> str:
        """Return the page's ref."""
        return self._page.ref

    @property
    def wants_full_width(self) -> bool:
        """Say whether a matrix on the page wants all the width."""
        return any(question.wants_full_width for question in self.questions())

    def questions(self) -> tuple[QuestionWidget, ...]:
        """Return the question widgets, first to last."""
        found = [self._widgets[place] for place in self._places]
        return tuple(widget for widget in found if isinstance(widget, QuestionWidget))

    def question(self, ref: str) -> QuestionWidget | None:
        """Return the widget that asks ``ref``, if it stands on this page."""
        return next((widget for widget in self.questions() if ref in widget.refs), None)

    def _show(self, page: Page) -> None:
        """Bring the column to what the page holds; what stays is moved, not rebuilt."""
        self._page = page
        wanted = self._rows.shown(grouped(self._session, page.items))
        for place in [place for place in self._places if place not in wanted]:
            self._drop(place)
        before: QWidget | None = None
        for place in wanted:
            found = self._widgets.get(place)
            if found is None:
                found = self._widgets[place] = self._make(place)
            elif isinstance(found, MatrixQuestion):
                found.set_rows(place.rows)
            if before is not None:
                QWidget.setTabOrder(before, found)
            before = found
        self._places = wanted
        self._borrowed.tell(self._session, self._refs(), self._words)
        self._arrange()
        if self.isVisible():
            for place in wanted:  # the layout would show what is new a moment too late for Tab
                self._widgets[place].show()
        self._set_tab_order()

    def _refs(self) -> tuple[str, ...]:
        """Return what the page asks and tells."""
        return tuple(ref for question in self.questions() for ref in question.refs)

    def _drop(self, place: Asked) -> None:
        widget = self._widgets.pop(place)
        if self._current is widget:
            self._current = None
        self._grid.removeWidget(widget)
        self._cells.pop(widget, None)
        widget.hide()
        widget.deleteLater()

    def _arrange(self) -> None:
        """Put each widget into its cell; what stands there already is not touched."""
        beside = current().breakpoint_width(self.width()) >= _ROOM_FOR_TWO
        widgets = [self._widgets[place] for place in self._places]
        row, column = 1, 0  # the first row tells what is not translated
        for place, widget in enumerate(widgets):
            is_note = beside and isinstance(widget, NoteQuestion)
            following = widgets[place + 1] if place + 1 < len(widgets) else None
            half = is_note and (column == 1 or isinstance(following, NoteQuestion))
            cell = (row, column, 1 if half else 2)
            if self._cells.get(widget) != cell:
                self._grid.removeWidget(widget)
                # A short note beside a long one keeps its body under its title.
                top = Qt.AlignmentFlag.AlignTop if half else Qt.AlignmentFlag(0)
                self._grid.addWidget(widget, cell[0], cell[1], 1, cell[2], top)
                self._cells[widget] = cell
            if half and column == 0:
                column = 1
            else:
                row, column = row + 1, 0

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put notes beside each other, or below, as the width allows."""
        super().resizeEvent(event)
        self._arrange()

    def _set_tab_order(self) -> None:
        """Let Tab follow the page from top to bottom, whenever a question came in between."""
        chain: list[QWidget] = []
        for widget in (self._widgets[place] for place in self._places):
            chain += [
                child
                for child in widget.findChildren(QWidget)
                # Cards that only arrows reach belong in line too: the Tab stop moves among them.
                if child.focusPolicy() is not Qt.FocusPolicy.NoFocus and child.focusProxy() is None
            ]
        for first, second in pairwise(chain):
            QWidget.setTabOrder(first, second)

    def _make(self, place: Asked) -> QWidget:
        if place.kind is ItemKind.REPEAT or is_row(place.ref):
            return self._rows.make(place, self._words, self._page.ref)
        if place.kind is ItemKind.GROUP:
            return Label(unmarked(self._session.label(place.ref)), Type.HEADING, parent=self)
        widget = make_question(self._session, place, self._words, kiosk=self._kiosk, parent=self)
        widget.set_files(self._files)
        if isinstance(widget, FileQuestion | BarcodeQuestion):
            widget.set_door(self._uploads)
        if isinstance(widget, FileQuestion):
            widget.file_given.connect(self.file_given)
        widget.value_edited.connect(self.value_edited)
        widget.went_on.connect(lambda widget=widget: self._go_on(widget))
        # Only after the layout has run does what opened have its place.
        widget.grew.connect(
            lambda widget=widget: QTimer.singleShot(
                0, widget, lambda: self._bring_into_view(widget, None)
            )
        )
        if self._revealed:
            widget.reveal_problems()
        return widget

    # -- rows ------------------------------------------------------------------------------

    def drop_row(self, row: str) -> None:
        """Show the page without a row that was removed; those after it are made anew."""
        self._rows.forget(row)
        self._renew(row)

    def take_row_back(self, row: str) -> None:
        """Show the page with a row that came back."""
        self._rows.take_back(row)
        self._renew(row)
        self.focus_row(row)

    def _renew(self, row: str) -> None:
        repeat = repeat_of(row)
        for place in [each for each in self._places if each.ref.startswith(f"{repeat}[")]:
            self._places.remove(place)
            self._drop(place)
        self._show_again()
        self._rows.refresh(self._widgets, self._words, frozenset({repeat}))

    def focus_row(self, row: str) -> None:
        """Put the keyboard where a row begins, or on the row in a list of rows."""
        inside = next((w for w in self.questions() if w.ref.startswith(f"{row}/")), None)
        listed = next((w for w in self._widgets.values() if isinstance(w, RowList)), None)
        if inside is not None:
            self.focus_ref(inside.refs[0])
        elif listed is not None:
            listed.focus_row(int(row_number(row)) - 1, Qt.FocusReason.TabFocusReason)

    def _on_row_turned(self, row: str) -> None:
        self.flush()
        self._rows.turn(row)
        self._show_again()
        self._rows.refresh(self._widgets, self._words, frozenset({repeat_of(row)}))

    def _unfold_to(self, *refs: str) -> None:
        if self._rows.unfold_to(refs):
            self._show(self._page)
            self._rows.refresh(self._widgets, self._words, frozenset(refs))

    def _show_again(self) -> None:
        page = next((page for page in self._session.pages() if page.ref == self._page.ref), None)
        if page is not None:
            self._show(page)

    # -- what changes ----------------------------------------------------------------------

    def apply(self, changes: Changes) -> None:
        """Show what an answer changed: only those questions, and who came or went."""
        if changes.relevance or changes.repeats:
            self._show_again()
        touched = changes.refs
        if touched:
            self._rows.refresh(self._widgets, self._words, touched)
        for widget in self.questions():
            if not touched.isdisjoint(widget.refs):
                widget.refresh()

    def retranslate(self, words: Words) -> None:
        """Speak the session's language (and the interface's words); nothing is lost."""
        self._words = words
        self._turn()
        self._borrowed.tell(self._session, self._refs(), words)
        for place in self._places:
            widget = self._widgets[place]
            if isinstance(widget, QuestionWidget):
                widget.retranslate(words)
            elif isinstance(widget, Label):
                widget.set_text(unmarked(self._session.label(place.ref)))
        self._rows.refresh(self._widgets, words, frozenset())

    def _turn(self) -> None:
        """Take the direction of the language the questions are in."""
        tag = self._session.language or self._words.language
        rtl = direction(tag) is Direction.RTL
        way = Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight
        self.setLayoutDirection(way)

    def flush(self) -> None:
        """Tell everything that was typed and still waits."""
        for widget in self.questions():
            widget.flush()

    def reveal_problems(self) -> tuple[FieldProblem, ...]:
        """Show every problem of this page in its place and return them, first to last."""
        self._revealed = True
        self.flush()
        items = (item for item in self._page.items if item.kind is ItemKind.QUESTION)
        self._unfold_to(*(item.ref for item in items if self._session.problem(item.ref)))
        found: list[FieldProblem] = []
        for widget in self.questions():
            widget.reveal_problems()
            for ref in widget.refs:
                problem = self._session.problem(ref)
                if problem is not None:
                    found.append(problem)
        return tuple(found)

    def problem_text(self, problem: FieldProblem) -> str:
        """Return a problem in the interface's words."""
        return problem_text(self._session, problem, self._words)

    def retheme(self) -> None:
        """Measure again."""
        space = current().px(_BETWEEN) if current().scale < 1.5 else 36
        self._grid.setVerticalSpacing(space)
        self._arrange()

    # -- focus -----------------------------------------------------------------------------

    def asks_something(self) -> bool:
        """Say whether anything here can be answered, or a row added."""
        listed = any(isinstance(widget, RowList) for widget in self._widgets.values())
        return listed or any(widget.accepts_focus() for widget in self.questions())

    def focus_first(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Put the focus where answering begins."""
        first = next((widget for widget in self.questions() if widget.accepts_focus()), None)
        if first is None:  # a page of rows and nothing else
            listed = next((w for w in self._widgets.values() if isinstance(w, RowList)), None)
            if listed is not None:
                listed.setFocus(reason)
        else:
            first.focus_first(reason)

    def focus_ref(self, ref: str, reason: Qt.FocusReason = Qt.FocusReason.TabFocusReason) -> None:
        """Put the focus on a question and bring it into view."""
        self._unfold_to(ref)
        widget = self.question(ref)
        listed = next((w for w in self._widgets.values() if isinstance(w, RowList)), None)
        if widget is None and listed is not None:
            listed.setFocus(reason)
        elif widget is not None:
            widget.focus_ref(ref, reason)
            self._bring_into_view(widget, QApplication.focusWidget())

    def turn_guidance(self) -> None:
        """Open or fold the help of the question that has the keyboard, else of the first one."""
        questions = (self._current,) if self._current is not None else self.questions()
        any(question.guidance.toggle() for question in questions)

    def _go_on(self, widget: QuestionWidget) -> None:
        """Go to the next question that asks something; after the last one, say so."""
        widget.flush()  # what was typed may bring the next question
        questions = self.questions()
        if widget not in questions:
            return  # its answer took it off the page
        rest = questions[questions.index(widget) + 1 :]
        following = next((question for question in rest if question.accepts_focus()), None)
        if following is None:
            self.left_at_end.emit()
        else:
            following.focus_first(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on by Enter on an answer that stands."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and plain and self._current is not None:
            self._go_on(self._current)
            return
        if event.key() == Qt.Key.Key_Insert and plain and (repeat := self._repeat_here()):
            self.row_asked.emit(repeat)
            return
        event.ignore()

    def _repeat_here(self) -> str:
        """Return the repeat to which one more row is added from where the keyboard is."""
        open_ones = [place.ref for place in self._places if place.kind is ItemKind.REPEAT]
        rows = rows_around(self._current.ref) if self._current is not None else ()
        inside = [repeat_of(row) for row in reversed(rows)]
        return next((ref for ref in (*inside, *open_ones) if ref in open_ones), "")

    def _on_focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is None:
            return  # the window lost the focus: nothing on the page changed
        inside = self.isAncestorOf(new)
        question = None
        if inside:
            question = next((w for w in self.questions() if w is new or w.isAncestorOf(new)), None)
        by_keys = FocusRing.target() is not None
        if question is not self._current:
            if self._current is not None:
                self._current.set_current(False, by_keys=False)
            self._current = question
        if question is not None:
            question.set_current(True, by_keys=by_keys)
            if by_keys:
                self._bring_into_view(question, new)

    def _bring_into_view(self, question: QuestionWidget, focused: QWidget | None) -> None:
        area = self.parentWidget()
        while area is not None and not isinstance(area, ScrollPage):
            area = area.parentWidget()
        if area is None:
            return
        margin = question.focus_margin() if isinstance(question, MatrixQuestion) else 24
        # The whole question where it fits, so that its words are read; else what has the focus.
        if question.height() <= area.viewport().height() - 2 * margin:
            area.show_widget(question, margin=12)
        elif focused is not None:
            area.show_widget(focused, margin=margin)
