"""Which cells of a table of counts to hide, so that no small group of people shows.

A cell of one to four people is hidden (*primary*). Where the table's own sums would give it away, a
further cell is hidden with it (*complementary*). Nobody is hidden by a zero: it names no person.

The test for "would give it away" is exact for what sums alone can tell: a hidden cell is exposed
where it follows from the table's equations (linear algebra over the hidden cells), where the hidden
cells of one sum together are fewer than five people, or where their sum leaves them no room. Source
of the approach: Willenborg & de Waal, Elements of Statistical Disclosure Control (2001), ch. 6.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Generic, TypeVar

from surveyapp.analysis.rates import SMALL_CELL

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Sum(Generic[Key]):
    """An equation of the table: the parts add up to the total."""

    parts: tuple[Key, ...]
    total: Key


@dataclass(frozen=True, slots=True)
class Hidden(Generic[Key]):
    """What to hide: small cells, and those that protect them."""

    primary: frozenset[Key]
    complementary: frozenset[Key]

    @property
    def all(self) -> frozenset[Key]:
        """Return every cell to hide."""
        return self.primary | self.complementary


def is_small(count: int) -> bool:
    """Say whether a count speaks of so few people that it is hidden."""
    return 0 < count < SMALL_CELL


def suppress(
    counts: Mapping[Key, int],
    sums: Sequence[Sum[Key]],
    fixed: frozenset[Key] = frozenset(),
    given: frozenset[Key] = frozenset(),
) -> Hidden[Key]:
    """Return the cells to hide.

    ``fixed`` cells are published elsewhere already and stay visible; ``given`` cells are hidden
    elsewhere already and stay hidden. Where fixed cells leave no way to protect a small one, every
    cell that is not fixed is hidden.
    """
    primary = {key for key, count in counts.items() if is_small(count)} - fixed
    hidden = primary | given
    while exposed := _exposed(counts, sums, hidden, primary):
        best = min(_candidates(counts, sums, hidden, exposed, fixed), default=None)
        if best is None:
            hidden |= counts.keys() - fixed
            break
        hidden.add(best.key)
    # Some that were hidden on the way protect nobody any more; the largest is missed most.
    for key in sorted(hidden - primary - given, key=lambda key: -counts[key]):
        if not _exposed(counts, sums, hidden - {key}, primary):
            hidden.remove(key)
    return Hidden(frozenset(primary), frozenset(hidden - primary))


@dataclass(frozen=True, slots=True, order=True)
class _Candidate(Generic[Key]):
    """A cell that could be hidden next; the least hides the most that readers would miss least."""

    zero: bool
    """A zero protects only those who do not expect it."""
    total: bool
    """Totals are what people look for first."""
    far: bool
    """Not in a sum with the exposed cell, only linked to it through hidden ones."""
    count: int
    key: Key = field(compare=False)


def _candidates(
    counts: Mapping[Key, int],
    sums: Sequence[Sum[Key]],
    hidden: set[Key],
    exposed: set[Key],
    fixed: frozenset[Key],
) -> list[_Candidate[Key]]:
    totals = {line.total for line in sums}
    found: dict[Key, _Candidate[Key]] = {}
    linked, before = set(exposed), set[Key]()
    while linked != before:
        before = set(linked)
        for line in sums:
            cells = {*line.parts, line.total}
            if not cells & before:
                continue
            linked |= cells & hidden
            for key in cells - hidden - fixed:
                far = not cells & exposed
                candidate = _Candidate(not counts[key], key in totals, far, counts[key], key)
                found[key] = min(found.get(key, candidate), candidate)
    # In the order of the table: of two alike always the same one.
    return [found[key] for key in counts if key in found]


def _exposed(
    counts: Mapping[Key, int], sums: Sequence[Sum[Key]], hidden: set[Key], primary: set[Key]
) -> set[Key]:
    """Return hidden cells that a reader could work out."""
    found = _derivable(sums, hidden) & primary
    for line in sums:
        if line.total in hidden:
            continue
        inside = [key for key in line.parts if key in hidden]
        if not any(key in primary for key in inside):
            continue
        together = sum(counts[key] for key in inside)
        small = sum(key in primary for key in inside)
        large = len(inside) - small
        lowest, highest = small + large * SMALL_CELL, small * (SMALL_CELL - 1)
        if together < SMALL_CELL or together == lowest or (not large and together == highest):
            found |= set(inside) & primary
    return found


def _derivable(sums: Sequence[Sum[Key]], hidden: set[Key]) -> set[Key]:
    """Return the hidden cells that the sums determine (Gauss-Jordan over the hidden cells)."""
    rows: list[dict[Key, Fraction]] = []
    for line in sums:
        row = {key: Fraction(1) for key in line.parts if key in hidden}
        if line.total in hidden:
            row[line.total] = Fraction(-1)
        for done in rows:
            row = _without_pivot(row, done)
        if not row:
            continue
        lead = row[next(iter(row))]
        row = {key: value / lead for key, value in row.items()}
        rows = [_without_pivot(done, row) for done in rows]
        rows.append(row)
    return {next(iter(row)) for row in rows if len(row) == 1}


def _without_pivot(row: dict[Key, Fraction], by: dict[Key, Fraction]) -> dict[Key, Fraction]:
    """Return ``row`` with the leading cell of ``by`` eliminated."""
    pivot = next(iter(by))
    factor = row.get(pivot)
    if not factor:
        return row
    result = dict(row)
    for key, value in by.items():
        left = result.get(key, Fraction(0)) - factor * value
        if left:
            result[key] = left
        else:
            result.pop(key, None)
    return result
