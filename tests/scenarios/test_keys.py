"""The sheet of keys says what keys do; here each is pressed and does it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QLineEdit

from surveyapp.text import load_words
from surveyapp.ui.kit.keycap import KeyCaps, engraved
from surveyapp.ui.questions.rows import RowList
from surveyapp.ui.screens.shortcut_sheet import ShortcutSheet
from surveyapp.ui.shortcuts import SHORTCUTS, Topic, listed
from surveyapp.ui.theme import Type, current
from tests.scenarios.conftest import OpenApp
from tests.scenarios.forms import MARKETS, begin
from tests.scenarios.respondents import fill_everything, stored_answers
from tests.support.visits import bring_form, visited
from tests.ui.after_pages import ResponsesPage, finish_change, responses
from tests.ui.hands import Keyboard, name_of
from tests.ui.pages import App, FillPage

EVERY_TOPIC = {
    "HomeScreen": (Topic.HOME, Topic.ANYWHERE),
    "FillScreen": (Topic.PAGE, Topic.ANSWER, Topic.ROWS, Topic.ANYWHERE),
}


def sheet_of(app: App) -> ShortcutSheet:
    found = [s for s in app.window.findChildren(ShortcutSheet) if s.isVisible()]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_the_sheet_lists_the_table_for_the_screen_below_it(
    open_app: OpenApp, language: str
) -> None:
    app = open_app(Keyboard(), language=language)
    home = app.home().press_keys("F1")
    for screen in ("HomeScreen", "FillScreen"):
        home.sees(home.words("Keys"))
        caps = [name_of(cap) for cap in sheet_of(app).findChildren(KeyCaps)]
        wanted = [
            " + ".join(engraved(each.caps(mirrored=language == "ar"), language))
            for _, shortcuts in listed(EVERY_TOPIC[screen])
            for each in shortcuts
        ]
        assert caps == wanted
        home.press_keys("Escape").does_not_see(home.words("Show the keys"))
        if screen == "HomeScreen":
            home.press_keys("Ctrl+N")
            app.fill().press_keys("F1")


def test_the_sheet_scrolls_by_keys_and_opens_once(open_app: OpenApp) -> None:
    app = open_app(Keyboard(), language="fr", size=(800, 600))
    fill = app.home().begin().press_keys("F1").press_keys("F1")
    bar = sheet_of(app).page.verticalScrollBar()
    fill.press_keys("Down")
    assert bar.value() > 0
    fill.press_keys("End")
    assert bar.value() == bar.maximum()
    fill.press_keys("Home")
    assert bar.value() == 0


def test_every_engraving_can_be_drawn(open_app: OpenApp) -> None:
    open_app(Keyboard())
    metrics = QFontMetrics(current().font(Type.CAPTION_STRONG, rtl=False))
    for shortcut in SHORTCUTS.values():
        for language in ("ar", "fr", "en"):
            for cap in engraved(shortcut.caps(mirrored=False), language):
                assert all(metrics.inFontUcs4(ord(letter)) for letter in cap), cap


# --- each key ---


def focused() -> str:
    widget = QApplication.focusWidget()
    assert widget is not None
    return name_of(widget)


def at_the_firm(app: App) -> FillPage:
    fill = app.home().begin().answer("consent", "1").next()
    return fill.answer("actor", "coop").answer("province", "MA-OUD").next()


def in_a_list(app: App, data_dir: Path) -> FillPage:
    fill = begin(app, data_dir, MARKETS)
    fill.hand.enter(next(fill.visible(QLineEdit)), "Argane")
    fill.press_keys("Return")
    fill.hand.enter(next(fill.visible(QLineEdit)), "Mali")
    fill.press_keys("Return").press_keys("Return")
    assert isinstance(QApplication.focusWidget(), RowList)
    return fill


def _shortcuts(app: App, _: Path, keys: str) -> None:
    app.home().press_keys(keys).sees("Show the keys")


def _tab(app: App, _: Path, keys: str) -> None:
    before = focused()
    app.home().press_keys(keys)
    assert focused() != before


def _press(app: App, _: Path, keys: str) -> None:
    home = app.home()
    assert isinstance(home.hand, Keyboard)
    home.hand.go_to(home.button("Change stop"))
    home.press_keys(keys)
    app.stop()


def _back(app: App, _: Path, keys: str) -> None:
    app.home().begin().press_keys(keys)
    app.home().press("Change stop").press_keys(keys)
    app.home().press("Device").press_keys(keys)
    home = app.home().sees("Drafts to continue")
    review = fill_everything(home.continue_draft())
    review.press_keys(keys)
    app.fill().press_keys("Ctrl+Return")
    app.done().press_keys(keys)
    app.home()


def _begin(app: App, _: Path, keys: str) -> None:
    app.home().press_keys(keys)
    app.fill().sees("Before you start")


def _go_on(app: App, _: Path, keys: str) -> None:
    fill = app.home().begin().answer("consent", "1").press_keys(keys)
    fill.sees(fill.label("actor"))


def _next_page(app: App, _: Path, keys: str) -> None:
    fill = app.home().begin().answer("consent", "1").press_keys(keys)
    fill.sees(fill.label("actor"))


def _page_before(app: App, _: Path, keys: str) -> None:
    fill = at_the_firm(app).press_keys(keys)
    fill.sees(fill.label("actor"))


def _finish(app: App, _: Path, keys: str) -> None:
    app.home().begin().answer("consent", "0").press_keys(keys)
    app.done()
    assert len(stored_answers(app)) == 1


def _finish_and_next(app: App, _: Path, keys: str) -> None:
    app.home().begin().answer("consent", "0").press_keys(keys)
    fill = app.fill()
    assert fill.shows("consent") == ""
    assert len(stored_answers(app)) == 1


GUIDED = """
| survey |
| | type | name | label | guidance_hint |
| | text | a | A? | Ask for the whole firm. |
"""


def _help(app: App, data_dir: Path, keys: str) -> None:
    fill = begin(app, data_dir, GUIDED).does_not_see("Ask for the whole firm.")
    fill.press_keys(keys).sees("Ask for the whole firm.")
    fill.press_keys(keys).does_not_see("Ask for the whole firm.")


def _overview(app: App, _: Path, keys: str) -> None:
    app.home().begin().press_keys(keys).sees("Without answer")


def _language(app: App, _: Path, keys: str) -> None:
    fill = app.home().begin()
    before = fill.session.language
    fill.press_keys(keys)
    assert fill.session.language != before


def _digits(app: App, _: Path, keys: str) -> None:
    fill = app.home().begin().press_keys(keys)
    assert fill.session.value(fill.ref("consent")) == "1"


APART = """
| survey |
| | type | name | label |
| | select_one how | a | A? |
| choices |
| | list_name | name | label |
| | how | 0 | Not at all |
| | how | 1 | Very |
| | how | na | Does not apply |
"""


def _apart(app: App, data_dir: Path, keys: str) -> None:
    fill = begin(app, data_dir, APART).press_keys("1").press_keys(keys)
    assert fill.session.value("/data/a") == "na"


def _arrows(app: App, _: Path, keys: str) -> None:
    app.home().begin()
    there = {"Down": "Down", "Right": "Right", "Up": "Down", "Left": "Right"}[keys]
    first = focused()
    app.fill().press_keys(there)
    second = focused()
    assert second != first
    if keys != there:
        app.fill().press_keys(keys)
        assert focused() == first


def _choose(app: App, _: Path, keys: str) -> None:
    fill = app.home().begin().press_keys(keys)
    assert fill.session.value(fill.ref("consent")) == "1"


def _clear(app: App, _: Path, keys: str) -> None:
    fill = app.home().begin().press_keys("1").press_keys(keys)
    assert fill.session.value(fill.ref("consent")) == ""


def _step(app: App, _: Path, keys: str) -> None:
    fill = at_the_firm(app).answer("sector", "sea").next()
    fill.answer("status", "reg").answer("share", "25").press_keys(keys)
    assert fill.shows("share") == {"Up": "26", "Down": "24"}[keys]


RANKED = """
| survey |
| | type | name | label |
| | rank need | needs | Vos besoins, dans l’ordre ? |
| choices |
| | list_name | name | label |
| | need | money | Financement |
| | need | train | Formation |
"""


def _rank(app: App, data_dir: Path, keys: str) -> None:
    fill = begin(app, data_dir, RANKED).press_keys(keys)
    wanted = {"Alt+Up": "money train", "Alt+Down": "train money"}[keys]
    assert fill.session.value("/data/needs") == wanted


def _add_row(app: App, data_dir: Path, keys: str) -> None:
    fill = in_a_list(app, data_dir).press_keys(keys)
    assert fill.session.repeat_count("/data/market") == 2


def _open_row(app: App, data_dir: Path, keys: str) -> None:
    in_a_list(app, data_dir).press_keys(keys).sees("Pays")


def _remove_row(app: App, data_dir: Path, keys: str) -> None:
    fill = in_a_list(app, data_dir).press_keys("Down").press_keys(keys)
    assert fill.session.repeat_count("/data/market") == 0


def _review_finish(app: App, _: Path, keys: str) -> None:
    fill_everything(app.home().begin()).press_keys(keys)
    app.done()


def _review_finish_and_next(app: App, _: Path, keys: str) -> None:
    fill_everything(app.home().begin()).press_keys(keys)
    fill = app.fill().sees("Saved. Code of the response before")
    assert fill.shows("consent") == ""


def _next_person(app: App, _: Path, keys: str) -> None:
    app.home().begin().answer("consent", "0").press_keys("Ctrl+Return")
    app.done().press_keys(keys)
    app.fill()


def some_response(app: App, folder: Path) -> ResponsesPage:
    assert app.desk is not None
    assert app.desk.workspace is not None
    bring_form(app.desk.workspace, folder.parent)
    visited(app.desk.workspace, "Argane", share="4")
    return responses(app)


def _find(app: App, folder: Path, keys: str) -> None:
    page = some_response(app, folder)
    page.hand.press(page.button("Filters"))  # the keyboard is elsewhere
    page.press_keys("Escape").press_keys(keys)
    focus = QApplication.focusWidget()
    assert isinstance(focus, QLineEdit)
    assert name_of(focus) == page.words("Code, organisation, person or place")


def _read(app: App, folder: Path, keys: str) -> None:
    page = some_response(app, folder)
    assert isinstance(page.hand, Keyboard)
    page.hand.go_to(page.rows)
    page.press_keys(keys).sees("Oui, nous exportons")


def _keep(app: App, folder: Path, keys: str) -> None:
    fill = some_response(app, folder).open("Argane").edit().answer("share", "40")
    change = finish_change(fill).because("Slip")
    change.press_keys(keys)
    ResponsesPage(app).says("The change is kept")


PRESSED: dict[str, Callable[[App, Path, str], None]] = {
    "shortcuts": _shortcuts,
    "tab": _tab,
    "backtab": _tab,
    "press": _press,
    "back": _back,
    "begin": _begin,
    "go_on": _go_on,
    "next_page": _next_page,
    "page_before": _page_before,
    "finish": _finish,
    "finish_and_next": _finish_and_next,
    "help": _help,
    "overview": _overview,
    "language": _language,
    "digits": _digits,
    "apart": _apart,
    "arrows": _arrows,
    "choose": _choose,
    "clear": _clear,
    "step": _step,
    "rank": _rank,
    "add_row": _add_row,
    "open_row": _open_row,
    "remove_row": _remove_row,
    "review_finish": _review_finish,
    "review_finish_and_next": _review_finish_and_next,
    "next_person": _next_person,
    "find": _find,
    "read": _read,
    "keep": _keep,
}


def test_every_key_of_the_table_is_pressed_here() -> None:
    assert PRESSED.keys() == SHORTCUTS.keys()


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        (name, keys)
        for name, shortcut in SHORTCUTS.items()
        for keys in (("1",) if shortcut.shown == "1–9" else shortcut.keys)
    ],
)
def test_a_key_does_what_the_sheet_says(
    open_app: OpenApp, tmp_path: Path, name: str, keys: str
) -> None:
    PRESSED[name](open_app(Keyboard(), language="en"), tmp_path / "data", keys)


# --- the next respondent ---


def test_the_next_person_is_asked_in_the_language_of_the_one_before(open_app: OpenApp) -> None:
    app = open_app(Keyboard(), language="fr")
    app.home().begin().choose_language("ar").answer("consent", "0").press_keys("Ctrl+Shift+Return")
    fill = app.fill()
    assert fill.session.language == "ar"
    assert fill.words.language == "ar"
    fill.press_keys("Escape")
    assert app.home().words.language == "fr"


def test_unfinished_answers_are_shown_instead_of_the_next_person(open_app: OpenApp) -> None:
    app = open_app(Keyboard(), language="ar")
    app.home().begin().answer("consent", "1").press_keys("Ctrl+Shift+Return")
    words = load_words("ar")
    app.fill().sees(words.plural("{n} answer left to check before going on", "", 1)[:8])
    assert stored_answers(app) == []
