"""Submissions over time: edits, tombstones, conflicts, erasure; and that nothing is rewritten."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from surveyapp.errors import UserError
from surveyapp.store import RevisionKind
from surveyapp.store.seal import verify
from tests.store.tablet import FORM, STOP, Tablet, draft


def test_an_edit_shows_and_the_first_answer_stays_in_history(tablet: Tablet) -> None:
    submission = tablet.fills("نعم")
    tablet.edits(submission, "لا", reason="se trompait de ligne")
    assert tablet.answer_of(submission) == "لا"
    first, second = tablet.store.history(submission)
    assert first.document == '{"answer":"نعم"}'
    assert second.parents == (first.hash,)
    assert second.reason == "se trompait de ligne"
    assert second.previous == first.hash
    shown = tablet.store.submission(submission)
    assert (shown.operator, shown.finished) == ("Salma", first.wall)  # who filled it, and when
    assert shown.wall == second.wall


def test_the_log_is_a_chain(tablet: Tablet) -> None:
    for _ in range(5):
        tablet.edits(tablet.fills(), "لا")
    log = tablet.log()
    assert [revision.seq for revision in log] == list(range(1, 11))
    assert [revision.previous for revision in log] == ["", *(each.hash for each in log[:-1])]
    for revision in log:
        verify(revision)


def test_the_log_can_be_read_from_a_place_on(tablet: Tablet) -> None:
    for _ in range(4):
        tablet.fills()
    assert [revision.seq for revision in tablet.store.revisions({tablet.id: 2})] == [3, 4]


def test_a_long_log_is_read_whole(tablet: Tablet) -> None:
    submission = tablet.fills()
    for number in range(1200):
        tablet.edits(submission, str(number))
    reading = tablet.store.revisions()
    first = next(reading)
    tablet.edits(submission, "written while reading")
    assert [first.seq, *(revision.seq for revision in reading)] == list(range(1, 1202))


def test_a_deleted_submission_leaves_lists_but_not_history(tablet: Tablet) -> None:
    submission = tablet.fills("نعم")
    tablet.deletes(submission)
    assert list(tablet.store.submissions()) == []
    (removed,) = tablet.store.submissions(include_removed=True)
    assert removed.kind is RevisionKind.DELETE
    assert tablet.store.counts().deleted == 1
    assert tablet.store.history(submission)[0].document == '{"answer":"نعم"}'


def test_a_deletion_is_undone_by_an_edit(tablet: Tablet) -> None:
    submission = tablet.fills("نعم")
    tablet.deletes(submission)
    tablet.edits(submission, "نعم")
    assert [each.id for each in tablet.store.submissions()] == [submission]


def test_two_edits_apart_are_a_conflict_that_a_person_resolves(
    make_tablet: Callable[..., Tablet],
) -> None:
    one, two = make_tablet(), make_tablet()
    submission = one.fills("نعم")
    two.takes(one)
    one.edits(submission, "لا")
    two.edits(submission, "ربما")
    report = one.takes(two)
    assert report.conflicts == 1
    assert one.store.submission(submission).conflict
    assert [each.id for each in one.store.conflicts()] == [submission]
    assert one.store.counts().conflicts == 1
    assert {head.document for head in one.store.heads(submission)} == {
        '{"answer":"لا"}',
        '{"answer":"ربما"}',
    }
    one.resolves(submission, "لا")
    assert one.store.conflicts() == ()
    two.takes(one)
    assert two.store.conflicts() == ()
    assert two.answer_of(submission) == "لا"


def test_an_edit_is_not_hidden_by_a_deletion_elsewhere(make_tablet: Callable[..., Tablet]) -> None:
    one, two = make_tablet(), make_tablet()
    submission = one.fills("نعم")
    two.takes(one)
    two.edits(submission, "لا")
    one.watch.says("2027-01-01T09:00:00+01:00")
    one.deletes(submission)
    one.takes(two)
    assert one.answer_of(submission) == "لا"
    assert one.store.submission(submission).conflict


def test_a_clock_wrong_by_years_hides_nothing(make_tablet: Callable[..., Tablet]) -> None:
    one, two = make_tablet(), make_tablet()
    one.watch.says("2099-01-01T09:00:00+01:00")
    submission = one.fills("نعم")
    two.takes(one)
    two.edits(submission, "لا")  # its clock says 2026
    assert two.answer_of(submission) == "لا"
    one.takes(two)
    assert one.answer_of(submission) == "لا"
    assert one.store.submission(submission).finished.startswith("2099")


def test_an_erased_submission_has_no_content_left(tablet: Tablet) -> None:
    submission = tablet.fills("un secret")
    tablet.edits(submission, "un autre secret", reason="M. Alami a rappelé")
    tablet.erases(submission)
    shown = tablet.store.submission(submission)
    assert (shown.kind, shown.document) == (RevisionKind.ERASE, "")
    assert list(tablet.store.submissions()) == []
    assert tablet.store.counts().erased == 1
    *earlier, erasure = tablet.store.history(submission)
    assert all(revision.is_emptied for revision in earlier)
    assert erasure.reason == "asked for"
    for revision in tablet.log():
        verify(revision)
    with tablet.store._link.read() as connection:
        left = connection.execute(
            "SELECT count(*) FROM revisions WHERE document LIKE '%secret%' OR reason LIKE '%Alami%'"
        ).fetchone()[0]
    assert left == 0


def test_nothing_follows_an_erasure(tablet: Tablet) -> None:
    submission = tablet.fills()
    erasure = tablet.erases(submission)
    with pytest.raises(UserError, match="was erased"):
        tablet.edits(submission, "again")
    assert tablet.log()[-1] == erasure


@pytest.mark.parametrize(
    ("kind", "submission", "parents"),
    [
        (RevisionKind.CREATE, "known", ()),
        (RevisionKind.CREATE, "new", ("0" * 64,)),
        (RevisionKind.EDIT, "known", ()),
        (RevisionKind.EDIT, "known", ("0" * 64,)),
        (RevisionKind.DELETE, "new", ()),
    ],
)
def test_a_revision_must_continue_what_is_there(
    tablet: Tablet, kind: RevisionKind, submission: str, parents: tuple[str, ...]
) -> None:
    tablet.fills(submission="known")
    with pytest.raises(ValueError, match=submission):
        tablet.store.append(
            kind=kind,
            submission=submission,
            parents=parents,
            document="{}",
            form_id=FORM.form_id,
            form_hash=FORM.hash,
            stop=STOP.key,
            operator="",
        )
    assert len(tablet.log()) == 1


def test_submissions_come_by_form_and_stop_in_the_order_they_were_finished(tablet: Tablet) -> None:
    names = [tablet.fills() for _ in range(450)]  # more than one chunk
    assert [each.id for each in tablet.store.submissions()] == names
    assert [each.id for each in tablet.store.submissions(FORM.form_id, STOP.key)] == names
    assert list(tablet.store.submissions("another form")) == []
    assert list(tablet.store.submissions(stop="MA-01_2026-01-01")) == []
    counts = tablet.store.counts()
    assert (dict(counts.by_form), dict(counts.by_stop)) == (
        {FORM.form_id: 450},
        {STOP.key: 450},
    )


def test_a_submission_that_is_not_here_is_said(tablet: Tablet) -> None:
    with pytest.raises(UserError, match="is not on this device"):
        tablet.store.submission("uuid:nowhere")


def test_reading_does_not_keep_writers_waiting(tablet: Tablet) -> None:
    names = [tablet.fills() for _ in range(3)]
    reading = tablet.store.submissions()
    assert next(reading).id == names[0]
    tablet.fills()
    assert [each.id for each in reading] == names[1:]


def test_submissions_are_counted_by_how_they_ended(tablet: Tablet) -> None:
    for name, outcome in (("a", '"completed"'), ("b", '"refused"'), ("c", '"completed"')):
        tablet.store.save_draft(draft(name))
        tablet.store.finish(name, submission=f"uuid:{name}", document=f'{{"outcome":{outcome}}}')
    tablet.fills()  # says nothing of how it ended
    tablet.deletes("uuid:c")
    assert tablet.store.tally() == {"": 1, "completed": 1, "refused": 1}
    assert tablet.store.tally(STOP.key) == tablet.store.tally()
    assert tablet.store.tally("MA-01_2026-01-01") == {}


@pytest.mark.parametrize("document", ["[1,2]", '{"outcome":5}', '{"outcome":{"a":[]}}', "null"])
def test_an_outcome_that_is_no_word_does_no_harm(tablet: Tablet, document: str) -> None:
    tablet.store.save_draft(draft("d"))
    tablet.store.finish("d", submission="uuid:d", document=document)
    assert sum(tablet.store.tally().values()) == 1
    assert tablet.store.check().ok
