"""Names that collide where nobody refers to them: in tables of responses, and with ours."""

from __future__ import annotations

import pytest

from tests.support.problems import survey, told, warned


def column(name: str, row: int) -> str:
    return (
        f"The question {name} has the name of another one (row {row}): in a table of responses, "
        "only a number tells their columns apart. Rename one of them."
    )


def test_two_groups_that_ask_under_one_name() -> None:
    form = survey(
        """
        | | type         | name | label |
        | | begin_group  | g    | G     |
        | | text         | a    | A     |
        | | note         | n    | N     |
        | | end_group    |      |       |
        | | begin_group  | h    | H     |
        | | text         | A    | A     |
        | | note         | n    | N     |
        | | end_group    |      |       |
        | | text         | a    | A     |
        | | begin_repeat | r    | R     |
        | | text         | a    | A     |
        | | begin_group  | i    | I     |
        | | text         | a    | A     |
        | | end_group    |      |       |
        | | end_repeat   |      |       |
        """
    )
    assert told(form) == []
    assert warned(form) == [
        f"survey:7:B {column('A', 3)}",
        f"survey:10:B {column('a', 3)}",
        f"survey:14:B {column('a', 12)}",
    ]


def test_a_question_and_a_group_of_one_name() -> None:
    form = survey(
        """
        | | type        | name | label |
        | | begin_group | g    | G     |
        | | text        | g    | G     |
        | | end_group   |      |       |
        | | begin_group | h    | H     |
        | | text        | b    | H     |
        | | end_group   |      |       |
        """
    )
    assert warned(form) == [
        (
            "survey:3:B These names (with their rows) stand for a question and for a group, which "
            "references cannot tell apart: g (3). Rename one of each."
        )
    ]


def test_a_group_named_like_what_every_response_carries() -> None:
    form = survey(
        """
        | | type        | name | label |
        | | begin_group | meta | M     |
        | | text        | a    | A     |
        | | end_group   |      |       |
        """
    )
    assert told(form) == [
        ("survey:2:B The name meta is kept for what every response carries. Choose another one.")
    ]


@pytest.mark.parametrize("name", ["instanceID", "instanceName", "_code", "_row_1", "_id"])
def test_a_question_named_like_a_column_of_ours(name: str) -> None:
    assert warned(survey(f"| | type | name | label |\n| | text | {name} | A |")) == [
        (
            f"survey:2:B The name {name} is also that of a column which every table of responses "
            "has. Choose another one."
        )
    ]


def test_names_of_their_own_are_left_alone() -> None:
    form = survey(
        """
        | | type        | name       | label |
        | | begin_group | metadata   | M     |
        | | text        | _identity  | A     |
        | | text        | code       | A     |
        | | end_group   |            |       |
        """
    )
    assert told(form) == []
    assert warned(form) == []
