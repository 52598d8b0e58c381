"""Each kind of mistake an organiser can make in a workbook, and how it is told.

Forms are Markdown tables; the expected lines are what the person reads, less the place, which
stands before each as sheet:row:letter.
"""

from __future__ import annotations

import textwrap

import pytest

from tests.support.problems import survey, told, warned

YN = """
| choices |
|         | list_name | name | label | kind |
|         | yn        | 1    | Yes   | a    |
|         | yn        | 0    | No    | b    |
"""


# --- headers -------------------------------------------------------------------------------------


def test_a_misspelt_column_is_told_with_its_right_name_and_language() -> None:
    assert told(
        survey(
            """
            | | type | name | lable::French (fr) | label::English (en) | constraint-msg |
            | | text | a    | A                  | A                   | Non            |
            """
        )
    ) == [
        (
            "survey:1:C lable::French (fr) is not a column of this sheet. "
            "Did you mean label::French (fr)?"
        ),
        "survey:1:E constraint-msg is not a column of this sheet. Did you mean constraint_message?",
    ]


def test_the_second_half_of_a_column_may_be_misspelt_too() -> None:
    assert told(
        survey(
            """
            | | type | name | label | media::imge | media::smell | bind::relevent | bind::own |
            | | text | a    | A     | a.png       | rose         | true()         | x         |
            """
        )
    ) == [
        "survey:1:D media::imge is not a column of this sheet. Did you mean media::image?",
        "survey:1:E media::smell is not a column of this sheet.",
        "survey:1:F bind::relevent is not a column of this sheet. Did you mean bind::relevant?",
    ]


def test_a_column_like_none_is_only_mentioned() -> None:
    form = survey(
        """
        | | type | name | label | remarks by Fatima | $kuid | #hxl |
        | | text | a    | A     | ask again         | x     | y    |
        """
    )
    assert told(form) == []
    assert warned(form) == ["survey:1:D The column remarks by Fatima is not used by any form."]


def test_old_and_long_spellings_of_columns_are_known() -> None:
    form = survey(
        """
        | | Type | name | caption | relevance | bind::required | media::image | bind::jr:count |
        | | text | a    | A       |           | yes            | a.png        |                |
        """
    )
    assert told(form) == []
    assert warned(form) == []


def test_a_column_that_stands_twice() -> None:
    assert told(
        survey(
            """
            | | type | name | label | label | caption |
            | | text | a    | A     | B     | C       |
            """
        )
    )[:2] == [
        "survey:1:D The column label stands twice. Keep one of them.",
        "survey:1:E The columns label and caption mean the same. Keep one of them.",
    ]


def test_columns_that_are_missing() -> None:
    assert told(survey("| | kind | name | label |\n| | text | a | A |"))[0] == (
        "survey:1: The column type is missing. Add it."
    )
    assert "survey:1: There is no column label: people will see names instead of texts." in warned(
        survey("| | type | name |\n| | text | a |")
    )


def test_a_free_column_of_the_choices_may_look_like_another_if_a_filter_uses_it() -> None:
    form = survey(
        """
        | | type          | name | label | choice_filter |
        | | select_one yn | a    | A     | labels = 'a'  |
        """
    )
    assert told(form + YN.replace("kind", "labels")) == []
    assert told(
        survey("| | type | name | label |\n| | select_one yn | a | A |")
        + YN.replace("kind", "labels")
    ) == ["choices:1:D labels is not a column of this sheet. Did you mean label?"]


def test_a_prefix_nobody_declared() -> None:
    rows = survey(
        """
        | | type | name | label | bind::sa:pii |
        | | text | a    | A     | contact      |
        """
    )
    settings = '| settings |\n| | form_id | namespaces |\n| | f | sa="urn:x" |\n'
    assert told(rows + settings) == []
    assert told(rows) == [
        (
            "survey:1:D The prefix sa is not declared. Add it to the column namespaces of the "
            "sheet settings."
        )
    ]


def test_a_setting_that_is_not_one() -> None:
    rows = survey("| | type | name | label |\n| | text | a | A |")
    assert told(rows + "| settings |\n| | form_id | form_titel |\n| | f | T |\n") == [
        "settings:1:B form_titel is not a column of this sheet. Did you mean form_title?"
    ]


# --- rows ----------------------------------------------------------------------------------------


def test_types_that_are_not_types() -> None:
    assert told(
        survey(
            """
            | | type           | name | label |
            | | txt            | a    | A     |
            | | selct_one yn   | b    | B     |
            | | select_one     | c    | C     |
            | |                | d    | D     |
            | | Integer        | e    | E     |
            """
        )
        + YN
    ) == [
        "survey:2:A txt is not a question type. Did you mean text?",
        "survey:3:A selct_one yn is not a question type. Did you mean select_one yn?",
        "survey:4:A Write the name of the list after select_one.",
        "survey:5: This row has no type. Write one, such as text or select_one list.",
        "survey:6:A Integer is not a question type. Did you mean integer?",
    ]


def test_names_that_are_missing_doubled_or_impossible() -> None:
    form = survey(
        """
        | | type | name     | label |
        | | text |          | A     |
        | | text | the firm | B     |
        | | text | c        | C     |
        | | text | c        | C     |
        | | text | 9d       | D     |
        | | text | C        | D     |
        | | note |          | Hello |
        """
    )
    assert told(form) == [
        "survey:2: This row has no name. Write a short one without spaces.",
        (
            "survey:3:B the firm cannot be a name. Begin with a letter and use letters, digits, "
            "hyphens and underscores only."
        ),
        "survey:5:B The name c already stands in row 4. Choose another one.",
        (
            "survey:6:B 9d cannot be a name. Begin with a letter and use letters, digits, "
            "hyphens and underscores only."
        ),
    ]
    assert warned(form) == [
        "survey:7:B The names C and c (row 4) differ in capitals only. Some programs mix them up."
    ]


def test_the_same_name_in_two_groups_is_fine_until_somebody_refers_to_it() -> None:
    groups = """
        | | type        | name | label | relevant   |
        | | begin_group | g    | G     |            |
        | | text        | a    | A     |            |
        | | end_group   |      |       |            |
        | | begin group | h    | H     |            |
        | | text        | a    | A     | {}         |
        | | end group   |      |       |            |
        """
    assert told(survey(groups.format(""))) == []
    assert told(survey(groups.format("${a} = 1"))) == [
        "survey:6:D a stands for several questions (rows 3, 6). Rename all but one."
    ]


def test_groups_that_do_not_open_or_close() -> None:
    assert told(
        survey(
            """
            | | type         | name | label |
            | | begin_group  | g    | G     |
            | | begin_repeat | r    | R     |
            | | text         | a    | A     |
            | | end_group    |      |       |
            | | end_repeat   |      |       |
            | | end_group    |      |       |
            | | begin_group  | h    | H     |
            """
        )
    ) == [
        "survey:5:A This row closes a group, but row 3 opened a repeat.",
        "survey:6:A This row closes a repeat, but row 2 opened a group.",
        "survey:7:A This row closes a group, but none is open.",
        "survey:8:A This group is never closed. Add a row end_group after its last question.",
    ]


def test_a_calculation_of_nothing_and_a_question_without_words() -> None:
    form = survey(
        """
        | | type      | name | label | calculation |
        | | calculate | a    |       |             |
        | | calculate | b    |       | 1 + 1       |
        | | text      | c    |       |             |
        """
    )
    assert told(form) == [
        "survey:2:A This row calculates nothing. Fill its column calculation.",
        "survey:4:B The question c has no label. Write what it asks.",
    ]


def test_rows_that_nobody_sees_need_no_label() -> None:
    form = survey(
        """
        | | type             | name | label |
        | | start            | a    |       |
        | | uri:deviceid     | b    |       |
        | | get start time   | c    |       |
        | | background-audio | d    |       |
        | | hidden           | e    |       |
        | | image            | f    |       |
        """
    )
    assert told(form) == ["survey:7:B The question f has no label. Write what it asks."]


def test_a_row_that_is_disabled_is_not_read() -> None:
    assert (
        told(
            survey(
                "| | type | name | label | disabled |\n| | txt x | a | A | yes |\n"
                "| | text | b | B | |"
            )
        )
        == []
    )


# --- lists ---------------------------------------------------------------------------------------


def test_a_list_that_is_not_there() -> None:
    assert told(
        survey("| | type | name | label |\n| | select_one regionz | a | A |")
        + YN.replace("yn   ", "region")
    ) == ["survey:2:A There is no list regionz on the sheet choices. Did you mean region?"]
    assert told(survey("| | type | name | label |\n| | select_one yn | a | A |")) == [
        "survey:2:A There is no list yn on the sheet choices."
    ]


def test_choices_that_are_doubled_nameless_homeless_or_spaced() -> None:
    form = survey("| | type | name | label |\n| | select_multiple yn | a | A |") + textwrap.dedent(
        """
        | choices |
        |         | list_name | name  | label |
        |         | yn        | 1     | Yes   |
        |         | yn        | 1     | No    |
        |         | yn        |       | Maybe |
        |         |           | 3     | Never |
        |         | yn        | a b   | Both  |
        |         | yn        | c     |       |
        """
    )
    assert told(form) == [
        (
            "choices:3:B The choice 1 of the list yn stands there already (row 2). Give it another "
            "name."
        ),
        "choices:4: This choice has no name. Write a short code.",
        "choices:5: This choice belongs to no list. Fill its list_name.",
        (
            "choices:6:B The choice name a b has a space, but answers of several choices are "
            "separated by spaces. Write it without."
        ),
    ]
    assert warned(form) == [
        "choices:7:B The choice c has no label: people will see its name. Write one."
    ]


def test_doubled_choices_are_let_through_where_the_settings_allow_them() -> None:
    rows = survey("| | type | name | label |\n| | select_one yn | a | A |")
    doubled = YN.replace("| 0  ", "| 1  ")
    assert len(told(rows + doubled)) == 1
    settings = "| settings |\n| | form_id | allow_choice_duplicates |\n| | f | yes |\n"
    assert told(rows + doubled + settings) == []


def test_lists_are_not_looked_for_on_a_sheet_that_cannot_be_read() -> None:
    rows = survey("| | type | name | label |\n| | select_one yn | a | A |")
    assert told(rows + YN.replace("list_name", "groupe")) == [
        "choices:1: The column list_name is missing. Add it."
    ]


# --- references ----------------------------------------------------------------------------------


def test_every_reference_to_nothing_is_found_in_every_column() -> None:
    assert told(
        survey(
            """
            | | type          | name | label::en    | hint::en | relevant      | default |
            | | select_one yn | firm | Firm ${frim} | ${hin}   | ${x1} = ${x2} | ${msg}  |
            """
        )
        + """
| choices |
| | list_name | name | label::en    | other  |
| | yn        | 1    | Yes ${lab}   | ${no}  |
| settings |
| | form_id | instance_name |
| | f       | ${ville}      |
"""
    ) == [
        "settings:2:B There is no question named ville.",
        "survey:2:C There is no question named frim. Did you mean firm?",
        "survey:2:D There is no question named hin.",
        "survey:2:E There is no question named x1.",
        "survey:2:E There is no question named x2.",
        "survey:2:F There is no question named msg.",
        "choices:2:C There is no question named lab.",
    ]


def test_references_that_are_not_complete() -> None:
    assert told(
        survey(
            """
            | | type | name | label    | relevant      |
            | | text | a    | A        |               |
            | | text | b    | B ${a    | ${ a } = '1'  |
            """
        )
    ) == [
        "survey:3:C The reference ${a is not complete. Write it as ${a}.",
        "survey:3:D The reference ${ a } is not complete. Write it as ${a}.",
    ]


def test_the_instance_id_and_the_last_saved_answer_can_be_referred_to() -> None:
    assert (
        told(
            survey(
                """
                | | type      | name | label | calculation                            |
                | | text      | t    | T     |                                        |
                | | calculate | id   |       | concat(${instanceID}, ${last-saved#t}) |
                """
            )
        )
        == []
    )


# --- expressions ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("selectd(${a}, 'x')", "There is no function selectd(). Did you mean selected()?"),
        ("nothing-like-it(1)", "There is no function nothing-like-it()."),
        (
            "selected(${a})",
            "The number of arguments of selected() should be 2. Here it is 1.",
        ),
        (
            "substr(${a}) = 'x'",
            "The number of arguments of substr() should be 2 to 3. Here it is 1.",
        ),
        (
            "cond(1, 2) = 1",
            "The number of arguments of cond() should be 3 or more. Here it is 2.",
        ),
    ],
)
def test_functions_that_are_not_there_or_take_other_arguments(
    expression: str, expected: str
) -> None:
    rows = "| | type | name | label | relevant |\n| | text | a | A | |\n| | text | b | B | {} |"
    assert told(survey(rows.format(expression))) == [f"survey:3:D {expected}"]


@pytest.mark.parametrize(
    ("expression", "near"),
    [
        ("${a} = = 1", "Near = 1"),
        ("(${a} = 1", "At its end"),
        ("${a} == 1", "Near = 1"),
        ("'it''s'", "Near 's'"),
        ("${a} = 'x", "Near 'x"),
    ],
)
def test_expressions_that_cannot_be_read(expression: str, near: str) -> None:
    rows = "| | type | name | label | constraint |\n| | text | a | A | |\n| | text | b | B | {} |"
    (line,) = told(survey(rows.format(expression)))
    assert line.startswith(f"survey:3:D {near}")


def test_a_pattern_that_cannot_be_read_is_mentioned() -> None:
    sheet = survey(
        """
        | | type | name | label | constraint |
        | | text | a | A | regex(., '^(?=.*[0-9])(?!0).+$') |
        | | text | b | B | regex(., '(a)\\1') |
        """
    )
    (line,) = warned(sheet)
    assert line.startswith("survey:3:D This device cannot read the pattern (a)\\1:")


def test_a_choice_filter_that_names_no_column() -> None:
    rows = """
        | | type          | name | label | choice_filter |
        | | select_one yn | a    | A     |               |
        | | select_one yn | b    | B     | {} |
        """
    assert told(survey(rows.format("knd = ${a}")) + YN) == [
        "survey:3:D The sheet choices has no column knd. Did you mean kind?"
    ]
    for fine in (
        "kind = ${a}",
        "not(kind = 'a') and name != '0'",
        "kind = instance('yn')/root/item[name = ${a}]/kind",
        "kind = current()/../a",
        "(kind)[1] = 'a' and -name < 1",
        "${a} = 1 and count(../a) = 1",
        "true()",
    ):
        assert told(survey(rows.format(fine)) + YN) == []


def test_a_choice_filter_by_a_column_that_is_blank_for_its_list() -> None:
    rows = """
        | | type          | name | label | choice_filter |
        | | select_one yn | a    | A     |               |
        | | select_one c  | b    | B     | kind = ${a}   |
        """
    further = "|         | c         | x    | X     |      |\n"
    assert warned(survey(rows) + YN + further) == [
        (
            "survey:3:D No choice of the list c has anything in the column kind, by which this "
            "filter picks them. Fill the column for this list."
        )
    ]
    assert warned(survey(rows) + YN + further.replace("|      |", "| a    |")) == []


def test_words_that_mean_yes_or_no_are_not_expressions() -> None:
    form = survey(
        """
        | | type | name | label | required | readonly | default   |
        | | text | a    | A     | TRUE     | No       | Fes (old) |
        | | text | b    | B     | ${a}=''  |          | ${a}      |
        """
    )
    assert told(form) == []


# --- circles -------------------------------------------------------------------------------------


def circle(path: str) -> str:
    return (
        f"These questions wait for each other and could never be computed: {path}. "
        "Break the circle in one of them."
    )


def test_questions_that_wait_for_each_other_are_told_with_their_path() -> None:
    assert told(
        survey(
            """
            | | type        | name | label | relevant   | calculation |
            | | text        | q    | Q     |            |             |
            | | calculate   | a    |       |            | ${b} + ${q} |
            | | text        | b    | B     | ${c} != '' |             |
            | | calculate   | c    |       |            | ${a} + 1    |
            | | calculate   | d    |       |            | ${d} + 1    |
            | | begin_group | g    | G     | ${in} = 1  |             |
            | | text        | in   | In    |            |             |
            | | end_group   |      |       |            |             |
            """
        )
    ) == [
        f"survey:3:E {circle('a → b → c → a')}",
        f"survey:6:E {circle('d → d')}",
        f"survey:7:D {circle('g → g')}",
    ]


def test_two_circles_and_who_only_waits_for_them() -> None:
    assert told(
        survey(
            """
            | | type      | name | label | calculation |
            | | calculate | w    |       | ${a}        |
            | | calculate | a    |       | ${b} + ${c} |
            | | calculate | b    |       | ${a}        |
            | | calculate | c    |       | ${a}        |
            | | calculate | x    |       | ${y}        |
            | | calculate | y    |       | ${x}        |
            """
        )
    ) == [f"survey:3:D {circle('a → b → a')}", f"survey:6:D {circle('x → y → x')}"]


def test_a_circle_that_only_the_engine_sees_is_told_too() -> None:
    (line,) = told(
        survey(
            """
            | | type      | name | label | calculation |
            | | calculate | a    |       | ../b + 1    |
            | | calculate | b    |       | ../a + 1    |
            """
        )
    )
    assert "wait for each other" in line
    assert "/data/a" in line


def test_a_circle_of_names_that_stand_twice_is_told_without_a_row() -> None:
    group = """
            | | begin_group | {0} | G |          |
            | | calculate   | a   |   | ../b + 1 |
            | | calculate   | b   |   | ../a + 1 |
            | | end_group   |     |   |          |"""
    rows = "| | type | name | label | calculation |" + group.format("g")
    (line,) = told(survey(textwrap.dedent(rows) + textwrap.dedent(group.format("h"))))
    assert line.startswith(":0: These questions wait for each other")


def test_a_row_of_a_repeat_may_look_at_the_row_before_it() -> None:
    form = survey(
        """
        | | type         | name  | label | calculation                                    |
        | | begin_repeat | r     | R     |                                                |
        | | integer      | n     | N     |                                                |
        | | calculate    | total |       | ${n} + indexed-repeat(${total}, ${r}, FORMER)  |
        | | end_repeat   |       |       |                                                |
        """
    )
    assert told(form.replace("FORMER", "position(..) - 1")) == []


# --- languages -----------------------------------------------------------------------------------


def test_texts_that_lack_a_language_are_mentioned_once_a_column() -> None:
    assert warned(
        survey(
            """
            | | type          | name | label::French (fr) | label::Arabic (ar) | hint::French (fr) |
            | | select_one yn | a    | A                  | أ                  | Aide              |
            | | text          | b    | B                  |                    |                   |
            | | text          | c    | C                  |                    | Aide              |
            """
        )
        + """
| choices |
| | list_name | name | label::French (fr) | label::Arabic (ar) |
| | yn        | 1    | Oui                |                    |
"""
    ) == [
        (
            "survey:2: These texts lack Arabic (ar) (2): rows 2, 4. "
            "They will be shown in another language."
        ),
        (
            "survey:3:D These texts lack Arabic (ar) (2): rows 3, 4. "
            "They will be shown in another language."
        ),
        (
            "choices:2:D These texts lack Arabic (ar) (1): rows 2. "
            "They will be shown in another language."
        ),
    ]


def test_a_default_language_that_no_column_has() -> None:
    rows = survey("| | type | name | label::French (fr) |\n| | text | a | A |")
    assert told(rows + "| settings |\n| | default_language |\n| | French |\n") == [
        "settings:2:A No column is in the default language French. Did you mean French (fr)?"
    ]


def test_a_language_written_in_two_ways() -> None:
    assert warned(
        survey("| | type | name | label::French (fr) | hint::French(fr) |\n| | text | a | A | B |")
    )[0] == ("survey:1:D French(fr) is taken for a language of its own. Did you mean French (fr)?")
