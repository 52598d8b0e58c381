"""A matrix: one scale, many rows.

From 900 px it is a grid with a header that stays in view; below, item by item with the answers
spelt out (grids invite straight-lining). To assistive technology each row is a group of radio
buttons named by row and column.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

from surveyapp.services.answers import problem_text
from surveyapp.text.markup import unmarked
from surveyapp.ui.kit.choice_group import ChoiceGroup
from surveyapp.ui.kit.progress import ProgressBar
from surveyapp.ui.questions.base import Posed, QuestionWidget
from surveyapp.ui.questions.grouping import Asked
from surveyapp.ui.questions.matrix_body import GRID_FROM, MatrixBody, MatrixItem
from surveyapp.ui.questions.matrix_grid import GridRow
from surveyapp.ui.questions.select import options_of
from surveyapp.ui.theme import current
from surveyapp.xform import Control, ProblemKind


class MatrixQuestion(QuestionWidget):
    """A ``label`` question and its ``list-nolabel`` rows, as one.

    Where the head has no words of its own, those of the note before it (a ``table-list``'s label)
    are the title.
    """

    def __init__(self, posed: Posed, asked: Asked, parent: QWidget | None = None) -> None:
        super().__init__(posed, parent)
        self._titled = asked.title
        self._rows: tuple[str, ...] = ()
        self._bar = ProgressBar(parent=self)
        self._bar.setFixedWidth(144)
        self._counting.insertWidget(1, self._bar, 0, Qt.AlignmentFlag.AlignVCenter)
        self.counter.set_colour("text")
        self._body = MatrixBody(self)
        self._grid_rows: dict[str, GridRow] = {}
        self._items: dict[str, MatrixItem] = {}
        self._held = ""
        self._body.needed.connect(self._on_needed)
        self._body.turning.connect(self._hold_focus)
        self._body.turned.connect(self._give_focus_back)
        self.add_control(self._body)
        self.set_rows(asked.rows)

    def set_rows(self, rows: tuple[str, ...]) -> None:
        """Ask these rows; those that were asked already stay as they are."""
        session = self.session
        order = {field.ref: at for at, field in enumerate(session.definition.fields)}
        # Rows that are hidden now keep their place: they come back where they were.
        known = {*rows, *self._rows}
        self._rows = tuple(sorted(known, key=lambda ref: order[session.question(ref).ref]))
        # Grid or items are enough as long as the width stays what it is.
        made = [wide for wide in (True, False) if (self._grid_rows if wide else self._items)]
        first = current().breakpoint_width(self.window().width()) >= GRID_FROM
        for wide in made or [first]:
            self._build(wide=wide)
        self.refresh()

    def _build(self, *, wide: bool) -> None:
        """Make the rows of the grid, or the items, that are not there yet."""
        for ref in self._rows:
            if wide and ref not in self._grid_rows:
                self._add_grid_row(ref)
            elif not wide and ref not in self._items:
                self._add_item(ref)
        self._body.set_order(
            [self._grid_rows[ref] for ref in self._rows if ref in self._grid_rows],
            [self._items[ref] for ref in self._rows if ref in self._items],
        )

    def _on_needed(self, wide: bool) -> None:
        """Make grid or items when the width first asks for them."""
        if not (self._grid_rows if wide else self._items):
            self._build(wide=wide)
            self.refresh_control()
            self.refresh_problem()

    def _hold_focus(self) -> None:
        """Remember the row that has the focus while grid and items change places."""
        focused = QApplication.focusWidget()
        places = (*self._grid_rows.items(), *self._items.items())
        self._held = next(
            (ref for ref, part in places if focused is not None and part.isAncestorOf(focused)), ""
        )

    def _give_focus_back(self) -> None:
        """Put the focus on the same row where it stands now."""
        if not self._held:
            return
        reason = Qt.FocusReason.OtherFocusReason
        if self._body.wide(self._body.width()):
            self._grid_rows[self._held].focus_cell(None, reason)
        else:
            self._items[self._held].group.focus_first(reason)

    def _add_grid_row(self, ref: str) -> None:
        row = GridRow(self._body.grid, many=self._many(ref))
        row.chosen.connect(lambda value, ref=ref: self._on_chosen(ref, value))
        row.cleared.connect(lambda ref=ref: self._on_cleared(ref))
        row.moved.connect(lambda step, ref=ref: self._go(ref, step, same_column=True))
        row.advanced.connect(lambda ref=ref: self._go(ref, 1, same_column=False))
        row.entered.connect(lambda ref=ref: self._mark(ref))
        self._grid_rows[ref] = row

    def _add_item(self, ref: str) -> None:
        many = self._many(ref)
        item = MatrixItem(self._body.items, many=many, kiosk=self.kiosk)
        item.group.chosen.connect(lambda value, ref=ref: self._on_chosen(ref, value))
        item.group.cleared.connect(lambda ref=ref: self._on_cleared(ref))
        if not many:
            item.group.answered_by_digit.connect(
                lambda ref=ref: self._go(ref, 1, same_column=False)
            )
        self._items[ref] = item

    def _in_grid(self) -> bool:
        """Say whether rows stand in the grid; before the first layout, whether they will."""
        if self._body.grid.isVisibleTo(self) or self._body.items.isVisibleTo(self):
            return self._body.grid.isVisibleTo(self)
        return bool(self._grid_rows)

    def _many(self, ref: str) -> bool:
        return self.session.question(ref).control is Control.SELECT_MANY

    def _on_chosen(self, ref: str, value: str) -> None:
        """Take the answer of a row, or one more (or one less) of its several answers."""
        if self._many(ref):
            chosen = {value} ^ set(self.session.selected(ref))
            listed = (choice.value for choice in self.session.choices(ref))
            value = " ".join(each for each in listed if each in chosen)
        self.value_edited.emit(ref, value)

    # -- the contract ----------------------------------------------------------------------

    @property
    def refs(self) -> tuple[str, ...]:
        """Return head, rows, and the note whose words are the title."""
        own = (self._titled,) if self._titled else ()
        return tuple(dict.fromkeys((self.ref, *self._rows, *own)))

    @property
    def wants_full_width(self) -> bool:
        """Say that a grid wants all the width there is."""
        return True

    def _asked(self) -> list[str]:
        return [ref for ref in self._rows if self.session.is_relevant(ref)]

    def refresh_control(self) -> None:
        """Show rows, columns and what is chosen."""
        session = self.session
        self._body.options = options_of(session.choices(self.ref))
        self._body.grid.head.set_options(self._body.options)
        asked = self._asked()
        for ref in self._rows:
            shown = ref in asked
            row, item = self._grid_rows.get(ref), self._items.get(ref)
            for part in (row, item):
                if part is not None:
                    part.setVisible(shown)
            if not shown:
                continue
            options = options_of(session.choices(ref))
            chosen, label = session.selected(ref), unmarked(session.label(ref))
            if row is not None:
                row.set_content(label, options, chosen)
                row.setEnabled(not session.is_readonly(ref))
            if item is not None:
                item.title.set_text(label)
                item.number.set_text(str(asked.index(ref) + 1))
                item.group.set_options(options)
                item.group.set_selected(chosen)
                item.group.setEnabled(not session.is_readonly(ref))
        self._body.updateGeometry()
        self._body.grid.retheme()
        self._count(asked)

    def _count(self, asked: list[str]) -> None:
        done = sum(bool(self.session.value(ref)) for ref in asked)
        self._bar.set_count(done, len(asked))
        self.set_counter(self.words.plural("{done} of {n}", "{done} of {n}", len(asked), done=done))
        self._bar.setAccessibleName(self.counter.text())

    def refresh_problem(self) -> None:
        """Show the instruction above, and each row's problem in its row."""
        super().refresh_problem()
        if not self.title.text():
            self.setAccessibleName(self.instruction())
        for ref in self._asked():
            message = self._row_problem(ref)
            if ref in self._grid_rows:
                self._grid_rows[ref].set_problem(message)
            item = self._items.get(ref)
            if item is not None:
                item.problem.set_text(message, wrong=bool(message))
                item.problem.setVisible(bool(message))
                item.group.set_wrong(bool(message))
                item.group.set_name(unmarked(self.session.label(ref)), message)
        self._body.updateGeometry()
        self._body.grid.retheme()

    def _row_problem(self, ref: str) -> str:
        problem = self.session.problem(ref)
        if problem is None or (problem.kind is ProblemKind.REQUIRED and not self._revealed):
            return ""
        return problem_text(self.session, problem, self.words)

    def label_source(self) -> str:
        """Return the words that the rows have in common."""
        if self.ref in self._rows:
            return ""  # the first row says its own words in its place
        return self.session.label(self._titled or self.ref)

    def hint_source(self) -> str:
        """Return the hint that goes with the title."""
        return "" if self.ref in self._rows else self.session.hint(self._titled or self.ref)

    def visible_problem(self) -> str:
        """Return nothing: the head asks nothing itself."""
        return ""

    def set_control_wrong(self, wrong: bool, description: str) -> None:
        """Do nothing: rows show their own problems."""

    def instruction(self) -> str:
        """Say how many answers there may be."""
        several = any(self._many(ref) for ref in self._rows)
        if self._body.wide(self._body.width()):
            if several:
                return self.words("Several answers possible per row")
            return self.words("One answer per row")
        if several:
            return self.words("Several answers possible per item")
        return self.words("One answer per item")

    def _usual_line(self) -> str:
        needed = any(self.session.is_required(ref) for ref in self._asked())
        rule = self.words("Answer required") if needed else self.words("Optional")
        return f"{self.instruction()} \u00a0·\u00a0 {rule}"

    def accepts_focus(self) -> bool:
        """Say whether there is a row to answer."""
        return bool(self._asked())

    def focus_first(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Focus the first row without an answer, else the first."""
        asked = self._asked()
        if asked:
            open_rows = [ref for ref in asked if not self.session.value(ref)]
            self.focus_ref((open_rows or asked)[0], reason)

    def focus_ref(self, ref: str, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Focus a row."""
        if ref not in self._rows:
            self.focus_first(reason)
        elif self._in_grid():
            self._grid_rows[ref].focus_cell(None, reason)
        else:
            self._items[ref].group.focus_first(reason)

    def focus_margin(self) -> int:
        """Return what the header covers at the top of the view."""
        return self._body.grid.head.height() + 8 if self._in_grid() else 24

    def set_current(self, current_question: bool, *, by_keys: bool) -> None:
        """Take the tint from the row that had the focus."""
        if not current_question:
            self._mark("")
        if not (current_question and by_keys):
            for item in self._items.values():
                item.group.show_keys(shown=False)

    def grid_row(self, ref: str) -> GridRow:
        """Return a row of the grid."""
        return self._grid_rows[ref]

    def item_group(self, ref: str) -> ChoiceGroup:
        """Return the answers of a row spelt out."""
        return self._items[ref].group

    def _mark(self, ref: str) -> None:
        for place, row in self._grid_rows.items():
            row.set_current(current_row=place == ref)

    def _go(self, ref: str, step: int, *, same_column: bool) -> None:
        """Go to the next row (or the one before); past the last, to the next question."""
        asked = self._asked()
        there = asked.index(ref) + step
        if there < 0:
            return
        if there >= len(asked):
            if not same_column:
                self.went_on.emit()
            return
        reason = Qt.FocusReason.TabFocusReason
        if self._in_grid():
            column = self._grid_rows[ref].column() if same_column else None
            self._grid_rows[asked[there]].focus_cell(column, reason)
        else:
            self._items[asked[there]].group.focus_first(reason)

    def _on_cleared(self, ref: str) -> None:
        if self.session.value(ref):
            if ref in self._grid_rows:
                self._grid_rows[ref].set_selected(())
            if ref in self._items:
                self._items[ref].group.set_selected(())
            self.value_edited.emit(ref, "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say "row" or "item" as it is."""
        super().resizeEvent(event)
        self.refresh_problem()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Hand the focus to a row."""
        super().focusInEvent(event)
        self.focus_first(event.reason())
