"""Direction by tag, isolates, and folding for search."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.text import Direction, direction, fold, isolate, isolate_ltr
from surveyapp.text.bidi import strip_isolates


@pytest.mark.parametrize(
    "tag", ["ar", "ar-MA", "ar_MA", "AR", "fa", "he", "ur-PK", "pa-Arab", "az-Arab-IR"]
)
def test_these_run_right_to_left(tag: str) -> None:
    assert direction(tag) is Direction.RTL


@pytest.mark.parametrize("tag", ["fr", "en-GB", "zgh", "zgh-Tfng", "ar-Latn", "ku-Latn", ""])
def test_these_run_left_to_right(tag: str) -> None:
    assert direction(tag) is Direction.LTR


def test_isolates_are_put_round_and_taken_off() -> None:
    assert isolate_ltr("2025–2027") == "\u20662025–2027\u2069"
    assert isolate("نادية") == "\u2068نادية\u2069"
    assert isolate_ltr("") == ""
    assert strip_isolates(isolate_ltr("a") + isolate("b")) == "ab"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("احمد", "أَحْمَد"),
        ("فاس", "فَـــاس"),
        ("تعاونية", "تعاونيه"),
        ("مصطفى", "مصطفي"),
        ("06 12", "٠٦ ١٢"),
        ("elevage", "Élevage"),
        ("OEUVRE", "œuvre"),
        ("agadir", "ڭAgadir".replace("ڭ", "")),
        ("  two   words ", "two words"),
        ("l'oriental", "L’Oriental"),
    ],
)
def test_search_finds_what_another_keyboard_wrote(typed: str, found: str) -> None:
    assert fold(typed) == fold(found)


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)
