"""Archives: one spelling, opened by any unzip, and no byte changes unseen."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from surveyapp.errors import UserError
from surveyapp.exchange import archive as dialect
from surveyapp.exchange.archive import ArchiveReader, ArchiveWriter, Member
from surveyapp.text.bidi import strip_isolates

TEXT = "\n".join(f"{n};سؤال;réponse {n * n}" for n in range(400)).encode()
NOISE = random.Random(2).randbytes(3000)


def archived(version: int = 1) -> bytes:
    file = io.BytesIO()
    writer = ArchiveWriter(file, version)
    writer.add("records.ndjson", [TEXT[:700], TEXT[700:]], level=6)
    writer.add("forms/f00d/source.xlsx", [NOISE])
    writer.add("empty.json", [], level=6)
    writer.finish()
    return file.getvalue()


def read_whole(data: bytes, version: int = 1) -> dict[str, bytes]:
    reader = ArchiveReader(io.BytesIO(data), "stick/a.svpkg", version)
    return {name: b"".join(reader.stream(name)) for name in reader.members}


def problem(data: bytes, version: int = 1) -> str:
    with pytest.raises(UserError) as caught:
        read_whole(data, version)
    assert caught.value.parameters["file"] == "stick/a.svpkg"
    return strip_isolates(str(caught.value))


def test_what_was_added_is_read_back() -> None:
    content = read_whole(archived())
    assert content == {
        "mimetype": b"application/vnd.surveyapp.package;version=1",
        "records.ndjson": TEXT,
        "forms/f00d/source.xlsx": NOISE,
        "empty.json": b"",
    }


def test_the_same_content_is_the_same_file() -> None:
    assert archived() == archived()


def test_any_unzip_opens_it(tmp_path: Path) -> None:
    file = tmp_path / "a.svpkg"
    file.write_bytes(archived())
    with zipfile.ZipFile(file) as zipped:
        assert zipped.testzip() is None
        assert zipped.read("records.ndjson") == TEXT
        assert zipped.read("forms/f00d/source.xlsx") == NOISE


def test_every_changed_bit_is_noticed_or_harmless() -> None:
    whole = archived()
    content = read_whole(whole)
    harmless = []
    for at in range(len(whole)):
        for bit in range(8):
            changed = bytearray(whole)
            changed[at] ^= 1 << bit
            try:
                assert read_whole(bytes(changed)) == content
            except UserError:
                continue
            harmless.append(at)
    # Only the unused bits after the end of a deflated stream mean nothing.
    ends = set()
    for member in ArchiveReader(io.BytesIO(whole), "", 1).members.values():
        ends.add(member.offset + 50 + len(member.name) + member.packed - 1)
    assert set(harmless) <= ends
    assert len(harmless) <= 14


def test_a_file_cut_anywhere_is_said_to_be_cut() -> None:
    whole = archived()
    for length in range(len(whole)):
        assert "The end of stick/a.svpkg is missing" in problem(whole[:length])


def test_bytes_appended_are_noticed() -> None:
    assert "The end of stick/a.svpkg is missing or changed" in problem(archived() + b"\0")


def test_a_longer_beginning_is_noticed() -> None:
    assert "stick/a.svpkg was changed or damaged" in problem(b"#!/bin/sh\n" + archived())


@pytest.mark.parametrize("data", [b"PK\x05\x06" + b"\0" * 18, b"%PDF-1.7" * 99, b"\0" * 5000])
def test_another_kind_of_file_is_no_package(data: bytes) -> None:
    assert "stick/a.svpkg is not a hand-off package" in problem(data)


def test_a_workbook_is_no_package() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as zipped:
        zipped.writestr("mimetype", "application/epub+zip")
        zipped.writestr("[Content_Types].xml", "<Types/>")
    assert "is not a hand-off package" in problem(file.getvalue())


def test_a_newer_version_says_so_and_says_what_to_do() -> None:
    message = problem(archived(version=12))
    assert "newer version" in message
    assert "package format 12; this app reads up to 1" in message
    assert "Update this app" in message


def test_an_older_version_than_any_is_damage() -> None:
    assert "was changed or damaged" in problem(archived(version=0), version=2)


def test_an_older_version_is_read_and_known() -> None:
    assert read_whole(archived(version=1), version=2) == read_whole(archived(version=1))
    assert ArchiveReader(io.BytesIO(archived(version=1)), "a", 2).version == 1


def test_two_members_of_one_name_are_refused() -> None:
    file = io.BytesIO()
    writer = ArchiveWriter(file, 1)
    writer.add("manifest.json", [b"{}"])
    writer.add("manifest.json", [b"[]"])
    writer.finish()
    assert "holds manifest.json twice" in problem(file.getvalue())


@pytest.mark.parametrize("members", [3, 5, 100_000])
def test_a_directory_of_another_length_than_told_is_damage(members: int) -> None:
    whole = archived()
    size, offset = struct.unpack("<QQ", whole[-58:-42])
    told = whole[: offset + size] + dialect._trailer(members, size, offset)
    assert len(told) == len(whole)
    assert "was changed or damaged after it was made (directory)" in problem(told)


def test_a_directory_that_claims_to_be_huge_is_refused() -> None:
    whole = archived()
    size, offset = struct.unpack("<QQ", whole[-58:-42])
    told = whole[: offset + size] + dialect._trailer(1, size, offset)
    assert "claims to hold more than a package may (directory)" in problem(told)


@pytest.mark.parametrize("name", ["../evil", "/etc/passwd", "C:evil", "a\\b", "UPPER", "a b", "-x"])
def test_names_that_could_lead_elsewhere_are_refused(name: str) -> None:
    file = io.BytesIO()
    writer = ArchiveWriter(file, 1)
    writer.add(name, [b"x"])
    writer.finish()
    assert "(directory)" in problem(file.getvalue())


def test_a_repacked_archive_is_refused(tmp_path: Path) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as zipped:
        for name, content in read_whole(archived()).items():
            zipped.writestr(name, content)
    assert "is not a hand-off package" in problem(file.getvalue())


def test_a_member_that_unpacks_beyond_its_size_is_refused_before_it_fills_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def lying(honest: Callable[[Member], bytes]) -> Callable[[Member], bytes]:
        return lambda member: honest(replace(member, size=min(member.size, 100)))

    file = io.BytesIO()
    with monkeypatch.context() as patch:
        for header in ("_local_header", "_central_header"):
            patch.setattr(dialect, header, lying(getattr(dialect, header)))
        writer = ArchiveWriter(file, 1)
        writer.add("bomb.json", [b"0" * 50_000_000], level=9)
        writer.finish()
    assert len(file.getvalue()) < 60_000
    reader = ArchiveReader(io.BytesIO(file.getvalue()), "stick/a.svpkg", 1)
    with pytest.raises(UserError, match=r"changed or damaged .*bomb.json"):
        next(reader.stream("bomb.json"))


@pytest.mark.parametrize(
    ("limit", "value", "part"),
    [("MAX_SIZE", 999, "records.ndjson"), ("FREE_RATIO_SIZE", 9, "zeros"), ("MAX_MEMBERS", 3, "d")],
)
def test_more_than_a_package_may_hold_is_refused(
    monkeypatch: pytest.MonkeyPatch, limit: str, value: int, part: str
) -> None:
    file = io.BytesIO()
    writer = ArchiveWriter(file, 1)
    writer.add("records.ndjson", [TEXT], level=6)
    writer.add("zeros", [b"0" * 100_000], level=6)
    writer.add("d", [b""])
    writer.finish()
    assert len(read_whole(file.getvalue())) == 4
    monkeypatch.setattr(dialect, limit, value)
    message = problem(file.getvalue())
    assert "claims to hold more than a package may" in message
    assert f"({part}" in message


def test_a_small_member_has_its_own_limit() -> None:
    reader = ArchiveReader(io.BytesIO(archived()), "stick/a.svpkg", 1)
    assert reader.read("records.ndjson", len(TEXT)) == TEXT
    with pytest.raises(UserError, match="claims to hold more"):
        reader.read("records.ndjson", len(TEXT) - 1)


def test_members_are_read_side_by_side() -> None:
    file = io.BytesIO()
    writer = ArchiveWriter(file, 1)
    big = random.Random(5).randbytes(dialect.CHUNK * 3)
    writer.add("a", [big])
    writer.add("b", [big[::-1]], level=1)
    writer.finish()
    reader = ArchiveReader(io.BytesIO(file.getvalue()), "", 1)
    left, right = reader.stream("a"), reader.stream("b")
    parts = [(next(left), next(right))]
    parts += zip(left, right, strict=False)
    assert b"".join(part[0] for part in parts) == big


def test_a_file_that_shrinks_while_it_is_read_is_noticed() -> None:
    file = io.BytesIO(archived())
    reader = ArchiveReader(file, "stick/a.svpkg", 1)
    file.truncate(reader.members["records.ndjson"].offset + 80)
    with pytest.raises(UserError, match="changed or damaged"):
        list(reader.stream("records.ndjson"))
