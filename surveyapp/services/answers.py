"""Answers and problems as a person reads them.

Why it exists: the engine speaks lexical text (``2026-12-26``, ``MA-12``) and kinds of problem;
the overview, the review, the error summary and a history of changes need words.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation

from surveyapp.text import Words, isolate, isolate_ltr
from surveyapp.text.formats import Formats
from surveyapp.text.markup import unmarked
from surveyapp.xform import Control, DataType, FieldDef, FieldProblem, FormSession, ProblemKind

_HIDDEN = "\u2022" * 6
"""What stands for an answer that the form keeps from whoever looks on; not even its length."""
_CHOSEN = {Control.SELECT_ONE, Control.SELECT_MANY, Control.RANK}


def answer_text(session: FormSession, ref: str, words: Words) -> str:
    """Return the answer to a question in words; empty where there is none.

    What was typed but does not fit its type is returned as it was typed.
    """
    value = session.typed(ref)
    if not value:
        return ""
    field = session.question(ref)
    if "masked" in field.appearance.split():
        return _HIDDEN
    if field.control in _CHOSEN:
        labels = {choice.value: unmarked(choice.label) for choice in session.choices(ref)}
        chosen = (value,) if field.control is Control.SELECT_ONE else session.selected(ref)
        return Formats(words).listed(tuple(labels.get(code, code) for code in chosen))
    if field.control is Control.UPLOAD:
        return isolate_ltr(value)  # the name of a file
    if field.control is Control.TRIGGER:
        return words("Yes")
    if field.data_type is DataType.DATE:
        return _day(value, field.appearance, words)
    return _typed(field.data_type, value, words)


def _day(value: str, appearance: str, words: Words) -> str:
    """Return a date as exactly as it was asked: a day, a month or a year."""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return isolate_ltr(value)  # kept as typed: the problem beside it says what is expected
    names = appearance.split()
    if "year" in names:
        return str(day.year)
    formats = Formats(words)
    return formats.month(day) if "month-year" in names else formats.long_date(day)


def _typed(kind: DataType, value: str, words: Words) -> str:
    formats = Formats(words)
    try:
        if kind is DataType.TIME:
            return formats.clock(time.fromisoformat(value))
        if kind is DataType.DATETIME:
            return formats.moment(datetime.fromisoformat(value))
        if kind in (DataType.INT, DataType.DECIMAL):
            return formats.number(Decimal(value))
    except (ValueError, InvalidOperation):
        return isolate_ltr(value)  # kept as typed: the problem beside it says what is expected
    return value if kind is DataType.BOOLEAN else isolate(value)


def problem_text(session: FormSession, problem: FieldProblem, words: Words) -> str:
    """Return what to do about a problem: the form's own words, or ours where it has none."""
    if problem.message:
        return problem.message
    field = session.question(problem.ref)
    if problem.kind is ProblemKind.TYPE:
        return _expected(field, words)
    if problem.kind is ProblemKind.CHOICE:
        return words("Choose an answer from the list")
    if problem.kind is ProblemKind.CONSTRAINT:
        return words("Check this answer: the form expects another value")
    if field.control is Control.RANK:
        return words("Put the answers in order to go on")
    if field.control in _CHOSEN:
        return words("Choose an answer to go on")
    return words("Write an answer to go on")


def _expected(field: FieldDef, words: Words) -> str:
    kind = field.data_type
    if kind is DataType.INT:
        return words("Enter a whole number")
    if kind is DataType.DECIMAL:
        return words("Enter a number")
    if kind is DataType.DATE:
        names = field.appearance.split()
        # A year is the last part of a date, a month and a year the last two.
        start = 6 if "year" in names else 3 if "month-year" in names else 0
        example = "26/12/2026"[start:]
        return words("Write the date as {example}", example=isolate_ltr(example))
    if kind is DataType.DATETIME:
        return words("Write the date and the time")
    if kind is DataType.TIME:
        return words("Write the time as {example}", example=isolate_ltr("14:20"))
    return words("Check this answer: the form expects another value")


def summary_title(problems: Sequence[FieldProblem], words: Words) -> str:
    """Return the heading of an error summary."""
    return words.plural("{n} answer left to check", "{n} answers left to check", len(problems))
