"""A matrix as a grid: a header that stays in view, and one row for each question."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QScrollArea, QWidget

from surveyapp.ui.kit.choice_group import APART_KEY, Option
from surveyapp.ui.kit.focus_ring import FocusRing
from surveyapp.ui.kit.indicator import show_checked
from surveyapp.ui.kit.matrix_cell import MatrixCell, MatrixCheck
from surveyapp.ui.kit.paint import is_rtl, leading, rounded_path, trimmed
from surveyapp.ui.kit.text import Align, TextBlock
from surveyapp.ui.theme import Themed, Type, current

_LABEL_SHARE = 0.37
_ROW = 60
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


class GridHead(QWidget, Themed):
    """The words over the columns; it lies over the rows when they scroll under it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._options: tuple[Option, ...] = ()
        self.pinned = False

    def set_options(self, options: tuple[Option, ...]) -> None:
        """Show other columns."""
        self._options = options
        self.update()

    def retheme(self) -> None:
        """Measure again."""
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
        """Return the height in a given width."""
        blocks = self._blocks(width)
        return max((block.height for block in blocks), default=0) + 16

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw what stands here."""
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


class GridRow(QWidget, Themed):
    """One row of the grid."""

    accessible_role = QAccessible.Role.Grouping

    chosen = Signal(str)
    cleared = Signal()
    moved = Signal(int)
    advanced = Signal()
    entered = Signal()

    def __init__(self, parent: QWidget, *, many: bool) -> None:
        super().__init__(parent)
        self._many = many
        self._options: tuple[Option, ...] = ()
        self._cells: list[MatrixCell | MatrixCheck] = []
        self._text = ""
        self._problem = ""
        self._selected: frozenset[str] = frozenset()
        self._current = False
        self.first = False
        self.last = False

    def set_content(
        self, text: str, options: tuple[Option, ...], selected: Collection[str]
    ) -> None:
        """Show words, columns and what is chosen."""
        self._text = text
        self.setAccessibleName(text)
        while len(self._cells) > len(options):
            cell = self._cells.pop()
            cell.hide()
            cell.deleteLater()
        while len(self._cells) < len(options):
            cell = MatrixCheck(parent=self) if self._many else MatrixCell(parent=self)
            cell.clicked.connect(lambda _on=False, cell=cell: self._on_clicked(cell))
            cell.focused.connect(self._on_focused)
            cell.show()
            self._cells.append(cell)
        self._options = options
        for cell, option in zip(self._cells, options, strict=True):
            cell.setAccessibleName(f"{text}: {option.text}")
        self.set_selected(selected)
        self._place()

    def set_selected(self, values: Collection[str]) -> None:
        """Show what is chosen, without a signal."""
        self._selected = frozenset(values)
        for cell, option in zip(self._cells, self._options, strict=True):
            show_checked(cell, on=option.value in self._selected)
        self._set_tab_stop()

    def _on_focused(self) -> None:
        self._set_tab_stop()
        self.entered.emit()

    def _set_tab_stop(self) -> None:
        chosen = (i for i, option in enumerate(self._options) if option.value in self._selected)
        here = (i for i, cell in enumerate(self._cells) if cell.hasFocus())
        stop = next(here, next(chosen, 0))
        for place, cell in enumerate(self._cells):
            policy = Qt.FocusPolicy.StrongFocus if place == stop else Qt.FocusPolicy.ClickFocus
            cell.setFocusPolicy(policy)

    def set_problem(self, message: str) -> None:
        """Show what is wrong with this row (``""``: nothing)."""
        if message != self._problem:
            self._problem = message
            self.setAccessibleDescription(message)
            for cell in self._cells:
                cell.set_wrong(bool(message))
            self.update()

    def set_current(self, *, current_row: bool) -> None:
        """Tint the row that has the focus."""
        if current_row != self._current:
            self._current = current_row
            self.update()

    def cells(self) -> tuple[MatrixCell | MatrixCheck, ...]:
        """Return the cells, first to last."""
        return tuple(self._cells)

    def focus_cell(self, column: int | None, reason: Qt.FocusReason) -> None:
        """Focus a column, or (None) the chosen one, else the first."""
        chosen = next(
            (i for i, option in enumerate(self._options) if option.value in self._selected), 0
        )
        place = chosen if column is None else min(column, len(self._cells) - 1)
        if self._cells:
            self._cells[place].setFocus(reason)

    def column(self) -> int:
        """Return the column that has the focus."""
        return next((i for i, cell in enumerate(self._cells) if cell.hasFocus()), 0)

    def _on_clicked(self, cell: MatrixCell | MatrixCheck) -> None:
        value = self._options[self._cells.index(cell)].value
        if self._many:
            self.set_selected(self._selected ^ {value})
        elif value in self._selected:
            return
        else:
            self.set_selected({value})
        self.chosen.emit(value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by arrows, choose by digits, clear by Delete."""
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
        codes = [option.value for option in self._options]
        steps = [option.value for option in self._options if not option.apart]
        if text == APART_KEY and len(steps) < len(codes):
            place = next(i for i, option in enumerate(self._options) if option.apart)
        elif digit is None:
            return False
        elif all(code.isdigit() for code in steps):
            place = codes.index(str(digit)) if str(digit) in codes else -1
        else:
            place = digit - 1
        if not 0 <= place < len(self._cells):
            return False
        self._cells[place].click()
        if not self._many:
            self.advanced.emit()
        return True

    def retheme(self) -> None:
        """Measure again."""
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
        """Return the height in a given width."""
        words, problem = self._blocks(width)
        tall = words.height + (problem.height if problem else 0)
        return max(_ROW, tall + 24)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place everything in the new width."""
        super().resizeEvent(event)
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        """Turn with the direction."""
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
        """Draw what stands here."""
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


class Grid(QWidget, Themed):
    """Header and rows; the header is moved along as the page scrolls."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.head = GridHead(self)
        self.rows: list[GridRow] = []
        self._area: QScrollArea | None = None

    def visible_rows(self) -> list[GridRow]:
        """Return the rows that are asked."""
        return [row for row in self.rows if not row.isHidden()]

    def retheme(self) -> None:
        """Measure again."""
        self._place()

    def height_for(self, width: int) -> int:
        """Return the height in a given width."""
        return self.head.height_for(width) + sum(
            row.height_for(width) for row in self.visible_rows()
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place everything in the new width."""
        super().resizeEvent(event)
        self._place()

    def showEvent(self, event: QShowEvent) -> None:
        """Find what scrolls."""
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
