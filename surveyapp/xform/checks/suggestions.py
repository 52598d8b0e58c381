"""The nearest name to a mistyped one, and the sentence that offers it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from surveyapp.errors import UserError
from surveyapp.text import fold

MISTYPED = 0.85
"""How alike two languages of one form must be for the second to be a slip."""

_LONG = 64  # names longer than this are not compared: hostile forms would make it slow


_TELLING = 4  # a beginning of this many letters says which name was meant


def nearest(name: str, known: Iterable[str], *, cutoff: float = 0.72) -> str:
    """Return the known name that ``name`` was probably meant to be, or ``""``."""
    if not name or len(name) > _LONG:
        return ""
    folded = {fold(other).replace(" ", "_"): other for other in known if len(other) <= _LONG}
    wanted = fold(name).replace(" ", "_")
    if wanted in folded:
        return folded[wanted]
    if len(wanted) >= _TELLING:
        longer = [other for other in folded if other.startswith(wanted)]
        if len(longer) == 1:
            return folded[longer[0]]
    close = difflib.get_close_matches(wanted, list(folded), n=1, cutoff=cutoff)
    return folded[close[0]] if close else ""


def suggest(problem: UserError, near: str) -> UserError:
    """Return ``problem`` with the nearest name offered, or as it is where there is none."""
    if not near:
        return problem
    return UserError("{problem} Did you mean {near}?", problem=problem, near=near)
