"""Damage is found, wherever it is."""

from __future__ import annotations

import contextlib
import hashlib
import json
import random
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from surveyapp.errors import UserError
from surveyapp.progress import Cancelled
from surveyapp.store import Attachment, CheckName, HealthReport, Media, Store
from surveyapp.store.connection import PAGE_SIZE, Link
from surveyapp.store.health import Seen
from surveyapp.store.seal import form_hash
from surveyapp.store.troubles import disk_full
from tests.store.tablet import FORM, Tablet, draft


def found(report: HealthReport) -> set[CheckName]:
    return {check.name for check in report.checks if not check.ok}


def tampers(tablet: Tablet, *statements: str) -> None:
    """Somebody with the key writes past the app."""
    with tablet.store._link.read() as raw:
        raw.execute("PRAGMA foreign_keys = OFF")
        for sql in statements:
            raw.execute(sql)
        raw.execute("PRAGMA foreign_keys = ON")


def test_a_sound_store_is_sound(tablet: Tablet) -> None:
    tablet.edits(tablet.fills(), "لا")
    report = tablet.store.check()
    assert report.ok
    assert [check.name for check in report.checks] == list(CheckName)
    assert (report.gaps, report.forks) == ((), ())


@pytest.mark.parametrize(
    "sql",
    [
        'UPDATE revisions SET document = \'{"answer":"لا"}\' WHERE seq = 1',
        "UPDATE revisions SET operator = 'Somebody' WHERE seq = 1",
        "UPDATE revisions SET hash = zeroblob(32) WHERE seq = 1",
    ],
)
def test_an_answer_altered_past_the_app_is_found(tablet: Tablet, sql: str) -> None:
    submission = tablet.fills()
    tablet.edits(submission, "نعم")
    tampers(tablet, sql)
    report = tablet.store.check()
    assert CheckName.CHAIN in found(report)
    problem = next(check for check in report.checks if check.name is CheckName.CHAIN).problems[0]
    assert problem.parameters["seq"] == 1


def test_a_revision_taken_out_is_found(tablet: Tablet) -> None:
    submission = tablet.fills()
    tablet.edits(submission, "a")
    tablet.edits(submission, "b")
    tampers(
        tablet, "DELETE FROM revisions WHERE seq = 2", "DELETE FROM replaced WHERE position = 2"
    )
    assert found(tablet.store.check()) == {CheckName.HEADS}  # what it replaced looks current again


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM heads",
        "DELETE FROM current",
        "DELETE FROM replaced",
        "INSERT INTO heads SELECT submission, position FROM revisions WHERE seq = 1",
        "UPDATE current SET stop = 'MA-01_2026-01-01'",
        "UPDATE current SET kind = 'delete'",
    ],
)
def test_lists_that_left_the_log_are_found(tablet: Tablet, sql: str) -> None:
    tablet.edits(tablet.fills(), "لا")
    tampers(tablet, sql)
    assert found(tablet.store.check()) == {CheckName.HEADS}


def test_a_table_that_is_missing_is_found(tablet: Tablet) -> None:
    tampers(tablet, "DROP INDEX revisions_erasures")
    assert found(tablet.store.check()) == {CheckName.SCHEMA}


def test_a_setting_that_changed_is_found(tablet: Tablet) -> None:
    with tablet.store._link.read() as raw:
        raw.execute("PRAGMA secure_delete = OFF")
    assert found(tablet.store.check()) == {CheckName.SETTINGS}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights elsewhere")
def test_a_key_others_can_read_is_found(tablet: Tablet) -> None:
    (tablet.folder / "survey.key").chmod(0o644)
    assert found(tablet.store.check()) == {CheckName.KEY}


def test_whoever_watches_may_stop_the_look(tablet: Tablet) -> None:
    class Impatient:
        def step(self, done: int, total: int, what: str = "") -> None:
            if done == 3:
                raise Cancelled

    with pytest.raises(Cancelled):
        tablet.store.check(Impatient())
    assert tablet.store.check().ok


def _is_sound(folder: Path) -> bool:
    try:
        with Store.open(folder) as store:
            return store.check().ok
    except UserError:
        return False


def test_no_flipped_bit_changes_an_answer_unseen(make_tablet: Callable[..., Tablet]) -> None:
    tablet = make_tablet()
    for number in range(60):
        tablet.fills(f"réponse {number} " + "x" * 300)
    for number in range(9):
        tablet.store.save_draft(draft(f"d{number}", document='{"answer":"' + "x" * 3000 + '"}'))
    digest, drafts = tablet.store.digest(), tablet.store.drafts()
    tablet.store.close()
    database = tablet.folder / "survey.db"
    sound = database.read_bytes()
    chance = random.Random(1)
    detected = 0
    for _ in range(60):
        place = chance.randrange(len(sound))
        flipped = bytearray(sound)
        flipped[place] ^= 1 << chance.randrange(8)
        database.write_bytes(flipped)
        if _is_sound(tablet.folder):
            with Store.open(tablet.folder) as store:
                assert store.digest() == digest, f"byte {place} changed an answer unseen"
                assert store.drafts() == drafts, f"byte {place} changed a draft unseen"
        else:
            detected += 1
        for beside in ("survey.db-wal", "survey.db-shm"):
            (tablet.folder / beside).unlink(missing_ok=True)
    assert detected >= 55  # bytes nothing reads may be harmless
    database.write_bytes(sound)
    assert _is_sound(tablet.folder)


def test_a_file_cut_short_is_found(make_tablet: Callable[..., Tablet]) -> None:
    tablet = make_tablet()
    for number in range(60):
        tablet.fills(f"réponse {number} " + "x" * 300)
    tablet.store.close()
    database = tablet.folder / "survey.db"
    database.write_bytes(database.read_bytes()[:-8192])
    assert not _is_sound(tablet.folder)


def test_a_broken_page_never_changes_a_long_answer_or_a_file_unseen(
    tablet: Tablet, tmp_path: Path
) -> None:
    """Where the last page of a long row breaks, SQLite hands the row over with zeros in it."""
    answer = json.dumps({"answer": "x" * 40_000}, separators=(",", ":"))
    tablet.store.save_draft(draft("uuid:1", document=answer))
    data = b"picture" * 6_000
    picture = Media(hashlib.sha256(data).hexdigest(), "image/png", data)
    file = Attachment("picture.png", picture.sha256)
    form = replace(FORM, hash=form_hash(FORM.source, (file,)), attachments=(file,))
    tablet.store.add_form(form, (picture,))
    tablet.store.close()
    database = tablet.folder / "survey.db"
    whole, told = database.read_bytes(), 0
    for start in range(PAGE_SIZE, len(whole), PAGE_SIZE):
        broken = bytearray(whole)
        broken[start + 100] ^= 1
        database.write_bytes(broken)
        with contextlib.suppress(UserError), Store.open(tablet.folder) as store:
            looks = (
                (lambda: store.draft("uuid:1").document, answer),
                (lambda: store.media(picture.sha256), picture),
                (lambda: store.form(form.hash), form),
            )
            for look, wanted in looks:
                try:
                    assert look() == wanted
                except UserError:
                    told += 1
    assert told > 10


def test_a_disk_without_room_for_looking_is_not_told_as_damage(
    tablet: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> None:  # the log must be folded into the file before it is looked at
        raise disk_full(tablet.folder)

    tablet.fills()
    with monkeypatch.context() as full:
        full.setattr(Link, "_still_reader", refuse)
        with pytest.raises(UserError, match="is full"):
            tablet.store.check()
        with pytest.raises(UserError, match="is full"):  # and nothing leaves unlooked at
            tablet.store.checkup.require_sound(lists=True)
    assert tablet.store.checkup.last is None
    assert tablet.store.check().ok


def test_whoever_answers_does_not_wait_for_a_look(tablet: Tablet) -> None:
    tablet.fills()
    with tablet.store._link.snapshot() as seen:
        before = seen.execute("SELECT count(*) FROM revisions").fetchone()[0]
        tablet.fills()  # would wait for ever, were the connection the same
        assert seen.execute("SELECT count(*) FROM revisions").fetchone()[0] == before == 1
    assert tablet.store.check().revisions == 2


def test_the_file_stays_as_it_is_while_it_is_looked_at(tablet: Tablet) -> None:
    tablet.fills()
    database = tablet.folder / "survey.db"
    with tablet.store._link.snapshot():
        before = database.read_bytes()
        for number in range(20):
            tablet.fills("x" * 100_000 + str(number))  # more than what folds the log by itself
        assert database.read_bytes() == before
    assert tablet.store.check().ok


def test_nothing_damaged_leaves(tablet: Tablet) -> None:
    tablet.fills()
    tablet.store.checkup.require_sound(lists=True)
    tampers(tablet, "UPDATE revisions SET operator = 'Somebody'")
    tablet.store.checkup._seen = Seen()  # as after a start: the tail alone was looked at
    with pytest.raises(UserError, match="nothing was written") as refusal:
        tablet.store.checkup.require_sound(lists=True)
    assert "does not match its seal" in str(refusal.value.details[0])


def test_lists_that_left_the_log_stop_a_workbook_but_no_package(tablet: Tablet) -> None:
    tablet.fills()
    tampers(tablet, "UPDATE current SET kind = 'delete'")
    tablet.store.checkup.require_sound(lists=False)
    with pytest.raises(UserError, match="nothing was written"):
        tablet.store.checkup.require_sound(lists=True)


def test_what_was_found_sound_is_not_looked_at_again(tablet: Tablet) -> None:
    looked = Steps()
    tablet.fills()
    assert tablet.store.check().ok
    tablet.store.checkup.require_sound(looked, lists=True)
    assert looked.taken == 0, "nothing changed since"
    tablet.fills()
    tablet.store.checkup.require_sound(looked, lists=True)
    assert looked.taken > 0
    assert tablet.store.checkup.last is not None
    assert tablet.store.checkup.last.report.revisions == 2


class Steps:
    """Counts what somebody who watches is told."""

    def __init__(self) -> None:
        self.taken = 0

    def step(self, done: int, total: int, what: str = "") -> None:
        assert 0 <= done <= total
        self.taken += 1


def test_no_bit_flipped_in_the_log_takes_a_commit_away_unseen(
    make_tablet: Callable[..., Tablet], tmp_path: Path
) -> None:
    """After a crash the last commits lie in the write-ahead log alone.

    SQLite reads it up to the first bad frame and says nothing of what lies behind. Only the very
    last commit may be taken back so: that looks like a power cut before it, as it must.
    """
    tablet = make_tablet()
    states = []
    for number in range(25):
        tablet.fills(f"réponse {number} " + "x" * 300)
        states.append(tablet.store.digest())
    crashed = tmp_path / "crashed"
    shutil.copytree(tablet.folder, crashed)
    log = crashed / "survey.db-wal"
    sound = {file: file.read_bytes() for file in (crashed / "survey.db", log)}
    chance = random.Random(1)
    places = [chance.randrange(len(sound[log])) for _ in range(90)] + list(range(0, 56, 2))
    told = 0
    for place in places:
        for file, content in sound.items():
            file.write_bytes(content)
        (crashed / "survey.db-shm").unlink(missing_ok=True)
        flipped = bytearray(sound[log])
        flipped[place] ^= 1 << chance.randrange(8)
        log.write_bytes(flipped)
        try:
            with Store.open(crashed) as store:
                assert store.check().ok
                assert store.digest() in states[-2:], f"byte {place} took commits away unseen"
        except UserError:
            told += 1
            assert log.read_bytes() == flipped, "what is left is left as it is"
    assert told > 100


def test_a_log_that_a_crash_cut_off_is_no_damage(tablet: Tablet, tmp_path: Path) -> None:
    digests = set()
    for number in range(8):
        digests.add(tablet.store.digest())
        tablet.fills(f"réponse {number}")
    digests.add(tablet.store.digest())
    sound = (tablet.folder / "survey.db-wal").read_bytes()
    for length in range(0, len(sound), len(sound) // 40):
        crashed = tmp_path / f"cut {length}"
        shutil.copytree(tablet.folder, crashed)
        (crashed / "survey.db-wal").write_bytes(sound[:length])
        with contextlib.suppress(UserError), Store.open(crashed) as store:
            assert store.check().ok


def test_what_is_to_be_forgotten_meanwhile_is_forgotten_when_the_look_ends(
    tablet: Tablet,
) -> None:
    log = tablet.folder / "survey.db-wal"
    with tablet.store._link.read() as raw:
        raw.execute("PRAGMA busy_timeout = 1")
    tablet.store.save_draft(draft("uuid:1"))
    with tablet.store._link.snapshot():
        tablet.store.discard_draft("uuid:1", for_good=True)
        assert log.stat().st_size > 0, "somebody still reads it"
    assert log.stat().st_size == 0


def test_a_log_torn_while_it_was_begun_anew_is_no_damage(tablet: Tablet, tmp_path: Path) -> None:
    """Its header counts how often it was begun; every second time that is one bit."""
    log = tablet.folder / "survey.db-wal"
    for number in range(4):
        tablet.fills("نعم")
        with tablet.store._link.read() as raw:
            raw.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        folded, digest = log.read_bytes(), tablet.store.digest()
        tablet.fills("لا")
        crashed = tmp_path / f"crashed {number}"
        shutil.copytree(tablet.folder, crashed)
        (crashed / "survey.witness").unlink()  # it saw what this crash takes back
        (crashed / "survey.db-wal").write_bytes(log.read_bytes()[:16] + folded[16:])
        with Store.open(crashed) as store:
            assert store.digest() == digest
