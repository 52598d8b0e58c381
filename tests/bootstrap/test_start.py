"""What the words after ``run.py`` start, and what each of them waits for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

Start = Callable[..., list[str]]


@pytest.fixture(autouse=True)
def qt_asked(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note each platform for which Qt is asked to load."""
    asked: list[str] = []
    monkeypatch.setattr(run.Environment, "need_qt", lambda self, platform: asked.append(platform))
    return asked


@pytest.mark.parametrize(
    ("words", "verb"),
    [
        ([], ""),
        (["--data", "folder"], ""),
        (["--data=folder", "--lang", "ar"], ""),
        (["status"], "status"),
        (["--data", "folder", "--lang=fr", "export", "OUT.xlsx"], "export"),
        (["--help"], "--help"),
        (["--version"], "--version"),
    ],
)
def test_the_verb_is_the_first_word_that_is_no_option_of_the_app(
    run: ModuleType, words: list[str], verb: str
) -> None:
    assert run.verb_of(words) == verb


def test_a_verb_is_handed_over_with_its_words_and_waits_for_no_qt(
    checkout: Path, pip_calls: Path, start: Start, qt_asked: list[str]
) -> None:
    python = str(checkout / ".venv" / "bin" / "python")
    assert start("demo", "--stops", "2") == [python, "-m", "surveyapp", "demo", "--stops", "2"]
    assert qt_asked == []
    assert "requirements.lock" in pip_calls.read_text()
    assert "--require-hashes" in pip_calls.read_text()


def test_tests_bring_the_developers_list_and_an_off_screen_qt(
    checkout: Path, pip_calls: Path, start: Start, qt_asked: list[str]
) -> None:
    assert start("test", "-k", "merge")[1:] == ["-m", "pytest", "-k", "merge"]
    assert qt_asked == ["offscreen"]
    assert "requirements-dev.lock" in pip_calls.read_text()


def test_screenshots_are_drawn_off_the_screen(
    checkout: Path, pip_calls: Path, start: Start, qt_asked: list[str]
) -> None:
    assert start("screenshots", "out")[2:] == ["surveyapp", "screenshots", "out"]
    assert qt_asked == ["offscreen"]


def test_the_app_opens_where_there_is_a_screen(
    checkout: Path,
    pip_calls: Path,
    start: Start,
    qt_asked: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    assert start("--data", "folder")[1:] == ["-m", "surveyapp", "--data", "folder"]
    assert qt_asked == ["xcb"]


def test_without_a_screen_the_app_names_the_verbs_and_fetches_nothing(
    checkout: Path, start: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    assert start() == ["exit 2"]
    said = capsys.readouterr()
    assert said.out == ""
    assert "There is no screen here" in said.err
    assert "python3 run.py demo" in said.err
    assert not (checkout / ".venv").exists()


@pytest.mark.parametrize(
    ("environment", "platform"),
    [
        ({}, ""),
        ({"DISPLAY": ":0"}, "xcb"),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "wayland"),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, "xcb"),
        ({"QT_QPA_PLATFORM": "offscreen"}, "offscreen"),
        ({"QT_QPA_PLATFORM": "wayland;xcb", "DISPLAY": ":0"}, "wayland"),
        ({"QT_QPA_PLATFORM": "vnc:port=5901"}, "vnc"),
    ],
)
def test_the_screen_is_read_from_what_the_session_says(
    run: ModuleType,
    checkout: Path,
    monkeypatch: pytest.MonkeyPatch,
    environment: dict[str, str],
    platform: str,
) -> None:
    monkeypatch.setattr(run.sys, "platform", "linux")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert run.screen() == platform


def test_lint_runs_every_linter_and_fails_when_one_does(
    run: ModuleType, checkout: Path, pip_calls: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[list[str]] = []

    def call(command: list[str], env: dict[str, str]) -> int:
        ran.append(command[1:])
        return 1 if "mypy" in command else 0

    start("test")  # so that everything is here
    monkeypatch.setattr(run.subprocess, "call", call)
    assert start("lint") == ["exit 1"]
    assert ran == [list(words) for words in run.LINTERS]


def test_crashlab_needs_no_developers_list(
    run: ModuleType, checkout: Path, pip_calls: Path, start: Start
) -> None:
    assert start("crashlab", "--minutes", "5")[1:] == ["-m", "tests.crashlab", "--minutes", "5"]
    assert not run.Environment(checkout / ".venv", run.Speaker()).is_ready("dev")


def test_help_names_what_only_a_checkout_has(
    checkout: Path, pip_calls: Path, start: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    assert start("--help")[1:] == ["-m", "surveyapp", "--help"]
    assert "run.py crashlab" in capsys.readouterr().err


def test_what_is_started_finds_our_package_and_not_a_neighbour(
    run: ModuleType, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", "/somewhere/else")
    monkeypatch.setenv("PYTHONHOME", "/nowhere")
    variables = run.Environment(checkout / ".venv", run.Speaker()).variables()
    assert variables["PYTHONPATH"] == str(checkout)
    assert variables["PYTHONSAFEPATH"] == "1"
    assert "PYTHONHOME" not in variables
