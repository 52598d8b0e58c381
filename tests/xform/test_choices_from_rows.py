"""A question that offers the rows of a repeat: what is typed there is offered at once."""

from __future__ import annotations

from surveyapp.xform import FormSession
from tests.xform.forms import form, noon, xform

_BODY = """<repeat nodeset="/data/person"><input ref="/data/person/key"/>
  <input ref="/data/person/name"/></repeat>
  <select1 ref="/data/head"><itemset nodeset="/data/person[key != '']">
  <value ref="key"/><label ref="name"/></itemset></select1>"""


def test_choices_follow_the_rows_they_come_from() -> None:
    form = xform("<person><key/><name/></person><head/>", "", _BODY)
    session = FormSession(form, now=noon)

    def offered() -> list[tuple[str, str]]:
        return [(each.value, each.label) for each in session.choices("/data/head")]

    session.answer("/data/person[1]/key", "a")
    session.answer("/data/person[1]/name", "Aïcha")
    assert offered() == [("a", "Aïcha")]

    changes = session.answer("/data/person[1]/name", "Amina")
    assert "/data/head" in changes.choices
    assert offered() == [("a", "Amina")]

    session.answer("/data/person[1]/key", "b")
    assert offered() == [("b", "Amina")]
    assert [choice.value for choice in FormSession(form, now=noon).choices("/data/head")] == []


def test_a_single_choice_whose_name_has_a_space_is_one_choice() -> None:
    made = form("""
| survey |
| | type | name | label::French (fr) | choice_filter | required |
| | select_one district | district | District | | yes |
| | select_one town | town | Commune | district=${district} | yes |
| choices |
| | list_name | name | label::French (fr) | district |
| | district | Oued Noun | Oued Noun | |
| | district | Souss | Souss | |
| | town | Bir Gandouz | Bir Gandouz | Oued Noun |
| | town | Sidi Ifni | Sidi Ifni | Oued Noun |
| | town | Tata | Tata | Souss |
""")
    session = FormSession(made, now=noon)
    session.answer("/data/district", "Oued Noun")
    session.answer("/data/town", "Sidi Ifni")
    assert session.selected("/data/town") == ("Sidi Ifni",)
    assert session.problems() == ()

    session.answer("/data/district", "Souss")
    assert session.value("/data/town") == ""
    session.answer("/data/district", "Oued Noun")
    assert session.value("/data/town") == "Sidi Ifni"
    assert FormSession.resume(made, session.to_document(), now=noon).problems() == ()
