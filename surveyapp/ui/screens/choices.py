"""One of a few cards, all in view: what set-up and the stop chooser ask with.

They are radio buttons to assistive technology; arrows move, the space bar chooses.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from surveyapp.ui.kit.option import RadioCard
from surveyapp.ui.theme import current


class RadioCards(QWidget):
    """Cards in as many columns as fit; ``chosen(key)`` when a person chooses."""

    chosen = Signal(str)

    def __init__(
        self,
        rows: Sequence[tuple[str, str]] = (),
        chosen: str = "",
        *,
        column_width: int = 320,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._column_width = column_width
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(8)
        self._cards: dict[str, RadioCard] = {}
        self._columns = 0
        self._hidden: frozenset[str] = frozenset()
        self.set_rows(rows, chosen)

    def set_rows(self, rows: Sequence[tuple[str, str]], chosen: str = "") -> None:
        """Show these ``(key, words)``; known keys keep their card, its focus and its state."""
        kept = chosen or self.choice()
        for key in set(self._cards) - {key for key, _ in rows}:
            card = self._cards.pop(key)
            card.hide()
            card.deleteLater()
        for key, words in rows:
            if key in self._cards:
                self._cards[key].set_text(words)
                continue
            card = RadioCard(words, parent=self)
            card.clicked.connect(lambda _=False, key=key: self.chosen.emit(key))
            self._cards[key] = card
        self._cards = {key: self._cards[key] for key, _ in rows}
        self.set_chosen(kept)
        self._columns = 0
        self._fill()

    def show_only(self, keys: Sequence[str]) -> None:
        """Show only these cards, in the same order (a search)."""
        hidden = frozenset(self._cards) - frozenset(keys)
        if hidden != self._hidden:
            self._hidden = hidden
            self._columns = 0
            self._fill()

    def choice(self) -> str:
        """Return the chosen key, or ``""``."""
        return next((key for key, card in self._cards.items() if card.isChecked()), "")

    def set_chosen(self, key: str) -> None:
        """Choose without a signal."""
        if key in self._cards:
            self._cards[key].setChecked(True)

    def set_wrong(self, wrong: bool) -> None:
        """Show the red line."""
        for card in self._cards.values():
            card.set_wrong(wrong)

    def card(self, key: str) -> RadioCard:
        """Return a key's card."""
        return self._cards[key]

    def first(self) -> RadioCard | None:
        """Return the card the keyboard enters by."""
        shown = [card for key, card in self._cards.items() if key not in self._hidden]
        return next((card for card in shown if card.isChecked()), shown[0] if shown else None)

    def _fill(self) -> None:
        columns = max(1, self.width() // max(1, current().px(self._column_width)))
        columns = min(columns, max(1, len(self._cards)))
        if columns == self._columns:
            return
        self._columns = columns
        while self._grid.count():
            self._grid.takeAt(0)
        place = 0
        for key, card in self._cards.items():
            card.setVisible(key not in self._hidden)
            if key not in self._hidden:
                self._grid.addWidget(card, place // columns, place % columns)
                place += 1
        for column in range(columns):
            self._grid.setColumnStretch(column, 1)
        for column in range(columns, self._grid.columnCount()):
            self._grid.setColumnStretch(column, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take as many columns as fit."""
        super().resizeEvent(event)
        self._fill()
