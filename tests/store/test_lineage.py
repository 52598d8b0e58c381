"""The states of a submission stand in the order they were made in, whatever clocks said."""

from __future__ import annotations

import itertools
from collections.abc import Callable

from surveyapp.store import Revision, RevisionKind
from surveyapp.store.lineage import in_order, states_before
from tests.store.tablet import Tablet, Watch


def test_no_state_stands_before_the_one_it_replaces(make_tablet: Callable[..., Tablet]) -> None:
    far = make_tablet(watch=Watch("2099-06-01T09:00:00+01:00"))
    right = make_tablet()
    submission = far.fills("first, in 2099")
    right.takes(far)
    right.edits(submission, "then, in 2026")
    right.deletes(submission)
    far.takes(right)
    for tablet in (far, right):
        assert [each.kind for each in tablet.store.history(submission)] == [
            "create",
            "edit",
            "delete",
        ]


def test_any_order_of_arrival_reads_alike(make_tablet: Callable[..., Tablet]) -> None:
    one, two = make_tablet(), make_tablet(watch=Watch("1970-01-01T00:00:00+00:00"))
    submission = one.fills("begun")
    two.takes(one)
    one.edits(submission, "of one")
    two.edits(submission, "of two")
    two.takes(one)
    two.resolves(submission, "settled")
    states = two.store.history(submission)
    assert states[0].kind is RevisionKind.CREATE
    assert states[-1].kind is RevisionKind.RESOLVE
    for arrived in itertools.permutations(states):
        assert in_order(arrived) == states


def test_what_is_missing_between_keeps_nothing_back(tablet: Tablet) -> None:
    submission = tablet.fills("begun")
    for answer in ("a", "b", "c"):
        tablet.edits(submission, answer)
    first, _, *rest = tablet.store.history(submission)
    assert in_order([*rest, first]) == (first, *rest)
    before = states_before([first, *rest])
    assert [before[each.hash] for each in (first, *rest)] == [None, None, rest[0]]


def test_the_state_before_is_found_past_tombstones_of_any_number(tablet: Tablet) -> None:
    submission = tablet.fills("begun")
    last = tablet.edits(submission, "corrected")
    tombstones = [tablet.deletes(submission) for _ in range(1100)]
    before = states_before(tablet.store.history(submission))
    assert before[tombstones[-1].hash] == last


def test_after_erasure_no_state_has_answers(tablet: Tablet) -> None:
    submission = tablet.fills("begun")
    for answer in ("a", "b"):
        tablet.edits(submission, answer)
    tablet.erases(submission)
    history: tuple[Revision, ...] = tablet.store.history(submission)
    assert set(states_before(history).values()) == {None}
