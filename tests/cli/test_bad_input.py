"""Bad input: a clear message in the chosen language, exit code 2, nothing half-written."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from surveyapp.services.workspace import Workspace
from surveyapp.store.connection import Link
from surveyapp.store.key import read_key
from tests.cli.conftest import SETUP, Shown, Type
from tests.cli.test_verbs import decline_once
from tests.conftest import ROOT
from tests.support.xlsforms import xlsx

LANGUAGES = ("ar", "fr", "en")
pytestmark = pytest.mark.parametrize("language", LANGUAGES)

ARABIC = range(0x0600, 0x0700)


def assert_said(shown: Shown, language: str, *facts: str) -> None:
    """A message in the chosen language that names the facts, and no traceback."""
    assert shown.code == 2, shown
    assert "Traceback" not in shown.err + shown.out
    for fact in facts:
        assert fact in shown.err, shown.err
    has_arabic = any(ord(letter) in ARABIC for letter in shown.err)
    assert has_arabic == (language == "ar"), shown.err


@pytest.fixture
def package(type_verb: Type, data: Path, tmp_path: Path) -> Path:
    """A good package with one response."""
    decline_once(data)
    path = tmp_path / "tablet.svpkg"
    assert type_verb("package", path, "--data", data, "--lang", "en").code == 0
    return path


@pytest.fixture
def laptop(type_verb: Type, tmp_path: Path) -> Path:
    """The data folder packages are merged into."""
    folder = tmp_path / "laptop"
    assert type_verb("setup", "--data", folder, "--lang", "en", *SETUP).code == 0
    return folder


def assert_nothing_came(laptop: Path) -> None:
    with Workspace.open_existing(laptop) as workspace:
        assert workspace.store.counts().submissions == 0
        assert workspace.store.check().ok


def test_not_an_xlsform(type_verb: Type, tmp_path: Path, language: str) -> None:
    letter = tmp_path / "letter.xlsx"
    letter.write_text("Monsieur le ministre,")
    assert_said(type_verb("form", "check", letter, "--lang", language), language, "letter.xlsx")


def test_three_mistakes_are_named_at_once_with_their_places(
    type_verb: Type, tmp_path: Path, language: str
) -> None:
    form = tmp_path / "three.xlsx"
    form.write_bytes(
        xlsx(
            """
            | survey |         |           |          |                     |             |
            |        | type    | name      | label    | relevent            | calculation |
            |        | integer | headcount | Staff?   |                     |             |
            |        | text    | firm      | Name of ${nobody}? |           |             |
            |        | calculate | double  |          |                     | tiwce(${headcount}) |
            """
        )
    )
    shown = type_verb("form", "check", form, "--lang", language)
    assert_said(shown, language, "relevent", "nobody", "tiwce", "survey", "3", "4")


@pytest.mark.parametrize("keep", [0, 10, 0.3, 0.99])
def test_a_truncated_package(
    type_verb: Type, package: Path, laptop: Path, language: str, keep: float
) -> None:
    whole = package.read_bytes()
    package.write_bytes(whole[: int(len(whole) * keep) if isinstance(keep, float) else keep])
    shown = type_verb("merge", package, "--data", laptop, "--lang", language)
    assert_said(shown, language, "tablet.svpkg")
    assert_nothing_came(laptop)


@pytest.mark.parametrize("place", [0.05, 0.5, 0.8])
def test_a_package_with_one_byte_changed(
    type_verb: Type, package: Path, laptop: Path, language: str, place: float
) -> None:
    content = bytearray(package.read_bytes())
    content[int(len(content) * place)] ^= 0x20
    package.write_bytes(content)
    shown = type_verb("merge", package, "--data", laptop, "--lang", language)
    assert_said(shown, language, "tablet.svpkg")
    assert_nothing_came(laptop)


def test_a_file_that_is_no_package_and_one_that_is_not_there(
    type_verb: Type, tmp_path: Path, laptop: Path, language: str
) -> None:
    with zipfile.ZipFile(tmp_path / "photos.zip", "w") as photos:
        photos.writestr("beach.jpg", b"sand")
    for name in ("photos.zip", "nothing.svpkg"):
        shown = type_verb("merge", tmp_path / name, "--data", laptop, "--lang", language)
        assert_said(shown, language, name)
    assert_nothing_came(laptop)


def test_one_bad_file_among_good_ones_stops_them_all(
    type_verb: Type, tmp_path: Path, package: Path, laptop: Path, language: str
) -> None:
    bad = tmp_path / "bad.svpkg"
    bad.write_bytes(package.read_bytes()[:-40])
    shown = type_verb("merge", package, bad, "--data", laptop, "--lang", language)
    assert_said(shown, language, "bad.svpkg")
    assert_nothing_came(laptop)


def test_a_second_copy_on_the_same_data(type_verb: Type, data: Path, language: str) -> None:
    with Workspace.open_existing(data):
        assert_said(type_verb("status", "--data", data, "--lang", language), language)


def test_a_wrong_key_file(type_verb: Type, data: Path, language: str) -> None:
    file = data / "survey.key"
    right = file.read_text()
    file.write_text("0" * 64)
    assert_said(type_verb("status", "--data", data, "--lang", language), language)
    file.unlink()
    assert_said(type_verb("status", "--data", data, "--lang", language), language)
    assert not file.exists()  # a lost key is not replaced by one that cannot fit
    file.write_text(right)
    assert type_verb("status", "--data", data, "--lang", language).code == 0


def test_a_database_from_a_newer_version(type_verb: Type, data: Path, language: str) -> None:
    link = Link(data / "survey.db", read_key(data / "survey.key"))
    with link.write() as connection:
        connection.execute("PRAGMA user_version = 999")
    link.close()
    assert_said(type_verb("status", "--data", data, "--lang", language), language)


def test_an_out_path_that_cannot_be_written(
    type_verb: Type, data: Path, tmp_path: Path, language: str
) -> None:
    for verb, name in (("export", "book.xlsx"), ("package", "out.svpkg")):
        out = tmp_path / "no such folder" / name
        shown = type_verb(verb, out, "--data", data, "--lang", language)
        assert_said(shown, language, "no such folder")
    assert not (tmp_path / "no such folder").exists()


def test_wrong_set_up(type_verb: Type, tmp_path: Path, language: str) -> None:
    folder = tmp_path / "tablet"
    wrong = ("--label", "", "--staff", " ", "--pin", "12")
    shown = type_verb("setup", "--data", folder, "--lang", language, *wrong)
    assert_said(shown, language)
    assert shown.err.count("•") == 3
    assert type_verb("status", "--data", folder, "--lang", language).code == 2


def test_data_that_is_not_there(type_verb: Type, tmp_path: Path, language: str) -> None:
    folder = tmp_path / "nowhere"
    for verb in (["status"], ["check"], ["form", "list"], ["package", tmp_path / "p.svpkg"]):
        shown = type_verb(*verb, "--data", folder, "--lang", language)
        assert_said(shown, language, "nowhere")
    assert not folder.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="folders are protected otherwise there")
def test_a_read_only_data_folder(data: Path, language: str) -> None:
    before = {path.name: path.read_bytes() for path in data.iterdir()}
    status = [sys.executable, "-m", "surveyapp", "status", "--data", str(data), "--lang", language]
    if os.getuid() == 0:
        # Root may write anywhere but on a medium that is read-only: mount one, for this verb alone.
        mount = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0"'
        private = ["unshare", "--mount", "sh", "-c"]
        if not shutil.which("unshare") or subprocess.run([*private, mount, data]).returncode:
            pytest.skip("this machine lets nobody mount")
        status = [*private, f'{mount} && exec "$@"', str(data), *status]
    data.chmod(0o555)
    ran = subprocess.run(status, capture_output=True, text=True, cwd=ROOT)
    data.chmod(0o755)
    assert_said(Shown(ran.returncode, ran.stdout, ran.stderr), language, data.name)
    assert {path.name: path.read_bytes() for path in data.iterdir()} == before


def test_problems_come_as_json_for_programs(type_verb: Type, tmp_path: Path, language: str) -> None:
    shown = type_verb("status", "--data", tmp_path / "x", "--json", "--lang", language)
    assert shown.code == 2
    assert "problem" in json.loads(shown.err)
