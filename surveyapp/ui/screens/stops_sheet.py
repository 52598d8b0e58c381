"""The stops known here, to move responses to one of them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from surveyapp.services.regions import region_name
from surveyapp.store import Stop
from surveyapp.text import Words, isolate
from surveyapp.text.formats import Formats
from surveyapp.ui.kit.row_button import RowButton
from surveyapp.ui.kit.sheet import Sheet
from surveyapp.ui.kit.text import Label
from surveyapp.ui.screens.home_parts import joined
from surveyapp.ui.theme import Type


class StopsSheet(Sheet):
    """One row a stop; ``stop_chosen(Stop)`` once the sheet has gone."""

    stop_chosen = Signal(object)

    def __init__(
        self, words: Words, stops: tuple[Stop, ...], subtitle: str, parent: QWidget
    ) -> None:
        super().__init__(parent, words("To which stop?"), words("Close"), subtitle=subtitle)
        self._target: Stop | None = None
        for stop in stops:
            row = RowButton("map-pin", tile=True, chevron=True, parent=self.panel)
            day = Formats(words).long_date(stop.first_day)
            region = region_name(stop.region, words.language)
            row.set_content(isolate(region), joined(isolate(stop.place), day))
            row.clicked.connect(lambda _=False, stop=stop: self._choose(stop))
            self.column.addWidget(row)
        if not stops:
            text = words("No other stop is known here. Choose it once as the stop of the day.")
            self.column.addWidget(Label(text, Type.LABEL, colour="text2", parent=self.panel))
        self.column.addStretch(1)
        self.closed.connect(self._on_closed)

    def _choose(self, stop: Stop) -> None:
        self._target = stop
        self.close_overlay()

    def _on_closed(self) -> None:
        self.deleteLater()
        if self._target is not None:
            self.stop_chosen.emit(self._target)
