"""Questions that can never be reached, and choices that are named but do not exist."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveyapp.xform import FormSession
from surveyapp.xform.xlsform import import_xlsform
from tests.support.problems import survey, told, warned
from tests.support.xlsforms import xlsx
from tests.xform.forms import noon

CHOICES = """
| choices |
|         | list_name | name | label::en | label::fr |
|         | yn        | yes  | Yes       | Oui       |
|         | yn        | no   | No        | Non       |
|         | n         | 1    | One       | Un        |
|         | n         | 2    | Two       | Deux      |
"""
NEVER = "{} can never be reached: this condition never holds. Correct it, or take the row out."


def no_choice(name: str, value: str) -> str:
    return f"The question {name} has no choice {value}. Write the name of one of its choices."


def asked(relevant: str) -> str:
    """Return a form whose row 7 is asked under a condition."""
    return (
        survey(
            f"""
            | | type               | name  | label::en | label::fr | relevant   |
            | | select_one yn      | a     | A         | A         |            |
            | | select_multiple yn | m     | M         | M         |            |
            | | select_one n       | n     | N         | N         |            |
            | | text               | t     | T         | T         |            |
            | | integer            | i     | I         | I         |            |
            | | text               | q     | Q         | Q         | {relevant} |
            """
        )
        + CHOICES
    )


@pytest.mark.parametrize(
    "relevant",
    [
        "false()",
        "0",
        "1 = 2",
        "'a' = 'b'",
        "not(true())",
        "${t} = 'x' and false()",
        "${a} = 'yes' and ${a} = 'no'",
        "${a} = 'yes' and ${t} != '' and not(selected(${a}, 'yes'))",
        "not(${a} = 'yes' or ${a} != 'yes') and ${a} != ''",
        "${t} = 'x' and ${t} = 'y'",
        "${t} = '' and ${t} != ''",
        "selected(${m}, 'yes') and not(selected(${m}, 'yes'))",
        "${n} = 1 and ${n} > 1",
        "3 < ${n}",
        "(${a} = 'yes' or ${a} = '') and ${a} = 'no'",
        "${i} > 18 and ${i} < 10",
        "${i} >= 5 and 5 > ${i}",
        "${i} = 1 and (${i} = 2 or ${i} > 2)",
    ],
)
def test_a_condition_that_never_holds(relevant: str) -> None:
    form = asked(relevant)
    assert warned(form) == [f"survey:7:E {NEVER.format('q')}"]
    assert told(form) == []


@pytest.mark.parametrize(
    "relevant",
    [
        "true()",
        "1 = 1",
        "'2' = 2",
        "'2020-01-01' < '2021-01-01'",
        "${a} = 'yes' or ${a} = 'no'",
        "${a} != 'yes' and ${a} != 'no'",
        "${a} = ''",
        "${a} = 'yes' or false()",
        "selected(${m}, 'yes') and selected(${m}, 'no')",
        "${m} = 'yes no'",
        "${m} = 'yes' and ${a} = 'no'",
        "${n} = 1 or ${n} = 2",
        "${n} >= 1 and ${n} < 2",
        "string-length(${t}) > 3 and ${t} = 'x'",
        "${t} != 'x' and ${t} != 'y'",
        "not(${a} = 'yes')",
        "${a} = ${t}",
        "count(../a[. = 'x']) = 1",
        "if(${a} = 'yes', false(), true())",
        "${i} > 10 and ${i} < 18",
        "${i} >= 5 and ${i} <= 5",
        "${i} < 1 or ${i} > 2",
        "not(${i} > 5) and not(${i} < 6)",
    ],
)
def test_a_condition_that_may_hold_is_left_alone(relevant: str) -> None:
    assert warned(asked(relevant)) == []


@pytest.mark.parametrize(
    ("relevant", "name", "value", "hint"),
    [
        ("${a} = 'yse' or ${t} = 'x'", "a", "yse", " Did you mean yes?"),
        ("${t} = 'x' or selected(${m}, 'nno')", "m", "nno", " Did you mean no?"),
        ("${t} = 'x' or 'Oui' = ${a}", "a", "Oui", " Did you mean yes?"),
        ("${a} != 'perhaps'", "a", "perhaps", ""),
        ("${t} = 'x' or ${n} = 7", "n", "7", ""),
        ("${t} = 'x' or ${a} = 1", "a", "1", ""),
    ],
)
def test_a_choice_that_does_not_exist(relevant: str, name: str, value: str, hint: str) -> None:
    assert warned(asked(relevant)) == [f"survey:7:E {no_choice(name, value)}{hint}"]


def test_a_condition_that_hangs_on_a_choice_that_does_not_exist() -> None:
    assert warned(asked("${a} = 'yse'")) == [
        f"survey:7:E {NEVER.format('q')}",
        f"survey:7:E {no_choice('a', 'yse')} Did you mean yes?",
    ]


def test_choices_are_looked_for_in_constraints_calculations_and_defaults() -> None:
    rows = """
        | | type               | name | label::en | constraint              | calculation |
        | | select_multiple yn | m    | M         | not(selected(., 'non')) |             |
        | | calculate          | c    |           |                         | ${m}='never' |
        | | text               | t    | T         | . != 'never'            |             |
        """
    assert [line for line in warned(survey(rows) + CHOICES) if "has no choice" in line] == [
        f"survey:2:D {no_choice('m', 'non')} Did you mean no?",
        f"survey:3:E {no_choice('m', 'never')}",
    ]
    rows = """
        | | type               | name | label::en | default |
        | | select_one yn      | a    | A         | yess    |
        | | select_multiple yn | m    | M         | yes no  |
        """
    assert [line for line in warned(survey(rows) + CHOICES) if "has no choice" in line] == [
        f"survey:2:D {no_choice('a', 'yess')} Did you mean yes?"
    ]


def test_a_question_that_is_calculated_or_takes_its_choices_elsewhere_may_hold_anything() -> None:
    form = survey(
        """
        | | type                    | name | label | calculation | appearance  | relevant        |
        | | select_one yn           | a    | A     | 'maybe'     |             |                 |
        | | select_one yn or_other  | o    | O     |             |             |                 |
        | | select_one yn           | s    | S     |             | search('l') |                 |
        | | text                    | q    | Q     |             |             | ${a} > 5        |
        | | text                    | r    | R     |             |             | ${o} = 'other'  |
        | | text                    | u    | U     |             |             | ${s} = 'fes'    |
        | | text                    | v    | V     |             |             | ${a} = 'either' |
        """
    )
    lines = warned(form + CHOICES.replace("label::en", "label"))
    assert [line for line in lines if "reached" in line or "has no choice" in line] == []


def test_a_group_that_is_never_reached_is_told_once_and_whoever_asks_for_what_it_holds() -> None:
    form = survey(
        """
        | | type          | name  | label::en | label::fr | relevant       |
        | | text          | early | E         | E         | ${in} = 'x'    |
        | | begin_group   | g     | G         | G         | false()        |
        | | select_one yn | in    | I         | I         |                |
        | | text          | deep  | D         | D         | ${in} = 'yes'  |
        | | end_group     |       |           |           |                |
        | | text          | late  | L         | L         | ${deep} != ''  |
        | | text          | other | O         | O         | ${in} != 'yes' |
        """
    )
    assert [line for line in warned(form + CHOICES) if "reached" in line] == [
        f"survey:2:E {NEVER.format('early')}",
        f"survey:3:E {NEVER.format('g')}",
        f"survey:7:E {NEVER.format('late')}",
    ]


def test_a_question_and_its_group_that_exclude_each_other() -> None:
    form = survey(
        """
        | | type          | name | label::en | label::fr | relevant      |
        | | select_one yn | a    | A         | A         |               |
        | | begin_group   | g    | G         | G         | ${a} = 'yes'  |
        | | text          | q    | Q         | Q         | ${a} = 'no'   |
        | | text          | r    | R         | R         | ${a} != 'no'  |
        | | end_group     |      |           |           |               |
        """
    )
    assert [line for line in warned(form + CHOICES) if "reached" in line] == [
        (
            "survey:4:E q can never be reached: this condition and that of g (row 3) never hold "
            "together. Correct one of them."
        )
    ]


def test_a_question_that_needs_the_answer_of_one_that_is_not_asked() -> None:
    form = survey(
        """
        | | type               | name | label::en | label::fr | relevant                      |
        | | select_one yn      | a    | A         | A         |                               |
        | | select_one yn      | b    | B         | B         | ${a} = 'yes'                  |
        | | text               | q    | Q         | Q         | ${a} = 'no' and ${b} = 'yes'  |
        | | text               | r    | R         | R         | ${a} = 'no' and ${b} != 'yes' |
        | | text               | s    | S         | S         | ${a} = 'no' or ${b} = 'yes'   |
        | | text               | t    | T         | T         | ${a} = 'no' and ${b} = ''     |
        """
    )
    assert [line for line in warned(form + CHOICES) if "reached" in line] == [
        (
            "survey:4:E q can never be reached: this condition and that of b (row 3) never hold "
            "together. Correct one of them."
        )
    ]


def test_a_question_in_a_repeat_is_many_questions_from_outside() -> None:
    form = survey(
        """
        | | type          | name | label::en | label::fr | relevant                      |
        | | begin_repeat  | r    | R         | R         |                               |
        | | select_one yn | a    | A         | A         |                               |
        | | text          | in   | I         | I         | ${a} = 'yes' and ${a} = 'no'  |
        | | end_repeat    |      |           |           |                               |
        | | text          | out  | O         | O         | ${a} = 'yes' and ${a} = 'no'  |
        """
    )
    assert [line for line in warned(form + CHOICES) if "reached" in line] == [
        f"survey:4:E {NEVER.format('in')}"
    ]


def test_a_question_that_waits_for_its_own_answer_is_a_circle() -> None:
    assert told(asked("${q} != ''")) == [
        (
            "survey:7:E These questions wait for each other and could never be computed: q → q. "
            "Break the circle in one of them."
        )
    ]


def test_a_long_condition_is_read_in_time() -> None:
    form = asked(" or ".join(f"(${{t}} = 'x{n}' and ${{a}} = 'yes')" for n in range(900)))
    assert warned(form) == []
    assert warned(asked(" and ".join(["${t} != 'x'"] * 900 + ["false()"]))) != []


ATOMS = st.sampled_from(
    [
        *(
            f"${{{q}}} {sign} '{v}'"
            for q in "at"
            for sign in ("=", "!=")
            for v in ("yes", "no", "")
        ),
        *(f"selected(${{{q}}}, '{v}')" for q in "am" for v in ("yes", "no")),
        *(f"${{n}} {sign} {v}" for sign in ("=", "!=", "<", ">=") for v in (1, 2)),
        *(f"${{i}} {sign} {v}" for sign in ("=", "!=", "<", "<=", ">", ">=") for v in (3, 4)),
        "${m} = 'yes'",
        "true()",
        "false()",
        "${m} = 'yes no'",
    ]
)
CONDITIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        inner.map("not({})".format),
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map("(%s %s %s)".__mod__),
    ),
    max_leaves=6,
)


@settings(max_examples=12, deadline=None)
@given(st.lists(CONDITIONS, min_size=20, max_size=20), st.sampled_from(["", "${a} = 'yes'"]))
def test_nothing_is_suspected_that_any_answers_reach(conditions: list[str], asks: str) -> None:
    """Whatever is answered, a row that is told never to be reached is not."""
    rows = asked("").replace(CHOICES, "")
    # The questions m, n, t and i are themselves asked under a condition, or not.
    rows = re.sub(r"(?m)^(.* (?:m|n|t|i) .*\|) +\|$", rf"\1 {asks} |", rows) + "".join(
        f"| | text | q{n} | Q | Q | {condition} |\n" for n, condition in enumerate(conditions)
    )
    form = import_xlsform(xlsx(rows + CHOICES), name="form.xlsx")
    suspected = {
        f"/data/q{p.row - 8}" for p in form.warnings if "can never be reached" in str(p.message)
    }
    session = FormSession(form.definition, now=noon)
    for a in ("", "yes", "no"):
        session.answer("/data/a", a)
        for m in ("", "yes", "no", "yes no"):
            session.answer("/data/m", m)
            for n in ("", "1", "2"):
                session.answer("/data/n", n)
                for t, i in (
                    ("", ""),
                    ("yes", "2"),
                    ("no", "3"),
                    ("x", "4"),
                    ("", "5"),
                    ("no", "4"),
                ):
                    session.answer("/data/t", t)
                    session.answer("/data/i", i)
                    assert [ref for ref in suspected if session.is_relevant(ref)] == []
