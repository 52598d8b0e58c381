"""A workbook is whole or not there, and the old one stays until the new one is complete."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from surveyapp.errors import UserError
from surveyapp.reports import files
from surveyapp.reports.files import replacing


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def test_a_file_appears_only_when_it_is_complete(tmp_path: Path) -> None:
    target = tmp_path / "forum.xlsx"
    with replacing(target) as file:
        file.write(b"new")
        assert not target.exists()
    assert target.read_bytes() == b"new"
    assert names(tmp_path) == ["forum.xlsx"]


def test_the_old_file_stays_when_the_new_one_fails(tmp_path: Path) -> None:
    target = tmp_path / "forum.xlsx"
    target.write_bytes(b"old")

    def fail_half_way() -> None:
        with replacing(target) as file:
            file.write(b"ne")
            raise RuntimeError("half-way")

    with pytest.raises(RuntimeError, match="half-way"):
        fail_half_way()
    assert target.read_bytes() == b"old"
    assert names(tmp_path) == ["forum.xlsx"]


def test_the_old_file_is_replaced_and_a_left_over_part_too(tmp_path: Path) -> None:
    target = tmp_path / "forum.XLSX"
    target.write_bytes(b"old")
    (tmp_path / "forum.XLSX.part").write_bytes(b"left by a power cut")
    with replacing(target) as file:
        file.write(b"new")
    assert target.read_bytes() == b"new"
    assert names(tmp_path) == ["forum.XLSX"]


def refusal(target: Path) -> str:
    with pytest.raises(UserError) as caught, replacing(target) as file:
        file.write(b"never")
    return str(caught.value)


def test_a_name_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    assert "should end in .xlsx" in refusal(tmp_path / "forum.docx")
    folder = tmp_path / "folder.xlsx"
    folder.mkdir()
    assert "is a folder" in refusal(folder)
    assert names(tmp_path) == ["folder.xlsx"]


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    said = refusal(tmp_path / "stick" / "forum.xlsx")
    assert "stick" in said
    assert "is not there" in said
    file = tmp_path / "a file"
    file.write_bytes(b"")
    assert "is not there" in refusal(file / "forum.xlsx")


class Failing:
    """A folder whose answer to opening or renaming is an error of the operating system."""

    def __init__(self, patch: pytest.MonkeyPatch, name: str, code: int) -> None:
        def fail(*_arguments: object, **_options: object) -> None:
            raise OSError(code, os.strerror(code))

        patch.setattr(Path, name, fail)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (errno.EROFS, "Nothing may be written"),
        (errno.EACCES, "Nothing may be written"),
        (errno.ENOSPC, "no room left"),
        (errno.EIO, "could not be written: Input/output error"),
        (errno.ENOENT, "is not there"),
    ],
)
def test_what_the_system_answers_is_said_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, said: str
) -> None:
    with monkeypatch.context() as patch:
        Failing(patch, "open", code)
        assert said in refusal(tmp_path / "forum.xlsx")
    assert names(tmp_path) == []


def test_a_workbook_that_is_open_elsewhere_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "forum.xlsx"
    target.write_bytes(b"open in Excel")
    with monkeypatch.context() as patch:
        Failing(patch, "replace", errno.EACCES)  # Windows' answer
        assert "open in another program" in refusal(target)
    assert target.read_bytes() == b"open in Excel"
    assert names(tmp_path) == ["forum.xlsx"]


@pytest.mark.skipif(os.name == "nt", reason="Windows forces names to disk by itself")
def test_a_stick_that_cannot_force_names_is_no_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync
    refused: list[int] = []

    def fsync(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            refused.append(handle)
            raise OSError(errno.EINVAL, "no such request")
        real(handle)

    monkeypatch.setattr(files.os, "fsync", fsync)
    with replacing(tmp_path / "forum.xlsx") as file:
        file.write(b"new")
    assert (tmp_path / "forum.xlsx").read_bytes() == b"new"
    assert refused
