"""Damaged folders: what verifies is saved, what is lost is named, and nothing is written there."""

from __future__ import annotations

import errno
import hashlib
import io
import json
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from surveyapp.errors import UserError
from surveyapp.progress import Silent
from surveyapp.services.rescue import RescueReport, Wanted, rescue_data
from surveyapp.store import DeviceProfile, Gap, Media, Store, folder
from surveyapp.store.backups import names
from surveyapp.store.connection import PAGE_SIZE
from surveyapp.store.custody import Access, NoKeyStore, Protection
from surveyapp.store.key import KEY_NAME, new_key
from surveyapp.store.salvage.reading import Salvage
from surveyapp.store.troubles import Damaged, WrongKey
from tests.store.tablet import FORM, STOP, Tablet, Watch, draft
from tests.store.test_media import PICTURE, VILLAGES, with_files
from tests.support.keys import OTHERS, OURS, PASSPHRASE, DrawerKeyStore
from tests.support.passphrases import put_under_passphrase

ANSWERS = 40
LONG = "جواب طويل " * 40
HUGE = "x" * 30_000  # goes on over several pages


class Lost:
    """A tablet of whose folder something is damaged, and what it held before."""

    def __init__(self, tablet: Tablet) -> None:
        self.tablet = tablet
        self.folder = tablet.folder
        tablet.store.save_profile(
            DeviceProfile(
                id=tablet.id, label="Tablet 03", language="ar", staff=("Nadia",), idle_seconds=60,
                partials="keep", pin_set=False, recovery=OURS.public,
            ),
            pin="2580",
        )  # fmt: skip
        tablet.store.choose_stop(STOP.key, STOP.place)
        tablet.store.set_secret("signing", b"\x07" * 32)
        tablet.store.save_draft(draft("under way"))
        tablet.store.save_draft(draft("thrown away"))
        tablet.store.discard_draft("thrown away")
        self.submissions = [tablet.fills(f"{LONG} {n}") for n in range(ANSWERS)]
        self.submissions.append(tablet.fills(HUGE))
        tablet.edits(self.submissions[3], "changed")
        tablet.erases(self.submissions[5])
        self.log = tablet.log()
        self.device = tablet.id
        self.key = tablet.store.custody.key

    @property
    def database(self) -> Path:
        return self.folder / folder.DATABASE_NAME

    def closes(self) -> None:
        self.tablet.store.close()

    def damage(self, *pages: int, bit: int = 700) -> None:
        """Turn one bit on each page."""
        data = bytearray(self.database.read_bytes())
        for page in pages:
            data[(page - 1) * PAGE_SIZE + bit] ^= 0x10
        self.database.write_bytes(data)

    def overwrite(self, *pages: int) -> None:
        """Put noise in place of whole pages."""
        data = bytearray(self.database.read_bytes())
        for page in pages:
            noise = random.Random(page).randbytes(PAGE_SIZE)
            data[(page - 1) * PAGE_SIZE : page * PAGE_SIZE] = noise
        self.database.write_bytes(data)

    @property
    def pages(self) -> int:
        return self.database.stat().st_size // PAGE_SIZE

    def rescued(self, *packages: Path, **options: object) -> RescueReport:
        """Rescue into a new folder, and see that the damaged one was only read."""
        before = contents(self.folder)
        out = self.folder.parent / "out"
        shutil.rmtree(out, ignore_errors=True)
        wanted = replace(
            Wanted(self.folder, out, access=Access(NoKeyStore())),
            **options,  # type: ignore[arg-type]
        )
        report = rescue_data(wanted, packages, now=Watch())
        assert contents(self.folder) == before
        assert report.sound
        return report

    def opened(self, **options: object) -> Store:
        return Store.open(self.folder.parent / "out", **options)  # type: ignore[arg-type]


def contents(place: Path) -> dict[str, bytes]:
    """Return the files of a folder, the lock aside: it says who held it last, and the minute."""
    return {
        str(path.relative_to(place)): path.read_bytes()
        for path in place.rglob("*")
        if path.is_file() and path.name != "lock"
    }


@pytest.fixture
def lost(tablet: Tablet) -> Iterator[Lost]:
    made = Lost(tablet)
    yield made
    made.tablet.store.close()


def test_everything_comes_out_of_a_sound_folder(lost: Lost) -> None:
    lost.closes()
    report = lost.rescued()
    assert report.complete
    assert report.revisions == len(lost.log)
    assert [(line.name, line.damaged, line.opened) for line in report.sources] == [
        ("survey.db", 0, True)
    ]
    with lost.opened() as store:
        assert list(store.revisions()) == lost.log
        assert store.form(FORM.hash) == FORM
        assert store.chosen_stop() == STOP
        assert store.check_pin("2580")
        assert store.secret("signing") == b"\x07" * 32
        profile = store.profile()
        assert profile is not None
        assert (profile.label, profile.staff, profile.recovery) == (
            "Tablet 03", ("Nadia",), OURS.public,
        )  # fmt: skip
        assert [each.id for each in store.drafts()] == ["under way"]
        assert [each.draft.id for each in store.discarded_drafts()] == ["thrown away"]
        assert store.device_id != lost.device
        assert [each.before for each in store.identities()] == [lost.device]
        assert store.backups.held()


def test_one_bit_anywhere_costs_at_most_the_record_it_is_in(lost: Lost) -> None:
    lost.closes()
    whole = lost.database.read_bytes()
    chance = random.Random(60)
    costs = []
    for _ in range(12):
        page, bit = chance.randint(2, lost.pages), chance.randint(0, PAGE_SIZE - 81)
        lost.damage(page, bit=bit)
        report = lost.rescued()
        costs.append(len(lost.log) - report.revisions)
        with lost.opened() as store:
            assert set(store.revisions()) <= set(lost.log)  # nothing is altered unseen
        lost.database.write_bytes(whole)
    # Two at most: the turned bit garbles a block and a bit of the next.
    assert max(costs) <= 2, costs
    assert costs.count(0) >= 6, costs


def test_a_damaged_middle_comes_back_from_the_backup(lost: Lost) -> None:
    lost.tablet.store.backups.make("hand")
    later = lost.tablet.fills("after the backup")
    lost.log = lost.tablet.log()
    lost.closes()
    lost.overwrite(*range(lost.pages // 3, 2 * lost.pages // 3))
    with pytest.raises(UserError), Store.open(lost.folder) as store:
        list(store.revisions())
    report = lost.rescued()
    assert [line.opened for line in report.sources] == [True, True]
    assert report.sources[0].damaged > 5
    with lost.opened() as store:
        saved = list(store.revisions())
        assert set(saved) >= set(lost.log[:-1])
        assert report.missing == (
            () if saved == lost.log else (Gap(lost.device, len(lost.log) - 1, len(lost.log) + 1),)
        )
        assert later == lost.log[-1].submission


def test_what_no_source_holds_is_named(lost: Lost) -> None:
    lost.closes()
    lost.overwrite(*range(1, lost.pages + 1))
    report = lost.rescued()
    assert report.revisions == 0
    assert not report.set_up
    with pytest.raises(Damaged):  # nothing of it decrypts, but the witness knows the key
        Store.open(lost.folder)
    assert report.missing == (Gap(lost.device, 0, len(lost.log) + 1),)  # the witness knew


@pytest.mark.parametrize("how", ["bit", "noise", "salt"])
def test_a_damaged_first_page_is_told_from_a_wrong_key_and_rescued(lost: Lost, how: str) -> None:
    if how == "salt":
        lost.tablet.store.backups.make("hand")
    lost.closes()
    if how == "noise":
        data = bytearray(lost.database.read_bytes())
        data[16:PAGE_SIZE] = random.Random(1).randbytes(PAGE_SIZE - 16)
        lost.database.write_bytes(data)
    else:
        lost.damage(1, bit=5 if how == "salt" else 700)
    with pytest.raises(Damaged):
        Store.open(lost.folder)
    report = lost.rescued()
    assert report.complete
    assert report.sources[0].opened
    with lost.opened() as store:
        assert list(store.revisions()) == lost.log
        assert store.check_pin("2580")


def test_a_wrong_key_is_told_from_damage(lost: Lost) -> None:
    lost.tablet.store.backups.make("hand")
    lost.closes()
    (lost.folder / KEY_NAME).write_text(new_key())
    with pytest.raises(WrongKey):
        Store.open(lost.folder)


def test_the_salt_alone_being_gone_still_leaves_what_carries_a_seal(lost: Lost) -> None:
    lost.closes()
    lost.damage(1, bit=5)
    report = lost.rescued()
    assert report.revisions == len(lost.log)
    assert report.submissions == ANSWERS
    assert [line.opened for line in report.sources] == [False]
    assert not report.set_up  # who the device is carries no seal


def test_a_truncated_file_gives_what_is_left(lost: Lost) -> None:
    lost.closes()
    data = lost.database.read_bytes()
    lost.database.write_bytes(data[: len(data) * 9 // 10 + 1000])
    report = lost.rescued()
    assert 0 < report.revisions < len(lost.log)
    with lost.opened() as store:
        saved = {revision.seq for revision in store.revisions()}
    named = {seq for gap in report.missing for seq in range(gap.after + 1, gap.before)}
    assert named == set(range(1, len(lost.log) + 1)) - saved


def test_an_empty_file_and_a_missing_one_are_made_up_for_by_the_backups(lost: Lost) -> None:
    lost.tablet.store.backups.make("hand")
    lost.closes()
    lost.database.write_bytes(b"")
    with pytest.raises(Damaged):
        Store.open(lost.folder)
    assert lost.rescued().complete
    lost.database.unlink()
    with pytest.raises(Damaged, match=r"survey\.db is missing"):
        Store.open_or_create(lost.folder)
    assert lost.rescued().complete


def copy_while_open(lost: Lost) -> Path:
    """Copy the folder as a pulled plug leaves it: the last answers stand in the log beside."""
    for number in range(10):
        lost.tablet.fills(f"at the end {number}")
    lost.log = lost.tablet.log()
    torn = lost.folder.parent / "torn"
    shutil.copytree(lost.folder, torn)
    assert (torn / "survey.db-wal").stat().st_size > 100_000
    return torn


def test_what_stands_in_the_write_ahead_log_is_read(lost: Lost) -> None:
    lost.folder = copy_while_open(lost)
    lost.damage(1)
    report = lost.rescued()
    assert report.complete
    assert report.revisions == len(lost.log)


def test_a_missing_write_ahead_log_costs_what_was_in_it_and_is_named(lost: Lost) -> None:
    lost.folder = copy_while_open(lost)
    (lost.folder / "survey.db-wal").unlink()
    report = lost.rescued()
    assert report.revisions < len(lost.log)
    assert report.missing[-1].before == len(lost.log) + 1


def test_the_write_ahead_log_alone_gives_what_is_in_it(lost: Lost) -> None:
    lost.folder = copy_while_open(lost)
    lost.database.unlink()
    report = lost.rescued()
    assert report.revisions >= 10
    assert report.missing


class _BadSector(io.FileIO):
    """A file of which the disk does not give one page."""

    bad = 0

    def read(self, size: int | None = -1, /) -> bytes:
        if self.tell() == self.bad:
            raise OSError(errno.EIO, "Input/output error")
        return super().read(-1 if size is None else size)


def test_a_sector_that_the_disk_does_not_give_costs_its_page_alone(
    lost: Lost, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost.closes()
    monkeypatch.setattr(_BadSector, "bad", (lost.pages // 2) * PAGE_SIZE)
    opened = Path.open

    def failing(self: Path, mode: str = "r", *rest: object, **named: object) -> object:
        if self == lost.database and mode == "rb":
            return _BadSector(self, "rb")
        return opened(self, mode, *rest, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", failing)
    report = lost.rescued()
    assert report.sources[0].damaged == 1
    assert len(lost.log) - 8 < report.revisions <= len(lost.log)


def test_a_missing_key_is_made_up_for_by_the_recovery_key(lost: Lost) -> None:
    lost.tablet.store.backups.make("hand")
    lost.closes()
    (lost.folder / KEY_NAME).unlink()
    lost.damage(1)
    with pytest.raises(UserError, match="recovery key"):
        lost.rescued()
    with pytest.raises(UserError, match="does not fit"):
        lost.rescued(sheet=OTHERS.secret)
    assert lost.rescued(sheet=OURS.secret).complete
    # Even where only a backup was carried away, with the copy beside it.
    (lost.folder / "survey.recovery").unlink()
    assert lost.rescued(sheet=OURS.secret).complete


def test_a_folder_under_a_passphrase_stays_under_it(lost: Lost) -> None:
    lost.closes()
    put_under_passphrase(lost.folder)
    lost.damage(1)
    access = Access(NoKeyStore(), PASSPHRASE)
    assert lost.rescued(access=access).complete
    with lost.opened(access=access) as store:
        assert store.custody.protection is Protection.PASSPHRASE


def test_other_devices_and_files_of_forms_are_saved_too(
    make_tablet: Callable[..., Tablet], lost: Lost
) -> None:
    other = make_tablet("other")
    for _ in range(3):
        other.fills("from the other")
    lost.tablet.takes(other)
    form, files = with_files(**{"villages.csv": VILLAGES, "picture.png": PICTURE * 2000})
    lost.tablet.store.add_form(form, files)
    lost.closes()
    lost.damage(1)
    report = lost.rescued()
    assert report.complete
    with lost.opened() as store:
        assert {log.device for log in store.devices()} >= {lost.device, other.id}
        assert [store.media(each.sha256).data for each in files] == [each.data for each in files]


def test_files_of_responses_and_of_those_under_way_are_saved_with_them(lost: Lost) -> None:
    pictures = [bytes([number]) * 30_000 for number in range(3)]
    files = [Media(hashlib.sha256(each).hexdigest(), "image/jpeg", each) for each in pictures]
    documents = [json.dumps({"media": {"a.jpg": each.sha256}}) for each in files]
    store = lost.tablet.store
    store.save_draft(draft("done", document=documents[0]), files[:1])
    store.finish("done", submission="uuid:done", document=documents[0])
    store.save_draft(draft("waiting", document=documents[1]), files[1:2])
    store.save_draft(draft("thrown", document=documents[2]), files[2:])
    store.discard_draft("thrown")
    lost.closes()
    assert lost.rescued().sound
    with lost.opened() as store:
        assert [store.media(each.sha256) for each in files] == files
        store.restore_draft("thrown")
        assert store.draft("thrown").document == documents[2]


def test_nothing_is_rescued_over_answers_and_nothing_is_left_of_a_failure(lost: Lost) -> None:
    lost.closes()
    out = lost.folder.parent / "out"
    with pytest.raises(UserError, match="in use already"):
        rescue_data(Wanted(lost.folder, lost.folder))
    with pytest.raises(UserError, match="nothing to rescue"):
        rescue_data(Wanted(lost.folder.parent / "nowhere", out))
    with pytest.raises(UserError, match="no file"):
        rescue_data(Wanted(lost.folder, out, backups=(out / "gone.backup",)))
    assert not out.exists()


def test_no_answer_lies_in_the_open_after_a_rescue(lost: Lost, tmp_path: Path) -> None:
    lost.tablet.store.backups.make("hand")
    lost.closes()
    lost.damage(1, 4, 9)
    lost.rescued()
    words = ("جواب طويل".encode(), b"company_feedback", b"Nadia")
    open_files = [
        path
        for path in tmp_path.rglob("*")
        if path.is_file() and any(word in path.read_bytes() for word in words)
    ]
    assert open_files == []
    assert names.held(lost.folder.parent / "out" / names.FOLDER)


def test_a_form_that_is_lost_is_named_with_what_hangs_on_it(lost: Lost) -> None:
    lost.tablet.store.backups.make("hand")
    lost.closes()
    whole = lost.database.read_bytes()
    backups = lost.folder / names.FOLDER
    for page in range(2, lost.pages + 1):
        lost.overwrite(page)
        with closing(Salvage(lost.database, lost.key)) as salvage:
            if not salvage.read(Silent()).forms:
                break
        lost.database.write_bytes(whole)
    backups.rename(lost.folder.parent / "elsewhere")
    report = lost.rescued()
    assert not report.complete
    assert report.forms_missing == (FORM.hash,)
    assert report.drafts_without_form == 2
    (backup,) = (lost.folder.parent / "elsewhere").glob("*.backup")
    # The drafts are those of the damaged database, once a backup brings their form.
    report = lost.rescued(backups=(backup,))
    assert report.complete
    assert report.drafts == 1


def test_a_key_in_the_key_store_goes_into_it_again_under_a_name_of_its_own(lost: Lost) -> None:
    drawer = DrawerKeyStore()
    access = Access(drawer)
    lost.closes()
    with Store.open(lost.folder, access=access) as store:
        store.custody.move_to(Protection.KEY_STORE)
    lost.damage(1)
    assert lost.rescued(access=access).complete
    assert len(drawer.secrets) == 2  # moving one never takes the other's key away
    with lost.opened(access=access) as store:
        assert store.custody.protection is Protection.KEY_STORE
        store.custody.move_to(Protection.FILE)
    assert lost.rescued(access=access).complete


# Files of responses


PHOTO = b"\xff\xd8 a well" * 3000
SIGNED = b"\x89PNG a name in ink" * 3000


def with_file(tablet: Tablet, name: str, data: bytes) -> str:
    """Answer a draft with a file; return the document."""
    kept = Media(hashlib.sha256(data).hexdigest(), "image/png", data)
    document = json.dumps({"data": {"photo": "1.png"}, "media": {"1.png": kept.sha256}})
    tablet.store.save_draft(draft(name, document=document), [kept])
    return document


def held(store: Store) -> set[bytes]:
    digests = {hashlib.sha256(each).hexdigest(): each for each in (PHOTO, SIGNED)}
    return {digests[each] for each in store.held(digests)}


def test_files_of_responses_and_of_those_under_way_come_along(lost: Lost) -> None:
    document = with_file(lost.tablet, "finished", PHOTO)
    lost.tablet.store.finish("finished", submission="uuid:photo", document=document)
    with_file(lost.tablet, "signing", SIGNED)
    lost.closes()
    report = lost.rescued()
    assert report.complete
    with lost.opened() as store:
        assert held(store) == {PHOTO, SIGNED}


def test_a_file_on_damaged_pages_comes_from_the_backup_or_is_named(lost: Lost) -> None:
    document = with_file(lost.tablet, "finished", PHOTO)
    lost.tablet.store.finish("finished", submission="uuid:photo", document=document)
    lost.tablet.store.backups.make("hand")
    with_file(lost.tablet, "signing", SIGNED)  # later: no backup has it
    with lost.tablet.store._link.read() as raw:
        root = raw.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'media'").fetchone()[0]
    lost.closes()
    # Only the table of files: all of the log and of the drafts is sound.
    lost.overwrite(root)
    report = lost.rescued()
    assert report.revisions == len(lost.log) + 1
    with lost.opened() as store:
        assert PHOTO in held(store)
        assert report.files_missing == len(store.files_missing())
        assert bool(report.files_missing) is (SIGNED not in held(store))


def test_a_file_taken_away_does_not_come_back_from_an_old_backup(lost: Lost) -> None:
    with_file(lost.tablet, "signing", SIGNED)
    lost.tablet.store.backups.make("hand")
    lost.tablet.store.save_draft(draft("signing"))
    lost.closes()
    lost.damage(3)
    lost.rescued()
    with lost.opened() as store:
        assert held(store) == set()
