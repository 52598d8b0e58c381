"""Another program opens what we write: no repair, right to left, every cell as we meant it."""

from __future__ import annotations

import shutil
import subprocess
import warnings
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.reports.conftest import CODES, Make

ROWS: list[dict[str, Any]] = [
    {
        "consent": "1",
        "start": "2026-12-26T10:30:00+01:00",
        "status": "reg",
        "staff": "12",
        "share": "45.5",
        "founded": "2001-03-09",
        "opens": "08:30:00",
        "need": "fair dir",
        "idea": "=1+1",
        "again": "_x0041_ & <b> سمك",
        "o_fin": "4",
        "product": [{"what": "#N/A", "price": "90"}],
    },
    {"consent": "1", "idea": "a\x07b", "staff": "beaucoup"},
    {"consent": "0"},
]


def through_libreoffice(path: Path, folder: Path) -> Path:
    """Open a workbook in LibreOffice and have it written anew."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    assert program
    out = folder / "again"
    profile = (folder / "profile").as_uri()
    subprocess.run(
        [program, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "xlsx",
         "--outdir", out, path],
        check=True, capture_output=True, timeout=110,
    )  # fmt: skip
    return out / path.name


@pytest.mark.needs("libreoffice")
def test_libreoffice_reads_an_arabic_workbook_as_it_was_meant(make: Make, tmp_path: Path) -> None:
    made = make(ROWS, "ar")
    written = through_libreoffice(made.report.path, tmp_path)
    with warnings.catch_warnings():
        # LibreOffice writes bars in a newer way too, which openpyxl leaves out.
        warnings.filterwarnings("ignore", message=".*extension is not supported")
        again = openpyxl.load_workbook(written)
    assert again.sheetnames == made.book.sheetnames
    assert all(sheet.sheet_view.rightToLeft for sheet in again.worksheets)
    # Without a window LibreOffice keeps no freezes; print titles are the document's own.
    assert again.worksheets[CODES].print_title_rows == "$1:$1"
    theirs = Cells(again, CODES)
    for header in ("_code", "_stop", "_first_day", "_started", "staff", "share", "founded", "opens",
                   "status", "need", "need/dir", "idea", "o_fin", "_id"):  # fmt: skip
        assert theirs.column(header) == made.column(CODES, header), header
    assert theirs.column("idea")[0] == "=1+1"
    assert theirs.column("again")[0] == "_x0041_ & <b> سمك"  # the escape was understood
    assert theirs.types("idea")[0] == "s"
    (table,) = again.worksheets[CODES].tables.values()
    assert table.ref == made.book.worksheets[CODES].dimensions


class Cells:
    """The cells of a sheet by header."""

    def __init__(self, book: openpyxl.Workbook, sheet: int) -> None:
        self._sheet = book.worksheets[sheet]
        self._header = [cell.value for cell in self._sheet[1]]

    def _cells(self, header: str) -> list[Any]:
        place = self._header.index(header) + 1
        return [self._sheet.cell(row, place) for row in range(2, 2 + len(ROWS))]

    def column(self, header: str) -> list[Any]:
        return [cell.value for cell in self._cells(header)]

    def types(self, header: str) -> list[str]:
        return [cell.data_type for cell in self._cells(header)]
