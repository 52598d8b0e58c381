"""A response is known by one identifier, however its form makes it, for as long as it lives."""

from __future__ import annotations

import pytest

from surveyapp.errors import UserError
from surveyapp.xform import FormDefinition, FormSession, parse_xform
from tests.xform.forms import noon, xform, xform_source

_ASK = '<input ref="/data/name"><label>Name</label></input>'
_OLD = '<bind nodeset="/data/meta/instanceID" calculate="concat(\'uuid:\', uuid())"/>'
_NEW = '<bind nodeset="/data/meta/instanceID" jr:preload="uid"/>'
_PLACE = "<name/><meta><instanceID/></meta>"


@pytest.mark.parametrize(
    "definition",
    [
        xform(_PLACE, _OLD, _ASK),
        xform(_PLACE, _NEW, _ASK),
        xform("<name/>", "", _ASK),
        xform("<name/><orx:meta><orx:instanceID/></orx:meta>", "", _ASK),
    ],
    ids=["computed", "preloaded", "no place for it", "in OpenRosa's namespace"],
)
def test_a_response_keeps_its_identifier(definition: FormDefinition) -> None:
    session = FormSession(definition, now=noon)
    session.answer("/data/name", "Aïcha")
    xml = session.to_xml()
    assert xml.replace(b"orx:", b"").count(b"<instanceID>") == 1
    assert f"<instanceID>{session.instance_id}<".encode() in xml.replace(b"orx:", b"")

    from_draft = FormSession.resume(definition, session.to_draft(), now=noon)
    from_submission = FormSession.resume_xml(definition, xml, now=noon)

    for again in (from_draft, from_submission):
        assert again.instance_id == session.instance_id
        assert again.to_xml() == xml
        assert again.resumed.unplaced == {}


def test_a_question_asked_twice_does_not_lead_in_circles() -> None:
    definition = xform("<name/><age/>", "", _ASK + '<input ref="/data/age"/>' + _ASK)
    session = FormSession(definition, now=noon)

    assert [page.ref for page in session.pages()] == ["/data/name", "/data/age"]
    assert session.next_page("/data/age") is None


def test_accents_are_submitted_composed() -> None:
    session = FormSession(xform("<name/>", "", _ASK), now=noon)
    session.answer("/data/name", "Ai\u0308cha")

    assert "<name>A\u00efcha</name>" in session.to_xml().decode()
    assert session.value("/data/name") == "Ai\u0308cha"


def test_damaged_xml_is_told_with_its_line() -> None:
    source = xform_source("<name/>", '<bind nodeset="/data/name" constraint=". < 3"/>', _ASK)
    with pytest.raises(UserError, match=r"at line 6, column \d+"):
        parse_xform(source.encode())
