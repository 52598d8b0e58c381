"""The filters of the list of responses: state, questionnaire, stop, who asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from surveyapp.text import Words
from surveyapp.ui.kit.button import Button, Size, Variant
from surveyapp.ui.kit.sheet import Sheet
from surveyapp.ui.kit.text import Label
from surveyapp.ui.screens.choices import RadioCards
from surveyapp.ui.theme import Type

ALL = "*"


@dataclass(frozen=True, slots=True)
class FilterGroup:
    """One thing to filter by: ``rows`` are (key, words), ``""`` chosen means all."""

    key: str
    name: str
    all_of_them: str
    rows: tuple[tuple[str, str], ...]
    chosen: str


class FiltersSheet(Sheet):
    """``chosen(group, key)`` as soon as a card is pressed; the list behind follows at once."""

    chosen = Signal(str, str)

    def __init__(self, words: Words, groups: Sequence[FilterGroup], parent: QWidget) -> None:
        super().__init__(parent, words("Filters"), words("Close"))
        self._show = Button("", Variant.PRIMARY, size=Size.BAR, parent=self.panel)
        self._show.clicked.connect(self.close_overlay)
        self.foot.addWidget(self._show)
        for group in groups:
            self.column.addSpacing(12)
            self.column.addWidget(Label(group.name, Type.HEADING, parent=self.panel))
            self.column.addSpacing(4)
            cards = RadioCards(max_columns=1, name=group.name, parent=self.panel)
            rows = ((ALL, group.all_of_them), *group.rows) if group.all_of_them else group.rows
            cards.set_rows(rows, group.chosen or ALL)
            cards.chosen.connect(
                lambda key, group=group.key: self.chosen.emit(group, "" if key == ALL else key)
            )
            self.column.addWidget(cards)
        self.column.addStretch(1)

    def show_found(self, text: str) -> None:
        """Say how many fit, on the button that leads to them."""
        self._show.set_text(text)
