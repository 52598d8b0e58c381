"""How the sheets look: one green, one font that every office has with Arabic in it, one direction.

A style is asked for by what the cell is; the direction of the workbook's language decides sides
and reading order. Numbers, dates and codes read left to right in both.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.writer.theme import theme_xml

from surveyapp.text import Words

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

FONT = "Arial"
"""Has Arabic on Windows and macOS; LibreOffice puts its own metric twin in its place."""

GREEN = "0B5F56"
SOFT = "E1F0EC"
ON_SOFT = "074A43"
INK = "16211F"
INK2 = "54605C"
LINE = "DFDAD0"
AMBER_SOFT = "FBF0DA"
AMBER = "855100"

_LTR, _RTL, _CONTEXT = 1, 2, 0  # ECMA-376 readingOrder


class Look(StrEnum):
    """What a cell is."""

    TITLE = "title"
    LEAD = "lead"
    HEADING = "heading"
    NOTE = "note"
    WARNING = "warning"
    HEADER = "header"
    HEADER_NUMBER = "header_number"
    HEADER_CODE = "header_code"
    HEADER_CODE_NUMBER = "header_code_number"
    PLAIN = "plain"
    """Words without a line, running on over the cells beside."""
    WORDS = "words"
    """Words in the workbook's language."""
    WRAPPED = "wrapped"
    FREE = "free"
    """Text somebody typed, in whatever language."""
    CODE = "code"
    INTEGER = "integer"
    DECIMAL = "decimal"
    MEAN = "mean"
    PERCENT = "percent"
    DATE = "date"
    MOMENT = "moment"
    TIME = "time"
    TOTAL = "total"
    TOTAL_INTEGER = "total_integer"
    TOTAL_PERCENT = "total_percent"
    HIDDEN = "hidden"
    TOTAL_HIDDEN = "total_hidden"


NUMBER_LOOKS = frozenset(
    {
        Look.INTEGER,
        Look.DECIMAL,
        Look.MEAN,
        Look.PERCENT,
        Look.DATE,
        Look.MOMENT,
        Look.TIME,
        Look.TOTAL_INTEGER,
        Look.TOTAL_PERCENT,
    }
)
"""Looks of cells that hold a number."""

_FORMATS = {
    Look.INTEGER: "#,##0",
    Look.TOTAL_INTEGER: "#,##0",
    Look.DECIMAL: "General",
    Look.MEAN: "0.0",
    Look.PERCENT: "0%",
    Look.TOTAL_PERCENT: "0%",
    Look.DATE: "dd/mm/yyyy",
    Look.MOMENT: "dd/mm/yyyy hh:mm",
    Look.TIME: "hh:mm",
    Look.CODE: "@",
    Look.FREE: "@",
}

_FONTS = {
    Look.TITLE: {"size": 18, "bold": True, "color": GREEN},
    Look.LEAD: {"size": 11, "color": INK2},
    Look.HEADING: {"size": 13, "bold": True, "color": GREEN},
    Look.NOTE: {"size": 9, "color": INK2},
    Look.WARNING: {"size": 10, "color": AMBER},
    Look.HEADER: {"size": 10, "bold": True, "color": "FFFFFF"},
    Look.HEADER_NUMBER: {"size": 10, "bold": True, "color": "FFFFFF"},
    Look.HEADER_CODE: {"size": 10, "bold": True, "color": "FFFFFF"},
    Look.HEADER_CODE_NUMBER: {"size": 10, "bold": True, "color": "FFFFFF"},
    Look.TOTAL: {"size": 10, "bold": True, "color": ON_SOFT},
    Look.TOTAL_INTEGER: {"size": 10, "bold": True, "color": ON_SOFT},
    Look.TOTAL_PERCENT: {"size": 10, "bold": True, "color": ON_SOFT},
    Look.HIDDEN: {"size": 10, "color": INK2},
    Look.TOTAL_HIDDEN: {"size": 10, "color": INK2},
}

_FILLS = {
    Look.HEADER: GREEN,
    Look.HEADER_NUMBER: GREEN,
    Look.HEADER_CODE: GREEN,
    Look.HEADER_CODE_NUMBER: GREEN,
    Look.TOTAL: SOFT,
    Look.TOTAL_INTEGER: SOFT,
    Look.TOTAL_PERCENT: SOFT,
    Look.TOTAL_HIDDEN: SOFT,
    Look.WARNING: AMBER_SOFT,
}

_WRAPPED = frozenset(
    {
        Look.LEAD,
        Look.NOTE,
        Look.WARNING,
        Look.HEADER,
        Look.HEADER_NUMBER,
        Look.HEADER_CODE,
        Look.HEADER_CODE_NUMBER,
        Look.WRAPPED,
    }
)
_LINED = frozenset(
    {
        Look.WORDS,
        Look.WRAPPED,
        Look.FREE,
        Look.CODE,
        Look.HIDDEN,
        *NUMBER_LOOKS,
        Look.TOTAL,
        Look.TOTAL_HIDDEN,
    }
)
_ENDED = frozenset(
    {
        *NUMBER_LOOKS,
        Look.HEADER_NUMBER,
        Look.HEADER_CODE_NUMBER,
        Look.HIDDEN,
        Look.TOTAL_HIDDEN,
    }
)
_LATIN = frozenset({*NUMBER_LOOKS, Look.CODE, Look.HEADER_CODE, Look.HEADER_CODE_NUMBER})
# Room between neighbours that end and begin on the same line; sentences need none.
_INDENTED = frozenset({*_LINED, Look.HEADER, *_ENDED, *_LATIN, Look.PLAIN}) - {Look.FREE}


@dataclass(frozen=True, slots=True)
class Style:
    """The five parts openpyxl makes a cell's style of."""

    font: Font
    fill: PatternFill | None
    border: Border | None
    alignment: Alignment
    number_format: str


@cache
def style(look: Look, rtl: bool) -> Style:
    """Return the style of a look in a right-to-left or left-to-right workbook."""
    font = _FONTS.get(look, {"size": 10, "color": INK})
    fill = _FILLS.get(look)
    return Style(
        font=Font(name=FONT, **font),  # type: ignore[arg-type]
        fill=PatternFill("solid", start_color=fill, end_color=fill) if fill else None,
        border=Border(bottom=Side("thin", color=LINE)) if look in _LINED else None,
        alignment=Alignment(
            horizontal=_side(look, rtl),
            vertical="top" if look in (Look.LEAD, Look.NOTE) else "center",
            wrap_text=look in _WRAPPED or None,
            readingOrder=_order(look, rtl),
            indent=1 if look in _INDENTED else 0,
        ),
        number_format=_FORMATS.get(look, "General"),
    )


def _side(look: Look, rtl: bool) -> str | None:
    if look is Look.FREE:
        return None  # each text on the side its own language begins
    at_end = look in _ENDED
    return "right" if at_end != rtl else "left"


def _order(look: Look, rtl: bool) -> int:
    if look is Look.FREE:
        return _CONTEXT
    if look in _LATIN:
        return _LTR
    return _RTL if rtl else _LTR


def dress(cell: Cell, look: Look, words: Words, *, live: bool = False) -> None:
    """Give a cell its look; ``live`` text is marked so that editing never makes it a formula."""
    chosen = style(look, words.rtl)
    cell.font = chosen.font
    if chosen.fill:
        cell.fill = chosen.fill
    if chosen.border:
        cell.border = chosen.border
    cell.alignment = chosen.alignment
    cell.number_format = chosen.number_format
    if live:
        cell.quotePrefix = True


def style_number(sheet: Worksheet, look: Look, words: Words, *, live: bool = False) -> int:
    """Return the number under which the workbook keeps a style, for rows that are streamed."""
    cell = Cell(sheet, row=1, column=1)  # belongs to no row of the sheet
    dress(cell, look, words, live=live)
    return cell.style_id


def dye(book: Workbook) -> None:
    """Give the workbook our colours and font, so that tables and new cells take them too."""
    theme = theme_xml.replace("4F81BD", GREEN).replace("C0504D", "C27808")
    book.loaded_theme = theme.replace('typeface="Calibri"', f'typeface="{FONT}"')
    # No public door leads to the style that cells without a style have.
    normal = book._named_styles["Normal"]  # type: ignore[attr-defined]
    normal.font = Font(name=FONT, size=10, color=INK)
