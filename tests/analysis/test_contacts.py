"""Identifiers stand with their submission's code and with the question that allowed them."""

from __future__ import annotations

from surveyapp.analysis.contacts import build_contacts
from surveyapp.text.codes import short_code
from tests.support.responses import FORM_HASH, form, submissions

FOLLOW = form("""
| survey |
| | type | name | label | relevant | bind::sa:pii |
| | select_one yn | recall | May we contact you? | | |
| | text | mood | How are you? | | |
| | text | contact | Phone or e-mail | ${recall} = '1' and ${mood} != 'recall' | contact |
| | begin_repeat | colleague | Colleague | | |
| | text | name | Name | | name |
| | end_repeat | colleague | | | |
| choices |
| | list_name | name | label |
| | yn | 1 | Yes |
| | yn | 0 | No |
| settings |
| | form_title | form_id | version | namespaces |
| | Follow | follow | 1 | sa="urn:surveyapp:xforms" |
""")


def test_only_responses_with_an_identifier_have_a_row() -> None:
    given = [
        {"recall": "1", "mood": "fine", "contact": "+212 6 12 34 56 78"},
        {"recall": "0", "mood": "fine"},
        {"recall": "1", "contact": "  "},
    ]
    table = build_contacts({FORM_HASH: FOLLOW}, submissions(FOLLOW, given))
    assert [column.name for column in table.identifiers] == ["contact", "name"]
    # A choice it depends on says whether somebody agreed; a text would be an answer.
    assert [column.name for column in table.agreed] == ["recall"]
    (first, blank) = table.rows
    assert (first.code, first.stop) == (short_code(first.id), "MA-12_2026-12-26")
    assert first.values == {"/data/recall": "1", "/data/contact": "+212 6 12 34 56 78"}
    assert blank.values["/data/contact"] == "  "  # typed by somebody: shown, not judged


def test_identifiers_in_a_repeat_have_a_row_each() -> None:
    given = [{"recall": "0", "colleague": [{"name": "Sara"}, {}, {"name": "Omar"}]}]
    table = build_contacts({FORM_HASH: FOLLOW}, submissions(FOLLOW, given))
    assert [(row.position, row.values["/data/colleague/name"]) for row in table.rows] == [
        ((1,), "Sara"),
        ((3,), "Omar"),
    ]


def test_a_form_without_identifiers_has_no_contacts() -> None:
    plain = form(
        "| survey |\n| | type | name | label |\n| | text | a | A |\n"
        "| settings |\n| | form_title | form_id | version |\n| | P | plain | 1 |\n"
    )
    table = build_contacts({FORM_HASH: plain}, submissions(plain, [{"a": "b"}]))
    assert (table.identifiers, table.agreed, table.rows) == ((), (), ())
