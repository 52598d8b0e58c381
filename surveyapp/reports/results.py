"""Every choice question counted, one answer a row: the sheet to build one's own charts on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from surveyapp.analysis.distributions import Distribution
from surveyapp.reports.cells import Shown
from surveyapp.reports.figures import Figures
from surveyapp.reports.look import Look
from surveyapp.reports.responses import Names
from surveyapp.reports.sheets import SheetColumn, Sheets
from surveyapp.reports.summary import answer_label
from surveyapp.text import Words


def add_results(sheets: Sheets, figures: Sequence[Figures], names: Names) -> None:
    """Add the sheet; hidden figures are blank there, with a word beside them."""
    words = sheets.words
    number = Look.HEADER_NUMBER
    several = len(figures) > 1
    columns = [
        *([SheetColumn(words("Form"), Look.WORDS, 24)] if several else []),
        SheetColumn(words("Name"), Look.CODE, 12),
        SheetColumn(words("Question"), Look.WORDS, 44),
        SheetColumn(words("Region of the stop"), Look.WORDS, 22),
        SheetColumn(words("Code"), Look.CODE, 10),
        SheetColumn(words("Answer"), Look.WORDS, 36),
        SheetColumn(words("People"), Look.INTEGER, 10, number),
        SheetColumn(words("Who answered"), Look.INTEGER, 10, number),
        SheetColumn(words("Share of the respondents"), Look.PERCENT, 12, number),
        SheetColumn(words("Interval from"), Look.PERCENT, 10, number),
        SheetColumn(words("Interval to"), Look.PERCENT, 10, number),
        SheetColumn(words("Small cell"), Look.WORDS, 10),
    ]
    rows = [
        [form.table.title(words.language), *row] if several else row
        for form in figures
        for row in _rows(form, names, words)
    ]
    sheets.add_table(
        words("Results"), "Results", columns, rows, len(rows), frozen=3 if several else 2
    )


def _rows(form: Figures, names: Names, words: Words) -> Iterator[Sequence[Shown]]:
    for ref, overall in form.overall.items():
        yield from _cells(overall, words("All regions"), words)
        for group in form.regional.get(ref, ()):
            yield from _cells(group, names.regions.get(group.group, group.group), words)


def _cells(distribution: Distribution, region: str, words: Words) -> Iterator[Sequence[Shown]]:
    column = distribution.column
    for cell in distribution.cells:
        rate = cell.rate
        yield [
            column.name,
            column.label(words.language),
            region,
            cell.value,
            answer_label(column, cell, words),
            cell.count,
            distribution.answered,
            rate.share if rate else None,
            *(rate.interval if rate else (None, None)),
            words("hidden") if cell.count is None else None,
        ]
