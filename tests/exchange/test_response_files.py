"""The files of responses travel with them: once, by their hash, and nothing else along."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path

import pytest

from surveyapp.errors import UserError
from surveyapp.exchange import apply, plan, read_package
from surveyapp.store import Draft, Media, Revision, RevisionKind, Store
from surveyapp.text.bidi import strip_isolates
from tests.exchange.devices import DAKHLA, Device, MakeDevice
from tests.exchange.forging import Json, forged, members

PHOTO = b"\xff\xd8 a well" * 500
SIGNATURE = b"\x89PNG a name in ink" * 300


def media(data: bytes, kind: str = "image/jpeg") -> Media:
    return Media(hashlib.sha256(data).hexdigest(), kind, data)


def answers_with(device: Device, submission: str, **files: bytes) -> Revision:
    """Fill one response whose answers are these files, as an interview does."""
    device.store.add_form(device.form)
    kept = {name.replace("_", "."): media(data) for name, data in files.items()}
    document = json.dumps(
        {
            "data": {"photo": next(iter(kept), "")},
            "media": {name: each.sha256 for name, each in kept.items()},
        }
    )
    now = device.now().isoformat()
    draft = Draft(
        id=submission,
        form_hash=device.form.hash,
        stop=DAKHLA,
        language="ar",
        operator="Amina",
        mode="interview",
        started=now,
        saved=now,
        page="",
        answered=1,
        asked=1,
        category="",
        document=document,
    )
    device.store.save_draft(draft, kept.values())
    return device.store.finish(submission, submission=submission, document=document)


def holds(store: Store, data: bytes) -> bool:
    return bool(store.held([hashlib.sha256(data).hexdigest()]))


def test_a_photo_arrives_with_the_response_and_once(device: MakeDevice) -> None:
    tablet, laptop = device("Tablet 03"), device("Laptop")
    answers_with(tablet, "uuid:one", **{"17_jpg": PHOTO})
    answers_with(tablet, "uuid:two", **{"18_jpg": PHOTO, "19_png": SIGNATURE})
    report = tablet.hands_over()
    assert (report.media, report.answers) == (2, 2)
    plan(laptop.store, [report.path])
    assert not holds(laptop.store, PHOTO)
    assert apply(laptop.store, [report.path]).new == 2
    for data in (PHOTO, SIGNATURE):
        sha256 = hashlib.sha256(data).hexdigest()
        assert laptop.store.media(sha256) == tablet.store.media(sha256)
    assert apply(laptop.store, [report.path]).changes_nothing
    assert laptop.store.check().ok
    # Whoever gets the laptop's package gets what the laptop got.
    other = device("Rabat")
    apply(other.store, [laptop.package()])
    assert holds(other.store, SIGNATURE)


def test_any_unzip_shows_files_by_their_hash_never_by_their_name(device: MakeDevice) -> None:
    tablet = device("Tablet 03")
    answers_with(tablet, "uuid:one", **{"17_jpg": PHOTO})
    with zipfile.ZipFile(tablet.package()) as archive:
        names = [name for name in archive.namelist() if name.startswith("media/")]
        assert names == [f"media/{hashlib.sha256(PHOTO).hexdigest()}"]
        assert archive.read(names[0]) == PHOTO


def test_what_is_still_being_filled_in_stays_at_home(device: MakeDevice) -> None:
    tablet = device("Tablet 03")
    answers_with(tablet, "uuid:one", **{"17_jpg": PHOTO})
    draft = Draft(
        id="half",
        form_hash=tablet.form.hash,
        stop=DAKHLA,
        language="ar",
        operator="",
        mode="kiosk",
        started=tablet.now().isoformat(),
        saved=tablet.now().isoformat(),
        page="",
        answered=1,
        asked=2,
        category="",
        document=json.dumps({"data": {}, "media": {"20.png": media(SIGNATURE).sha256}}),
    )
    tablet.store.save_draft(draft, [media(SIGNATURE)])
    assert f"media/{media(SIGNATURE).sha256}" not in members(tablet.package())


def test_a_package_from_before_an_erasure_brings_no_photo_back(device: MakeDevice) -> None:
    tablet, laptop = device("Tablet 03"), device("Laptop")
    answers_with(tablet, "uuid:one", **{"17_jpg": PHOTO})
    early = tablet.package()
    apply(laptop.store, [early])
    tablet.changes("uuid:one", RevisionKind.ERASE)
    assert not holds(tablet.store, PHOTO)
    late = tablet.hands_over()
    assert (late.media, late.answers) == (0, 0)
    apply(laptop.store, [late.path])
    assert not holds(laptop.store, PHOTO)
    apply(laptop.store, [early])
    assert not holds(laptop.store, PHOTO)


def test_a_response_whose_file_is_lost_travels_without_it(device: MakeDevice) -> None:
    """A rescued store may lack a file; what is left still goes, and another device may bring it."""
    tablet, rescued = device("Tablet 03"), device("Rescued")
    answers_with(tablet, "uuid:one", **{"17_jpg": PHOTO})
    rescued.store.union(tablet.store.revisions())
    rescued.store.add_form(tablet.form)
    report = rescued.hands_over()
    assert (report.responses, report.answers) == (1, 0)
    laptop = device("Laptop")
    apply(laptop.store, [report.path])
    apply(laptop.store, [tablet.package()])
    assert holds(laptop.store, PHOTO)


def smuggled(manifest: Json) -> None:
    manifest["media"] = sorted(
        [*manifest["media"], {"sha256": media(SIGNATURE).sha256, "type": "image/png"}],
        key=lambda each: each["sha256"],
    )


def twice(manifest: Json) -> None:
    manifest["media"] = [*manifest["media"], {**manifest["media"][0], "type": "video/mp4"}]


def as_version_2(manifest: Json) -> None:
    manifest["format_version"] = 2


@pytest.mark.parametrize("change", [smuggled, twice, as_version_2])
def test_files_that_no_answer_names_are_refused(device: MakeDevice, change: object) -> None:
    tablet, laptop = device("Tablet 03"), device("Laptop")
    answers_with(tablet, "uuid:one", **{"17_jpg": PHOTO})
    added = {f"media/{media(SIGNATURE).sha256}": SIGNATURE} if change is smuggled else {}
    path = forged(tablet.package(), manifest=change, parts=added)  # type: ignore[arg-type]
    before = laptop.store.digest()
    for take in (read_package, lambda path: apply(laptop.store, [path])):
        with pytest.raises(UserError) as caught:
            take(path)
        assert path.name in strip_isolates(str(caught.value))
    assert laptop.store.digest() == before
    assert not holds(laptop.store, PHOTO)
    assert not holds(laptop.store, SIGNATURE)


def test_a_photo_changed_and_signed_again_is_refused(device: MakeDevice) -> None:
    tablet, laptop = device("Tablet 03"), device("Laptop")
    answers_with(tablet, "uuid:one", **{"17_jpg": PHOTO})
    name = f"media/{media(PHOTO).sha256}"
    path: Path = forged(tablet.package(), parts={name: b"another face"})
    with pytest.raises(UserError):
        apply(laptop.store, [path])
    assert laptop.store.counts().submissions == 0
