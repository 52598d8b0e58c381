"""The first sheet: what this is, who took part, and what the respondents said, on two pages.

Every rate stands with its numerator, its denominator, its date and its definition, and every share
is "of the respondents", because people at a forum choose themselves whether to answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from surveyapp.analysis.distributions import UNLISTED, Cell, Distribution, Matrix, MatrixItem
from surveyapp.analysis.rates import COOP1, SMALL_CELL, Cooperation, Rate, whole
from surveyapp.analysis.tables import Column, pick
from surveyapp.analysis.values import LIST_KINDS, Kind
from surveyapp.reports.figures import Figures
from surveyapp.reports.look import Look
from surveyapp.reports.page import Entry, Page
from surveyapp.reports.responses import LANGUAGE_NAMES, Names
from surveyapp.reports.sheets import Sheets
from surveyapp.text import Words
from surveyapp.text.bidi import strip_isolates
from surveyapp.text.formats import Formats

HEADLINES = ("need", "status", "funnel", "worst")
"""Questions the summary opens with where a form has them (F1: expectations, export status, stage
in the programme, biggest obstacle); a form without any shows its first choice questions."""

_HEADLINE_LIMIT = 6
_LONG_LIST = 8
"""Choices from which on a list is taken for names, not steps, and is ranked."""

_WIDTHS = (48, 16, 13, 13, 13, 13, 13, 13, 13, 13)
_CROSS_LIMIT = len(_WIDTHS) - 2
"""Choices that fit beside the region and the number who answered."""


def add_summary(sheets: Sheets, figures: Sequence[Figures], names: Names, made: datetime) -> None:
    """Add the sheet."""
    _Summary(sheets, names).fill(figures, made)


def headlines(figures: Figures) -> tuple[Distribution, ...]:
    """Return the questions that stand on the first sheet."""
    gridded = {item.column.ref for matrix in figures.matrices for item in matrix.items}
    by_name = {d.column.name: d for ref, d in figures.overall.items() if ref not in gridded}
    known = tuple(by_name[name] for name in HEADLINES if name in by_name)
    return known or tuple(by_name.values())[:_HEADLINE_LIMIT]


class _Summary:
    def __init__(self, sheets: Sheets, names: Names) -> None:
        self._words: Words = sheets.words
        self._formats = Formats(sheets.words)
        self._names = names
        self._page = Page(sheets, sheets.words("Summary"), _WIDTHS)

    def fill(self, figures: Sequence[Figures], made: datetime) -> None:
        words, page = self._words, self._page
        page.line(words("Consolidated workbook of responses"), Look.TITLE)
        page.line(
            words(
                "Everything the forum’s questionnaires hold, made {day} at {time}: figures on this "
                "sheet and on “{results}”, then the responses in words and in codes, the codebook "
                "and where the data come from.",
                day=self._formats.long_date(made.date()),
                time=self._formats.clock(made),
                results=words("Results"),
            ),
            Look.LEAD,
        )
        page.line(
            words(
                "Respondents chose themselves whether to answer. Every share is of the respondents "
                "who answered that question, never of all companies of a region."
            ),
            Look.LEAD,
        )
        self._hidden(figures)
        self._key_figures(figures)
        for form in figures:
            if len(figures) > 1:
                page.line(form.table.title(words.language), Look.TITLE)
            self._participation(form)
            for matrix in form.matrices:
                self._matrix(form, matrix)
            for distribution in headlines(form):
                self._distribution(form, distribution)
            self._by_region(form)

    def _hidden(self, figures: Sequence[Figures]) -> None:
        small, further = sum(f.small for f in figures), sum(f.further for f in figures)
        if not small and not further:
            return
        words = self._words
        text = words.plural(
            "{n} cell of fewer than {limit} people is hidden in this workbook’s figures.",
            "{n} cells of fewer than {limit} people are hidden in this workbook’s figures.",
            small,
            limit=SMALL_CELL,
        )
        if further:
            text += " " + words.plural(
                "{n} more is hidden with them, so that they cannot be worked out.",
                "{n} more are hidden with them, so that they cannot be worked out.",
                further,
            )
        self._page.line(text, Look.WARNING)

    def _key_figures(self, figures: Sequence[Figures]) -> None:
        words, page = self._words, self._page
        rows = [row for form in figures for row in form.table.rows]
        languages = Counter(row.language for row in rows if row.language)
        spoken = [
            f"{words(LANGUAGE_NAMES[tag]) if tag in LANGUAGE_NAMES else tag} "
            f"{strip_isolates(self._formats.number(count))}"
            for tag, count in languages.most_common()
        ]
        days = sorted({row.stop.rpartition("_")[2] for row in rows})
        facts: list[tuple[str, Entry]] = [
            (words("Responses"), (len(rows), Look.TOTAL_INTEGER)),
            (words("Stops"), (len({row.stop for row in rows}), Look.TOTAL_INTEGER)),
            (words("Regions"), (len({row.region for row in rows}), Look.TOTAL_INTEGER)),
            (words("Devices"), (len({row.device for row in rows}), Look.TOTAL_INTEGER)),
        ]
        page.gap()
        for label, entry in facts:
            page.row([(label, Look.WORDS), entry])
        if spoken:
            page.row(
                [(words("Languages of the answers"), Look.WORDS), (" · ".join(spoken), Look.PLAIN)]
            )
        until = max((f.until for f in figures if f.until), default=None)
        if until and days:
            page.row([(words("Last response"), Look.WORDS), (_wall(until), Look.MOMENT)])
        page.gap()

    def _participation(self, form: Figures) -> None:
        words, page = self._words, self._page
        page.line(words("Who took part"), Look.HEADING)
        if form.asks_consent:
            page.line(f"{words(COOP1)} {self._interval_note()} {self._until(form)}", Look.NOTE)
            page.line(
                words(
                    "A response rate (AAPOR RR1) divides by the eligible people present. That "
                    "number comes from check-in and is not among these data: none is given."
                ),
                Look.NOTE,
            )
        else:
            page.line(self._until(form), Look.NOTE)
        page.headers(
            [
                (words("Stop"), Look.HEADER),
                (words("Offered"), Look.HEADER_NUMBER),
                (words("Completed"), Look.HEADER_NUMBER),
                (words("Declined"), Look.HEADER_NUMBER),
                (words("Left part-way"), Look.HEADER_NUMBER),
                *(self._rate_headers(words("Cooperation rate")) if form.asks_consent else []),
            ]
        )
        stops = self._names.stops
        for group in form.by_stop:
            page.row(self._group(stops.get(group.key, group.key), group, form.asks_consent))
        page.bars(6, len(form.by_stop) if form.asks_consent else 0)
        if len(form.by_region) < len(form.by_stop):
            for group in form.by_region:
                name = self._names.regions.get(group.key, group.key)
                page.row(self._group(name, group, form.asks_consent))
            page.bars(6, len(form.by_region) if form.asks_consent else 0)
        total = self._group(words("All stops"), whole(form.by_stop), form.asks_consent)
        page.row([(value, _TOTALS.get(look, look)) for value, look in total])
        page.gap()

    def _group(self, name: str, group: Cooperation, with_rate: bool) -> list[Entry]:
        entries: list[Entry] = [
            (name, Look.WORDS),
            (group.offered, Look.INTEGER),
            (group.completed, Look.INTEGER),
            (group.refused, Look.INTEGER),
            (group.partial, Look.INTEGER),
        ]
        return entries + (self._rate(group.rate) if with_rate else [])

    def _matrix(self, form: Figures, matrix: Matrix) -> None:
        words, page, language = self._words, self._page, self._words.language
        page.line(_section(matrix.section, language), Look.HEADING)
        top = matrix.scale[-2:]
        note = words(
            "Of the respondents who rated the item: those who chose “{first}” or “{second}”, "
            "the most frequent first.",
            first=top[0].label(language),
            second=top[-1].label(language),
        )
        apart = self._formats.listed(tuple(choice.label(language) for choice in matrix.apart))
        if apart:
            note += " " + words("“{answer}” is counted apart and is in no share.", answer=apart)
        page.line(f"{note} {self._interval_note()} {self._until(form)}", Look.NOTE)
        low, high = matrix.scale[0].value, matrix.scale[-1].value
        headers = [
            (words("Item"), Look.HEADER),
            (words("Rated it"), Look.HEADER_NUMBER),
            (words("Chose either"), Look.HEADER_NUMBER),
            *self._rate_headers(words("Proportion")),
            (words("Mean, {low} to {high}", low=low, high=high), Look.HEADER_NUMBER),
        ]
        if apart:
            headers.append((apart, Look.HEADER_NUMBER))
        page.headers(headers)
        for item in matrix.items:
            page.row(self._item(item, bool(apart)))
        page.bars(4, len(matrix.items))
        page.gap()

    def _item(self, item: MatrixItem, with_apart: bool) -> list[Entry]:
        # Nobody rated it: that nobody chose either is no secret.
        nobody = 0 if item.answered == 0 else None
        chosen = item.top.numerator if item.top else nobody
        entries = [
            (item.column.label(self._words.language), Look.WRAPPED),
            self._count(item.answered),
            self._count(chosen),
            *self._rate(item.top, item.answered),
            self._mean(item),
        ]
        return [*entries, self._count(item.apart)] if with_apart else entries

    def _distribution(self, form: Figures, distribution: Distribution) -> None:
        words, page, column = self._words, self._page, distribution.column
        page.line(column.label(words.language), Look.HEADING)
        note = words("Of the respondents who answered this question.")
        if column.kind in LIST_KINDS:
            note += " " + words("Several answers were possible, so shares add up to more than all.")
        page.line(f"{note} {self._interval_note()} {self._until(form)}", Look.NOTE)
        page.headers(
            [
                (words("Answer"), Look.HEADER),
                (words("People"), Look.HEADER_NUMBER),
                (words("Who answered"), Look.HEADER_NUMBER),
                *self._rate_headers(words("Proportion")),
            ]
        )
        cells = distribution.ranked() if _is_ranked(column) else distribution.cells
        for cell in cells:
            page.row(
                [
                    (answer_label(column, cell, words), Look.WRAPPED),
                    self._count(cell.count),
                    self._count(distribution.answered),
                    *self._rate(cell.rate, distribution.answered),
                ]
            )
        page.bars(4, len(cells))
        page.gap()

    def _by_region(self, form: Figures) -> None:
        """Show the first stepped question of the summary by region, in numbers of people."""
        words, page = self._words, self._page
        crossed = next(
            (
                d
                for d in headlines(form)
                if d.column.name == "funnel" and len(d.cells) <= _CROSS_LIMIT
            ),
            None,
        )
        if crossed is None or crossed.column.ref not in form.regional:
            return
        column = crossed.column
        page.line(
            words("{question} – by region", question=column.label(words.language)), Look.HEADING
        )
        note = words("Numbers of respondents, by the region of the stop.")
        page.line(f"{note} {self._until(form)}", Look.NOTE)
        page.headers(
            [
                (words("Region of the stop"), Look.HEADER),
                (words("Who answered"), Look.HEADER_NUMBER),
                *(
                    (answer_label(column, cell, words), Look.HEADER_NUMBER)
                    for cell in crossed.cells
                ),
            ]
        )
        for group in form.regional[column.ref]:
            page.row(
                [
                    (self._names.regions.get(group.group, group.group), Look.WORDS),
                    self._count(group.answered),
                    *(self._count(cell.count) for cell in group.cells),
                ]
            )
        page.row(
            [
                (words("All regions"), Look.TOTAL),
                *(
                    (value, _TOTALS.get(look, look))
                    for value, look in (
                        self._count(crossed.answered),
                        *(self._count(cell.count) for cell in crossed.cells),
                    )
                ),
            ]
        )
        page.gap()

    def _rate_headers(self, name: str) -> list[tuple[str, Look]]:
        low, high = self._words("Interval from"), self._words("Interval to")
        return [(text, Look.HEADER_NUMBER) for text in (name, low, high)]

    def _rate(self, rate: Rate | None, answered: int | None = None) -> list[Entry]:
        if rate is None:
            nobody: Entry = ("–", Look.HIDDEN)
            return [nobody if answered == 0 else self._hidden_mark()] * 3
        return [(share, Look.PERCENT) for share in (rate.share, *rate.interval)]

    def _mean(self, item: MatrixItem) -> Entry:
        if item.mean is not None:
            return (item.mean, Look.MEAN)
        return ("–", Look.HIDDEN) if item.answered == 0 else self._hidden_mark()

    def _count(self, count: int | None) -> Entry:
        return self._hidden_mark() if count is None else (count, Look.INTEGER)

    def _hidden_mark(self) -> Entry:
        return (self._words("hidden"), Look.HIDDEN)

    def _interval_note(self) -> str:
        return self._words("Intervals are Wilson’s, at {level}.", level=self._formats.percent(0.95))

    def _until(self, form: Figures) -> str:
        if form.until is None:
            return self._words("Source: responses in this workbook.")
        return self._words(
            "Source: responses in this workbook, up to {moment}.",
            moment=self._formats.moment(form.until),
        )


def answer_label(column: Column, cell: Cell, words: Words) -> str:
    """Return what the answer of a cell is called."""
    if cell.value == UNLISTED:
        return words("not on the list")
    labels = {choice.value: choice.label(words.language) for choice in column.choices}
    return labels[cell.value]


_TOTALS = {
    Look.WORDS: Look.TOTAL,
    Look.INTEGER: Look.TOTAL_INTEGER,
    Look.PERCENT: Look.TOTAL_PERCENT,
    Look.HIDDEN: Look.TOTAL_HIDDEN,
}


def _is_ranked(column: Column) -> bool:
    return column.kind in (Kind.CHOICES, Kind.RANK) or len(column.choices) >= _LONG_LIST


def _section(column: Column, language: str) -> str:
    return pick(column.section, language) or column.label(language)


def _wall(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)
