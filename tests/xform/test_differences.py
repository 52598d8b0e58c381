"""What random forms in several engines at once brought out (``python -m tests.differential``)."""

from __future__ import annotations

import pytest

from surveyapp.xform import FormSession
from tests.xform.forms import form, noon, xform


def computed(expression: str, **answers: str) -> str:
    """Return what an expression over questions of these names comes to."""
    questions = "".join(f"<{name}>{value}</{name}>" for name, value in answers.items())
    bind = f'<bind nodeset="/data/result" calculate="{expression}"/>'
    return FormSession(xform(f"{questions}<result/>", bind), now=noon).value("/data/result")


@pytest.mark.parametrize(
    ("expression", "result"),
    [
        ("int(/data/end - /data/begin)", "8826"),
        ("/data/end - date('2024-02-28')", "1"),
        ("int(date('1999-12-31') - date(date('2024-01-01') + 59))", "-8826"),
        ("int(coalesce(/data/never, /data/end) - /data/begin)", "8826"),
        ("date-time('2024-02-29T12:00:00.000+01:00') - /data/begin", "8826.5"),
    ],
)
def test_days_between_dates_are_whole_days(expression: str, result: str) -> None:
    assert computed(expression, begin="1999-12-31", end="2024-02-29", never="") == result


@pytest.mark.parametrize(
    ("expression", "result"),
    [
        ("min(/data/blank, 100)", "100"),
        ("max(3, /data/blank, ../two)", "3"),
        ("min(/data/blank)", ""),
        ("max(/data/word, 3)", ""),
    ],
)
def test_a_blank_is_nothing_to_the_least_and_the_most(expression: str, result: str) -> None:
    assert computed(expression, blank="", two="2", word="abc") == result


BILINGUAL = """
| survey |
| | type | name | label::French (fr) | label::English (en) | calculation |
| | date | day | Jour | Day | |
| | calculate | told | | | format-date(${day}, '%e %b') |
| | note | said | Dit ${told} | Said ${told} | |
"""


def test_names_of_months_follow_the_language_at_once() -> None:
    session = FormSession(form(BILINGUAL), language="en", now=noon)
    session.answer("/data/day", "2026-02-01")
    assert session.label("/data/said") == "Said 1 Feb"
    assert "/data/told" in session.set_language("fr").values
    assert session.label("/data/said") == "Dit 1 févr."
