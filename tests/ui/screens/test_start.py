"""Starting: what must not be imported yet, and what a person can mend when it does not start."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from surveyapp import app as desktop
from surveyapp.services.workspace import Workspace
from tests.scenarios.conftest import OpenApp
from tests.ui.hands import Mouse
from tests.ui.pages import App

ROOT = Path(__file__).resolve().parent.parent.parent.parent

LOOK = """
import sys
from pathlib import Path
from surveyapp import app
def painted(what):
    late = {"pyxform", "openpyxl", "sqlite_utils", "surveyapp.xform", "keyring", "pyrage"}
    late &= set(sys.modules)
    print(what, *sorted(late))
    if what == "screen":
        app.make_application().exit()
sys.exit(app.main(Path(sys.argv[1]), on_painted=painted))
"""


def test_home_is_painted_before_the_heavy_parts_are_imported(
    open_app: OpenApp, tmp_path: Path
) -> None:
    open_app(Mouse(), language="en").close()  # a first start works out what lists show of a form
    seen = subprocess.run(
        [sys.executable, "-c", LOOK, str(tmp_path / "data")],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert seen.returncode == 0, seen.stderr
    assert seen.stdout.split("\n")[:2] == ["window", "screen"]


@pytest.mark.parametrize(
    ("language", "says"),
    [("ar", "التطبيق مفتوح"), ("fr", "déjà"), ("en", "already")],
)
def test_a_second_copy_says_so_and_tries_again(
    open_app: OpenApp, ready_device: Path, tmp_path: Path, language: str, says: str
) -> None:
    with Workspace.open(ready_device):
        app = App(ready_device, Mouse(), language=language).launch()
        try:
            page = app.problem().sees(says)
            assert app.desk is not None
            assert app.desk.exit_code == desktop.PROBLEM
            page.choose_language("en").sees("already")
        finally:
            app.close()


def test_trying_again_opens_the_app_once_the_other_copy_is_closed(ready_device: Path) -> None:
    other = Workspace.open(ready_device)
    app = App(ready_device, Mouse(), language="en").launch()
    try:
        page = app.problem()
        other.close()
        page.press("Try again")
        app.home().sees("Stop of the day")
        assert app.desk is not None
        assert app.desk.exit_code == 0
    finally:
        app.close()


def test_a_wrong_key_is_a_screen_and_not_a_traceback(open_app: OpenApp, tmp_path: Path) -> None:
    open_app(Mouse(), language="en").close()
    key = tmp_path / "data" / "survey.key"
    key.write_text("0" * 64)
    app = App(tmp_path / "data", Mouse(), language="fr").launch()
    try:
        app.problem().sees("fichier de clé")
    finally:
        app.close()


def test_a_file_in_place_of_the_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("not a folder")
    app = App(tmp_path / "data", Mouse(), language="en").launch()
    try:
        app.problem().sees("data")
    finally:
        app.close()


def test_a_fault_of_ours_is_shown_as_one(
    open_app: OpenApp, capsys: pytest.CaptureFixture[str]
) -> None:
    app = open_app(Mouse(), language="fr")
    assert app.desk is not None
    try:
        raise ZeroDivisionError
    except ZeroDivisionError as fault:
        app.desk.show_bug(type(fault), fault, fault.__traceback__)
    app.problem().sees("ZeroDivisionError").sees("test_start.py")
    assert app.desk.exit_code == desktop.BUG
    assert "ZeroDivisionError" in capsys.readouterr().err
