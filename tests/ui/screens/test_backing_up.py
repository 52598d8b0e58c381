"""Backups as somebody at the screen meets them: they make themselves, and say when they cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

from surveyapp.services.workspace import Workspace
from surveyapp.store.backups import door, making
from surveyapp.ui import backing_up
from tests.scenarios.conftest import OpenApp
from tests.ui.hands import Mouse, settle
from tests.ui.pages import App, until


def held(data: Path) -> list[str]:
    return sorted(path.name for path in (data / "backups").glob("*.backup"))


def finish_one(app: App) -> None:
    """Decline, which is a response too."""
    app.home().begin().answer("consent", "0").to_end().home()


def test_a_backup_is_made_at_close_and_not_again_where_nothing_changed(
    open_app: OpenApp, tmp_path: Path
) -> None:
    open_app(Mouse(), language="en").close()
    (first,) = held(tmp_path / "data")
    app = App(tmp_path / "data", Mouse(), language="en").launch()
    app.home().sees("Stop of the day")
    app.close()
    assert held(tmp_path / "data") == [first]


def test_a_backup_is_made_behind_the_screen_once_enough_responses_came(
    open_app: OpenApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "EVERY", 2)
    app = open_app(Mouse(), language="en")
    finish_one(app)
    assert held(tmp_path / "data") == []
    finish_one(app)
    assert until(lambda: len(held(tmp_path / "data")) == 1)


def test_the_device_says_when_the_last_good_backup_was_made_and_makes_one(
    open_app: OpenApp, tmp_path: Path
) -> None:
    app = open_app(Mouse(), language="en")
    app.window.place_chosen.emit("device")  # type: ignore[attr-defined]
    page = app.device().sees("Last good backup").sees("none")
    page.press("Make a backup now")
    assert until(lambda: len(held(tmp_path / "data")) == 1)
    assert until(lambda: "none" not in backup_line(page.texts()))


def backup_line(texts: str) -> str:
    return texts.partition("Last good backup")[2].partition("Version")[0]


def test_one_that_cannot_be_made_is_told_at_home_until_one_can(
    open_app: OpenApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "free_room", lambda _: 0)
    open_app(Mouse(), language="en").close()
    app = App(tmp_path / "data", Mouse(), language="en").launch()
    app.home().sees("The last backup could not be made")
    monkeypatch.undo()
    app.close()
    with Workspace.open(tmp_path / "data") as workspace:
        assert workspace.store.backups.state().problem is None


def test_nothing_begins_by_itself_once_the_folder_is_closed(
    open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backing_up, "SETTLED", 100)
    app = open_app(Mouse(), language="en")
    assert app.desk is not None
    app.desk.close()  # as somebody does who opens it again at once
    settle()
    assert not until(lambda: app.desk is not None and app.desk._worker().busy, 500)
    app.desk.open()
    app.home()
