"""The file of contacts: identifiers in a file of their own, behind a notice of the law.

Law 09-08 asks for a declared purpose and for no more than it needs. So this file holds who may be
followed up and the code that leads to their answers, never an answer beside a name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from surveyapp.analysis.contacts import ContactTable
from surveyapp.analysis.tables import Column
from surveyapp.analysis.values import CHOICE_KINDS, Value
from surveyapp.reports.cells import Shown
from surveyapp.reports.files import check_target, replacing
from surveyapp.reports.look import Look
from surveyapp.reports.page import Page
from surveyapp.reports.responses import Names
from surveyapp.reports.sheets import SheetColumn, Sheets
from surveyapp.reports.streaming import save
from surveyapp.text import Words
from surveyapp.text.formats import Formats


@dataclass(frozen=True, slots=True)
class ContactsReport:
    """What was written."""

    path: Path
    contacts: int
    size: int
    """Bytes of the file."""


def write_contacts(
    path: Path, tables: Sequence[ContactTable], words: Words, *, names: Names, made: datetime
) -> ContactsReport:
    """Write identifiers to a file of their own, in the language of ``words``.

    Raises ``UserError`` where it cannot be written there; nothing half-written stays.
    """
    check_target(path)
    sheets = Sheets(words)
    count = sum(len(table.rows) for table in tables)
    _notice(sheets, count, made)
    for table in tables:
        if table.identifiers:
            _add(sheets, table, names)
    with replacing(path) as file:
        save(sheets.book, sheets.streams, file)
    return ContactsReport(path, count, path.stat().st_size)


def _notice(sheets: Sheets, count: int, made: datetime) -> None:
    words = sheets.words
    formats = Formats(words)
    page = Page(sheets, words("Read first"), (120,))
    page.line(words("Contacts for follow-up – personal data"), Look.TITLE)
    page.line(
        words(
            "Law 09-08 protects what this file holds: ways to reach people who agreed to be "
            "contacted. Use it for the follow-up they agreed to, and for nothing else."
        ),
        Look.WARNING,
    )
    for rule in (
        words("Keep it encrypted or locked away, and give it only to those who do the follow-up."),
        words("Do not join it to the answers in a file that you pass on."),
        words(
            "Whoever asks to see, correct or withdraw their data may do so: find the response by "
            "its code in the app, change it there, and make this file again."
        ),
        words("Delete it when the follow-up is done."),
        words(
            "Made {day} at {time}. The app has noted that it was made.",
            day=formats.long_date(made.date()),
            time=formats.clock(made),
        ),
        words.plural("{n} contact.", "{n} contacts.", count),
    ):
        page.line(rule, Look.LEAD)


def _add(sheets: Sheets, table: ContactTable, names: Names) -> None:
    words = sheets.words
    language = words.language
    in_repeats = any(row.position for row in table.rows)
    columns = [
        SheetColumn(words("Response"), Look.CODE, 14),
        SheetColumn(words("Stop"), Look.WORDS, 30),
        *([SheetColumn(words("Row"), Look.CODE, 8)] if in_repeats else []),
        *(SheetColumn(column.label(language), Look.WORDS, 26) for column in table.agreed),
        *(SheetColumn(column.label(language), Look.FREE, 36) for column in table.identifiers),
        SheetColumn(words("Response id"), Look.CODE, 38),
    ]
    rows: list[Sequence[Shown]] = [
        [
            row.code,
            names.stops.get(row.stop, row.stop),
            *([".".join(map(str, row.position))] if in_repeats else []),
            *(_shown(column, row.values.get(column.ref), language) for column in table.agreed),
            *(_shown(column, row.values.get(column.ref), language) for column in table.identifiers),
            row.id,
        ]
        for row in table.rows
    ]
    sheets.add_table(words("Contacts"), "Contacts", columns, rows, len(rows))


def _shown(column: Column, value: Value, language: str) -> str:
    """Return a value as text: a phone number is never a number, a code is shown by its label."""
    if value is None:
        return ""
    if column.kind in CHOICE_KINDS:
        labels = {choice.value: choice.label(language) for choice in column.choices}
        codes = value if isinstance(value, tuple) else (str(value),)
        return ", ".join(labels.get(code, code) for code in codes)
    return str(value)
