"""Cells that do nothing where they stand, lists of choices nobody uses, references from outside."""

from __future__ import annotations

import textwrap

import pytest

from tests.support.problems import survey, told, warned

YN = """
| choices |
|         | list_name | name | label |
|         | yn        | 1    | Yes   |
|         | yn        | 0    | No    |
"""


# --- rows nobody answers -------------------------------------------------------------------------


def unanswered(kind: str, column: str) -> str:
    return (
        f"Nobody answers a row of the type {kind}: its {column} can only stop people who cannot "
        "mend it. Take it out."
    )


def test_a_note_that_is_required_and_a_calculation_with_a_constraint() -> None:
    form = survey(
        """
        | | type      | name | label | required | constraint | calculation | relevant   |
        | | text      | t    | T     | yes      | . != 'x'   |             |            |
        | | note      | n    | N     | yes      |            |             |            |
        | | note      | m    | M     | no       | . = 1      |             |            |
        | | note      | stop | S     | yes      |            |             | ${t} = 'y' |
        | | calculate | c    |       | yes      | . > 1      | 1 + 1       |            |
        """
    )
    assert told(form) == []
    assert warned(form) == [
        f"survey:3:D {unanswered('note', 'required')}",
        f"survey:4:E {unanswered('note', 'constraint')}",
        f"survey:6:E {unanswered('calculate', 'constraint')}",
    ]


# --- files, repeats, or_other --------------------------------------------------------------------


@pytest.mark.parametrize("file", ["towns.txt", "towns", "towns.xlsx"])
def test_a_list_in_a_file_that_holds_none(file: str) -> None:
    rows = f"| | type | name | label |\n| | select_one_from_file {file} | q | A |"
    assert told(survey(rows)) == [
        (
            f"survey:2:A A list cannot be read from {file}. Name a file that ends in .csv, .xml or "
            ".geojson."
        )
    ]


@pytest.mark.parametrize("file", ["towns.csv", "towns.xml", "TOWNS.geojson"])
def test_a_list_in_a_file(file: str) -> None:
    rows = f"| | type | name | label |\n| | select_multiple_from_file {file} | q | A |"
    assert "cannot be read from" not in str(told(survey(rows)))


def test_a_repeat_whose_number_of_rows_stands_in_its_rows() -> None:
    form = survey(
        """
        | | type         | name | label | repeat_count |
        | | integer      | k    | K     |              |
        | | begin_repeat | r    | R     | ${n}         |
        | | integer      | n    | N     |              |
        | | end_repeat   |      |       |              |
        | | begin_repeat | s    | S     | ${k}         |
        | | integer      | m    | M     |              |
        | | end_repeat   |      |       |              |
        """
    )
    assert [line for line in warned(form) if "hangs" in line] == [
        (
            "survey:3:D The number of rows of r hangs on n, which stands in its rows. "
            "Ask for it before the repeat begins."
        )
    ]


def test_or_other_in_several_languages() -> None:
    rows = """
        | | type                   | name | label::{0} | label::{1} |
        | | select_one yn or_other | q    | A          | A          |
        """
    choices = YN.replace("label ", "label::{0} | label::{1} ").replace("Yes ", "Yes | Yes ")
    choices = choices.replace("No ", "No | No ")
    form = survey(textwrap.dedent(rows).format("en", "fr")) + choices.format("en", "fr")
    assert warned(form) == [
        (
            "survey:2:A With or_other, the choice and the question it adds are in English in every "
            "language. Write a choice other and a question of your own for it."
        )
    ]
    form = survey("| | type | name | label |\n| | select_one yn or_other | q | A |") + YN
    assert warned(form) == []


# --- lists ---------------------------------------------------------------------------------------


def test_lists_that_no_question_uses() -> None:
    form = survey(
        """
        | | type          | name | label | calculation                                  |
        | | select_one yn | q    | A     |                                              |
        | | calculate     | c    |       | count(instance('read')/root/item[name = ${q}]) |
        """
    )
    further = """\
|         | old       | 1    | One   |
|         | read      | 1    | One   |
|         | older     | 1    | One   |
"""
    assert warned(form + YN + further) == [
        (
            "choices:4:A No question uses these lists (with their rows): old (4), older (6). Take "
            "them out, or write their names after the types of questions."
        )
    ]


def test_choices_that_read_alike() -> None:
    choices = """
| choices |
|         | list_name | name | label::fr | label::en | image |
|         | c         | 1    | Autre     | Other     |       |
|         | c         | 2    | Autre     | Another   |       |
|         | c         | 3    | Encore    | Other     |       |
|         | c         | 4    | Encore    | Still     | a.png |
"""
    rows = """
        | | type         | name | label::fr | label::en | choice_filter |
        | | select_one c | q    | A         | A         | {}            |
        """
    told_alike = "The choices 1 (row 2) and {} read alike: {}. Change one of the texts."
    lines = warned(survey(rows.format("")) + choices)
    assert [line for line in lines if "alike" in line] == [
        f"choices:3:C {told_alike.format(2, 'Autre')}",
        f"choices:4:D {told_alike.format(3, 'Other')}",
    ]
    assert "alike" not in str(warned(survey(rows.format("name != '2'")) + choices))


# --- references into a repeat --------------------------------------------------------------------


def from_outside(example: str) -> str:
    return (
        "n stands in the rows of r and is read here as if it were one answer: some programs take "
        f"the first row, others stop. Say which rows are meant, such as {example} or "
        "indexed-repeat()."
    )


REPEAT = """
        | | type         | name | label | calculation | relevant |
        | | begin_repeat | r    | R     |             |          |
        | | integer      | n    | N     |             |          |
        | | calculate    | in   |       | ${n} + 1    |          |
        | | end_repeat   |      |       |             |          |
        """


@pytest.mark.parametrize(
    "calculation",
    ["${n}", "${n} + 1", "if(${n} > 1, 1, 2)", "round(-${n} * 2, 1)", "sum(${n}) + ${n}"],
)
def test_an_answer_of_a_row_read_from_outside(calculation: str) -> None:
    form = survey(REPEAT + f"| | calculate | c | | {calculation} | |")
    assert warned(form) == [f"survey:6:D {from_outside('sum(${n})')}"]
    assert told(form) == []


@pytest.mark.parametrize(
    "calculation",
    [
        "sum(${n})",
        "sum(${n}) div count(${n})",
        "if(count(${r}) > 0, max(${n}), 0)",
        "indexed-repeat(${n}, ${r}, 1)",
        "join(', ', ${n})",
        "sum(${r}/n)",
    ],
)
def test_functions_that_take_many_values(calculation: str) -> None:
    assert warned(survey(REPEAT + f"| | calculate | c | | {calculation} | |")) == []


def test_a_label_and_a_condition_read_from_outside() -> None:
    form = survey(REPEAT + "| | text | c | Is it ${n}? | | ${n} = 1 |")
    assert warned(form) == [
        f"survey:6:C {from_outside('sum(${n})')}",
        f"survey:6:E {from_outside('sum(${n})')}",
    ]


# --- languages -----------------------------------------------------------------------------------


def test_files_that_lack_a_language() -> None:
    form = survey(
        """
        | | type | name | label::fr | label::en | image::fr | image::en | audio |
        | | text | a    | A         | A         | a.png     | b.png     | s.mp3 |
        | | text | b    | B         | B         | c.png     |           |       |
        | | text | c    | C         | C         |           |           |       |
        """
    )
    assert warned(form) == [
        (
            "survey:3:F These files of the column image lack en (1): rows 3. "
            "Name one for each language."
        )
    ]


def test_a_column_without_a_language_among_others() -> None:
    form = survey(
        """
        | | type | name | label::fr | hint |
        | | text | a    | A         | H    |
        | | text | b    | B         |      |
        """
    )
    missing = [line for line in warned(form) if "without a language" in line]
    assert missing == [
        (
            "survey:2: label stands in one language and not in the column without a language (2): "
            "rows 2, 3. Name the language of that column in default_language, or fill it."
        )
    ]
    settings = "| settings |\n| | form_id | default_language |\n| | f | fr |\n"
    assert warned(form + settings) == []
