"""The key of the answers, seen from the screen: notices, moving it, recovery keys, passphrases."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QAbstractButton, QApplication

from surveyapp.services.workspace import Workspace
from surveyapp.store.custody import Access, Protection, check_code, recipient
from surveyapp.store.custody.typed import blocks
from surveyapp.text import LANGUAGES
from surveyapp.ui import theme
from tests.scenarios.conftest import OpenApp
from tests.support.keys import OTHERS, OURS, PASSPHRASE
from tests.support.passphrases import put_under_passphrase
from tests.ui.hands import Keyboard, Mouse, name_of, settle
from tests.ui.pages import App, SetUpPage, until
from tests.ui.screens.test_every_screen import clipped, nameless

KEY_STORE = "Key in this computer’s key store"
UNDER_PASSPHRASE = "Key under a passphrase"
FILE = "Key in a file beside the answers (not protected)"


def protection(app: App) -> SetUpPage:
    """Go to the screen from the notice at home."""
    app.home().press("Protection of the answers")
    return app.protection()


@pytest.fixture
def locked(ready_device: Path, tmp_path: Path, open_app: OpenApp) -> Path:
    """A device whose key is under a passphrase; ``open_app`` copied it."""
    put_under_passphrase(tmp_path / "data")
    return tmp_path / "data"


def test_home_says_that_a_new_device_is_not_protected_and_leads_there(open_app: OpenApp) -> None:
    app = open_app(Mouse(), language="en")
    app.home().sees("This device is not protected").sees("There is no recovery key")
    protection(app).sees("Where the key lies").press("Back")
    app.device().sees(FILE).press("Protection of the answers")
    app.protection()


def test_a_recovery_key_is_made_printed_and_used(open_app: OpenApp, tmp_path: Path) -> None:
    app = open_app(Mouse(), language="en")
    app.files.save_given = tmp_path / "sheet"
    page = protection(app).press("Make a new recovery key")
    page.sees("Print it, keep it in a safe place")
    text = (tmp_path / "sheet.html").read_text("utf-8")
    assert app.desk is not None
    assert app.desk.workspace is not None
    public = app.desk.workspace.profile().recovery
    assert public in text
    page.sees(check_code(public))
    # And with it the key went into the key store, by itself.
    assert app.desk.workspace.store.custody.protection is Protection.KEY_STORE
    assert len(app.key_store.secrets) == 1
    page.press("Back")
    app.device().sees(KEY_STORE).sees(check_code(public))
    app.window.place_chosen.emit("home")  # type: ignore[attr-defined]
    app.home().does_not_see("This device is not protected")


def test_a_sheet_is_never_written_over(open_app: OpenApp, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.html"
    sheet.write_text("another key")
    app = open_app(Mouse(), language="en")
    app.files.save_given = sheet
    protection(app).press("Make a new recovery key").sees("is there already")
    assert sheet.read_text() == "another key"


def test_the_organisers_recovery_key_is_pasted(open_app: OpenApp) -> None:
    app = open_app(Keyboard(), language="fr")
    app.key_store.there = False
    page = protection(app)
    page.enter("Recovery key", "age1 pas tout à fait")
    page.press("Use this recovery key").sees("age1")
    page.enter("Recovery key", OURS.public.upper())
    page.press("Use this recovery key").sees(check_code(OURS.public))
    assert app.desk is not None
    assert app.desk.workspace is not None
    assert app.desk.workspace.profile().recovery == recipient(OURS.public)
    assert (app.data_dir / "survey.recovery").exists()


def test_the_key_goes_under_a_passphrase_and_the_next_start_asks_for_it(
    open_app: OpenApp,
) -> None:
    app = open_app(Mouse(), language="en")
    page = protection(app).choose(UNDER_PASSPHRASE)
    page.enter("New passphrase", "short").press("Protect the key so").sees("at least 10")
    page.enter("New passphrase", PASSPHRASE).enter("New passphrase once more", "another word")
    page.press("Protect the key so").sees("The two passphrases differ")
    page.enter("New passphrase once more", PASSPHRASE).press("Protect the key so")
    page.sees("The key has moved")
    assert not (app.data_dir / "survey.key").exists()
    app.close()
    app.launch()
    app.passphrase().enter("Passphrase", PASSPHRASE).press("Open")
    assert until(lambda: app.shows("HomeScreen"))
    app.home().sees("Stop of the day")


def test_a_wrong_passphrase_is_told_and_asked_again(locked: Path) -> None:
    app = App(locked, Mouse(), language="en").launch()
    before = {path.name: path.read_bytes() for path in locked.glob("survey.*")}
    try:
        page = app.passphrase()
        page.enter("Passphrase", "not this one").press("Open").sees("does not open the answers")
        assert {path.name: path.read_bytes() for path in locked.glob("survey.*")} == before
        page.choose_language("fr").sees("Fermer l’application")
        page.enter("Passphrase", PASSPHRASE).press_keys("Return")
        assert until(lambda: app.shows("HomeScreen"))
        app.home()
    finally:
        app.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_passphrase_screen_can_be_named_and_read(
    locked: Path, qapp: QApplication, language: str
) -> None:
    app = App(locked, Mouse(), language=language).launch()
    try:
        app.passphrase().enter("Passphrase", "not this one").press("Open")
        for scale in (1.0, 2.0):
            theme.change(qapp, scale=scale)
            app.window.resize(QSize(800, 600))
            settle()
            assert not nameless(app.window)
            assert not clipped(app.window), f"{scale:.0%}: {clipped(app.window)}"
    finally:
        theme.change(qapp, scale=1.0)
        app.close()


def test_a_locked_key_store_at_the_start_is_a_problem_with_a_way_on(open_app: OpenApp) -> None:
    app = open_app(Mouse(), language="en")
    protection(app).choose(KEY_STORE).press("Protect the key so").sees("The key has moved")
    app.close()
    app.key_store.locked = True
    app.launch()
    assert until(lambda: app.shows("ProblemScreen"))
    problem = app.problem().sees("locked")
    app.key_store.locked = False
    problem.press("Try again")
    assert until(lambda: app.shows("HomeScreen"))
    app.home()


def with_recovery_key(app: App) -> None:
    page = protection(app).enter("Recovery key", OURS.public)
    page.press("Use this recovery key").sees("The recovery key is set")
    app.close()


def test_a_key_the_key_store_lost_is_regained_from_the_printed_sheet(open_app: OpenApp) -> None:
    app = open_app(Mouse(), language="en")
    with_recovery_key(app)
    app.key_store.secrets.clear()  # the account was reset
    app.launch()
    assert until(lambda: app.shows("ProblemScreen"))
    app.problem().sees("holds no key").press("Open with the recovery key")
    page = app.regain()
    typed = blocks(OURS.secret)
    wrong = [*typed[:6], "O" + typed[6][1:], *typed[7:]]
    page.enter("Recovery key", f"AGE-SECRET-KEY-1 {' '.join(wrong)}").press("Open")
    page.sees("Block 7 of the recovery key")
    page.enter("Recovery key", " ".join(typed).lower()).press("Open")
    assert until(lambda: app.shows("HomeScreen"))
    app.home().sees("This device is not protected")


def test_a_forgotten_passphrase_is_made_up_for_by_the_printed_sheet(open_app: OpenApp) -> None:
    app = open_app(Mouse(), language="en")
    app.key_store.there = False
    with_recovery_key(app)
    put_under_passphrase(app.data_dir)
    app.launch()
    app.passphrase().press("Open with the recovery key")
    app.regain().press("Back")
    app.passphrase().press("Open with the recovery key")
    app.regain().enter("Recovery key", OURS.secret).press("Open")
    assert until(lambda: app.shows("HomeScreen"))


def test_answers_that_are_damaged_besides_lead_from_there_to_their_recovery(
    open_app: OpenApp,
) -> None:
    app = open_app(Mouse(), language="en")
    with_recovery_key(app)
    app.key_store.secrets.clear()
    database = app.data_dir / "survey.db"
    database.write_bytes(os.urandom(8192) + database.read_bytes()[8192:])
    app.launch()
    assert until(lambda: app.shows("ProblemScreen"))
    app.problem().press("Open with the recovery key")
    app.regain().enter("Recovery key", OURS.secret).press("Open")
    assert until(lambda: app.shows("RecoveryScreen"))


def test_without_a_recovery_key_none_is_asked_for(locked: Path) -> None:
    app = App(locked, Mouse(), language="en").launch()
    try:
        page = app.passphrase()
        names = [name_of(button) for button in page.visible(QAbstractButton)]
        assert "Open" in names
        assert "Open with the recovery key" not in names
    finally:
        app.close()


def test_a_key_that_was_deleted_under_the_open_app_is_put_back(open_app: OpenApp) -> None:
    app = open_app(Mouse(), language="en")
    key = app.data_dir / "survey.key"
    kept = key.read_bytes()
    key.unlink()
    app.window.place_chosen.emit("home")  # type: ignore[attr-defined]
    app.home().sees("The key of the answers is gone")
    protection(app).press("Protect the key so").sees("The key has moved")
    assert key.read_bytes() == kept


def test_without_a_key_store_it_is_not_offered(open_app: OpenApp) -> None:
    app = open_app(Mouse(), language="en")
    app.key_store.there = False
    page = protection(app)
    page.sees(UNDER_PASSPHRASE).does_not_see(KEY_STORE)


def test_set_up_takes_the_recovery_key(tmp_path: Path, qapp: QApplication) -> None:
    app = App(tmp_path / "data", Keyboard(), language="en").launch()
    try:
        page = app.set_up()
        page.enter("Name of the device", "Tablet 03").enter("Staff names", "Salma")
        page.enter("Staff PIN", "2468").enter("Staff PIN once more", "2468")
        page.enter("Recovery key", OTHERS.secret).finish().sees("secret part")
        page.enter("Recovery key", OTHERS.public).finish()
        app.stop()
        assert until(lambda: not (tmp_path / "data" / "survey.key").exists())
    finally:
        app.close()
    access = Access(app.key_store)
    with Workspace.open(tmp_path / "data", access=access) as workspace:
        assert workspace.profile().recovery == OTHERS.public
        assert workspace.store.custody.protection is Protection.KEY_STORE


def test_set_up_makes_the_recovery_key_of_the_tour(tmp_path: Path, qapp: QApplication) -> None:
    app = App(tmp_path / "data", Mouse(), language="en").launch()
    sheet = tmp_path / "sheet.html"
    try:
        page = app.set_up()
        sheet.write_text("another key")
        app.files.save_given = sheet
        page.press("Make a new recovery key").sees("is there already")
        sheet.unlink()
        page.press("Make a new recovery key").sees("Print it, keep it in a safe place")
        page.press("Close")
        page.enter("Name of the device", "Tablet 01").enter("Staff names", "Salma")
        page.enter("Staff PIN", "2468").enter("Staff PIN once more", "2468").finish()
        app.stop()
        assert until(lambda: not (tmp_path / "data" / "survey.key").exists())
    finally:
        app.close()
    with Workspace.open(tmp_path / "data", access=Access(app.key_store)) as workspace:
        assert workspace.profile().recovery in sheet.read_text("utf-8")
