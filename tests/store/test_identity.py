"""A data folder that is a copy takes an id of its own; one that is not keeps the one it has."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from surveyapp.errors import UserError
from surveyapp.store import Cause, Store, identity, place
from surveyapp.store.place import Place
from surveyapp.store.seal import verify
from surveyapp.store.witness import WITNESS_NAME
from tests.store.tablet import STOP, Tablet, draft
from tests.store.test_device import profile_of
from tests.support.copies import unseen_copy

HERE = Place("machine", "folder", "file")


@pytest.fixture
def lies(monkeypatch: pytest.MonkeyPatch) -> Callable[[Place], None]:
    """Say where data folders lie from now on."""

    def at(where: Place) -> None:
        monkeypatch.setattr(place, "of", lambda _database: where)

    return at


@pytest.fixture
def open_copy() -> Iterator[Callable[..., Store]]:
    opened: list[Store] = []

    def copy_of(tablet: Tablet, target: Path) -> Store:
        tablet.store.close()
        shutil.copytree(tablet.folder, target)
        tablet.restarts()
        opened.append(Store.open(target, now=tablet.watch))
        return opened[-1]

    yield copy_of
    for store in opened:
        store.close()


def ids(store: Store) -> list[tuple[str, Cause]]:
    return [(each.before, each.cause) for each in store.identities()]


# What keeps its id


def test_a_device_that_starts_again_is_the_same(tablet: Tablet) -> None:
    before = tablet.id
    tablet.fills()
    for moment in ("1970-01-01T00:00:00+00:00", "2099-01-01T00:00:00+00:00"):
        tablet.watch.says(moment)
        tablet.restarts()
    assert (tablet.id, tablet.store.identities()) == (before, ())


def test_a_folder_that_is_renamed_or_moved_is_the_same_device(
    tablet: Tablet, tmp_path: Path
) -> None:
    before = tablet.id
    tablet.fills()
    tablet.store.close()
    (tmp_path / "elsewhere").mkdir()
    tablet.folder = tablet.folder.rename(tmp_path / "elsewhere" / "renamed")
    tablet.restarts()
    assert (tablet.id, tablet.store.identities()) == (before, ())


@pytest.mark.parametrize(
    "now",
    [
        pytest.param(Place("", "folder", "file"), id="a system that no longer tells its id"),
        pytest.param(Place("machine", "", ""), id="a disk whose numbers do not last"),
        pytest.param(Place("", "", ""), id="nothing is known"),
    ],
)
def test_what_is_not_known_is_not_compared(
    make_tablet: Callable[..., Tablet], lies: Callable[[Place], None], now: Place
) -> None:
    lies(HERE)
    tablet = make_tablet()
    before = tablet.id
    lies(now)
    tablet.restarts()
    lies(HERE)  # and what was known once is not forgotten meanwhile
    tablet.restarts()
    assert tablet.id == before
    lies(replace(HERE, folder="another"))
    tablet.restarts()
    assert tablet.id != before


def test_a_witness_that_lags_is_torn_gone_or_anothers_says_nothing(
    make_tablet: Callable[..., Tablet],
) -> None:
    tablet, other = make_tablet(), make_tablet()
    before = tablet.id
    tablet.fills()
    other.fills()
    other.fills()
    witness = tablet.folder / WITNESS_NAME
    early = witness.read_bytes()
    tablet.fills()
    late = witness.read_bytes()
    for content in (early, late[:40], b"", b"\xff\xfe", (other.folder / WITNESS_NAME).read_bytes()):
        witness.write_bytes(content)
        tablet.restarts()
        assert witness.read_bytes() == late
    witness.unlink()
    tablet.restarts()
    assert (tablet.id, tablet.store.identities()) == (before, ())


def test_the_witness_holds_no_answers(tablet: Tablet) -> None:
    tablet.fills("un secret")
    assert "secret" not in (tablet.folder / WITNESS_NAME).read_text("utf-8")


# What takes a new one


def test_a_copied_folder_goes_on_as_another_device(
    tablet: Tablet, tmp_path: Path, open_copy: Callable[..., Store]
) -> None:
    tablet.store.save_profile(profile_of(tablet), pin="4821")
    tablet.fills(submission="uuid:before")
    tablet.store.save_draft(draft("put aside"))
    copy = open_copy(tablet, tmp_path / "copy")
    assert copy.device_id != tablet.id
    assert ids(copy) == [(tablet.id, Cause.COPIED)]
    assert ids(tablet.store) == []
    known = copy.profile()
    assert known == replace(profile_of(tablet), id=copy.device_id)
    assert {each.device: each.label for each in copy.labels()} == {
        tablet.id: "Tablette 3",
        copy.device_id: "Tablette 3",
    }
    assert [each.id for each in copy.drafts()] == ["put aside"]
    assert [event.kind for event in copy.events()][-1] == "identity"
    # The log under the old id stays as it is; its own begins at its beginning.
    assert list(copy.revisions()) == tablet.log()
    made = copy.finish("put aside", submission="uuid:copy", document="{}")
    verify(made)
    assert (made.device, made.seq, made.previous) == (copy.device_id, 1, "")
    assert copy.check().ok
    # Nobody's place in a log is taken twice.
    tablet.fills(submission="uuid:original")
    report = tablet.store.union(copy.revisions(), labels=copy.labels())
    assert report.forks == ()
    assert tablet.store.counts().submissions == 3
    assert ids(tablet.store) == []


def test_it_takes_one_new_id_and_keeps_that(
    tablet: Tablet, tmp_path: Path, open_copy: Callable[..., Store]
) -> None:
    tablet.fills()
    copy = open_copy(tablet, tmp_path / "copy")
    took = copy.device_id
    copy.close()
    with Store.open(tmp_path / "copy") as again:
        assert again.device_id == took
        assert len(again.identities()) == 1


def test_a_tablet_that_was_set_up_and_copied_before_any_answer_too(
    tablet: Tablet, tmp_path: Path, open_copy: Callable[..., Store]
) -> None:
    copies = [open_copy(tablet, tmp_path / f"tablet {number}") for number in range(3)]
    assert len({tablet.id, *(each.device_id for each in copies)}) == 4


@pytest.mark.parametrize("part", ["machine", "folder", "file"])
def test_another_machine_folder_or_file_is_another_device(
    make_tablet: Callable[..., Tablet], lies: Callable[[Place], None], part: str
) -> None:
    lies(HERE)
    tablet = make_tablet()
    before = tablet.id
    lies(replace(HERE, **{part: "another"}))
    tablet.restarts()
    assert ids(tablet.store) == [(before, Cause.COPIED)]


@pytest.mark.parametrize("written_after", [0, 3])
def test_an_older_database_put_back_by_hand_is_seen(tablet: Tablet, written_after: int) -> None:
    before = tablet.id
    tablet.fills(submission="uuid:kept")
    tablet.store.close()
    database = tablet.folder / "survey.db"
    older = database.read_bytes()
    tablet.restarts()
    handed = [tablet.log()[0]]
    tablet.fills(submission="uuid:lost here, handed over before")
    handed += tablet.log()[1:]
    tablet.store.close()
    database.write_bytes(older)  # into the same file: only the witness knows
    tablet.restarts()
    assert ids(tablet.store) == [(before, Cause.RESTORED)]
    for number in range(written_after):
        tablet.fills(submission=f"uuid:{number}")
    report = tablet.takes(handed)
    assert report.forks == ()
    assert tablet.store.counts().submissions == 2 + written_after
    assert ids(tablet.store) == [(before, Cause.RESTORED)]


def test_another_line_of_the_same_log_put_in_its_place_is_seen(
    make_tablet: Callable[..., Tablet], tmp_path: Path, lies: Callable[[Place], None]
) -> None:
    lies(Place("", "", ""))
    tablet = make_tablet()
    tablet.store.close()
    copy = unseen_copy(tablet.folder, tmp_path / "copy")
    with Store.open(copy) as other:
        other.add_stop(STOP)
        for number in range(2):
            other.save_draft(draft(f"other {number}"))
            other.finish(f"other {number}", submission=f"other {number}", document="{}")
    tablet.restarts()
    before = tablet.id
    tablet.fills()
    tablet.store.close()
    shutil.copyfile(copy / "survey.db", tablet.folder / "survey.db")
    tablet.restarts()
    assert ids(tablet.store) == [(before, Cause.RESTORED)]


def test_a_database_from_before_it_took_another_id_is_seen(
    tablet: Tablet, lies: Callable[[Place], None]
) -> None:
    first = tablet.id
    tablet.fills()
    tablet.store.close()
    older = (tablet.folder / "survey.db").read_bytes()
    lies(HERE)
    tablet.restarts()
    second = tablet.id
    tablet.fills()
    tablet.store.close()
    (tablet.folder / "survey.db").write_bytes(older)
    lies(Place("", "", ""))
    tablet.restarts()
    assert len({first, second, tablet.id}) == 3


def test_a_backup_that_took_its_place_says_so_itself(tablet: Tablet) -> None:
    before = tablet.id
    with tablet.store._link.write() as connection:
        identity.restored(connection)
    tablet.restarts()
    tablet.restarts()
    assert ids(tablet.store) == [(before, Cause.RESTORED)]


def test_a_double_that_left_no_trace_is_seen_once_they_meet(
    make_tablet: Callable[..., Tablet], tmp_path: Path
) -> None:
    one, hub = make_tablet(), make_tablet()
    one.store.close()
    double = unseen_copy(one.folder, tmp_path / "double")
    one.restarts()
    before = one.id
    with Store.open(double) as other:
        assert other.device_id == before
        other.save_draft(draft("other"))
        other.finish("other", submission="other", document="{}")
        theirs = list(other.revisions())
    one.store.preview_union(theirs)
    assert one.id == before  # only looking
    one.takes(theirs)  # it wrote nothing itself yet: there is no fork, and there will be none
    assert ids(one.store) == [(before, Cause.DOUBLE)]
    one.fills()
    assert hub.takes(one, theirs).forks == ()
    one.restarts()
    assert len(one.store.identities()) == 1


# What depends on it


def test_what_the_earlier_id_did_not_hand_over_still_waits(
    tablet: Tablet, tmp_path: Path, open_copy: Callable[..., Store]
) -> None:
    tablet.fills()
    tablet.store.mark_handed_over({tablet.id: 1}, "stick.svpkg")
    tablet.fills()
    copy = open_copy(tablet, tmp_path / "copy")
    assert copy.counts().not_handed_over == 1
    copy.mark_handed_over({tablet.id: 2}, "another.svpkg")
    assert copy.counts().not_handed_over == 0


def test_people_are_told_until_one_says_so(
    tablet: Tablet, tmp_path: Path, open_copy: Callable[..., Store]
) -> None:
    copy = open_copy(tablet, tmp_path / "copy")
    assert [each.told for each in copy.identities()] == [False]
    copy.identity_told()
    assert [each.told for each in copy.identities()] == [True]


def test_killed_before_the_witness_followed_it_stays_the_one_it_became(
    tablet: Tablet, lies: Callable[[Place], None]
) -> None:
    tablet.fills()
    witness = tablet.folder / WITNESS_NAME
    before = witness.read_bytes()
    lies(HERE)
    tablet.restarts()
    took = tablet.id
    tablet.fills()
    witness.write_bytes(before)
    tablet.restarts()
    assert tablet.id == took


def test_where_no_new_id_can_be_written_nothing_is_written_under_the_old(
    tablet: Tablet, lies: Callable[[Place], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    tablet.fills()
    tablet.store.close()
    lies(HERE)

    def full(*_: object) -> None:
        raise UserError("The disk is full.")

    with monkeypatch.context() as on_a_full_disk:
        on_a_full_disk.setattr(identity, "mint", full)
        with pytest.raises(UserError, match="full"):
            Store.open(tablet.folder)
    tablet.restarts()
    assert len(tablet.store.identities()) == 1


def test_a_system_that_learns_to_count_generations_makes_no_copies(
    make_tablet: Callable[..., Tablet], lies: Callable[[Place], None]
) -> None:
    lies(Place("machine", "1a", "2b"))
    tablet = make_tablet()
    before = tablet.id
    for now in (
        Place("machine", "1a.7", "2b.8"),
        Place("machine", "1a", "2b"),
        Place("machine", "1a.7", "2b.8"),
    ):
        lies(now)
        tablet.restarts()
    assert tablet.id == before
    lies(Place("machine", "1a.9", "2b.8"))  # the same number, given out again
    tablet.restarts()
    assert ids(tablet.store) == [(before, Cause.COPIED)]


def test_this_machine_tells_where_a_folder_lies(tablet: Tablet, tmp_path: Path) -> None:
    here = place.of(tablet.folder / "survey.db")
    assert here.folder
    assert here.file
    assert Place.parse(str(here)) == here
    shutil.copytree(tablet.folder, tmp_path / "copy")
    there = place.of(tmp_path / "copy" / "survey.db")
    assert here.differs(there)
    assert here.machine == there.machine
