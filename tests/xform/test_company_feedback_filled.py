"""The questionnaire that ships, as a person meets it: page by page, in three languages."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest

from surveyapp.paths import forms_dir
from surveyapp.xform.definition import FormDefinition
from surveyapp.xform.outcomes import ProblemKind
from surveyapp.xform.session import FormSession
from surveyapp.xform.xlsform import import_xlsform

CONSENT = "/data/welcome/consent"
ACTOR = "/data/you/actor"
STATUS = "/data/trade/status"
FUNNEL = "/data/programme/funnel"
ALL_PAGES = [
    "/data/welcome",
    "/data/you",
    "/data/firm",
    "/data/trade",
    "/data/programme",
    "/data/obstacles",
    "/data/solutions",
    "/data/expectations",
    "/data/forum",
]


@cache
def form() -> FormDefinition:
    return import_xlsform(forms_dir() / "company_feedback.xlsx").definition


@pytest.fixture
def session() -> FormSession:
    return FormSession(
        form(),
        language="fr",
        now=lambda: datetime(2026, 12, 26, 10, 30, tzinfo=UTC),
        presets={"/data/stop": "MA-12_2026-12-26", "/data/badge": "D-017", "/data/language": "fr"},
    )


@pytest.fixture
def agreed(session: FormSession) -> FormSession:
    session.answer(CONSENT, "1")
    return session


def shown(session: FormSession) -> list[str]:
    return [page.ref for page in session.pages()]


def message(session: FormSession, ref: str) -> str:
    problem = session.problem(ref)
    assert problem is not None
    return problem.message


# --- consent -------------------------------------------------------------------------------------


def test_before_consent_only_the_first_page_stands(session: FormSession) -> None:
    assert shown(session) == ["/data/welcome"]
    assert session.pages()[0].title == "Avant de commencer"


def test_refusing_keeps_consent_stop_time_and_language_and_nothing_else(
    session: FormSession,
) -> None:
    session.answer(CONSENT, "1")
    session.answer(ACTOR, "exp")
    session.answer("/data/forum/recall", "1")
    session.answer("/data/forum/contact", "0612345678")
    session.answer(CONSENT, "0")
    assert shown(session) == ["/data/welcome"]
    assert session.finalize() == ()
    kept = filled(session.to_document()["data"])
    assert {name for name in kept if not name.startswith("meta/")} == {
        "start",
        "end",
        "stop",
        "language",
        "welcome/consent",
    }
    assert kept["welcome/consent"] == "0"
    assert kept["stop"] == "MA-12_2026-12-26"
    xml = session.to_xml().decode()
    assert "0612345678" not in xml
    assert "D-017" not in xml


def filled(data: Any, under: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in data.items():
        if isinstance(value, dict):
            found |= filled(value, f"{under}{name}/")
        elif value:
            found[f"{under}{name}"] = value
    return found


def test_a_response_that_agreed_carries_its_badge_and_a_neutral_name(agreed: FormSession) -> None:
    agreed.answer(ACTOR, "admin")
    agreed.finalize()
    kept = filled(agreed.to_document()["data"])
    assert kept["badge"] == "D-017"
    assert kept["meta/instanceName"] == "MA-12_2026-12-26 2026-12-26 10:30"


# --- skip rules ----------------------------------------------------------------------------------


@pytest.mark.parametrize("actor", ["exp", "nexp", "coop", "auto"])
def test_firms_are_asked_about_their_business(agreed: FormSession, actor: str) -> None:
    agreed.answer(ACTOR, actor)
    assert shown(agreed) == ALL_PAGES
    for ref in ("/data/firm/staff", "/data/firm/turnover"):
        assert agreed.is_relevant(ref) == (actor != "auto")


@pytest.mark.parametrize(
    "actor", ["", "chamber", "assoc", "admin", "elected", "fin", "logi", "project", "oth"]
)
def test_others_are_not(agreed: FormSession, actor: str) -> None:
    agreed.answer(ACTOR, actor)
    assert shown(agreed) == [p for p in ALL_PAGES if p not in ("/data/firm", "/data/trade")]


@pytest.mark.parametrize(
    ("status", "share", "markets"),
    [
        ("", False, False),
        ("reg", True, True),
        ("occ", True, True),
        ("ind", True, True),
        ("stop", False, True),
        ("plan", False, True),
        ("no", False, False),
    ],
)
def test_share_and_markets_follow_the_export_status(
    agreed: FormSession, status: str, share: bool, markets: bool
) -> None:
    agreed.answer(ACTOR, "exp")
    agreed.answer(STATUS, status)
    assert agreed.is_relevant("/data/trade/share") == share
    assert agreed.is_relevant("/data/trade/markets") == markets


@pytest.mark.parametrize("step", range(7))
def test_the_programme_is_followed_up_by_how_far_one_went(agreed: FormSession, step: int) -> None:
    agreed.answer(FUNNEL, f"f{step}")
    assert agreed.is_relevant("/data/programme/whynot") == (step <= 3)
    assert agreed.is_relevant("/data/programme/used") == (step >= 3)
    assert agreed.is_relevant("/data/programme/psat") == (step >= 4)
    assert agreed.is_relevant("/data/forum/intent") == (step <= 3)


@pytest.mark.parametrize(
    ("question", "answer", "follow_up"),
    [
        ("/data/solutions/worst", "fin", "/data/solutions/worst_txt"),
        ("/data/solutions/sol", "شباك وحيد", "/data/solutions/solwho"),
        ("/data/forum/recall", "1", "/data/forum/contact"),
    ],
)
def test_follow_ups_wait_for_their_question(
    agreed: FormSession, question: str, answer: str, follow_up: str
) -> None:
    assert not agreed.is_relevant(follow_up)
    agreed.answer(question, answer)
    assert agreed.is_relevant(follow_up)
    agreed.answer(question, "")
    assert not agreed.is_relevant(follow_up)


# --- region and province -------------------------------------------------------------------------


def test_the_region_comes_from_the_stop_and_filters_the_provinces(agreed: FormSession) -> None:
    assert agreed.value("/data/you/region") == "MA-12"
    labels = [choice.label for choice in agreed.choices("/data/you/province")]
    assert labels == ["Aousserd", "Oued Ed-Dahab"]


def test_another_region_takes_a_province_that_is_not_in_it_away(agreed: FormSession) -> None:
    agreed.answer("/data/you/province", "MA-OUD")
    agreed.answer("/data/you/region", "MA-02")
    assert agreed.value("/data/you/province") == ""
    assert len(agreed.choices("/data/you/province")) == 8


def test_where_no_stop_is_known_the_region_is_asked() -> None:
    session = FormSession(form(), now=lambda: datetime(2026, 12, 26, 10, 30, tzinfo=UTC))
    session.answer(CONSENT, "1")
    assert session.value("/data/you/region") == ""
    assert session.choices("/data/you/province") == ()
    assert session.is_required("/data/you/region")


# --- limits and messages -------------------------------------------------------------------------


def test_messages_are_in_the_language_in_which_one_answers(agreed: FormSession) -> None:
    agreed.answer(ACTOR, "exp")
    agreed.answer(STATUS, "reg")
    agreed.answer("/data/trade/share", "140")
    assert message(agreed, "/data/trade/share") == "Entrez un nombre entre 0 et 100."
    agreed.set_language("ar")
    assert message(agreed, "/data/trade/share") == "أدخلوا رقما بين 0 و100."
    agreed.set_language("en")
    assert message(agreed, "/data/trade/share") == "Enter a number from 0 to 100."
    assert agreed.value("/data/trade/share") == "140"


@pytest.mark.parametrize("share", ["0", "35", "100"])
def test_shares_that_are_taken(agreed: FormSession, share: str) -> None:
    agreed.answer(ACTOR, "exp")
    agreed.answer(STATUS, "reg")
    agreed.answer("/data/trade/share", share)
    assert agreed.problem("/data/trade/share") is None


@pytest.mark.parametrize(
    ("ref", "three", "four"),
    [
        ("/data/programme/whynot", "unk elig paper", "unk elig paper slow"),
        ("/data/expectations/need", "dir coach train", "dir coach train cert"),
    ],
)
def test_three_answers_at_most(agreed: FormSession, ref: str, three: str, four: str) -> None:
    agreed.answer(FUNNEL, "f0")
    agreed.answer(ref, three)
    assert agreed.problem(ref) is None
    agreed.answer(ref, four)
    assert message(agreed, ref) == "Choisissez 3 réponses au maximum."


def test_a_contact_is_a_phone_number_or_an_address(agreed: FormSession) -> None:
    agreed.answer("/data/forum/recall", "1")
    for fine in ("06 12 34 56 78", "+212 (0)6 12 34 56 78", "contact@coop-argane.ma", ""):
        agreed.answer("/data/forum/contact", fine)
        assert agreed.problem("/data/forum/contact") is None, fine
    agreed.answer("/data/forum/contact", "06 12")
    assert message(agreed, "/data/forum/contact").startswith("Écrivez un numéro complet")


def test_what_must_be_answered_says_so_in_its_own_words(agreed: FormSession) -> None:
    agreed.answer(ACTOR, "exp")
    required = {p.ref: p for p in agreed.finalize() if p.kind is ProblemKind.REQUIRED}
    assert list(required) == [
        "/data/you/province",
        "/data/firm/sector",
        STATUS,
        FUNNEL,
        "/data/solutions/worst",
    ]
    assert required["/data/firm/sector"].message == (
        "Choisissez le secteur qui fait l’essentiel de votre activité."
    )
