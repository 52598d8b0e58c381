"""Collecting a response: every answer on disk, languages switched, refusals kept short."""

from __future__ import annotations

import json
from typing import Any

import pytest

from surveyapp.errors import UserError
from surveyapp.services.collect import Interview, Unfinished
from surveyapp.services.forms import form_for
from surveyapp.services.paradata import Mode
from surveyapp.services.status import device_status, home_summary
from surveyapp.services.workspace import Workspace
from tests.services.conftest import Clock


def begin(device: Workspace, language: str = "fr", **options: Any) -> Interview:
    form = form_for(device, "company_feedback")
    return Interview.start(device, form.hash, language=language, operator="Nadia", **options)


def give_consent(interview: Interview) -> None:
    interview.answer("/data/welcome/consent", "1")


def stored(device: Workspace) -> dict[str, Any]:
    (submission,) = device.store.submissions()
    document: dict[str, Any] = json.loads(submission.document)
    return document


def test_an_answer_is_on_disk_when_it_returns(device: Workspace) -> None:
    interview = begin(device)
    give_consent(interview)
    interview.answer("/data/you/actor", "coop")
    again = Interview.resume(device, interview.draft_id)
    assert again.session.value("/data/you/actor") == "coop"
    assert again.page_ref == interview.page_ref


def test_the_stop_fills_in_the_region_and_the_region_its_provinces(device: Workspace) -> None:
    interview = begin(device)
    give_consent(interview)
    assert interview.session.value("/data/you/region") == "MA-12"
    provinces = {choice.value for choice in interview.session.choices("/data/you/province")}
    assert provinces == {"MA-AOU", "MA-OUD"}


def test_a_response_is_stored_with_its_language_mode_and_times(
    device: Workspace, clock: Clock
) -> None:
    interview = begin(device, "ar", mode=Mode.KIOSK, badge="B-17")
    give_consent(interview)
    clock.pass_by(seconds=20)
    interview.go_to("/data/you")
    for ref, value in {
        "/data/you/actor": "elected",
        "/data/you/province": "MA-OUD",
        "/data/programme/funnel": "f0",
        "/data/solutions/worst": "logi",
    }.items():
        interview.answer(ref, value)
    clock.pass_by(seconds=40)
    finished = interview.finish()
    assert not finished.refused
    document = stored(device)
    assert document["outcome"] == "completed"
    assert document["paradata"]["mode"] == "kiosk"
    assert document["paradata"]["language"] == "ar"
    assert document["paradata"]["seconds"] == {"/data/welcome": 20.0, "/data/you": 40.0}
    assert document["data"]["badge"] == "B-17"
    assert not device.store.drafts()


def test_a_refusal_keeps_consent_stop_time_and_language_only(device: Workspace) -> None:
    interview = begin(device, "fr", badge="B-18")
    interview.answer("/data/welcome/consent", "0")
    finished = interview.finish()
    assert finished.refused
    data = stored(device)["data"]
    kept = {name for name, value in data.items() if name != "meta" and value}
    assert kept == {"start", "end", "stop", "language", "welcome"}
    assert {name: value for name, value in data["welcome"].items() if value} == {"consent": "0"}
    home = home_summary(device, "fr")
    assert (home.completed, home.refused) == (0, 1)


def test_a_change_of_mind_before_the_end_leaves_nothing_behind(device: Workspace) -> None:
    interview = begin(device)
    give_consent(interview)
    interview.answer("/data/you/actor", "coop")
    interview.answer("/data/solutions/sol", "Un guichet unique")
    interview.answer("/data/welcome/consent", "0")
    interview.finish()
    assert "guichet" not in json.dumps(stored(device), ensure_ascii=False)


def test_finishing_too_early_says_what_is_missing_and_stores_nothing(device: Workspace) -> None:
    interview = begin(device)
    give_consent(interview)
    with pytest.raises(Unfinished) as caught:
        interview.finish()
    assert [problem.ref for problem in caught.value.problems][:2] == [
        "/data/you/actor",
        "/data/you/province",
    ]
    assert not list(device.store.submissions())
    assert len(device.store.drafts()) == 1


def test_switching_language_keeps_the_answers(device: Workspace) -> None:
    interview = begin(device, "fr")
    give_consent(interview)
    interview.answer("/data/you/actor", "coop")
    in_french = interview.session.label("/data/you/actor")
    interview.set_language("ar")
    assert interview.session.label("/data/you/actor") != in_french
    assert interview.session.value("/data/you/actor") == "coop"
    assert interview.session.value("/data/language") == "ar"
    assert Interview.resume(device, interview.draft_id).session.language == "ar"


def test_without_a_stop_nobody_is_interviewed(empty: Workspace) -> None:
    from surveyapp.services.setup import setup_device
    from tests.services.conftest import SETUP

    setup_device(empty, SETUP)
    with pytest.raises(UserError, match="stop"):
        begin(empty)


def test_a_draft_is_listed_by_category_never_by_person(device: Workspace, clock: Clock) -> None:
    interview = begin(device)
    give_consent(interview)
    interview.answer("/data/you/actor", "coop")
    interview.go_to("/data/firm")
    interview.leave()
    (row,) = home_summary(device, "fr").drafts
    assert "ooprative" in row.category.replace("é", "")
    assert (row.page, row.form_title) == (3, "Questionnaire entreprises et coopératives")
    assert 0 < row.percent < 100


def test_a_discarded_draft_is_gone(device: Workspace) -> None:
    interview = begin(device)
    interview.discard()
    assert not device.store.drafts()


def test_status_adds_up(device: Workspace) -> None:
    begin(device).answer("/data/welcome/consent", "1")
    declined = begin(device)
    declined.answer("/data/welcome/consent", "0")
    declined.finish()
    status = device_status(device, "en")
    assert (status.submissions, status.refused, status.drafts) == (1, 1, 1)
    assert status.by_stop == {"MA-12_2026-12-26": 1}
    assert status.not_handed_over == 1
