"""Rows: people of a household, products of a firm, rows inside rows."""

from __future__ import annotations

import pytest

from surveyapp.errors import UserError
from surveyapp.xform import FormSession, ItemKind
from surveyapp.xform.recalculation import MAX_ROWS
from tests.xform.forms import form, noon, xform

MARKETS = """
| survey |
| | type | name | label | relevant | constraint | calculation | repeat_count | default | required |
| | begin repeat | market | Market | | | | | | |
| | text | country | Country | | | | | | yes |
| | integer | tons | Tons to ${country} | | . >= 0 | | | | |
| | calculate | share | | | | if(${total} > 0, round(${tons} div ${total} * 100), 0) | | | |
| | calculate | place | | | | position(..) | | | |
| | text | why | Why so much | ${tons} > 100 | | | | | |
| | end repeat | | | | | | | | |
| | calculate | total | | | | sum(${tons}) | | | |
| | calculate | n | | | | count(${market}) | | | |
| | integer | staff | Staff | | | | | | |
| | begin repeat | person | Person | | | | ${staff} | | |
| | text | name | Name | | | | | x | |
| | begin repeat | skill | Skill | | | | | | |
| | text | what | What | | | | | | |
| | calculate | whose | | | | concat(${name}, ':', position(../..), '.', position(..)) | | | |
| | end repeat | | | | | | | | |
| | end repeat | | | | | | | | |
| | calculate | skills | | | | count(${skill}) | | | |
"""


@pytest.fixture
def session() -> FormSession:
    return FormSession(form(MARKETS), now=noon)


def add_market(session: FormSession, country: str, tons: str) -> str:
    """Use the empty first row, or add one; return its ref."""
    count = session.repeat_count("/data/market")
    if count != 1 or session.value("/data/market[1]/country"):
        session.add_repeat("/data/market")
        count += 1
    ref = f"/data/market[{count}]"
    session.answer(f"{ref}/country", country)
    session.answer(f"{ref}/tons", tons)
    return ref


def test_a_form_begins_with_the_row_it_brings(session: FormSession) -> None:
    assert session.repeat_count("/data/market") == 1
    assert session.value("/data/market[1]/place") == "1"
    assert session.value("/data/n") == "1"


def test_totals_and_shares_follow_every_row(session: FormSession) -> None:
    for country, tons in (("Spain", "30"), ("France", "60"), ("Mali", "10")):
        add_market(session, country, tons)
    assert session.value("/data/total") == "100"
    assert [session.value(f"/data/market[{i}]/share") for i in (1, 2, 3)] == ["30", "60", "10"]
    session.answer("/data/market[1]/tons", "130")
    assert [session.value(f"/data/market[{i}]/share") for i in (1, 2, 3)] == ["65", "30", "5"]


def test_removing_a_row_moves_the_others_up(session: FormSession) -> None:
    for country, tons in (("Spain", "30"), ("France", "60"), ("Mali", "10")):
        add_market(session, country, tons)
    changes = session.remove_repeat("/data/market[2]")
    assert "/data/market" in changes.repeats
    assert session.repeat_count("/data/market") == 2
    assert session.value("/data/market[2]/country") == "Mali"
    assert session.value("/data/market[2]/place") == "2"
    assert session.value("/data/total") == "40"
    assert session.value("/data/n") == "2"


def test_a_removed_row_comes_back_at_its_place_with_all_it_held(session: FormSession) -> None:
    for country, tons in (("Spain", "130"), ("France", "sixty"), ("Mali", "10")):
        add_market(session, country, tons)
    session.answer("/data/market[1]/why", "Two harbours")
    before = session.to_draft()
    session.remove_repeat("/data/market[1]")
    assert session.value("/data/market[1]/country") == "France"
    changes = session.restore_repeat()
    assert "/data/market" in changes.repeats
    assert session.to_draft() == before
    assert session.typed("/data/market[2]/tons") == "sixty"
    assert [page.ref for page in session.pages()][:3] == [
        "/data/market[1]/country",
        "/data/market[1]/tons",
        "/data/market[1]/why",
    ]


def test_a_row_that_comes_back_follows_what_was_answered_meanwhile(session: FormSession) -> None:
    for country, tons in (("Spain", "30"), ("France", "60")):
        add_market(session, country, tons)
    session.remove_repeat("/data/market[2]")
    assert session.value("/data/total") == "30"
    session.answer("/data/market[1]/tons", "140")
    session.add_repeat("/data/market")
    session.restore_repeat()
    assert [session.value(f"/data/market[{i}]/country") for i in (1, 2, 3)] == [
        "Spain",
        "France",
        "",
    ]
    assert [session.value(f"/data/market[{i}]/place") for i in (1, 2, 3)] == ["1", "2", "3"]
    assert session.value("/data/market[2]/share") == "30"


def test_a_row_comes_back_once_and_only_into_a_row_that_is_there(session: FormSession) -> None:
    with pytest.raises(KeyError):
        session.restore_repeat()
    session.answer("/data/staff", "2")
    session.add_repeat("/data/person[2]/skill")
    session.remove_repeat("/data/person[2]/skill[1]")
    session.answer("/data/staff", "1")
    with pytest.raises(KeyError):
        session.restore_repeat()
    add_market(session, "Spain", "1")
    session.remove_repeat("/data/market[1]")
    session.restore_repeat()
    with pytest.raises(KeyError):
        session.restore_repeat()
    assert session.repeat_count("/data/market") == 1


def test_rows_inside_a_removed_row_come_back_with_it() -> None:
    definition = form(
        """
| survey |
| | type | name | label |
| | begin repeat | firm | Firm |
| | text | name | Name |
| | begin repeat | site | Site |
| | text | town | Town |
| | end repeat | | |
| | end repeat | | |
| | select_one ${name} | best | Best |
"""
    )
    session = FormSession(definition)
    session.answer("/data/firm[1]/name", "Argan")
    session.answer("/data/firm[1]/site[1]/town", "Agadir")
    session.add_repeat("/data/firm[1]/site")
    session.answer("/data/firm[1]/site[2]/town", "Tiznit")
    session.add_repeat("/data/firm")
    session.answer("/data/firm[2]/name", "Safran")
    session.answer("/data/best", "Argan")
    before = session.to_draft()
    session.remove_repeat("/data/firm[1]")
    assert session.value("/data/best") == "", "chosen from a row that is gone"
    session.restore_repeat()
    assert session.to_draft() == before


def test_a_row_that_comes_back_is_no_new_row() -> None:
    session = FormSession(
        xform(
            '<r jr:template=""><a/></r><r><a/></r>',
            body='<repeat nodeset="/data/r"><input ref="/data/r/a"/>'
            '<setvalue ref="/data/r/a" event="odk-new-repeat" value="\'new\'"/></repeat>',
        )
    )
    session.answer("/data/r[1]/a", "kept")
    session.remove_repeat("/data/r[1]")
    session.restore_repeat()
    assert session.value("/data/r[1]/a") == "kept"


def test_labels_and_relevance_belong_to_their_row(session: FormSession) -> None:
    add_market(session, "Spain", "130")
    add_market(session, "France", "60")
    assert session.label("/data/market[1]/tons") == "Tons to Spain"
    assert session.label("/data/market[2]/tons") == "Tons to France"
    assert session.is_relevant("/data/market[1]/why")
    assert not session.is_relevant("/data/market[2]/why")


def test_problems_name_their_row(session: FormSession) -> None:
    add_market(session, "Spain", "-1")
    assert [problem.ref for problem in session.problems()] == ["/data/market[1]/tons"]


def test_a_count_makes_and_takes_rows(session: FormSession) -> None:
    assert session.repeat_count("/data/person") == 0
    changes = session.answer("/data/staff", "3")
    assert "/data/person" in changes.repeats
    assert session.repeat_count("/data/person") == 3
    assert session.value("/data/person[3]/name") == "x"
    assert not session.can_add("/data/person")
    session.answer("/data/staff", "1")
    assert session.repeat_count("/data/person") == 1
    session.answer("/data/staff", "nobody")
    assert session.repeat_count("/data/person") == 0


def test_a_count_beyond_reason_is_cut(session: FormSession) -> None:
    session.answer("/data/staff", "1000000000")
    assert session.repeat_count("/data/person") == MAX_ROWS


def test_rows_inside_rows(session: FormSession) -> None:
    session.answer("/data/staff", "2")
    assert session.can_add("/data/person[2]/skill")
    while session.repeat_count("/data/person[2]/skill") < 2:
        session.add_repeat("/data/person[2]/skill")
    session.answer("/data/person[2]/name", "Amal")
    assert session.value("/data/person[2]/skill[2]/whose") == "Amal:2.2"
    before = session.value("/data/skills")
    session.remove_repeat("/data/person[2]/skill[1]")
    assert session.value("/data/person[2]/skill[1]/whose") == "Amal:2.1"
    assert int(session.value("/data/skills")) == int(before) - 1


def test_pages_of_rows_end_with_the_offer_of_another(session: FormSession) -> None:
    refs = [page.ref for page in session.pages()]
    assert refs == [
        "/data/market[1]/country",
        "/data/market[1]/tons",
        "/data/market",
        "/data/staff",
    ]
    offer = session.pages()[2]
    assert offer.items[0].kind is ItemKind.REPEAT
    session.add_repeat("/data/market")
    assert "/data/market[2]/country" in [page.ref for page in session.pages()]


def test_a_field_list_shows_rows_under_their_headings() -> None:
    definition = form(
        """
| survey |
| | type | name | label | appearance |
| | begin group | g | Group | field-list |
| | begin repeat | r | Row | |
| | text | a | A | |
| | end repeat | | | |
| | end group | | | |
"""
    )
    session = FormSession(definition)
    (page,) = session.pages()
    assert [(item.ref, item.kind, item.depth) for item in page.items] == [
        ("/data/g/r[1]", ItemKind.GROUP, 0),
        ("/data/g/r[1]/a", ItemKind.QUESTION, 1),
        ("/data/g/r", ItemKind.REPEAT, 0),
    ]
    assert session.label("/data/g/r[1]") == "Row"


def test_a_row_of_a_field_list_repeat_is_a_page() -> None:
    session = FormSession(
        xform(
            '<r jr:template=""><a/></r><r><a/></r>',
            body='<group ref="/data/r"><label>R</label><repeat nodeset="/data/r" '
            'appearance="field-list" jr:noAddRemove="true()"><input ref="/data/r/a"/>'
            "</repeat></group>",
        )
    )
    (page,) = session.pages()
    assert page.ref == "/data/r[1]"
    assert not session.can_add("/data/r")


def test_rows_survive_json_and_xml(session: FormSession) -> None:
    session.answer("/data/staff", "2")
    add_market(session, "Spain", "130")
    session.answer("/data/market[1]/why", "<tomates> & agrumes")
    add_market(session, "France", "60")
    document = session.to_document()
    assert [row["country"] for row in document["data"]["market"]] == ["Spain", "France"]  # type: ignore[index, call-overload]
    assert FormSession.resume(form(MARKETS), document, now=noon).to_document() == document
    by_xml = FormSession.resume_xml(form(MARKETS), session.to_xml(), now=noon)
    assert by_xml.to_document() == document


def test_a_new_row_fires_its_own_event() -> None:
    session = FormSession(
        xform(
            '<n/><r jr:template=""><a/></r><r><a/></r>',
            body='<input ref="/data/n"/><repeat nodeset="/data/r"><input ref="/data/r/a"/>'
            '<setvalue ref="/data/r/a" event="odk-new-repeat" '
            "value=\"concat('row ', position(..))\"/></repeat>",
        )
    )
    assert session.value("/data/r[1]/a") == ""
    session.add_repeat("/data/r")
    assert session.value("/data/r[2]/a") == "row 2"


def test_a_row_may_look_at_the_one_before() -> None:
    session = FormSession(
        xform(
            '<r jr:template=""><x/><sum/></r><r><x/><sum/></r>',
            '<bind nodeset="/data/r/x" type="int"/>'
            '<bind nodeset="/data/r/sum" calculate="coalesce(../x, 0) + coalesce('
            'indexed-repeat(/data/r/sum, /data/r, position(..) - 1), 0)"/>',
            '<repeat nodeset="/data/r"><input ref="/data/r/x"/></repeat>',
        )
    )
    for _ in range(4):
        session.add_repeat("/data/r")
    for number in range(1, 6):
        session.answer(f"/data/r[{number}]/x", str(number))
    assert [session.value(f"/data/r[{i}]/sum") for i in range(1, 6)] == ["1", "3", "6", "10", "15"]
    session.answer("/data/r[1]/x", "11")
    assert session.value("/data/r[5]/sum") == "25"
    session.remove_repeat("/data/r[2]")
    assert session.value("/data/r[4]/sum") == "23"


def test_only_a_row_can_be_removed_and_only_a_repeat_grows(session: FormSession) -> None:
    with pytest.raises(KeyError):
        session.remove_repeat("/data/staff")
    with pytest.raises(KeyError):
        session.add_repeat("/data/staff")
    with pytest.raises(KeyError):
        session.value("/data/market[9]/country")


def test_a_repeat_without_rows_still_has_a_name_and_a_state(session: FormSession) -> None:
    assert session.repeat_count("/data/person") == 0
    assert session.is_relevant("/data/person")
    assert session.label("/data/person") == "Person"


def test_an_irrelevant_row_counts_for_nothing() -> None:
    session = FormSession(
        xform(
            "<on/><r><x>5</x></r><r><x>7</x></r><total/><n/>",
            '<bind nodeset="/data/r" relevant="/data/on = \'1\'"/>'
            '<bind nodeset="/data/total" calculate="sum(/data/r/x)"/>'
            '<bind nodeset="/data/n" calculate="count(/data/r)"/>',
            '<input ref="/data/on"/><repeat nodeset="/data/r"><input ref="/data/r/x"/></repeat>',
        )
    )
    assert (session.value("/data/total"), session.value("/data/n")) == ("0", "0")
    session.answer("/data/on", "1")
    assert (session.value("/data/total"), session.value("/data/n")) == ("12", "2")
    session.add_repeat("/data/r")
    assert session.value("/data/n") == "3"


HOUSEHOLD = """
| survey |
| | type | name | label | relevant | repeat_count |
| | text | moved | Moved | | |
| | begin group | home | Home | ${moved} != 'yes' | |
| | integer | people | People | | |
| | begin repeat | person | Person | | ${people} |
| | text | called | Called | | |
| | end repeat | | | | |
| | end group | | | | |
"""


def test_rows_keep_their_answers_while_they_are_hidden_with_what_counts_them() -> None:
    session = FormSession(form(HOUSEHOLD), now=noon)
    session.answer("/data/home/people", "2")
    session.answer("/data/home/person[2]/called", "Amina")
    session.answer("/data/moved", "yes")
    again = FormSession.resume(form(HOUSEHOLD), session.to_draft(), now=noon)
    for each in (session, again):
        assert each.repeat_count("/data/home/person") == 2
        assert not each.is_relevant("/data/home/person[2]/called")
        each.answer("/data/moved", "no")
        assert each.value("/data/home/person[2]/called") == "Amina"
        each.answer("/data/home/people", "1")
        assert each.repeat_count("/data/home/person") == 1


def test_what_was_refused_is_computed_with_the_next_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("surveyapp.xform.recalculation.MAX_NODES", 100)
    session = FormSession(
        xform(
            '<k/><twice/><o jr:template=""><r jr:template=""><x/></r></o>',
            '<bind nodeset="/data/k" type="int"/>'
            '<bind nodeset="/data/twice" calculate="/data/k * 2"/>',
            '<input ref="/data/k"/>'
            '<group ref="/data/o"><repeat nodeset="/data/o" jr:count="/data/k">'
            '<group ref="/data/o/r"><repeat nodeset="/data/o/r" jr:count="/data/k">'
            '<input ref="/data/o/r/x"/></repeat></group></repeat></group>',
        )
    )
    with pytest.raises(UserError, match="would make more than"):
        session.answer("/data/k", "90")
    session.answer("/data/k", "2")
    assert session.value("/data/twice") == "4"
    assert [session.repeat_count(ref) for ref in ("/data/o", "/data/o[1]/r", "/data/o[2]/r")] == [
        2,
        2,
        2,
    ]
