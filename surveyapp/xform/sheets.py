"""A form's file as sheets of text cells, read safely: caps first, then the reader.

Knows what a spreadsheet is and nothing of XLSForm. Workbooks come from strangers, so nothing is
opened before its size is known: python-calamine is quick but lays a sheet out densely, and a single
cell in the last row makes it end the whole process for want of memory.
"""

from __future__ import annotations

import datetime
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from xml.parsers import expat

from surveyapp.errors import UserError

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

MAX_FILE_BYTES = 50_000_000
MAX_MEMBERS = 2_000
MAX_UNZIPPED_BYTES = 100_000_000
MAX_TEXT_BYTES = 400_000  # Excel's longest cell has 32,767 characters, of at most 10 bytes each
MAX_CELLS = 4_000_000
MAX_COLUMNS = 1_000

# What stands further off is the author's scribbling: pyxform, and so every phone, stops there too.
EMPTY_ROWS_END = 60
EMPTY_COLUMNS_END = 20

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls, and Excel's password-protected files
_REFERENCE = re.compile(r"([A-Za-z]{1,4})(\d{1,8})", re.ASCII)
_CELLS = re.compile(rb"[<:]c[\s/>]")
_PLAIN_CELLS = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"')
_FILLED = frozenset({"v", "is", "f"})
_ZIP_TROUBLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,  # a compression nobody uses for workbooks
    RuntimeError,  # an entry locked by a password
    ValueError,
    OSError,
)
_OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True, slots=True)
class Column:
    """A named column: its header text and its letter in the spreadsheet."""

    name: str
    letter: str


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row below the header: its number in the spreadsheet and its texts by column name."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet whose first row names its columns.

    ``repeated`` are columns whose name already stands further left; their cells are left out.
    """

    name: str
    columns: tuple[Column, ...]
    rows: tuple[SheetRow, ...]
    repeated: tuple[Column, ...] = ()


def column_letter(index: int) -> str:
    """Return the letters of a column counted from 0: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def read_sheets(data: bytes, name: str) -> tuple[Sheet, ...]:
    """Return the sheets of a ``.xlsx``, ``.xls``, ``.md`` or ``.csv`` file, in file order.

    ``name`` is the file's name, for messages and for telling Markdown from CSV. Raises
    ``UserError`` where the file is none of these, damaged, locked, or larger than any form is.
    """
    if not data.strip():
        raise UserError("{file} is empty. Save the form again and choose the new file.", file=name)
    if data.startswith(_ZIP):
        if _OPEN_DOCUMENT in data[:200]:
            raise UserError(
                "{file} is an OpenDocument spreadsheet. Save it as an Excel workbook (.xlsx) and "
                "choose that.",
                file=name,
            )
        return _read_workbook(_checked_xlsx(data, name), name)
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise UserError(
                "{file} is protected by a password. Save it without one and try again.", file=name
            )
        return _read_workbook(data, name)
    from surveyapp.xform.text_sheets import read_text  # brings pyxform, which workbooks do not need

    book = read_text(data, name)
    if book is None:
        raise _not_a_form(name)
    widest = max((len(grid[0]) for _, grid in book), default=0)
    if widest > MAX_COLUMNS:
        raise _far_out(name, widest, 1)
    return tuple(sheet_of(title, grid) for title, grid in book)


def _not_a_form(name: str) -> UserError:
    return UserError(
        "{file} is not an XLSForm. Choose an Excel workbook (.xlsx) with a sheet named survey.",
        file=name,
    )


def _damaged(name: str) -> UserError:
    return UserError(
        "{file} is damaged or incomplete. Copy it again from where it came.", file=name
    )


# --- Excel ---------------------------------------------------------------------------------------


def _checked_xlsx(data: bytes, name: str) -> bytes:
    """Return the workbook rebuilt from members that were read under caps.

    The reader then sees these bytes only, whatever the original's directory claims: no pictures,
    no macros, no entry that unpacks to more than it says.
    """
    rebuilt = io.BytesIO()
    left = MAX_UNZIPPED_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(rebuilt, "w") as target:
            members = source.infolist()
            if "xl/workbook.xml" not in {member.filename for member in members}:
                raise _not_a_form(name)
            if len(members) > MAX_MEMBERS:
                raise _too_much(name)
            for member in members:
                if not member.filename.endswith((".xml", ".rels")):
                    continue
                with source.open(member) as stream:
                    content = stream.read(left + 1)
                left -= len(content)
                if left < 0:
                    raise _too_much(name)
                if _has_endless_text(content):
                    raise _too_much(name)
                if member.filename.startswith("xl/worksheets/") and member.filename[-4:] == ".xml":
                    _check_extent(content, name)
                target.writestr(member.filename, content)
    except _ZIP_TROUBLE as error:
        raise _damaged(name) from error
    return rebuilt.getvalue()


def _too_much(name: str) -> UserError:
    return UserError("{file} unpacks to more than any form needs. It was not opened.", file=name)


def _has_endless_text(xml: bytes) -> bool:
    """Say whether one text is longer than ``MAX_TEXT_BYTES`` twice over; a shorter one may pass."""
    whole = range(0, len(xml) - MAX_TEXT_BYTES, MAX_TEXT_BYTES)
    return any(xml.find(b"<", start, start + MAX_TEXT_BYTES) < 0 for start in whole)


class _Extent:
    """Follows a worksheet's XML and keeps the last row and column that hold something."""

    def __init__(self) -> None:
        self.row = 0
        self.column = 0
        self._cell = (0, 0)

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if ":" in tag:
            tag = tag.rpartition(":")[2]
        if tag == "c":
            reference = _REFERENCE.fullmatch(attributes.get("r", ""))
            if reference is None:  # cells without a reference follow each other
                self._cell = (self._cell[0], self._cell[1] + 1)
            else:
                self._cell = (int(reference[2]), _column_number(reference[1]))
        elif tag in _FILLED:
            row, column = self._cell
            self.row = max(row, self.row)
            self.column = max(column, self.column)
        elif tag == "row":
            digits = attributes.get("r", "")
            number = int(digits) if digits.isdecimal() else self._cell[0] + 1
            self._cell = (number, 0)


@lru_cache(maxsize=1024)
def _column_number(letters: str) -> int:
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return column


def _plainly_small(xml: bytes) -> bool:
    """Say whether no cell can lie far out: every one says where it stands, as Excel writes it.

    A tenth of the time that following the XML takes; what is not plain is followed.
    """
    if b"\0" in xml or b"<!" in xml:
        return False
    cells = _PLAIN_CELLS.findall(xml)
    if len(cells) != len(_CELLS.findall(xml)):
        return False
    columns, rows = zip(*cells, strict=True) if cells else ((), ())
    row = max(map(int, set(rows)), default=0)
    column = max((_column_number(letters.decode()) for letters in set(columns)), default=0)
    return column <= MAX_COLUMNS and row * column <= MAX_CELLS


def _check_extent(xml: bytes, name: str) -> None:
    if _plainly_small(xml):
        return
    extent = _Extent()
    parser = expat.ParserCreate()

    def refuse_doctype(*_: object) -> None:
        raise _damaged(name)

    parser.StartDoctypeDeclHandler = refuse_doctype
    parser.StartElementHandler = extent.start
    try:
        parser.Parse(xml, True)  # noqa: FBT003 - expat's own "this is the end"
    except expat.ExpatError as error:
        raise _damaged(name) from error
    if extent.column > MAX_COLUMNS or extent.row * extent.column > MAX_CELLS:
        raise _far_out(name, extent.column, extent.row)


def _far_out(name: str, column: int, row: int) -> UserError:
    return UserError(
        "{file} has a cell as far out as {cell}. Delete the rows and columns that lie outside "
        "the form and save it again.",
        file=name,
        cell=f"{column_letter(column - 1)}{row}",
    )


def _read_workbook(data: bytes, name: str) -> tuple[Sheet, ...]:
    import python_calamine as calamine  # only needed where a form is imported

    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            return tuple(
                sheet_of(title, _grid_of(workbook.get_sheet_by_name(title)))
                for title in workbook.sheet_names
            )
    except calamine.CalamineError as error:
        raise _damaged(name) from error


def _grid_of(sheet: CalamineSheet) -> Iterator[Sequence[object]]:
    """Yield the rows from A1 on, one at a time: who stops early has not paid for the others."""
    before = [""] * (sheet.start[1] if sheet.start else 0)
    return ([*before, *row] for row in sheet.iter_rows())


def sheet_of(title: str, grid: Iterable[Sequence[object]]) -> Sheet:
    """Return the sheet whose cells are the rows of ``grid``, the header first."""
    lines = iter(grid)
    header = [" ".join(_text(value).split()) for value in next(lines, ())]
    columns: list[Column] = []
    repeated: list[Column] = []
    places: list[tuple[int, str]] = []
    empty = 0
    for index, text in enumerate(header):
        if not text:
            empty += 1
            if empty > EMPTY_COLUMNS_END:
                break
            continue
        empty = 0
        column = Column(text, column_letter(index))
        if any(text == known.name for known in columns):
            repeated.append(column)
            continue
        columns.append(column)
        places.append((index, text))
    rows = []
    for number, values in enumerate(lines, start=2):
        cells = {}
        for index, column_name in places:
            value = values[index] if index < len(values) else ""
            if value != "" and (text := _text(value)):
                cells[column_name] = text
        if cells:
            rows.append(SheetRow(number, cells))
        elif number - (rows[-1].number if rows else 1) > EMPTY_ROWS_END:
            break
    return Sheet(title, tuple(columns), tuple(rows), tuple(repeated))


def _text(value: object) -> str:
    """Return a cell as pyxform would read it: 3.0 is 3, a no-break space is a space."""
    if isinstance(value, str):  # nearly all are
        return value.replace("\u00a0", " ").strip()
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case float():
            return str(int(value)) if value.is_integer() else str(value)
        case datetime.datetime() | datetime.date() | datetime.time():
            return value.isoformat()
        case _:
            return str(value)
