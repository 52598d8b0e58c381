"""What somebody sees of a response: pages with groups in them, computed labels, choices by name."""

from __future__ import annotations

import pytest

from surveyapp.xform import FormSession, ItemKind, Page
from tests.xform.forms import noon, xform


def session_of(data: str, binds: str = "", body: str = "") -> FormSession:
    return FormSession(xform(data, binds, body), now=noon)


def items(page: Page) -> list[tuple[str, ItemKind, int]]:
    return [(item.ref, item.kind, item.depth) for item in page.items]


# --- pages ---

HOUSE = (
    '<group ref="/data/home" appearance="field-list"><label>Home</label>'
    '<group ref="/data/home/you"><label>You</label><input ref="/data/home/you/name"/></group>'
    '<group ref="/data/home/none"><label>Nothing</label></group>'
    '<group><label>Only a heading</label><input ref="/data/home/city"/></group>'
    '<repeat nodeset="/data/home/child" jr:noAddRemove="true()">'
    '<input ref="/data/home/child/age"/></repeat>'
    '<repeat nodeset="/data/home/pet"><input ref="/data/home/pet/kind"/></repeat></group>'
)
HOUSE_DATA = (
    '<home><you><name/></you><none/><city/><child jr:template=""><age/></child>'
    '<pet jr:template=""><kind/></pet></home>'
)


def test_a_page_shows_groups_and_rows_in_their_depth() -> None:
    session = session_of(HOUSE_DATA, "", HOUSE)
    (page,) = session.pages()
    assert (page.ref, page.title) == ("/data/home", "Home")
    assert items(page) == [
        ("/data/home/you", ItemKind.GROUP, 0),
        ("/data/home/you/name", ItemKind.QUESTION, 1),
        ("/data/home/city", ItemKind.QUESTION, 1),
        ("/data/home/child[1]", ItemKind.GROUP, 0),
        ("/data/home/child[1]/age", ItemKind.QUESTION, 1),
        ("/data/home/pet", ItemKind.REPEAT, 0),
    ]
    session.add_repeat("/data/home/pet")
    (page,) = session.pages()
    assert ("/data/home/pet[1]/kind", ItemKind.QUESTION, 1) in items(page)


def test_a_page_with_nothing_to_see_is_left_out() -> None:
    hidden = '<bind nodeset="/data/home/you/name" relevant="false()"/>'
    body = (
        '<group ref="/data/home" appearance="field-list">'
        '<group ref="/data/home/you"><input ref="/data/home/you/name"/></group></group>'
        '<group ref="/data/people"><repeat nodeset="/data/people" appearance="field-list">'
        '<input ref="/data/people/who"/></repeat></group><input ref="/data/last"/>'
    )
    session = session_of(
        "<home><you><name/></you></home><people><who/></people><last/>",
        hidden + '<bind nodeset="/data/people/who" relevant="/data/last = 1"/>',
        body,
    )
    assert [page.ref for page in session.pages()] == ["/data/people", "/data/last"]
    session.answer("/data/last", "1")
    assert [page.ref for page in session.pages()] == [
        "/data/people[1]",
        "/data/people",
        "/data/last",
    ]


@pytest.mark.parametrize("appearance", ["", "field-list"])
def test_a_question_of_a_row_shown_outside_its_rows_has_no_place(appearance: str) -> None:
    session = session_of(
        "<people><who/></people><last/>",
        "",
        f'<group appearance="{appearance}"><input ref="/data/people/who"/>'
        '<input ref="/data/last"/></group>'
        '<repeat nodeset="/data/people" jr:count="1"><input ref="/data/people/who"/></repeat>',
    )
    refs = [item.ref for page in session.pages() for item in page.items]
    assert refs == ["/data/last", "/data/people[1]/who"]


def test_a_fixed_repeat_that_has_only_a_template_has_one_row() -> None:
    session = session_of(
        '<child jr:template=""><age>7</age></child>',
        "",
        '<repeat nodeset="/data/child" jr:noAddRemove="true()"><input ref="/data/child/age"/>'
        "</repeat>",
    )
    assert session.repeat_count("/data/child") == 1
    assert session.value("/data/child[1]/age") == "7"
    assert not session.can_add("/data/child")


# --- words ---

ITEXT = (
    '<itext><translation lang="en"><text id="first"><value>The first</value></text>'
    '<text id="second"><value>The second</value></text></translation></itext>'
)


def test_a_label_may_be_chosen_by_an_answer() -> None:
    form = xform(
        "<which>first</which><name/>",
        "",
        '<input ref="/data/which"/>'
        '<input ref="/data/name"><label ref="jr:itext(/data/which)"/></input>',
        model=ITEXT,
    )
    session = FormSession(form, now=noon)
    assert session.label("/data/name") == "The first"
    changes = session.answer("/data/which", "second")
    assert session.label("/data/name") == "The second"
    assert "/data/name" in changes.labels


def test_a_label_that_asks_chance_is_drawn_whenever_it_is_read() -> None:
    session = session_of(
        "<name/>", "", '<input ref="/data/name"><label><output value="uuid()"/></label></input>'
    )
    assert session.label("/data/name") != session.label("/data/name")


LIST = (
    '<instance id="towns"><root><item><name>fes</name><label>Fès</label></item></root></instance>'
    '<instance id="empty"><root/></instance>'
)


def select(ref: str, nodeset: str) -> str:
    return (
        f'<select1 ref="{ref}"><itemset nodeset="{nodeset}"><value ref="name"/>'
        '<label ref="label"/></itemset></select1>'
    )


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("/data/town", "Fès"),
        ("./../town", "Fès"),
        ("../nowhere", ""),
        ("/data/none", ""),
        ("/data/typed", ""),
        ("", ""),
    ],
)
def test_the_name_of_a_choice_is_that_of_the_question_named(where: str, said: str) -> None:
    form = xform(
        "<where/><town>fes</town><none/><typed/><said/>",
        LIST + '<bind nodeset="/data/said" calculate="jr:choice-name(/data/town, /data/where)"/>',
        '<input ref="/data/where"/><input ref="/data/typed"/>'
        + select("/data/town", "instance('towns')/root/item")
        + select("/data/none", "instance('empty')/root/item"),
    )
    session = FormSession(form, now=noon)
    session.answer("/data/where", where)
    assert session.value("/data/said") == said


def test_what_is_selected() -> None:
    session = session_of("<town/>", LIST, select("/data/town", "instance('towns')/root/item"))
    assert session.selected("/data/town") == ()
    session.answer("/data/town", "fes")
    assert session.selected("/data/town") == ("fes",)


def test_a_group_is_no_question() -> None:
    session = session_of("<you><name/></you>", "", '<group ref="/data/you"/>')
    with pytest.raises(KeyError):
        session.question("/data/you")
