"""The codebook: every question and every code, so that the sheet of codes can be read for years.

Identifier questions are listed too, marked as kept apart: who reads the workbook should know what
was asked and is not in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from surveyapp.analysis.tables import Column, ResponseTable, pick
from surveyapp.analysis.values import Kind
from surveyapp.reports.cells import Shown
from surveyapp.reports.look import Look
from surveyapp.reports.sheets import SheetColumn, Sheets
from surveyapp.text import N_, Words

KIND_NAMES = {
    Kind.TEXT: N_("text"),
    Kind.INTEGER: N_("whole number"),
    Kind.DECIMAL: N_("number"),
    Kind.BOOLEAN: N_("yes or no"),
    Kind.DATE: N_("date"),
    Kind.TIME: N_("time"),
    Kind.DATETIME: N_("date and time"),
    Kind.CHOICE: N_("one answer from a list"),
    Kind.CHOICES: N_("several answers from a list"),
    Kind.RANK: N_("answers put in order"),
    Kind.PLACE: N_("place on the map"),
    Kind.FILE: N_("file"),
}
"""What a column holds, in words."""

_Row = Sequence[tuple[Shown, Look]]


def add_codebook(sheets: Sheets, tables: Sequence[ResponseTable]) -> None:
    """Add the codebook of all forms in the workbook."""
    words = sheets.words
    several = len(tables) > 1
    columns = [
        SheetColumn(words("Name"), Look.CODE, 16),
        SheetColumn(words("Code"), Look.CODE, 12),
        SheetColumn(words("Question or answer"), Look.WRAPPED, 54),
        SheetColumn(words("Type"), Look.WRAPPED, 20),
        SheetColumn(words("Section"), Look.WRAPPED, 22),
        SheetColumn(words("Asked when"), Look.WRAPPED, 34),
        *([SheetColumn(words("Form"), Look.WRAPPED, 26)] if several else []),
        SheetColumn(words("Form versions"), Look.WRAPPED, 16),
        SheetColumn(words("Where the answers are"), Look.WRAPPED, 26),
    ]
    rows = (row for table in tables for row in _rows(table, words, named=several))
    sheets.add_rows(words("Codebook"), "Codebook", columns, rows)


def _rows(table: ResponseTable, words: Words, *, named: bool) -> Iterator[_Row]:
    language = words.language
    form: _Row = [(table.title(language), Look.WRAPPED)] if named else []
    apart = {column.ref for column in table.identifiers}
    in_repeats = [column for repeat in table.repeats for column in repeat.columns]
    # Identifiers come last: their place among the others would say nothing here.
    for column in (*table.columns, *in_repeats, *table.identifiers):
        versions = ", ".join(column.versions)
        yield [
            (column.name, Look.CODE),
            (None, Look.CODE),
            (column.label(language), Look.WRAPPED),
            (words(KIND_NAMES[column.kind]), Look.WRAPPED),
            (_section(column, language), Look.WRAPPED),
            (_asked(column, words), Look.WRAPPED),
            *form,
            (versions, Look.CODE),
            (_where(column, column.ref in apart, words), Look.WRAPPED),
        ]
        for choice in column.choices:
            yield [
                (column.name, Look.CODE),
                (choice.value, Look.CODE),
                (choice.label(language), Look.WRAPPED),
                (words("answer"), Look.WRAPPED),
                (None, Look.WRAPPED),
                (None, Look.WRAPPED),
                *form,
                (versions, Look.CODE),
                (None, Look.WRAPPED),
            ]


def _section(column: Column, language: str) -> str:
    return pick(column.section, language)


def _asked(column: Column, words: Words) -> str:
    if not column.asked:
        return words("never: the form fills it in")
    return column.relevant or words("always on its page")


def _where(column: Column, apart: bool, words: Words) -> str:
    if apart:
        return words("Kept apart: never in this workbook (Law 09-08)")
    if column.repeat:
        return words("Sheet of its own, one row each")
    return words("Sheets of responses")
