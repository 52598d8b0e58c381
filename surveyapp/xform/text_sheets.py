"""XLSForms as text: Markdown and CSV, as pyxform writes them and as people save them.

Excel saves CSV with the list separator of the country, which in Morocco is a semicolon, and in the
code page of the machine unless it is asked for UTF-8. Separators are found; code pages are told,
since a wrong guess would spoil every label without a word.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import TypeAlias

from pyxform import xls2json_backends as backends
from pyxform.errors import PyXFormError

from surveyapp.errors import UserError

Grid: TypeAlias = list[list[str]]

_SEPARATORS = ",;\t|"
_NEEDED = frozenset({"type", "name"})
_TRIED = 50  # rows in which the header of the survey is looked for


def read_text(data: bytes, name: str) -> tuple[tuple[str, Grid], ...] | None:
    """Return the sheets of a Markdown or CSV file, title and rows; None where it is none.

    Raises ``UserError`` where its letters cannot be read.
    """
    readers = {".md": backends.md_to_dict, ".csv": backends.csv_to_dict}
    suffix = PurePath(name).suffix.lower()
    reader = readers.get(suffix)
    if reader is None:
        return None
    text = _decoded(data, name)
    if suffix == ".csv":
        text = _with_commas(text)
    try:
        book = reader(text.encode())
    except (PyXFormError, csv.Error, IndexError, TypeError, AttributeError):
        return None
    titles: Iterable[str] = book["sheet_names"]
    return tuple((t, _grid(book, t.lower())) for t in titles if f"{t.lower()}_header" in book)


def _decoded(data: bytes, name: str) -> str:
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as problem:
        raise UserError(
            "The letters of {file} cannot be read: it is not in UTF-8. In Excel, save it as the "
            "file type CSV UTF-8, or as a workbook (.xlsx).",
            file=name,
        ) from problem


def _with_commas(text: str) -> str:
    """Return a CSV file with commas between its cells, whatever stood there.

    A file that begins with the columns of a survey becomes one.
    """
    for separator in _SEPARATORS:
        rows = _cells(text, separator)
        if rows is None:
            continue
        for number, row in enumerate(rows[:_TRIED]):
            if {cell.strip().lower() for cell in row} >= _NEEDED:
                if number == 0 and row[0].strip():
                    rows = [["survey"], *(["", *each] for each in rows)]
                written = io.StringIO()
                csv.writer(written).writerows(rows)
                return written.getvalue()
    return text


def _cells(text: str, separator: str) -> Grid | None:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error:
        return None


def _grid(book: Mapping[str, list[dict[str, str]]], key: str) -> Grid:
    columns = list(book[f"{key}_header"][0]) if book[f"{key}_header"] else []
    # pyxform calls a column without a header None.
    header = ["" if column == "None" else column for column in columns]
    return [header, *([row.get(column, "") for column in columns] for row in book[key])]
