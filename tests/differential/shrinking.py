"""Makes the form and the script of a difference as small as they can be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from surveyapp.errors import UserError
from tests.differential.comparison import Case, Difference
from tests.differential.engines import ours
from tests.differential.forms import Part, smaller

Compare = Callable[[Sequence[Case]], list[Difference]]
"""Returns the unexplained differences of several cases."""


def shrunk(difference: Difference, compare: Compare) -> Difference:
    """Return a difference of the smallest case that still has one."""
    best = Difference(
        difference.engine,
        Case(difference.case.parts, difference.case.ops[: difference.step]),
        difference.step,
        difference.ref,
        difference.mine,
        difference.theirs,
    )
    while True:
        found = compare([case for case in _smaller(best.case) if _can_be_played(case)])
        if not found:
            return best
        best = min(found, key=lambda each: (len(str(each)), each.step))


def _smaller(case: Case) -> Iterator[Case]:
    ops = case.ops
    for at in range(len(ops)):
        yield Case(case.parts, ops[:at] + ops[at + 1 :])
    for parts in smaller(case.parts):
        yield Case(parts, ops)
        kept = {part.name for part in _all(parts)}
        lost = {part.name for part in _all(case.parts)} - kept
        if lost:
            yield Case(parts, tuple(op for op in ops if not lost & _names(op[1])))


def _all(parts: tuple[Part, ...]) -> Iterator[Part]:
    for part in parts:
        yield part
        yield from _all(part.parts)


def _names(ref: str) -> set[str]:
    return {step.partition("[")[0] for step in ref.split("/")}


def _can_be_played(case: Case) -> bool:
    parts = list(_all(case.parts))
    read = {name for part in parts for name in _read(part)}
    if not read <= {part.name for part in parts}:
        return False
    try:
        ours(case.parts, case.ops)
    except (UserError, KeyError):
        return False
    return True


def _read(part: Part) -> list[str]:
    actions = (text for each in part.actions for text in (each.target, each.value))
    said = " ".join((*part.bind.values(), part.count, part.filter, *actions))
    return re.findall(r"\b[ngr]\d+\b", said)
