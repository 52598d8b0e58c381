"""The same warning in many rows is told once, with its rows; what stops a form never is."""

from __future__ import annotations

import pytest

from surveyapp.errors import UserError
from surveyapp.xform import xlsform
from surveyapp.xform.xlsform import import_xlsform
from tests.support.problems import survey, told, warned
from tests.xform.forms import xform_source

HEADER = "| | type | name | label | required |\n"


def _notes(count: int) -> str:
    rows = "".join(f"| | note | n{n} | N | yes |\n" for n in range(count))
    return survey(HEADER + rows)


def test_two_that_say_the_same_are_told_one_by_one() -> None:
    assert [line.partition(" ")[0] for line in warned(_notes(2))] == ["survey:2:D", "survey:3:D"]


def test_twenty_that_say_the_same_are_one_with_their_rows() -> None:
    (line,) = warned(_notes(20))
    assert line == (
        "survey:2:D Nobody answers a row of the type note: its required can only stop people who "
        "cannot mend it. Take it out. The same holds for 19 more (rows 3, 4, 5, 6, 7, 8, 9, 10, "
        "11, 12, 13, 14, …)."
    )


def test_one_reason_for_several_types_is_told_once() -> None:
    table = survey(
        """
        | | type     | name | label |
        | | geopoint | a    | A     |
        | | geotrace | b    | B     |
        | | geoshape | c    | C     |
        """
    )
    (line,) = warned(table)
    assert line.startswith("survey:2:A geopoint: This device cannot ask this question.")
    assert line.endswith("The same holds for 2 more (rows 3, 4).")


def test_what_pyxform_warns_of_is_told_in_our_words() -> None:
    table = survey(
        """
        | | type         | name | label::English |
        | | begin_repeat | r    |                |
        | | text         | a    | A              |
        | | end_repeat   |      |                |
        """
    )
    assert warned(table) == [
        (
            "survey:1:C These languages have no code, so that some programs do not know them: "
            "English. Write the code behind the name, as in label::French (fr)."
        ),
        "survey:2: r has no label: nothing stands above its questions. Write one if it should.",
    ]


def test_what_lacks_in_each_of_many_languages_is_told_for_each() -> None:
    languages = [f"label::l{n}{n}" for n in range(20)]
    table = survey(
        f"| | type | name | {' | '.join(languages)} |\n"
        f"| | text | a | A | {' | ' * 18} |\n| | text | b | B | {' | ' * 18} |"
    )
    lacking = [line for line in warned(table) if "These texts lack" in line]
    assert len(lacking) == 19


def test_what_stops_a_form_is_told_each_by_itself() -> None:
    rows = "".join("| | calculate | c | | |\n" for _ in range(20))
    lines = told(survey(HEADER + rows))
    assert len([line for line in lines if "calculates nothing" in line]) == 20


def test_an_xform_gathers_by_lines() -> None:
    names = [f"q{n}" for n in range(5)]
    body = "\n".join(
        f'<input ref="/data/{name}" appearance="printer">' + "<label>Print</label></input>"
        for name in names
    )
    data = "".join(f"<{name}/>" for name in names)
    (warning,) = import_xlsform(xform_source(data, "", body).encode(), name="f.xml").warnings
    assert str(warning.placed).startswith("Line 8, /data/q0: ")
    assert str(warning.placed).endswith("The same holds for 4 more (lines 9, 10, 11, 12).")


@pytest.mark.parametrize(
    ("name", "start", "advice"),
    [
        ("big.xml", b"<h:html>", "CSV files in the folder big-media beside it"),
        ("big.xlsx", b"PK\x03\x04", "Remove pictures and unused sheets"),
    ],
)
def test_what_is_too_large_is_told_how_to_become_smaller(
    monkeypatch: pytest.MonkeyPatch, name: str, start: bytes, advice: str
) -> None:
    monkeypatch.setattr(xlsform, "MAX_FILE_BYTES", 1_000_000)
    with pytest.raises(UserError, match=advice):
        import_xlsform(start + b" " * 1_000_000, name=name)
