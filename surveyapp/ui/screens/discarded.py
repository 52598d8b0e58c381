"""The drafts thrown away lately, each to be taken back with one press."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from surveyapp.services.drafts import KEPT_DAYS, DiscardedRow
from surveyapp.text import Words, isolate
from surveyapp.text.formats import Formats
from surveyapp.ui.kit.button import Button, Variant
from surveyapp.ui.kit.card import Hairline
from surveyapp.ui.kit.sheet import Sheet
from surveyapp.ui.kit.text import Label
from surveyapp.ui.screens.home_parts import joined
from surveyapp.ui.theme import Type


class DiscardedSheet(Sheet):
    """One row a draft, named as on the home screen: never by person."""

    taken_back = Signal(str)
    """The draft's id."""

    def __init__(
        self, words: Words, rows: tuple[DiscardedRow, ...], now: datetime, parent: QWidget
    ) -> None:
        super().__init__(
            parent,
            words("Discarded drafts"),
            words("Close"),
            subtitle=words("Each can be taken back for {days} days.", days=KEPT_DAYS),
        )
        for number, row in enumerate(rows):
            if number:
                self.column.addWidget(Hairline(parent=self.panel))
            self.column.addWidget(self._row(words, row, now))
        self.column.addStretch(1)

    def _row(self, words: Words, discarded: DiscardedRow, now: datetime) -> QWidget:
        row = QWidget(self.panel)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 8, 0, 8)
        line.setSpacing(12)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(Label(isolate(discarded.form_title), Type.LABEL_STRONG, parent=row))
        ago = Formats(words).ago(now - discarded.discarded)
        facts = joined(isolate(discarded.category), words("discarded {when}", when=ago))
        column.addWidget(Label(facts, Type.CAPTION, colour="text2", parent=row))
        button = Button(words("Take back"), Variant.TONAL, parent=row)
        button.setAccessibleDescription(f"{discarded.form_title} {facts}")
        button.clicked.connect(lambda _on=False: self._on_taken(discarded.id))
        line.addLayout(column, 1)
        line.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        return row

    def _on_taken(self, draft_id: str) -> None:
        self.close_overlay()
        self.taken_back.emit(draft_id)
