"""A response's own files: given, taken back, changed, finished, settled and erased."""

from __future__ import annotations

import errno
import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from surveyapp.errors import UserError
from surveyapp.services.collect import Interview
from surveyapp.services.drafts import discard_draft, restore_draft
from surveyapp.services.forms import add_form, list_forms
from surveyapp.services.handoff import apply_merge, hand_over
from surveyapp.services.paradata import Mode
from surveyapp.services.resolving import resolve_conflict
from surveyapp.services.response_files import LARGEST
from surveyapp.services.revising import erase_response, restore_revision
from surveyapp.services.setup import DeviceSetup, setup_device
from surveyapp.services.stops import choose_stop
from surveyapp.services.workspace import Workspace
from surveyapp.store import Draft, Media, Store
from tests.services.conftest import SETUP, Clock
from tests.support.xlsforms import xlsx

FORM = """
| survey   |              |           |            |          |
|          | type         | name      | label      | relevant |
|          | select_one yn | agreed   | A photo?   |          |
|          | image        | photo     | The well   | ${agreed} = 'yes' |
|          | begin repeat | visits    | Visits     |          |
|          | audio        | said      | What was said |       |
|          | end repeat   |           |            |          |
|          | begin group  | media     | Papers     |          |
|          | file         | paper     | The permit |          |
|          | end group    |           |            |          |
| choices  |              |           |            |          |
|          | list_name    | name      | label      |          |
|          | yn           | yes       | Yes        |          |
|          | yn           | no        | No         |          |
| settings |              |           |            |          |
|          | form_title   | form_id   | version    |          |
|          | Wells        | wells     | 1          |          |
"""
PHOTO = b"\xff\xd8 the well" * 100
OTHER = b"\xff\xd8 another well" * 100
SOUND = b"ID3 a voice" * 100
PAPER = b"%PDF a permit" * 100
NOON = 1798273800000  # the clock of these tests, in milliseconds


@pytest.fixture
def ready(device: Workspace, tmp_path: Path) -> Workspace:
    path = tmp_path / "wells.xlsx"
    path.write_bytes(xlsx(FORM))
    add_form(device, path)
    return device


def begin(device: Workspace, **options: Any) -> Interview:
    form = next(row for row in list_forms(device, "fr") if row.form_id == "wells")
    interview = Interview.start(device, form.hash, language="", **options)
    interview.answer("/data/agreed", "yes")
    return interview


def holds(device: Workspace, data: bytes) -> bool:
    return bool(device.store.held([hashlib.sha256(data).hexdigest()]))


def stored(device: Workspace, submission: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(device.store.submission(submission).document)
    return document


def test_a_photo_is_on_disk_when_giving_it_returns(ready: Workspace) -> None:
    interview = begin(ready)
    changes = interview.attach("/data/photo", "Photo de Fatima.JPG", PHOTO)
    assert "/data/photo" in changes.refs
    name = interview.session.value("/data/photo")
    assert name == f"{NOON}.jpg"  # as ODK Collect names them; nothing of what it was called
    again = Interview.resume(ready, interview.draft_id)
    assert again.session.value("/data/photo") == name
    file = again.response_file("/data/photo")
    assert file is not None
    assert (file.name, file.type, file.data) == (name, "image/jpeg", PHOTO)
    assert "Fatima" not in ready.store.draft(interview.draft_id).document


def test_files_given_within_one_moment_have_names_of_their_own(ready: Workspace) -> None:
    interview = begin(ready)
    interview.attach("/data/photo", "a.jpg", PHOTO)
    interview.attach("/data/visits[1]/said", "a.mp3", SOUND)
    interview.attach("/data/media/paper", "b.jpg", OTHER)
    names = [
        interview.session.value(ref)
        for ref in ("/data/photo", "/data/visits[1]/said", "/data/media/paper")
    ]
    assert names == [f"{NOON}.jpg", f"{NOON}.mp3", f"{NOON + 1}.jpg"]


@pytest.mark.parametrize("name", ["", "none", "evil.s/h", "weird.ex é", "a." + "x" * 30])
def test_an_ending_that_is_none_is_not_kept(ready: Workspace, name: str) -> None:
    interview = begin(ready)
    interview.attach("/data/media/paper", name, PAPER)
    assert interview.session.value("/data/media/paper") == f"{NOON}.bin"


def test_the_finished_response_names_its_files_as_odk_does(ready: Workspace) -> None:
    interview = begin(ready)
    interview.attach("/data/photo", "a.jpg", PHOTO)
    interview.attach("/data/visits[1]/said", "a.mp3", SOUND)
    interview.attach("/data/media/paper", "a.pdf", PAPER)
    xml = interview.session.to_xml().decode()
    assert f"<photo>{NOON}.jpg</photo>" in xml
    assert f"<said>{NOON}.mp3</said>" in xml
    submission = interview.finish().submission
    assert stored(ready, submission)["media"] == {
        f"{NOON}.jpg": hashlib.sha256(PHOTO).hexdigest(),
        f"{NOON}.mp3": hashlib.sha256(SOUND).hexdigest(),
        f"{NOON}.pdf": hashlib.sha256(PAPER).hexdigest(),
    }
    assert all(holds(ready, each) for each in (PHOTO, SOUND, PAPER))


def test_a_photo_taken_away_can_come_back_until_the_response_is_left(ready: Workspace) -> None:
    interview = begin(ready)
    interview.attach("/data/photo", "a.jpg", PHOTO)
    name = interview.session.value("/data/photo")
    interview.answer("/data/photo", "")
    assert interview.response_file("/data/photo") is None
    interview.answer("/data/photo", name)
    file = interview.response_file("/data/photo")
    assert file is not None
    assert file.data == PHOTO
    interview.answer("/data/photo", "")
    interview.leave()
    assert not holds(ready, PHOTO)
    assert "media" not in json.loads(ready.store.draft(interview.draft_id).document)


def test_a_row_removed_takes_its_recording_along_when_the_response_ends(ready: Workspace) -> None:
    interview = begin(ready)
    interview.attach("/data/visits[1]/said", "a.mp3", SOUND)
    interview.remove_repeat("/data/visits[1]")
    submission = interview.finish().submission
    assert "media" not in stored(ready, submission)
    assert not holds(ready, SOUND)


def test_a_photo_that_no_longer_applies_is_not_in_the_response(ready: Workspace) -> None:
    interview = begin(ready)
    interview.attach("/data/photo", "a.jpg", PHOTO)
    interview.answer("/data/agreed", "no")
    interview.leave()
    resumed = Interview.resume(ready, interview.draft_id)
    assert holds(ready, PHOTO)  # a change of mind brings it back
    resumed.finish()
    assert not holds(ready, PHOTO)


def test_a_draft_thrown_away_comes_back_with_its_photo(ready: Workspace) -> None:
    interview = begin(ready)
    interview.attach("/data/photo", "a.jpg", PHOTO)
    interview.attach("/data/media/paper", "a.pdf", PAPER)
    interview.answer("/data/media/paper", "")
    interview.discard()
    assert not holds(ready, PAPER)
    restore_draft(ready, interview.draft_id)
    file = Interview.resume(ready, interview.draft_id).response_file("/data/photo")
    assert file is not None
    assert file.data == PHOTO
    discard_draft(ready, interview.draft_id)


def test_a_kiosk_that_erases_leaves_no_photo(empty: Workspace, tmp_path: Path) -> None:
    from dataclasses import replace
    from datetime import date

    from surveyapp.services.setup import Partials

    setup_device(empty, replace(SETUP, partials=Partials.ERASE))
    choose_stop(empty, region="MA-12", first_day=date(2026, 12, 26), place="Dakhla")
    path = tmp_path / "wells.xlsx"
    path.write_bytes(xlsx(FORM))
    add_form(empty, path)
    interview = begin(empty, mode=Mode.KIOSK)
    interview.attach("/data/photo", "a.jpg", PHOTO)
    interview.discard()
    assert not holds(empty, PHOTO)


def test_an_edit_that_changes_the_photo_keeps_the_old_one_in_the_history(
    ready: Workspace, clock: Clock
) -> None:
    interview = begin(ready)
    interview.attach("/data/photo", "a.jpg", PHOTO)
    submission = interview.finish().submission
    first = ready.store.submission(submission).revision
    clock.pass_by(minutes=5)
    edit = Interview.edit(ready, submission, operator="Nadia")
    assert edit.response_file("/data/photo") is not None
    edit.attach("/data/photo", "b.jpg", OTHER)
    edit.finish(reason="a better picture")
    assert list(stored(ready, submission)["media"].values()) == [hashlib.sha256(OTHER).hexdigest()]
    assert holds(ready, PHOTO)
    restore_revision(ready, submission, first, reason="the first was right", operator="Omar")
    assert list(stored(ready, submission)["media"].values()) == [hashlib.sha256(PHOTO).hexdigest()]


def test_erasing_a_response_takes_every_photo_it_ever_had(ready: Workspace, clock: Clock) -> None:
    interview = begin(ready)
    interview.attach("/data/photo", "a.jpg", PHOTO)
    submission = interview.finish().submission
    clock.pass_by(minutes=5)
    edit = Interview.edit(ready, submission, operator="Nadia")
    edit.attach("/data/photo", "b.jpg", OTHER)
    edit.finish(reason="a better picture")
    erase_response(ready, submission, reason="asked for it", operator="Nadia")
    assert not holds(ready, PHOTO)
    assert not holds(ready, OTHER)


def test_a_photo_taken_from_the_other_version_comes_along(
    ready: Workspace, tmp_path: Path, clock: Clock
) -> None:
    from datetime import date

    interview = begin(ready)
    submission = interview.finish().submission
    stick = tmp_path / "stick"
    stick.mkdir()
    with Workspace.open(tmp_path / "laptop", now=clock) as laptop:
        setup_device(laptop, DeviceSetup("Laptop", "fr", ("Salma",), "2580"))
        choose_stop(laptop, region="MA-12", first_day=date(2026, 12, 26), place="Dakhla")
        apply_merge(laptop, [hand_over(ready, stick).path])
        clock.pass_by(minutes=1)
        for device, data in ((ready, PHOTO), (laptop, OTHER)):  # the same moment: the same name
            edit = Interview.edit(device, submission, operator="Nadia")
            edit.attach("/data/photo", "a.jpg", data)
            if device is ready:
                edit.attach("/data/media/paper", "a.jpg", PAPER)
            edit.finish(reason="went there")
        clock.pass_by(minutes=1)
        apply_merge(ready, [hand_over(laptop, stick).path])
    heads = ready.store.heads(submission)
    mine = next(each for each in heads if hashlib.sha256(PHOTO).hexdigest() in each.document)
    theirs = next(each for each in heads if each is not mine)
    resolve_conflict(
        ready,
        submission,
        mine.hash,
        take={"/data/photo": theirs.hash},
        reason="theirs is sharper",
        operator="Nadia",
    )
    document = stored(ready, submission)
    named = document["media"][document["data"]["photo"]]
    assert named == hashlib.sha256(OTHER).hexdigest()
    assert document["media"][document["data"]["media"]["paper"]] == (
        hashlib.sha256(PAPER).hexdigest()
    )
    assert holds(ready, OTHER)


def test_what_is_too_large_or_empty_is_said_and_changes_nothing(ready: Workspace) -> None:
    interview = begin(ready)
    interview.attach("/data/photo", "a.jpg", PHOTO)
    with pytest.raises(UserError, match=r"up to 50 MB"):
        interview.attach("/data/photo", "b.jpg", bytes(LARGEST + 1))
    with pytest.raises(UserError, match="empty"):
        interview.attach("/data/photo", "b.jpg", b"")
    file = interview.response_file("/data/photo")
    assert file is not None
    assert file.data == PHOTO
    assert not interview.unsaved


def test_a_full_disk_keeps_the_answers_and_asks_again_for_the_photo(
    ready: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    interview = begin(ready)
    full = Store.save_draft

    def no_room(self: Store, draft: Draft, files: Iterable[Media] = ()) -> None:
        if list(files):
            raise UserError("no room {n}", n=errno.ENOSPC)
        full(self, draft)

    with monkeypatch.context() as patch:
        patch.setattr(Store, "save_draft", no_room)
        with pytest.raises(UserError, match="no room"):
            interview.attach("/data/photo", "a.jpg", PHOTO)
        assert interview.unsaved
        shown = interview.response_file("/data/photo")  # still on the screen
        assert shown is not None
        assert shown.data == PHOTO
        with pytest.raises(UserError, match="no room"):
            interview.answer("/data/agreed", "yes")
        with pytest.raises(UserError, match="no room"):
            interview.finish()
        assert not holds(ready, PHOTO)
    interview.save()
    assert not interview.unsaved
    assert holds(ready, PHOTO)
    assert Interview.resume(ready, interview.draft_id).response_file("/data/photo") is not None


def test_a_file_that_is_not_here_is_not_shown(ready: Workspace) -> None:
    interview = begin(ready)
    interview.answer("/data/photo", "17.jpg")
    assert interview.response_file("/data/photo") is None
    submission = interview.finish().submission
    assert Interview.edit(ready, submission, operator="Nadia").response_file("/data/photo") is None
