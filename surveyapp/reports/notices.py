"""What a reader must know of how answers became cells: said on the provenance sheet, never silent.

Counted over the tables before anything is written, so that a text that stands on two sheets counts
once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from surveyapp.analysis.tables import Column, RepeatRow, ResponseTable, Row
from surveyapp.analysis.values import CHOICE_KINDS, Value
from surveyapp.reports import cells
from surveyapp.text import Words
from surveyapp.text.formats import Formats

_NAMED = 20
"""Cut texts that are named; more are only counted."""


@dataclass(frozen=True, slots=True)
class Losses:
    """What does not fit into cells as it is, over all responses of a workbook."""

    cut: tuple[str, ...] = ()
    """Texts longer than a cell: response code and question name."""
    replaced: int = 0
    """Characters no workbook can hold, shown by a stand-in."""
    unlisted: int = 0
    """Answers that are on no version's list; they stand as they were typed."""


def losses(tables: Sequence[ResponseTable]) -> Losses:
    """Return what will not fit."""
    cut: list[str] = []
    replaced = unlisted = 0
    lists: dict[str, frozenset[str]] = {}
    for table in tables:
        for code, column, value in _values(table):
            if column.kind in CHOICE_KINDS:
                key = f"{table.form_id}{column.ref}"
                if key not in lists:
                    lists[key] = frozenset(choice.value for choice in column.choices)
                listed = lists[key]
                chosen = value if isinstance(value, tuple) else (str(value),)
                unlisted += sum(one not in listed for one in chosen)
            elif isinstance(value, str):
                replaced += cells.forbidden(value)
                if cells.units(value) > cells.TEXT_LIMIT:
                    cut.append(f"{code} {column.name}")
    return Losses(tuple(cut), replaced, unlisted)


def notices(found: Losses, words: Words) -> list[str]:
    """Return the sentences for the provenance sheet."""
    formats = Formats(words)
    said = [
        words(
            "Times are those of the place where they were noted; the column “{offset}” gives their "
            "distance from universal time, which changes during Ramadan.",
            offset=words("Hours from UTC"),
        ),
        words(
            "Questions that identify a person are kept apart and are in no sheet of this workbook. "
            "Free text may still name somebody: read it before you pass the workbook on."
        ),
        words(
            "Blank means not asked or not answered. In columns of 0 and 1, 0 means asked and not "
            "chosen. An answer that does not fit its question’s type stands as it was typed."
        ),
    ]
    if found.unlisted:
        said.append(
            words.plural(
                "{n} answer is on no list of its question and stands as it was typed.",
                "{n} answers are on no list of their question and stand as they were typed.",
                found.unlisted,
            )
        )
    if found.cut:
        named = formats.listed(found.cut[:_NAMED])
        if len(found.cut) > _NAMED:
            named += "…"
        said.append(
            words.plural(
                "{n} text is longer than a cell can hold ({limit} characters). It ends in “[…]” "
                "and is whole in the app: {places}.",
                "{n} texts are longer than a cell can hold ({limit} characters). They end in “[…]” "
                "and are whole in the app: {places}.",
                len(found.cut),
                limit=formats.number(cells.TEXT_LIMIT),
                places=named,
            )
        )
    if found.replaced:
        said.append(
            words.plural(
                "{n} character cannot stand in a workbook and is shown by a sign in its place.",
                "{n} characters cannot stand in a workbook and are shown by signs in their place.",
                found.replaced,
            )
        )
    return said


def _values(table: ResponseTable) -> Iterator[tuple[str, Column, Value]]:
    by_ref: Mapping[str, Column] = {
        column.ref: column
        for columns in (table.columns, *(repeat.columns for repeat in table.repeats))
        for column in columns
    }
    sources: list[Sequence[Row | RepeatRow]] = [table.rows, *(r.rows for r in table.repeats)]
    for rows in sources:
        for row in rows:
            for ref, value in row.values.items():
                yield row.code, by_ref[ref], value
