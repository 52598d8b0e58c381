"""A response under way: each answer is on disk, and finishing is one step."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from surveyapp.errors import UserError
from surveyapp.store import RevisionKind
from tests.store.tablet import FORM_HASH, Tablet, draft


def test_an_answer_survives_closing(tablet: Tablet) -> None:
    tablet.store.save_draft(draft("d1"))
    tablet.restarts()
    assert tablet.store.draft("d1") == draft("d1")


def test_each_answer_replaces_the_draft_but_not_when_it_began(tablet: Tablet) -> None:
    tablet.store.save_draft(draft("d1"))
    later = dataclasses.replace(
        draft("d1"), page="/data/last", answered=7, language="fr", document="{}", started="later"
    )
    tablet.store.save_draft(later)
    assert tablet.store.drafts() == (dataclasses.replace(later, started=draft("d1").started),)


def test_the_draft_saved_last_comes_first(tablet: Tablet) -> None:
    for name, saved in (("a", "10:00"), ("b", "12:00"), ("c", "11:00")):
        tablet.store.save_draft(dataclasses.replace(draft(name), saved=saved))
    assert [kept.id for kept in tablet.store.drafts()] == ["b", "c", "a"]


def test_finishing_turns_the_draft_into_a_submission(tablet: Tablet) -> None:
    tablet.store.save_draft(draft("d1"))
    revision = tablet.store.finish("d1", submission="uuid:1", document='{"answer": "نعم"}')
    assert tablet.store.drafts() == ()
    (submission,) = tablet.store.submissions()
    assert submission.id == "uuid:1"
    assert submission.revision == revision.hash
    assert submission.document == '{"answer":"نعم"}'
    assert submission.kind is RevisionKind.CREATE
    assert submission.operator == "Salma"
    assert submission.finished == revision.wall
    assert (revision.form_id, revision.form_hash) == ("company_feedback", FORM_HASH)


def test_finishing_twice_finishes_once(tablet: Tablet) -> None:
    tablet.store.save_draft(draft("d1"))
    tablet.store.finish("d1", submission="uuid:1", document="{}")
    with pytest.raises(UserError, match="no longer among those under way"):
        tablet.store.finish("d1", submission="uuid:1", document="{}")
    assert tablet.store.counts().submissions == 1


def test_when_finishing_fails_the_draft_is_still_there(tablet: Tablet) -> None:
    tablet.store.save_draft(draft("d1"))
    with pytest.raises(ValueError, match="Expecting"):
        tablet.store.finish("d1", submission="uuid:1", document="no JSON")
    assert tablet.store.draft("d1") == draft("d1")
    assert tablet.store.counts().submissions == 0


def test_a_discarded_draft_is_gone(tablet: Tablet) -> None:
    tablet.store.save_draft(draft("d1"))
    tablet.store.discard_draft("d1")
    tablet.store.discard_draft("d1")
    with pytest.raises(UserError, match="no longer among those under way"):
        tablet.store.draft("d1")


def test_a_draft_of_a_form_that_is_not_here_is_our_bug(tablet: Tablet) -> None:
    with pytest.raises(Exception, match="FOREIGN KEY"):
        tablet.store.save_draft(dataclasses.replace(draft("d1"), form_hash="0" * 64))


def test_an_answer_is_one_commit(make_tablet: Callable[..., Tablet]) -> None:
    tablet = make_tablet()
    seen: list[str] = []
    with tablet.store._link.read() as connection:
        connection.set_trace_callback(seen.append)
        tablet.store.save_draft(draft("d1"))
        tablet.store.finish("d1", submission="uuid:1", document="{}")
        connection.set_trace_callback(None)
    assert seen.count("COMMIT") == 2  # one an answer, one to finish
