from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.store.clock import Stamp, observe, tick

NOON = datetime(2026, 12, 26, 12, tzinfo=UTC)


def test_time_moves_on_with_the_wall_clock() -> None:
    first = tick("", NOON)
    assert tick(first, NOON + timedelta(seconds=1)) > first


def test_two_things_in_one_millisecond_are_told_apart() -> None:
    first = tick("", NOON)
    second = tick(first, NOON)
    assert second > first
    assert Stamp.parse(second) == Stamp(Stamp.parse(first).milliseconds, 1)


@pytest.mark.parametrize("year", [1, 1969, 1970, 2020])
def test_a_battery_that_died_does_not_take_time_back(year: int) -> None:
    before = tick("", NOON)
    assert tick(before, datetime(year, 1, 2, tzinfo=UTC)) > before


def test_a_clock_before_1970_still_gives_a_moment() -> None:
    assert tick("", datetime(1950, 1, 1, tzinfo=UTC)) == "000000000000000.00000"


def test_a_full_counter_moves_on_to_the_next_millisecond() -> None:
    last = str(Stamp(Stamp.parse(tick("", NOON)).milliseconds, 99_999))
    assert tick(last, NOON) > last


def test_a_foreign_moment_a_little_ahead_pulls_ours_along() -> None:
    ours = tick("", NOON)
    theirs = tick("", NOON + timedelta(hours=3))
    assert observe(ours, theirs, NOON) == theirs
    assert observe(theirs, ours, NOON) == theirs


def test_a_tablet_that_lives_in_2099_does_not_carry_us_there() -> None:
    ours = tick("", NOON)
    assert observe(ours, tick("", datetime(2099, 1, 1, tzinfo=UTC)), NOON) == ours


@pytest.mark.parametrize(
    "text", ["", "x", "1.1", "000000000000000.0000x", "000000000000000.00000\n"]
)
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Stamp.parse(text)


@given(st.lists(st.datetimes(), min_size=2, max_size=20))
def test_whatever_the_wall_clock_does_moments_only_grow(walls: list[datetime]) -> None:
    moments = [""]
    for wall in walls:
        moments.append(tick(moments[-1], wall.replace(tzinfo=UTC)))
    assert moments == sorted(set(moments))
