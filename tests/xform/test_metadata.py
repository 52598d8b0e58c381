"""What a response knows of itself: preloads, names, entities, the submission sent before."""

from __future__ import annotations

import pytest

from surveyapp.xform import FormDefinition, FormSession
from tests.xform.forms import form, noon, xform

ALL = """
| survey |
|        | type            | name   | label |
|        | start           | begun  |       |
|        | end             | done   |       |
|        | today           | day    |       |
|        | deviceid        | device |       |
|        | phonenumber     | phone  |       |
|        | username        | user   |       |
|        | email           | mail   |       |
|        | subscriberid    | sub    |       |
|        | simserial       | sim    |       |
|        | audit           | audit  |       |
|        | text            | name   | Name  |
| settings |
|        | instance_name          |
|        | concat('Of ', ${name}) |
"""


def test_everything_asked_for_is_filled_in() -> None:
    device = {"deviceid": "D1", "username": "aïcha", "email": "a@x.ma", "phonenumber": "06"}
    session = FormSession(form(ALL), now=noon, device=device)
    session.answer("/data/name", "Aïcha")
    assert session.finalize() == ()
    expected = {
        "begun": "2026-12-26T12:00:00.000+01:00",
        "done": "2026-12-26T12:00:00.000+01:00",
        "day": "2026-12-26",
        "device": "D1",
        "phone": "06",
        "user": "aïcha",
        "mail": "a@x.ma",
        "sub": "",
        "sim": "",
    }
    assert {name: session.value(f"/data/{name}") for name in expected} == expected
    assert session.instance_name == "Of Aïcha"
    assert session.value("/data/meta/instanceID") == session.instance_id
    assert b"<audit/>" in session.to_xml()


def test_a_preload_of_an_unknown_kind_is_passed_over() -> None:
    session = FormSession(
        xform("<a/>", '<bind nodeset="/data/a" jr:preload="patient" jr:preloadParams="name"/>')
    )
    assert session.value("/data/a") == ""


LAST = """
| survey |
|        | type | name | label | default             |
|        | text | town | Town  | ${last-saved#town}  |
"""


def test_before_the_first_submission_there_is_no_last_one() -> None:
    session = FormSession(form(LAST), now=noon)
    assert session.value("/data/town") == ""
    assert session.missing_lists == ()


def test_an_answer_begins_as_it_was_last_sent() -> None:
    first = FormSession(form(LAST), now=noon)
    first.answer("/data/town", "Fès")
    second = FormSession(form(LAST), now=noon, resources={"last-saved": first.to_xml()})
    assert second.value("/data/town") == "Fès"


CREATES = """
| survey |
|        | type | name | label | save_to |
|        | text | kind | Kind  | species |
| settings |
|        | form_id | version |
|        | trees   | 1       |
| entities |
|        | list_name | label   |
|        | trees     | ${kind} |
"""
UPDATES = """
| survey |
|        | type                           | name | label | save_to |
|        | select_one_from_file trees.csv | tree | Tree  |         |
|        | text                           | kind | Kind  | species |
| settings |
|        | form_id | version |
|        | trees   | 1       |
| entities |
|        | list_name | label   | entity_id | update_if    |
|        | trees     | ${kind} | ${tree}   | ${kind} != '' |
"""


@pytest.mark.parametrize(
    ("table", "attribute"), [(CREATES, 'create="1"'), (UPDATES, 'update="true" baseVersion="3"')]
)
def test_entities_are_carried_through_untouched(table: str, attribute: str) -> None:
    definition: FormDefinition = form(table)
    trees = {"trees.csv": "name,label,__version,__trunkVersion,__branchId\na,A,3,,\n"}
    session = FormSession(definition, now=noon, resources=trees)
    if "tree" in [field.name for field in definition.fields]:
        session.answer("/data/tree", "a")
    session.answer("/data/kind", "oak")
    xml = session.to_xml()
    assert b'<entity dataset="trees"' in xml
    assert attribute.encode() in xml
    assert b"<label>oak</label>" in xml
    for again in (
        FormSession.resume(definition, session.to_document(), now=noon, resources=trees),
        FormSession.resume_xml(definition, xml, now=noon, resources=trees),
    ):
        assert again.to_xml() == xml
        assert again.to_document() == session.to_document()
        assert not again.resumed
