"""Files on sticks: whole or not there, and clear words when the medium fails."""

from __future__ import annotations

import errno
import os
import stat
import sys
from pathlib import Path

import pytest

from surveyapp.errors import UserError
from surveyapp.exchange.files import Sink, deliver, opened
from surveyapp.progress import Cancelled
from tests.support.disks import no_file_over

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows syncs no folders")


def write_hello(sink: Sink) -> None:
    sink.write(b"hello")


def is_whole(path: Path) -> None:
    assert path.read_bytes() == b"hello"


def test_a_delivered_file_is_there_and_no_part_of_it_beside(tmp_path: Path) -> None:
    deliver(tmp_path / "a.svpkg", write_hello, is_whole)
    assert [path.name for path in tmp_path.iterdir()] == ["a.svpkg"]


@POSIX
def test_the_file_is_synced_before_and_the_folder_after_the_name_appears(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, bool]] = []
    fsync = os.fsync

    def watched(handle: int) -> None:
        kind = "folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file"
        seen.append((kind, (tmp_path / "a.svpkg").exists()))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", watched)
    deliver(tmp_path / "a.svpkg", write_hello, is_whole)
    assert seen == [("file", False), ("folder", True)]


def test_a_file_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    target = tmp_path / "a.svpkg"
    target.write_text("older")
    with pytest.raises(UserError, match="exists already and was left as it is"):
        deliver(target, write_hello, is_whole)
    assert target.read_text() == "older"
    assert list(tmp_path.iterdir()) == [target]


def test_a_file_that_appears_meanwhile_is_left_as_it_is(tmp_path: Path) -> None:
    target = tmp_path / "a.svpkg"

    def slow(sink: Sink) -> None:
        sink.write(b"hello")
        target.write_text("somebody else's")

    with pytest.raises(UserError, match="exists already"):
        deliver(target, slow, is_whole)
    assert target.read_text() == "somebody else's"
    assert list(tmp_path.iterdir()) == [target]


def test_a_part_left_by_a_power_cut_is_in_nobodys_way(tmp_path: Path) -> None:
    (tmp_path / "a.svpkg.part").write_text("half")
    deliver(tmp_path / "a.svpkg", write_hello, is_whole)
    assert [path.name for path in tmp_path.iterdir()] == ["a.svpkg"]


def test_work_that_is_cancelled_leaves_nothing(tmp_path: Path) -> None:
    def cancelled(sink: Sink) -> None:
        sink.write(b"hel")
        raise Cancelled

    with pytest.raises(Cancelled):
        deliver(tmp_path / "a.svpkg", cancelled, is_whole)
    assert not list(tmp_path.iterdir())


def test_a_file_that_reads_back_wrong_is_taken_away(tmp_path: Path) -> None:
    def bad(path: Path) -> None:
        raise UserError("{file} is not whole.", file=path)

    with pytest.raises(UserError, match="is not whole"):
        deliver(tmp_path / "a.svpkg", write_hello, bad)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"The folder .*stick.* is not there\. Plug the medium in"):
        deliver(tmp_path / "stick" / "a.svpkg", write_hello, is_whole)
    assert not list(tmp_path.iterdir())


def test_a_file_in_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "stick").write_text("")
    with pytest.raises(UserError, match="is not there"):
        deliver(tmp_path / "stick" / "a.svpkg", write_hello, is_whole)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.EROFS, "Nothing may be written to .* Remove its write protection"),
        (errno.EACCES, "Nothing may be written to"),
        (errno.ENOSPC, "There is no room left in .* Free some space there"),
        (errno.EDQUOT, "There is no room left in"),
        (errno.EIO, "could not be written: Input/output error"),
        (errno.ENOENT, "is not there"),
    ],
)
@pytest.mark.parametrize(
    ("owner", "moment"), [(Path, "unlink"), (Path, "open"), (os, "fsync"), (Path, "rename")]
)
def test_a_medium_that_fails_is_explained_and_nothing_stays(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    owner: object,
    moment: str,
    number: int,
    words: str,
) -> None:
    def failing(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(owner, moment, failing)
        with pytest.raises(UserError, match=words):
            deliver(tmp_path / "a.svpkg", write_hello, is_whole)
    assert not list(tmp_path.iterdir())


def test_a_medium_that_takes_no_large_files_is_explained(tmp_path: Path) -> None:
    def large(sink: Sink) -> None:
        for _ in range(64):
            sink.write(b"0" * (1 << 16))
        sink.seek(0)

    with no_file_over(1 << 20), pytest.raises(UserError, match="does not take a file this large"):
        deliver(tmp_path / "a.svpkg", large, is_whole)
    assert not list(tmp_path.iterdir())


@POSIX
def test_a_folder_that_cannot_be_synced_is_no_trouble(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fsync = os.fsync

    def picky(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", picky)
    deliver(tmp_path / "a.svpkg", write_hello, is_whole)
    assert (tmp_path / "a.svpkg").read_bytes() == b"hello"


@POSIX
def test_a_folder_that_fails_to_sync_is_explained_and_nothing_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fsync = os.fsync

    def failing(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", failing)
    with pytest.raises(UserError, match="could not be written"):
        deliver(tmp_path / "a.svpkg", write_hello, is_whole)
    assert not list(tmp_path.iterdir())


def test_systems_without_these_requests_do_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("O_DIRECTORY", "posix_fadvise"):
        monkeypatch.delattr(os, name, raising=False)
    deliver(tmp_path / "a.svpkg", write_hello, is_whole)
    assert (tmp_path / "a.svpkg").read_bytes() == b"hello"


def test_a_missing_file_a_folder_and_a_failing_medium_are_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UserError, match="There is no file"), opened(tmp_path / "none"):
        pass
    with (
        pytest.raises(UserError, match=r"is a folder\. Name the packages inside it"),
        opened(tmp_path),
    ):
        pass
    (tmp_path / "a").write_bytes(b"hello")
    with opened(tmp_path / "a") as file:
        assert (file.seek(1), file.read(3)) == (1, b"ell")

    def failing(*_: object, **__: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(Path, "open", failing)
    with (
        pytest.raises(UserError, match="could not be read: Input/output error"),
        opened(tmp_path / "a"),
    ):
        pass


def test_a_medium_that_fails_half_way_through_reading_is_explained() -> None:
    memory = Path("/proc/self/mem")  # opens, and answers EIO to a read at its beginning
    if not memory.exists():
        pytest.skip("there is no /proc here")
    with opened(memory) as file, pytest.raises(UserError, match="could not be read"):
        file.read(10)
    with opened(memory) as file, pytest.raises(UserError, match="could not be read"):
        file.seek(-1)
