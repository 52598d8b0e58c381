"""Problems a person can mend, said on a screen.

A ``UserError`` carries dates, paths and numbers as they are; here they are formatted and isolated
for the language that is spoken. It must not know where the problem is shown.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import PurePath

from surveyapp.errors import UserError
from surveyapp.text import Words, isolate, isolate_ltr
from surveyapp.text.formats import Formats


def problem_lines(error: UserError, words: Words) -> tuple[str, tuple[str, ...]]:
    """Return what is wrong in one sentence, and the details under it."""
    details = tuple(
        line
        for detail in error.details
        for first, rest in (problem_lines(detail, words),)
        for line in (first, *rest)
    )
    return _sentence(error, words), details


def problem_says(error: UserError, words: Words) -> str:
    """Return a problem in one paragraph, for places with room for one."""
    first, details = problem_lines(error, words)
    return "\n".join((first, *details))


def _sentence(error: UserError, words: Words) -> str:
    places = {name: _shown(value, words) for name, value in error.parameters.items()}
    return words(error.message, **places)


def _shown(value: object, words: Words) -> object:
    formats = Formats(words)
    if isinstance(value, UserError):
        return problem_says(value, words)
    if isinstance(value, datetime):
        return formats.moment(value)
    if isinstance(value, date):
        return formats.short_date(value)
    if isinstance(value, PurePath):
        return isolate_ltr(str(value))
    if isinstance(value, str):
        return isolate(value)
    return value
