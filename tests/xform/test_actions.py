"""Actions and the events that start them, in controls, groups and nested repeats."""

from __future__ import annotations

from surveyapp.xform import FormSession
from tests.xform.forms import form, noon, xform


def test_one_action_for_several_events() -> None:
    definition = xform(
        "<a/><b/>",
        '<setvalue ref="/data/b" event="odk-instance-first-load odk-instance-load" '
        "value=\"concat(/data/b, 'x')\"/>",
        '<input ref="/data/a"/><input ref="/data/b"/>',
    )
    session = FormSession(definition)
    assert session.value("/data/b") == "x"
    assert FormSession.resume(definition, session.to_draft()).value("/data/b") == "xx"


def test_a_value_written_in_the_action_and_one_that_clears() -> None:
    definition = xform(
        "<a/><b/><c>begun</c>",
        '<setvalue ref="/data/c" event="odk-instance-first-load"/>',
        '<input ref="/data/a"><setvalue ref="/data/b" event="xforms-value-changed">as it stands'
        '</setvalue></input><input ref="/data/b"/><input ref="/data/c"/>',
    )
    session = FormSession(definition)
    assert (session.value("/data/b"), session.value("/data/c")) == ("", "")
    session.answer("/data/a", "1")
    assert session.value("/data/b") == "as it stands"


def test_a_new_row_is_filled_by_its_own_actions() -> None:
    definition = xform(
        '<r jr:template=""><x/><y/></r>',
        "",
        '<repeat nodeset="/data/r"><setvalue ref="/data/r/x" event="odk-new-repeat" '
        'value="position(..)"/><input ref="/data/r/y"><setvalue ref="/data/r/x" '
        'event="xforms-value-changed" value="../y"/></input></repeat>',
    )
    session = FormSession(definition)
    session.add_repeat("/data/r")
    session.add_repeat("/data/r")
    session.answer("/data/r[2]/y", "7")
    assert session.to_document()["data"] == {
        "r": [{"x": "1", "y": ""}, {"x": "7", "y": "7"}],
    }


NESTED = """
| survey |
| | type         | name | label | calculation                                | trigger | default |
| | begin_repeat | out  | O     |                                            |         |         |
| | integer      | a    | A     |                                            |         |         |
| | dateTime     | when | W     | now()                                      | ${a}    |         |
| | text         | dyn  | D     |                                            |         | concat('row ', position(..)) |
| | begin_repeat | in   | I     |                                            |         |         |
| | integer      | b    | B     |                                            |         |         |
| | calculate    | pos  |       | concat(position(../..), '-', position(..)) |         |         |
| | calculate    | one  |       | indexed-repeat(${b}, ${out}, 1, ${in}, 1)  |         |         |
| | end_repeat   |      |       |                                            |         |         |
| | end_repeat   |      |       |                                            |         |         |
"""  # noqa: E501 - a table is read by its columns


def test_triggers_defaults_and_positions_in_nested_repeats() -> None:
    session = FormSession(form(NESTED), now=noon)
    for ref, rows in (("/data/out", 2), ("/data/out[1]/in", 1), ("/data/out[2]/in", 2)):
        while session.repeat_count(ref) < rows:
            session.add_repeat(ref)
    session.answer("/data/out[1]/in[1]/b", "9")
    session.answer("/data/out[2]/a", "1")
    when = "2026-12-26T12:00:00.000+01:00"
    assert session.to_document()["data"]["out"] == [  # type: ignore[index, call-overload]
        {"a": "", "when": "", "dyn": "row 1", "in": [{"b": "9", "pos": "1-1", "one": "9"}]},
        {
            "a": "1",
            "when": when,
            "dyn": "row 2",
            "in": [
                {"b": "", "pos": "2-1", "one": "9"},
                {"b": "", "pos": "2-2", "one": "9"},
            ],
        },
    ]


COUNTED = """
| survey |
| | type         | name  | label | repeat_count |
| | integer      | n     | N     |              |
| | begin_repeat | fixed | F     | 2            |
| | text         | x     | X     |              |
| | end_repeat   |       |       |              |
| | begin_repeat | out   | O     | ${n}         |
| | integer      | m     | M     |              |
| | begin_repeat | in    | I     | ${m} + 1     |
| | text         | y     | Y     |              |
| | end_repeat   |       |       |              |
| | end_repeat   |       |       |              |
"""


def test_counts_that_are_fixed_computed_and_of_the_row_around() -> None:
    session = FormSession(form(COUNTED), now=noon)
    assert session.repeat_count("/data/fixed") == 2
    assert not session.can_add("/data/fixed")
    session.answer("/data/n", "2")
    session.answer("/data/out[2]/m", "2")
    assert session.repeat_count("/data/out") == 2
    assert session.repeat_count("/data/out[1]/in") == 0
    assert session.repeat_count("/data/out[2]/in") == 3


def test_rows_that_a_newer_form_no_longer_counts_are_kept_beside() -> None:
    def counted(count: str) -> str:
        return (
            f'<group ref="/data/r"><repeat nodeset="/data/r" jr:count="{count}">'
            '<input ref="/data/r/x"/></repeat></group>'
        )

    session = FormSession(xform("<r><x/></r>", "", counted("3")))
    session.answer("/data/r[3]/x", "third")
    again = FormSession.resume(xform("<r><x/></r>", "", counted("2")), session.to_draft())
    assert again.repeat_count("/data/r") == 2
    assert dict(again.resumed.unplaced) == {"/data/r[3]/x": "third"}
    assert again.to_draft()["unplaced"] == {"/data/r[3]/x": "third"}


def test_defaults_and_calculations_see_each_other_as_a_form_opens() -> None:
    session = FormSession(
        xform(
            "<a/><total/><first/><drawn/><kept>old</kept><b/>",
            '<bind nodeset="/data/total" calculate="/data/a + 1"/>'
            '<bind nodeset="/data/first" calculate="once(concat(/data/a, \'!\'))"/>'
            '<bind nodeset="/data/drawn" calculate="once(random())"/>'
            '<bind nodeset="/data/kept" calculate="once(/data/a)"/>'
            '<setvalue ref="/data/a" event="odk-instance-first-load" value="4"/>'
            '<setvalue ref="/data/b" event="odk-instance-first-load" '
            "value=\"concat(/data/total, ' ', /data/drawn)\"/>",
            '<input ref="/data/a"/>',
        )
    )
    drawn = session.value("/data/drawn")
    assert session.value("/data/b") == f"5 {drawn}"
    assert (session.value("/data/first"), session.value("/data/kept")) == ("4!", "old")
    session.answer("/data/a", "6")
    assert session.value("/data/first") == "4!"
    assert session.value("/data/drawn") == drawn
