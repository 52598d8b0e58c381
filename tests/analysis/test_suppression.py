"""No published table lets a reader work out a cell of fewer than five people."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.analysis.suppression import Sum, is_small, suppress

Table = dict[tuple[str, str], int]


def line(**counts: int) -> tuple[dict[str, int], list[Sum[str]]]:
    """Return a question's counts with the number who answered."""
    return {**counts, "n": sum(counts.values())}, [Sum(tuple(counts), "n")]


def test_a_single_small_cell_takes_the_smallest_other_with_it() -> None:
    hidden = suppress(*line(a=40, b=3, c=12, d=9))
    assert hidden.primary == {"b"}
    assert hidden.complementary == {"d"}


def test_the_total_goes_before_a_zero_does() -> None:
    # 1 and 5 make 6: whoever knows the rules would know which is which and who is alone.
    hidden = suppress(*line(a=0, b=1, c=5))
    assert hidden.all == {"b", "n"}


def test_cells_that_protect_nobody_any_more_are_shown_again() -> None:
    # Rows of the demonstration, whose totals are known: three hidden cells of the first row and
    # their twins below are enough.
    counts, sums = table([[27, 38, 12, 9, 10, 9, 2], [39, 27, 12, 12, 7, 4, 8]])
    totals = frozenset(key for key in counts if key[0] == "all" or key[1] == "n")
    hidden = suppress(counts, sums, fixed=totals)
    assert hidden.primary == {("0", "6"), ("1", "5")}
    assert hidden.complementary == {("0", "5"), ("1", "6")}


def test_zeros_are_shown_and_hide_nobody() -> None:
    hidden = suppress(*line(a=40, b=3, c=0, d=9))
    assert hidden.all == {"b", "d"}


def test_two_small_cells_protect_each_other_only_if_they_are_five_people_together() -> None:
    assert suppress(*line(a=40, b=3, c=4)).complementary == set()
    assert suppress(*line(a=40, b=2, c=2)).complementary == {"a"}


def test_cells_that_could_only_be_one_person_each_are_protected() -> None:
    # Five hidden cells with five people in all: each must be one person.
    hidden = suppress(*line(a=40, b=1, c=1, d=1, e=1, f=1))
    assert hidden.complementary == {"a"}
    # Two hidden cells with eight: each must be four.
    assert suppress(*line(a=40, b=4, c=4)).complementary == {"a"}


def test_without_small_cells_nothing_is_hidden() -> None:
    assert suppress(*line(a=5, b=0, c=1000)).all == set()
    assert suppress({}, []).all == set()


def test_counts_that_add_up_to_nothing_are_hidden_one_by_one() -> None:
    hidden = suppress({"a": 40, "b": 3, "n": 41}, [])
    assert hidden.all == {"b"}


def test_what_is_shown_elsewhere_stays_shown_and_what_is_hidden_elsewhere_stays_hidden() -> None:
    counts, sums = table([[9, 3], [20, 20]])
    totals = frozenset(key for key in counts if key[0] == "all" or key[1] == "n")
    hidden = suppress(counts, sums, fixed=totals)
    assert not hidden.all & totals
    assert {key for key in counts if key not in totals} == hidden.all
    again = suppress(counts, sums, given=frozenset({("1", "0")}))
    assert ("1", "0") in again.complementary


def test_where_fixed_cells_leave_no_way_everything_else_is_hidden() -> None:
    counts, sums = line(a=3)
    hidden = suppress(counts, sums, fixed=frozenset({"n"}))
    assert hidden.all == {"a"}


def table(rows: list[list[int]]) -> tuple[Table, list[Sum[tuple[str, str]]]]:
    """Return a two-way table with its margins."""
    counts: Table = {}
    for r, row in enumerate(rows):
        for c, count in enumerate(row):
            counts[str(r), str(c)] = count
        counts[str(r), "n"] = sum(row)
    width = len(rows[0])
    names = [*map(str, range(width)), "n"]
    for name in names:
        counts["all", name] = sum(counts[str(r), name] for r in range(len(rows)))
    sums = [Sum(tuple((str(r), name) for r in range(len(rows))), ("all", name)) for name in names]
    sums += [
        Sum(tuple((group, str(c)) for c in range(width)), (group, "n"))
        for group in (*map(str, range(len(rows))), "all")
    ]
    return counts, sums


small_tables = st.integers(2, 3).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 12), min_size=width, max_size=width), min_size=2, max_size=4
    )
)


@given(small_tables)
def test_the_sums_of_a_table_never_give_a_small_cell_away(rows: list[list[int]]) -> None:
    counts, sums = table(rows)
    hidden = suppress(counts, sums)
    assert {key for key, count in counts.items() if is_small(count)} == hidden.primary
    for key in hidden.primary:
        assert not follows(key, sums, hidden.all), f"{key} follows from the sums of {rows}"


def follows(
    key: tuple[str, str], sums: list[Sum[tuple[str, str]]], hidden: frozenset[tuple[str, str]]
) -> bool:
    """Say whether the sums fix a hidden cell (over the field of 2^31-1, apart from the code)."""
    prime = 2**31 - 1
    unknown = sorted(hidden)
    target = [int(cell == key) for cell in unknown]
    rows = [
        [((cell in line.parts) - (cell == line.total)) % prime for cell in unknown] for line in sums
    ]
    return rank([*rows, target], prime) == rank(rows, prime)


def rank(rows: list[list[int]], prime: int) -> int:
    rows = [row[:] for row in rows]
    found = 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((r for r in range(found, len(rows)) if rows[r][column]), None)
        if pivot is None:
            continue
        rows[found], rows[pivot] = rows[pivot], rows[found]
        inverse = pow(rows[found][column], -1, prime)
        for r in range(found + 1, len(rows)):
            factor = rows[r][column] * inverse % prime
            rows[r] = [(a - factor * b) % prime for a, b in zip(rows[r], rows[found], strict=True)]
        found += 1
    return found


@given(st.lists(st.integers(0, 8), min_size=2, max_size=4))
def test_a_reader_who_knows_the_rules_cannot_name_a_small_cell(counts: list[int]) -> None:
    named, sums = line(**{f"c{n}": count for n, count in enumerate(counts)})
    hidden = suppress(named, sums)
    if "n" in hidden.all or any(named[key] == 0 for key in hidden.all):
        return  # then not even the sum, or the number of people hidden, is known
    cells = [key for key in named if key in hidden.all]
    together = sum(named[key] for key in cells)
    # Every way to fill the hidden cells that the published rules allow.
    ways = [
        way
        for way in product(range(1, together + 1), repeat=len(cells))
        if sum(way) == together
        and all((1 <= x < 5) == (key in hidden.primary) for key, x in zip(cells, way, strict=True))
    ]
    for place, key in enumerate(cells):
        if key in hidden.primary:
            assert len({way[place] for way in ways}) > 1


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_one_to_four_people_are_a_small_cell(count: int) -> None:
    assert is_small(count)
    assert not is_small(0)
    assert not is_small(5)
