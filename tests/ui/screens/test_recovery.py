"""Answers that are damaged: the app says so, recovers what it can, reports it and goes on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSize

from surveyapp.services.workspace import Workspace
from surveyapp.store.connection import PAGE_SIZE
from surveyapp.store.troubles import damaged
from surveyapp.text import LANGUAGES
from surveyapp.ui import recovering
from tests.scenarios.conftest import OpenApp
from tests.support.keys import OURS
from tests.ui.hands import Mouse, settle
from tests.ui.pages import App, Page, SetUpPage, until
from tests.ui.screens.test_every_screen import clipped, nameless


@pytest.fixture
def data(open_app: OpenApp, tmp_path: Path) -> Path:
    """A device with two responses, closed; ``open_app`` made its folder."""
    app = open_app(Mouse(), language="en")
    for _ in range(2):
        app.home().begin().answer("consent", "0").to_end().home()
    app.close()
    with Workspace.open(tmp_path / "data") as workspace:
        profile = workspace.profile()
        workspace.store.save_profile(replace(profile, recovery=OURS.public))
    return tmp_path / "data"


def damage(data: Path, page: int = 1) -> bytes:
    database = data / "survey.db"
    content = bytearray(database.read_bytes())
    content[(page - 1) * PAGE_SIZE + 700] ^= 0x10
    database.write_bytes(content)
    return bytes(content)


def recovery(app: App) -> SetUpPage:
    return SetUpPage(app, "RecoveryScreen")


def recovered(page: Page) -> Page:
    assert until(lambda: "Go on with what was saved" in page.texts() or "kept as" in page.texts())
    return page


def test_what_can_be_saved_is_recovered_and_gone_on_with(data: Path) -> None:
    before = damage(data)
    app = App(data, Mouse(), language="en").launch()
    try:
        page = recovery(app).sees("The answers on this device are damaged").sees("stays as it is")
        page.press("Recover what can be saved")
        recovered(page).sees("All is saved").sees("Responses saved: 2").sees("Nothing is known")
        (aside,) = data.parent.glob("data-damaged-*")
        assert (aside / "survey.db").read_bytes() == before
        page.press("Go on with what was saved")
        app.home().sees("Declined to answer: 2")
    finally:
        app.close()
    with Workspace.open(data) as workspace:  # the next start opens what was saved
        assert workspace.store.counts().submissions == 2
        assert workspace.profile().label == "Tablet 03"


def test_a_missing_key_is_made_up_for_by_the_printed_one(data: Path) -> None:
    damage(data)
    (data / "survey.key").unlink()
    app = App(data, Mouse(), language="en").launch()
    try:
        # A missing key alone is another matter; with the database gone too, it is recovery.
        app.problem().sees("survey.key")
    finally:
        app.close()
    (data / "survey.db").rename(data.parent / "gone.db")
    app = App(data, Mouse(), language="en").launch()
    try:
        page = recovery(app).sees("survey.db is missing")
        page.press("Recover what can be saved")
        assert until(lambda: "recovery key" in page.texts())
        page.enter("Recovery key", OURS.secret.lower()).press("Recover what can be saved")
        recovered(page).sees("Responses saved: 2").press("Go on with what was saved")
        app.home().sees("Declined to answer: 2")
    finally:
        app.close()


def test_where_folders_cannot_be_renamed_the_app_goes_on_in_the_new_one(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    damage(data)
    rename = Path.rename

    def refused(self: Path, target: Path) -> Path:
        if self == data:
            raise PermissionError
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refused)
    app = App(data, Mouse(), language="en").launch()
    try:
        page = recovery(app).press("Recover what can be saved")
        recovered(page).sees("could not take the place").press("Go on with what was saved")
        app.home().sees("Declined to answer: 2")
        assert app.desk is not None
        assert app.desk.workspace is not None
        assert app.desk.workspace.store.data_dir.name.startswith("data-recovered-")
    finally:
        app.close()


def test_added_backups_and_packages_are_read_too(data: Path) -> None:
    (backup,) = (data / "backups").glob("*.backup")
    elsewhere = data.parent / backup.name
    (data / "survey.db").write_bytes(b"\0" * 50_000)
    (data / "survey.witness").unlink(missing_ok=True)
    backup.rename(elsewhere)
    (data / "backups" / f"{backup.name}.recovery").unlink(missing_ok=True)
    app = App(data, Mouse(), language="en").launch()
    try:
        # Zeros everywhere and no other trace: it might be a wrong key as well.
        app.problem()
        assert app.desk is not None
        app.desk._offer_recovery(damaged(data))
        settle()
        app.files.files_given = (elsewhere,)
        page = recovery(app).press("Add backups or packages").sees("1 file added")
        page.press("Recover what can be saved")
        recovered(page).sees("Responses saved: 2")
    finally:
        app.close()


def test_it_can_be_stopped_and_leaves_nothing(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    damage(data)
    begun = recovering.rescue_data

    def stopped(*given: object, **named: object) -> object:
        assert app.desk is not None
        named["progress"].cancel()  # type: ignore[attr-defined]
        return begun(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(recovering, "rescue_data", stopped)
    app = App(data, Mouse(), language="en").launch()
    try:
        page = recovery(app).press("Recover what can be saved")
        assert until(lambda: "Try again" in page.texts())
        assert not list(data.parent.glob("data-recovered-*"))
    finally:
        app.close()


def test_damage_found_behind_the_screen_leads_to_the_same_recovery(data: Path) -> None:
    app = App(data, Mouse(), language="en").launch()
    try:
        app.home()
        assert app.desk is not None
        assert app.desk.navigator is not None
        damage(data, page=9)
        app.desk.navigator.watching.look()
        home = app.home()
        assert until(lambda: "Something is wrong" in home.texts())
        home.press_named("What to do")
        page = recovery(app).sees("Something is wrong")
        page.press("Recover what can be saved")
        recovered(page).sees("Responses saved: 2").press("Go on with what was saved")
        app.home().sees("Declined to answer: 2")
    finally:
        app.close()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", [(1280, 800), (800, 600), (320, 480)])
def test_nothing_is_cut_off_and_everything_has_a_name(
    data: Path, language: str, size: tuple[int, int]
) -> None:
    damage(data)
    app = App(data, Mouse(), language=language, size=size).launch()
    try:
        page = recovery(app)
        app.window.resize(QSize(*size))
        settle()
        assert clipped(app.screen) == []
        assert nameless(app.screen) == []
        page.press("Recover what can be saved")
        assert until(lambda: page.button("Go on with what was saved").isVisible())
        settle()
        assert clipped(app.screen) == []
    finally:
        app.close()
