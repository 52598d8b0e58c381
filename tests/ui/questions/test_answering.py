"""A person answers: by mouse, by keys alone, by finger; in Arabic as much as in French."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from surveyapp.text import load_words
from surveyapp.ui.kit.focus_ring import FocusRing
from surveyapp.ui.questions.matrix import MatrixQuestion
from surveyapp.ui.questions.number import NumberQuestion
from surveyapp.ui.questions.search import SearchQuestion
from surveyapp.ui.questions.select import SelectQuestion
from surveyapp.ui.questions.text import TextQuestion
from surveyapp.xform import ProblemKind
from tests.ui.questions.conftest import (
    Fill,
    Filling,
    click,
    focused,
    key,
    small_form,
    swipe,
    tap,
    write,
)


def cards(filling: Filling, name: str) -> SelectQuestion:
    question = filling.question(name)
    assert isinstance(question, SelectQuestion)
    return question


def searched(filling: Filling, name: str) -> SearchQuestion:
    question = filling.question(name)
    assert isinstance(question, SearchQuestion)
    return question


def matrix(filling: Filling) -> MatrixQuestion:
    question = filling.question("o_scale")
    assert isinstance(question, MatrixQuestion)
    return question


# -- one page, three hands --


def test_by_mouse_new_questions_come_and_old_ones_stay(fill: Fill) -> None:
    page = fill("trade", actor="exp")
    assert page.names() == ["status"]
    status = cards(page, "status")
    click(status.group.card("occ"))
    assert page.value("status") == "occ"
    assert page.names() == ["status", "share", "markets"]
    assert cards(page, "status") is status
    for market in ("asia", "eu"):
        click(cards(page, "markets").group.card(market))
    assert page.value("markets") == "eu asia", "in the list's order"
    click(status.group.card("no"))
    assert page.names() == ["status"]


def test_by_keys_alone(fill: Fill) -> None:
    page = fill("trade", actor="exp")
    page.page.focus_first(Qt.FocusReason.TabFocusReason)
    write("2")
    assert page.value("status") == "occ"
    key(Qt.Key.Key_Return)  # the answer stands: on to the next question
    write("40")
    key(Qt.Key.Key_Return)
    assert page.value("share") == "40"
    write("1")
    key(Qt.Key.Key_Right)
    key(Qt.Key.Key_Space)
    assert page.value("markets") == "eu sahel"
    write("1")
    assert page.value("markets") == "sahel", "the same digit unchecks"


def test_by_finger(fill: Fill) -> None:
    screen = QTest.createTouchDevice()
    page = fill("trade", language="ar", actor="exp", height=1200)
    tap(cards(page, "status").group.card("reg"), screen)
    assert page.value("status") == "reg"
    QTest.qWait(50)  # the new questions are laid out
    for market in ("eu", "asia", "amer"):
        tap(cards(page, "markets").group.card(market), screen)
    assert page.value("markets") == "eu amer asia", "three quick taps are three answers"
    QApplication.processEvents()
    assert QApplication.doubleClickInterval() > 0, "the mouse keeps its double click"


def test_enter_in_a_field_goes_one_question_on(fill: Fill) -> None:
    names = ("name", "town", "trade")
    form = small_form(
        *(f'<input ref="/data/page/{name}"><label>{name}</label></input>' for name in names),
        data="".join(f"<{name}/>" for name in names),
    )
    page = fill("page", form=form, language="")
    page.question("name").focus_first()
    write("Amina")
    key(Qt.Key.Key_Return)
    assert page.question("town").isAncestorOf(focused())


def test_enter_past_the_last_question_asks_for_the_next_page(fill: Fill, qtbot: QtBot) -> None:
    page = fill("welcome")
    page.page.focus_ref(page.ref("consent"))
    with qtbot.waitSignal(page.page.left_at_end):
        key(Qt.Key.Key_Return)


def test_tab_goes_from_question_to_question(fill: Fill) -> None:
    page = fill("trade", actor="exp", status="occ", height=1400)
    page.page.focus_first(Qt.FocusReason.TabFocusReason)
    visited = []
    for _ in range(3):
        here = focused()
        visited.append(
            next(q.ref.rsplit("/", 1)[-1] for q in page.page.questions() if q.isAncestorOf(here))
        )
        key(Qt.Key.Key_Tab)
    assert visited == ["status", "share", "markets"]


def test_the_ring_follows_keys_round_the_card(fill: Fill) -> None:
    page = fill("trade", actor="exp")
    page.page.focus_first(Qt.FocusReason.TabFocusReason)
    key(Qt.Key.Key_Down)
    assert FocusRing.target() is cards(page, "status").group.card("occ")
    click(cards(page, "status").group.card("ind"))
    assert cards(page, "status").group.card("ind").isChecked()


# -- what is wrong --


def test_a_missing_answer_is_shown_in_its_place_and_moves_nothing(fill: Fill) -> None:
    page = fill("trade", actor="exp")
    status = cards(page, "status")
    before = status.group.y()
    assert status.slot.text() != "Choisissez une réponse pour continuer."
    problems = page.page.reveal_problems()
    QApplication.processEvents()
    assert [problem.kind for problem in problems] == [ProblemKind.REQUIRED]
    assert status.slot.wrong
    assert status.slot.text() == "Choisissez une réponse pour continuer."
    assert status.group.y() == before
    assert "Choisissez une réponse" in status.group.accessibleDescription()
    click(status.group.card("reg"))
    assert "Choisissez" not in status.slot.text()


def test_a_half_written_number_is_not_yet_wrong(fill: Fill, qtbot: QtBot) -> None:
    page = fill("trade", actor="exp", status="occ")
    share = page.question("share")
    share.focus_first(Qt.FocusReason.TabFocusReason)
    write("140")
    qtbot.waitUntil(lambda: page.value("share") == "140", timeout=2000)
    assert not share.slot.wrong
    key(Qt.Key.Key_Tab)
    assert share.visible_problem()
    assert "100" in share.slot.text()


def test_too_many_choices_say_so(fill: Fill) -> None:
    page = fill("expectations", height=1400)
    need = cards(page, "need")
    for value in ("dir", "coach", "train", "cert"):
        click(need.group.card(value))
    assert need.slot.wrong
    assert "3" in need.slot.text()
    assert need.counter.text() == load_words("fr").plural("{n} chosen", "{n} chosen", 4)
    click(need.group.card("cert"))
    assert not need.slot.wrong


# -- languages --


def test_a_language_switch_loses_nothing(fill: Fill) -> None:
    page = fill("trade", actor="exp", status="occ", markets="eu")
    share, markets = page.question("share"), cards(page, "markets")
    assert isinstance(share, NumberQuestion)
    share.focus_first(Qt.FocusReason.TabFocusReason)
    write("4")
    told = len(page.told)
    page.speak("ar")
    assert page.question("share") is share
    assert share.input.edit.hasFocus()
    assert share.input.text() == "4", "what is half typed stays"
    assert len(page.told) == told
    assert page.page.layoutDirection() is Qt.LayoutDirection.RightToLeft
    assert share.title.text() == page.session.label(share.ref)
    assert markets.group.card("eu").isChecked()
    assert markets.group.card("eu").words() == "أوروبا"
    write("0")
    page.page.flush()
    assert page.value("share") == "40"


def test_a_problem_is_told_in_the_new_language(fill: Fill) -> None:
    page = fill("trade", actor="exp")
    page.page.reveal_problems()
    page.speak("ar")
    assert cards(page, "status").slot.text() == "اختاروا جوابا للمتابعة."


# -- searched lists --


def test_a_region_is_searched_and_its_provinces_follow(fill: Fill) -> None:
    page = fill("you", height=1400)
    region, province = searched(page, "region"), searched(page, "province")
    region.focus_first(Qt.FocusReason.TabFocusReason)
    assert region.list.isHidden(), "focus alone opens nothing"
    write("dakh")
    assert not region.list.isHidden()
    key(Qt.Key.Key_Return)
    assert page.value("region") == "MA-12"
    assert region.list.isHidden()
    assert region.input.text().startswith("Dakhla")
    offered = [choice.value for choice in page.session.choices(province.ref)]
    assert [option.value for option in province.list.options()] == offered
    province.focus_first(Qt.FocusReason.TabFocusReason)
    key(Qt.Key.Key_Down)  # opens the list and marks its first row
    key(Qt.Key.Key_Return)
    assert page.value("province") == offered[0]
    region.focus_first(Qt.FocusReason.TabFocusReason)
    write("oriental")
    key(Qt.Key.Key_Return)
    assert page.value("region") == "MA-02"
    assert page.value("province") == ""
    assert province.input.text() == ""


def test_arabic_search_forgives_the_keyboard(fill: Fill) -> None:
    page = fill("firm", language="ar", actor="exp", height=1400)
    sector = searched(page, "sector")
    sector.focus_first(Qt.FocusReason.TabFocusReason)
    write("صناعه")
    assert sector.list.rows()
    assert all("صناع" in option.text for option in sector.list.rows())
    key(Qt.Key.Key_Return)
    assert (
        page.value("sector")
        == sector.list.options()[
            next(i for i, o in enumerate(sector.list.options()) if o.value == page.value("sector"))
        ].value
    )
    assert page.value("sector")


def test_escape_leaves_the_answer_as_it_was(fill: Fill) -> None:
    page = fill("firm", actor="exp", sector="sea", height=1400)
    sector = searched(page, "sector")
    was = sector.input.text()
    sector.focus_first(Qt.FocusReason.TabFocusReason)
    key(Qt.Key.Key_Down)
    write("auto")
    key(Qt.Key.Key_Escape)
    assert sector.list.isHidden()
    assert sector.input.text() == was
    assert page.value("sector") == "sea"


def test_nothing_found_says_what_to_do(fill: Fill) -> None:
    page = fill("firm", actor="exp")
    sector = searched(page, "sector")
    sector.focus_first(Qt.FocusReason.TabFocusReason)
    write("xyz")
    assert sector.list.rows() == ()
    assert sector._count_text(0, 14) == load_words("fr")("Nothing found. Try a shorter word")
    key(Qt.Key.Key_Return)
    assert page.value("sector") == ""


def test_leaving_closes_the_list(fill: Fill) -> None:
    page = fill("firm", actor="exp", height=1400)
    sector = searched(page, "sector")
    sector.focus_first(Qt.FocusReason.TabFocusReason)
    key(Qt.Key.Key_Down)
    assert not sector.list.isHidden()
    key(Qt.Key.Key_Tab)
    assert sector.list.isHidden()


def test_a_press_on_the_field_opens_and_a_press_on_a_row_answers(fill: Fill, qtbot: QtBot) -> None:
    page = fill("firm", actor="exp", height=1400)
    legal = searched(page, "legal")
    click(legal.input.edit)
    qtbot.waitUntil(lambda: not legal.list.isHidden())
    QApplication.processEvents()
    view = legal.list.view
    rect = view.visualRect(view.model().index(2, 0))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert page.value("legal") == legal.list.options()[2].value
    assert legal.list.isHidden()


def test_several_are_searched_and_kept_as_tags(fill: Fill) -> None:
    page = fill("programme", funnel="f4", height=1400)
    used = searched(page, "used")
    used.focus_first(Qt.FocusReason.TabFocusReason)
    for word in ("douane", "port"):
        write(word)
        key(Qt.Key.Key_Return)
    QApplication.processEvents()
    assert set(page.value("used").split()) == {"adii", "portnet"}
    tags = used._tags.findChildren(QWidget)
    shown = [tag for tag in tags if tag.isVisible() and tag.accessibleName()]
    assert len(shown) == 2
    click(shown[0])
    assert page.value("used") == "portnet"


def test_a_choice_that_is_not_required_can_be_cleared(fill: Fill) -> None:
    page = fill("firm", actor="exp", legal="sarl", staff="s2", height=1400)
    legal = searched(page, "legal")
    legal.focus_first(Qt.FocusReason.TabFocusReason)
    key(Qt.Key.Key_Delete)
    assert page.value("legal") == ""
    cards(page, "staff").focus_first()
    key(Qt.Key.Key_Delete)
    assert page.value("staff") == ""
    assert not any(card.isChecked() for card in cards(page, "staff").group.cards())


# -- matrices --


def test_digits_answer_a_row_and_move_on(fill: Fill) -> None:
    page = fill("obstacles", height=1000)
    page.page.focus_first(Qt.FocusReason.TabFocusReason)
    write("310")
    assert (page.value("o_fin"), page.value("o_cust"), page.value("o_proc")) == ("3", "1", "0")
    assert matrix(page).grid_row(page.ref("o_std")).isAncestorOf(focused())
    assert matrix(page).counter.text() == load_words("fr").plural(
        "{done} of {n}", "{done} of {n}", 12, done=3
    )


def test_the_last_digit_leaves_the_matrix(fill: Fill, qtbot: QtBot) -> None:
    page = fill("obstacles")
    matrix(page).focus_ref(page.ref("o_supp"), Qt.FocusReason.TabFocusReason)
    with qtbot.waitSignal(page.page.left_at_end):
        write("2")


@pytest.mark.parametrize(
    ("language", "onwards"), [("fr", Qt.Key.Key_Right), ("ar", Qt.Key.Key_Left)]
)
def test_arrows_walk_the_matrix_as_it_is_read(fill: Fill, language: str, onwards: Qt.Key) -> None:
    page = fill("obstacles", language=language)
    page.page.focus_first(Qt.FocusReason.TabFocusReason)
    key(onwards)
    key(onwards)
    key(Qt.Key.Key_Down)
    key(Qt.Key.Key_Space)
    assert page.value("o_cust") == "2"
    key(Qt.Key.Key_Delete)
    assert page.value("o_cust") == ""


def test_does_not_apply_is_the_last_column_and_apart(fill: Fill) -> None:
    page = fill("obstacles")
    row = matrix(page).grid_row(page.ref("o_fin"))
    *_, last, apart = row.cells()
    assert apart.width() > last.width()
    click(apart)
    assert page.value("o_fin") == "na"


def test_the_header_stays_in_view(fill: Fill) -> None:
    page = fill("obstacles", height=500)
    head = matrix(page)._body.grid.head
    page.scroll.verticalScrollBar().setValue(400)
    QApplication.processEvents()
    top = head.mapTo(page.scroll.viewport(), head.rect().topLeft()).y()
    assert top == 0
    assert head.pinned


def test_a_focused_row_is_never_under_the_header(fill: Fill) -> None:
    page = fill("obstacles", height=500)
    page.page.focus_first(Qt.FocusReason.TabFocusReason)
    for _ in range(11):
        key(Qt.Key.Key_Down)
    for _ in range(6):
        key(Qt.Key.Key_Up)
        cell = focused()
        head = matrix(page)._body.grid.head
        top = cell.mapTo(page.scroll.viewport(), cell.rect().topLeft()).y()
        assert top >= head.height() - 1


def test_below_900_the_rows_are_spelt_out(fill: Fill) -> None:
    page = fill("obstacles", width=800, height=1280)
    body = matrix(page)._body
    assert body.grid.isHidden()
    click(matrix(page).item_group(page.ref("o_fin")).card("4"))
    assert page.value("o_fin") == "4"
    page.window.resize(1280, 800)
    QApplication.processEvents()
    assert not body.grid.isHidden()
    assert matrix(page).grid_row(page.ref("o_fin")).cells()[4].isChecked()


def test_a_wrong_row_says_so_in_its_row(fill: Fill) -> None:
    page = fill("obstacles")
    page.session.answer(page.ref("o_fin"), "9")
    row = matrix(page).grid_row(page.ref("o_fin"))
    matrix(page).refresh()
    problem = page.session.problem(page.ref("o_fin"))
    assert (problem is not None) == bool(row.accessibleDescription())


# -- text --


def test_text_is_told_a_moment_after_the_last_key(fill: Fill, qtbot: QtBot) -> None:
    page = fill("solutions", language="ar", height=1600)
    regional = page.question("regtxt")
    regional.focus_first(Qt.FocusReason.TabFocusReason)
    write("بعد الميناء")
    assert page.value("regtxt") == ""
    qtbot.waitUntil(lambda: page.value("regtxt") == "بعد الميناء", timeout=450)
    assert page.told == [(page.ref("regtxt"), "بعد الميناء")], "told once, not a letter at a time"


def test_leaving_and_flush_tell_at_once(fill: Fill) -> None:
    page = fill("solutions", height=1600)
    page.question("regtxt").focus_first(Qt.FocusReason.TabFocusReason)
    write("loin")
    key(Qt.Key.Key_Tab)
    assert page.value("regtxt") == "loin"
    write("pont")
    page.page.flush()
    assert page.value("sol") == "pont"
    assert "solwho" in page.names(), "who could do it is asked once there is a solution"


def test_typing_goes_on_while_a_question_appears_below(fill: Fill, qtbot: QtBot) -> None:
    page = fill("solutions", height=1600)
    solution = page.question("sol")
    assert isinstance(solution, TextQuestion)
    solution.focus_first(Qt.FocusReason.TabFocusReason)
    write("pont ")
    qtbot.waitUntil(lambda: "solwho" in page.names(), timeout=1000)
    write("neuf")
    assert solution.input.text() == "pont neuf"
    assert solution.input.edit.hasFocus()


def test_a_list_that_opens_at_the_foot_comes_into_view(fill: Fill, qtbot: QtBot) -> None:
    page = fill("firm", actor="exp", height=420)
    sector = searched(page, "sector")
    page.scroll.to_top()
    sector.focus_first(Qt.FocusReason.OtherFocusReason)
    key(Qt.Key.Key_Down)

    def in_view() -> bool:
        place = sector.list.mapTo(page.scroll.viewport(), sector.list.rect().topLeft())
        return 0 <= place.y() < page.scroll.viewport().height() - 100

    qtbot.waitUntil(in_view)


def test_a_finger_that_scrolls_over_the_answers_chooses_none(fill: Fill) -> None:
    items = "".join(f"<item><label>Answer {n}</label><value>v{n}</value></item>" for n in range(12))
    form = small_form(
        f'<select1 ref="/data/page/q"><label>Which?</label>{items}</select1>', data="<q/>"
    )
    page = fill("page", form=form, language="", height=400)
    screen = QTest.createTouchDevice()
    third = cards(page, "q").group.card("v3")
    middle = third.rect().center()
    swipe(page, third, screen, middle, middle - QPoint(0, 100))
    assert page.scroll.verticalScrollBar().value() > 0
    assert page.value("q") == ""
    tap(third, screen)
    assert page.value("q") == "v3", "a tap still chooses"
