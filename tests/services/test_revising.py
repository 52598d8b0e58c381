"""A stored response is changed: with a reason, the old beside the new, and back again."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from surveyapp.errors import UserError
from surveyapp.services.collect import Interview, Unfinished
from surveyapp.services.forms import form_for
from surveyapp.services.handoff import hand_over
from surveyapp.services.history import HistoryEntry, history
from surveyapp.services.resolving import resolve_conflict
from surveyapp.services.responses import ResponseQuery, find_responses
from surveyapp.services.revising import (
    delete_response,
    erase_response,
    move_to_stop,
    response_named,
    restore_revision,
    undelete_response,
)
from surveyapp.services.setup import setup_device
from surveyapp.services.workspace import Workspace
from surveyapp.store import RevisionKind, Stop
from surveyapp.store.backups import making
from surveyapp.text import load_words
from surveyapp.text.codes import short_code
from tests.services.conftest import SETUP, Clock

CONSENT = "/data/welcome/consent"
BY = {"reason": "a slip", "operator": "Omar"}


@pytest.fixture
def declined(device: Workspace) -> str:
    """The id of a response in which somebody declined."""
    form = form_for(device, "company_feedback")
    interview = Interview.start(device, form.hash, language="fr", operator="Nadia")
    interview.answer(CONSENT, "0")
    return interview.finish().submission


def states(device: Workspace, submission: str) -> tuple[HistoryEntry, ...]:
    return history(device, submission, load_words("fr"))


def test_a_change_is_a_draft_until_it_is_finished_with_a_reason(
    device: Workspace, declined: str, clock: Clock
) -> None:
    clock.pass_by(hours=1)
    edit = Interview.edit(device, declined, operator="Omar")
    assert edit.session.value(CONSENT) == "0"
    edit.answer(CONSENT, "1")
    edit.answer("/data/you/actor", "coop")
    assert json.loads(device.store.submission(declined).document)["outcome"] == "refused"
    # A battery dies; the change is taken up where it was left.
    edit = Interview.resume(device, edit.draft_id)
    assert edit.edits == declined
    with pytest.raises(Unfinished):
        edit.finish(reason="she agreed after all")
    edit.answer(CONSENT, "0")
    with pytest.raises(UserError, match="Say why"):
        edit.finish(reason="   ")
    finished = edit.finish(reason=" she thought again ")
    assert finished.submission == declined
    first, second = states(device, declined)
    assert (first.operator, first.kind, first.changes) == ("Nadia", "create", ())
    assert (second.operator, second.kind, second.reason) == ("Omar", "edit", "she thought again")
    assert (second.current, first.restorable) == (True, True)
    assert device.store.drafts() == ()


def test_the_history_shows_old_beside_new_in_words(device: Workspace, declined: str) -> None:
    edit = Interview.edit(device, declined, operator="Omar")
    edit.answer(CONSENT, "1")
    document = {**edit.session.to_document(), "outcome": "completed"}
    device.store.finish(edit.draft_id, submission="", document=json.dumps(document), reason="-")
    change = states(device, declined)[-1].changes[0]
    assert change.ref == CONSENT
    assert change.before == "Je ne participe pas"
    assert change.after.endswith("je commence")
    assert "09-08" in change.label


def test_a_change_keeps_how_the_response_was_given(device: Workspace, declined: str) -> None:
    given = json.loads(device.store.submission(declined).document)
    edit = Interview.edit(device, declined, operator="Omar")
    edit.finish(reason="looked at again")
    document = json.loads(device.store.submission(declined).document)
    assert document["paradata"] == given["paradata"]
    assert document["edited"]["mode"] == "interview"
    assert document["deprecatedID"] == given["instanceID"]
    assert document["outcome"] == "refused"


def test_deleted_and_brought_back(device: Workspace, declined: str) -> None:
    delete_response(device, declined, **BY)
    assert find_responses(device, ResponseQuery(), "fr").total == 0
    with pytest.raises(UserError, match="deleted already"):
        delete_response(device, declined, **BY)
    with pytest.raises(UserError, match="Bring it back before changing"):
        Interview.edit(device, declined, operator="Omar")
    undelete_response(device, declined, **BY)
    with pytest.raises(UserError, match="nothing to bring back"):
        undelete_response(device, declined, **BY)
    assert find_responses(device, ResponseQuery(), "fr").total == 1
    assert [state.kind for state in states(device, declined)] == ["create", "delete", "edit"]
    assert states(device, declined)[-1].changes == ()  # as it last was
    assert device.store.check().ok


def test_what_comes_back_is_what_was_deleted_whatever_clocks_said(
    device: Workspace, clock: Clock, tmp_path: Path
) -> None:
    """A tablet that lives in 2099 collects; another corrects, deletes and brings back."""
    now = clock.time
    clock.time = now.replace(year=2099)
    form = form_for(device, "company_feedback")
    interview = Interview.start(device, form.hash, language="fr", operator="Nadia")
    interview.answer(CONSENT, "0")
    submission = interview.finish().submission
    clock.time = now
    with Workspace.open(tmp_path / "office", now=clock) as office:
        setup_device(office, SETUP)
        store = device.store
        forms = [store.form(each.hash) for each in store.forms()]
        office.store.union(store.revisions(), forms, store.stops())
        edit = Interview.edit(office, submission, operator="Omar")
        edit.answer(CONSENT, "1")
        document = {**edit.session.to_document(), "outcome": "completed"}
        corrected = office.store.finish(
            edit.draft_id, submission="", document=json.dumps(document), reason="-"
        )
        delete_response(office, submission, **BY)
        undelete_response(office, submission, **BY)
        assert office.store.submission(submission).document == corrected.document
        kinds = [state.kind for state in states(office, submission)]
        assert kinds == ["create", "edit", "delete", "edit"]


def test_a_tombstone_whose_answers_never_came_brings_nothing_back(
    device: Workspace, declined: str, clock: Clock, tmp_path: Path
) -> None:
    delete_response(device, declined, **BY)
    *_, tombstone = device.store.revisions()
    with Workspace.open(tmp_path / "office", now=clock) as office:
        office.store.union([tombstone])
        with pytest.raises(UserError, match="Merge the package that holds it"):
            undelete_response(office, declined, **BY)


def test_what_a_screen_still_sends_after_the_end_brings_nothing_back(
    device: Workspace,
) -> None:
    form = form_for(device, "company_feedback")
    for end in (Interview.finish, Interview.discard):
        interview = Interview.start(device, form.hash, language="fr", operator="Nadia")
        interview.answer(CONSENT, "0")
        end(interview)
        interview.answer(CONSENT, "1")
        interview.leave()
        assert device.store.drafts() == ()
        assert not interview.unsaved


def test_a_change_keeps_how_it_was_given_though_it_was_deleted_meanwhile(
    device: Workspace, declined: str
) -> None:
    given = json.loads(device.store.submission(declined).document)
    edit = Interview.edit(device, declined, operator="Omar")
    delete_response(device, declined, **BY)
    edit.finish(reason="looked at again")
    document = json.loads(device.store.submission(declined).document)
    assert document["paradata"] == given["paradata"]


def test_an_earlier_state_is_made_current_again(device: Workspace, declined: str) -> None:
    before = device.store.submission(declined)
    edit = Interview.edit(device, declined, operator="Omar")
    edit.finish(reason="looked at again")
    restore_revision(device, declined, before.revision[:8], **BY)
    now = device.store.submission(declined)
    assert now.document == before.document
    assert now.revision != before.revision
    assert len(states(device, declined)) == 3
    for wrong in ("", "0" * 8):
        with pytest.raises(UserError, match="no single earlier state"):
            restore_revision(device, declined, wrong, **BY)
    with pytest.raises(UserError, match="in that state now"):
        restore_revision(device, declined, now.revision, **BY)


def test_a_days_responses_move_to_the_stop_they_were_meant_for(
    device: Workspace, declined: str
) -> None:
    form = form_for(device, "company_feedback")
    interview = Interview.start(device, form.hash, language="ar", operator="Nadia")
    interview.answer(CONSENT, "0")
    other = interview.finish().submission
    right = Stop("MA-12", date(2026, 12, 27), "Dakhla")
    assert move_to_stop(device, [declined, other, declined], right, **BY) == 2
    assert move_to_stop(device, [declined, other], right, **BY) == 0
    for each in (declined, other):
        shown = device.store.submission(each)
        assert shown.stop == right.key
        assert json.loads(shown.document)["data"]["stop"] == right.key
    change = states(device, declined)[-1].changes[0]
    assert (change.before[-2:], change.after[-2:]) == ("26", "27")


def test_moving_is_all_or_nothing(device: Workspace, declined: str) -> None:
    form = form_for(device, "company_feedback")
    interview = Interview.start(device, form.hash, language="ar", operator="Nadia")
    interview.answer(CONSENT, "0")
    gone = interview.finish().submission
    delete_response(device, gone, **BY)
    before = device.store.submission(declined).stop
    with pytest.raises(UserError, match="Bring it back before moving"):
        move_to_stop(device, [declined, gone], Stop("MA-12", date(2026, 12, 27)), **BY)
    assert device.store.submission(declined).stop == before


def test_of_many_the_one_that_cannot_be_moved_is_named(device: Workspace, declined: str) -> None:
    edits = [Interview.edit(device, declined, operator=name) for name in ("Nadia", "Omar")]
    for edit in edits:
        edit.finish(reason="looked at again")
    with pytest.raises(UserError, match=short_code(declined)) as problem:
        move_to_stop(device, [declined], Stop("MA-12", date(2026, 12, 27)), **BY)
    assert "Choose between" in str(problem.value)


def test_erased_is_erased(device: Workspace, declined: str) -> None:
    edit = Interview.edit(device, declined, operator="Omar")
    erase_response(device, declined, **BY)
    with pytest.raises(UserError, match="no longer among those under way"):
        edit.finish(reason="too late")
    for change in (delete_response, undelete_response):
        with pytest.raises(UserError, match="nothing left to change"):
            change(device, declined, **BY)
    with pytest.raises(UserError, match="erased already"):
        erase_response(device, declined, **BY)
    last = states(device, declined)[-1]
    assert (last.kind, last.reason, last.restorable) == (RevisionKind.ERASE, "a slip", False)
    assert not any(state.restorable for state in states(device, declined))


def test_a_reason_is_a_few_words(device: Workspace, declined: str) -> None:
    with pytest.raises(UserError, match="Say why"):
        delete_response(device, declined, reason=" ", operator="Omar")
    with pytest.raises(UserError, match="at most"):
        delete_response(device, declined, reason="x" * 501, operator="Omar")
    assert len(states(device, declined)) == 1


def test_a_response_is_named_by_its_code_or_its_identifier(
    device: Workspace, declined: str
) -> None:
    code = short_code(declined)
    for name in (code, code.lower(), code.replace("-", ""), declined):
        assert response_named(device, name).id == declined
    for name in ("K7-42-9F", "", "uuid:nobody"):
        with pytest.raises(UserError, match="is not on this device"):
            response_named(device, name)


def test_what_conflicts_is_resolved_before_it_is_changed(device: Workspace, declined: str) -> None:
    edits = [Interview.edit(device, declined, operator=name) for name in ("Nadia", "Omar")]
    for edit in edits:
        edit.finish(reason="looked at again")
    assert device.store.submission(declined).conflict
    with pytest.raises(UserError, match="Choose between"):
        Interview.edit(device, declined, operator="Omar")
    with pytest.raises(UserError, match="Choose between"):
        delete_response(device, declined, **BY)


@pytest.fixture
def conflict(device: Workspace) -> tuple[str, str, str]:
    """A response, and two versions of it that were made apart."""
    form = form_for(device, "company_feedback")
    interview = Interview.start(device, form.hash, language="fr", operator="Nadia")
    interview.answer(CONSENT, "0")
    submission = interview.finish().submission
    edits = [Interview.edit(device, submission, operator=name) for name in ("Nadia", "Omar")]
    for edit in edits:
        edit.finish(reason="looked at again")
    one, two = (each.hash for each in device.store.heads(submission))
    return submission, one, two


def test_one_of_two_versions_is_chosen(device: Workspace, conflict: tuple[str, str, str]) -> None:
    submission, one, two = conflict
    assert [each.head for each in states(device, submission)] == [False, True, True]
    chosen = resolve_conflict(
        device, submission, two[:8], reason="Omar asked her", operator="Nadia"
    )
    assert chosen.parents == tuple(sorted((one, two)))
    assert (chosen.kind, chosen.operator) == (RevisionKind.RESOLVE, "Nadia")
    shown = device.store.submission(submission)
    assert (shown.conflict, shown.revision) == (False, chosen.hash)
    assert [each.head for each in states(device, submission)] == [False, False, False, True]
    assert states(device, submission)[-1].reason == "Omar asked her"
    with pytest.raises(UserError, match="one version only"):
        resolve_conflict(device, submission, two, reason="again", operator="Nadia")
    delete_response(device, submission, **BY)  # and it can be changed again


def test_a_version_must_be_named_and_a_reason_given(
    device: Workspace, conflict: tuple[str, str, str]
) -> None:
    submission, one, _ = conflict
    for name in ("", "zz", states(device, submission)[0].revision):
        with pytest.raises(UserError, match="no single version"):
            resolve_conflict(device, submission, name, reason="so", operator="Nadia")
    with pytest.raises(UserError, match="Say why"):
        resolve_conflict(device, submission, one, reason=" ", operator="Nadia")


def test_a_deletion_may_win(device: Workspace, declined: str) -> None:
    first = device.store.submission(declined).revision
    edit = Interview.edit(device, declined, operator="Omar")
    delete_response(device, declined, **BY)
    edit.finish(reason="late")
    (deleted,) = [each for each in device.store.heads(declined) if not each.document]
    made = resolve_conflict(device, declined, deleted.hash, reason="twice", operator="Nadia")
    assert made.kind is RevisionKind.DELETE
    assert device.store.submission(declined).kind is RevisionKind.DELETE
    assert device.store.conflicts() == ()
    assert first not in made.parents
    undelete_response(device, declined, **BY)


def test_answers_of_two_versions_are_combined(device: Workspace, declined: str) -> None:
    def version(consent: str, operator: str) -> Interview:
        edit = Interview.edit(device, declined, operator=operator)
        edit.answer(CONSENT, consent)
        return edit

    one, two = version("0", "Nadia"), version("0", "Omar")
    one.finish(reason="one")
    two.finish(reason="two")
    first, second = (each.hash for each in device.store.heads(declined))
    made = resolve_conflict(
        device, declined, first, reason="both", operator="Nadia", take={CONSENT: second}
    )
    assert made.kind is RevisionKind.RESOLVE
    assert made.parents == tuple(sorted((first, second)))
    assert json.loads(made.document)["outcome"] == "refused"
    assert device.store.drafts() == ()


def test_what_does_not_fit_together_changes_nothing(
    device: Workspace, conflict: tuple[str, str, str]
) -> None:
    submission, one, two = conflict
    for ref in ("/data/nothing", "", "/data/you", "/data/meta/instanceID"):
        with pytest.raises(UserError, match="no question"):
            resolve_conflict(device, submission, one, reason="so", operator="N", take={ref: two})
    assert device.store.submission(submission).conflict
    assert device.store.drafts() == ()


def test_versions_are_gone_through_again(device: Workspace, conflict: tuple[str, str, str]) -> None:
    submission, one, _ = conflict
    edit = Interview.edit(device, submission, operator="Nadia", version=one)
    edit = Interview.resume(device, edit.draft_id)
    edit.finish(reason="asked again")
    assert not device.store.submission(submission).conflict
    assert states(device, submission)[-1].kind is RevisionKind.RESOLVE


def test_erasing_says_what_this_device_cannot_reach(
    device: Workspace, declined: str, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    device.store.backups.set_second(stick)
    package = hand_over(device, stick).path
    shutil.rmtree(stick)
    done = erase_response(device, declined, **BY)
    assert [each.path for each in done.packages] == [str(package)]
    assert done.media == (stick / "surveyapp-backups",)
    assert done.problem is None


def test_erasing_names_the_damaged_folder_that_a_recovery_put_aside(
    device: Workspace, declined: str
) -> None:
    aside = device.store.data_dir.with_name(f"{device.store.data_dir.name}-damaged-20261226-090000")
    aside.mkdir()
    assert erase_response(device, declined, **BY).kept == (aside,)


def test_backups_that_cannot_be_replaced_keep_no_erasure_back(
    device: Workspace, declined: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    device.store.backups.make("hand")

    def full(_folder: Path, _size: int) -> None:
        raise UserError("The disk is full.")

    with monkeypatch.context() as disk:
        disk.setattr(making, "require_room", full)
        done = erase_response(device, declined, **BY)
    assert str(done.problem) == "The disk is full."
    assert device.store.submission(declined).document == ""
    (old,) = device.store.backups.held()
    device.store.backups.make("close")  # whatever the next one is made for
    (fresh,) = device.store.backups.held()
    assert fresh != old
