"""The catalogue speaks three languages, completely, and so do the problems."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from surveyapp.errors import UserError
from surveyapp.text import LANGUAGES, choose_language, isolate_ltr, load_words
from tests.conftest import ROOT


def test_the_catalogue_is_complete_and_up_to_date() -> None:
    # Extracts every message id anew: a text added without its translations fails here.
    script = ROOT / ".ci" / "words.py"
    checked = subprocess.run([sys.executable, script, "check"], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout


def test_a_problem_is_said_in_each_language() -> None:
    error = UserError(
        "The language {language} is not known. Choose one of {languages}.",
        language="tlh",
        languages="ar, fr, en",
    )
    said = {language: load_words(language).problem(error) for language in LANGUAGES}
    assert said["en"] == "The language tlh is not known. Choose one of ar, fr, en."
    assert "tlh" in said["fr"]
    assert "tlh" in said["ar"]
    assert len(set(said.values())) == 3


def test_details_stand_below_their_problem() -> None:
    error = UserError(
        "The set-up needs a few changes:",
        details=(UserError("Give the device a name, such as Tablet 03."),),
    )
    first, second = load_words("fr").problem(error).splitlines()
    assert first.endswith(":")
    assert second.startswith("• ")


def test_paths_and_days_in_problems_keep_their_order() -> None:
    error = UserError(
        "This device says today is {today}, and the stop begins on {day}. "
        "Check the device’s date, or change the stop.",
        today=date(2026, 11, 24),
        day=date(2026, 12, 26),
    )
    said = load_words("ar").problem(error)
    assert isolate_ltr("24/11/2026") in said
    assert isolate_ltr("26/12/2026") in said
    elsewhere = UserError(
        "There is no file {file}. Check the name and where it lies.", file=Path("a/b")
    )
    assert isolate_ltr(str(Path("a/b"))) in load_words("ar").problem(elsewhere)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (1, "سؤال واحد"),
        (2, "سؤالان"),
        (3, "3 أسئلة"),
        (11, "11 سؤالا"),
        (100, "100 سؤال"),
        (103, "103 أسئلة"),
    ],
)
def test_arabic_counts_in_its_six_forms(number: int, expected: str) -> None:
    said = load_words("ar").plural(
        "{file} can be used: {n} question.",
        "{file} can be used: {n} questions.",
        number,
        file="f.xlsx",
    )
    assert expected in said


def test_an_unknown_language_is_refused_by_name() -> None:
    with pytest.raises(UserError, match="tlh"):
        load_words("tlh")


def test_the_language_asked_for_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SURVEYAPP_LANG", "fr")
    assert choose_language("ar") == "ar"
    assert choose_language() == "fr"


@pytest.mark.parametrize(
    ("system", "expected"),
    [("ar_MA", "ar"), ("fr_FR", "fr"), ("French_France", "fr"), ("de_DE", "en"), (None, "en")],
)
def test_without_a_wish_the_system_decides(
    monkeypatch: pytest.MonkeyPatch, system: str | None, expected: str
) -> None:
    monkeypatch.delenv("SURVEYAPP_LANG", raising=False)
    monkeypatch.setattr("locale.getlocale", lambda: (system, "UTF-8"))
    monkeypatch.setenv("LANG", "")
    assert choose_language() == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_system_refuses_is_said_in_the_persons_language(language: str) -> None:
    words = load_words(language)
    refusal = FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
    said = words.problem(
        UserError("The list {name} cannot be read: {reason}", name="x", reason=refusal)
    )
    assert words("it is not there") in said
    assert ("No such file" in said) is False


def test_a_refusal_nobody_worded_keeps_the_systems_words() -> None:
    rare = OSError(errno.EXDEV, "Invalid cross-device link")
    said = load_words("ar").problem(
        UserError("The list {name} cannot be read: {reason}", name="x", reason=rare)
    )
    assert isolate_ltr("Invalid cross-device link") in said
