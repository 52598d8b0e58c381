"""Numbers on a scale: sliders, stars, minus and plus; none has a value until somebody gives one."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QAccessible, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from surveyapp.text.bidi import strip_isolates
from surveyapp.ui.kit.slider import Slider
from surveyapp.ui.kit.stars import Stars
from surveyapp.ui.kit.stepper import Stepper
from surveyapp.ui.questions.number import NumberQuestion
from surveyapp.ui.questions.range import RangeQuestion
from surveyapp.ui.questions.scales import scale_of
from surveyapp.xform import FormDefinition
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
from tests.xform.forms import form


def ranged(parameters: str, *, appearance: str = "", kind: str = "int") -> FormDefinition:
    look = f' appearance="{appearance}"' if appearance else ""
    return small_form(
        f'<range ref="/data/page/q" {parameters}{look}><label>Part</label></range>',
        '<input ref="/data/page/after"><label>After</label></input>',
        binds=f'<bind nodeset="/data/page/q" type="{kind}"/>',
        data="<q/><after/>",
    )


TEN = 'start="0" end="10" step="1"'


def ask(fill: Fill, asked: FormDefinition, **how: object) -> tuple[Filling, RangeQuestion]:
    page = fill("page", form=asked, language="", **how)
    question = page.question("q")
    assert isinstance(question, RangeQuestion)
    return page, question


def slider_of(question: QWidget) -> Slider:
    (slider,) = question.findChildren(Slider)
    return slider


def press_at(slider: Slider, place: int) -> None:
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=spot(slider, place))


def spot(slider: Slider, place: int) -> QPoint:
    """Return where a place lies on a slider."""
    return slider._centre(place).toPoint()


def clear_button(question: RangeQuestion) -> QWidget:
    return question._clear


def test_a_slider_has_no_value_until_it_is_pressed_and_none_once_it_is_cleared(fill: Fill) -> None:
    page, question = ask(fill, ranged(TEN))
    slider = slider_of(question)
    question.focus_first(Qt.FocusReason.TabFocusReason)
    page.question("after").focus_first()
    assert page.value("q") == "", "the focus answers nothing"
    assert slider.accessibleDescription() == page.words("No answer yet")
    assert clear_button(question).isHidden()
    before = page.question("after").y()
    press_at(slider, 7)
    assert page.value("q") == "7"
    assert slider.accessibleDescription() == "7"
    QApplication.processEvents()
    assert page.question("after").y() == before, "an answer moves nothing"
    click(clear_button(question))
    assert page.value("q") == ""
    assert slider.index() is None


def test_keys_follow_the_direction(fill: Fill) -> None:
    page, question = ask(fill, ranged(TEN))
    question.focus_first(Qt.FocusReason.TabFocusReason)
    key(Qt.Key.Key_Right)
    assert page.value("q") == "0", "the first press begins at the start"
    key(Qt.Key.Key_Right)
    key(Qt.Key.Key_Up)
    assert page.value("q") == "2"
    page.page.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    key(Qt.Key.Key_Left)
    assert page.value("q") == "3", "in Arabic the scale grows to the left"
    key(Qt.Key.Key_End)
    assert page.value("q") == "10"
    key(Qt.Key.Key_Right)
    assert page.value("q") == "9"
    key(Qt.Key.Key_Delete)
    assert page.value("q") == ""
    key(Qt.Key.Key_Return)
    assert page.question("after").isAncestorOf(focused()), "Enter goes on"


@pytest.mark.parametrize(("typed", "value"), [("7", "7"), ("10", "10"), ("105", "5"), ("٣", "3")])
def test_a_number_is_typed_onto_the_scale(fill: Fill, typed: str, value: str) -> None:
    page, question = ask(fill, ranged(TEN))
    question.focus_first(Qt.FocusReason.TabFocusReason)
    for digit in typed:
        still = Qt.KeyboardModifier.NoModifier
        press = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_unknown, still, digit)
        QApplication.sendEvent(focused(), press)
    assert page.value("q") == value


def test_arabic_grows_to_the_left_by_finger(fill: Fill) -> None:
    screen = QTest.createTouchDevice()
    page, question = ask(fill, ranged(TEN))
    page.page.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    slider = slider_of(question)
    assert spot(slider, 0).x() > spot(slider, 10).x()
    assert slider.height() >= 48
    middle = QPointF(spot(slider, 5))
    assert QRect(QPoint(), slider.size()).contains(middle.toPoint())
    tap(slider, screen)
    assert page.value("q") == "5"


def test_a_finger_that_scrolls_answers_nothing(fill: Fill) -> None:
    page, question = ask(fill, ranged(TEN))
    slider = slider_of(question)
    at = spot(slider, 5)
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=at)
    assert page.value("q") == ""
    far = QPoint(at.x(), at.y() - 5000)  # what the page sends when it takes the finger over
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=far)
    assert page.value("q") == ""
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseMove(slider, spot(slider, 8))
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=spot(slider, 8))
    assert page.value("q") == "8"
    assert page.told == [(page.ref("q"), "8")], "told where it was let go, not on the way"


def test_a_finger_drags_an_upright_thumb_and_not_the_page(fill: Fill) -> None:
    screen = QTest.createTouchDevice()
    page, question = ask(fill, ranged(TEN, appearance="vertical"), height=460)
    slider = slider_of(question)
    assert page.scroll.verticalScrollBar().maximum() > 0, "the page could scroll"
    swipe(page, slider, screen, spot(slider, 3), spot(slider, 8))
    assert page.value("q") == "8"
    assert page.scroll.verticalScrollBar().value() == 0


def test_a_finger_over_a_lying_scale_scrolls_up_and_slides_along(fill: Fill) -> None:
    screen = QTest.createTouchDevice()
    page, question = ask(fill, ranged(TEN), height=220)
    slider = slider_of(question)
    bar = page.scroll.verticalScrollBar()
    assert bar.maximum() > 20
    at = spot(slider, 5)
    swipe(page, slider, screen, at, at - QPoint(0, 60))
    assert bar.value() > 0
    assert page.value("q") == "", "a page that was scrolled is no answer"
    swipe(page, slider, screen, spot(slider, 5), spot(slider, 9))
    assert page.value("q") == "9"


def test_a_scale_may_run_down_and_by_halves(fill: Fill) -> None:
    page, question = ask(fill, ranged('start="5.5" end="1.5" step="0.5"', kind="decimal"))
    question.focus_first(Qt.FocusReason.TabFocusReason)
    key(Qt.Key.Key_Home)
    assert page.value("q") == "5.5"
    key(Qt.Key.Key_Right)
    assert page.value("q") == "5.0"
    key(Qt.Key.Key_End)
    assert page.value("q") == "1.5"


def test_a_long_scale_has_buttons_beside_it(fill: Fill) -> None:
    page, question = ask(fill, ranged('start="0" end="100" step="5"'))
    assert not question.findChildren(Stepper)
    page, question = ask(fill, ranged('start="0" end="1000" step="1"'))
    press_at(slider_of(question), 400)
    near = int(page.value("q"))
    click(question._more)
    assert page.value("q") == str(near + 1)
    click(question._less)
    assert page.value("q") == str(near)
    assert question._more.width() >= 48


def test_keys_begin_at_the_forms_placeholder(fill: Fill) -> None:
    asked = form("""
        | survey |
        | | type | name | label | appearance | parameters |
        | | begin_group | page | P | field-list | |
        | | range | q | Trust | | start=0 end=4 step=1 placeholder=2 tick_labelset=l |
        | | end_group | | | | |
        | choices |
        | | list_name | name | label |
        | | l | 0 | **None** |
        | | l | 4 | All |
        """)
    page, question = ask(fill, asked)
    slider = slider_of(question)
    question.focus_first(Qt.FocusReason.TabFocusReason)
    assert page.value("q") == ""
    key(Qt.Key.Key_Right)
    assert page.value("q") == "2"
    key(Qt.Key.Key_End)
    assert slider.accessibleDescription() == "4, All", "a screen reader hears the form's words"
    key(Qt.Key.Key_Home)
    assert slider.accessibleDescription() == "0, None"


@pytest.mark.parametrize(
    ("parameters", "appearance", "numbers"),
    [
        ('start="0" end="10" step="1"', "", [str(n) for n in range(11)]),
        ('start="0" end="100" step="1"', "no-ticks", ["0", "100"]),
        ('start="1" end="9" step="4"', "", ["1", "5", "9"]),
    ],
)
def test_numbers_stand_along_the_scale(
    fill: Fill, parameters: str, appearance: str, numbers: list[str]
) -> None:
    _, question = ask(fill, ranged(parameters, appearance=appearance))
    assert [text for _, text in slider_of(question)._labels] == numbers


def test_an_upright_scale_has_its_least_at_the_foot(fill: Fill) -> None:
    page, question = ask(fill, ranged(TEN, appearance="vertical"), height=700)
    slider = slider_of(question)
    assert slider.height() > slider._bubble_width() * 3
    assert spot(slider, 0).y() > spot(slider, 10).y()
    press_at(slider, 8)
    assert page.value("q") == "8"
    key_up = page.value("q")
    slider.setFocus()
    key(Qt.Key.Key_Up)
    assert page.value("q") == "9" != key_up


@pytest.mark.parametrize(
    ("appearance", "most", "numbers"),
    [
        ("distress", "10", True),
        ("analog-scale", "100", False),
        ("analog-scale show-scale", "100", True),
    ],
)
def test_a_number_is_asked_on_a_thermometer_or_a_line(
    fill: Fill, appearance: str, most: str, numbers: bool
) -> None:
    asked = small_form(
        f'<input ref="/data/page/q" appearance="{appearance}"><label>Pain</label></input>',
        binds='<bind nodeset="/data/page/q" type="int"/>',
        data="<q/>",
    )
    page, question = ask(fill, asked)
    slider = slider_of(question)
    assert bool(slider._labels) is numbers
    question.focus_first(Qt.FocusReason.TabFocusReason)
    key(Qt.Key.Key_End)
    assert page.value("q") == most


def test_stars_are_filled_up_to_the_one_that_is_pressed(fill: Fill) -> None:
    page, question = ask(fill, ranged('start="0" end="5" step="1"', appearance="rating"))
    (stars,) = question.findChildren(Stars)
    names = [stars.star(place).accessibleName() for place in range(5)]
    assert strip_isolates(names[2]) == page.words.plural(
        "{n} star of {all}", "{n} stars of {all}", 3, all=5
    )
    assert page.value("q") == ""
    click(stars.star(2))
    assert page.value("q") == "3"
    assert [stars._stars[place]._filled for place in range(5)] == [True] * 3 + [False] * 2
    assert stars.star(2).isChecked()
    assert stars.star(2).width() >= 48
    question.focus_first(Qt.FocusReason.TabFocusReason)
    key(Qt.Key.Key_Right)
    assert page.value("q") == "4"
    write("1")
    assert page.value("q") == "1"
    key(Qt.Key.Key_Backspace)
    assert page.value("q") == ""
    role = QAccessible.queryAccessibleInterface(stars.star(0)).role()
    assert role == QAccessible.Role.RadioButton


def test_a_picker_steps_and_takes_digits(fill: Fill) -> None:
    page, question = ask(fill, ranged('start="1" end="12" step="1"', appearance="picker"))
    (picker,) = question.findChildren(Stepper)
    assert page.value("q") == ""
    click(picker.plus)
    assert page.value("q") == "1"
    click(picker.plus)
    assert page.value("q") == "2"
    question.focus_first(Qt.FocusReason.TabFocusReason)
    write("12")
    assert page.value("q") == "12"
    click(picker.plus)
    assert page.value("q") == "12", "the scale ends there"
    key(Qt.Key.Key_PageDown)
    assert page.value("q") == "2"
    key(Qt.Key.Key_Delete)
    assert page.value("q") == ""


@pytest.mark.parametrize(
    "parameters",
    [
        "",
        'start="0"',
        'start="a" end="b" step="c"',
        'start="0" end="10" step="0"',
        'start="3" end="3" step="1"',
        'start="0" end="1e400" step="1"',
        'start="0" end="NaN" step="1"',
        'start="0" end="999999999" step="1"',
    ],
)
def test_a_scale_that_is_none_is_typed(fill: Fill, parameters: str) -> None:
    page = fill("page", form=ranged(parameters), language="")
    question = page.question("q")
    if not parameters:
        assert isinstance(question, RangeQuestion), "left out altogether it runs from 0 to 10"
        return
    assert isinstance(question, NumberQuestion)
    question.focus_first()
    write("7")
    page.page.flush()
    assert page.value("q") == "7"


def test_an_answer_that_the_scale_does_not_have_can_be_cleared(fill: Fill) -> None:
    page, question = ask(fill, ranged(TEN), q="42")
    assert slider_of(question).index() is None
    assert not clear_button(question).isHidden()
    click(clear_button(question))
    assert page.value("q") == ""


def test_ticks_of_a_long_scale_are_round_and_end_with_it() -> None:
    field = ranged('start="0" end="997" step="1"').field("/data/page/q")
    scale = scale_of(field)
    assert scale is not None
    marks = scale.marks("")
    assert marks[:3] == (0, 50, 100)
    assert marks[-1] == 997
    assert len(marks) <= 22
    assert scale.marks("250") == (0, 250, 500, 750, 997)
