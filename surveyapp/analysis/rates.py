"""Rates with their intervals and their names.

Three rates are never mixed: uptake of the programme, attendance, and survey response. What a set
of questionnaires alone can give is a fourth figure, the *cooperation rate* (AAPOR COOP1):
completed ÷ offered. The response rate (AAPOR RR1) divides by eligible people present, which only
a check-in knows; nothing here may be shown under its name.

Source: AAPOR, Standard Definitions, 10th edition (2023).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from surveyapp.text import N_

Z95 = 1.959963984540054
"""Standard normal quantile of a two-sided 95 % interval."""

SMALL_CELL = 5
"""Cells of fewer people are hidden (FACTS: small cells)."""

COOP1 = N_(
    "Cooperation rate (AAPOR COOP1): questionnaires completed ÷ questionnaires offered "
    "(completed, refused and left part-way). It is not a response rate: people present who were "
    "never offered a questionnaire are not counted."
)
"""What the cooperation rate is, to stand wherever the figure stands."""


class Outcome(StrEnum):
    """What became of one questionnaire that was offered (AAPOR disposition codes)."""

    COMPLETED = "completed"  # 1.1
    PARTIAL = "partial"  # 1.2
    REFUSED = "refused"  # 2.11


def wilson(numerator: float, denominator: int, z: float = Z95) -> tuple[float, float]:
    """Return the Wilson score interval of a share, both ends within 0 and 1.

    ``ValueError`` where there is no denominator, or the numerator does not fit it. Source: Wilson
    (1927); it keeps its coverage at small n and near 0 and 1, where the textbook interval fails.
    """
    if denominator <= 0 or not 0 <= numerator <= denominator:
        raise ValueError(f"no share: {numerator} of {denominator}")
    share = numerator / denominator
    z2n = z * z / denominator
    centre = (share + z2n / 2) / (1 + z2n)
    half = z / (1 + z2n) * sqrt(share * (1 - share) / denominator + z2n / (4 * denominator))
    # At 0 and 1 the formula gives the end exactly; floating point leaves a crumb.
    low = 0.0 if numerator == 0 else max(0.0, centre - half)
    high = 1.0 if numerator == denominator else min(1.0, centre + half)
    return low, high


@dataclass(frozen=True, slots=True)
class Rate:
    """A share that always carries what it was made of. ``denominator`` is at least 1."""

    numerator: int
    denominator: int

    @property
    def share(self) -> float:
        """Return the share, 0 to 1."""
        return self.numerator / self.denominator

    @property
    def interval(self) -> tuple[float, float]:
        """Return its Wilson 95 % interval."""
        return wilson(self.numerator, self.denominator)


@dataclass(frozen=True, slots=True)
class Cooperation:
    """How questionnaires fared at one stop, in one region, or altogether."""

    key: str
    """Stop key or region code; ``""`` for the whole."""
    completed: int
    refused: int
    partial: int

    @property
    def offered(self) -> int:
        """Return how many were offered, as far as the data knows."""
        return self.completed + self.refused + self.partial

    @property
    def rate(self) -> Rate | None:
        """Return COOP1; ``None`` below five offered, where a rate would speak of persons."""
        return Rate(self.completed, self.offered) if self.offered >= SMALL_CELL else None


def cooperation(outcomes: Iterable[tuple[str, Outcome]]) -> tuple[Cooperation, ...]:
    """Return the cooperation of each group from (group, outcome) pairs, sorted by group."""
    counts: dict[str, Counter[Outcome]] = {}
    for key, outcome in outcomes:
        counts.setdefault(key, Counter())[outcome] += 1
    return tuple(
        Cooperation(
            key,
            completed=counts[key][Outcome.COMPLETED],
            refused=counts[key][Outcome.REFUSED],
            partial=counts[key][Outcome.PARTIAL],
        )
        for key in sorted(counts)
    )


def whole(groups: Iterable[Cooperation]) -> Cooperation:
    """Return all groups together."""
    groups = tuple(groups)
    return Cooperation(
        "",
        completed=sum(group.completed for group in groups),
        refused=sum(group.refused for group in groups),
        partial=sum(group.partial for group in groups),
    )
