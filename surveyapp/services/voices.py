"""Invented respondents: how the demonstration answers a questionnaire, page by page.

A voice answers what it is asked and nothing else: it looks at the session exactly as a screen
does, so skip rules, choice filters and limits bind it as they bind a person.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from random import Random
from typing import Any

from surveyapp.paths import resources_dir
from surveyapp.services.collect import Interview
from surveyapp.xform import Choice, Control, DataType, FieldDef, ItemKind, Page

REFUSALS = 0.08
"""Share of people who decline: enough that every stop shows some."""

SKIPPED = 0.15
"""Share of optional questions left without an answer."""

# How much likelier each choice of a list is, in the order of the list; others are even.
_LEANINGS: dict[str, tuple[int, ...]] = {
    "funnel": (30, 28, 14, 9, 8, 5, 4),
    "status": (22, 14, 8, 6, 20, 12),
    "actor": (20, 16, 26, 10, 3, 4, 3, 2, 3, 5, 5, 1),
    "turnover": (40, 22, 14, 6, 3, 12),
    "staff": (46, 30, 14, 6),
    "nps": (1, 1, 1, 2, 2, 4, 6, 10, 14, 12, 12),
    "recall": (6, 4),
}


@dataclass(frozen=True, slots=True)
class DemoStop:
    """One invented stop of the tour."""

    region: str
    day: date
    place: dict[str, str]


def demo_stops() -> tuple[DemoStop, ...]:
    """Return the twelve invented stops, one a region."""
    return tuple(
        DemoStop(stop["region"], date.fromisoformat(stop["day"]), stop["place"])
        for stop in _lines()["stops"]
    )


def staff_names(language: str) -> tuple[str, ...]:
    """Return invented first names of forum staff."""
    staff: dict[str, list[str]] = _lines()["staff"]
    return tuple(staff.get(language, staff["fr"]))


class Voice:
    """One invented respondent, who answers the same way for the same ``chance``."""

    def __init__(self, chance: Random, language: str) -> None:
        self._chance = chance
        self._language = language
        self._refuses = chance.random() < REFUSALS

    def answer_page(self, interview: Interview, page: Page) -> None:
        """Answer every question of a page from top to bottom, as they appear."""
        done: set[str] = set()
        while True:
            # An answer can bring or take away the questions below it: look anew each time.
            open_refs = [ref for ref in _questions(interview, page.ref) if ref not in done]
            if not open_refs:
                return
            ref = open_refs[0]
            done.add(ref)
            value = self._value(interview, ref)
            if value:
                interview.answer(ref, value)

    def _value(self, interview: Interview, ref: str) -> str:
        session, field = interview.session, interview.session.question(ref)
        if field.name == "consent":
            return "0" if self._refuses else "1"
        if session.value(ref) or field.control is None or field.control is Control.NOTE:
            return ""
        if not session.is_required(ref) and self._chance.random() < SKIPPED:
            return ""
        return self._invent(field, session.choices(ref))

    def _invent(self, field: FieldDef, choices: tuple[Choice, ...]) -> str:
        match field.control:
            case Control.SELECT_ONE:
                return self._one(field, choices)
            case Control.RANK:  # an order names every answer
                return " ".join(self._chance.sample([c.value for c in choices], len(choices)))
            case Control.SELECT_MANY:
                wanted = self._chance.randint(1, min(3, len(choices)))
                picked = set(self._chance.sample([c.value for c in choices], wanted))
                return " ".join(c.value for c in choices if c.value in picked)
            case Control.TRIGGER:
                return "OK"
            case _:
                return self._typed(field)

    def _one(self, field: FieldDef, choices: tuple[Choice, ...]) -> str:
        weights = _LEANINGS.get(field.name)
        if weights is None or len(weights) != len(choices):
            weights = (1,) * len(choices)
        return self._chance.choices([c.value for c in choices], weights)[0] if choices else ""

    def _typed(self, field: FieldDef) -> str:
        match field.data_type:
            case DataType.INT:
                return str(self._chance.randrange(5, 100, 5))
            case DataType.DECIMAL:
                return str(self._chance.randrange(5, 100, 5) / 2)
            case DataType.STRING:
                return self._said(field.name)
            case _:
                return ""

    def _said(self, name: str) -> str:
        lines = _lines().get(name, _lines()["text"])
        if isinstance(lines, dict):
            lines = lines.get(self._language, lines["fr"])
        return str(self._chance.choice(lines))


def _questions(interview: Interview, page_ref: str) -> list[str]:
    for page in interview.session.pages():
        if page.ref == page_ref:
            return [item.ref for item in page.items if item.kind is ItemKind.QUESTION]
    return []


@cache
def _lines() -> dict[str, Any]:
    lines: dict[str, Any] = json.loads(
        (resources_dir() / "demo" / "voices.json").read_text("utf-8")
    )
    return lines
