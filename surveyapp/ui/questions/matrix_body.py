"""The rows of a matrix as a grid or one by one, whichever the width allows."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from surveyapp.ui.kit.choice_group import Arrangement, ChoiceGroup, Option
from surveyapp.ui.kit.paint import is_rtl
from surveyapp.ui.kit.text import Label, text_width
from surveyapp.ui.questions.base import SlotLine
from surveyapp.ui.questions.matrix_grid import Grid, GridRow, Plan
from surveyapp.ui.theme import Themed, Type, current

GRID_FROM = 900  # px of window; the page's margins are not part of our width
_PAGE_MARGINS = 64
_CELL = 64


class MatrixItem(QWidget, Themed):
    """One row spelt out: its words, its number, its answers."""

    def __init__(self, parent: QWidget, *, many: bool, kiosk: bool) -> None:
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
        arrangement = Arrangement.ACROSS if many else Arrangement.PLAIN
        self.group = ChoiceGroup(many=many, arrangement=arrangement, parent=self)
        self.group.set_kiosk(kiosk)
        column.addWidget(self.group)

    def retheme(self) -> None:
        """Measure again."""
        self.updateGeometry()


class MatrixBody(QWidget):
    """Grid or items, by width. ``turning`` and ``turned`` stand around a change of the two.

    ``needed(wide)`` asks for the rows of the grid, or for the items, before they are shown.
    """

    needed = Signal(bool)
    turning = Signal()
    turned = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.grid = Grid(self)
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

    def set_order(self, rows: list[GridRow], items: list[MatrixItem]) -> None:
        """Let rows and items stand in this order."""
        self.grid.rows = rows
        for at, item in enumerate(items):
            if self.item_column.indexOf(item) != at:
                self.item_column.insertWidget(at, item)

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
        """Say that words wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height in a width."""
        if self.wide(width):
            return self.grid.height_for(width)
        return max(0, self.item_column.totalHeightForWidth(width))

    def sizeHint(self) -> QSize:
        """Return a readable width, and the height in it."""
        width = self.width() or current().px(640)
        return QSize(current().px(640), self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Return the least width."""
        return QSize(240, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place everything in the new width."""
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """Show the one that fits the width."""
        wide = self.wide(self.width())
        self.needed.emit(wide)
        shown, other = (self.grid, self.items) if wide else (self.items, self.grid)
        focused = QApplication.focusWidget()
        turns = not other.isHidden() or (focused is not None and other.isAncestorOf(focused))
        if turns:
            self.turning.emit()
        # The new one first: hiding what holds the focus would throw it out of the page.
        shown.setGeometry(self.rect())
        shown.show()
        if turns:
            self.turned.emit()
        other.hide()
