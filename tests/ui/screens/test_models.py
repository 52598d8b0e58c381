"""What screens show, worked out without a screen."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from surveyapp.errors import UserError
from surveyapp.paths import forms_dir
from surveyapp.services.answers import answer_text, problem_text
from surveyapp.text import load_words
from surveyapp.ui.models.days import read_day, write_day
from surveyapp.ui.models.outline import EntryState, outline
from surveyapp.ui.models.problems import problem_says
from surveyapp.ui.preferences import Preferences
from surveyapp.xform import FormDefinition, FormSession, open_form


@pytest.fixture(scope="module")
def company() -> FormDefinition:
    return open_form(forms_dir() / "company_feedback.xlsx")


def ref(session: FormSession, name: str) -> str:
    return next(f.ref for f in session.definition.fields if f.name == name)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("26/12/2026", date(2026, 12, 26)),
        ("26-12-26", date(2026, 12, 26)),
        (" 1.2.2027 ", date(2027, 2, 1)),
        ("٢٦/١٢/٢٠٢٦", date(2026, 12, 26)),
        ("31/02/2026", None),
        ("2026-12-26", None),
        ("", None),
    ],
)
def test_days_are_read_as_people_type_them(typed: str, day: date | None) -> None:
    assert read_day(typed) == day


def test_a_day_is_written_as_it_is_read() -> None:
    assert read_day(write_day(date(2027, 1, 5))) == date(2027, 1, 5)


def test_the_outline_tells_answered_missing_and_wrong_apart(company: FormDefinition) -> None:
    session = FormSession(company, language="en")
    session.answer(ref(session, "consent"), "1")
    session.answer(ref(session, "actor"), "exp")
    words = load_words("en")
    seen = outline(session, words, checked=set())
    states = {entry.ref.rpartition("/")[2]: entry.state for entry in seen.entries}
    assert states["consent"] is EntryState.ANSWERED
    assert states["sector"] is EntryState.UNANSWERED
    assert "o_scale" not in states, "the head of a matrix is no question"
    everything = outline(session, words, checked=None)
    wrong = {
        entry.ref.rpartition("/")[2]: entry.message for entry in everything.having(EntryState.WRONG)
    }
    assert wrong["sector"] == session.problem(ref(session, "sector")).message  # type: ignore[union-attr]
    you = next(s for s in seen.sections if any(e.ref.endswith("/actor") for e in s.entries))
    assert (you.first, you.answered) == (2, 1)


def test_a_wrong_answer_is_wrong_even_where_nobody_pressed_next(company: FormDefinition) -> None:
    session = FormSession(company, language="fr")
    for name, value in (("consent", "1"), ("actor", "exp"), ("status", "reg"), ("share", "140")):
        session.answer(ref(session, name), value)
    seen = outline(session, load_words("fr"), checked=set())
    [wrong] = seen.having(EntryState.WRONG)
    assert wrong.ref.endswith("/share")
    assert wrong.answer == "140"


def test_answers_are_shown_as_people_read_them(company: FormDefinition) -> None:
    session = FormSession(company, language="ar")
    words = load_words("ar")
    session.answer(ref(session, "consent"), "1")
    session.answer(ref(session, "actor"), "coop")
    session.answer(ref(session, "status"), "occ")
    session.answer(ref(session, "markets"), "eu sahel")
    markets = session.choices(ref(session, "markets"))
    chosen = [c.label for c in markets if c.value in ("eu", "sahel")]
    assert answer_text(session, ref(session, "markets"), words) == "، ".join(chosen)
    assert answer_text(session, ref(session, "sector"), words) == ""
    session.answer(ref(session, "share"), "abc")
    assert "abc" in answer_text(session, ref(session, "share"), words)
    problem = session.problem(ref(session, "share"))
    assert problem is not None
    assert problem_text(session, problem, words)


def test_problems_speak_dates_and_paths_of_the_language() -> None:
    error = UserError(
        "{today} in {folder}",
        today=date(2026, 12, 26),
        folder=Path("/data"),
        details=(UserError("at {moment}", moment=datetime(2026, 12, 26, 9, 30)),),  # noqa: DTZ001
    )
    says = problem_says(error, load_words("ar"))
    assert "\u206626/12/2026\u2069" in says
    assert "\u2066/data\u2069" in says
    assert "09:30" in says


def test_preferences_are_kept_and_nonsense_is_not_believed(tmp_path: Path) -> None:
    kept = Preferences(tmp_path)
    assert not kept.has_language
    assert (kept.appearance, kept.text_size) == ("light", 100)
    kept.language, kept.appearance, kept.text_size = "ar", "dark", 150
    again = Preferences(tmp_path)
    assert (again.language, again.appearance, again.text_size) == ("ar", "dark", 150)
    (tmp_path / "appearance.ini").write_text("[General]\nlanguage=xx\ntext_size=9\nappearance=?\n")
    broken = Preferences(tmp_path)
    assert (broken.appearance, broken.text_size) == ("light", 100)
    assert broken.language in ("ar", "fr", "en")
