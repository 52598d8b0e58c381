"""The files of forms travel with them: whole, once, and by a name that is no path."""

from __future__ import annotations

import dataclasses
import hashlib
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from surveyapp.errors import UserError
from surveyapp.exchange import apply, plan, read_package
from surveyapp.store import Attachment, FormRecord, Media, form_hash
from surveyapp.text.bidi import strip_isolates
from tests.exchange.devices import Device, MakeDevice, form_record
from tests.exchange.forging import Json, archive, forged, members

VILLAGES = Media("", "text/csv", b"name,label\n" + "v1,تامصلوحت\n".encode() * 5000)
PICTURE = Media("", "image/png", b"\x89PNG" + bytes(range(256)) * 40)
PAST = Path(__file__).parent / "past"


def hashed(media: Media) -> Media:
    return dataclasses.replace(media, sha256=hashlib.sha256(media.data).hexdigest())


def equipped(**files: Media) -> tuple[FormRecord, list[Media]]:
    """Return a form to which these files belong, and the files."""
    kept = {name.replace("_", "."): hashed(media) for name, media in files.items()}
    named = tuple(Attachment(name, kept[name].sha256) for name in sorted(kept))
    form = form_record()
    return (
        dataclasses.replace(form, hash=form_hash(form.source, named), attachments=named),
        list(kept.values()),
    )


def with_files(tablet: Device) -> Device:
    form, files = equipped(villages_csv=VILLAGES, well_png=PICTURE, again_png=PICTURE)
    tablet.store.add_form(form, files)
    tablet.form = form
    return tablet


def test_the_files_of_a_form_arrive_with_it(device: MakeDevice) -> None:
    tablet, laptop = with_files(device("Tablet 03")), device("Laptop")
    tablet.fills(2)
    report = tablet.hands_over()
    assert (report.forms, report.media) == (1, 2)
    tried = plan(laptop.store, [report.path])
    assert laptop.store.forms() == ()
    result = apply(laptop.store, [report.path])
    assert (tried.forms_new, result.forms_new, result.new) == (1, 1, 2)
    form = laptop.store.form(tablet.form.hash)
    assert form == tablet.store.form(tablet.form.hash)
    assert [file.name for file in form.attachments] == ["again.png", "villages.csv", "well.png"]
    for file in form.attachments:
        assert laptop.store.media(file.sha256) == tablet.store.media(file.sha256)
    assert laptop.store.check().ok
    assert laptop.store.digest() == apply_again(laptop, report.path)


def apply_again(laptop: Device, path: Path) -> str:
    assert apply(laptop.store, [path, path]).changes_nothing
    return laptop.store.digest()


def test_devices_that_added_other_files_keep_both_whatever_comes_first(device: MakeDevice) -> None:
    one, two = with_files(device("Tablet 01")), device("Tablet 02")
    form, files = equipped(villages_csv=dataclasses.replace(VILLAGES, data=b"name\nv2\n"))
    two.store.add_form(form, files)
    two.form = form
    packages = []
    for tablet in (one, two):
        tablet.fills(1)
        packages.append(tablet.package())
    laptop, other = device("Laptop"), device("Other")
    apply(laptop.store, packages)
    for package in reversed(packages):
        apply(other.store, [package])
    assert known(laptop) == known(other)
    for here in (laptop, other):
        assert {form.hash for form in here.store.forms()} == {one.form.hash, two.form.hash}
        filled = {each.form_hash for each in here.store.submissions()}
        assert filled == {one.form.hash, two.form.hash}


def known(device: Device) -> list[tuple[str, tuple[Attachment, ...]]]:
    store = device.store
    return sorted((form.hash, store.attachments(form.hash)) for form in store.forms())


def test_any_unzip_shows_each_file_once_by_its_hash(device: MakeDevice) -> None:
    tablet = with_files(device("Tablet 03"))
    with zipfile.ZipFile(tablet.package()) as zipped:
        media = {info.filename: info for info in zipped.infolist() if "media/" in info.filename}
        assert set(media) == {f"media/{hashed(each).sha256}" for each in (VILLAGES, PICTURE)}
        for each in (VILLAGES, PICTURE):
            assert zipped.read(f"media/{hashed(each).sha256}") == each.data
    sizes = {info.file_size: info.compress_size for info in media.values()}
    assert sizes[len(VILLAGES.data)] < len(VILLAGES.data) / 10  # text is packed
    assert sizes[len(PICTURE.data)] == len(PICTURE.data)  # pictures are already


def test_a_package_of_an_earlier_version_still_arrives(device: MakeDevice, tmp_path: Path) -> None:
    laptop = device("Laptop")
    path = shutil.copy(PAST / "1.svpkg", tmp_path / "old.svpkg")
    assert read_package(path).manifest.format_version == 1
    assert apply(laptop.store, [path]).new == 2
    assert laptop.store.form(form_record().hash) == form_record()


def test_a_package_from_when_only_forms_had_files_still_arrives(
    device: MakeDevice, tmp_path: Path
) -> None:
    laptop = device("Laptop")
    path = shutil.copy(PAST / "2.svpkg", tmp_path / "old.svpkg")
    assert read_package(path).manifest.format_version == 2
    assert apply(laptop.store, [path]).new == 2
    (form,) = laptop.store.forms()
    files = laptop.store.attachments(form.hash)
    assert [file.name for file in files] == ["villages.csv", "well.png"]
    assert laptop.store.held(file.sha256 for file in files) == {file.sha256 for file in files}


# What somebody may do to the files on purpose


def attachment(**change: Any) -> Callable[[Json], None]:
    def spoil(manifest: Json) -> None:
        manifest["forms"][0]["attachments"][0] |= change

    return spoil


def unnamed(manifest: Json) -> None:
    manifest["forms"][0]["attachments"].pop()


def unordered(manifest: Json) -> None:
    manifest["forms"][0]["attachments"].reverse()


def of_nothing(manifest: Json) -> None:
    manifest["media"].append({"sha256": "f" * 64, "type": "text/csv"})


def of_no_type(manifest: Json) -> None:
    manifest["media"][0]["type"] = "picture"


def of_a_path(manifest: Json) -> None:
    manifest["media"][0]["sha256"] = "../../evil"


def first_version(manifest: Json) -> None:
    manifest["format_version"] = 1


@pytest.mark.parametrize(
    "change",
    [
        attachment(name="../../evil.sh"),
        attachment(name="..\\evil.bat"),
        attachment(name="/etc/passwd"),
        attachment(name=""),
        attachment(name="well.png"),
        attachment(name="a\x00.csv"),
        attachment(name="a" * 256),
        attachment(sha256="../" + "0" * 61),
        attachment(sha256="0" * 64),
        attachment(size=3),
        unnamed,
        unordered,
        of_nothing,
        of_no_type,
        of_a_path,
        first_version,
    ],
)
def test_files_that_are_not_as_promised_are_refused(
    device: MakeDevice, change: Callable[[Json], None]
) -> None:
    refused(device, lambda path: forged(path, manifest=change), "(")


def refused(device: MakeDevice, spoil: Callable[[Path], Path], told: str) -> None:
    """Nothing of a spoilt package may arrive."""
    tablet, laptop = with_files(device("Tablet 03")), device("Laptop")
    tablet.fills(1)
    path = spoil(tablet.package())
    before = laptop.store.digest()
    for take in (plan, apply):
        with pytest.raises(UserError) as caught:
            take(laptop.store, [path])
        message = strip_isolates(str(caught.value))
        assert path.name in message
        assert told in message
    assert laptop.store.digest() == before
    assert laptop.store.forms() == ()
    with pytest.raises(UserError):
        laptop.store.media(hashed(VILLAGES).sha256)


def test_a_file_whose_bytes_were_changed_and_signed_again_is_refused(device: MakeDevice) -> None:
    name = f"media/{hashed(PICTURE).sha256}"
    refused(
        device,
        lambda path: forged(path, parts={name: b"another picture"}),
        f"changed or damaged after it was made ({name})",
    )


def test_a_file_changed_under_the_manifest_is_refused(device: MakeDevice) -> None:
    name = f"media/{hashed(PICTURE).sha256}"

    def spoil(path: Path) -> Path:
        content = members(path)
        content[name] = content[name][:-1] + b"?"
        return archive(path, content)

    refused(device, spoil, f"changed or damaged after it was made ({name})")


def test_a_file_that_is_missing_is_named(device: MakeDevice) -> None:
    name = f"media/{hashed(VILLAGES).sha256}"
    refused(
        device,
        lambda path: forged(path, leave_out=[name]),
        f"changed or damaged after it was made ({name})",
    )


def test_files_under_other_names_than_the_form_was_sealed_with_are_refused(
    device: MakeDevice,
) -> None:
    refused(device, lambda path: forged(path, manifest=attachment(name="a.png")), "/source.xlsx)")


def test_a_package_that_says_it_is_older_than_it_is_is_refused(device: MakeDevice) -> None:
    refused(device, lambda path: archive(path, members(path), version=1), "(mimetype)")


def test_a_file_larger_than_any_form_needs_is_refused(
    device: MakeDevice, monkeypatch: pytest.MonkeyPatch
) -> None:
    tablet = with_files(device("T3"))
    path = tablet.package()
    monkeypatch.setattr("surveyapp.exchange.reader.MAX_MEDIA", 100)
    with pytest.raises(UserError, match="claims to hold more than a package may"):
        read_package(path)
