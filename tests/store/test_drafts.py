"""A response under way: each answer is on disk, and finishing is one step."""

from __future__ import annotations

import dataclasses
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from surveyapp.errors import UserError
from surveyapp.store import Draft, RevisionKind, Store
from surveyapp.store.connection import Link
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


def test_a_discarded_draft_is_out_of_the_way_and_can_be_taken_back(tablet: Tablet) -> None:
    tablet.store.save_draft(draft("d1"))
    tablet.store.discard_draft("d1")
    tablet.store.discard_draft("d1")
    tablet.store.discard_draft("unknown")
    with pytest.raises(UserError, match="no longer among those under way"):
        tablet.store.draft("d1")
    with pytest.raises(UserError, match="no longer among those under way"):
        tablet.store.finish("d1", submission="uuid:1", document="{}")
    assert tablet.store.drafts() == ()
    assert tablet.store.counts().drafts == 0
    (thrown,) = tablet.store.discarded_drafts()
    assert thrown.draft == draft("d1")
    tablet.restarts()
    assert tablet.store.restore_draft("d1") == draft("d1")
    assert tablet.store.drafts() == (draft("d1"),)
    assert tablet.store.discarded_drafts() == ()
    with pytest.raises(UserError, match="no longer among those under way"):
        tablet.store.restore_draft("unknown")


def test_an_answer_takes_a_discarded_draft_back(tablet: Tablet) -> None:
    tablet.store.save_draft(draft("d1"))
    tablet.store.discard_draft("d1")
    tablet.store.save_draft(draft("d1", page="/data/last"))
    assert tablet.store.drafts() == (draft("d1", page="/data/last"),)


def test_after_thirty_days_it_goes_if_the_next_day_agrees(tablet: Tablet) -> None:
    tablet.store.save_draft(draft("d1"))
    tablet.store.discard_draft("d1")
    for day in ("2027-01-24T20:00:00+01:00", "2027-01-26T09:00:00+01:00"):
        tablet.watch.says(day)
        tablet.restarts()
        assert len(tablet.store.discarded_drafts()) == 1, day
    tablet.watch.says("2027-01-27T10:00:00+01:00")
    tablet.restarts()
    assert tablet.store.discarded_drafts() == ()


def test_a_clock_that_was_wrong_for_a_day_costs_no_draft(tablet: Tablet) -> None:
    tablet.store.save_draft(draft("d1"))
    tablet.store.discard_draft("d1")
    for day in ("2099-01-01T09:00:00+01:00", "2026-12-27T09:00:00+01:00"):
        tablet.watch.says(day)
        tablet.restarts()
    tablet.watch.says("2099-01-01T09:00:00+01:00")
    tablet.restarts()
    assert len(tablet.store.discarded_drafts()) == 1


def test_what_a_kiosk_erases_is_nowhere_on_the_disk(tablet: Tablet) -> None:
    for number in range(20):
        tablet.store.save_draft(draft("d1", document=f'{{"answer":"{number}"}}'))
    tablet.store.discard_draft("d1", for_good=True)
    assert tablet.store.discarded_drafts() == ()
    assert (tablet.folder / "survey.db-wal").stat().st_size == 0
    with pytest.raises(UserError, match="no longer among those under way"):
        tablet.store.restore_draft("d1")


def edit_of(tablet: Tablet, submission: str, name: str = "e1") -> Draft:
    shown = tablet.store.submission(submission)
    return dataclasses.replace(draft(name), edits=submission, replaces=(shown.revision,))


def test_a_draft_that_edits_becomes_a_revision_of_its_submission(tablet: Tablet) -> None:
    submission = tablet.fills("نعم")
    edit = edit_of(tablet, submission)
    tablet.store.save_draft(edit)
    tablet.restarts()
    assert tablet.store.draft("e1") == edit
    made = tablet.store.finish("e1", submission="", document='{"answer":"لا"}', reason="a slip")
    assert (made.kind, made.submission, made.parents) == ("edit", submission, edit.replaces)
    assert made.reason == "a slip"
    assert tablet.answer_of(submission) == "لا"
    assert len(tablet.store.history(submission)) == 2
    assert tablet.store.check().ok


def test_two_edits_begun_from_one_state_are_a_conflict_and_both_kept(tablet: Tablet) -> None:
    submission = tablet.fills("نعم")
    for name in ("e1", "e2"):
        tablet.store.save_draft(edit_of(tablet, submission, name))
    for name in ("e1", "e2"):
        tablet.store.finish(name, submission="", document=f'{{"answer":"{name}"}}', reason="-")
    assert [json.loads(head.document)["answer"] for head in tablet.store.heads(submission)] == [
        "e1",
        "e2",
    ]
    assert tablet.store.counts().conflicts == 1


def test_what_was_being_edited_goes_with_what_is_erased(tablet: Tablet) -> None:
    submission = tablet.fills("نعم")
    tablet.store.save_draft(edit_of(tablet, submission, "e1"))
    tablet.store.save_draft(edit_of(tablet, submission, "e2"))
    tablet.store.discard_draft("e2")
    tablet.erases(submission)
    assert tablet.store.drafts() == ()
    assert tablet.store.discarded_drafts() == ()
    with pytest.raises(UserError, match="no longer among those under way"):
        tablet.store.finish("e1", submission="", document="{}", reason="too late")


def test_nothing_of_what_is_erased_is_written_again(
    make_tablet: Callable[..., Tablet],
) -> None:
    """Somebody is changing a response when a merge brings that it was erased; and types on."""
    tablet, other = make_tablet(), make_tablet()
    submission = tablet.fills("نعم")
    other.takes(tablet)
    edit = edit_of(tablet, submission)
    tablet.store.save_draft(edit)
    other.erases(submission)
    tablet.takes(other)
    with pytest.raises(UserError, match="was erased"):
        tablet.store.save_draft(dataclasses.replace(edit, document='{"answer":"زينب"}'))
    assert tablet.store.drafts() == tablet.store.discarded_drafts() == ()
    with pytest.raises(UserError, match="was erased"):
        tablet.store.save_draft(draft(submission))  # as an older copy of the folder may hold it
    assert tablet.store.counts().drafts == 0


def test_a_draft_that_was_finished_elsewhere_stands_beside_it(
    make_tablet: Callable[..., Tablet],
) -> None:
    """A backup is put back that holds a response half given; its package holds it finished."""
    before, put_back = make_tablet(), make_tablet()
    for tablet in (before, put_back):
        tablet.store.save_draft(draft("uuid:1"))
    before.store.finish("uuid:1", submission="uuid:1", document='{"answer":"all of it"}')
    put_back.takes(before)
    put_back.store.finish("uuid:1", submission="uuid:1", document='{"answer":"half"}')
    assert put_back.store.drafts() == ()
    assert [each.id for each in put_back.store.conflicts()] == ["uuid:1"]
    assert {json.loads(head.document)["answer"] for head in put_back.store.heads("uuid:1")} == {
        "all of it",
        "half",
    }
    assert put_back.store.check().ok


def test_what_a_response_was_once_a_draft_of_goes_with_it(
    make_tablet: Callable[..., Tablet],
) -> None:
    before, put_back = make_tablet(), make_tablet()
    for tablet in (before, put_back):
        tablet.store.save_draft(draft("uuid:1"))
    before.store.finish("uuid:1", submission="uuid:1", document="{}")
    before.erases("uuid:1")
    put_back.takes(before)
    assert put_back.store.drafts() == ()
    with pytest.raises(UserError, match="no longer among those under way"):
        put_back.store.finish("uuid:1", submission="uuid:1", document="{}")


def _log_size(tablet: Tablet) -> int:
    return (tablet.folder / "survey.db-wal").stat().st_size


def test_what_a_look_keeps_from_being_wiped_goes_with_its_end(tablet: Tablet) -> None:
    tablet.store.save_draft(draft("d1", document='{"answer":"زينب"}'))
    with tablet.store._link.snapshot():
        tablet.store.discard_draft("d1", for_good=True)  # and nobody waits for the look
        assert _log_size(tablet) > 0
    assert _log_size(tablet) == 0


def test_what_the_disk_does_not_wipe_goes_when_it_writes_again(
    tablet: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = UserError("The disk is full.")

    def refuse(*_: object, **__: object) -> bool:
        raise full

    submission = tablet.fills("زينب")
    with monkeypatch.context() as broken:
        broken.setattr(Link, "_emptied_log", refuse)
        tablet.erases(submission)  # it is erased all the same
        assert tablet.store.not_forgotten() is full
        assert _log_size(tablet) > 0
    tablet.store.save_draft(draft("d1"))
    assert tablet.store.not_forgotten() is None
    assert _log_size(tablet) == 0


def test_what_was_not_wiped_before_a_crash_goes_at_the_next_opening(
    tablet: Tablet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tablet.store.save_draft(draft("d1", document='{"answer":"زينب"}'))
    with monkeypatch.context() as broken:
        broken.setattr(Link, "forget", lambda _: None)
        tablet.store.discard_draft("d1", for_good=True)
    crashed = tmp_path / "crashed"
    shutil.copytree(tablet.folder, crashed)
    assert (crashed / "survey.db-wal").stat().st_size > 0
    with Store.open(crashed, now=tablet.watch) as store:
        assert store.drafts() == store.discarded_drafts() == ()
        # Emptied, then used again: a copy takes an id of its own.
        assert (crashed / "survey.db-wal").stat().st_size < 10 * 8192


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
