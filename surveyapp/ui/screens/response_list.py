"""The list of responses: search, states, filters, and the rows; what is marked to be moved.

It must not know where the rows come from, nor what becomes of what is pressed.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from surveyapp.text import Words
from surveyapp.ui.kit.button import Button, IconButton, Variant
from surveyapp.ui.kit.card import Bar
from surveyapp.ui.kit.chip import FilterChip
from surveyapp.ui.kit.field import Field
from surveyapp.ui.kit.flow_layout import FlowLayout
from surveyapp.ui.kit.icon import Icon
from surveyapp.ui.kit.record_list import RecordList
from surveyapp.ui.kit.tag import Tag
from surveyapp.ui.kit.text import Align, Label
from surveyapp.ui.models.responses import SHELF_NAMES, Shelf
from surveyapp.ui.screens.home_parts import joined
from surveyapp.ui.theme import Type, current

LOW = 560
"""Height of the window, at 100 % text, under which the rows need the room of all else."""


@dataclass(frozen=True, slots=True)
class ListState:
    """What stands above the rows."""

    total: str
    """How many responses this device holds, in words."""
    waiting: str
    """How many of them are to be handed over, in words; ``""`` where that is not the question."""
    found: str
    """How many fit, in words; ``""`` where nothing is asked for."""
    shelf: Shelf
    counts: dict[Shelf, int]
    filters: tuple[tuple[str, str], ...]
    """Key and words of each filter in force."""
    empty: tuple[str, str]
    """What to say where no row fits, and what leads out (``""``: nothing does)."""


class ResponseListPane(QWidget):
    """``searched(text)``, ``shelf_chosen(Shelf)``, and what a person wants of the rows."""

    searched = Signal(str)
    shelf_chosen = Signal(object)
    filters_requested = Signal()
    filter_dropped = Signal(str)
    all_dropped = Signal()
    """The person wants to see everything again."""
    all_picked = Signal()
    """Every response that fits is to be marked, those out of view too."""
    move_requested = Signal(object)
    """Ids of the marked responses are to be moved to another stop."""

    def __init__(self, words: Words, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = words
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._head = QVBoxLayout()
        self._head.setSpacing(8)
        self._title = Label("", Type.TITLE, parent=self)
        self._count = Label("", Type.CAPTION, colour="text2", parent=self)
        top = QHBoxLayout()
        top.setSpacing(8)
        # Where the window is low, the count takes the title's place: the rail says where one is.
        self._brief = Label("", Type.CAPTION, colour="text2", middle=True, parent=self)
        top.addWidget(self._title, 1)
        top.addWidget(self._brief, 1)
        self._pick = Button("", Variant.GHOST, parent=self)
        self._all = Button("", Variant.GHOST, parent=self)
        for button in (self._pick, self._all):
            button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Minimum)
            top.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self._all.hide()
        self.search = Field(icon="search", parent=self)
        self._clear = IconButton("x", "-", parent=self)
        self.search.add_after(self._clear)
        self._clear.hide()
        self._filter = IconButton("filter", "-", size=56, filled=True, parent=self)
        find = QHBoxLayout()
        find.setSpacing(8)
        find.addWidget(self.search, 1)
        find.addWidget(self._filter)
        self._chips_box = QWidget(self)
        flow = FlowLayout(self._chips_box, spacing=8)
        self._chips: dict[Shelf, FilterChip] = {}
        for shelf in Shelf:
            chip = FilterChip("", parent=self._chips_box)
            chip.clicked.connect(lambda _=False, shelf=shelf: self.shelf_chosen.emit(shelf))
            flow.addWidget(chip)
            self._chips[shelf] = chip
        self._tags_box = QWidget(self)
        self._tags = FlowLayout(self._tags_box, spacing=8)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addLayout(top)
        names.addWidget(self._count)
        self._head.addLayout(names)
        self._head.addLayout(find)
        self._head.addWidget(self._chips_box)
        self._head.addWidget(self._tags_box)
        self.rows = RecordList(self)
        self._empty = _Empty(self)
        self.bar = Bar(line_above=True, parent=self)
        below = QHBoxLayout(self.bar)
        below.setContentsMargins(16, 9, 16, 8)
        below.setSpacing(12)
        self._leave = Button("", Variant.SECONDARY, parent=self)
        self._move = Button("", Variant.PRIMARY, icon="map-pin", parent=self)
        below.addWidget(self._leave)
        below.addStretch(1)
        below.addWidget(self._move)
        outer.addLayout(self._head)
        outer.addWidget(self.rows, 1)
        outer.addWidget(self._empty, 1)
        outer.addWidget(self.bar)
        self.bar.hide()
        self._empty.hide()
        self._connect()
        self.set_words(words)

    def _connect(self) -> None:
        self.search.text_edited.connect(self._on_search)
        self.search.return_pressed.connect(self._on_return)
        self._clear.clicked.connect(self.clear_search)
        self._filter.clicked.connect(self.filters_requested)
        self._empty.button.clicked.connect(self.all_dropped)
        self._pick.clicked.connect(lambda: self.set_picking(picking=True))
        self._leave.clicked.connect(lambda: self.set_picking(picking=False))
        self._all.clicked.connect(self.all_picked)
        self._move.clicked.connect(self._on_move)
        self.rows.picked.connect(self._show_picks)

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        self._words = words
        self._title.set_text(words("Responses"))
        name = words("Code, organisation, person or place")
        self.search.set_placeholder(name)
        self.search.set_name(name)
        self._clear.set_name(words("Clear the search"))
        self._filter.set_name(words("Filters"))
        self._pick.set_text(words("Select"))
        self.rows.setAccessibleName(words("Responses found"))
        self._leave.set_text(words("Cancel"))
        self._all.set_text(words("Select all"))
        self._chips_box.setAccessibleName(words("State"))
        self._show_picks()

    def show_state(self, state: ListState) -> None:
        """Show counts, states and filters; the rows come by ``rows.show_records``."""
        self._count.set_text(joined(state.total, state.waiting, state.found))
        self._brief.set_text(state.found or state.total)
        for shelf, chip in self._chips.items():
            count = state.counts.get(shelf, 0)
            shown = shelf is Shelf.ALL or count > 0 or shelf is state.shelf
            number = "" if shelf is Shelf.ALL else str(count)
            chip.set_text(self._words(SHELF_NAMES[shelf]), number)
            chip.setChecked(shelf is state.shelf)
            chip.setVisible(shown)
        while (item := self._tags.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for key, text in state.filters:
            tag = Tag(text, self._words("Drop the filter {filter}", filter=text))
            tag.setParent(self._tags_box)
            tag.clicked.connect(lambda _=False, key=key: self.filter_dropped.emit(key))
            self._tags.addWidget(tag)
            tag.show()
        self._tags_box.setVisible(bool(state.filters))
        none = self.rows.records.rowCount() == 0
        self.rows.setVisible(not none)
        self._empty.setVisible(none)
        self._empty.show_words(*state.empty)
        drafts = state.shelf is Shelf.DRAFTS
        self._pick.setVisible(not none and not drafts and not self.rows.picking)
        self._chips_box.layout().invalidate()  # type: ignore[union-attr]
        self.arrange()

    # -- marking ---------------------------------------------------------------------------

    def set_picking(self, *, picking: bool) -> None:
        """Mark rows, or open them again."""
        self.rows.set_picking(picking)
        self._pick.setVisible(not picking)
        self._all.setVisible(picking)
        self.bar.setVisible(picking)
        self._show_picks()
        self.rows.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_picks(self) -> None:
        n = len(self.rows.picks)
        self._move.set_text(
            self._words.plural(
                "Move {n} response to another stop", "Move {n} responses to another stop", n
            )
            if n
            else self._words("Mark what is to be moved")
        )
        self._move.setEnabled(bool(n))

    def _on_move(self) -> None:
        self.move_requested.emit(tuple(self.rows.picks))

    # -- searching -------------------------------------------------------------------------

    def set_search(self, text: str) -> None:
        """Show what is looked for."""
        self.search.set_text(text)
        self._clear.setVisible(bool(text))

    def _on_search(self, text: str) -> None:
        self._clear.setVisible(bool(text))
        self.searched.emit(text)

    def clear_search(self) -> None:
        """Look for nothing any more."""
        self.set_search("")
        self.searched.emit("")
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_return(self) -> None:
        """Open the first that fits, as Enter in a search does."""
        first = self.rows.records.record(0) if self.rows.records.rowCount() else None
        if first is not None and not self.rows.picking:
            self.rows.opened.emit(first.key)

    # -- measures --------------------------------------------------------------------------

    def arrange(self) -> None:
        """Leave the rows their room: where the window is low, the states are in the filters."""
        low = self.window().height() / max(1.0, current().scale) < LOW
        self._chips_box.setVisible(not low)
        for widget in (self._title, self._count):
            widget.setVisible(not low)
        self._brief.setVisible(low)
        edge = 8 if low else 20
        self._head.setContentsMargins(16, edge, 16, 8)

    def event(self, event: QEvent) -> bool:
        """Fit the window as it is shown or changes size."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self.arrange()
        return super().event(event)


class _Empty(QWidget):
    """An icon, a sentence, one way out."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 8, 24, 8)
        column.setSpacing(12)
        self._words = Label("", Type.LABEL, colour="text2", align=Align.CENTRE, parent=self)
        self.button = Button("", Variant.SECONDARY, parent=self)
        self.button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Minimum)
        middle = Qt.AlignmentFlag.AlignHCenter
        column.addStretch(1)
        column.addWidget(Icon("inbox", 40, parent=self), 0, middle)
        column.addWidget(self._words)
        column.addWidget(self.button, 0, middle)
        column.addStretch(2)

    def show_words(self, text: str, way_out: str) -> None:
        """Say why nothing is here."""
        self._words.set_text(text)
        self.button.set_text(way_out)
        self.button.setVisible(bool(way_out))
