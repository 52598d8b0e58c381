"""Rates carry what they are made of; the cooperation rate is never called a response rate."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.analysis.rates import COOP1, Cooperation, Outcome, Rate, cooperation, whole, wilson
from surveyapp.text import LANGUAGES, load_words

DONE, NO, HALF = Outcome.COMPLETED, Outcome.REFUSED, Outcome.PARTIAL


@pytest.mark.parametrize(
    ("numerator", "denominator", "low", "high"),
    [
        # Newcombe (1998), "Two-sided confidence intervals for the single proportion", table I.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_agrees_with_published_values(
    numerator: int, denominator: int, low: float, high: float
) -> None:
    assert wilson(numerator, denominator) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 100_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_holds_its_share_and_stays_between_0_and_1(counts: tuple[int, int]) -> None:
    numerator, denominator = counts
    low, high = wilson(numerator, denominator)
    assert 0 <= low <= numerator / denominator <= high <= 1
    mirrored = wilson(denominator - numerator, denominator)
    assert (1 - mirrored[1], 1 - mirrored[0]) == pytest.approx((low, high))


@pytest.mark.parametrize(("numerator", "denominator"), [(0, 0), (3, 2), (-1, 5), (1, -1)])
def test_what_is_no_share_has_no_interval(numerator: int, denominator: int) -> None:
    with pytest.raises(ValueError, match="no share"):
        wilson(numerator, denominator)


def test_a_rate_knows_its_share_and_interval() -> None:
    rate = Rate(81, 263)
    assert rate.share == pytest.approx(0.308, abs=5e-4)
    assert rate.interval == wilson(81, 263)


def test_cooperation_counts_completed_of_offered_in_each_group() -> None:
    groups = cooperation(
        [("b", DONE), *[("a", DONE)] * 6, *[("a", NO)] * 2, ("a", HALF), ("b", NO)]
    )
    assert groups == (Cooperation("a", 6, 2, 1), Cooperation("b", 1, 1, 0))
    first, second = groups
    assert first.offered == 9
    assert first.rate == Rate(6, 9)
    assert second.rate is None  # two people: a rate would speak of persons
    assert whole(groups) == Cooperation("", 7, 3, 1)
    assert whole(groups).rate == Rate(7, 11)


def test_nobody_was_offered_anything() -> None:
    assert cooperation([]) == ()
    assert whole(()).rate is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_definition_names_the_rate_and_what_it_is_not(language: str) -> None:
    text = load_words(language)(COOP1)
    assert "COOP1" in text
    not_a_response_rate = {
        "ar": "ليست نسبة استجابة",
        "fr": "n’est pas un taux de réponse",
        "en": "not a response rate",
    }
    assert not_a_response_rate[language] in text
