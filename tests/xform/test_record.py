"""The record as the ODK specification has it: entities, attributes, metadata, encryption."""

from __future__ import annotations

from xml.etree import ElementTree

from surveyapp.xform import FormSession
from surveyapp.xform.xlsform import import_xlsform
from tests.support.problems import warned
from tests.xform.forms import noon, xform, xform_source

ENTITY = """<tree/><cm odk:length="3" odk:tag="c"/><meta><instanceID/><instanceName/>
<entity dataset="trees" id="" update="1" baseVersion="" trunkVersion="" branchId="" create="">
<label/></entity></meta>"""


def bind(place: str, calculate: str, more: str = "") -> str:
    return f'<bind nodeset="/data/{place}" calculate="{calculate}" {more}/>'


def tree(column: str) -> str:
    return f"instance('trees')/root/item[name = /data/tree]/{column}"


BINDS = (
    '<instance id="trees" src="jr://file-csv/trees.csv"/>'
    '<bind nodeset="/data/cm" type="int" entities:saveto="cm" xmlns:entities="e"/>'
    '<bind nodeset="/data/meta/instanceID" jr:preload="uid"/>'
    + bind("meta/instanceName", "concat('tree ', /data/tree)")
    + bind("meta/entity/@id", "/data/tree")
    + bind("meta/entity/@baseVersion", tree("__version"))
    + bind("meta/entity/@trunkVersion", tree("__trunkVersion"))
    + bind("meta/entity/@branchId", tree("__branchId"))
    + bind("meta/entity/@create", "true()", 'relevant="/data/cm &gt; 5"')
    + bind("meta/entity/label", "concat(/data/cm, ' cm')")
)
TREES = {"trees.csv": "name,label,__version,__trunkVersion,__branchId\nu1,Oak,4,3,b1\n"}


def test_an_entity_is_carried_with_all_its_attributes() -> None:
    definition = xform(ENTITY, BINDS, '<input ref="/data/tree"/><input ref="/data/cm"/>')
    session = FormSession(definition, now=noon, resources=TREES)
    session.answer("/data/tree", "u1")
    session.answer("/data/cm", "8")
    entity = ElementTree.fromstring(session.to_xml()).find(".//entity")
    assert entity is not None
    assert entity.attrib == {
        "dataset": "trees",
        "update": "1",
        "id": "u1",
        "baseVersion": "4",
        "trunkVersion": "3",
        "branchId": "b1",
        "create": "true",
    }
    assert entity.findtext("label") == "8 cm"
    assert session.instance_name == "tree u1"
    session.answer("/data/cm", "3")
    assert b"create" not in session.to_xml()  # irrelevant attributes are left out too
    again = FormSession.resume_xml(definition, session.to_xml(), now=noon, resources=TREES)
    assert again.to_xml() == session.to_xml()
    assert not again.resumed.unplaced


def test_rows_that_a_form_begins_with_keep_their_own_attributes() -> None:
    data = (
        '<p jr:template="" kind="new"><a/></p><p kind="x"><a odk:tag="1"/></p><p kind="y"><a/></p>'
    )
    body = '<repeat nodeset="/data/p"><input ref="/data/p/a"/></repeat>'
    definition = xform(data, "", body)
    session = FormSession(definition, now=noon)
    session.answer("/data/p[1]/a", "one")
    session.add_repeat("/data/p")

    def kinds(some: FormSession) -> list[tuple[str | None, str]]:
        rows = ElementTree.fromstring(some.to_xml()).iter("p")
        return [(row.get("kind"), row.findtext("a") or "") for row in rows]

    assert kinds(session) == [("x", "one"), ("y", ""), ("new", "")]
    assert b"template" not in session.to_xml()
    for again in (
        FormSession.resume_xml(definition, session.to_xml(), now=noon),
        FormSession.resume(definition, session.to_document(), now=noon),
        FormSession.resume(definition, session.to_draft(), now=noon),
    ):
        assert kinds(again) == kinds(session)
        assert again.to_document() == session.to_document()
        assert not again.resumed


def test_a_number_of_telephone_by_its_name_in_the_specification() -> None:
    binds = '<bind nodeset="/data/a" jr:preload="property" jr:preloadParams="phone number"/>'
    session = FormSession(xform("<a/>", binds), now=noon, device={"phonenumber": "0522 000000"})
    assert session.value("/data/a") == "0522 000000"


def test_encryption_with_a_key_of_the_form_is_told_not_to_happen() -> None:
    source = xform_source(
        "<a/>", '<submission base64RsaPublicKey="MIIB"/>', '<input ref="/data/a"/>'
    )
    told = [str(each.message) for each in import_xlsform(source.encode(), name="old.xml").warnings]
    assert sum("encrypted with its own key" in each for each in told) == 1
    (_, line) = warned(
        "| survey |\n| | type | name | label |\n| | text | a | A |\n"
        "| settings |\n| | submission_url | public_key |\n| | https://example.org | MIIB |\n"
    )
    assert line.startswith("settings:2:B public_key: The form asks that responses be encrypted")
