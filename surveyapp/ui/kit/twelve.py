"""Twelve things to pick from at a time: the months of a year, or a dozen years."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from surveyapp.ui.kit.button import IconButton
from surveyapp.ui.kit.card import Card
from surveyapp.ui.kit.pick_cell import PickCell
from surveyapp.ui.kit.text import Align, Label
from surveyapp.ui.theme import Type

DOZEN = 12
_IN_ROW = 3


class TwelvePicker(Card):
    """``picked(index)`` when a cell is chosen; page ``p`` shows the indexes 12p to 12p + 11.

    ``title(page)`` heads a page, ``cell(index)`` gives a cell's text and its accessible name.
    """

    picked = Signal(int)

    def __init__(
        self,
        title: Callable[[int], str],
        cell: Callable[[int], tuple[str, str]],
        *,
        now: int,
        most: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(margin=12, spacing=4, radius=12, parent=parent)
        self._title_of = title
        self._cell_of = cell
        self._now = now
        self._most = most
        self._chosen: int | None = None
        self._page = now // DOZEN
        head = QHBoxLayout()
        self._earlier = IconButton("chevron-left", "", parent=self)
        self._later = IconButton("chevron-right", "", parent=self)
        self._title = Label("", Type.BODY_STRONG, align=Align.CENTRE, middle=True, parent=self)
        self._earlier.clicked.connect(lambda: self.go(-1))
        self._later.clicked.connect(lambda: self.go(1))
        head.addWidget(self._earlier)
        head.addWidget(self._title, 1)
        head.addWidget(self._later)
        self.column.addLayout(head)
        grid = QGridLayout()
        grid.setSpacing(4)
        self._cells: list[PickCell] = []
        for place in range(DOZEN):
            button = PickCell(_IN_ROW, self)
            button.clicked.connect(
                lambda _on=False, place=place: self.picked.emit(self._page * DOZEN + place)
            )
            button.moved.connect(self._on_moved)
            self._cells.append(button)
            grid.addWidget(button, place // _IN_ROW, place % _IN_ROW)
        self.column.addLayout(grid)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._fill()

    def set_words(self, earlier: str, later: str) -> None:
        """Speak another language."""
        self._earlier.set_name(earlier)
        self._later.set_name(later)
        self._fill()

    def show_index(self, index: int | None) -> None:
        """Show the page of an index and mark it (or show the page of now)."""
        self._chosen = index
        self._page = (self._now if index is None else index) // DOZEN
        self._fill()

    def go(self, pages: int) -> None:
        """Show an earlier or later page."""
        if 0 <= self._page + pages <= self._most // DOZEN:
            self._page += pages
            self._fill()

    def focus_cell(self) -> None:
        """Put the focus on the chosen cell, else on now's."""
        wanted = self._now if self._chosen is None else self._chosen
        self.cell(wanted).setFocus(Qt.FocusReason.TabFocusReason)

    def cell(self, index: int) -> QAbstractButton:
        """Return the button of an index on the page shown; the first where it is on another."""
        place = index - self._page * DOZEN
        return self._cells[place if 0 <= place < DOZEN else 0]

    def _on_moved(self, cells: int) -> None:
        here = next((i for i, cell in enumerate(self._cells) if cell.hasFocus()), 0)
        there = self._page * DOZEN + here + cells
        if 0 <= there <= self._most:
            self._page = there // DOZEN
            self._fill()
            self.cell(there).setFocus(Qt.FocusReason.TabFocusReason)

    def _fill(self) -> None:
        self._title.set_text(self._title_of(self._page))
        for place, button in enumerate(self._cells):
            index = self._page * DOZEN + place
            text, name = self._cell_of(index)
            chosen = index == self._chosen
            button.show_cell(
                text, name, chosen=chosen, now=index == self._now, stop=chosen or place == 0
            )
            button.setEnabled(index <= self._most)
