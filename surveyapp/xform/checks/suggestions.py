"""The nearest name to a mistyped one, and the sentence that offers it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from functools import lru_cache

from surveyapp.errors import UserError
from surveyapp.text import fold

MISTYPED = 0.85
"""How alike two languages of one form must be for the second to be a slip."""

_TELLING = 4  # a beginning of this many letters says which name was meant

# Comparing is slow; a form of ten thousand questions and as many slips must not take minutes.
_LONGEST = 64
_MOST = 500


def nearest(name: str, known: Iterable[str], *, cutoff: float = 0.72) -> str:
    """Return the known name that ``name`` was probably meant to be, or ``""``."""
    if not name or len(name) > _LONGEST:
        return ""
    folded = _folded(tuple(known))
    wanted = _fold(name)
    if wanted in folded:
        return folded[wanted]
    if len(wanted) >= _TELLING:
        longer = [other for other in folded if other.startswith(wanted)]
        if len(longer) == 1:
            return folded[longer[0]]
    close = difflib.get_close_matches(wanted, _likely(wanted, folded), n=1, cutoff=cutoff)
    return folded[close[0]] if close else ""


def suggest(problem: UserError, near: str) -> UserError:
    """Return ``problem`` with the nearest name offered, or as it is where there is none."""
    if not near:
        return problem
    return UserError("{problem} Did you mean {near}?", problem=problem, near=near)


def _fold(name: str) -> str:
    return fold(name).replace(" ", "_")


@lru_cache(maxsize=64)
def _folded(known: tuple[str, ...]) -> Mapping[str, str]:
    return {_fold(name): name for name in known if len(name) <= _LONGEST}


def _likely(wanted: str, names: Iterable[str]) -> list[str]:
    slack = max(2, len(wanted) // 3)
    likely = [name for name in names if abs(len(name) - len(wanted)) <= slack]
    if len(likely) > _MOST:
        likely = [n for n in likely if n[:2] == wanted[:2] and n[-2:] == wanted[-2:]]
    return likely[:_MOST]
