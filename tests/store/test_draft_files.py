"""The files a draft names: on disk with the answer, and gone when nothing names them."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from surveyapp.errors import UserError
from surveyapp.store import Draft, Media, Revision, RevisionKind, Store
from tests.store.tablet import Tablet, draft

PHOTO = b"\xff\xd8 a well" * 4000
OTHER = b"\x89PNG a name in ink" * 4000


def media(data: bytes) -> Media:
    return Media(hashlib.sha256(data).hexdigest(), "image/jpeg", data)


def document(*files: bytes) -> str:
    named = {f"{number}.jpg": media(data).sha256 for number, data in enumerate(files)}
    return json.dumps({"data": {"photos": " ".join(named)}, "media": named})


def saves(tablet: Tablet, name: str, *files: bytes) -> Draft:
    kept = draft(name, document=document(*files))
    tablet.store.save_draft(kept, map(media, files))
    return kept


def changing(first: Revision, *files: bytes) -> Draft:
    kept = draft("change", document=document(*files))
    return replace(kept, edits=first.submission, replaces=(first.hash,))


def holds(store: Store, data: bytes) -> bool:
    return bool(store.held([media(data).sha256]))


def test_a_file_is_on_disk_with_the_answer_that_names_it(tablet: Tablet) -> None:
    kept = saves(tablet, "one", PHOTO)
    tablet.restarts()
    assert tablet.store.draft("one") == kept
    assert tablet.store.media(media(PHOTO).sha256) == media(PHOTO)


def test_a_file_that_no_answer_names_any_more_goes(tablet: Tablet) -> None:
    saves(tablet, "one", PHOTO, OTHER)
    saves(tablet, "one", OTHER)
    assert not holds(tablet.store, PHOTO)
    assert holds(tablet.store, OTHER)
    saves(tablet, "one")
    assert not holds(tablet.store, OTHER)


def test_a_file_of_two_drafts_stays_while_one_names_it(tablet: Tablet) -> None:
    saves(tablet, "one", PHOTO)
    saves(tablet, "two", PHOTO)
    saves(tablet, "one")
    assert holds(tablet.store, PHOTO)
    tablet.store.discard_draft("two", for_good=True)
    assert not holds(tablet.store, PHOTO)


def test_a_finished_response_keeps_its_files_and_no_others(tablet: Tablet) -> None:
    saves(tablet, "one", PHOTO, OTHER)
    tablet.store.finish("one", submission="uuid:one", document=document(PHOTO))
    assert holds(tablet.store, PHOTO)
    assert not holds(tablet.store, OTHER)
    tablet.erases("uuid:one")
    assert not holds(tablet.store, PHOTO)


def test_a_draft_thrown_away_can_be_taken_back_with_its_files(tablet: Tablet) -> None:
    saves(tablet, "one", PHOTO)
    tablet.store.discard_draft("one")
    assert holds(tablet.store, PHOTO)
    tablet.store.restore_draft("one")
    assert holds(tablet.store, PHOTO)


def test_a_draft_thrown_away_for_good_leaves_no_byte_of_its_files(tablet: Tablet) -> None:
    saves(tablet, "one", PHOTO)
    tablet.store.discard_draft("one", for_good=True)
    assert not holds(tablet.store, PHOTO)
    assert tablet.store.check().ok


def test_what_was_thrown_away_long_ago_goes_with_its_files(tablet: Tablet) -> None:
    saves(tablet, "one", PHOTO)
    tablet.store.discard_draft("one")
    for days in (31, 2):
        tablet.watch.time += timedelta(days=days)
        tablet.restarts()
    assert tablet.store.discarded_drafts() == ()
    assert not holds(tablet.store, PHOTO)


def test_erasing_takes_what_somebody_was_changing_in_it_along(tablet: Tablet) -> None:
    saves(tablet, "one", PHOTO)
    first = tablet.store.finish("one", submission="uuid:one", document=document(PHOTO))
    change = changing(first, PHOTO, OTHER)
    tablet.store.save_draft(change, [media(OTHER)])
    tablet.erases("uuid:one")
    assert tablet.store.drafts() == ()
    assert not holds(tablet.store, PHOTO)
    assert not holds(tablet.store, OTHER)


def test_an_edit_that_drops_a_photo_leaves_it_to_the_state_before(tablet: Tablet) -> None:
    saves(tablet, "one", PHOTO)
    first = tablet.store.finish("one", submission="uuid:one", document=document(PHOTO))
    change = changing(first)
    tablet.store.save_draft(change)
    edited = tablet.store.finish("change", submission="uuid:one", document=document(), reason="no")
    assert edited.kind is RevisionKind.EDIT
    assert holds(tablet.store, PHOTO)


def test_an_altered_file_is_refused_with_its_answer(tablet: Tablet) -> None:
    bad = Media(media(PHOTO).sha256, "image/jpeg", OTHER)
    with pytest.raises(UserError, match="altered"):
        tablet.store.save_draft(draft("one", document=document(PHOTO)), [bad])
    assert tablet.store.drafts() == ()


def test_a_backup_holds_the_files_of_drafts_and_responses(tablet: Tablet) -> None:
    saves(tablet, "one", PHOTO)
    saves(tablet, "two", OTHER)
    tablet.store.finish("two", submission="uuid:two", document=document(OTHER))
    backup = tablet.store.backups.make("asked")
    assert backup.path.stat().st_size > len(PHOTO) + len(OTHER)


GIVE = """
import sys
from pathlib import Path
from tests.store.tablet import Tablet
from tests.store.test_draft_files import saves
tablet = Tablet(Path(sys.argv[1]))
print("open", flush=True)
for number in range(1000):
    saves(tablet, "one", str(number).encode() * 100_000)
    print(number, flush=True)
"""


def test_a_kill_leaves_answer_and_file_or_the_ones_before(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", GIVE, str(tmp_path / "data")],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as worker:
        assert worker.stdout is not None
        said = [worker.stdout.readline() for _ in range(6)]
        worker.kill()
        said += worker.stdout.readlines()
    acknowledged = int(said[-1])
    with Store.open(tmp_path / "data") as store:
        (kept,) = store.drafts()
        (sha256,) = json.loads(kept.document)["media"].values()
        data = store.media(sha256).data
        number = int(data[: len(data) // 100_000])
        assert number in (acknowledged, acknowledged + 1)
        with store._link.read() as raw:
            assert raw.execute("SELECT count(*) FROM media").fetchone()[0] == 1
        assert store.check().ok
