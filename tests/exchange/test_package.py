"""Packages: everything a device knows in one file, and nothing but a whole one is read."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from surveyapp import __version__
from surveyapp.errors import UserError
from surveyapp.exchange import Package, canonical, read_package, write_package
from surveyapp.exchange import files as delivery
from surveyapp.exchange import lines as spelling
from surveyapp.exchange.manifest import FORMAT_VERSION, MANIFEST, RECORDS, SIGNATURE
from surveyapp.exchange.meter import Meter
from surveyapp.progress import Cancelled, Silent
from surveyapp.store import FormRecord, Revision, RevisionKind
from surveyapp.text.bidi import strip_isolates
from tests.exchange.devices import AGADIR, DAKHLA, MakeDevice, form_record
from tests.exchange.forging import Json, archive, forged, members, signed

QUIET = Meter(Silent(), 1)


def records(package: Package) -> list[Revision]:
    return list(package.revisions(QUIET))


def forms(package: Package) -> list[FormRecord]:
    return list(package.forms(QUIET))


def refused(path: Path) -> str:
    with pytest.raises(UserError) as caught:
        read_package(path)
    message = strip_isolates(str(caught.value))
    assert path.name in message
    return message


def test_a_package_carries_everything_the_device_knows(device: MakeDevice) -> None:
    tablet = device("Tablet 03").has(form_record())
    tablet.fills(3)
    tablet.changes("uuid:Tablet 03-1")
    tablet.goes_to(AGADIR, "Agadir")
    tablet.has(form_record("forum_record")).fills(1)
    package = read_package(tablet.package())
    assert records(package) == list(tablet.store.revisions())
    assert {form.hash: form for form in forms(package)} == {
        form.hash: form for form in (form_record(), form_record("forum_record"))
    }
    manifest = package.manifest
    assert manifest.device == tablet.store.device_id
    assert manifest.label == "Tablet 03"
    assert manifest.app_version == __version__
    assert manifest.made_at.startswith("2026-12-26T09:00:")
    assert manifest.stop == AGADIR
    assert manifest.stops == tablet.store.stops()
    assert manifest.labels == tablet.store.labels()
    assert manifest.since == {}
    assert manifest.tally.records == 5
    assert manifest.tally.by_kind == {"create": 4, "edit": 1}
    assert manifest.tally.by_stop == {DAKHLA: 4, AGADIR: 1}
    assert manifest.tally.by_form == {"company_feedback": 4, "forum_record": 1}
    assert manifest.tally.last_seq == {tablet.store.device_id: 5}


def test_the_report_says_what_is_in_it(device: MakeDevice) -> None:
    tablet = device("Tablet 03")
    tablet.fills(3)
    tablet.changes("uuid:Tablet 03-1", RevisionKind.DELETE)
    report = tablet.hands_over("out.svpkg")
    assert report.path.name == "out.svpkg"
    assert report.size == report.path.stat().st_size
    assert (report.records, report.responses, report.forms) == (4, 3, 1)
    assert (report.label, report.stop, report.complete) == ("Tablet 03", DAKHLA, True)
    assert report.last_seq == {tablet.store.device_id: 4}


def test_a_package_may_carry_only_what_came_after_the_last_one(device: MakeDevice) -> None:
    tablet = device("Tablet 03")
    tablet.fills(3)
    first = tablet.hands_over()
    tablet.fills(2)
    second = tablet.hands_over(since=dict(first.last_seq))
    package = read_package(second.path)
    assert [revision.seq for revision in records(package)] == [4, 5]
    assert package.manifest.since == first.last_seq
    assert not second.complete


def test_long_answers_travel_too(device: MakeDevice) -> None:
    tablet = device("Tablet 03")
    tablet.fills(3, answer="طويل " * 60_000)
    assert records(read_package(tablet.package())) == list(tablet.store.revisions())


def test_a_device_that_has_nothing_yet_makes_a_package_too(device: MakeDevice) -> None:
    package = read_package(device("Tablet 03").package())
    assert records(package) == []
    assert forms(package) == []


def test_erased_answers_travel_without_their_content(device: MakeDevice) -> None:
    tablet = device("Tablet 03")
    tablet.fills(1, answer="a telephone number")
    tablet.changes("uuid:Tablet 03-0", RevisionKind.ERASE)
    path = tablet.package()
    created, erasure = records(read_package(path))
    assert created.is_emptied
    assert erasure.kind is RevisionKind.ERASE
    assert b"a telephone number" not in members(path)[RECORDS]


def test_a_device_signs_all_its_packages_with_one_key(device: MakeDevice) -> None:
    tablet, other = device("Tablet 03"), device("Tablet 04")
    keys = {read_package(tablet.package()).public_key for _ in range(2)}
    assert len(keys) == 1
    assert read_package(other.package()).public_key not in keys


def test_any_unzip_shows_what_is_inside(device: MakeDevice) -> None:
    tablet = device("Tablet 03")
    tablet.fills(2)
    with zipfile.ZipFile(tablet.package()) as zipped:
        assert zipped.testzip() is None
        assert set(zipped.namelist()) == {
            "mimetype",
            "records.ndjson",
            f"forms/{form_record().hash}/source.xlsx",
            f"forms/{form_record().hash}/form.xml",
            "manifest.json",
            "signature.json",
        }
        assert zipped.read("records.ndjson").count(b"\n") == 2


@pytest.mark.parametrize("name", ["../../evil.sh", "form", "a.EXE;rm", "نموذج.xlsx", ".xlsx", ""])
def test_a_forms_name_never_becomes_a_members_name(device: MakeDevice, name: str) -> None:
    form = form_record()
    tablet = device("Tablet 03").has(
        FormRecord(
            hash=form.hash,
            form_id=form.form_id,
            version=form.version,
            title=form.title,
            languages=form.languages,
            source_name=name,
            added=form.added,
            source=form.source,
            xform=form.xform,
        )
    )
    path = tablet.package()
    suffix = ".xlsx" if name == "نموذج.xlsx" else ".bin"
    assert f"forms/{form.hash}/source{suffix}" in members(path)
    assert forms(read_package(path))[0].source_name == name


# What happens to files on their way


def test_every_byte_that_changes_is_noticed_or_harmless(device: MakeDevice) -> None:
    tablet = device("T3")
    tablet.fills(2, answer="x")
    path = tablet.package()
    whole = path.read_bytes()
    package = read_package(path)
    content = (package.manifest, records(package), forms(package))
    meaningless = 2 * len(members(path))
    chance = random.Random(7)
    harmless = 0
    for at, byte in enumerate(whole):
        path.write_bytes(whole[:at] + bytes([byte ^ chance.randint(1, 255)]) + whole[at + 1 :])
        problem = noticed(path)
        assert path.name in problem or not problem
        if not problem:
            package = read_package(path)
            assert (package.manifest, records(package), forms(package)) == content
            harmless += 1
    # Deflate has bits that mean nothing: those that fill up a member's last byte and those before
    # a stored block. No other byte may change without being noticed.
    assert harmless <= meaningless


def noticed(path: Path) -> str:
    try:
        read_package(path)
    except UserError as problem:
        return str(problem)
    return ""


def test_a_package_cut_anywhere_is_said_to_be_cut(device: MakeDevice) -> None:
    tablet = device("T3")
    tablet.fills(2)
    path = tablet.package()
    whole = path.read_bytes()
    for length in range(0, len(whole), 11):
        path.write_bytes(whole[:length])
        assert "is missing or changed: copying it probably stopped half-way" in refused(path)


def test_a_package_from_a_newer_app_asks_for_an_update(
    device: MakeDevice, monkeypatch: pytest.MonkeyPatch
) -> None:
    tablet = device("T3")
    tablet.fills(1)
    known = FORMAT_VERSION
    with monkeypatch.context() as patch:
        for module in ("manifest", "reader"):
            patch.setattr(f"surveyapp.exchange.{module}.FORMAT_VERSION", known + 1)
        path = tablet.package()
    message = refused(path)
    assert (
        f"newer version of this app (package format {known + 1}; this app reads up to {known})"
        in message
    )


def test_what_is_not_a_package_is_named(tmp_path: Path) -> None:
    photo = tmp_path / "photo.svpkg"
    photo.write_bytes(b"\xff\xd8\xff\xe0 JFIF" * 100)
    assert "is not a hand-off package" in refused(photo)
    assert "There is no file" in refused(tmp_path / "gone.svpkg")
    folder = tmp_path / "stick"
    folder.mkdir()
    assert "is a folder" in refused(folder)


def test_a_repacked_package_is_no_package(device: MakeDevice) -> None:
    path = device("T3").package()
    content = members(path)
    with zipfile.ZipFile(path, "w") as zipped:
        for name, data in content.items():
            zipped.writestr(name, data)
    assert "is not a hand-off package" in refused(path)


# What somebody may do to a package on purpose


def test_a_manifest_changed_under_its_signature_is_noticed(device: MakeDevice) -> None:
    path = device("Tablet 03").package()
    content = members(path)
    content[MANIFEST] = content[MANIFEST].replace(b"Tablet 03", b"Tablet 04")
    assert "The signature of" in refused(archive(path, content))
    assert "does not fit what is in it" in refused(path)


def test_records_changed_under_the_manifest_are_noticed(device: MakeDevice) -> None:
    tablet = device("T3")
    tablet.fills(1, answer="yes")
    path = tablet.package()
    content = members(path)
    content[RECORDS] = content[RECORDS].replace(b"yes", b"not")
    message = refused(archive(path, content))
    assert "does not carry the seal" in message or "(records.ndjson)" in message


def test_a_form_changed_under_the_manifest_is_noticed(device: MakeDevice) -> None:
    path = device("T3").has(form_record()).package()
    content = members(path)
    name = f"forms/{form_record().hash}/form.xml"
    content[name] = content[name].replace(b"company", b"COMPANY")
    assert f"changed or damaged after it was made ({name})" in refused(archive(path, content))


def test_an_answer_changed_and_signed_again_does_not_carry_its_seal(device: MakeDevice) -> None:
    tablet = device("T3")
    tablet.fills(2)

    def lie(lines: list[Json]) -> list[Json]:
        lines[1]["document"] = '{"data":{}}'
        return lines

    message = refused(forged(tablet.package(), records=lie))
    assert f"Record 2 of device {tablet.store.device_id} in" in message
    assert "does not carry the seal it was made with" in message


def swapped(lines: list[Json]) -> list[Json]:
    return lines[::-1]


def doubled(lines: list[Json]) -> list[Json]:
    return [lines[0], *lines]


def shortened(lines: list[Json]) -> list[Json]:
    return lines[:-1]


def elsewhere(lines: list[Json]) -> list[Json]:
    return [line | {"stop": AGADIR} for line in lines]


def typed(name: str, value: object) -> Any:
    return lambda lines: [line | {name: value} for line in lines]


def without_reason(lines: list[Json]) -> list[Json]:
    return [{name: line[name] for name in line if name != "reason"} for line in lines]


@pytest.mark.parametrize(
    "change",
    [
        swapped,
        doubled,
        elsewhere,
        without_reason,
        typed("more", "x"),
        typed("seq", "1"),
        typed("seq", 1.0),
        typed("seq", value=True),
        typed("kind", "shred"),
        typed("kind", []),
        typed("parents", "ab"),
        typed("parents", [1]),
        typed("operator", None),
        typed("document", {"data": {}}),
        lambda lines: [[] for _ in lines],
    ],
)
def test_records_that_are_not_as_promised_are_refused(device: MakeDevice, change: Any) -> None:
    tablet = device("T3")
    tablet.fills(3)
    assert "changed or damaged after it was made (records.ndjson)" in refused(
        forged(tablet.package(), records=change)
    )


def test_fewer_records_than_promised_are_refused(device: MakeDevice) -> None:
    tablet = device("T3")
    tablet.fills(3)
    message = refused(forged(tablet.package(), records=shortened))
    assert "changed or damaged after it was made (manifest.json)" in message


@pytest.mark.parametrize("tail", [b"{", b"\n", b"\r\n", b"[" * 70_000 + b"\n", b"\xff\n"])
def test_a_line_that_is_no_record_is_refused(device: MakeDevice, tail: bytes) -> None:
    tablet = device("T3")
    tablet.fills(1)
    path = tablet.package()
    content = members(path)
    message = refused(forged(path, parts={RECORDS: content[RECORDS] + tail}))
    assert "changed or damaged after it was made (records.ndjson)" in message


def test_a_line_without_end_does_not_fill_the_memory(
    device: MakeDevice, monkeypatch: pytest.MonkeyPatch
) -> None:
    tablet = device("T3")
    tablet.fills(1)
    path = forged(tablet.package(), parts={RECORDS: b"0" * 400_000})
    monkeypatch.setattr("surveyapp.exchange.reader.MAX_LINE", 200_000)
    assert "claims to hold more than a package may (records.ndjson)" in refused(path)
    assert spelling.MAX_LINE == 16 << 20


def test_a_form_that_is_not_the_one_it_says_is_refused(device: MakeDevice) -> None:
    tablet = device("T3").has(form_record())
    source = f"forms/{form_record().hash}/source.xlsx"
    message = refused(forged(tablet.package(), parts={source: b"another sheet"}))
    assert f"changed or damaged after it was made ({source})" in message


def test_a_form_too_large_is_refused(device: MakeDevice, monkeypatch: pytest.MonkeyPatch) -> None:
    path = device("T3").has(form_record()).package()
    monkeypatch.setattr("surveyapp.exchange.reader.MAX_FORM", 100)
    assert "claims to hold more than a package may (forms/" in refused(path)


@pytest.mark.parametrize("name", ["extra.txt", "media/" + "0" * 64, "records2.ndjson"])
def test_something_that_does_not_belong_is_refused_by_name(device: MakeDevice, name: str) -> None:
    path = device("T3").package()
    content = members(path) | {name: b"?"}
    message = refused(archive(path, content))
    assert f"holds something that does not belong in a package ({name})" in message


@pytest.mark.parametrize("name", [MANIFEST, SIGNATURE, RECORDS])
def test_something_that_is_missing_is_named(device: MakeDevice, name: str) -> None:
    path = device("T3").package()
    content = members(path)
    del content[name]
    assert f"changed or damaged after it was made ({name})" in refused(archive(path, content))


def set_version(manifest: Json) -> None:
    manifest["format_version"] = 7


def set_format(manifest: Json) -> None:
    manifest["format"] = "another thing"


def part_twice(manifest: Json) -> None:
    manifest["parts"].append(dict(manifest["parts"][0]))


def part_of_another_size(manifest: Json) -> None:
    manifest["parts"][0]["size"] += 1


def part_unnamed(manifest: Json) -> None:
    manifest["parts"].pop()


def stop_of_no_day(manifest: Json) -> None:
    manifest["stops"][0]["key"] = "MA-12_2026-13-26"


def stop_spelled_otherwise(manifest: Json) -> None:
    manifest["stops"][0]["key"] = "MA-12_20261226"


def form_elsewhere(manifest: Json) -> None:
    manifest["forms"][0]["source"] = manifest["forms"][0]["xform"]


def form_of_no_hash(manifest: Json) -> None:
    manifest["forms"][0]["hash"] = "../.."


def count_below_zero(manifest: Json) -> None:
    manifest["counts"]["records"] = -1


def one_more(manifest: Json) -> None:
    manifest["more"] = 1


@pytest.mark.parametrize(
    "change",
    [
        set_version,
        set_format,
        part_twice,
        part_unnamed,
        stop_of_no_day,
        stop_spelled_otherwise,
        form_elsewhere,
        form_of_no_hash,
        count_below_zero,
        one_more,
    ],
)
def test_a_signed_manifest_that_makes_no_sense_is_refused(device: MakeDevice, change: Any) -> None:
    tablet = device("T3")
    tablet.fills(1)
    path = forged(tablet.package(), manifest=change)
    assert "changed or damaged after it was made (manifest.json)" in refused(path)


def test_a_part_of_another_size_than_promised_is_refused(device: MakeDevice) -> None:
    path = forged(device("T3").package(), manifest=part_of_another_size)
    assert "changed or damaged after it was made (records.ndjson)" in refused(path)


def test_a_manifest_in_another_spelling_is_refused(device: MakeDevice) -> None:
    path = device("T3").package()
    content = members(path)
    content[MANIFEST] = content[MANIFEST].replace(b'":', b'": ')
    content[SIGNATURE] = signed(content[MANIFEST])
    assert "(manifest.json)" in refused(archive(path, content))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        canonical.encode({"algorithm": "none", "public_key": "00", "signature": "00"}),
        canonical.encode({"algorithm": "Ed25519", "public_key": "xx", "signature": "00"}),
        canonical.encode({"algorithm": "Ed25519", "public_key": "AB", "signature": "00"}),
    ],
)
def test_a_signature_that_is_none_is_refused(device: MakeDevice, data: bytes) -> None:
    path = device("T3").package()
    content = members(path) | {SIGNATURE: data}
    assert "(signature.json)" in refused(archive(path, content))


def test_a_package_exchanged_while_it_is_read_is_noticed(device: MakeDevice) -> None:
    tablet = device("T3")
    tablet.fills(1)
    path = tablet.package("a.svpkg")
    package = read_package(path)
    tablet.fills(1)
    shutil.copy(tablet.package("b.svpkg"), path)
    with pytest.raises(UserError, match="changed or damaged"):
        records(package)


# Writing to a medium


def test_a_file_that_is_there_is_never_written_over(device: MakeDevice) -> None:
    tablet = device("T3")
    path = tablet.package("a.svpkg")
    before = path.read_bytes()
    tablet.fills(1)
    with pytest.raises(UserError, match="exists already"):
        tablet.package("a.svpkg")
    assert path.read_bytes() == before


def test_what_does_not_read_back_is_taken_away(
    device: MakeDevice, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tablet = device("T3")
    tablet.fills(1)

    def rots(path: Path) -> None:
        data = bytearray(path.read_bytes())
        data[200] ^= 1
        path.write_bytes(data)

    monkeypatch.setattr(delivery, "_forget_cached", rots)
    stick = tmp_path / "stick"
    stick.mkdir()
    with pytest.raises(UserError, match="changed or damaged"):
        write_package(tablet.store, stick / "a.svpkg")
    assert not list(stick.iterdir())


class Listener:
    """Somebody who watches, and may ask to stop."""

    def __init__(self, patience: int = 10**6) -> None:
        self.steps: list[float] = []
        self._patience = patience

    def step(self, done: int, total: int, what: str = "") -> None:
        self.steps.append(done / total)
        if len(self.steps) >= self._patience:
            raise Cancelled


def test_progress_goes_from_nothing_to_all(device: MakeDevice, tmp_path: Path) -> None:
    tablet = device("T3")
    tablet.fills(20)
    writing, reading = Listener(), Listener()
    write_package(tablet.store, tmp_path / "a.svpkg", writing)
    read_package(tmp_path / "a.svpkg", reading)
    for steps in (writing.steps, reading.steps):
        assert steps == sorted(steps)
        assert len(steps) >= 2
        assert steps[-1] == 1
    assert writing.steps[0] < 0.2


def test_cancelling_at_any_moment_leaves_nothing(device: MakeDevice, tmp_path: Path) -> None:
    tablet = device("T3")
    tablet.fills(4)
    counted = Listener()
    write_package(tablet.store, tmp_path / "a.svpkg", counted)
    stick = tmp_path / "stick"
    stick.mkdir()
    for patience in range(1, len(counted.steps) + 1):
        with pytest.raises(Cancelled):
            write_package(tablet.store, stick / "a.svpkg", Listener(patience))
        assert not list(stick.iterdir())


_ON_A_STICK = """
import sys
from pathlib import Path
from surveyapp.errors import UserError
from surveyapp.exchange import write_package
from surveyapp.store import Store

with Store.open(Path(sys.argv[1])) as store:
    try:
        write_package(store, Path(sys.argv[2]) / "a.svpkg")
    except UserError as problem:
        print(problem, list(Path(sys.argv[2]).iterdir()))
"""


@pytest.mark.parametrize(
    ("medium", "words"),
    [
        ("mount -t tmpfs -o size=64k none {}", "There is no room left in"),
        ("mount -t tmpfs -o ro none {}", "Nothing may be written to"),
    ],
)
def test_a_stick_that_is_full_or_write_protected_is_explained(
    device: MakeDevice, tmp_path: Path, medium: str, words: str
) -> None:
    private = ["unshare", "--mount", "sh", "-c"]
    stick = tmp_path / "stick"
    stick.mkdir()
    mount = medium.format(stick)
    if not shutil.which("unshare") or subprocess.run([*private, mount], check=False).returncode:
        pytest.skip("mounting needs root and Linux")
    tablet = device("T3")
    for seed in range(40):
        tablet.fills(1, answer=random.Random(seed).randbytes(4000).hex())
    tablet.store.close()
    script = f'{mount} && exec "$0" -c "$1" "$2" "$3"'
    arguments = [sys.executable, _ON_A_STICK, str(tablet.store.data_dir), str(stick)]
    environment = os.environ | {"PYTHONPATH": str(Path.cwd())}
    done = subprocess.run(
        [*private, script, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert words in done.stdout
    assert done.stdout.rstrip().endswith("[]")
