"""The merge door: a set union, all or nothing."""

from __future__ import annotations

import dataclasses
import hashlib
import itertools
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveyapp.errors import UserError
from surveyapp.store import Fork, Gap, Revision, RevisionKind, Store, UnionLine, heads, log
from surveyapp.store.seal import Entry, Place, emptied, seal
from tests.store.tablet import FORM, STOP, Tablet, Watch
from tests.support.copies import unseen_copy


def test_what_another_tablet_holds_comes_in_once(make_tablet: Callable[..., Tablet]) -> None:
    one, two = make_tablet(), make_tablet()
    names = [one.fills() for _ in range(3)]
    one.edits(names[0], "لا")
    report = two.takes(one)
    assert (report.new, report.updated, report.identical, report.conflicts) == (3, 0, 0, 0)
    assert (report.revisions_new, report.revisions_identical) == (4, 0)
    assert report.lines == (UnionLine(STOP.key, one.id, 3, 0, 0, 0),)
    assert [each.id for each in two.store.submissions()] == names
    again = two.takes(one)
    assert (again.new, again.updated, again.identical) == (0, 0, 3)
    assert (again.revisions_new, again.revisions_identical) == (0, 4)
    one.edits(names[1], "لا")
    later = two.takes(one)
    assert (later.new, later.updated, later.identical) == (0, 1, 2)
    assert one.store.digest() == two.store.digest()


def test_ones_own_log_comes_back_unharmed(make_tablet: Callable[..., Tablet]) -> None:
    one, two = make_tablet(), make_tablet()
    one.fills()
    two.takes(one)
    two.fills()
    before = one.store.digest()
    assert one.takes(one.log()).revisions_new == 0
    assert one.store.digest() == before
    one.takes(two)
    assert one.fills()
    assert [log.own for log in one.store.devices()] == [True, False]


def test_forms_and_stops_travel_along(make_tablet: Callable[..., Tablet]) -> None:
    one, two = make_tablet(), make_tablet()
    source = b"version two"
    form = dataclasses.replace(FORM, source=source, hash=hashlib.sha256(source).hexdigest())
    one.store.add_form(form)
    one.store.add_stop(dataclasses.replace(STOP, place="Dakhla"))
    report = two.takes(one)
    assert (report.forms_new, report.stops_new) == (1, 1)
    assert two.store.form(form.hash) == form
    assert (two.takes(one).forms_new, two.takes(one).stops_new) == (0, 0)


def test_a_missing_form_is_named_not_refused(make_tablet: Callable[..., Tablet]) -> None:
    one, two = make_tablet(), make_tablet()
    source = b"version two"
    form = dataclasses.replace(FORM, source=source, hash=hashlib.sha256(source).hexdigest())
    one.store.add_form(form)
    one.store.append(
        kind=RevisionKind.CREATE,
        submission="uuid:1",
        parents=(),
        document="{}",
        form_id=form.form_id,
        form_hash=form.hash,
        stop=STOP.key,
        operator="",
    )
    assert two.takes(one.log()).forms_missing == (form.hash,)
    assert two.takes(one).forms_missing == ()


def test_a_rehearsal_reports_the_same_and_keeps_nothing(
    make_tablet: Callable[..., Tablet],
) -> None:
    one, two = make_tablet(), make_tablet()
    two.fills()
    submission = one.fills()
    one.edits(submission, "لا")
    one.store.add_stop(dataclasses.replace(STOP, place="Dakhla"))
    before = two.store.digest()
    stops = one.store.stops()
    rehearsed = two.store.preview_union(one.store.revisions(), [], stops, one.store.labels())
    assert two.store.digest() == before
    assert rehearsed.new == 1
    assert rehearsed.stops_new == 1
    assert two.store.union(one.store.revisions(), [], stops, one.store.labels()) == rehearsed


def test_one_altered_revision_and_nothing_comes_in(make_tablet: Callable[..., Tablet]) -> None:
    one, two = make_tablet(), make_tablet()
    for _ in range(3):
        one.fills()
    log = one.log()
    log[2] = dataclasses.replace(log[2], document='{"answer":"لا"}')
    before = two.store.digest()
    with pytest.raises(UserError, match=f"Record 3 of device {one.id} was altered"):
        two.takes(log)
    assert two.store.digest() == before
    assert two.log() == []


def test_what_breaks_on_the_way_leaves_nothing(make_tablet: Callable[..., Tablet]) -> None:
    one, two = make_tablet(), make_tablet()
    one.fills()
    one.fills()

    def torn() -> Iterator[Revision]:
        yield one.log()[0]
        raise OSError("the stick was pulled out")

    before = two.store.digest()
    with pytest.raises(OSError, match="pulled out"):
        two.takes(torn())
    assert two.store.digest() == before
    assert two.takes(one).new == 2  # and the store goes on


def test_a_form_that_was_altered_stops_the_union(make_tablet: Callable[..., Tablet]) -> None:
    one, two = make_tablet(), make_tablet()
    one.fills()
    with pytest.raises(UserError, match="was altered or damaged on its way"):
        two.store.union(one.store.revisions(), [dataclasses.replace(FORM, source=b"other")])
    assert two.log() == []


def test_a_row_swallowed_on_the_way_is_our_bug_and_keeps_nothing(
    make_tablet: Callable[..., Tablet], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = make_tablet(), make_tablet()
    one.fills()
    with monkeypatch.context() as broken:
        broken.setattr(log, "insert", lambda *_: True)
        with pytest.raises(RuntimeError, match="1 revisions were added and 0 are there"):
            two.takes(one)
    assert two.log() == []


def test_missing_stretches_of_a_log_are_reported(make_tablet: Callable[..., Tablet]) -> None:
    one, two = make_tablet(), make_tablet()
    for _ in range(6):
        one.fills()
    log = one.log()
    assert two.takes([log[1], log[4], log[5]]).gaps == (Gap(one.id, 0, 2), Gap(one.id, 2, 5))
    assert two.takes([log[5], log[0]]).gaps == ()
    assert two.store.check().gaps == (Gap(one.id, 2, 5),)
    assert two.takes(reversed(log)).gaps == ()
    assert two.store.check().gaps == ()


def test_a_cloned_tablet_is_seen(make_tablet: Callable[..., Tablet], tmp_path: Path) -> None:
    one, hub = make_tablet(), make_tablet()
    one.fills(submission="uuid:before")
    one.store.close()
    unseen_copy(one.folder, tmp_path / "clone")
    one.store = Store.open(one.folder, now=one.watch)
    clone = make_tablet("clone")
    first = one.fills(submission="uuid:one")
    second = clone.fills(submission="uuid:clone")
    clone.fills(submission="uuid:clone-again")
    hub.takes(one)
    report = hub.takes(clone)
    hashes = sorted(t.store.history(s)[0].hash for t, s in ((one, first), (clone, second)))
    assert report.forks == hub.store.forks() == (Fork(one.id, 2, tuple(hashes)),)
    assert report.gaps == ()
    assert hub.store.counts().submissions == 4  # nothing of either was lost
    # Once the original learns of its double it goes on as somebody else.
    before = one.id
    one.takes(clone)
    assert one.id not in (before, clone.id)
    one.fills(submission="uuid:after")
    (after,) = one.store.history("uuid:after")
    assert (after.device, after.seq) == (one.id, 1)
    assert one.store.check().ok


def test_a_revision_cannot_replace_another_submissions(make_tablet: Callable[..., Tablet]) -> None:
    one = make_tablet()
    victim = one.fills("نعم")
    head = one.store.submission(victim).revision
    forged = seal(
        Entry(RevisionKind.EDIT, "uuid:other", (head,), "f", FORM.hash, STOP.key, "", "{}"),
        Place("stranger", 1, "", "001798276353123.00000", "2026-12-26T09:12:33+01:00"),
    )
    one.takes([forged])
    assert one.answer_of(victim) == "نعم"
    assert not one.store.submission(victim).conflict


def test_a_clock_far_ahead_does_not_pull_ours(make_tablet: Callable[..., Tablet]) -> None:
    ahead = make_tablet(watch=Watch("2099-01-01T00:00:00+01:00"))
    ours = make_tablet()
    ahead.fills()
    ours.takes(ahead)
    ours.fills()
    clocks = [revision.clock for revision in ours.log() if revision.device == ours.id]
    assert clocks[0] < ahead.log()[0].clock
    near = make_tablet(watch=Watch("2026-12-26T15:00:00+01:00"))
    near.fills()
    ours.takes(near)
    ours.fills()
    assert ours.store.history(f"uuid:{ours.id}-2")[0].clock > near.log()[0].clock


def test_erased_wins_over_full_whatever_comes_first(make_tablet: Callable[..., Tablet]) -> None:
    one = make_tablet()
    submission = one.fills("un secret")
    full = one.log()[0]
    erasure = one.erases(submission)
    gone = emptied(full)
    digests = set()
    for order in itertools.permutations([full, gone, erasure]):
        other = make_tablet()
        for revision in order:
            other.takes([revision])
        assert other.store.history(submission) == (gone, erasure)
        assert other.store.submission(submission).kind is RevisionKind.ERASE
        digests.add(other.store.digest())
    assert digests == {one.store.digest()}


def test_an_edit_unaware_of_the_erasure_is_emptied_too(make_tablet: Callable[..., Tablet]) -> None:
    one, two = make_tablet(), make_tablet()
    submission = one.fills("un secret")
    two.takes(one)
    two.edits(submission, "un secret plus long")
    one.erases(submission)
    one.takes(two)
    two.takes(one)
    assert one.store.digest() == two.store.digest()
    assert all(
        revision.is_emptied
        for revision in two.store.history(submission)
        if revision.kind is not RevisionKind.ERASE
    )
    assert two.store.conflicts() == ()


def test_content_one_copy_lost_for_no_reason_is_given_back(
    make_tablet: Callable[..., Tablet],
) -> None:
    one = make_tablet()
    submission = one.fills("نعم")
    digests = set()
    for order in itertools.permutations([one.log()[0], emptied(one.log()[0])]):
        other = make_tablet()
        for revision in order:
            report = other.takes([revision])
        assert other.answer_of(submission) == "نعم"
        digests.add(other.store.digest())
    assert digests == {one.store.digest()}
    assert report.revisions_identical == 1


# Properties: whatever three tablets did, every order, split and repetition ends alike.


def _history() -> list[Revision]:
    """Three tablets over two days: edits, conflicts, deletions, an erasure, a clone."""
    with tempfile.TemporaryDirectory() as folder:
        tablets = [Tablet(Path(folder) / name) for name in "abc"]
        one, two, three = tablets
        names = [tablet.fills(f"answer {n}") for tablet in tablets for n in range(2)]
        for tablet in tablets:
            tablet.takes(*tablets)
        one.edits(names[0], "changed on one")
        two.edits(names[0], "changed on two")
        two.deletes(names[1])
        three.edits(names[1], "kept on three")
        three.watch.says("2031-01-01T00:00:00+01:00")
        three.edits(names[2], "a secret")
        one.edits(names[2], "another secret")
        two.takes(three)
        two.erases(names[2])
        one.takes(two)
        one.resolves(names[0], "resolved")
        three.edits(names[3], "late")
        two.store.close()
        unseen_copy(two.folder, Path(folder) / "clone")
        two.store = Store.open(two.folder, now=two.watch)
        clone = Tablet(Path(folder) / "clone", watch=Watch("2026-12-27T09:00:00+01:00"))
        two.fills("on the original")
        clone.fills("on the clone", submission="uuid:clone")
        log: dict[tuple[str, bool], Revision] = {}
        for tablet in (*tablets, clone):
            for revision in tablet.log():
                log[revision.hash, revision.is_emptied] = revision
            tablet.store.close()
        return list(log.values())


@pytest.fixture(scope="module")
def history() -> list[Revision]:
    return _history()


@pytest.fixture(scope="module")
def expected(history: list[Revision], tmp_path_factory: pytest.TempPathFactory) -> str:
    tablet = Tablet(tmp_path_factory.mktemp("expected"))
    tablet.takes(history)
    assert tablet.store.check().ok
    digest = tablet.store.digest()
    tablet.store.close()
    return digest


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_any_order_split_and_repetition_ends_alike(
    history: list[Revision], expected: str, data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(history))
    repeated = data.draw(st.lists(st.sampled_from(history), max_size=len(history)))
    stream = shuffled + repeated
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=5)))
    with tempfile.TemporaryDirectory() as folder:
        tablet = Tablet(Path(folder))
        for start, end in itertools.pairwise([0, *cuts, len(stream)]):
            report = tablet.takes(stream[start:end])
            assert report.revisions_new + report.revisions_identical == end - start
        assert tablet.store.digest() == expected
        with tablet.store._link.read() as connection:
            assert heads.differences_along(connection, 0, 2**62) == ()
            assert heads.differences_beside(connection) == ()
        tablet.store.close()


@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_uniting_is_associative(
    history: list[Revision], expected: str, data: st.DataObject
) -> None:
    owners = data.draw(
        st.lists(
            st.sets(st.sampled_from("abc"), min_size=1),
            min_size=len(history),
            max_size=len(history),
        )
    )
    with tempfile.TemporaryDirectory() as folder:
        hubs = {name: Tablet(Path(folder) / name) for name in ("a", "b", "c", "ab", "bc", "x", "y")}
        for name in "abc":
            hubs[name].takes(
                [each for each, held in zip(history, owners, strict=True) if name in held]
            )
        hubs["ab"].takes(hubs["a"], hubs["b"])
        hubs["bc"].takes(hubs["c"], hubs["b"])
        hubs["x"].takes(hubs["ab"], hubs["c"])  # (a + b) + c
        hubs["y"].takes(hubs["a"], hubs["bc"])  # a + (b + c)
        digests = {hubs["x"].store.digest(), hubs["y"].store.digest()}
        for hub in hubs.values():
            hub.store.close()
        assert digests == {expected}
