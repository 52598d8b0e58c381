"""Which answers a question can hold at all, as far as the workbook says.

Only what is certain: a question that is calculated, has a default of its own or takes its choices
from a file may hold anything.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from surveyapp.xform.blueprint import Blueprint, Element

_MAYBE_NUMBER = re.compile(r"[\d.+-]|true$|false$")  # dates and truths have a number too


@dataclass(frozen=True, slots=True)
class Answers:
    """What a question offers: the names of its choices, and whether it takes several of them.

    ``closed`` says that it can hold nothing else (or nothing at all).
    """

    names: frozenset[str]
    many: bool
    closed: bool

    def offers(self, value: str | float) -> bool:
        """Say whether the question may be compared with ``value`` and agree."""
        if isinstance(value, float):
            return any(equals(name, value) is not False for name in self.names)
        parts = value.split() if self.many or " " in value else [value]
        return value in self.names or all(part in self.names for part in parts)


def equals(name: str, number: float) -> bool | None:
    """Say whether a choice's name is ``number`` in an expression; None where that is not sure."""
    value = as_number(name)
    return None if value is None else value == number


def as_number(text: str) -> float | None:
    """Return the number an expression sees in ``text`` (NaN for words), or None: not sure."""
    try:
        return float(text) if text.strip() else math.nan
    except ValueError:
        return None if _MAYBE_NUMBER.match(text) else math.nan


def answers(form: Blueprint) -> Mapping[str, Answers]:
    """Return what every question can hold whose name and choices are certain."""
    found: dict[str, Answers] = {}
    sets: dict[tuple[str, bool], frozenset[str]] = {}
    for name, elements in form.names.items():
        if len(elements) != 1 or elements[0].opens:
            continue
        element = elements[0]
        select = element.select
        if select is None or not select.has_list or select.list_name not in form.lists:
            continue
        key = (select.list_name, select.or_other)
        if key not in sets:
            lines = form.lists[select.list_name]
            sets[key] = frozenset(
                [line.text("name") for line in lines] + (["other"] if select.or_other else [])
            )
        if "search(" in element.line.text("appearance") or any("${" in n for n in sets[key]):
            continue  # the choices come from elsewhere when the question is met
        found[name] = Answers(sets[key], select.many, _closed(element, sets[key]))
    return found


def repeats_around(element: Element, repeats: set[str]) -> tuple[str, ...]:
    """Return which of ``repeats`` an element stands in, outermost first."""
    return tuple(name for name in element.parents if name in repeats)


def _closed(element: Element, names: frozenset[str]) -> bool:
    line = element.line
    if line.text("calculation") or line.text("trigger"):
        return False
    return all(value in names for value in line.text("default").split())
