"""Versions that conflict are laid side by side, and a person makes one of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from surveyapp.errors import UserError
from surveyapp.services.comparing import Comparison, compare_versions, settle
from surveyapp.services.workspace import Workspace
from surveyapp.store import RevisionKind
from surveyapp.text import load_words
from surveyapp.text.bidi import strip_isolates
from tests.services.conftest import Clock
from tests.support.visits import FIRM, SHARE, TRADE, bring_form, changed_unknowingly, visited

BY = {"reason": "asked the firm", "operator": "Omar"}


@pytest.fixture
def hall(device: Workspace, tmp_path: Path) -> Workspace:
    bring_form(device, tmp_path)
    return device


def side_by_side(hall: Workspace, visit: str) -> Comparison:
    return compare_versions(hall, visit, load_words("fr"))


def lines(comparison: Comparison) -> list[tuple[str, ...]]:
    return [
        tuple(strip_isolates(text) for text in (each.label, each.before, *each.answers))
        for each in comparison.differences
    ]


def answers(hall: Workspace, visit: str) -> dict[str, str]:
    about: dict[str, str] = json.loads(hall.store.submission(visit).document)["data"]["about"]
    return about


def test_only_what_differs_is_shown_with_what_it_was_before(hall: Workspace) -> None:
    visit = visited(hall, "Argane", share="4")
    changed_unknowingly(hall, visit, {SHARE: "40"}, {SHARE: "35", FIRM: "Argane SARL"})
    comparison = side_by_side(hall, visit)
    assert lines(comparison) == [
        ("Nom de l’entreprise", "Argane", "Argane", "Argane SARL"),
        ("Part de l’export", "4", "40", "35"),
    ]
    assert [version.operator for version in comparison.versions] == ["Staff 1", "Staff 2"]
    firm, share = comparison.differences
    assert firm.suggested == comparison.versions[1].revision  # only that one changed it
    assert share.suggested == ""


def test_what_both_came_from_is_the_latest_whatever_clocks_said(
    hall: Workspace, clock: Clock, tmp_path: Path
) -> None:
    """It was given on a tablet that lives in 2099, and corrected once before the two changed it."""
    now = clock.time
    clock.time = now.replace(year=2099)
    visit = visited(hall, "Argane", share="4")
    clock.time = now
    with Workspace.open(tmp_path / "office", now=clock) as office:
        forms = [hall.store.form(each.hash) for each in hall.store.forms()]
        office.store.union(hall.store.revisions(), forms, hall.store.stops())
        changed_unknowingly(office, visit, {FIRM: "Argane Sud"})
        changed_unknowingly(office, visit, {FIRM: "Argane Nord"}, {FIRM: "Argane SARL"})
        assert lines(side_by_side(office, visit)) == [
            ("Nom de l’entreprise", "Argane Sud", "Argane Nord", "Argane SARL"),
        ]


def test_answers_of_both_become_one_version_with_a_reason(hall: Workspace) -> None:
    visit = visited(hall, "Argane", share="4")
    changed_unknowingly(hall, visit, {SHARE: "40"}, {SHARE: "35", FIRM: "Argane SARL"})
    comparison = side_by_side(hall, visit)
    first, second = (each.revision for each in comparison.versions)
    settle(hall, comparison, {SHARE: first, FIRM: second}, **BY)
    assert answers(hall, visit) == {"firm": "Argane SARL", "trade": "yes", "share": "40"}
    shown = hall.store.submission(visit)
    assert (shown.conflict, shown.kind) == (False, RevisionKind.RESOLVE)
    assert hall.store.history(visit)[-1].reason == "asked the firm"
    with pytest.raises(UserError, match="one version only"):
        side_by_side(hall, visit)


def test_a_question_that_only_one_version_asks_can_be_taken_along(hall: Workspace) -> None:
    visit = visited(hall, "Argane")
    changed_unknowingly(hall, visit, {FIRM: "Argane SARL"}, {TRADE: "yes", SHARE: "12"})
    comparison = side_by_side(hall, visit)
    first, second = (each.revision for each in comparison.versions)
    settle(hall, comparison, {FIRM: first, TRADE: second, SHARE: second}, base=first, **BY)
    assert answers(hall, visit) == {"firm": "Argane SARL", "trade": "yes", "share": "12"}


def test_the_stop_goes_with_the_version_that_is_chosen(hall: Workspace) -> None:
    visit = visited(hall, "Argane", share="4")
    changed_unknowingly(hall, visit, {SHARE: "40"}, {FIRM: "Argane SARL"}, stop="MA-03_2027-01-09")
    comparison = side_by_side(hall, visit)
    assert [each.ref for each in comparison.differences] == ["", FIRM, SHARE]
    first, second = (each.revision for each in comparison.versions)
    assert comparison.differences[0].suggested == second
    settle(hall, comparison, {SHARE: first, FIRM: second}, base=second, **BY)
    assert hall.store.submission(visit).stop == "MA-03_2027-01-09"
    assert answers(hall, visit)["share"] == "40"


def test_rows_of_unequal_number_go_with_the_version(hall: Workspace) -> None:
    visit = visited(hall, "Argane", posts=("Gérante",))
    shown = json.loads(hall.store.submission(visit).document)
    people = shown["data"]["people"]
    changed_unknowingly(hall, visit, {FIRM: "A"}, {"/data/people": [*people, {"post": "Chef"}]})  # type: ignore[dict-item]
    comparison = side_by_side(hall, visit)
    assert lines(comparison)[0] == ("Personnes", "1 ligne", "1 ligne", "2 lignes")
    assert [each.ref for each in comparison.differences] == ["", FIRM]


def test_a_version_that_deletes_is_chosen_as_a_whole(hall: Workspace) -> None:
    visit = visited(hall, "Argane")
    changed_unknowingly(hall, visit, {FIRM: "A"}, {})
    comparison = side_by_side(hall, visit)
    assert comparison.whole_only
    assert [version.deleted for version in comparison.versions] == [False, True]
    settle(hall, comparison, {}, base=comparison.versions[1].revision, **BY)
    assert hall.store.submission(visit).kind is RevisionKind.DELETE
    assert not hall.store.submission(visit).conflict
