"""The consolidated workbook: from tables and words to one .xlsx file, whole or not there.

Sheets: summary, results, then for each form its responses in words and in codes and a sheet a
repeat, then codebook and provenance. Identifiers cannot be in it: the tables have none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from surveyapp.analysis.tables import ResponseTable
from surveyapp.progress import Progress, Silent
from surveyapp.reports.codebook import add_codebook
from surveyapp.reports.figures import work_out
from surveyapp.reports.files import check_target, replacing
from surveyapp.reports.notices import losses, notices
from surveyapp.reports.provenance import Provenance, add_provenance
from surveyapp.reports.responses import Lists, Names, ResponseSheets, Spelling
from surveyapp.reports.results import add_results
from surveyapp.reports.sheets import Sheets
from surveyapp.reports.streaming import save
from surveyapp.reports.summary import add_summary
from surveyapp.text import Words


@dataclass(frozen=True, slots=True)
class WorkbookReport:
    """What was written."""

    path: Path
    sheets: tuple[str, ...]
    responses: int
    size: int
    """Bytes of the file."""
    small: int
    """Cells of figures hidden because fewer than five people are in them."""
    further: int
    """Cells hidden so that those cannot be worked out."""
    cut: int
    """Texts longer than a cell."""
    replaced: int
    """Characters no workbook can hold."""


def write_workbook(
    path: Path,
    tables: Sequence[ResponseTable],
    words: Words,
    *,
    names: Names,
    provenance: Provenance,
    partials: Mapping[str, Mapping[str, int]] | None = None,
    lists: Lists = Lists.BOTH,
    progress: Progress | None = None,
) -> WorkbookReport:
    """Write the workbook in the language of ``words``.

    ``partials`` counts responses left part-way by form id and stop key. A file already called
    ``path`` is replaced only once the new one is complete. Raises ``UserError`` where it cannot be
    written there and whatever ``progress`` raises to cancel; nothing half-written stays.
    """
    check_target(path)
    watched = progress or Silent()
    sheets = Sheets(words)
    found = losses(tables)
    figures = [work_out(table, (partials or {}).get(table.form_id, {})) for table in tables]
    add_summary(sheets, figures, names, provenance.made)
    add_results(sheets, figures, names)
    responses = ResponseSheets(sheets, names, watched, lists=lists)
    for table in tables:
        _add_responses(responses, table, words, alone=len(tables) == 1)
    add_codebook(sheets, tables)
    add_provenance(sheets, tables, provenance, notices(found, words))
    with replacing(path) as file:
        save(sheets.book, sheets.streams, file)
    return WorkbookReport(
        path=path,
        sheets=tuple(sheets.book.sheetnames),
        responses=sum(len(table.rows) for table in tables),
        size=path.stat().st_size,
        small=sum(form.small for form in figures),
        further=sum(form.further for form in figures),
        cut=len(found.cut),
        replaced=found.replaced,
    )


def _add_responses(
    responses: ResponseSheets, table: ResponseTable, words: Words, *, alone: bool
) -> None:
    title = table.title(words.language)
    for spelling in Spelling:
        name = (
            words("Responses in words")
            if spelling is Spelling.WORDS
            else words("Responses in codes")
        )
        responses.add(table, spelling, name if alone else f"{name} {title}")
    for repeat in table.repeats:
        for spelling in Spelling:
            name = repeat.label(words.language)
            coded = spelling is Spelling.CODES
            responses.add_repeat(
                table, repeat, spelling, words("{name} in codes", name=name) if coded else name
            )
