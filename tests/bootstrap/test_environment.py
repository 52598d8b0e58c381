"""The private environment: made once, known again at once, mended when it broke."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="written for a POSIX layout")

Start = Callable[..., list[str]]

# Another start: it holds the folder, ends its work after a moment, and lets go.
OTHER_START = """
import fcntl, os, sys, time
file = open(sys.argv[1], "a")
fcntl.flock(file, fcntl.LOCK_EX)
print("held", flush=True)
time.sleep(0.5)
os.rename(sys.argv[2], sys.argv[3])
"""


@pytest.fixture
def nothing_is_run(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Return a switch after which starting any program fails the test."""

    def refuse(*words: object, **options: object) -> None:
        raise AssertionError(f"was run: {words}")

    def switch() -> None:
        for name in ("call", "run", "check_output", "Popen"):
            monkeypatch.setattr(run.subprocess, name, refuse)

    return switch


def said_by_pip(calls: Path) -> list[str]:
    return [line for line in calls.read_text().splitlines() if line.startswith("install")]


def test_the_second_start_runs_nothing_but_the_verb(
    checkout: Path, pip_calls: Path, start: Start, nothing_is_run: Callable[[], None]
) -> None:
    first = start("status")
    nothing_is_run()
    assert start("status") == first


def test_the_developers_list_contains_the_other(
    checkout: Path, pip_calls: Path, start: Start, run: ModuleType
) -> None:
    start("lint")
    environment = run.Environment(checkout / ".venv", run.Speaker())
    assert environment.is_ready("dev")
    assert environment.is_ready("runtime")
    start("status")
    assert len(said_by_pip(pip_calls)) == 1


def test_a_new_lock_file_is_installed_on_top(
    checkout: Path, pip_calls: Path, start: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    start("status")
    with (checkout / "requirements.lock").open("a") as lock:
        lock.write("openpyxl==1\n")
    capsys.readouterr()
    start("status")
    assert len(said_by_pip(pip_calls)) == 2
    assert "Getting ready" in capsys.readouterr().err
    assert list((checkout / ".venv").glob("lib/*/site-packages/openpyxl-1.0.dist-info"))


def test_a_package_that_somebody_removed_is_put_back(
    checkout: Path, pip_calls: Path, start: Start
) -> None:
    start("status")
    (gone,) = (checkout / ".venv").glob("lib/*/site-packages/click-1.0.dist-info")
    gone.rmdir()
    start("status")
    assert gone.is_dir()


def test_an_installation_that_broke_off_is_made_anew(
    checkout: Path,
    pip_calls: Path,
    start: Start,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("FAKE_PIP", "power cut")
    assert start("status") == ["exit 2"]
    monkeypatch.delenv("FAKE_PIP")
    half = next((checkout / ".venv").glob("lib/*/site-packages")) / "half-a-package"
    half.mkdir()
    capsys.readouterr()
    assert start("status")[-1] == "status"
    assert "is made anew" in capsys.readouterr().err
    assert not half.exists()


def test_without_a_network_it_says_so_and_harms_nothing(
    checkout: Path,
    pip_calls: Path,
    start: Start,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    start("status")
    monkeypatch.setenv("FAKE_PIP", "no network")
    capsys.readouterr()
    assert start("lint") == ["exit 2"]
    said = capsys.readouterr().err
    assert "the package server was not reached" in said
    assert str(checkout / ".venv" / "install.log") in said
    assert start("status")[-1] == "status"  # what was there still starts, without a network
    monkeypatch.delenv("FAKE_PIP")
    capsys.readouterr()
    start("lint")
    assert "is made anew" not in capsys.readouterr().err


def test_another_failure_of_pip_is_told_in_its_own_words(
    checkout: Path,
    pip_calls: Path,
    start: Start,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("FAKE_PIP", "refused")
    assert start("status") == ["exit 2"]
    assert "DO NOT MATCH THE HASHES. Mend" in capsys.readouterr().err


def test_a_python_that_was_removed_or_replaced_is_noticed(
    checkout: Path, pip_calls: Path, start: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    start("status")
    python = checkout / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python3")
    capsys.readouterr()
    assert start("status")[0] == str(python)
    assert "another Python" in capsys.readouterr().err
    assert python.exists()


def test_an_upgraded_python_is_noticed_by_the_version_that_made_the_folder(
    checkout: Path, pip_calls: Path, start: Start, run: ModuleType
) -> None:
    start("status")
    environment = run.Environment(checkout / ".venv", run.Speaker())
    assert environment.is_whole()
    settings = checkout / ".venv" / "pyvenv.cfg"
    lines = settings.read_text().splitlines()
    settings.write_text("\n".join("version = 3.1.0" if "version =" in x else x for x in lines))
    assert not environment.is_whole()


def test_a_moved_checkout_gets_its_new_address_and_keeps_its_packages(
    checkout: Path,
    pip_calls: Path,
    start: Start,
    run: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    start("status")
    script = checkout / ".venv" / "bin" / "tool"
    script.write_text(f"#!{checkout}/.venv/bin/python\nprint('here')\n")
    script.chmod(0o755)
    (script.parent / "__pycache__").mkdir()  # some packages leave one among the programs
    moved = checkout.rename(checkout.with_name("moved"))
    monkeypatch.setattr(run, "ROOT", moved)
    assert start("status")[0] == str(moved / ".venv" / "bin" / "python")
    tool = subprocess.run([moved / ".venv/bin/tool"], capture_output=True, text=True, check=True)
    assert tool.stdout == "here\n"
    assert str(moved) in (moved / ".venv" / "bin" / "activate").read_text()


def test_a_read_only_checkout_uses_the_persons_cache(
    checkout: Path,
    pip_calls: Path,
    start: Start,
    run: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    writable = run.writable
    monkeypatch.setattr(run, "writable", lambda f: checkout not in f.parents and writable(f))
    python = Path(start("status")[0])
    assert tmp_path / "cache" / "surveyapp" in python.parents
    assert not (checkout / ".venv").exists()
    monkeypatch.setattr(run, "writable", lambda folder: False)
    assert start("status")[0] == str(python)  # ready is ready, written or not
    shutil.rmtree(tmp_path / "cache")
    assert start("status") == ["exit 2"]
    assert "No folder can be written" in capsys.readouterr().err


def test_of_two_starts_the_second_waits_and_finds_everything_done(
    checkout: Path, pip_calls: Path, start: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    start("status")
    stamp = checkout / ".venv" / "stamp.json"
    done = stamp.rename(stamp.with_name("done.json"))
    paths = map(str, (checkout / ".venv" / "lock", done, stamp))
    words = [sys.executable, "-c", OTHER_START, *paths]
    other = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    assert other.stdout
    assert other.stdout.readline() == "held\n"
    began = time.monotonic()
    assert start("status")[-1] == "status"
    assert time.monotonic() - began > 0.3
    other.communicate()
    assert "waiting for it" in capsys.readouterr().err
    assert len(said_by_pip(pip_calls)) == 1


def test_settings_that_lead_packages_elsewhere_are_not_passed_on(
    checkout: Path, pip_calls: Path, run: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = run.Environment(checkout / ".venv", run.Speaker())
    environment.folder.mkdir()
    environment.make()
    for name in ("PIP_TARGET", "PIP_PREFIX", "PYTHONHOME", "PYTHONPATH"):
        monkeypatch.setenv(name, "/elsewhere")
    monkeypatch.setenv("PIP_CERT", "/etc/own.pem")
    command, variables = environment.find_pip()
    assert command == [str(environment.python), "-m", "pip"]
    assert not {"PIP_TARGET", "PIP_PREFIX", "PYTHONHOME", "PYTHONPATH"} & set(variables)
    assert variables["PIP_USER"] == "0"
    assert variables["PIP_CERT"] == "/etc/own.pem"
    assert os.environ["PIP_TARGET"] == "/elsewhere"


def test_ctrl_c_ends_with_one_sentence(
    checkout: Path,
    start: Start,
    run: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def interrupt(level: str, say: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "prepare", interrupt)
    assert start("status") == ["exit 130"]
    assert capsys.readouterr().err == "Stopped. Start again to go on.\n"
