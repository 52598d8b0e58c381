"""A response goes out as ODK XML and as our JSON, and comes back whole, whatever was typed."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveyapp.xform import FormDefinition, FormSession, parse_xform
from tests.xform.forms import noon, xform, xform_source

RICH = xform(
    '<name/><kind odk:tag=""/><people jr:template=""><who/><pets jr:template=""><pet/></pets>'
    "</people><odk:extra/><hidden/><meta><orx:instanceID/><orx:instanceName/></meta>",
    '<bind nodeset="/data/kind/@odk:tag" calculate="/data/name"/>'
    '<bind nodeset="/data/hidden" relevant="/data/kind = \'b\'"/>'
    '<bind nodeset="/data/meta/orx:instanceName" calculate="concat(/data/name, \'!\')"/>',
    '<input ref="/data/name"/><select1 ref="/data/kind">'
    "<item><value>a</value><label>A</label></item><item><value>b</value><label>B</label></item>"
    '</select1><repeat nodeset="/data/people"><input ref="/data/people/who"/>'
    '<repeat nodeset="/data/people/pets"><input ref="/data/people/pets/pet"/></repeat></repeat>'
    '<input ref="/data/odk:extra"/><input ref="/data/hidden"/>',
)
PLAIN = xform("<name/>", "", '<input ref="/data/name"/>')
texts = st.text(max_size=12) | st.sampled_from(
    ["  a ", "a\r\nb", "\r", "\t", "<&>\"'", "]]>", " ", "e\u0301"]
)


@given(
    st.lists(st.tuples(texts, st.lists(texts, max_size=3)), max_size=3),
    texts,
    texts,
    texts,
    st.sampled_from(["", "a", "b"]),
)
@settings(max_examples=120, deadline=None)
def test_nothing_is_lost_on_the_way(
    people: list[tuple[str, list[str]]], name: str, extra: str, hidden: str, kind: str
) -> None:
    session = FormSession(RICH, now=noon)
    session.answer("/data/name", name)
    session.answer("/data/odk:extra", extra)
    session.answer("/data/hidden", hidden)
    session.answer("/data/kind", kind)
    for number, (who, pets) in enumerate(people, 1):
        session.add_repeat("/data/people")
        session.answer(f"/data/people[{number}]/who", who)
        for place, pet in enumerate(pets, 1):
            session.add_repeat(f"/data/people[{number}]/pets")
            session.answer(f"/data/people[{number}]/pets[{place}]/pet", pet)

    document, xml = session.to_document(), session.to_xml()
    by_json = FormSession.resume(RICH, document, now=noon)
    assert by_json.to_xml() == xml
    by_xml = FormSession.resume_xml(RICH, xml, now=noon)
    assert by_xml.to_document() == document
    assert not by_json.resumed
    assert not by_xml.resumed
    draft = session.to_draft()
    assert FormSession.resume(RICH, draft, now=noon).to_draft() == draft


def test_what_does_not_apply_is_not_sent_and_prefixes_stay() -> None:
    session = FormSession(RICH, now=noon)
    session.answer("/data/name", "Aïcha <& fils>")
    xml = session.to_xml().decode()
    assert "<hidden" not in xml
    assert '<kind odk:tag="Aïcha &lt;&amp; fils&gt;"/>' in xml
    assert "<orx:instanceName>Aïcha &lt;&amp; fils&gt;!</orx:instanceName>" in xml
    assert "<odk:extra/>" in xml


def test_characters_that_no_xml_can_hold_are_left_out() -> None:
    session = FormSession(PLAIN, now=noon)
    session.answer("/data/name", "a\x01b\ud800c\uffff")
    assert session.value("/data/name") == "abc"
    assert FormSession.resume_xml(PLAIN, session.to_xml()).value("/data/name") == "abc"


def test_the_name_of_a_photo_is_carried() -> None:
    definition = xform(
        "<photo/>",
        '<bind nodeset="/data/photo" type="binary"/>',
        '<upload ref="/data/photo" mediatype="image/*"/>',
    )
    session = FormSession(definition, now=noon)
    session.answer("/data/photo", "façade 1.jpg")
    again = FormSession.resume_xml(definition, session.to_xml(), now=noon)
    assert again.value("/data/photo") == "façade 1.jpg"
    assert definition.field("/data/photo").parameters == {"mediatype": "image/*"}


# --- editing ---


@pytest.mark.parametrize(
    "definition",
    [
        PLAIN,
        xform("<name/><meta><instanceID/></meta>", "", '<input ref="/data/name"/>'),
        xform("<name/><orx:meta><orx:instanceID/></orx:meta>", "", '<input ref="/data/name"/>'),
        xform("<name/><meta><instanceID/><deprecatedID/></meta>", "", '<input ref="/data/name"/>'),
        xform(
            "<name/><meta><instanceID/></meta>",
            '<bind nodeset="/data/meta/instanceID" calculate="once(concat(\'uuid:\', uuid()))"/>',
            '<input ref="/data/name"/>',
        ),
    ],
    ids=["no place", "plain", "prefixed", "with a place", "computed"],
)
def test_an_edited_submission_names_the_one_it_replaces(definition: FormDefinition) -> None:
    first = FormSession(definition, now=noon)
    first.answer("/data/name", "Aïcha")
    edited = FormSession.resume(definition, first.to_document(), now=noon, editing=True)

    assert edited.deprecated_id == first.instance_id
    assert edited.instance_id != first.instance_id
    assert re.fullmatch(r"uuid:[0-9a-f-]{36}", edited.instance_id)
    xml = edited.to_xml().decode().replace("orx:", "")
    assert f"<instanceID>{edited.instance_id}</instanceID>" in xml
    assert xml.count(f"<deprecatedID>{first.instance_id}</deprecatedID>") == 1

    for again in (
        FormSession.resume(definition, edited.to_document(), now=noon),
        FormSession.resume_xml(definition, edited.to_xml(), now=noon),
    ):
        assert (again.instance_id, again.deprecated_id) == (edited.instance_id, first.instance_id)
        assert again.to_xml() == edited.to_xml()
        assert not again.resumed
    twice = FormSession.resume_xml(definition, edited.to_xml(), now=noon, editing=True)
    assert twice.deprecated_id == edited.instance_id


def test_a_draft_taken_up_again_replaces_nothing() -> None:
    first = FormSession(PLAIN, now=noon)
    again = FormSession.resume(PLAIN, first.to_draft(), now=noon)
    assert (again.instance_id, again.deprecated_id) == (first.instance_id, "")
    assert b"deprecatedID" not in again.to_xml()


# --- a newer version of the form ---


def _version(number: str, data: str, binds: str, towns: str, body: str = "") -> FormDefinition:
    items = "".join(f"<item><value>{t}</value><label>{t}</label></item>" for t in towns.split())
    select = f'<select1 ref="/data/town">{items}</select1>'
    xml = xform_source(data, binds, f'<input ref="/data/age"/>{select}{body}')
    return parse_xform(xml.replace('version="1"', f'version="{number}"').encode())


OLD = _version(
    "1",
    '<age/><town/><gone/><people jr:template=""><who/></people>',
    "",
    "fes taza",
    '<input ref="/data/gone"/><repeat nodeset="/data/people">'
    '<input ref="/data/people/who"/></repeat>',
)
NEW = _version(
    "2",
    "<age/><town/><more/>",
    '<bind nodeset="/data/age" type="int"/><bind nodeset="/data/more" required="true()"/>',
    "fes",
    '<input ref="/data/more"/>',
)


def _filled() -> FormSession:
    session = FormSession(OLD, now=noon)
    session.answer("/data/age", "forty")
    session.answer("/data/town", "taza")
    session.answer("/data/gone", "kept all the same")
    session.add_repeat("/data/people")
    session.answer("/data/people[1]/who", "Aïcha")
    return session


@pytest.mark.parametrize("as_xml", [False, True])
def test_a_newer_form_tells_what_no_longer_fits(as_xml: bool) -> None:
    old = _filled()
    if as_xml:
        new = FormSession.resume_xml(NEW, old.to_xml(), now=noon)
    else:
        new = FormSession.resume(NEW, old.to_draft(), now=noon)
    report = new.resumed
    assert report
    assert report.other_version
    assert (report.from_version, report.to_version) == ("1", "2")
    assert report.unplaced["/data/gone"] == "kept all the same"
    assert "Aïcha" in report.unplaced.values()
    assert dict(report.choices) == {"/data/town": "taza"}
    assert dict(report.types) == {"/data/age": "forty"}
    assert report.required == ("/data/more",)
    # What no longer fits is still there to be mended.
    assert new.typed("/data/age") == "forty"


def test_what_has_no_place_stays_with_the_document() -> None:
    new = FormSession.resume(NEW, _filled().to_draft(), now=noon)
    new.answer("/data/age", "40")
    again = FormSession.resume(NEW, new.to_draft(), now=noon)
    assert again.resumed.unplaced == new.resumed.unplaced
    assert again.resumed.unplaced["/data/gone"] == "kept all the same"
    assert not again.resumed.other_version
    sent = again.to_document()
    assert sent["unplaced"] == dict(new.resumed.unplaced)
    by_xml = FormSession.resume_xml(NEW, again.to_xml(), now=noon)
    assert by_xml.resumed.unplaced == new.resumed.unplaced


def test_the_same_version_has_nothing_to_report() -> None:
    old = _filled()
    assert not FormSession.resume(OLD, old.to_draft(), now=noon).resumed
    assert not FormSession.resume_xml(OLD, old.to_xml(), now=noon).resumed


def test_an_answer_that_opening_clears_is_reported_and_kept() -> None:
    items = "<item><name>fes</name><r>1</r></item><item><name>taza</name><r>2</r></item>"

    def cascade(nodeset: str) -> FormDefinition:
        return xform(
            "<region/><town/>",
            f'<instance id="towns"><root>{items}</root></instance>',
            '<input ref="/data/region"/><select1 ref="/data/town">'
            f"<itemset nodeset=\"instance('towns')/root/item[{nodeset}]\">"
            '<value ref="name"/><label ref="name"/></itemset></select1>',
        )

    before = FormSession(cascade("r = /data/region"), now=noon)
    before.answer("/data/region", "2")
    before.answer("/data/town", "taza")
    after = cascade("r = /data/region and name = 'fes'")
    session = FormSession.resume(after, before.to_draft(), now=noon)
    assert session.value("/data/town") == ""
    assert dict(session.resumed.choices) == {"/data/town": "taza"}
    assert dict(session.resumed.unplaced) == {"/data/town": "taza"}
    assert session.to_draft()["unplaced"] == {"/data/town": "taza"}


def test_elements_that_the_form_does_not_know_are_reported_one_by_one() -> None:
    xml = (
        b'<data id="t" version="1"><name kind="x">A</name><odd a="1">p</odd><odd>q</odd>'
        b"<name>B</name></data>"
    )
    session = FormSession.resume_xml(PLAIN, xml, now=noon)
    assert session.value("/data/name") == "A"
    kept: dict[str, Any] = dict(session.resumed.unplaced)
    assert sorted(kept.values()) == ["1", "B", "p", "q", "x"]
    assert kept["/data/name/@kind"] == "x"
