"""Clocks wrong by years: no harm, and shown."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import datetime

import pytest

from surveyapp.store import Revision, Search
from surveyapp.store.clock import Stamp
from surveyapp.store.doubt import is_doubtful
from tests.store.tablet import STOP, Tablet, Watch


def doubted(wall: str, *, clock: str = "", stop: str = STOP.key, first: bool = True) -> bool:
    if not clock:
        clock = str(Stamp(max(0, int(datetime.fromisoformat(wall).timestamp() * 1000))))
    return is_doubtful(wall, clock, stop, first=first)


@pytest.mark.parametrize(
    "wall",
    [
        "1970-01-01T00:00:07+00:00",
        "2025-12-26T09:00:00+01:00",  # a year behind
        "2027-12-26T09:00:00+01:00",  # a year ahead
        "2099-01-01T09:00:00+01:00",
        "0001-01-01T00:00:00+14:00",  # before the first moment there is
    ],
)
def test_a_time_wrong_by_years_is_doubted(wall: str) -> None:
    assert doubted(wall, clock=str(Stamp(0)))


@pytest.mark.parametrize(
    "wall",
    [
        "2026-12-26T00:00:00+01:00",
        "2026-12-28T23:59:59-09:00",
        "2026-11-02T09:00:00+01:00",  # an invitation
        "2027-03-02T09:00:00+01:00",  # typed in from paper
    ],
)
def test_a_time_around_the_stop_is_believed(wall: str) -> None:
    assert not doubted(wall)


def test_what_is_no_time_is_doubted() -> None:
    assert doubted("yesterday", clock=str(Stamp(0)))
    assert not doubted("2026-12-26T09:00:00", clock=str(Stamp(0)))  # a time without its offset


def test_a_clock_that_was_set_back_by_more_than_a_day_is_doubted() -> None:
    later = str(Stamp(int(datetime.fromisoformat("2026-12-28T09:00:00+01:00").timestamp() * 1000)))
    assert doubted("2026-12-26T09:00:00+01:00", clock=later)
    assert not doubted("2026-12-27T10:00:00+01:00", clock=later)


def test_a_clock_that_was_years_ahead_and_is_right_again_is_believed() -> None:
    ahead = str(Stamp(int(datetime.fromisoformat("2099-01-01T09:00:00+01:00").timestamp() * 1000)))
    assert not doubted("2026-12-26T09:00:00+01:00", clock=ahead)
    assert not doubted("2027-12-26T09:00:00+01:00", clock=ahead, first=False)
    assert doubted("2025-12-26T09:00:00+01:00", clock=ahead)
    # Further ahead than there are dates; and where no stop is known, nobody can say who is right.
    assert not doubted("2026-12-26T09:00:00+01:00", clock="999999999999999.00000")
    assert doubted("2026-12-26T09:00:00+01:00", clock=ahead, stop="")


def test_years_later_people_may_correct_and_erase() -> None:
    assert not doubted("2029-05-01T09:00:00+01:00", first=False)
    assert doubted("2099-05-01T09:00:00+01:00", first=False)
    assert doubted("2026-02-01T09:00:00+01:00", first=False)


@pytest.mark.parametrize("stop", ["", "no stop", "MA-12_2026-13-45"])
def test_where_no_stop_is_known_only_the_clock_itself_is_looked_at(stop: str) -> None:
    assert not doubted("2030-01-01T09:00:00+01:00", stop=stop)
    assert doubted("1970-01-01T09:00:00+01:00", stop=stop)


Story = tuple[list[Tablet], list[str]]


@pytest.fixture
def story(make_tablet: Callable[..., Tablet]) -> Story:
    """Three tablets, one in 1970, one in 2099, one right, who change each other's responses."""
    old = make_tablet(watch=Watch("1970-01-01T00:00:00+00:00"))
    far = make_tablet(watch=Watch("2099-06-01T09:00:00+01:00"))
    right = make_tablet()
    names = [tablet.fills(f"of {n}") for n, tablet in enumerate((old, far, right))]
    right.takes(old, far)
    right.edits(names[0], "right after old")
    right.edits(names[1], "right after far")
    old.takes(right)
    far.takes(right)
    old.edits(names[2], "old at the same time")
    far.edits(names[2], "far at the same time")
    far.edits(names[0], "far, last")
    return [old, far, right], names


def test_every_order_of_merging_ends_alike(
    story: Story, make_tablet: Callable[..., Tablet]
) -> None:
    tablets, names = story
    digests, shown, marked = set(), set(), set()
    for order in itertools.permutations(tablets):
        hub = make_tablet()
        hub.takes(*order)
        assert hub.answer_of(names[0]) == "far, last"
        assert hub.answer_of(names[1]) == "right after far"
        assert [each.id for each in hub.store.conflicts()] == [names[2]]
        assert hub.store.check().ok
        digests.add(hub.store.digest())
        shown.add(tuple((each.id, each.revision) for each in hub.store.submissions()))
        marked.add(tuple(sorted(hub.store.doubtful().items())))
    assert len(digests) == len(shown) == 1
    old, far, _ = tablets
    assert marked == {tuple(sorted({old.id: 2, far.id: 3}.items()))}


def test_lists_and_histories_say_the_same(story: Story) -> None:
    (old, far, right), names = story
    right.takes(old, far)
    lately = {each.id: each.doubtful for each in right.store.find(Search(), limit=9)}
    assert lately == {each.id: each.doubtful for each in right.store.submissions()}
    assert (lately[names[0]], lately[names[1]]) == (True, True)

    def states(submission: str) -> list[tuple[str, bool]]:
        return [(each.device, each.is_doubtful) for each in right.store.history(submission)]

    assert states(names[1]) == [(far.id, True), (right.id, False)]
    assert states(names[0]) == [(old.id, True), (right.id, False), (far.id, True)]


def test_a_devices_own_order_is_that_of_its_log_whatever_its_clock_says(tablet: Tablet) -> None:
    written: list[Revision] = []
    submission = tablet.fills("first")
    for moment in ("1970-01-01", "2099-01-01", "2026-12-27", "2001-01-01"):
        tablet.watch.says(f"{moment}T09:00:00+01:00")
        written.append(tablet.edits(submission, moment))
    assert tablet.answer_of(submission) == "2001-01-01"
    assert [each.hash for each in tablet.store.history(submission)][1:] == [
        each.hash for each in written
    ]
    assert [each.is_doubtful for each in written] == [True, True, False, True]
    tablet.watch.says("2026-12-27T10:00:00+01:00")
    assert tablet.store.doubtful() == {tablet.id: 3}
