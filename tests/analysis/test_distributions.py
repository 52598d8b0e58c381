"""Counts and shares of the respondents, small cells hidden, "does not apply" apart."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from surveyapp.analysis.distributions import (
    UNLISTED,
    Distribution,
    by_region,
    choice_columns,
    distribution,
    matrices,
)
from surveyapp.analysis.rates import Rate
from surveyapp.analysis.tables import ResponseTable, build_table
from tests.support.responses import FORM_HASH, form, submission

POLL = form("""
| survey |
| | type | name | label | appearance |
| | select_one colour | colour | Colour? | |
| | select_multiple colour | liked | Which do you like? | |
| | text | why | Why? | |
| | begin_group | grid | How hard is it? | field-list |
| | select_one sev | scale | How hard is it? | label |
| | select_one sev | money | Money | list-nolabel |
| | select_one sev | roads | Roads | list-nolabel |
| | select_one sev | rules | Rules | list-nolabel |
| | end_group | grid | | |
| choices |
| | list_name | name | label |
| | colour | red | Red |
| | colour | green | Green |
| | colour | blue | Blue |
| | sev | 0 | None |
| | sev | 1 | Minor |
| | sev | 3 | Major |
| | sev | 4 | Severe |
| | sev | na | Does not apply |
| settings |
| | form_title | form_id | version |
| | Poll | poll | 1 |
""")


def table(*groups: tuple[int, dict[str, str]], stop: str = "MA-12_2026-12-26") -> ResponseTable:
    """Return a table with this many equal responses of each kind."""
    return tables({stop: groups})


def tables(by_stop: dict[str, Sequence[tuple[int, dict[str, str]]]]) -> ResponseTable:
    rows = [
        (stop, given)
        for stop, groups in by_stop.items()
        for count, given in groups
        for _ in range(count)
    ]
    return build_table(
        {FORM_HASH: POLL},
        [submission(POLL, n, given, stop=stop) for n, (stop, given) in enumerate(rows, start=1)],
    )


def counts(found: Distribution) -> dict[str, int | None]:
    return {cell.value: cell.count for cell in found.cells}


def of(made: ResponseTable, name: str) -> Distribution:
    column = made.column(name)
    assert column is not None
    return distribution(column, made.rows)


def test_shares_are_of_those_who_answered_the_question() -> None:
    made = table((6, {"colour": "red"}), (14, {"colour": "green"}), (7, {"why": "no idea"}))
    found = of(made, "colour")
    assert found.answered == 20
    assert counts(found) == {"red": 6, "green": 14, "blue": 0}
    assert found.cells[0].rate == Rate(6, 20)
    assert [cell.value for cell in found.ranked()] == ["green", "red", "blue"]


def test_a_small_cell_is_hidden_with_another_and_both_are_told() -> None:
    found = of(
        table((9, {"colour": "red"}), (6, {"colour": "green"}), (2, {"colour": "blue"})), "colour"
    )
    assert counts(found) == {"red": 9, "green": None, "blue": None}
    assert (found.small, found.further) == (1, 1)
    assert found.answered == 17
    assert found.cells[2].rate is None
    assert [cell.value for cell in found.ranked()] == ["red", "green", "blue"]


def test_below_five_answers_nothing_is_shown() -> None:
    found = of(table((3, {"colour": "red"})), "colour")
    assert found.answered is None
    assert set(counts(found).values()) == {None}
    assert found.small + found.further == 4  # three choices and the number who answered


def test_nobody_answered() -> None:
    found = of(table((8, {})), "colour")
    assert found.answered == 0
    assert [(cell.count, cell.rate) for cell in found.cells] == [(0, None)] * 3


def test_several_answers_count_once_each_and_add_up_to_nothing() -> None:
    made = table(
        (10, {"liked": "red green"}), (5, {"liked": "green green"}), (2, {"liked": "blue"})
    )
    found = of(made, "liked")
    assert found.answered == 17
    assert counts(found) == {"red": 10, "green": 15, "blue": None}
    assert (found.small, found.further) == (1, 0)  # no sum gives the blue ones away


def test_answers_on_no_list_are_counted_together() -> None:
    made = table((5, {"colour": "mauve"}), (1, {"colour": "pink"}), (8, {"colour": "red"}))
    found = of(made, "colour")
    assert counts(found) == {"red": 8, "green": 0, "blue": 0, UNLISTED: 6}


def test_by_region_never_gives_away_what_the_whole_hides() -> None:
    made = tables(
        {
            "MA-02_2026-12-05": [(9, {"colour": "red"}), (8, {"colour": "green"})],
            "MA-12_2026-12-26": [(9, {"colour": "red"}), (3, {"colour": "green"})],
        }
    )
    column = made.column("colour")
    assert column is not None
    overall = distribution(column, made.rows)
    assert counts(overall) == {"red": 18, "green": 11, "blue": 0}
    oriental, dakhla = by_region(column, made.rows)
    assert (oriental.group, dakhla.group) == ("MA-02", "MA-12")
    # 11 in all: the three greens of Dakhla would follow from the eight of Oriental, and from the
    # twelve who answered; so neither is shown, nor the reds beside them.
    assert counts(dakhla)["green"] is None
    assert counts(oriental)["green"] is None
    assert counts(dakhla)["red"] is None
    assert counts(oriental)["red"] is None
    assert dakhla.answered == 12
    assert dakhla.small == 1
    assert dakhla.further + oriental.further == 3


def test_a_region_where_few_answered_is_hidden_altogether() -> None:
    made = tables(
        {
            "MA-02_2026-12-05": [(30, {"liked": "red green"})],
            "MA-09_2026-12-12": [(20, {"liked": "red"})],
            "MA-12_2026-12-26": [(4, {"liked": "red"})],
        }
    )
    column = made.column("liked")
    assert column is not None
    few = by_region(column, made.rows)[2]
    assert few.answered is None
    assert set(counts(few).values()) == {None}


def test_choice_questions_are_those_somebody_is_asked() -> None:
    names = [column.name for column in choice_columns(table())]
    assert names == ["colour", "liked", "money", "roads", "rules"]


def test_a_matrix_is_ranked_by_its_two_highest_points() -> None:
    made = table(
        (6, {"money": "4", "roads": "0", "rules": "3"}),
        (4, {"money": "3", "roads": "3", "rules": "na"}),
        (5, {"money": "1", "roads": "4", "rules": "na"}),
        (5, {"money": "na", "roads": "1", "rules": ""}),
    )
    (grid,) = matrices(made)
    assert [choice.value for choice in grid.scale] == ["0", "1", "3", "4"]
    assert [choice.label("") for choice in grid.apart] == ["Does not apply"]
    assert [item.column.name for item in grid.items] == ["rules", "money", "roads"]
    rules, money, roads = grid.items
    assert money.top == Rate(10, 15)  # "does not apply" is in no share
    assert money.mean == pytest.approx((6 * 4 + 4 * 3 + 5 * 1) / 15)
    assert (money.answered, money.apart) == (15, 5)
    assert roads.top == Rate(9, 20)
    assert (rules.answered, rules.apart) == (6, 9)
    assert rules.mean == 3


def test_small_figures_of_a_matrix_are_hidden() -> None:
    made = table((6, {"money": "0"}), (2, {"money": "4"}), (3, {"money": "na", "roads": "4"}))
    (grid,) = matrices(made)
    by_name = {item.column.name: item for item in grid.items}
    money, roads, rules = by_name["money"], by_name["roads"], by_name["rules"]
    assert (money.answered, money.top, money.apart, money.hidden) == (8, None, None, 2)
    assert money.mean == 1
    assert (roads.answered, roads.mean, roads.top, roads.hidden) == (None, None, None, 1)
    assert (rules.answered, rules.top, rules.apart) == (0, None, 0)


def test_a_single_row_is_no_matrix() -> None:
    alone = form(
        "| survey |\n| | type | name | label | appearance |\n"
        "| | select_one l | a | A | list-nolabel |\n"
        "| choices |\n| | list_name | name | label |\n| | l | 1 | One |\n"
        "| settings |\n| | form_title | form_id | version |\n| | A | alone | 1 |\n"
    )
    assert matrices(build_table({FORM_HASH: alone}, [])) == ()
