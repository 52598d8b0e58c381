"""Appearances, read once: what XLSForm's ``appearance`` and ``parameters`` ask of a widget."""

from __future__ import annotations

import re
from dataclasses import dataclass

from surveyapp.xform import FieldDef

_COLUMNS = re.compile(r"columns-(\d+)")
_OLD = (
    (re.compile(r"quickcompact-(\d+)"), r"quick columns-\1 no-buttons"),
    (re.compile(r"quickcompact"), "quick columns-pack no-buttons"),
    (re.compile(r"compact-(\d+)"), r"columns-\1 no-buttons"),
    (re.compile(r"compact"), "columns-pack no-buttons"),
    (re.compile(r"horizontal-compact|columns-flex"), "columns-pack"),
    (re.compile(r"horizontal"), "columns"),
)
"""Appearances of older forms, and what they are called now."""


def _today(name: str) -> list[str]:
    """Return an appearance in today's words."""
    for pattern, words in _OLD:
        found = pattern.fullmatch(name)
        if found:
            return found.expand(words).split()
    return [name]


OTHER_CALENDARS = frozenset(
    {"ethiopian", "coptic", "islamic", "persian", "bikram-sambat", "myanmar", "buddhist"}
)
"""Calendars that ODK Collect can ask dates in; the value is Gregorian all the same."""


@dataclass(frozen=True, slots=True)
class Looks:
    """What an appearance asks for. ``columns`` is how many, 0 where the width decides."""

    names: frozenset[str]
    columns: int = 0
    rows: int = 0

    @classmethod
    def of(cls, field: FieldDef) -> Looks:
        """Read the appearance of a question."""
        names = frozenset(word for name in field.appearance.split() for word in _today(name))
        found = [_COLUMNS.fullmatch(name) for name in names]
        columns = max((int(each[1]) for each in found if each), default=0)
        rows = field.parameters.get("rows", "")
        return cls(names, columns, int(rows) if rows.isdigit() else 0)

    @property
    def in_columns(self) -> bool:
        """Say whether choices stand in columns, as many as fit."""
        return "columns" in self.names

    @property
    def packed(self) -> bool:
        """Say whether choices stand beside each other, each as wide as its words."""
        return "columns-pack" in self.names

    @property
    def bare(self) -> bool:
        """Say whether choices show no buttons, and those with a picture no words."""
        return "no-buttons" in self.names

    @property
    def quick(self) -> bool:
        """Say whether an answer goes on to the next question by itself."""
        return "quick" in self.names

    @property
    def likert(self) -> bool:
        """Say whether the choices are the steps of a scale."""
        return "likert" in self.names

    @property
    def searched(self) -> bool:
        """Say whether the choices are looked up rather than laid out."""
        return bool(self.names & {"minimal", "autocomplete", "search", "quick-search"})

    @property
    def multiline(self) -> bool:
        """Say whether text runs over several lines."""
        return "multiline" in self.names

    @property
    def digits(self) -> bool:
        """Say whether text is made of digits (phones, codes)."""
        return "numbers" in self.names

    @property
    def thousands(self) -> bool:
        """Say whether thousands are set apart while a number is typed."""
        return "thousands-sep" in self.names

    @property
    def counter(self) -> bool:
        """Say whether a number is counted with large buttons."""
        return "counter" in self.names

    @property
    def masked(self) -> bool:
        """Say whether what is typed is hidden from whoever looks on."""
        return "masked" in self.names

    @property
    def drawn(self) -> str:
        """Return how a picture is made by hand: ``signature``, ``draw``, ``annotate`` or ``""``."""
        return next((each for each in ("signature", "draw", "annotate") if each in self.names), "")

    @property
    def month_year(self) -> bool:
        """Say whether of a date only month and year are asked."""
        return "month-year" in self.names

    @property
    def year(self) -> bool:
        """Say whether of a date only the year is asked."""
        return "year" in self.names

    @property
    def calendar(self) -> bool:
        """Say whether a date is picked from a calendar, rather than step by step."""
        return "no-calendar" not in self.names

    @property
    def other_calendar(self) -> bool:
        """Say whether the form wants another calendar, which this device does not have."""
        return bool(self.names & OTHER_CALENDARS)

    @property
    def rating(self) -> bool:
        """Say whether a number is given in stars."""
        return "rating" in self.names

    @property
    def picker(self) -> bool:
        """Say whether a number of a scale is stepped to, one at a time."""
        return "picker" in self.names

    @property
    def no_ticks(self) -> bool:
        """Say whether a scale shows its ends only."""
        return "no-ticks" in self.names

    @property
    def distress(self) -> bool:
        """Say whether a scale is a thermometer, 0 at its foot."""
        return "distress" in self.names

    @property
    def analogue(self) -> bool:
        """Say whether a scale is a line without numbers (``show-scale`` brings them back)."""
        return "analog-scale" in self.names

    @property
    def bare_scale(self) -> bool:
        """Say whether no number stands along a scale."""
        return self.analogue and not self.numbered

    @property
    def numbered(self) -> bool:
        """Say whether an analogue scale shows its numbers."""
        return "show-scale" in self.names

    @property
    def vertical(self) -> bool:
        """Say whether a scale stands upright."""
        upright = self.distress or (self.analogue and "horizontal" not in self.names)
        return "vertical" in self.names or upright

    @property
    def on_scale(self) -> bool:
        """Say whether a plain number is asked on a scale."""
        return self.distress or self.analogue

    @property
    def matrix_head(self) -> bool:
        """Say whether this row carries the columns' words."""
        return "label" in self.names

    @property
    def matrix_row(self) -> bool:
        """Say whether this row is one of a matrix."""
        return bool(self.names & {"list-nolabel", "list"})

    @property
    def words_in_row(self) -> bool:
        """Say whether this row carries the columns' words itself."""
        return "list" in self.names
