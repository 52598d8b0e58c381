"""Long sheets, written row by row: openpyxl makes the frame, we pour the rows in.

openpyxl's own cells cost ten times the CPU and, at 100,000 responses, two gigabytes. Here it
writes a sheet with its header, table, freeze, direction and print titles; that small XML is cut at
``</sheetData>`` and the rows are streamed between the halves. Rows come from an iterable, so memory
stays flat however many there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from os import PathLike
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.writer.excel import ExcelWriter

from surveyapp.reports import cells
from surveyapp.reports.cells import Shown

_END = b"</sheetData>"
_DIMENSION = re.compile(rb'<dimension ref="[^"]*"')
_CHUNK = 1 << 16
_MARKUP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


@dataclass(frozen=True, slots=True)
class ColumnStyles:
    """Style numbers of one streamed column: for its numbers, its texts, and texts marked so."""

    number: int
    text: int
    live: int


@dataclass(frozen=True, slots=True)
class Stream:
    """The rows below a sheet's header: ``count`` of them, one value a column."""

    styles: Sequence[ColumnStyles]
    rows: Iterable[Sequence[Shown]]
    count: int
    first_row: int = 2


def save(book: Workbook, streams: Mapping[str, Stream], file: BinaryIO) -> None:
    """Write a workbook, pouring each stream into the sheet of that title."""
    parts = {
        f"xl/worksheets/sheet{number}.xml": streams[title]
        for number, title in enumerate(book.sheetnames, start=1)
        if title in streams
    }
    with _PouringArchive(file, parts) as archive:
        ExcelWriter(book, archive).write_data()


class _PouringArchive(ZipFile):
    """A ZIP file that completes the sheets openpyxl hands it (as temporary files) with rows."""

    def __init__(self, file: BinaryIO, streams: Mapping[str, Stream]) -> None:
        super().__init__(file, "w", ZIP_DEFLATED, allowZip64=True)
        self._streams = streams

    def write(
        self,
        filename: str | PathLike[str],
        arcname: str | PathLike[str] | None = None,
        compress_type: int | None = None,
        compresslevel: int | None = None,
    ) -> None:
        stream = self._streams.get(str(arcname))
        if stream is None:
            super().write(filename, arcname, compress_type, compresslevel)
            return
        head, mark, tail = Path(filename).read_bytes().partition(_END)
        if not mark:
            raise ValueError("a sheet without a header row has no place for rows")
        last = f"{get_column_letter(len(stream.styles))}{stream.first_row + stream.count - 1}"
        # Readers trust the extent that stands at the top.
        head = _DIMENSION.sub(f'<dimension ref="A1:{last}"'.encode(), head, count=1)
        with self.open(str(arcname), "w", force_zip64=True) as part:
            part.write(head)
            for chunk in _chunks(rows_xml(stream)):
                part.write(chunk)
            part.write(mark + tail)


def _chunks(rows: Iterable[str]) -> Iterator[bytes]:
    waiting: list[str] = []
    size = 0
    for row in rows:
        waiting.append(row)
        size += len(row)
        if size > _CHUNK:
            yield "".join(waiting).encode("utf-8")
            waiting.clear()
            size = 0
    yield "".join(waiting).encode("utf-8")


def rows_xml(stream: Stream) -> Iterator[str]:
    """Yield the XML of each row."""
    columns = [
        (get_column_letter(place), styles.number, styles.text, styles.live)
        for place, styles in enumerate(stream.styles, start=1)
    ]
    for at, values in enumerate(stream.rows, start=stream.first_row):
        parts = [f'<row r="{at}">']
        for (letter, numbered, plain, live), value in zip(columns, values, strict=True):
            if value is None or value == "":
                continue
            if not isinstance(value, str):
                figure = cells.number(value)
                if figure is not None:
                    parts.append(f'<c r="{letter}{at}" s="{numbered}"><v>{figure!r}</v></c>')
                    continue
                value = _exact(value)
            text = cells.text(value).translate(_MARKUP)
            style = live if cells.is_live(value) else plain
            parts.append(
                f'<c r="{letter}{at}" s="{style}" t="inlineStr"><is>'
                f'<t xml:space="preserve">{text}</t></is></c>'
            )
        parts.append("</row>")
        yield "".join(parts)


def _exact(value: Shown) -> str:
    """Return a value that no number cell holds exactly, as text."""
    return value.isoformat() if isinstance(value, date | time) else str(value)
