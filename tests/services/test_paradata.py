"""How a response was given: kept with it, whole after a pause or a dead battery, and declared."""

from __future__ import annotations

import json
from typing import Any

import pytest

from surveyapp.services.collect import Interview
from surveyapp.services.forms import form_for
from surveyapp.services.handoff import apply_merge, hand_over
from surveyapp.services.paradata import IDLE_AFTER, Mode
from surveyapp.services.setup import setup_device
from surveyapp.services.workspace import Workspace
from surveyapp.text import LANGUAGES
from tests.services.conftest import SETUP, Clock

ANSWERS = {
    "/data/you/actor": "elected",
    "/data/you/province": "MA-OUD",
    "/data/programme/funnel": "f0",
    "/data/solutions/worst": "logi",
}
"""What somebody who is elected has to answer."""


def begin(device: Workspace, language: str = "fr", **options: Any) -> Interview:
    form = form_for(device, "company_feedback")
    interview = Interview.start(device, form.hash, language=language, operator="Nadia", **options)
    interview.answer("/data/welcome/consent", "1")
    return interview


def finish(interview: Interview) -> None:
    for ref, value in ANSWERS.items():
        if not interview.session.value(ref):
            interview.answer(ref, value)
    interview.finish()


def kept(device: Workspace) -> dict[str, Any]:
    """Return the paradata of the one response."""
    (submission,) = device.store.submissions()
    paradata: dict[str, Any] = json.loads(submission.document)["paradata"]
    return paradata


def test_a_response_says_when_where_and_by_whom_it_was_given(
    device: Workspace, clock: Clock
) -> None:
    interview = begin(device, "ar", mode=Mode.KIOSK)
    clock.pass_by(seconds=70)
    finish(interview)
    paradata = kept(device)
    assert paradata["started"] == "2026-12-26T09:30:00+01:00"
    assert paradata["ended"] == "2026-12-26T09:31:10+01:00"
    assert (paradata["mode"], paradata["staff"]) == ("kiosk", "Nadia")
    assert paradata["device"] == device.store.device_id
    assert (paradata["language"], paradata["interface"]) == ("ar", "ar")


def test_time_is_counted_on_the_page_that_is_shown(device: Workspace, clock: Clock) -> None:
    interview = begin(device)
    clock.pass_by(seconds=12.5)
    interview.go_to("/data/you")
    clock.pass_by(seconds=40)
    finish(interview)
    assert kept(device)["seconds"] == {"/data/welcome": 12.5, "/data/you": 40.0}


def test_time_without_a_sign_of_anybody_is_not_counted(device: Workspace, clock: Clock) -> None:
    interview = begin(device)
    clock.pass_by(hours=1)  # called away, the screen as it was
    finish(interview)
    assert kept(device)["seconds"] == {"/data/welcome": IDLE_AFTER}


def test_who_reads_long_and_scrolls_is_there(device: Workspace, clock: Clock) -> None:
    interview = begin(device)
    for _ in range(3):
        clock.pass_by(seconds=100)
        interview.touched()
    finish(interview)
    assert kept(device)["seconds"] == {"/data/welcome": 300.0}


def test_a_pause_is_not_counted_and_a_dead_battery_loses_no_second(
    device: Workspace, clock: Clock
) -> None:
    interview = begin(device)
    clock.pass_by(seconds=10)
    interview.answer("/data/you/actor", "elected")  # the last thing before the battery died
    clock.pass_by(hours=2)
    again = Interview.resume(device, interview.draft_id)
    clock.pass_by(seconds=5)
    finish(again)
    paradata = kept(device)
    assert paradata["seconds"] == {"/data/welcome": 15.0}
    assert paradata["started"] == "2026-12-26T09:30:00+01:00"


def test_a_clock_that_is_set_back_takes_nothing_away(device: Workspace, clock: Clock) -> None:
    interview = begin(device)
    clock.pass_by(seconds=10)
    interview.touched()
    clock.pass_by(hours=-5)
    interview.touched()
    clock.pass_by(seconds=3)
    finish(interview)
    assert kept(device)["seconds"] == {"/data/welcome": 13.0}


def test_languages_are_kept_with_how_often_they_changed(device: Workspace) -> None:
    interview = begin(device, "fr")
    for tag in ("ar", "ar", "en", "ar"):  # the same again is no change
        interview.set_language(tag)
    again = Interview.resume(device, interview.draft_id)
    finish(again)
    paradata = kept(device)
    assert paradata["languages"] == ["fr", "en", "ar"]
    assert (paradata["switches"], paradata["language"], paradata["interface"]) == (3, "ar", "ar")


@pytest.mark.parametrize(
    ("given", "changes"),
    [
        ([("/data/you/actor", "coop")], 0),
        ([("/data/you/actor", "coop"), ("/data/you/actor", "exp")], 1),
        ([("/data/you/actor", "coop"), ("/data/you/actor", "coop")], 0),
        ([("/data/solutions/sol", "A"), ("/data/solutions/sol", "A lab")], 0),  # still typing
        (
            [
                ("/data/solutions/sol", "A lab"),
                ("/data/you/actor", "coop"),
                ("/data/solutions/sol", "A l"),
                ("/data/solutions/sol", ""),
            ],
            1,
        ),
        ([("/data/trade/markets", "eu"), ("/data/trade/markets", "eu sahel")], 0),
    ],
)
def test_changed_answers_are_counted_and_typing_is_not(
    device: Workspace, given: list[tuple[str, str]], changes: int
) -> None:
    interview = begin(device)
    for ref, value in given:
        interview.answer(ref, value)
    interview.leave()
    (draft,) = device.store.drafts()
    assert json.loads(draft.document)["paradata"]["changes"] == changes


def test_of_somebody_who_declines_only_what_was_said_is_kept(
    device: Workspace, clock: Clock
) -> None:
    interview = begin(device)
    clock.pass_by(seconds=30)
    interview.answer("/data/welcome/consent", "0")
    interview.finish()
    assert kept(device).keys() == {"started", "ended", "language", "mode", "staff", "device"}


def test_paradata_reach_another_device_as_they_are(
    device: Workspace, clock: Clock, tmp_path: Any
) -> None:
    interview = begin(device)
    clock.pass_by(seconds=33.3)
    finish(interview)
    package = hand_over(device, tmp_path)
    with Workspace.open(tmp_path / "other", now=clock) as other:
        setup_device(other, SETUP)
        apply_merge(other, [package.path])
        assert kept(other) == kept(device)


DECLARED = {
    "ar": ("لغتها", "البدء والانتهاء", "كل صفحة", "تغييرات الأجوبة واللغة", "الجهاز"),
    "fr": ("leur langue", "début et de fin", "chaque page", "changements de réponse", "l’appareil"),
    "en": ("their language", "start and finish", "each page", "answers and language are changed"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_notice_declares_what_is_kept(device: Workspace, language: str) -> None:
    interview = begin(device, language)
    notice = interview.session.label("/data/welcome/notice_what") + interview.session.hint(
        "/data/welcome/notice_what"
    )
    assert [words for words in DECLARED[language] if words not in notice] == []


def test_the_screens_may_have_spoken_another_language_than_the_questions(
    device: Workspace,
) -> None:
    interview = begin(device, "ar", buttons="fr")
    interview.set_language("en")
    finish(interview)
    paradata = kept(device)
    assert (paradata["language"], paradata["interface"]) == ("en", "fr")
    assert paradata["switches"] == 1


def test_screens_that_go_with_the_questions_again_are_a_switch(device: Workspace) -> None:
    interview = begin(device, "ar", buttons="fr")
    interview.keep_buttons_apart("")
    finish(interview)
    paradata = kept(device)
    assert (paradata["language"], paradata["interface"], paradata["switches"]) == ("ar", "ar", 1)
