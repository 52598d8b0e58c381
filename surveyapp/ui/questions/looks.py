"""Appearances, read once: what XLSForm's ``appearance`` and ``parameters`` ask of a widget."""

from __future__ import annotations

import re
from dataclasses import dataclass

from surveyapp.xform import FieldDef

_COLUMNS = re.compile(r"^columns(?:-(\d+))?$|^columns-pack$|^quickcompact$|^compact(?:-(\d+))?$")


@dataclass(frozen=True, slots=True)
class Looks:
    """What an appearance asks for. ``max_columns`` is 0 where the width decides."""

    names: frozenset[str]
    columns: bool = False
    max_columns: int = 0
    rows: int = 0

    @classmethod
    def of(cls, field: FieldDef) -> Looks:
        """Read the appearance of a question."""
        names = frozenset(field.appearance.split())
        columns, most = False, 0
        for name in names:
            found = _COLUMNS.match(name)
            if found:
                columns = True
                most = int(found.group(1) or found.group(2) or 0)
        rows = field.parameters.get("rows", "")
        return cls(names, columns, most, int(rows) if rows.isdigit() else 0)

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
    def matrix_head(self) -> bool:
        """Say whether this row carries the columns' words."""
        return "label" in self.names

    @property
    def matrix_row(self) -> bool:
        """Say whether this row is one of a matrix."""
        return bool(self.names & {"list-nolabel", "list"})
