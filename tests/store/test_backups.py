"""Backups: verified before they have a name, in rotation, on a second medium, and brought back."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.errors import UserError
from surveyapp.store import DeviceProfile, Store, restoring, schema
from surveyapp.store.backups import Backup, Left, making, names
from surveyapp.store.backups.rotation import LAST, surplus
from surveyapp.store.connection import Link
from surveyapp.store.custody import RECOVERY_NAME, Access, NoKeyStore, PassphraseNeeded
from surveyapp.store.key import KEY_NAME
from tests.store.tablet import Tablet, Watch, draft
from tests.support.disks import no_file_over
from tests.support.keys import OTHERS, OURS, PASSPHRASE
from tests.support.passphrases import put_under_passphrase

if TYPE_CHECKING:
    from surveyapp.store.connection import Connection

SECRET_ANSWER = "مطعم البحر الأزرق 0661234567"


def profile(tablet: Tablet, *, recovery: str = "", partials: str = "keep") -> DeviceProfile:
    return DeviceProfile(
        id=tablet.id,
        label="Tablet 03",
        language="ar",
        staff=("Nadia",),
        idle_seconds=60,
        partials=partials,
        pin_set=False,
        recovery=recovery,
    )


def files(tablet: Tablet) -> list[str]:
    folder = tablet.folder / names.FOLDER
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def key_of(tablet: Tablet) -> str:
    return tablet.store.custody.key


# Making


def test_a_backup_holds_everything_and_says_whose_how_far_and_when(tablet: Tablet) -> None:
    submission = tablet.fills("نعم")
    tablet.fills("لا")
    tablet.store.save_draft(draft("under way"))
    backup = tablet.store.backups.make("hand")
    assert (backup.device, backup.place) == (tablet.id, 2)
    assert backup.at.utcoffset() == timedelta(hours=1)
    assert backup.at.date().isoformat() == "2026-12-26"
    assert files(tablet) == [backup.path.name]
    assert names.read(backup.path) == backup
    if sys.platform != "win32":  # which keeps rights elsewhere
        assert backup.path.stat().st_mode & 0o077 == 0
    new = tablet.folder.parent / "new"
    restoring.restore(backup.path, new, key_of(tablet), tablet.watch())
    with Store.open(new) as store:
        assert store.submission(submission).document == '{"answer":"نعم"}'
        assert [each.id for each in store.drafts()] == ["under way"]
        assert list(store.revisions()) == tablet.log()
        assert store.check().ok


def test_writing_goes_on_while_a_backup_is_made(
    tablet: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    tablet.fills("نعم")
    look = making._portrait
    monkeypatch.setattr(making, "_portrait", lambda source: (look(source), tablet.fills("لا"))[0])
    backup = tablet.store.backups.make("hand")
    # Twice filled before the copy was read, once after, once while it was looked at.
    assert 1 <= backup.place <= 3
    assert tablet.store.counts().submissions == 4


def test_nothing_changed_needs_no_backup_and_an_answer_does(tablet: Tablet) -> None:
    assert tablet.store.backups.changed()
    tablet.store.backups.make("hand")
    assert not tablet.store.backups.changed()
    tablet.store.save_draft(draft("under way"))
    assert tablet.store.backups.changed()


def test_one_is_due_after_twenty_five_responses(tablet: Tablet) -> None:
    for _ in range(24):
        tablet.fills()
    assert not tablet.store.backups.due()
    tablet.fills()
    assert tablet.store.backups.due()
    tablet.store.backups.make("responses")
    assert not tablet.store.backups.due()
    assert tablet.store.events()[-1].detail.startswith("responses: ")


def test_what_a_kiosk_forgets_at_once_is_in_no_backup(tablet: Tablet) -> None:
    tablet.store.save_profile(profile(tablet, partials="erase"))
    tablet.store.save_draft(replace(draft("kiosk"), mode="kiosk"))
    tablet.store.save_draft(draft("interview"))
    backup = tablet.store.backups.make("hand")
    restoring.restore(backup.path, tablet.folder.parent / "new", key_of(tablet), tablet.watch())
    with Store.open(tablet.folder.parent / "new") as store:
        assert [each.id for each in store.drafts()] == ["interview"]
    assert len(tablet.store.drafts()) == 2


# What goes wrong


def test_a_copy_that_does_not_read_back_gets_no_name(
    tablet: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    tablet.fills("نعم")
    first = tablet.store.backups.make("hand")
    sound = making.verify

    def flipped(path: Path, key: str) -> str:
        data = bytearray(path.read_bytes())
        data[3 * 8192 + 100] ^= 1
        path.write_bytes(data)
        return sound(path, key)

    monkeypatch.setattr(making, "verify", flipped)
    tablet.fills("لا")
    with pytest.raises(UserError, match="did not read back"):
        tablet.store.backups.make("hand")
    assert files(tablet) == [first.path.name]
    state = tablet.store.backups.state()
    assert state.last == first
    assert state.since == 1
    assert state.problem is not None
    assert "did not read back" in str(state.problem)


@pytest.mark.parametrize("other", ["revisions", "drafts"])
def test_a_copy_that_lacks_something_gets_no_name(
    tablet: Tablet, monkeypatch: pytest.MonkeyPatch, other: str
) -> None:
    tablet.fills("نعم")
    look = making._portrait
    place = making._COUNTED.index(other)

    def miscounting(connection: object) -> making._Portrait:
        seen = look(connection)  # type: ignore[arg-type]
        counts = list(seen.counts)
        counts[place] += 1 if monkeypatched.pop() else 0
        return replace(seen, counts=tuple(counts))

    monkeypatched = [False, True, True]  # the source, before and after; then the copy
    monkeypatch.setattr(making, "_portrait", miscounting)
    with pytest.raises(UserError, match=other):
        tablet.store.backups.make("hand")
    assert files(tablet) == []


def test_free_space_is_looked_at_first(tablet: Tablet, monkeypatch: pytest.MonkeyPatch) -> None:
    tablet.fills("نعم")
    good = tablet.store.backups.make("hand")
    monkeypatch.setattr(making, "free_room", lambda _: making.ROOM_LEFT)
    with pytest.raises(UserError, match="is full"):
        tablet.store.backups.make("hand")
    assert files(tablet) == [good.path.name]  # the only verified one stays
    told = tablet.store.backups.state()
    assert told.problem is not None
    assert told.last == good
    tablet.restarts()
    kept = tablet.store.backups.state().problem
    assert kept is not None
    assert str(kept) == str(told.problem)
    monkeypatch.undo()
    tablet.store.backups.make("hand")
    assert tablet.store.backups.state().problem is None


def test_a_disk_that_fills_half_way_leaves_nothing_half_written(tablet: Tablet) -> None:
    for _ in range(5):
        tablet.fills("نعم")
    tablet.restarts()  # the log is folded: only the copy grows beyond the limit
    with no_file_over(100_000), pytest.raises(UserError):
        tablet.store.backups.make("hand")
    assert files(tablet) == []
    tablet.store.backups.make("hand")
    assert tablet.store.check().ok


KILLED = """
import sys
from pathlib import Path
from tests.store.tablet import Tablet
tablet = Tablet(Path(sys.argv[1]))
print("ready", flush=True)
while True:
    tablet.fills("نعم", submission=f"uuid:{len(tablet.log())}")
    tablet.store.backups.make("hand")
"""


def test_an_answer_at_any_moment_is_not_taken_for_a_bad_copy(
    tablet: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was counted and what was copied are of different moments then, and that is no fault."""
    tablet.fills()
    asked: list[str] = []
    moments: list[int] = []

    class Watched(Link):
        @contextmanager
        def read(self) -> Iterator[Connection]:
            with super().read() as connection:
                connection.set_trace_callback(self._answer)
                yield connection
                connection.set_trace_callback(None)

        def _answer(self, sql: str) -> None:
            asked.append(sql)
            if len(asked) == moments[-1]:
                tablet.fills()

    monkeypatch.setattr(making, "Link", Watched)
    for moment in range(1, 40):
        moments.append(moment)
        asked.clear()
        tablet.store.backups.make("merge")
    assert 10 < len(asked) < 39  # every moment was tried
    assert tablet.store.backups.state().problem is None


def test_a_kill_while_a_backup_is_made_leaves_no_half_file_under_a_real_name(
    tmp_path: Path,
) -> None:
    chance = random.Random(4)
    folder = tmp_path / "data"
    unfinished = 0
    for _ in range(8):
        with subprocess.Popen(
            [sys.executable, "-c", KILLED, str(folder)],
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parents[2],
        ) as worker:
            assert worker.stdout is not None
            worker.stdout.readline()
            time.sleep(chance.uniform(0.02, 0.3))
            worker.kill()
        left = tuple((folder / names.FOLDER).glob("*"))
        unfinished += any(path.name.endswith(".part") for path in left)
        tablet = Tablet(folder)
        key = key_of(tablet)
        assert [making.verify(each.path, key) for each in tablet.store.backups.held()] == [
            ""
        ] * len(tablet.store.backups.held())
        tablet.store.backups.make("hand")
        assert all(name.endswith(".backup") for name in files(tablet))
        tablet.store.close()
    assert unfinished, "no kill fell into the making of a backup"


# Rotation


def copies(days: list[int], size: int) -> tuple[Backup, ...]:
    start = datetime(2026, 12, 1, 9, tzinfo=UTC)
    made = [
        Backup(Path(f"{n}.backup"), "d", n, start + timedelta(days=day, seconds=n), size)
        for n, day in enumerate(days)
    ]
    return tuple(sorted(made, key=lambda each: each.order, reverse=True))


@given(
    days=st.lists(st.integers(0, 40), min_size=1, max_size=60),
    size=st.integers(1, 100),
    limit=st.integers(0, 4000),
)
def test_rotation_keeps_the_last_ten_then_one_a_day_and_never_drops_the_newest(
    days: list[int], size: int, limit: int
) -> None:
    held = copies(days, size)
    gone = surplus(held, limit)
    kept = [each for each in held if each not in gone]
    assert kept[0] == held[0]
    assert len(kept) == 1 or sum(each.size for each in kept) <= limit
    assert surplus(tuple(kept), limit) == ()  # and leaves what it left
    assert gone == tuple(sorted(gone, key=lambda each: each.order))
    if sum(each.size for each in held) <= limit:
        assert set(held[:LAST]) <= set(kept)
        assert {each.at.date() for each in kept} == {each.at.date() for each in held}
        later = [each.at.date() for each in kept[LAST:]]
        assert len(later) == len(set(later))
    else:  # the oldest go first
        allowed = [each for each in held if each not in surplus(held, 10**9)]
        assert kept == allowed[: len(kept)]


def test_a_clock_that_falls_back_years_does_not_cost_the_newest_backup(tablet: Tablet) -> None:
    for _ in range(12):
        tablet.fills()
        tablet.store.backups.make("hand")
    tablet.watch.says("1999-01-01T09:00:00+00:00")
    tablet.fills()
    newest = tablet.store.backups.make("hand")
    assert tablet.store.backups.held()[0] == newest
    assert len(tablet.store.backups.held()) == LAST


# The second medium


def test_each_backup_also_goes_to_a_second_medium_that_is_present(
    tablet: Tablet, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    tablet.store.backups.set_second(stick)
    tablet.fills("نعم")
    backup = tablet.store.backups.make("hand")
    state = tablet.store.backups.state()
    assert state.second_present
    assert state.second_last is not None
    assert state.second_last.path.read_bytes() == backup.path.read_bytes()
    # Pulled out, even where its mount point stays: quietly not done, and told.
    shutil.move(stick / "surveyapp-backups", tmp_path / "pocket")
    tablet.fills("لا")
    tablet.store.backups.make("hand")
    state = tablet.store.backups.state()
    assert not state.second_present
    assert state.problem is None
    assert list(stick.iterdir()) == []
    shutil.move(tmp_path / "pocket", stick / "surveyapp-backups")
    assert tablet.store.backups.state().second_last == state_of(stick)[0]


def state_of(stick: Path) -> tuple[Backup, ...]:
    return names.held(stick / "surveyapp-backups")


def test_a_stick_for_many_tablets_keeps_the_backups_of_the_others(
    make_tablet: Callable[..., Tablet], tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    one, two = make_tablet("one"), make_tablet("two")
    for tablet in (one, two):
        tablet.store.backups.set_second(stick)
    two.store.backups.make("hand")
    for _ in range(LAST + 3):
        one.fills()
        one.store.backups.make("hand")
    devices = [each.device for each in state_of(stick)]
    assert devices.count(two.id) == 1
    assert devices.count(one.id) == LAST


def test_a_second_medium_that_fails_costs_nothing_here(
    tablet: Tablet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    tablet.store.backups.set_second(stick)
    monkeypatch.setattr(making, "_digest", lambda path: path.name.encode())  # reads back otherwise
    backup = tablet.store.backups.make("hand")
    state = tablet.store.backups.state()
    assert state.last == backup
    assert state.problem is None
    assert state.problem_there is not None
    assert list((stick / "surveyapp-backups").iterdir()) == []


# Migration


def test_no_step_of_the_schema_is_taken_without_a_backup(
    tablet: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    tablet.fills("نعم")
    tablet.store.close()
    step = lambda db: db.execute("CREATE TABLE extra (name TEXT) STRICT")  # noqa: E731
    monkeypatch.setattr(schema, "_STEPS", (*schema._STEPS, step))
    monkeypatch.setattr(schema, "LATEST", len(schema._STEPS))
    with monkeypatch.context() as full:
        full.setattr(making, "free_room", lambda _: 0)
        with pytest.raises(UserError, match="changes nothing without a backup"):
            Store.open(tablet.folder)
    assert files(tablet) == []
    with Store.open(tablet.folder) as store:
        (backup,) = store.backups.held()
        assert backup.place == 1
    monkeypatch.undo()
    restoring.restore(backup.path, tablet.folder.parent / "new", key_of(tablet), tablet.watch())
    with Store.open(tablet.folder.parent / "new") as store:  # as the older version left it
        assert store.counts().submissions == 1


# Erasure


def test_backups_that_hold_what_was_erased_are_replaced(tablet: Tablet, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    tablet.store.backups.set_second(stick)
    submission = tablet.fills(SECRET_ANSWER)
    tablet.store.backups.make("hand")
    tablet.erases(submission)
    assert tablet.store.backups.replace_all() == Left()
    assert [each.place for each in tablet.store.backups.held()] == [2]
    assert [each.place for each in state_of(stick)] == [2]
    shutil.rmtree(stick)
    assert tablet.store.backups.replace_all() == Left((stick / "surveyapp-backups",))


def test_sticks_that_take_turns_all_lose_what_was_erased(tablet: Tablet, tmp_path: Path) -> None:
    stick, pocket = tmp_path / "stick", tmp_path / "pocket"
    for medium in (stick, pocket):
        (medium / "surveyapp-backups").mkdir(parents=True)
    tablet.store.backups.set_second(stick)
    submission = tablet.fills(SECRET_ANSWER)
    tablet.store.backups.make("hand")
    swap(stick, pocket)
    tablet.erases(submission)
    tablet.store.backups.replace_all()
    swap(stick, pocket)  # the one with the answer is back
    tablet.store.backups.make("hand")
    assert [each.place for each in state_of(stick)] == [2]


def swap(one: Path, other: Path) -> None:
    between = one.with_name("between")
    shutil.move(one, between)
    shutil.move(other, one)
    shutil.move(between, other)


def test_a_stick_that_serves_no_more_is_named_and_cleared_too(
    tablet: Tablet, tmp_path: Path
) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    new.mkdir()
    tablet.store.backups.set_second(old)
    submission = tablet.fills(SECRET_ANSWER)
    tablet.store.backups.make("hand")
    tablet.store.backups.set_second(new)
    shutil.move(old, tmp_path / "drawer")
    tablet.erases(submission)
    assert tablet.store.backups.replace_all() == Left((old / "surveyapp-backups",))
    shutil.move(tmp_path / "drawer", old)
    tablet.store.backups.make("hand")
    assert state_of(old) == ()
    assert tablet.store.backups.replace_all() == Left()


def test_backups_of_the_device_one_was_before_lose_what_was_erased(
    tablet: Tablet, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    tablet.store.backups.set_second(stick)
    kept, submission = tablet.fills("نعم"), tablet.fills(SECRET_ANSWER)
    backup = tablet.store.backups.make("hand")
    key = key_of(tablet)
    tablet.fills("لا")  # what the copy never learns of
    more = tablet.store.backups.make("hand")
    restoring.restore(backup.path, tmp_path / "new", key, tablet.watch())
    new = Tablet(tmp_path / "new")
    new.erases(submission)
    there = stick / "surveyapp-backups"
    # One held nothing that is not here; the other does, so it is named and left.
    assert new.store.backups.replace_all() == Left(files=(there / more.path.name,))
    assert sorted(path.name for path in there.iterdir()) == sorted(
        [more.path.name, *(each.path.name for each in new.store.backups.held())]
    )
    new.store.union(tablet.log(), (), (), (), ())
    new.erases(kept)
    assert new.store.backups.replace_all() == Left()
    new.store.close()
    # The tablet it was taken from keeps its own in its folder, until it learns of the erasure.
    assert [each.device for each in tablet.store.backups.held()] == [tablet.id] * 2


# Restoring


def test_on_another_machine_a_backup_opens_with_the_recovery_key_alone(
    tablet: Tablet, tmp_path: Path
) -> None:
    tablet.store.save_profile(profile(tablet))
    stick = tmp_path / "stick"
    stick.mkdir()
    tablet.store.backups.set_second(stick)
    first = tablet.store.backups.make("hand")
    assert not first.recovery.exists()
    tablet.store.save_profile(profile(tablet, recovery=OURS.public))
    submission = tablet.fills(SECRET_ANSWER)
    assert first.recovery.exists()  # the key came later and opens the older one too, at once
    assert state_of(stick)[0].recovery.exists()
    backup = tablet.store.backups.make("hand")
    log = tablet.log()
    machine = tmp_path / "another machine"
    machine.mkdir()
    for path in (backup.path, backup.recovery):
        shutil.copy(path, machine)
    device = tablet.id
    tablet.store.close()
    assert [path for path in tablet.folder.rglob("*") if holds(path, "0661234567")] == []
    shutil.rmtree(tablet.folder)
    there = machine / backup.path.name
    with pytest.raises(UserError, match="does not fit"):
        restoring.key_for(there, sheet=OTHERS.secret)
    with pytest.raises(UserError, match="is not here"):
        restoring.key_for(there)
    key = restoring.key_for(there, sheet=OURS.secret)
    restoring.restore(there, machine / "data", key, Watch()())
    with Store.open(machine / "data") as store:
        assert SECRET_ANSWER in store.submission(submission).document
        assert list(store.revisions()) == log
        assert store.device_id != device  # it writes a log of its own
        assert (machine / "data" / RECOVERY_NAME).exists()
        store.backups.make("hand")
    for word in (SECRET_ANSWER, "0661234567", "company_feedback", "Nadia"):
        assert [path for path in tmp_path.rglob("*") if holds(path, word)] == []
    assert [path for path in machine.rglob("*") if holds(path, key)] == [
        machine / "data" / KEY_NAME
    ]


def test_the_key_of_a_folder_is_found_in_the_place_that_still_has_it(tablet: Tablet) -> None:
    backup = tablet.store.backups.make("hand")
    key = key_of(tablet)
    tablet.store.close()
    put_under_passphrase(tablet.folder)
    (tablet.folder / KEY_NAME).write_text("a move that was cut short")
    with pytest.raises(PassphraseNeeded):
        restoring.key_for(backup.path, access=Access(NoKeyStore()))
    assert restoring.key_for(backup.path, access=Access(NoKeyStore(), PASSPHRASE)) == key


def holds(path: Path, word: str) -> bool:
    if not path.is_file():
        return False
    data = path.read_bytes()
    return word.encode() in data or word.encode("utf-16-le") in data


def test_a_backup_is_never_restored_over_answers(tablet: Tablet) -> None:
    submission = tablet.fills("نعم")
    backup = tablet.store.backups.make("hand")
    tablet.edits(submission, "لا")
    tablet.store.close()
    with pytest.raises(UserError, match="in use already"):
        restoring.restore(backup.path, tablet.folder, key_of(tablet), tablet.watch())
    tablet.restarts()
    assert tablet.answer_of(submission) == "لا"


def test_a_damaged_backup_is_refused_and_leaves_nothing(tablet: Tablet, tmp_path: Path) -> None:
    tablet.fills("نعم")
    backup = tablet.store.backups.make("hand")
    data = bytearray(backup.path.read_bytes())
    data[5 * 8192 + 17] ^= 4
    backup.path.write_bytes(data)
    with pytest.raises(UserError, match="is damaged"):
        restoring.restore(backup.path, tmp_path / "new", key_of(tablet), tablet.watch())
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["lock"]


def test_the_newest_backup_is_tried_by_itself_once_a_day(tablet: Tablet) -> None:
    assert not tablet.store.backups.try_due()
    tablet.fills("نعم")
    backup = tablet.store.backups.make("hand")
    assert tablet.store.backups.try_due()
    trial = tablet.store.backups.try_restore()
    assert trial is not None
    assert trial.sound
    assert tablet.store.backups.state().trial == trial
    assert files(tablet) == [backup.path.name]
    assert [event.kind for event in tablet.store.events()][-1] == "backup-trial"
    left = tablet.folder / names.FOLDER / f"{making.TRIAL}x"  # by a pulled plug
    left.mkdir()
    tablet.fills("لا")
    newer = tablet.store.backups.make("hand")
    assert not left.exists()
    assert not tablet.store.backups.try_due()
    tablet.watch.says("2026-12-27T09:00:00+01:00")
    assert tablet.store.backups.try_due()
    data = bytearray(newer.path.read_bytes())
    data[5 * 8192 + 17] ^= 4
    newer.path.write_bytes(data)
    trial = tablet.store.backups.try_restore()
    assert trial is not None
    assert not trial.sound
    assert tablet.store.backups.changed()  # another is wanted


def test_a_backup_from_before_an_update_of_the_app_is_tried_too(
    tablet: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    tablet.fills("نعم")
    tablet.store.close()
    step = lambda db: db.execute("CREATE TABLE extra (name TEXT) STRICT")  # noqa: E731
    monkeypatch.setattr(schema, "_STEPS", (*schema._STEPS, step))
    monkeypatch.setattr(schema, "LATEST", len(schema._STEPS))
    with Store.open(tablet.folder) as store:
        trial = store.backups.try_restore()
        assert trial is not None
        assert trial.sound
        assert not store.backups.due()


def test_a_trial_that_could_not_be_made_says_nothing_of_the_backup(
    tablet: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    tablet.fills("نعم")
    tablet.store.backups.make("hand")
    with monkeypatch.context() as disk:
        asked = [making.ROOM_LEFT * 3, 0]  # something else fills the disk meanwhile
        disk.setattr(making, "free_room", lambda _: asked.pop(0))
        with pytest.raises(UserError, match="is full"):
            tablet.store.backups.try_restore()
    assert tablet.store.backups.state().trial is None
    assert tablet.store.backups.try_due()
