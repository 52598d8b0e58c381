"""All figures of one form, worked out once for the sheets that show them.

One question's figures must be hidden the same way wherever they stand, or one sheet would give
away what another hides: so they are made here and only laid out elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from surveyapp.analysis.distributions import (
    Distribution,
    Matrix,
    by_region,
    choice_columns,
    distribution,
    matrices,
)
from surveyapp.analysis.rates import Cooperation, Outcome, cooperation
from surveyapp.analysis.tables import CONSENT, ResponseTable


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one form's responses."""

    table: ResponseTable
    by_stop: tuple[Cooperation, ...]
    by_region: tuple[Cooperation, ...]
    asks_consent: bool
    overall: Mapping[str, Distribution]
    """By ref, for every choice question in the order of the form."""
    regional: Mapping[str, tuple[Distribution, ...]]
    """By ref; empty where all responses come from one region."""
    matrices: tuple[Matrix, ...]
    until: datetime | None
    """When the last response was finished."""

    @property
    def small(self) -> int:
        """Return how many cells are hidden because they are small."""
        cells = sum(d.small for d in self._distributions)
        return cells + sum(item.hidden for matrix in self.matrices for item in matrix.items)

    @property
    def further(self) -> int:
        """Return how many more are hidden so that those cannot be worked out."""
        return sum(d.further for d in self._distributions)

    @property
    def _distributions(self) -> list[Distribution]:
        regional = [d for groups in self.regional.values() for d in groups]
        return [*self.overall.values(), *regional]


def work_out(table: ResponseTable, partials: Mapping[str, int]) -> Figures:
    """Return the figures of a table; ``partials`` counts responses left part-way, by stop key."""
    fates = [(row.stop, row.outcome) for row in table.rows]
    fates += [(stop, Outcome.PARTIAL) for stop, count in partials.items() for _ in range(count)]
    columns = choice_columns(table)
    several = len({row.region for row in table.rows}) > 1
    answered = [row for row in table.rows if row.outcome is Outcome.COMPLETED]
    # Consent is not an opinion: its counts are the rates above.
    asked = [column for column in columns if column.name != CONSENT]
    return Figures(
        table=table,
        by_stop=cooperation(fates),
        by_region=cooperation((stop.rpartition("_")[0], outcome) for stop, outcome in fates),
        asks_consent=any(column.name == CONSENT for column in columns),
        overall={column.ref: distribution(column, answered) for column in asked},
        regional={c.ref: by_region(c, answered) for c in asked} if several else {},
        matrices=matrices(table),
        until=max((row.finished for row in table.rows if row.finished), default=None),
    )
