"""What every sheet has in common: title, direction, page set-up, header row, table.

A sheet made here is ready for pivot tables: one header row, no two headers alike, a named table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from surveyapp.reports import cells
from surveyapp.reports.cells import Shown
from surveyapp.reports.look import NUMBER_LOOKS, Look, dress, dye, style_number
from surveyapp.reports.streaming import ColumnStyles, Stream
from surveyapp.text import Words

TITLE_LIMIT = 31
"""Characters of a sheet's title (Excel)."""

HEADER_LIMIT = 255
"""Characters of a table's column name (Excel)."""

_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_PAGE_WIDTH = 200
"""Width of an A4 landscape page, in characters of our font, at a scale that can still be read."""


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column of a table sheet: its header, what its cells are, its width in characters."""

    header: str
    look: Look
    width: float
    header_look: Look = Look.HEADER


class Sheets:
    """The sheets of one workbook in the making."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.book = Workbook()
        self.streams: dict[str, Stream] = {}
        self._tables: set[str] = set()
        first = self.book.active
        if first is not None:
            self.book.remove(first)
        dye(self.book)

    def add(self, title: str) -> Worksheet:
        """Add an empty sheet with the language's direction, set up for A4 landscape."""
        sheet: Worksheet = self.book.create_sheet(sheet_title(title, self.book.sheetnames))
        sheet.sheet_view.rightToLeft = self.words.rtl
        sheet.sheet_view.showGridLines = False
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = 9  # A4 (ECMA-376, ST_PaperSize)
        sheet.page_setup.fitToWidth = 1
        sheet.page_setup.fitToHeight = 0  # as many pages as it takes
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_margins.left = sheet.page_margins.right = 0.4
        sheet.page_margins.top, sheet.page_margins.bottom = 0.5, 0.75
        sheet.page_margins.footer = 0.35
        footer = sheet.oddFooter
        if footer is not None:
            start, end = footer.left, footer.right
            if self.words.rtl:
                start, end = end, start
            start.text, end.text = "&A", "&P / &N"
        return sheet

    def add_table(
        self,
        title: str,
        name: str,
        columns: Sequence[SheetColumn],
        rows: Iterable[Sequence[Shown]],
        count: int,
        *,
        frozen: int = 1,
    ) -> Worksheet:
        """Add a sheet with one table, whose rows are poured in when the workbook is saved.

        ``name`` is what formulas and pivot tables call it; the first ``frozen`` columns stay.
        """
        sheet = self.add(title)
        columns = [
            SheetColumn(header, column.look, column.width, column.header_look)
            for header, column in zip(
                unique_headers([column.header for column in columns]), columns, strict=True
            )
        ]
        lines = 1
        for place, column in enumerate(columns, start=1):
            letter = get_column_letter(place)
            sheet.column_dimensions[letter].width = column.width
            self.put(sheet, f"{letter}1", column.header, column.header_look)
            lines = max(lines, ceil(len(column.header) * 1.1 / (column.width - 2)))
        sheet.row_dimensions[1].height = 10 + 13 * min(lines, 6)
        sheet.freeze_panes = f"{get_column_letter(frozen + 1)}2"
        sheet.print_title_rows = "1:1"
        width = sum(column.width for column in columns)
        if width > _PAGE_WIDTH:
            # On one page nobody could read it; the first columns repeat on each instead.
            sheet.page_setup.fitToWidth = ceil(width / _PAGE_WIDTH)
            sheet.print_title_cols = f"A:{get_column_letter(frozen)}"
        if count:
            last = f"{get_column_letter(len(columns))}{count + 1}"
            sheet.add_table(self._table(name, f"A1:{last}", columns))
        self.streams[sheet.title] = Stream(
            [self._styles(sheet, column.look) for column in columns], rows, count
        )
        return sheet

    def add_rows(
        self,
        title: str,
        name: str,
        columns: Sequence[SheetColumn],
        rows: Iterable[Sequence[tuple[Shown, Look]]],
    ) -> Worksheet:
        """Add a short table sheet whose cells each say what they are."""
        sheet = self.add_table(title, name, columns, (), 0)
        del self.streams[sheet.title]
        last = 1
        for last, values in enumerate(rows, start=2):
            for place, (value, look) in enumerate(values, start=1):
                self.put(sheet, f"{get_column_letter(place)}{last}", value, look)
        if last > 1:
            headers = unique_headers([column.header for column in columns])
            named = [
                SheetColumn(header, column.look, column.width)
                for header, column in zip(headers, columns, strict=True)
            ]
            ref = f"A1:{get_column_letter(len(columns))}{last}"
            sheet.add_table(self._table(name, ref, named))
        return sheet

    def put(self, sheet: Worksheet, at: str, value: Shown, look: Look) -> Cell:
        """Put a value into a cell; text stays text whatever it looks like."""
        cell = sheet[at]
        assert isinstance(cell, Cell)
        figure = None if isinstance(value, str) or value is None else cells.number(value)
        if figure is not None:
            cell.value = figure
            dress(cell, look, self.words)
        elif value is not None:
            text = cells.text(str(value))
            cell.value = text
            cell.data_type = "s"  # openpyxl takes "=…" for a formula and "#N/A" for an error
            dress(cell, look, self.words, live=cells.is_live(text))
        else:
            dress(cell, look, self.words)
        return cell

    def _styles(self, sheet: Worksheet, look: Look) -> ColumnStyles:
        plain = Look.CODE if look in NUMBER_LOOKS else look
        return ColumnStyles(
            number=style_number(sheet, look, self.words),
            text=style_number(sheet, plain, self.words),
            live=style_number(sheet, plain, self.words, live=True),
        )

    def _table(self, name: str, ref: str, columns: Sequence[SheetColumn]) -> Table:
        table = Table(displayName=table_name(name, self._tables), ref=ref)
        # Named here: openpyxl would make a cell for every row to look the headers up.
        table.tableColumns = [
            TableColumn(id=place, name=cells.text(column.header))
            for place, column in enumerate(columns, start=1)
        ]
        table.tableStyleInfo = TableStyleInfo(name="TableStyleLight8", showRowStripes=True)
        table.autoFilter = AutoFilter(ref=ref)
        self._tables.add(table.displayName.casefold())
        return table


def sheet_title(wanted: str, taken: Iterable[str]) -> str:
    """Return ``wanted`` as a sheet's title: allowed characters, at most 31, like no other."""
    clean = " ".join(_FORBIDDEN.sub(" ", wanted).split()).strip("'") or "-"
    known = {title.casefold() for title in taken}
    # Excel keeps this one name for itself.
    known.add("history")
    title, number = _fitting(clean, ""), 1
    while title.casefold() in known:
        number += 1
        title = _fitting(clean, f" {number}")
    return title


def _fitting(text: str, ending: str) -> str:
    room = TITLE_LIMIT - len(ending)
    while cells.units(text) > room:
        text = text[:-1]
    return text.rstrip(" '") + ending


def table_name(wanted: str, taken: Iterable[str]) -> str:
    """Return ``wanted`` as a table's name: ASCII letters, digits, underlines; like no other."""
    clean = re.sub(r"[^A-Za-z0-9_]", "_", wanted)[:200]
    name, number = clean, 1
    known = set(taken)
    while name.casefold() in known:
        number += 1
        name = f"{clean}_{number}"
    return name


def unique_headers(headers: Sequence[str]) -> list[str]:
    """Return headers on one line, within a table's limit, no two alike (case does not count)."""
    known: set[str] = set()
    unique = []
    for header in headers:
        clean = " ".join(header.split()) or "-"
        name, number = _within(clean, ""), 1
        while name.casefold() in known:
            number += 1
            name = _within(clean, f" ({number})")
        known.add(name.casefold())
        unique.append(name)
    return unique


def _within(text: str, ending: str) -> str:
    room = HEADER_LIMIT - len(ending)
    return (text if cells.units(text) <= room else text[: room // 2 - 1] + "…") + ending
