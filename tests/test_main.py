"""Which of the two doors a command line opens, and what happens where there is no screen."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from surveyapp.__main__ import has_screen, opens_the_app
from tests.conftest import ROOT

SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


@pytest.mark.parametrize(
    "typed", [[], ["--data", "x"], ["--data=x"], ["--lang", "ar"], ["--lang=ar", "--data", "x"]]
)
def test_these_open_the_app(typed: list[str]) -> None:
    assert opens_the_app(typed)


@pytest.mark.parametrize("typed", [["status"], ["--help"], ["--data", "x", "status"], ["--json"]])
def test_these_are_verbs(typed: list[str]) -> None:
    assert not opens_the_app(typed)


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there is always a screen there")
@pytest.mark.parametrize(
    ("language", "said"),
    [("ar", "يتعذر عرض التطبيق"), ("fr", "ne peut pas s’afficher"), ("en", "cannot be shown")],
)
def test_without_a_screen_the_app_says_so_and_verbs_still_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, said: str
) -> None:
    for name in SCREENS:
        monkeypatch.delenv(name, raising=False)
    assert not has_screen()
    environment = {**os.environ, "SURVEYAPP_LANG": language}
    command = [sys.executable, "-m", "surveyapp"]
    opened = subprocess.run(
        [*command, "--data", str(tmp_path)],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert opened.returncode == 2
    assert said in opened.stderr
    assert not list(tmp_path.iterdir())
    ran = subprocess.run(
        [*command, "form", "list", "--help"], env=environment, cwd=ROOT, capture_output=True
    )
    assert ran.returncode == 0
