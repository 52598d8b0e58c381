"""XLSForms written inside tests as Markdown tables, handed over as the workbooks people send.

| survey |
|        | type | name | label |
|        | text | who  | Who?  |

A sheet's name stands in the first column; its next row is the header. ``\\|`` is a pipe.
"""

from __future__ import annotations

import io
import re

from openpyxl import Workbook

_CELL_END = re.compile(r"(?<!\\)\|")


def sheets(markdown: str) -> dict[str, list[list[str]]]:
    """Return the rows of every sheet, header first."""
    found: dict[str, list[list[str]]] = {}
    rows: list[list[str]] = []
    for line in markdown.strip().splitlines():
        if not line.strip():
            continue
        first, *cells = [cell.strip().replace("\\|", "|") for cell in _CELL_END.split(line)[1:-1]]
        if first:
            rows = found.setdefault(first, [])
        if any(cells):
            rows.append(cells)
    return found


def xlsx(markdown: str) -> bytes:
    """Return the workbook that ``markdown`` describes."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for title, rows in sheets(markdown).items():
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append([cell or None for cell in row])
    return saved(workbook)


def saved(workbook: Workbook) -> bytes:
    """Return a workbook's bytes."""
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()
