"""Where no keyboard is, figures are pressed on a pad of our own, under the page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from surveyapp.services.collect import Interview, Mode
from surveyapp.services.workspace import Workspace
from surveyapp.ui import theme
from surveyapp.ui.kit.number_pad import ERASE, HIDE, NEXT, SIGN, NumberPad
from surveyapp.ui.screens.fill import FillScreen
from surveyapp.ui.screens.number_dock import NumberDock
from tests.ui.hands import Hand, Keyboard, Mouse, Touch, name_of, settle
from tests.ui.pages import App, until
from tests.ui.screens.conftest import OpenApp
from tests.ui.screens.test_any_form import add, start

SHOP = """
| survey |
| | type | name | label | appearance |
| | begin_group | page | Shop | field-list |
| | text | owner | Owner | |
| | integer | staff | People at work | |
| | decimal | area | Area in hectares | |
| | date | since | Open since | |
| | dateTime | last | Last delivery | |
| | text | phone | Telephone | numbers |
| | text | more | Anything else | |
| | end_group | | | |
"""


class Shop:
    """The form open on a window, and the pad under it."""

    def __init__(self, app: App, folder: Path) -> None:
        self.app = app
        start(app, add(app, SHOP, folder))
        screen = app.screen
        assert isinstance(screen, FillScreen)
        self.screen = screen
        (self.dock,) = screen.findChildren(NumberDock)
        self.pad: NumberPad = self.dock.pad

    def field(self, name: str) -> QLineEdit:
        session = self.screen.interview.session
        label = session.label(f"/data/page/{name}")
        edits = self.screen.findChildren(QLineEdit)
        return next(edit for edit in edits if name_of(edit).startswith(label))

    def touch(self, name: str) -> None:
        self.app.hand.press(self.field(name))

    def comes(self) -> bool:
        return until(self.dock.isVisible, 2000)

    def goes(self) -> bool:
        return until(lambda: not self.dock.isVisible(), 2000)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.app.hand.press(self.pad.key(key))
        settle()

    def value(self, name: str) -> str:
        self.screen.put_away()
        return self.screen.interview.session.value(f"/data/page/{name}")


@pytest.fixture
def shop(open_app: OpenApp, tmp_path: Path) -> Callable[..., Shop]:
    def open_shop(hand: Hand, **how: object) -> Shop:
        return Shop(open_app(hand, **how), tmp_path)

    return open_shop


def test_a_finger_gets_a_pad_and_what_it_presses_is_typed(shop: Callable[..., Shop]) -> None:
    page = shop(Touch())
    assert not page.dock.isVisible()
    page.touch("owner")
    assert page.goes(), "letters are for the system's keyboard"
    page.touch("staff")
    assert page.comes()
    page.press("1", "4", "2", ERASE)
    assert page.field("staff").text() == "14"
    assert QApplication.focusWidget() is page.field("staff"), "the pad never takes the focus"
    page.press(SIGN)
    assert page.field("staff").text() == "-14"
    page.press(SIGN)
    assert page.field("staff").text() == "14"
    page.press(NEXT)
    assert QApplication.focusWidget() is page.field("area")
    assert page.comes(), "the next field of figures keeps it"
    page.press("2", ".", "5", NEXT)
    page.press("2", "6", "/", "1", "2", "/", "2", "0", "2", "6")
    assert page.value("staff") == "14"
    assert page.value("area") == "2.5"
    assert page.value("since") == "2026-12-26"


def test_what_the_pad_typed_is_taken_back_as_any_typing(shop: Callable[..., Shop]) -> None:
    page = shop(Touch())
    page.touch("staff")
    assert page.comes()
    page.press("1", "2")
    QTest.keyClick(page.field("staff"), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert page.field("staff").text() != "12"


def test_the_pad_never_lies_over_the_field(shop: Callable[..., Shop]) -> None:
    page = shop(Touch(), size=(800, 600))
    page.touch("phone")
    assert page.comes()
    settle()
    field, pad = page.field("phone"), page.pad
    window = page.app.window
    bottom = field.mapTo(window, field.rect().bottomLeft()).y()
    assert bottom < pad.mapTo(window, pad.rect().topLeft()).y()
    page.press("+", "2", "1", "2")
    assert page.field("phone").text() == "+212"


def test_a_keyboard_needs_no_pad(shop: Callable[..., Shop]) -> None:
    page = shop(Keyboard())
    page.app.hand.enter(page.field("staff"), "14")
    QTest.qWait(80)
    assert not page.dock.isVisible()
    assert page.value("staff") == "14"


def test_a_mouse_needs_no_pad(shop: Callable[..., Shop]) -> None:
    page = shop(Mouse())
    page.touch("staff")
    QTest.qWait(80)
    assert not page.dock.isVisible()


def test_the_first_key_of_a_keyboard_sends_the_pad_away(shop: Callable[..., Shop]) -> None:
    page = shop(Touch())
    page.touch("staff")
    assert page.comes()
    QTest.keyClicks(page.field("staff"), "7")
    assert page.goes()
    assert page.field("staff").text() == "7"
    page.touch("area")
    assert page.comes(), "a finger brings it back"


def test_the_pad_is_put_away_and_called_again(shop: Callable[..., Shop]) -> None:
    page = shop(Touch())
    page.touch("staff")
    assert page.comes()
    page.press(HIDE)
    assert page.goes()
    page.touch("staff")
    assert page.comes()
    page.touch("more")
    assert page.goes()


def test_in_arabic_digits_run_left_to_right_and_the_comma_is_arabics(
    shop: Callable[..., Shop],
) -> None:
    page = shop(Touch(), language="ar")
    page.touch("area")
    assert page.comes()
    one, two = page.pad.key("1"), page.pad.key("2")
    assert one.x() < two.x()
    assert page.pad.key(NEXT).accessibleName() == page.app.words("Next")
    page.press("3", ",", "5")
    assert page.value("area") == "3.5"


def test_a_time_has_its_colon(shop: Callable[..., Shop]) -> None:
    page = shop(Touch())
    page.touch("last")
    assert page.comes()
    page.press(*"26122026", NEXT)
    assert page.comes()
    page.press(*"0915")
    page.press(ERASE, ERASE, ":", "1", "5")
    assert page.value("last").startswith("2026-12-26T09:15:00.000")


@pytest.mark.parametrize("size", [(1280, 800), (800, 600), (800, 1280)])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_every_key_fits_its_pad(
    shop: Callable[..., Shop], size: tuple[int, int], scale: float
) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    page = shop(Touch(), size=size)
    try:
        theme.change(application, scale=scale)
        settle()
        page.touch("area")
        assert page.comes()
        settle()
        for name in (*"0123456789", ERASE, HIDE, NEXT, SIGN, "."):
            key = page.pad.key(name)
            assert page.pad.rect().contains(key.geometry()), name
            assert key.width() >= 48, name
            assert key.height() >= 48, name
            assert key.accessibleName()
    finally:
        theme.change(application, scale=1.0)


def test_a_kiosk_shows_it_without_a_touch_and_larger(open_app: OpenApp, tmp_path: Path) -> None:
    app = open_app(Mouse())
    assert app.desk is not None
    workspace = app.desk.workspace
    assert isinstance(workspace, Workspace)
    form_hash = add(app, SHOP, tmp_path)
    interview = Interview.start(workspace, form_hash, language="en", mode=Mode.KIOSK)
    screen = FillScreen(app.words, interview, "", pick=app.files.open_many)
    try:
        screen.resize(1280, 800)
        screen.show()
        QTest.qWaitForWindowExposed(screen)
        screen.activateWindow()
        screen.show_page("/data/page")
        (dock,) = screen.findChildren(NumberDock)
        settle()
        edits = screen.findChildren(QLineEdit)
        field = next(edit for edit in edits if name_of(edit) == "People at work")
        field.setFocus()
        assert until(dock.isVisible, 2000)
        assert dock.pad.key("1").height() >= 64
        QTest.keyClicks(field, "3")
        assert until(lambda: not dock.isVisible(), 2000), "a keyboard stands there after all"
    finally:
        screen.close()
        screen.deleteLater()
        settle()
