"""A question that offers the rows of a repeat: what is typed there is offered at once."""

from __future__ import annotations

from surveyapp.xform import FormSession
from tests.xform.forms import noon, xform

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
