"""Home: numbers with words, drafts, who asks, handing over, and the rail."""

from __future__ import annotations

from pathlib import Path

from tests.scenarios.conftest import OpenApp
from tests.ui.hands import Keyboard, Mouse
from tests.ui.pages import App


def test_numbers_keep_their_own_words(open_app: OpenApp) -> None:
    app = open_app(Mouse(), language="en")
    app.home().begin().answer("consent", "0").to_end().home()
    home = app.home().sees("Declined to answer: 1").sees("Completed responses: 0")
    home.sees("Not handed over: 1").sees("1 response not handed over yet")


def test_who_asks_is_chosen_and_stored(open_app: OpenApp) -> None:
    app = open_app(Mouse(), language="en")
    home = app.home().sees("Salma").press_named("Salma").sees("Who is asking?")
    home.press_named("Youssef").does_not_see("Who is asking?")
    app.home().begin().answer("consent", "0").to_end()
    assert app.desk is not None
    assert app.desk.workspace is not None
    [submission] = app.desk.workspace.store.submissions()
    assert submission.operator == "Youssef"


def test_handing_over_says_when_the_stick_may_go(open_app: OpenApp, tmp_path: Path) -> None:
    app = open_app(Mouse(), language="en")
    home = app.home().begin().answer("consent", "0").to_end().home()
    stick = tmp_path / "stick"
    stick.mkdir()
    app.files.folder_given = stick
    home.press("Hand over data").sees("You can remove the stick")
    home.sees("1 response copied and checked.").sees("Nothing waits to be handed over.")
    [package] = stick.iterdir()
    home.sees(package.name)


def test_a_stick_that_is_gone_is_said_in_plain_words(open_app: OpenApp, tmp_path: Path) -> None:
    app = open_app(Mouse(), language="fr")
    app.files.folder_given = tmp_path / "gone"
    app.home().press("Hand over data").sees("gone").does_not_see("Vous pouvez retirer la clé")


def test_changing_ones_mind_changes_nothing(open_app: OpenApp) -> None:
    app = open_app(Mouse(), language="en")
    app.files.folder_given = None
    app.home().press("Hand over data").sees("Hand over data")


def test_the_language_of_the_screens_is_kept(open_app: OpenApp) -> None:
    app = open_app(Mouse(), language="en")
    app.home().choose_language("fr").sees("L’étape du jour")
    app.close()
    again = App(app.data_dir, Mouse(), language="")
    try:
        again.launch().home().sees("L’étape du jour")
    finally:
        again.close()


def test_the_whole_home_is_reached_by_tab(open_app: OpenApp) -> None:
    hand = Keyboard()
    app = open_app(hand, language="ar")
    app.home().begin().close()
    for message in ("Change stop", "Continue", "Hand over data", "Workbook", "Device"):
        hand.go_to(app.home().button(message))


def test_the_device_shows_itself_and_changes_its_look(open_app: OpenApp) -> None:
    from surveyapp.ui import theme

    app = open_app(Mouse(), language="en")
    app.home().press("Device")
    page = app.device().sees("Tablet 03").sees(str(app.data_dir)).sees("OpenStreetMap")
    page.choose("Dark")
    assert theme.current().look is theme.Look.DARK
    page.choose("200%")
    assert theme.current().scale == 2.0
    page.choose("Light").choose("100%")
    assert theme.current().scale == 1.0


def test_merging_shows_first_what_it_would_do(open_app: OpenApp, tmp_path: Path) -> None:
    app = open_app(Mouse(), language="en")
    home = app.home().begin().answer("consent", "0").to_end().home()
    stick = tmp_path / "stick"
    stick.mkdir()
    app.files.folder_given = stick
    home.press("Hand over data").sees("You can remove the stick").press("Merge")
    app.files.files_given = tuple(stick.iterdir())
    page = app.merge().press("Choose packages").sees("Everything in these packages is here already")
    page.press("Cancel").does_not_see("Everything in these packages")
    broken = tmp_path / "broken.svpkg"
    broken.write_bytes(next(stick.iterdir()).read_bytes()[:200])
    app.files.files_given = (broken,)
    page.press("Choose packages").sees("broken.svpkg")


def test_the_workbook_is_made_and_its_place_is_said(open_app: OpenApp, tmp_path: Path) -> None:
    app = open_app(Mouse(), language="en")
    app.home().begin().answer("consent", "0").to_end().home().press("Workbook")
    app.files.save_given = tmp_path / "forum"
    app.workbook().press("Make workbook").sees("forum.xlsx is ready").sees("1 row")
    assert (tmp_path / "forum.xlsx").stat().st_size > 1000


def test_the_set_up_is_changed_later(open_app: OpenApp) -> None:
    app = open_app(Mouse(), language="en")
    app.home().press("Device")
    app.device().press("Change the set-up")
    page = app.set_up().sees("Tablet 03").enter("Name of the device", "Tablet 04")
    page.enter("Staff PIN", "1357").enter("Staff PIN once more", "1357").finish()
    app.device().sees("Tablet 04").sees("Salma, Youssef").press("Change the set-up")
    app.set_up().press("Back")
    app.device().sees("Tablet 04")
