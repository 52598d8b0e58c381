"""The rows of a repeat as a person knows them: a name, the first answers, how each stands.

The list of rows, the heads of rows on a page and the overview say the same of a row, so it is
worked out once, here. It must not know how any of them looks.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from surveyapp.services.answers import answer_text
from surveyapp.text import Words, isolate_ltr
from surveyapp.text.markup import unmarked
from surveyapp.ui.models.asked import asked_on
from surveyapp.ui.models.row_refs import row_number, rows_around
from surveyapp.xform import FormSession, ProblemKind

SAID = 3
"""Answers that stand for a row: more would not be read."""


@dataclass(frozen=True, slots=True)
class RowFace:
    """One row: ``name`` is the repeat's label and the row's place, ``answers`` its first ones."""

    ref: str
    name: str
    answers: tuple[str, ...] = ()
    asked: int = 0
    answered: int = 0
    wrong: int = 0
    """Answers to check: wrong ones, and missing ones where somebody has been on and gone."""


def rows_of(
    session: FormSession, repeat: str, words: Words, *, checked: Collection[str] = ()
) -> tuple[RowFace, ...]:
    """Return the rows of a repeat, first to last, without those that do not apply.

    ``checked`` are the pages somebody has tried to leave: only there does a missing answer count.
    """
    refs = [f"{repeat}[{n}]" for n in range(1, session.repeat_count(repeat) + 1)]
    asked: dict[str, list[tuple[str, bool]]] = {r: [] for r in refs if session.is_relevant(r)}
    for page in session.pages():
        for ref in asked_on(session, page):
            row = ref[: ref.find("]", len(repeat)) + 1] if ref.startswith(f"{repeat}[") else ""
            if row in asked:
                asked[row].append((ref, page.ref in checked))
    return tuple(_face(session, row, inside, words) for row, inside in asked.items())


def row_name(session: FormSession, row: str, words: Words) -> str:
    """Return what a row is called: its label and number; a label that counts has it already."""
    number = row_number(row)
    label = unmarked(session.label(row))
    if not label:
        return words("Row {number}", number=isolate_ltr(number))
    if re.search(rf"(?<!\d){number}(?!\d)", label):
        return label
    return words("{group} {number}", group=label, number=isolate_ltr(number))


def _face(session: FormSession, row: str, asked: list[tuple[str, bool]], words: Words) -> RowFace:
    answers: list[str] = []
    answered = wrong = 0
    for ref, was_left in asked:
        problem = session.problem(ref)
        if problem is not None and (was_left or problem.kind is not ProblemKind.REQUIRED):
            wrong += 1
        if not session.typed(ref):
            continue
        answered += 1
        # Rows inside this one say their own.
        if len(answers) < SAID and rows_around(ref)[-1] == row:
            answers.append(answer_text(session, ref, words))
    name = row_name(session, row, words)
    return RowFace(row, name, tuple(answers), len(asked), answered, wrong)
