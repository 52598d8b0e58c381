"""Records in pages, for a list of any length.

However long the list, only pages near what is looked at are in memory: a page is asked for when a
row of it is painted, and those left longest ago are forgotten. A table of one column, because Qt
lays out a list view row by row in Python, and a table view by arithmetic.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QWidget

from surveyapp.text.bidi import strip_isolates
from surveyapp.ui.theme import Tone

PAGE = 100
PAGES_KEPT = 20

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Record:
    """What a row says."""

    key: str
    title: str
    caption: str
    state: str = ""
    tone: Tone = Tone.NEUTRAL
    icon: str = ""
    """Of the state."""
    warning: str = ""
    """Said before the line below, with a mark: something in it is doubtful."""


class RecordsModel(QAbstractTableModel):
    """Records in pages: ``fetch(skip, limit)`` returns one, ``told(item)`` words an item."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._count = 0
        self._fetch: Callable[[int, int], Sequence[Any]] = lambda _skip, _limit: ()
        self._told: Callable[[Any], Record] | None = None
        self._pages: OrderedDict[int, list[Any]] = OrderedDict()
        self.marked: Callable[[str], bool] | None = None
        """Says which records are marked, while records can be."""

    def show_records(
        self,
        count: int,
        fetch: Callable[[int, int], Sequence[Any]],
        told: Callable[[Any], Record],
        first: Sequence[Any] = (),
    ) -> None:
        """Show other records; nothing of them is fetched before it is looked at.

        ``first`` are those that are known already: the whole of the first page, or none.
        """
        self.beginResetModel()
        self._count, self._fetch, self._told = count, fetch, told
        self._pages.clear()
        if first:
            self._pages[0] = list(first)
        self.endResetModel()

    def record(self, row: int) -> Record | None:
        """Return a row's record; ``None`` where it has gone meanwhile."""
        number, place = divmod(row, PAGE)
        page = self._pages.get(number)
        if page is None:
            page = list(self._fetch(number * PAGE, PAGE))
            self._pages[number] = page
            while len(self._pages) > PAGES_KEPT:
                self._pages.popitem(last=False)
        self._pages.move_to_end(number)
        if place >= len(page):
            return None
        if not isinstance(page[place], Record):
            assert self._told is not None
            page[place] = self._told(page[place])  # worded once, when it is first looked at
        record = page[place]
        assert isinstance(record, Record)
        return record

    def held(self) -> int:
        """Return how many rows are in memory."""
        return sum(len(page) for page in self._pages.values())

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return how many records there are, fetched or not."""
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return one: a row is painted as a whole."""
        return 0 if parent.isValid() else 1

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Name the column as the list is named, and number the rows: heard, never seen."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation is Qt.Orientation.Vertical:
            return str(section + 1)
        owner = self.parent()
        return owner.accessibleName() if isinstance(owner, QWidget) else ""

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a row says: to the eye, and in full to a screen reader."""
        if role == Qt.ItemDataRole.CheckStateRole and self.marked is not None:
            # For screen readers: the delegate paints the box, and the list toggles it.
            record = self.record(index.row())
            on = record is not None and self.marked(record.key)
            return Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
        if role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.AccessibleDescriptionRole,
        ):
            return None
        record = self.record(index.row())
        if record is None:
            return ""
        said = [record.title, record.state, record.warning, record.caption]
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            said = [record.caption]
        return strip_isolates(", ".join(part for part in said if part))
