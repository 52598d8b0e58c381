"""A response is taken up in another version of its form: what fits, what is kept, what is new."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from surveyapp.xform import FormDefinition, FormSession, parse_xform
from tests.xform.forms import noon, xform_source

Way = Callable[[FormSession, FormDefinition], FormSession]


def version(number: int, data: str, binds: str = "", body: str = "") -> FormDefinition:
    xml = xform_source(data, binds, body)
    return parse_xform(xml.replace('version="1"', f'version="{number}"').encode())


def by_draft(session: FormSession, form: FormDefinition) -> FormSession:
    return FormSession.resume(form, session.to_draft(), now=noon)


def by_document(session: FormSession, form: FormDefinition) -> FormSession:
    return FormSession.resume(form, session.to_document(), now=noon)


def by_xml(session: FormSession, form: FormDefinition) -> FormSession:
    return FormSession.resume_xml(form, session.to_xml(), now=noon)


every_way = pytest.mark.parametrize("again", [by_draft, by_document, by_xml])


def asking(*refs: str) -> str:
    return "".join(f'<input ref="/data/{ref}"/>' for ref in refs)


# --- a question goes and comes back ---

WITH_SHOE = version(1, "<name/><shoe/>", "", asking("name", "shoe"))
WITHOUT_SHOE = version(2, "<name/>", "", asking("name"))
SHOE_AGAIN = version(3, "<name/><shoe/>", "", asking("name", "shoe"))


@every_way
def test_an_answer_without_a_question_waits_for_it(again: Way) -> None:
    first = FormSession(WITH_SHOE, now=noon)
    first.answer("/data/name", "Aïcha")
    first.answer("/data/shoe", "38 <large>\r\n")

    second = again(first, WITHOUT_SHOE)
    assert second.resumed
    assert dict(second.resumed.unplaced) == {"/data/shoe": "38 <large>\r\n"}
    second.answer("/data/name", "Aïcha B.")
    still = again(again(second, WITHOUT_SHOE), WITHOUT_SHOE)

    third = again(still, SHOE_AGAIN)
    assert third.value("/data/shoe") == "38 <large>\r\n"
    assert third.value("/data/name") == "Aïcha B."
    assert dict(third.resumed.restored) == {"/data/shoe": "38 <large>\r\n"}
    assert third.resumed
    assert not third.resumed.unplaced
    assert "unplaced" not in third.to_document()
    assert not again(third, SHOE_AGAIN).resumed


def test_a_question_that_was_met_again_keeps_what_it_has() -> None:
    draft: dict[str, Any] = {
        "data": {"name": "Aïcha", "shoe": ""},
        "unplaced": {"/data/shoe": "38"},
    }
    session = FormSession.resume(SHOE_AGAIN, draft, now=noon)
    assert session.value("/data/shoe") == ""
    assert dict(session.resumed.unplaced) == {"/data/shoe": "38"}
    assert not session.resumed.restored


def test_a_calculated_question_takes_nothing() -> None:
    computed = version(3, "<name/><shoe/>", '<bind nodeset="/data/shoe" calculate="40 + 1"/>')
    draft = {"data": {"name": "Aïcha"}, "unplaced": {"/data/shoe": "38"}}
    session = FormSession.resume(computed, draft, now=noon)
    assert session.value("/data/shoe") == "41"
    assert dict(session.resumed.unplaced) == {"/data/shoe": "38"}


# --- rows ---

PEOPLE = '<people jr:template=""><who/><shoe/></people>'
PEOPLE_BODY = (
    '<repeat nodeset="/data/people"><input ref="/data/people/who"/>'
    '<input ref="/data/people/shoe"/></repeat>'
)
HOUSE = version(1, PEOPLE, "", PEOPLE_BODY)
BAREFOOT = version(
    2,
    '<people jr:template=""><who/></people>',
    "",
    '<repeat nodeset="/data/people"><input ref="/data/people/who"/></repeat>',
)
EMPTY_HOUSE = version(2, "<note/>", "", asking("note"))
HOUSE_AGAIN = version(3, PEOPLE, "", PEOPLE_BODY)


def household(*shoes: str) -> FormSession:
    session = FormSession(HOUSE, now=noon)
    for number, shoe in enumerate(shoes, 1):
        session.add_repeat("/data/people")
        if shoe:
            session.answer(f"/data/people[{number}]/who", f"person {shoe}")
        session.answer(f"/data/people[{number}]/shoe", shoe)
    return session


@every_way
def test_each_person_keeps_their_own_value(again: Way) -> None:
    second = again(household("38", "39", "40"), BAREFOOT)
    assert list(second.resumed.unplaced.values()) == ["38", "39", "40"]
    second.remove_repeat("/data/people[1]")
    second.add_repeat("/data/people")
    second.answer("/data/people[3]/who", "somebody new")

    third = again(second, HOUSE_AGAIN)
    found = {
        third.value(f"/data/people[{row}]/who"): third.value(f"/data/people[{row}]/shoe")
        for row in (1, 2, 3)
    }
    assert found == {"person 39": "39", "person 40": "40", "somebody new": ""}
    assert not third.resumed.unplaced


@every_way
def test_rows_come_back_with_their_repeat(again: Way) -> None:
    """Also the blank one between them, so that each keeps its number."""
    second = again(household("38", "", "40"), EMPTY_HOUSE)
    assert len(second.resumed.unplaced) == 4
    third = again(second, HOUSE_AGAIN)
    assert third.repeat_count("/data/people") == 3
    assert third.value("/data/people[3]/who") == "person 40"
    assert third.value("/data/people[2]/shoe") == ""
    assert not third.resumed.unplaced


def test_a_single_row_comes_back_from_xml_without_a_number() -> None:
    third = by_xml(by_xml(household("38"), EMPTY_HOUSE), HOUSE_AGAIN)
    assert third.value("/data/people[1]/shoe") == "38"


def test_a_group_that_becomes_a_repeat_takes_back_its_other_rows() -> None:
    group = version(2, "<people><who/></people>", "", asking("people/who"))
    second = by_draft(household("38", "39"), group)
    assert second.value("/data/people/who") == "person 38"
    third = by_draft(second, HOUSE_AGAIN)
    assert third.value("/data/people[2]/who") == "person 39"
    assert third.value("/data/people[1]/shoe") == "38"
    assert not third.resumed.unplaced


def test_a_row_that_the_form_no_longer_makes_is_kept() -> None:
    counted = version(
        2,
        PEOPLE,
        "",
        '<repeat nodeset="/data/people" jr:count="1"><input ref="/data/people/who"/></repeat>',
    )
    second = by_draft(household("38", "39"), counted)
    assert dict(second.resumed.unplaced) == {
        "/data/people[2]/who": "person 39",
        "/data/people[2]/shoe": "39",
    }
    third = by_draft(second, HOUSE_AGAIN)
    assert third.value("/data/people[2]/who") == "person 39"


DEEP = '<people jr:template=""><who/><pets jr:template=""><pet/></pets></people>'


def test_rows_inside_rows_come_back() -> None:
    body = (
        '<repeat nodeset="/data/people"><input ref="/data/people/who"/>'
        '<repeat nodeset="/data/people/pets"><input ref="/data/people/pets/pet"/></repeat></repeat>'
    )
    first = FormSession(version(1, DEEP, "", body), now=noon)
    for person in (1, 2):
        first.add_repeat("/data/people")
        first.answer(f"/data/people[{person}]/who", f"person {person}")
        for pet in (1, 2):
            first.add_repeat(f"/data/people[{person}]/pets")
            first.answer(f"/data/people[{person}]/pets[{pet}]/pet", f"{person}.{pet}")
    second = by_draft(first, BAREFOOT)
    second.remove_repeat("/data/people[1]")
    third = by_draft(second, version(3, DEEP, "", body))
    assert third.value("/data/people[1]/pets[2]/pet") == "2.2"
    assert third.repeat_count("/data/people") == 1


# --- documents that nobody honest wrote ---


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/data",
        "/other/shoe",
        "/data/shoe[2]",
        "/data/shoe[0]",
        "/data/shoe/size",
        "/data/[1]",
        "/data/people[999999999]/who",
        "/data/people[20000]/who",
        "/data/people",
        "/data/people[1]/who",
        "/data/group/deep",
    ],
)
def test_values_that_fit_nowhere_stay_aside(path: str) -> None:
    form = version(
        1,
        f"<shoe/>{PEOPLE}<group><deep/></group>",
        "",
        asking("shoe", "group/deep") + PEOPLE_BODY,
    )
    draft = {"data": {"people": ["odd"], "group": "odd"}, "unplaced": {path: "kept"}}
    session = FormSession.resume(form, draft, now=noon)
    assert session.resumed.unplaced[path] == "kept"
    unplaced = session.to_draft()["unplaced"]
    assert isinstance(unplaced, Mapping)
    assert unplaced[path] == "kept"


def test_paths_cannot_ask_for_rows_without_end() -> None:
    kept = {f"/data/people[{number}]/who": "x" for number in (9_000, 9_999, 10_001, 12_000)}
    session = FormSession.resume(HOUSE, {"data": {}, "unplaced": kept}, now=noon)
    assert session.repeat_count("/data/people") == 9_999
    assert set(session.resumed.unplaced) == {"/data/people[10001]/who", "/data/people[12000]/who"}


def test_something_else_under_the_name_of_unplaced_is_no_values() -> None:
    session = FormSession.resume(HOUSE, {"data": {}, "unplaced": "?"}, now=noon)
    assert not session.resumed


def test_a_value_said_twice_where_the_form_has_one_place_stays_aside() -> None:
    draft: dict[str, Any] = {
        "data": {"group": [{"name": "A"}, {"name": "B"}]},
        "unplaced": {"/data/group/shoe": "38"},
    }
    form = version(3, "<group><name/><shoe/></group>", "", asking("group/name", "group/shoe"))
    session = FormSession.resume(form, draft, now=noon)
    assert session.value("/data/group/shoe") == "38"
    assert dict(session.resumed.unplaced) == {"/data/group[2]/name": "B"}


# --- consent taken back ---


def test_what_hangs_on_a_hidden_group_is_not_submitted() -> None:
    data, asked = "<consent/><you><name/><shoe/></you>", asking("consent", "you/name", "you/shoe")
    hidden = '<bind nodeset="/data/you" relevant="/data/consent = \'yes\'"/>'
    first = FormSession(version(1, data, hidden, asked), now=noon)
    first.answer("/data/consent", "yes")
    first.answer("/data/you/shoe", "wide")
    without = version(2, "<consent/><you><name/></you>", hidden, asking("consent", "you/name"))
    second = by_draft(first, without)
    assert second.to_document()["unplaced"] == {"/data/you/shoe": "wide"}

    second.answer("/data/consent", "no")
    assert "unplaced" not in second.to_document()
    assert b"wide" not in second.to_xml()
    assert second.to_draft()["unplaced"] == {"/data/you/shoe": "wide"}


# --- choices ---

TOWNS = (
    '<instance id="towns"><root><item><name>fes</name><r>1</r></item>'
    "<item><name>taza</name><r>2</r></item><item><name>sefrou</name><r>1</r></item></root>"
    "</instance>"
)


def towns(number: int, condition: str, control: str = "select1") -> FormDefinition:
    xml = xform_source(
        "<region/><town/>",
        TOWNS,
        f'<input ref="/data/region"/><{control} ref="/data/town">'
        f"<itemset nodeset=\"instance('towns')/root/item[{condition}]\">"
        f'<value ref="name"/><label ref="name"/></itemset></{control}>',
    )
    return parse_xform(xml.replace('version="1"', f'version="{number}"').encode())


def test_of_several_choices_those_no_longer_offered_are_told_and_kept() -> None:
    first = FormSession(towns(1, "/data/region = 1", "select"), now=noon)
    first.answer("/data/region", "1")
    first.answer("/data/town", "fes sefrou")
    narrower = towns(2, "/data/region = 1 and name != 'fes'", "select")
    second = by_document(first, narrower)
    assert second.value("/data/town") == "sefrou"
    assert dict(second.resumed.choices) == {"/data/town": "fes"}
    assert second.to_document()["unplaced"] == {"/data/town": "fes"}


def test_a_choice_made_again_is_no_longer_aside() -> None:
    first = FormSession(towns(1, "r = /data/region"), now=noon)
    first.answer("/data/region", "2")
    first.answer("/data/town", "taza")
    second = by_draft(first, towns(2, "r = 1 or r = /data/region - 1"))
    assert second.to_draft()["unplaced"] == {"/data/town": "taza"}
    second.answer("/data/region", "3")
    assert second.value("/data/town") == "taza"
    assert "unplaced" not in second.to_draft()


# --- a parent choice tapped by mistake ---


def test_a_choice_comes_back_with_its_parent() -> None:
    session = FormSession(towns(1, "r = /data/region"), now=noon)
    session.answer("/data/region", "2")
    session.answer("/data/town", "taza")
    changes = session.answer("/data/region", "1")
    assert session.value("/data/town") == ""
    assert "/data/town" in changes.values
    changes = session.answer("/data/region", "2")
    assert session.value("/data/town") == "taza"
    assert "/data/town" in changes.values


@pytest.mark.parametrize("said", ["fes", ""])
def test_what_is_said_meanwhile_counts(said: str) -> None:
    session = FormSession(towns(1, "r = /data/region"), now=noon)
    session.answer("/data/region", "2")
    session.answer("/data/town", "taza")
    session.answer("/data/region", "1")
    session.answer("/data/town", said)
    session.answer("/data/region", "2")
    assert session.value("/data/town") == ""


def test_of_several_choices_each_comes_back_when_it_is_offered() -> None:
    session = FormSession(towns(1, "selected(/data/region, r)", "select"), now=noon)
    session.answer("/data/region", "1 2")
    session.answer("/data/town", "fes taza sefrou")
    session.answer("/data/region", "2")
    assert session.selected("/data/town") == ("taza",)
    session.answer("/data/region", "3")
    assert session.selected("/data/town") == ()
    session.answer("/data/region", "1")
    assert session.selected("/data/town") == ("fes", "sefrou")
    session.answer("/data/region", "1 2")
    assert session.value("/data/town") == "fes taza sefrou"


def test_lists_that_wait_for_each_other_come_to_rest() -> None:
    """``a`` is offered while b is blank, ``b`` while a is answered: no answer satisfies both."""
    lists = (
        '<instance id="l"><root><item><name>a</name></item><item><name>b</name></item></root>'
        "</instance>"
    )

    def select(ref: str, condition: str) -> str:
        return (
            f'<select1 ref="/data/{ref}"><itemset nodeset="instance(\'l\')/root/item'
            f"[name = '{ref}' and (/data/free = 1 or {condition})]\">"
            '<value ref="name"/><label ref="name"/></itemset></select1>'
        )

    form = version(
        1,
        "<free/><a/><b/>",
        lists,
        asking("free") + select("a", "/data/b = ''") + select("b", "/data/a != ''"),
    )
    session = FormSession(form, now=noon)
    session.answer("/data/free", "1")
    session.answer("/data/a", "a")
    session.answer("/data/b", "b")
    session.answer("/data/free", "")
    assert (session.value("/data/a"), session.value("/data/b")) == ("", "")
    session.answer("/data/free", "1")
    assert (session.value("/data/a"), session.value("/data/b")) == ("a", "b")
    assert session.problems() == ()


# --- computed once ---


def test_a_number_drawn_while_its_question_is_hidden_is_not_drawn_again() -> None:
    form = version(
        1,
        "<show/><draw/>",
        '<bind nodeset="/data/draw" calculate="once(uuid())" relevant="/data/show = 1"/>',
        asking("show"),
    )
    session = FormSession(form, now=noon)
    data: Any = session.to_draft()["data"]
    session.answer("/data/show", "1")
    assert session.value("/data/draw") == data["draw"] != ""


# --- what is newly required ---

EASY = version(1, "<name/><age/><hidden/>", "", asking("name", "age", "hidden"))
STRICT = version(
    2,
    "<name/><age/><hidden/><more/>",
    '<bind nodeset="/data/age" required="true()"/><bind nodeset="/data/more" required="true()"/>',
    asking("name", "age", "hidden", "more"),
)


def test_a_draft_names_only_the_questions_it_does_not_have() -> None:
    first = FormSession(EASY, now=noon)
    first.answer("/data/name", "Aïcha")
    second = by_draft(first, STRICT)
    assert second.resumed.required == ("/data/more",)
    assert [problem.ref for problem in second.problems()] == ["/data/age", "/data/more"]


def test_a_submission_was_complete_so_whatever_is_open_is_new() -> None:
    first = FormSession(EASY, now=noon)
    first.answer("/data/name", "Aïcha")
    second = FormSession.resume(STRICT, first.to_document(), now=noon, editing=True)
    assert second.resumed.required == ("/data/age", "/data/more")


def test_a_question_that_was_hidden_when_it_was_submitted_is_new() -> None:
    hiding = version(
        1,
        "<name/><age/>",
        '<bind nodeset="/data/age" relevant="/data/name = \'x\'"/>',
        asking("name", "age"),
    )
    first = FormSession(hiding, now=noon)
    first.answer("/data/name", "Aïcha")
    assert by_document(first, STRICT).resumed.required == ("/data/age", "/data/more")


def test_an_answer_given_back_is_not_required_again() -> None:
    draft = {"version": "1", "data": {"name": "", "age": "3"}, "unplaced": {"/data/more": "yes"}}
    session = FormSession.resume(STRICT, draft, now=noon)
    assert session.resumed.required == ()
    assert dict(session.resumed.restored) == {"/data/more": "yes"}
