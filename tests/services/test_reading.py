"""A stored response is read: every answer in words, in the language wished, rows as rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from surveyapp.services.categories import Categories
from surveyapp.services.reading import read_response
from surveyapp.services.responses import (
    ResponseQuery,
    doubtful_responses,
    find_drafts,
    find_responses,
    response_ids,
    response_rows,
    shelves,
)
from surveyapp.services.revising import delete_response, erase_response
from surveyapp.services.workspace import Workspace
from surveyapp.store import RevisionKind, Standing
from surveyapp.text import load_words
from surveyapp.text.bidi import strip_isolates
from tests.services.conftest import Clock
from tests.support.visits import FIRM, bring_form, changed_unknowingly, left_half_way, visited

BY = {"reason": "a slip", "operator": "Omar"}


@pytest.fixture
def hall(device: Workspace, tmp_path: Path) -> Workspace:
    bring_form(device, tmp_path)
    return device


def said(hall: Workspace, submission: str, language: str) -> list[str]:
    read = read_response(hall, submission, load_words(language))
    lines = []
    for passage in read.passages:
        title = f"{passage.title} {passage.row}" if passage.row else passage.title
        lines += [
            strip_isolates(f"{title} | {each.question} | {each.answer}") for each in passage.answers
        ]
    return lines


def test_of_versions_that_conflict_the_one_is_read_that_lists_show(
    hall: Workspace, clock: Clock, tmp_path: Path
) -> None:
    visit = visited(hall, "Argane")
    store, now = hall.store, clock.time
    forms = [store.form(each.hash) for each in store.forms()]
    with (
        Workspace.open(tmp_path / "far", now=clock) as far,
        Workspace.open(tmp_path / "right", now=clock) as right,
    ):
        far.store.union(store.revisions(), forms, store.stops())
        clock.time = now.replace(year=2099)
        changed_unknowingly(far, visit, {FIRM: "of 2099"})
        clock.time = now
        right.store.union(far.store.revisions(), forms, store.stops())
        clock.pass_by(hours=1)
        changed_unknowingly(right, visit, {FIRM: "an hour later, after that"})
        clock.pass_by(hours=1)
        changed_unknowingly(hall, visit, {FIRM: "two hours later"})
        hall.store.union(right.store.revisions())
    assert hall.store.submission(visit).conflict
    assert said(hall, visit, "fr")[0].endswith("| two hours later")
    (row,) = find_responses(hall, ResponseQuery(), "fr").rows
    assert row.firm == "two hours later"


def test_every_answer_is_spelled_out_in_the_language_wished(hall: Workspace) -> None:
    visit = visited(hall, "Argane", share="40", posts=("Gérante", "Comptable"))
    assert said(hall, visit, "fr") == [
        "La visite | Nom de l’entreprise | Argane",
        "La visite | Exportez-vous ? | Oui, nous exportons",
        "La visite | Part de l’export | 40",
        "Personnes 1 | Fonction | Gérante",
        "Personnes 2 | Fonction | Comptable",
    ]
    assert said(hall, visit, "ar")[:2] == [
        "الزيارة | اسم المقاولة | Argane",
        "الزيارة | هل تصدرون؟ | نعم، نصدر",
    ]
    # Who reads in a language the form has not gets the form's own.
    assert said(hall, visit, "en") == said(hall, visit, "fr")


def test_the_questions_may_be_read_in_another_language_than_the_screens(hall: Workspace) -> None:
    visit = visited(hall, "Argane", share="40")
    read = read_response(hall, visit, load_words("ar"), "fr")
    assert read.language == "fr"
    assert read.passages[0].answers[0].question == "Nom de l’entreprise"


def test_it_says_where_it_comes_from(hall: Workspace, clock: Clock) -> None:
    visit = visited(hall, "Argane", operator="Nadia")
    read = read_response(hall, visit, load_words("fr"))
    assert (read.form_title, read.version, read.operator) == ("Visites", "7", "Nadia")
    assert (read.device, read.place, read.stop) == (
        "Tablet 03",
        "Dakhla, wilaya",
        "MA-12_2026-12-26",
    )
    assert read.finished == clock.time
    assert read.changed is None
    assert read.given is not None
    assert (read.given.mode, read.given.languages) == ("interview", ("fr",))


def test_a_deleted_response_is_read_as_it_last_was_and_an_erased_one_is_empty(
    hall: Workspace,
) -> None:
    visit = visited(hall, "Argane")
    delete_response(hall, visit, **BY)
    read = read_response(hall, visit, load_words("fr"))
    assert read.kind is RevisionKind.DELETE
    assert read.passages[0].answers[0].answer
    erase_response(hall, visit, **BY)
    read = read_response(hall, visit, load_words("fr"))
    assert read.kind is RevisionKind.ERASE
    assert read.passages == ()
    assert read.given is None


def test_responses_stand_on_shelves(hall: Workspace) -> None:
    ids = [visited(hall, firm) for firm in ("Argane", "Atlas", "Sahara")]
    left_half_way(hall, "Anfa")
    changed_unknowingly(hall, ids[0], {"/data/about/firm": "A"}, {"/data/about/firm": "B"})
    delete_response(hall, ids[1], **BY)
    stand = shelves(hall, "fr")
    assert stand.drafts == 1
    assert {key: n for key, n in stand.standings.items() if n} == {
        Standing.KEPT: 2,
        Standing.COMPLETE: 1,
        Standing.CONFLICT: 1,
        Standing.DELETED: 1,
        Standing.ALL: 3,
    }
    assert stand.operators == ("Salma",)
    assert ("visits", "Visites") in stand.forms
    [row] = find_responses(hall, ResponseQuery(standing=Standing.COMPLETE), "fr").rows
    assert row.firm == "Sahara"


def test_a_conflict_with_a_tombstone_waits_for_a_decision_too(hall: Workspace) -> None:
    visit = visited(hall, "Argane")
    changed_unknowingly(hall, visit, {"/data/about/firm": "A"}, {})
    [row] = find_responses(hall, ResponseQuery(standing=Standing.CONFLICT), "fr").rows
    assert row.id == visit


def test_drafts_are_found_by_form_stop_and_who_asks(hall: Workspace) -> None:
    draft = left_half_way(hall, "Anfa")

    def found(text: str = "", **filters: str) -> list[str]:
        query = ResponseQuery(text, **filters)  # type: ignore[arg-type]
        return [row.id for row in find_drafts(hall, query, "fr")]

    assert found() == found("salma visit") == found("الداخلة") == [draft]
    assert found(form_id="visits", stop="MA-12_2026-12-26", operator="Salma") == [draft]
    assert found(operator="Omar") == found(form_id="company_feedback") == []
    assert found(stop="MA-03_2027-01-09") == []
    assert found("anfa") == []  # never by what somebody answered


def test_a_list_is_jumped_about_in(hall: Workspace) -> None:
    firms = [f"Firm {n:02d}" for n in range(25)]
    for firm in firms:
        visited(hall, firm)
    query = ResponseQuery("firm")
    assert find_responses(hall, query, "fr", limit=2).total == 25
    page = response_rows(hall, query, "fr", skip=20, limit=3)
    assert [row.firm for row in page] == ["Firm 04", "Firm 03", "Firm 02"]
    assert len(response_ids(hall, query)) == 25
    assert response_ids(hall, ResponseQuery("firm 07")) == (
        find_responses(hall, ResponseQuery("firm 07"), "fr").rows[0].id,
    )


def test_responses_of_a_wrong_clock_are_found_together(hall: Workspace, clock: Clock) -> None:
    visited(hall, "Before")
    right = clock.time
    clock.time = right.replace(year=2019)
    wrong = visited(hall, "Argane")
    clock.time = right
    visited(hall, "After")
    assert doubtful_responses(hall) == (wrong,)
    query = ResponseQuery(standing=Standing.ALL, among=doubtful_responses(hall))
    [row] = find_responses(hall, query, "fr").rows
    assert (row.firm, row.doubtful) == ("Argane", True)


def test_a_response_without_a_name_is_known_by_its_category(hall: Workspace) -> None:
    visited(hall, "", share="10")
    [row] = find_responses(hall, ResponseQuery(), "ar").rows
    assert Categories(hall, "ar").of(row.id) == "نعم، نصدر"
    assert Categories(hall, "fr").of(row.id) == "Oui, nous exportons"
