"""Answers put in order by mouse, by finger, by keys, and heard as they move."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from surveyapp.services.answers import answer_text
from surveyapp.ui.kit.rank_row import RankRow
from surveyapp.ui.questions.rank import RankQuestion
from tests.ui.questions.conftest import Fill, Filling, click, focused, key, write
from tests.xform.forms import form

NEEDS = form(
    """
| survey |             |       |                  |                  |            |          |
|        | type        | name  | label::fr (fr)   | label::ar (ar)   | appearance | required |
|        | begin_group | page  | Besoins          | حاجيات           | field-list |          |
|        | rank need   | q     | Vos besoins ?    | ما حاجياتكم؟     |            | yes      |
|        | text        | after | Pourquoi ?       | لماذا؟           |            |          |
|        | end_group   |       |                  |                  |            |          |
| choices |           |       |                |                |
|         | list_name | name  | label::fr (fr) | label::ar (ar) |
|         | need      | buyer | Acheteurs      | المشترون       |
|         | need      | train | Formation      | التكوين        |
|         | need      | money | Financement    | التمويل        |
|         | need      | road  | Transport      | النقل          |
"""
)
LISTED = ["buyer", "train", "money", "road"]


def rank(page: Filling) -> RankQuestion:
    question = page.question("q")
    assert isinstance(question, RankQuestion)
    QApplication.processEvents()
    return question


def row(page: Filling, value: str) -> RankRow:
    return next(each for each in rank(page).list.rows() if each.value == value)


def order(page: Filling) -> list[str]:
    """Return the values as they stand on the screen, from the top."""
    return [each.value for each in sorted(rank(page).list.rows(), key=lambda each: each.y())]


def drag(page: Filling, value: str, onto: str) -> None:
    """Drag a row by its handle to where another one lies, with the mouse."""
    window = page.window.windowHandle()
    handle = row(page, value).handle
    start = handle.mapTo(page.window, handle.rect().center())
    end = row(page, onto).mapTo(page.window, row(page, onto).rect().center())
    left, still = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mousePress(window, left, still, start)
    for step in range(1, 11):
        QTest.mouseMove(window, QPoint(start.x(), start.y() + (end.y() - start.y()) * step // 10))
    QTest.mouseRelease(window, left, still, QPoint(start.x(), end.y()))
    QApplication.processEvents()


def test_nothing_is_ranked_until_somebody_gives_an_order(fill: Fill) -> None:
    page = fill("page", form=NEEDS)
    assert order(page) == LISTED
    assert page.value("q") == ""
    assert [each.place() for each in rank(page).list.rows()] == ["", "", "", ""]
    problems = page.page.reveal_problems()
    assert [problem.ref for problem in problems] == [page.ref("q")]
    assert rank(page).slot.text() == page.words("Put the answers in order to go on")


def test_the_order_of_the_form_is_kept_only_by_saying_so(fill: Fill) -> None:
    page = fill("page", form=NEEDS)
    click(rank(page).settle)
    assert page.value("q") == " ".join(LISTED)
    assert [each.place() for each in rank(page).list.rows()] == ["1", "2", "3", "4"]
    click(rank(page).settle)
    assert page.value("q") == ""
    assert rank(page).settle.words() == page.words("Keep this order")


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_buttons_move_an_answer_up_and_down(fill: Fill, language: str) -> None:
    page = fill("page", form=NEEDS, language=language)
    click(row(page, "money").up)
    assert page.value("q") == "buyer money train road"
    click(row(page, "buyer").down)
    assert page.value("q") == "money buyer train road"
    assert order(page) == ["money", "buyer", "train", "road"]
    top, bottom = row(page, "money"), row(page, "road")
    assert not top.up.isEnabled()
    assert not bottom.down.isEnabled()
    for button in (top.down, bottom.up):
        assert min(button.width(), button.height()) >= 48
    label = {"fr": "Acheteurs", "ar": "المشترون"}[language]
    assert row(page, "buyer").up.accessibleName() == page.words("Move up: {answer}", answer=label)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_mouse_drags_an_answer_by_its_handle(fill: Fill, language: str) -> None:
    page = fill("page", form=NEEDS, language=language)
    handle = row(page, "road").handle
    assert (handle.x() > 0) == (language == "ar")
    drag(page, "road", "buyer")
    assert page.value("q") == "road buyer train money"
    assert order(page) == ["road", "buyer", "train", "money"]
    assert [ref for ref, _ in page.told] == [page.ref("q")]


def test_taking_hold_of_a_handle_without_moving_gives_no_order(fill: Fill) -> None:
    page = fill("page", form=NEEDS)
    click(row(page, "money").handle)
    assert page.told == []


@pytest.mark.parametrize(
    ("part", "scrolled", "value"),
    [("handle", 0, "train buyer money road"), ("words", -60, "")],
)
def test_a_finger_on_the_handle_moves_the_answer_and_elsewhere_the_page(
    fill: Fill, part: str, scrolled: int, value: str
) -> None:
    page = fill("page", form=NEEDS, height=260)
    first = row(page, "buyer")
    bar = page.scroll.verticalScrollBar()
    bar.setValue(60)
    QApplication.processEvents()
    touched = first.handle if part == "handle" else first
    place = touched.mapTo(page.window, touched.rect().center())
    window, screen = page.window.windowHandle(), QTest.createTouchDevice()
    QTest.touchEvent(window, screen).press(0, place, window).commit()
    for dy in range(10, 80, 10):
        QTest.qWait(20)  # a finger takes its time, and the scroller measures it
        QTest.touchEvent(window, screen).move(0, place + QPoint(0, dy), window).commit()
        QApplication.processEvents()
    assert bar.value() - 60 == scrolled
    QTest.touchEvent(window, screen).release(0, place + QPoint(0, 70), window).commit()
    QApplication.processEvents()
    assert page.value("q") == value


def test_keys_lift_an_answer_move_it_and_put_it_down(fill: Fill) -> None:
    page = fill("page", form=NEEDS)
    rank(page).focus_first(Qt.FocusReason.TabFocusReason)
    key(Qt.Key.Key_Down)
    assert focused() is row(page, "train"), "arrows go from row to row"
    assert page.told == []
    key(Qt.Key.Key_Space)
    key(Qt.Key.Key_Down)
    key(Qt.Key.Key_Down)
    key(Qt.Key.Key_Space)
    assert page.value("q") == "buyer money road train"
    assert focused() is row(page, "train"), "the focus goes with the answer"
    key(Qt.Key.Key_Up)
    assert page.value("q") == "buyer money road train", "it was put down"


def test_lifting_and_putting_down_keeps_the_order(fill: Fill) -> None:
    page = fill("page", form=NEEDS)
    rank(page).focus_first(Qt.FocusReason.TabFocusReason)
    key(Qt.Key.Key_Return)
    key(Qt.Key.Key_Return)
    assert page.value("q") == " ".join(LISTED)
    key(Qt.Key.Key_Return)
    assert page.question("after").isAncestorOf(focused()), "Enter on an answer goes on"


def test_escape_puts_a_lifted_answer_back(fill: Fill) -> None:
    page = fill("page", form=NEEDS)
    rank(page).focus_first(Qt.FocusReason.TabFocusReason)
    key(Qt.Key.Key_Space)
    key(Qt.Key.Key_Down)
    assert page.value("q") == "train buyer money road", "what is done is kept at once"
    key(Qt.Key.Key_Escape)
    assert page.value("q") == ""
    assert order(page) == LISTED


@pytest.mark.parametrize("typed", ["1", "\u0661"])
def test_digits_give_the_place(fill: Fill, typed: str) -> None:
    page = fill("page", form=NEEDS, language="ar")
    rank(page).focus_first(Qt.FocusReason.TabFocusReason)
    key(Qt.Key.Key_End)
    pressed = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_1, Qt.KeyboardModifier.NoModifier, typed)
    QApplication.sendEvent(focused(), pressed)
    assert page.value("q") == "road buyer train money"


def test_alt_and_arrows_move_without_lifting(fill: Fill) -> None:
    page = fill("page", form=NEEDS)
    rank(page).focus_first(Qt.FocusReason.TabFocusReason)
    key(Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert page.value("q") == "train buyer money road"
    key(Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert page.value("q") == "buyer train money road"


def test_delete_takes_the_order_back(fill: Fill) -> None:
    page = fill("page", form=NEEDS, q="road money train buyer")
    assert order(page) == ["road", "money", "train", "buyer"]
    rank(page).focus_first(Qt.FocusReason.TabFocusReason)
    key(Qt.Key.Key_Delete)
    assert page.value("q") == ""


def test_tab_stops_once_and_then_at_the_button(fill: Fill) -> None:
    page = fill("page", form=NEEDS)
    rank(page).focus_first(Qt.FocusReason.TabFocusReason)
    key(Qt.Key.Key_Tab)
    assert focused() is rank(page).settle
    key(Qt.Key.Key_Tab)
    assert page.question("after").isAncestorOf(focused())
    write("parce que")
    assert page.value("q") == ""


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_screen_reader_hears_a_list_and_every_place(fill: Fill, language: str) -> None:
    page = fill("page", form=NEEDS, language=language)
    heard = QAccessible.queryAccessibleInterface(rank(page).list)
    assert heard.role() == QAccessible.Role.List
    assert heard.text(QAccessible.Text.Name) == page.session.label(page.ref("q"))
    label = {"fr": "Financement", "ar": "التمويل"}[language]
    said = QAccessible.queryAccessibleInterface(row(page, "money"))
    assert said.role() == QAccessible.Role.ListItem
    assert said.text(QAccessible.Text.Name) == page.words("{answer}: no place yet", answer=label)
    click(row(page, "money").up)
    assert row(page, "money").accessibleName() == page.words(
        "{answer}: place {n} of {count}", answer=label, n=2, count=4
    )


def test_another_language_keeps_the_order_the_lifted_row_and_the_focus(fill: Fill) -> None:
    page = fill("page", form=NEEDS)
    rank(page).focus_first(Qt.FocusReason.TabFocusReason)
    key(Qt.Key.Key_Space)
    key(Qt.Key.Key_Down)
    page.speak("ar")
    assert focused() is row(page, "buyer")
    assert row(page, "buyer").words() == "المشترون"
    key(Qt.Key.Key_Down)
    assert page.value("q") == "train money buyer road"


def test_an_order_is_read_again_as_it_was_given(fill: Fill) -> None:
    page = fill("page", form=NEEDS, q="money road buyer train")
    said = answer_text(page.session, page.ref("q"), page.words)
    assert said.index("Financement") < said.index("Transport") < said.index("Acheteurs")
