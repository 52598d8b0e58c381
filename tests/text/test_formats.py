"""Each language writes the same value its own way; figures never turn round in Arabic."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal

import pytest

from surveyapp.text import LANGUAGES, load_words
from surveyapp.text.formats import MONTHS, WEEKDAYS, Formats

DAY = date(2026, 12, 26)
LRI, PDI = "\u2066", "\u2069"


def of(language: str) -> Formats:
    return Formats(load_words(language))


def test_a_long_date_names_weekday_and_month_as_morocco_does() -> None:
    assert of("ar").long_date(DAY) == "السبت 26 دجنبر 2026"
    assert of("fr").long_date(DAY) == "samedi 26 décembre 2026"
    assert of("en").long_date(DAY) == "Saturday 26 December 2026"


def test_arabic_months_are_the_moroccan_ones() -> None:
    words = load_words("ar")
    assert " ".join(words(month) for month in MONTHS) == (
        "يناير فبراير مارس أبريل ماي يونيو يوليوز غشت شتنبر أكتوبر نونبر دجنبر"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_twelve_months_and_seven_days_have_names_of_their_own(language: str) -> None:
    words = load_words(language)
    assert len({words(month) for month in MONTHS}) == 12
    assert len({words(day) for day in WEEKDAYS}) == 7


def test_french_says_first_for_the_first_of_a_month_only() -> None:
    assert of("fr").long_date(date(2027, 1, 1)) == "vendredi 1er janvier 2027"
    assert of("fr").day_and_month(date(2027, 1, 2)) == "2 janvier"
    assert of("ar").day_and_month(date(2027, 1, 1)) == "1 يناير"


def test_a_calendar_is_headed_by_month_and_year() -> None:
    assert of("ar").month(DAY) == "دجنبر 2026"
    assert of("fr").month(DAY) == "décembre 2026"
    assert of("en").month(DAY) == "December 2026"


def test_a_short_date_is_written_the_same_everywhere_and_held_together_in_arabic() -> None:
    assert of("fr").short_date(DAY) == of("en").short_date(DAY) == "26/12/2026"
    assert of("ar").short_date(DAY) == f"{LRI}26/12/2026{PDI}"


def test_a_clock_shows_the_time_of_the_place_whatever_its_offset() -> None:
    moment = datetime(2026, 12, 26, 9, 5, 59, tzinfo=timezone(timedelta(hours=1)))
    assert of("fr").clock(moment) == "09:05"
    assert of("en").clock(time(14, 20)) == "14:20"
    assert of("ar").clock(moment) == f"{LRI}09:05{PDI}"
    assert of("ar").moment(moment) == f"{LRI}26/12/2026 09:05{PDI}"


def test_numbers_are_grouped_and_marked() -> None:
    assert of("ar").number(1234567.5) == "1.234.567,5"
    assert of("fr").number(1234567.5) == "1\u202f234\u202f567,5"
    assert of("en").number(1234567.5) == "1,234,567.5"
    assert of("ar").number(2418) == "2.418"
    assert of("fr").number(999) == "999"


def test_places_after_the_mark_are_kept_where_asked_and_round_half_up() -> None:
    assert of("en").number(2, 1) == "2.0"
    assert of("fr").number(Decimal("2.25"), 1) == "2,3"
    assert of("en").number(0.125, 2) == "0.13"
    assert of("en").number(1e21) == "1,000,000,000,000,000,000,000"


def test_a_negative_number_has_a_real_minus_and_does_not_turn_round() -> None:
    assert of("fr").number(-1200) == "\u22121\u202f200"
    assert of("ar").number(-5) == f"{LRI}\u22125{PDI}"
    assert of("en").number(-0.4, 0) == "0"


def test_percent_stands_close_in_arabic_and_english_apart_in_french() -> None:
    assert of("ar").percent(0.4) == f"{LRI}40%{PDI}"
    assert of("fr").percent(0.4) == "40\u202f%"
    assert of("en").percent(0.0915, 1) == "9.2%"
    assert of("ar").percent(0.02, 1) == f"{LRI}2,0%{PDI}"


def test_a_duration_names_its_two_largest_units() -> None:
    assert of("en").duration(timedelta(hours=1, minutes=5, seconds=7)) == "1 hour and 5 minutes"
    assert of("fr").duration(timedelta(minutes=2)) == "2 minutes"
    assert of("fr").duration(timedelta(days=2, minutes=3)) == "2 jours"
    assert of("ar").duration(timedelta(hours=2, minutes=11)) == "ساعتان و11 دقيقة"
    assert of("en").duration(timedelta(0)) == "0 seconds"
    assert of("en").duration(timedelta(seconds=-4)) == "0 seconds"


@pytest.mark.parametrize(
    ("minutes", "arabic", "french"),
    [
        (0, "الآن", "à l’instant"),
        (1, "منذ دقيقة واحدة", "il y a 1 minute"),
        (2, "منذ دقيقتين", "il y a 2 minutes"),
        (3, "منذ 3 دقائق", "il y a 3 minutes"),
        (12, "منذ 12 دقيقة", "il y a 12 minutes"),
        (60, "منذ ساعة واحدة", "il y a 1 heure"),
        (26 * 60, "منذ يوم واحد", "il y a 1 jour"),
        (3 * 24 * 60, "منذ 3 أيام", "il y a 3 jours"),
    ],
)
def test_how_long_ago_follows_the_plural_of_the_language(
    minutes: int, arabic: str, french: str
) -> None:
    assert of("ar").ago(timedelta(minutes=minutes)) == arabic
    assert of("fr").ago(timedelta(minutes=minutes)) == french


def test_a_clock_set_back_never_says_minus() -> None:
    assert of("en").ago(timedelta(minutes=-30)) == "just now"


def test_a_range_reads_from_first_to_last_in_every_language() -> None:
    assert of("ar").span("2025", "2027") == f"{LRI}2025–2027{PDI}"
    assert of("fr").span("2025", "2027") == "2025–2027"
    first, last = of("ar").short_date(DAY), of("ar").short_date(date(2026, 12, 27))
    assert of("ar").span(first, last) == f"{LRI}26/12/2026–27/12/2026{PDI}"
    assert of("en").span("7", "7") == "7"


def test_an_interval_of_shares_says_percent_once() -> None:
    assert of("ar").interval(0.3401, 0.4599) == f"{LRI}34–46%{PDI}"
    assert of("fr").interval(0.3401, 0.4599, 1) == "34,0–46,0\u202f%"


def test_the_size_of_a_file_is_said_in_the_unit_people_use() -> None:
    assert of("fr").size(2_400_000) == "2,4 Mo"
    assert of("ar").size(2_400_000) == "2,4 ميغابايت"
    assert of("en").size(120) == "1 KB"


def test_a_list_takes_the_comma_of_its_language() -> None:
    assert of("ar").listed(("أ", "ب")) == "أ، ب"
    assert of("fr").listed(("a", "b")) == "a, b"
