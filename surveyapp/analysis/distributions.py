"""How answers spread: counts and shares of a question's choices, by region, and matrices ranked.

Respondents choose themselves, so every share is "of the respondents" who answered that question.
Small cells come out hidden (``count`` is ``None``); nothing above can show what is not here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from surveyapp.analysis.rates import SMALL_CELL, Rate
from surveyapp.analysis.suppression import Hidden, Sum, is_small, suppress
from surveyapp.analysis.tables import Column, ColumnChoice, ResponseTable, Row
from surveyapp.analysis.values import CHOICE_KINDS, LIST_KINDS, Kind

UNLISTED = ""
"""Code of the cell that gathers answers which are on no version's list."""

_Key = tuple[str, str]  # (group, code); "" is all groups, _N the number who answered
_ALL = ""
_N = "\x00n"


@dataclass(frozen=True, slots=True)
class Cell:
    """How many gave one answer."""

    value: str
    """Code of the choice, or ``UNLISTED``."""
    count: int | None
    """People; ``None`` where hidden."""
    rate: Rate | None
    """Their share of those who answered; ``None`` where hidden or nobody answered."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """The answers to one choice question, of everybody or of one group."""

    column: Column
    group: str
    """Region code; ``""`` for all."""
    answered: int | None
    """People who answered; ``None`` where hidden."""
    cells: tuple[Cell, ...]
    """In the order of the list, unlisted answers last."""
    small: int
    """Cells hidden because they are small, the number who answered included."""
    further: int
    """Cells hidden so that the small ones cannot be worked out."""

    def ranked(self) -> tuple[Cell, ...]:
        """Return the cells most frequent first, hidden ones last in the order of the list."""
        return tuple(sorted(self.cells, key=lambda c: (c.count is None, -(c.count or 0))))


@dataclass(frozen=True, slots=True)
class MatrixItem:
    """One row of a matrix, summed up on its numbered scale."""

    column: Column
    answered: int | None
    """People who gave a point of the scale; ``None`` where hidden."""
    mean: float | None
    """Mean of the scale's numbers; ``None`` below five answers."""
    top: Rate | None
    """Share of the two highest points; ``None`` where hidden or nobody answered."""
    apart: int | None
    """People for whom it does not apply, never part of the above; ``None`` where hidden."""
    hidden: int
    """Figures hidden because they are small."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """Questions asked in one grid with one list."""

    group: str
    """Ref of the group around it."""
    section: Column
    """Its first row, which knows the labels of the group."""
    scale: tuple[ColumnChoice, ...]
    """Numbered choices, lowest first."""
    apart: tuple[ColumnChoice, ...]
    """Choices off the scale, such as "does not apply"."""
    items: tuple[MatrixItem, ...]
    """Ranked: highest share of the two top points first, hidden ones last."""


def choice_columns(table: ResponseTable) -> tuple[Column, ...]:
    """Return the questions with a list of choices that somebody is asked."""
    return tuple(c for c in table.columns if c.asked and c.kind in CHOICE_KINDS and c.choices)


def distribution(column: Column, rows: Iterable[Row]) -> Distribution:
    """Return how answers to ``column`` spread over all ``rows``."""
    counts, codes = _counts(column, [(_ALL, row) for row in rows])
    return _distribution(column, _ALL, counts, codes, _hide_one(column, counts, codes))


def by_region(column: Column, rows: Iterable[Row]) -> tuple[Distribution, ...]:
    """Return how answers spread in each region where the forum stopped, sorted by code.

    What ``distribution`` shows of all regions is taken as known to the reader: cells here are
    hidden so that neither the rows, nor the columns, nor both together give a small one away.
    """
    rows = list(rows)
    pairs = [(row.region, row) for row in rows] + [(_ALL, row) for row in rows]
    counts, codes = _counts(column, pairs)
    regions = sorted({row.region for row in rows})
    for region in regions:
        for code in (*codes, _N):
            counts.setdefault((region, code), 0)
    overall = _hide_one(column, counts, codes)
    fixed = frozenset(key for key in counts if key[0] == _ALL and key not in overall.all)
    sums = [Sum(tuple((region, code) for region in regions), (_ALL, code)) for code in (*codes, _N)]
    if column.kind not in LIST_KINDS:
        sums += [
            Sum(tuple((group, code) for code in codes), (group, _N)) for group in (*regions, _ALL)
        ]
    hidden = suppress(counts, sums, fixed=fixed, given=overall.all)
    return tuple(_distribution(column, region, counts, codes, hidden) for region in regions)


def matrices(table: ResponseTable) -> tuple[Matrix, ...]:
    """Return the grids of a form: rows of one group asked with one list without its labels."""
    grids: dict[tuple[str, tuple[str, ...]], list[Column]] = {}
    for column in table.columns:
        if column.kind is Kind.CHOICE and "list-nolabel" in column.appearance.split():
            codes = tuple(choice.value for choice in column.choices)
            grids.setdefault((column.groups[-1] if column.groups else "", codes), []).append(column)
    return tuple(
        _matrix(group, columns, table.rows)
        for (group, _), columns in grids.items()
        if len(columns) > 1
    )


def _counts(
    column: Column, pairs: Sequence[tuple[str, Row]]
) -> tuple[Counter[_Key], tuple[str, ...]]:
    """Return counts by (group, code), those who answered under ``_N``, and all codes in order."""
    listed = [choice.value for choice in column.choices]
    known = set(listed)
    counts: Counter[_Key] = Counter({(_ALL, code): 0 for code in (*listed, _N)})
    for group, row in pairs:
        value = row.values.get(column.ref)
        if value is None:
            continue
        chosen = value if isinstance(value, tuple) else (str(value),)
        counts[group, _N] += 1
        counts.update({(group, code if code in known else UNLISTED) for code in chosen})
    unlisted = (UNLISTED,) if any(code == UNLISTED for _, code in counts) else ()
    return counts, (*listed, *unlisted)


def _hide_one(column: Column, counts: Counter[_Key], codes: Sequence[str]) -> Hidden[_Key]:
    of_all = {(_ALL, code): counts[_ALL, code] for code in (*codes, _N)}
    parts = tuple((_ALL, code) for code in codes)
    # Somebody may pick several of a list question: its counts do not add up to anything.
    sums = [] if column.kind in LIST_KINDS else [Sum(parts, (_ALL, _N))]
    return suppress(of_all, sums)


def _distribution(
    column: Column, group: str, counts: Counter[_Key], codes: Sequence[str], hidden: Hidden[_Key]
) -> Distribution:
    answered = counts[group, _N]
    # Below five people in all, any figure is about persons.
    shown = not is_small(answered) and (group, _N) not in hidden.all
    cells = []
    for code in codes:
        count = counts[group, code]
        visible = shown and (group, code) not in hidden.all
        rate = Rate(count, answered) if visible and answered else None
        cells.append(Cell(code, count if visible else None, rate))
    small = sum((group, code) in hidden.primary for code in (*codes, _N))
    concealed = sum(cell.count is None for cell in cells) + (not shown)
    return Distribution(
        column=column,
        group=group,
        answered=answered if shown else None,
        cells=tuple(cells),
        small=small,
        further=concealed - small,
    )


def _matrix(group: str, columns: Sequence[Column], rows: Sequence[Row]) -> Matrix:
    choices = columns[0].choices
    scale = sorted((c for c in choices if _is_number(c.value)), key=lambda c: int(c.value))
    numbers = [choice.value for choice in scale]
    items = [_item(column, numbers, rows) for column in columns]
    return Matrix(
        group=group,
        section=columns[0],
        scale=tuple(scale),
        apart=tuple(choice for choice in choices if choice not in scale),
        items=tuple(sorted(items, key=_rank)),
    )


def _item(column: Column, numbers: Sequence[str], rows: Sequence[Row]) -> MatrixItem:
    counts = Counter(str(row.values[column.ref]) for row in rows if column.ref in row.values)
    answered = sum(counts[number] for number in numbers)
    top = sum(counts[number] for number in numbers[-2:])
    apart = sum(count for value, count in counts.items() if value not in numbers)
    enough = answered >= SMALL_CELL
    total = sum(int(number) * counts[number] for number in numbers)
    return MatrixItem(
        column=column,
        answered=None if is_small(answered) else answered,
        mean=total / answered if enough else None,
        top=Rate(top, answered) if enough and not is_small(top) else None,
        apart=None if is_small(apart) else apart,
        hidden=is_small(answered) + (enough and is_small(top)) + is_small(apart),
    )


def _rank(item: MatrixItem) -> tuple[bool, float, float]:
    return (item.top is None, -item.top.share if item.top else 0.0, -(item.mean or 0.0))


def _is_number(value: str) -> bool:
    return value.isascii() and value.removeprefix("-").isdigit()
