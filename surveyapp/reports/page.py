"""A sheet that is read from top to bottom: headings, sentences, small tables with bars."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from openpyxl.formatting.rule import DataBar, FormatObject, Rule
from openpyxl.styles.colors import Color
from openpyxl.utils import get_column_letter

from surveyapp.reports.cells import Shown
from surveyapp.reports.look import Look
from surveyapp.reports.sheets import Sheets

Entry = tuple[Shown, Look]
"""A value and what its cell is."""

_BAR = "FF8CC2B7"


class Page:
    """Fills a new sheet from its first row down; ``widths`` are its columns', in characters."""

    def __init__(self, sheets: Sheets, title: str, widths: Sequence[float]) -> None:
        self._sheets = sheets
        self._sheet = sheets.add(title)
        self._widths = widths
        self._row = 1
        for place, width in enumerate(widths, start=1):
            self._sheet.column_dimensions[get_column_letter(place)].width = width

    def gap(self) -> None:
        """Leave a row empty."""
        self._row += 1

    def line(self, text: str, look: Look) -> None:
        """Write a sentence over the whole width, as many lines high as it takes."""
        self._sheets.put(self._sheet, f"A{self._row}", text, look)
        last = get_column_letter(len(self._widths))
        self._sheet.merge_cells(f"A{self._row}:{last}{self._row}")
        if look in (Look.LEAD, Look.NOTE, Look.WARNING):
            # Merged cells never grow by themselves. Arabic letters are narrower than digits.
            lines = ceil(len(text) / (sum(self._widths) * 1.05))
            self._sheet.row_dimensions[self._row].height = 4 + 14 * lines
        elif look is Look.TITLE:
            self._sheet.row_dimensions[self._row].height = 30
        elif look is Look.HEADING:
            self._sheet.row_dimensions[self._row].height = 22
        self._row += 1

    def headers(self, headers: Sequence[tuple[str, Look]]) -> None:
        """Write the header row of a small table."""
        lines = 1
        for (text, _), width in zip(headers, self._widths, strict=False):
            lines = max(lines, ceil(len(text) / (width - 2.5)))
        self._sheet.row_dimensions[self._row].height = 8 + 13 * min(lines, 5)
        self.row(headers)

    def row(self, entries: Sequence[Entry]) -> None:
        """Write one row, from the first column on."""
        lines = 1
        for place, (value, look) in enumerate(entries, start=1):
            if look is Look.WRAPPED and isinstance(value, str):
                lines = max(lines, ceil(len(value) / (self._widths[place - 1] + 2)))
            self._sheets.put(self._sheet, f"{get_column_letter(place)}{self._row}", value, look)
        if lines > 1:
            self._sheet.row_dimensions[self._row].height = 3 + 13 * lines
        self._row += 1

    def bars(self, column: int, rows: int) -> None:
        """Draw a bar for each share in the last ``rows`` rows of a column (from 1)."""
        if rows:
            letter = get_column_letter(column)
            ends = (FormatObject(type="num", val=0), FormatObject(type="num", val=1))
            rule = Rule(type="dataBar", dataBar=DataBar(cfvo=ends, color=Color(rgb=_BAR)))
            self._sheet.conditional_formatting.add(
                f"{letter}{self._row - rows}:{letter}{self._row - 1}", rule
            )
