"""One respondent after another: what the engine does when somebody answers."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from surveyapp.errors import UserError
from surveyapp.xform import (
    Control,
    DataType,
    FormSession,
    ItemKind,
    ProblemKind,
    open_form,
)
from tests.xform.forms import NOON, form, noon, xform

FIRM = """
| survey |
| | type | name | label::Arabic (ar) | label::French (fr) | hint::French (fr) | guidance_hint::French (fr) | required | required_message::French (fr) | relevant | constraint | constraint_message::Arabic (ar) | constraint_message::French (fr) | choice_filter | default | calculation | appearance | readonly |
| | start | start | | | | | | | | | | | | | | | |
| | end | end | | | | | | | | | | | | | | | |
| | deviceid | device | | | | | | | | | | | | | | | |
| | hidden | stop | | | | | | | | | | | | | | | |
| | begin group | you | أنتم | Vous | | | | | | | | | | | | field-list | |
| | select_one yn | consent | هل توافقون؟ | Acceptez-vous ? | Facultatif | Loi 09-08 | yes | Répondez pour continuer. | | | | | | | | | |
| | end group | | | | | | | | | | | | | | | | |
| | begin group | firm | المقاولة | L’entreprise | | | | | ${consent} = '1' | | | | | | | field-list | |
| | select_one region | region | الجهة | Région | | | | | | | | | | substr(${stop}, 0, 5) | | minimal | |
| | select_one province | province | الإقليم | Province | | | yes | | | | | | region=${region} | | | minimal | |
| | integer | share | الحصة | Part à l’export de ${province} | | | | | | . >= 0 and . <= 100 | بين 0 و100 | Entre 0 et 100, pas ${share}. | | | | | |
| | integer | home | | Part au Maroc | | | | | ${share} != '' | | | | | | 100 - ${share} | | yes |
| | select_multiple need | needs | الحاجيات | Vos attentes | | | | | | count-selected(.) <= 2 | | Deux au plus. | | | | | |
| | text | other | | Précisez | | | | | selected(${needs}, 'oth') | | | | | | | | |
| | note | bye | شكرا | Merci | | | | | | | | | | | | | |
| | end group | | | | | | | | | | | | | | | | |
| choices |
| | list_name | name | label::Arabic (ar) | label::French (fr) | region |
| | yn | 1 | نعم | Oui | |
| | yn | 0 | لا | Non | |
| | region | MA-01 | طنجة | Tanger | |
| | region | MA-12 | الداخلة | Dakhla | |
| | province | MA-TNG | طنجة أصيلة | Tanger-Assilah | MA-01 |
| | province | MA-CHE | شفشاون | Chefchaouen | MA-01 |
| | province | MA-OUD | وادي الذهب | Oued Ed-Dahab | MA-12 |
| | need | fin | التمويل | Financement | |
| | need | info | المعلومات | | |
| | need | oth | أخرى | Autre | |
| settings |
| | form_id | version | default_language | instance_name | attribute::sa:purpose | namespaces |
| | firm | 7 | Arabic (ar) | concat(${stop}, '/', ${province}) | questionnaire | sa="urn:surveyapp:xforms" |
"""  # noqa: E501 - a table

CONSENT, REGION, PROVINCE = "/data/you/consent", "/data/firm/region", "/data/firm/province"
SHARE, HOME, NEEDS, OTHER = (
    "/data/firm/share",
    "/data/firm/home",
    "/data/firm/needs",
    "/data/firm/other",
)


@pytest.fixture
def session() -> FormSession:
    return FormSession(
        form(FIRM),
        language="fr",
        now=noon,
        presets={"/data/stop": "MA-01_2026-12-26"},
        device={"deviceid": "tablet-7"},
    )


@pytest.fixture
def agreed(session: FormSession) -> FormSession:
    session.answer(CONSENT, "1")
    return session


def test_a_form_says_what_it_is() -> None:
    definition = form(FIRM)
    assert (definition.form_id, definition.version) == ("firm", "7")
    assert definition.purpose == "questionnaire"
    assert definition.languages == ("ar", "fr")
    assert definition.default_language == "ar"
    share = definition.field(SHARE)
    assert (share.data_type, share.control) == (DataType.INT, Control.INPUT)
    assert share.constraint == ". >= 0 and . <= 100"
    assert share.groups == ("/data/firm",)
    assert definition.field("/data/firm/bye").control is Control.NOTE
    assert definition.label(SHARE, "fr") == "Part à l'export de …"
    assert [c.value for c in definition.choices(PROVINCE, "fr")] == ["MA-TNG", "MA-CHE", "MA-OUD"]
    assert definition.hint(CONSENT, "ar") == "Facultatif"
    assert definition.group_label("/data/firm", "ar") == "المقاولة"
    with pytest.raises(KeyError):
        definition.field("/data/nothing")


def test_a_form_in_one_language_has_the_language_without_name() -> None:
    definition = form("| survey |\n| | type | name | label |\n| | text | a | Hello |")
    assert definition.languages == ("",)
    assert FormSession(definition, language="fr").label("/data/a") == "Hello"


def test_start_device_and_identifier_are_there_before_anything_is_asked(
    session: FormSession,
) -> None:
    assert session.value("/data/start") == "2026-12-26T12:00:00.000+01:00"
    assert session.value("/data/device") == "tablet-7"
    assert session.value("/data/meta/instanceID") == session.instance_id
    assert session.instance_id.startswith("uuid:")


def test_refusing_ends_the_form(session: FormSession) -> None:
    assert [page.ref for page in session.pages()] == ["/data/you"]
    session.answer(CONSENT, "0")
    assert session.finalize() == ()
    document = session.to_document()
    assert "firm" not in document["data"]
    assert session.value("/data/end") == "2026-12-26T12:00:00.000+01:00"


def test_agreeing_opens_the_next_page(session: FormSession) -> None:
    changes = session.answer(CONSENT, "1")
    assert {"/data/firm", REGION, PROVINCE} <= changes.relevance
    assert OTHER not in changes.relevance
    pages = session.pages()
    assert [page.title for page in pages] == ["Vous", "L'entreprise"]
    assert [item.ref for item in pages[1].items] == [
        REGION,
        PROVINCE,
        SHARE,
        NEEDS,
        "/data/firm/bye",
    ]
    assert session.next_page("/data/you") == pages[1]
    assert session.previous_page("/data/firm") == pages[0]
    assert session.next_page("/data/firm") is None
    assert session.previous_page("/data/you") is None


def test_a_page_that_went_away_still_knows_where_it_stood(agreed: FormSession) -> None:
    agreed.answer(CONSENT, "0")
    assert agreed.next_page("/data/firm") is None
    before = agreed.previous_page("/data/firm")
    assert before is None or before.ref == "/data/you"


def test_the_region_comes_from_the_stop_and_filters_the_provinces(agreed: FormSession) -> None:
    assert agreed.value(REGION) == "MA-01"
    assert [choice.label for choice in agreed.choices(PROVINCE)] == [
        "Tanger-Assilah",
        "Chefchaouen",
    ]
    assert agreed.choices(PROVINCE)[0].extra == {"region": "MA-01"}


def test_an_answer_that_is_no_longer_offered_is_cleared(agreed: FormSession) -> None:
    agreed.answer(PROVINCE, "MA-CHE")
    changes = agreed.answer(REGION, "MA-12")
    assert agreed.value(PROVINCE) == ""
    assert {REGION, PROVINCE} <= changes.values
    assert PROVINCE in changes.choices
    assert [choice.value for choice in agreed.choices(PROVINCE)] == ["MA-OUD"]


def test_an_answer_that_is_still_offered_stays(agreed: FormSession) -> None:
    agreed.answer(PROVINCE, "MA-CHE")
    agreed.answer(REGION, "MA-01")
    assert agreed.value(PROVINCE) == "MA-CHE"


def test_a_calculation_follows_and_stops_where_nothing_changed(agreed: FormSession) -> None:
    changes = agreed.answer(SHARE, "30")
    assert agreed.value(HOME) == "70"
    assert {SHARE, HOME} <= changes.values
    assert agreed.answer(SHARE, "30").values == frozenset()


def test_a_wrong_number_is_kept_and_told(agreed: FormSession) -> None:
    agreed.answer(SHARE, "abc")
    assert (agreed.value(SHARE), agreed.typed(SHARE)) == ("", "abc")
    assert agreed.value(HOME) == ""
    problem = agreed.problem(SHARE)
    assert problem is not None
    assert (problem.kind, problem.message) == (ProblemKind.TYPE, "")


def test_a_constraint_speaks_the_language_of_the_moment(agreed: FormSession) -> None:
    agreed.answer(SHARE, "140")
    problem = agreed.problem(SHARE)
    assert problem is not None
    assert problem.kind is ProblemKind.CONSTRAINT
    assert problem.message == "Entre 0 et 100, pas 140."
    agreed.set_language("ar")
    problem = agreed.problem(SHARE)
    assert problem is not None
    assert problem.message == "بين 0 و100"


def test_a_required_question_says_so_in_the_form_s_words(session: FormSession) -> None:
    assert session.is_required(CONSENT)
    (problem,) = session.problems()
    assert problem.kind is ProblemKind.REQUIRED
    assert problem.message == "Répondez pour continuer."
    assert session.finalize() == (problem,)
    assert session.value("/data/end") == ""


def test_a_limit_on_choices(agreed: FormSession) -> None:
    agreed.answer(NEEDS, "fin oth")
    assert agreed.selected(NEEDS) == ("fin", "oth")
    assert agreed.problem(NEEDS) is None
    agreed.answer(NEEDS, "fin oth info")
    problem = agreed.problem(NEEDS)
    assert problem is not None
    assert problem.message == "Deux au plus."


def test_a_value_that_is_no_choice_is_a_problem(agreed: FormSession) -> None:
    agreed.answer(NEEDS, "gold")
    problem = agreed.problem(NEEDS)
    assert problem is not None
    assert problem.kind is ProblemKind.CHOICE


def test_an_answer_hides_and_comes_back(agreed: FormSession) -> None:
    agreed.answer(NEEDS, "oth")
    agreed.answer(OTHER, "des salons")
    agreed.answer(NEEDS, "fin")
    assert agreed.value(OTHER) == ""
    assert not agreed.is_relevant(OTHER)
    agreed.answer(NEEDS, "oth")
    assert agreed.value(OTHER) == "des salons"


def test_a_label_holds_an_answer(agreed: FormSession) -> None:
    changes = agreed.answer(PROVINCE, "MA-TNG")
    assert SHARE in changes.labels
    assert agreed.label(SHARE) == "Part à l'export de MA-TNG"


def test_the_language_changes_words_and_keeps_answers(agreed: FormSession) -> None:
    agreed.answer(PROVINCE, "MA-TNG")
    changes = agreed.set_language("ar")
    assert agreed.language == "ar"
    assert {SHARE, PROVINCE} <= changes.labels
    assert PROVINCE in changes.choices
    assert changes.values == frozenset()
    assert agreed.value(PROVINCE) == "MA-TNG"
    assert agreed.choices(PROVINCE)[0].label == "طنجة أصيلة"
    assert agreed.pages()[1].title == "المقاولة"
    assert not agreed.set_language("ar")


@pytest.mark.parametrize(
    ("asked", "given"),
    [("fr-MA", "fr"), ("French (fr)", "fr"), ("de", "ar"), (None, "ar"), ("ar", "ar")],
)
def test_the_nearest_language_serves(asked: str | None, given: str) -> None:
    assert FormSession(form(FIRM), language=asked, now=noon).language == given


def test_a_text_without_translation_is_never_empty(agreed: FormSession) -> None:
    agreed.set_language("ar")
    assert agreed.label(OTHER) == "Précisez"
    agreed.set_language("fr")
    assert [choice.label for choice in agreed.choices(NEEDS)] == [
        "Financement",
        "المعلومات",
        "Autre",
    ]


def test_hints_and_what_is_behind_them(session: FormSession) -> None:
    assert session.hint(CONSENT) == "Facultatif"
    assert session.guidance(CONSENT) == "Loi 09-08"
    assert session.hint(SHARE) == ""


def test_a_readonly_question(agreed: FormSession) -> None:
    assert agreed.is_readonly(HOME)
    assert not agreed.is_readonly(SHARE)
    assert agreed.question(SHARE).data_type is DataType.INT


def test_progress_counts_what_is_asked(agreed: FormSession) -> None:
    before = agreed.progress()
    agreed.answer(PROVINCE, "MA-TNG")
    after = agreed.progress()
    assert after.asked == before.asked == 5
    assert after.answered == before.answered + 1
    agreed.answer(NEEDS, "oth")
    assert agreed.progress().asked == 6


def test_a_finished_response_has_a_name(agreed: FormSession) -> None:
    agreed.answer(PROVINCE, "MA-TNG")
    assert agreed.finalize() == ()
    assert agreed.instance_name == "MA-01_2026-12-26/MA-TNG"


def test_a_draft_gives_everything_back(agreed: FormSession) -> None:
    agreed.answer(NEEDS, "oth")
    agreed.answer(OTHER, "des salons")
    agreed.answer(NEEDS, "fin")
    draft = json.loads(json.dumps(agreed.to_draft()))
    again = FormSession.resume(form(FIRM), draft, language="fr", now=lambda: NOON + timedelta(1))
    assert again.to_draft() == draft
    assert again.value("/data/start") == "2026-12-26T12:00:00.000+01:00"
    again.answer(NEEDS, "oth")
    assert again.value(OTHER) == "des salons"


def test_a_cleared_default_stays_cleared_when_resumed(agreed: FormSession) -> None:
    agreed.answer(REGION, "")
    again = FormSession.resume(form(FIRM), agreed.to_draft(), now=noon)
    assert again.value(REGION) == ""


def test_a_submission_survives_json_and_xml(agreed: FormSession) -> None:
    agreed.answer(PROVINCE, "MA-TNG")
    agreed.answer(NEEDS, "fin info")
    agreed.answer(SHARE, "40")
    agreed.finalize()
    document = agreed.to_document()
    assert document["form"] == "firm"
    assert document["instanceID"] == agreed.instance_id
    by_json = FormSession.resume(form(FIRM), document, now=noon)
    by_xml = FormSession.resume_xml(form(FIRM), agreed.to_xml(), now=noon)
    assert by_json.to_document() == by_xml.to_document() == document
    assert by_xml.to_xml() == agreed.to_xml()


def test_the_submission_is_plain_odk_xml(session: FormSession) -> None:
    session.answer(CONSENT, "0")
    xml = session.to_xml().decode()
    assert '<data xmlns:sa="urn:surveyapp:xforms" sa:purpose="questionnaire" id="firm"' in xml
    assert "<you><consent>0</consent></you>" in xml
    assert "<firm>" not in xml


def test_what_no_longer_fits_is_reported(agreed: FormSession) -> None:
    document = json.loads(json.dumps(agreed.to_draft()))
    document["data"]["firm"]["colour"] = "blue"
    document["data"]["old"] = {"a": "1", "b": [{"c": "2"}]}
    again = FormSession.resume(form(FIRM), document, now=noon)
    assert again.resumed.unplaced == {
        "/data/firm/colour": "blue",
        "/data/old/a": "1",
        "/data/old/b[1]/c": "2",
    }


def test_two_responses_of_one_form_share_nothing_that_moves(session: FormSession) -> None:
    other = FormSession(form(FIRM), now=noon)
    session.answer(CONSENT, "1")
    assert other.value(CONSENT) == ""
    assert not other.is_relevant("/data/firm")


@pytest.mark.parametrize("ref", ["/data/nothing", "/data/firm/share/more", "/other"])
def test_a_ref_that_the_form_does_not_have(session: FormSession, ref: str) -> None:
    with pytest.raises(KeyError):
        session.value(ref)
    with pytest.raises(KeyError):
        session.question(ref)


def test_changes_say_whether_anything_happened(session: FormSession) -> None:
    changes = session.answer(CONSENT, "1")
    assert changes
    assert CONSENT in changes.refs
    assert not session.answer(CONSENT, "1")


def test_required_and_readonly_may_depend_on_answers() -> None:
    session = FormSession(
        xform(
            "<a/><g><b/></g>",
            '<bind nodeset="/data/g" readonly="/data/a = \'x\'"/>'
            '<bind nodeset="/data/g/b" required="/data/a != \'\'"/>',
            '<input ref="/data/a"/><group ref="/data/g"><input ref="/data/g/b"/></group>',
        )
    )
    assert not session.is_required("/data/g/b")
    changes = session.answer("/data/a", "x")
    assert "/data/g/b" in changes.states
    assert session.is_required("/data/g/b")
    assert session.is_readonly("/data/g/b")


def test_a_question_by_itself_is_a_page() -> None:
    session = FormSession(xform("<a/>", body='<input ref="/data/a"><label>A</label></input>'))
    (page,) = session.pages()
    assert (page.ref, page.items[0].kind) == ("/data/a", ItemKind.QUESTION)


def test_opening_a_file(tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "form.xml"
    path.write_text("<h:html xmlns:h='http://www.w3.org/1999/xhtml'/>")
    with pytest.raises(UserError, match="not a form"):
        open_form(path)
    with pytest.raises(UserError, match="cannot be read"):
        open_form(tmp_path / "absent.xml")
