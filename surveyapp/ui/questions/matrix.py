"""A matrix: one scale, many rows.

From 900 px it is a grid with a header that stays in view; below, item by item with the answers
spelt out (grids invite straight-lining). To assistive technology each row is a group of radio
buttons named by row and column.
"""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from surveyapp.services.answers import problem_text
from surveyapp.text import Words
from surveyapp.text.markup import unmarked
from surveyapp.ui.kit.choice_group import Arrangement, ChoiceGroup, Option
from surveyapp.ui.kit.focus_ring import FocusRing
from surveyapp.ui.kit.option import MatrixCell, show_checked
from surveyapp.ui.kit.paint import is_rtl, leading, rounded_path, trimmed
from surveyapp.ui.kit.progress import ProgressBar
from surveyapp.ui.kit.text import Align, Label, TextBlock, text_width
from surveyapp.ui.questions.base import QuestionWidget, SlotLine
from surveyapp.ui.questions.select import options_of
from surveyapp.ui.theme import Themed, Type, current
from surveyapp.xform import FormSession, ProblemKind

GRID_FROM = 900  # px of window; the page's margins are not part of our width
_PAGE_MARGINS = 64
_LABEL_SHARE = 0.37
_ROW = 60
_CELL = 64
_PAD = 20


class Plan:
    """Where the columns of a grid stand, left to right, in px."""

    def __init__(self, width: int, options: tuple[Option, ...]) -> None:
        self.label = int(width * _LABEL_SHARE)
        shares = [1.25 if option.apart else 1.0 for option in options]
        unit = (width - self.label) / (sum(shares) or 1.0)
        self.cells: list[tuple[int, int]] = []
        left = float(self.label)
        for share in shares:
            self.cells.append((round(left), round(left + share * unit) - round(left)))
            left += share * unit
        self.narrowest = min((cell for _, cell in self.cells), default=0)


class _Head(QWidget, Themed):
    """The words over the columns; it lies over the rows when they scroll under it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._options: tuple[Option, ...] = ()
        self.pinned = False

    def set_options(self, options: tuple[Option, ...]) -> None:
        self._options = options
        self.update()

    def retheme(self) -> None:
        self.update()

    def _blocks(self, width: int) -> list[TextBlock]:
        plan = Plan(width, self._options)
        return [
            TextBlock(
                option.text,
                Type.CAPTION,
                rtl=is_rtl(self),
                width=max(1, cell - 8),
                align=Align.CENTRE,
            )
            for option, (_, cell) in zip(self._options, plan.cells, strict=True)
        ]

    def height_for(self, width: int) -> int:
        blocks = self._blocks(width)
        return max((block.height for block in blocks), default=0) + 16

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        theme = current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("canvas"))
        plan = Plan(self.width(), self._options)
        rtl = is_rtl(self)
        for (left, cell), block in zip(plan.cells, self._blocks(self.width()), strict=True):
            x = self.width() - left - cell if rtl else left
            y = self.height() - 8 - block.height
            block.paint(painter, x + 4, y, theme.colour("text2"))
        if self.pinned:
            painter.fillRect(0, self.height() - 1, self.width(), 1, theme.colour("line"))


class _Row(QWidget, Themed):
    """One row of the grid."""

    accessible_role = QAccessible.Role.Grouping

    chosen = Signal(str)
    cleared = Signal()
    moved = Signal(int)
    advanced = Signal()
    entered = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._options: tuple[Option, ...] = ()
        self._cells: list[MatrixCell] = []
        self._text = ""
        self._problem = ""
        self._selected = ""
        self._current = False
        self.first = False
        self.last = False

    def set_content(self, text: str, options: tuple[Option, ...], selected: str) -> None:
        self._text = text
        self.setAccessibleName(text)
        while len(self._cells) > len(options):
            cell = self._cells.pop()
            cell.hide()
            cell.deleteLater()
        while len(self._cells) < len(options):
            cell = MatrixCell(parent=self)
            cell.clicked.connect(lambda _on=False, cell=cell: self._on_clicked(cell))
            cell.focused.connect(self._on_focused)
            cell.show()
            self._cells.append(cell)
        self._options = options
        for cell, option in zip(self._cells, options, strict=True):
            cell.setAccessibleName(f"{text}: {option.text}")
        self.set_selected(selected)
        self._place()

    def set_selected(self, value: str) -> None:
        self._selected = value
        for cell, option in zip(self._cells, self._options, strict=True):
            show_checked(cell, on=option.value == value)
        self._set_tab_stop()

    def _on_focused(self) -> None:
        self._set_tab_stop()
        self.entered.emit()

    def _set_tab_stop(self) -> None:
        chosen = (i for i, option in enumerate(self._options) if option.value == self._selected)
        here = (i for i, cell in enumerate(self._cells) if cell.hasFocus())
        stop = next(here, next(chosen, 0))
        for place, cell in enumerate(self._cells):
            policy = Qt.FocusPolicy.StrongFocus if place == stop else Qt.FocusPolicy.ClickFocus
            cell.setFocusPolicy(policy)

    def set_problem(self, message: str) -> None:
        if message != self._problem:
            self._problem = message
            self.setAccessibleDescription(message)
            for cell in self._cells:
                cell.set_wrong(bool(message))
            self.update()

    def set_current(self, *, current_row: bool) -> None:
        if current_row != self._current:
            self._current = current_row
            self.update()

    def cells(self) -> tuple[MatrixCell, ...]:
        return tuple(self._cells)

    def focus_cell(self, column: int | None, reason: Qt.FocusReason) -> None:
        chosen = next(
            (i for i, option in enumerate(self._options) if option.value == self._selected), 0
        )
        place = chosen if column is None else min(column, len(self._cells) - 1)
        if self._cells:
            self._cells[place].setFocus(reason)

    def column(self) -> int:
        return next((i for i, cell in enumerate(self._cells) if cell.hasFocus()), 0)

    def _on_clicked(self, cell: MatrixCell) -> None:
        option = self._options[self._cells.index(cell)]
        if option.value != self._selected:
            self.set_selected(option.value)
            self.chosen.emit(option.value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            event.ignore()
            return
        key = event.key()
        turn = -1 if is_rtl(self) else 1
        across = {Qt.Key.Key_Right: turn, Qt.Key.Key_Left: -turn}.get(Qt.Key(key), 0)
        down = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(key), 0)
        here = self.column()
        if across:
            there = max(0, min(len(self._cells) - 1, here + across))
            self._cells[there].setFocus(Qt.FocusReason.TabFocusReason)
            FocusRing.follow(self._cells[there], radius=10)
        elif down:
            self.moved.emit(down)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.cleared.emit()
        elif not self._choose_by_digit(event.text()):
            event.ignore()

    def _choose_by_digit(self, text: str) -> bool:
        digit = unicodedata.digit(text[:1], None) if text else None
        if digit is None:
            return False
        codes = [option.value for option in self._options]
        steps = [option.value for option in self._options if not option.apart]
        if all(code.isdigit() for code in steps):
            place = codes.index(str(digit)) if str(digit) in codes else -1
        else:
            place = digit - 1
        if not 0 <= place < len(self._cells):
            return False
        self._cells[place].click()
        self.advanced.emit()
        return True

    def retheme(self) -> None:
        self._place()

    def _words_width(self, width: int) -> int:
        return max(24, int(width * _LABEL_SHARE) - _PAD - 12)

    def _blocks(self, width: int) -> tuple[TextBlock, TextBlock | None]:
        rtl = is_rtl(self)
        room = self._words_width(width)
        words = TextBlock(self._text, Type.OPTION, rtl=rtl, width=room)
        if not self._problem:
            return words, None
        return words, TextBlock(self._problem, Type.CAPTION, rtl=rtl, width=room)

    def height_for(self, width: int) -> int:
        words, problem = self._blocks(width)
        tall = words.height + (problem.height if problem else 0)
        return max(_ROW, tall + 24)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._place()

    def _place(self) -> None:
        plan = Plan(self.width(), self._options)
        rtl = is_rtl(self)
        for cell, (left, width) in zip(self._cells, plan.cells, strict=True):
            x = self.width() - left - width if rtl else left
            cell.setGeometry(QRect(x, 0, width, self.height() - 1))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        theme = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        rtl = is_rtl(self)
        if self.first or self.last:
            # Only the outer corners are round: the box grows out of sight on the other side.
            grown = rect.adjusted(0, 0 if self.first else -24, 0, 0 if self.last else 24)
            painter.setClipPath(rounded_path(grown, 12))
        painter.fillRect(rect, theme.colour("hover" if self._current else "surface"))
        if self._current:
            painter.fillRect(leading(rect, 4, rtl=rtl), theme.colour("primary"))
        elif self._problem:
            painter.fillRect(leading(rect, 4, rtl=rtl), theme.colour("danger"))
        line = theme.colour("line")
        if not self.last:
            width = round(theme.border)
            painter.fillRect(QRectF(0, self.height() - width, self.width(), width), line)
        plan = Plan(self.width(), self._options)
        for option, (left, _) in zip(self._options, plan.cells, strict=True):
            if option.apart:
                x = self.width() - left if rtl else left
                painter.fillRect(QRectF(x, 0, 1, self.height()), line)
        words, problem = self._blocks(self.width())
        tall = words.height + (problem.height if problem else 0)
        box = leading(trimmed(rect, _PAD, 0, rtl=rtl), self._words_width(self.width()), rtl=rtl)
        top = rect.center().y() - tall / 2
        words.paint(painter, box.left(), top, theme.colour("text"))
        if problem:
            problem.paint(painter, box.left(), top + words.height, theme.colour("danger"))


class _Grid(QWidget, Themed):
    """Header and rows; the header is moved along as the page scrolls."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.head = _Head(self)
        self.rows: list[_Row] = []
        self._area: QScrollArea | None = None

    def visible_rows(self) -> list[_Row]:
        return [row for row in self.rows if not row.isHidden()]

    def retheme(self) -> None:
        self._place()

    def height_for(self, width: int) -> int:
        return self.head.height_for(width) + sum(
            row.height_for(width) for row in self.visible_rows()
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._find_area()

    def _find_area(self) -> None:
        widget = self.parentWidget()
        while widget is not None and not isinstance(widget, QScrollArea):
            widget = widget.parentWidget()
        if isinstance(widget, QScrollArea) and widget is not self._area:
            self._area = widget
            widget.verticalScrollBar().valueChanged.connect(self.pin)

    def _place(self) -> None:
        if self.width() <= 0:
            return
        top = self.head.height_for(self.width())
        self.head.setGeometry(0, 0, self.width(), top)
        shown = self.visible_rows()
        for row in shown:
            row.first, row.last = row is shown[0], row is shown[-1]
            tall = row.height_for(self.width())
            row.setGeometry(0, top, self.width(), tall)
            top += tall
        self.head.raise_()
        self.pin()

    def pin(self) -> None:
        """Keep the header at the top of what is in view."""
        area = self._area
        if area is None or not self.isVisible():
            return
        above = -self.mapTo(area.viewport(), QPoint(0, 0)).y()
        most = self.height() - self.head.height() - _ROW
        y = max(0, min(above, most))
        self.head.pinned = y > 0
        self.head.move(0, y)


class _Item(QWidget, Themed):
    """One row spelt out: its words, its number, its answers."""

    def __init__(self, parent: QWidget, *, kiosk: bool) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(12)
        self.title = Label("", Type.BODY_STRONG, parent=self)
        self.number = Label("", Type.CAPTION, colour="text2", wrap=False, parent=self)
        head.addWidget(self.title, 1)
        head.addWidget(self.number, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        self.problem = SlotLine(self)
        self.problem.hide()
        column.addWidget(self.problem)
        self.group = ChoiceGroup(arrangement=Arrangement.PLAIN, parent=self)
        self.group.set_kiosk(kiosk)
        column.addWidget(self.group)

    def retheme(self) -> None:
        self.updateGeometry()


class _Body(QWidget):
    """Grid or items, by width. ``turning`` and ``turned`` stand around a change of the two."""

    turning = Signal()
    turned = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.grid = _Grid(self)
        self.items = QWidget(self)
        self.item_column = QVBoxLayout(self.items)
        self.item_column.setContentsMargins(0, 0, 0, 0)
        self.item_column.setSpacing(16)
        self.options: tuple[Option, ...] = ()
        self.grid.hide()
        self.items.hide()
        # Not Fixed: Qt would cap the height at a hint taken at another width, and clip.
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def wide(self, width: int) -> bool:
        """Say whether the grid fits: by breakpoint, and by the longest word of the header."""
        if current().breakpoint_width(width + _PAGE_MARGINS) < GRID_FROM:
            return False
        plan = Plan(width, self.options)
        rtl = is_rtl(self)
        words = [word for option in self.options for word in option.text.split()]
        longest = max((text_width(word, Type.CAPTION, rtl=rtl) for word in words), default=0)
        return plan.narrowest >= max(_CELL, longest + 8)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if self.wide(width):
            return self.grid.height_for(width)
        return max(0, self.item_column.totalHeightForWidth(width))

    def sizeHint(self) -> QSize:
        width = self.width() or current().px(640)
        return QSize(current().px(640), self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        wide = self.wide(self.width())
        shown, other = (self.grid, self.items) if wide else (self.items, self.grid)
        turns = not other.isHidden()
        if turns:
            self.turning.emit()
        # The new one first: hiding what holds the focus would throw it out of the page.
        shown.setGeometry(self.rect())
        shown.show()
        if turns:
            self.turned.emit()
        other.hide()


class MatrixQuestion(QuestionWidget):
    """A ``label`` question and its ``list-nolabel`` rows, as one."""

    def __init__(
        self,
        session: FormSession,
        head: str,
        rows: tuple[str, ...],
        words: Words,
        *,
        kiosk: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(session, head, words, kiosk=kiosk, parent=parent)
        self._rows = rows
        self._bar = ProgressBar(parent=self)
        self._bar.setFixedWidth(144)
        self._counting.insertWidget(1, self._bar, 0, Qt.AlignmentFlag.AlignVCenter)
        self.counter.set_colour("text")
        self._body = _Body(self)
        self._grid_rows: dict[str, _Row] = {}
        self._items: dict[str, _Item] = {}
        for ref in rows:
            self._add_grid_row(ref)
            self._add_item(ref)
        self._held = ""
        self._body.turning.connect(self._hold_focus)
        self._body.turned.connect(self._give_focus_back)
        self.add_control(self._body)
        self.refresh()

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
        row = _Row(self._body.grid)
        row.chosen.connect(lambda value, ref=ref: self.value_edited.emit(ref, value))
        row.cleared.connect(lambda ref=ref: self._on_cleared(ref))
        row.moved.connect(lambda step, ref=ref: self._go(ref, step, same_column=True))
        row.advanced.connect(lambda ref=ref: self._go(ref, 1, same_column=False))
        row.entered.connect(lambda ref=ref: self._mark(ref))
        self._body.grid.rows.append(row)
        self._grid_rows[ref] = row

    def _add_item(self, ref: str) -> None:
        item = _Item(self._body.items, kiosk=self.kiosk)
        item.group.chosen.connect(lambda value, ref=ref: self.value_edited.emit(ref, value))
        item.group.cleared.connect(lambda ref=ref: self._on_cleared(ref))
        item.group.answered_by_digit.connect(lambda ref=ref: self._go(ref, 1, same_column=False))
        self._body.item_column.addWidget(item)
        self._items[ref] = item

    # -- the contract ----------------------------------------------------------------------

    @property
    def refs(self) -> tuple[str, ...]:
        """Return head and rows."""
        return (self.ref, *self._rows)

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
            row, item = self._grid_rows[ref], self._items[ref]
            row.setVisible(shown)
            item.setVisible(shown)
            if not shown:
                continue
            options = options_of(session.choices(ref))
            value, label = session.value(ref), unmarked(session.label(ref))
            row.set_content(label, options, value)
            row.setEnabled(not session.is_readonly(ref))
            item.title.set_text(label)
            item.number.set_text(str(asked.index(ref) + 1))
            item.group.set_options(options)
            item.group.set_selected({value} if value else ())
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
        for ref in self._asked():
            message = self._row_problem(ref)
            self._grid_rows[ref].set_problem(message)
            item = self._items[ref]
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

    def visible_problem(self) -> str:
        """Return nothing: the head asks nothing itself."""
        return ""

    def set_control_wrong(self, wrong: bool, description: str) -> None:
        """Do nothing: rows show their own problems."""

    def instruction(self) -> str:
        """Say how many answers there may be."""
        if self._body.wide(self._body.width()):
            return self.words("One answer per row")
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
        if ref == self.ref:
            self.focus_first(reason)
        elif self._body.grid.isVisibleTo(self):
            self._grid_rows[ref].focus_cell(None, reason)
        else:
            self._items[ref].group.focus_first(reason)

    def focus_margin(self) -> int:
        """Return what the header covers at the top of the view."""
        return self._body.grid.head.height() + 8 if self._body.grid.isVisibleTo(self) else 24

    def set_current(self, current_question: bool, *, by_keys: bool) -> None:
        """Take the tint from the row that had the focus."""
        if not current_question:
            self._mark("")
        if not (current_question and by_keys):
            for item in self._items.values():
                item.group.show_keys(shown=False)

    def grid_row(self, ref: str) -> _Row:
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
        if self._body.grid.isVisibleTo(self):
            column = self._grid_rows[ref].column() if same_column else None
            self._grid_rows[asked[there]].focus_cell(column, reason)
        else:
            self._items[asked[there]].group.focus_first(reason)

    def _on_cleared(self, ref: str) -> None:
        if self.session.value(ref):
            self._grid_rows[ref].set_selected("")
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
