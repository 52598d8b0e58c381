"""Every page of the questionnaire, in every language and size: nothing cut, everything named."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QTextEdit, QWidget

from surveyapp.ui.kit.option import CheckCard, RadioCard
from surveyapp.ui.kit.text import Label
from surveyapp.ui.theme import Look
from tests.ui.questions.conftest import Fill, Filling, small_form

PAGES = [
    "welcome",
    "you",
    "firm",
    "trade",
    "programme",
    "obstacles",
    "solutions",
    "expectations",
    "forum",
]
ANSWERS = {
    "actor": "exp",
    "status": "occ",
    "funnel": "f4",
    "worst": "cust",
    "sol": "Guichet",
    "used": "adii portnet smaex",
    "sector": "sea",
}
ROLES = {
    QAccessible.Role.RadioButton,
    QAccessible.Role.CheckBox,
    QAccessible.Role.EditableText,
    QAccessible.Role.Button,
}


def open_page(fill: Fill, page: str, **how: object) -> Filling:
    filling = fill(page, **how, **ANSWERS)
    QApplication.processEvents()
    return filling


def shown(filling: Filling, kind: type[QWidget]) -> list[QWidget]:
    return [widget for widget in filling.page.findChildren(kind) if widget.isVisible()]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("language", "scale", "width"),
    [
        ("ar", 1.0, 800),
        ("fr", 1.0, 1280),
        ("ar", 2.0, 1280),
        ("fr", 2.0, 800),
        ("en", 1.5, 800),
    ],
)
def test_nothing_is_cut(fill: Fill, page: str, language: str, scale: float, width: int) -> None:
    filling = open_page(fill, page, language=language, scale=scale, width=width, height=900)
    content = filling.page
    assert content.width() <= filling.scroll.viewport().width()
    for label in shown(filling, Label):
        assert isinstance(label, Label)
        if label.hasHeightForWidth():
            assert label.height() >= label.heightForWidth(label.width()), label.text()
        else:
            assert label.width() >= label.sizeHint().width(), label.text()
    for card in [*shown(filling, RadioCard), *shown(filling, CheckCard)]:
        assert isinstance(card, RadioCard | CheckCard)
        assert card.height() >= card.height_for(card.width()), card.words()
        assert card.least_width() <= card.width(), card.words()
    for widget in shown(filling, QWidget):
        place = QRect(widget.mapTo(content, widget.rect().topLeft()), widget.size())
        if widget.metaObject().className() != "FocusRing" and widget.focusPolicy():
            assert place.left() >= -1
            assert place.right() <= content.width() + 1


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_everything_that_takes_the_focus_has_name_and_role(
    fill: Fill, page: str, language: str
) -> None:
    filling = open_page(fill, page, language=language)
    found = 0
    for widget in shown(filling, QWidget):
        if widget.focusPolicy() is Qt.FocusPolicy.NoFocus or widget.focusProxy() is not None:
            continue
        interface = QAccessible.queryAccessibleInterface(widget)
        assert interface.text(QAccessible.Text.Name).strip(), widget
        assert interface.role() in ROLES, widget
        found += 1
    assert found >= 1
    for question in filling.page.questions():
        interface = QAccessible.queryAccessibleInterface(question)
        assert interface.role() == QAccessible.Role.Grouping
        assert interface.text(QAccessible.Text.Name)


@pytest.mark.parametrize("page", PAGES)
def test_every_target_is_as_large_as_a_finger(fill: Fill, page: str) -> None:
    filling = open_page(fill, page, width=800, height=1280)
    for button in shown(filling, QAbstractButton):
        if button.focusPolicy() is not Qt.FocusPolicy.NoFocus:
            assert button.width() >= 44, button.accessibleName()
            assert button.height() >= 48, button.accessibleName()
    for edit in [*shown(filling, QLineEdit), *shown(filling, QTextEdit)]:
        frame = edit.parentWidget()
        assert frame is not None
        assert frame.height() >= 48


@pytest.mark.parametrize("page", ["trade", "firm", "obstacles", "forum"])
def test_arabic_mirrors_the_page(fill: Fill, page: str) -> None:
    filling = open_page(fill, page, language="ar")
    for question in filling.page.questions():
        assert question.title.layoutDirection() is Qt.LayoutDirection.RightToLeft
    for label in shown(filling, QLabel):
        assert label.layoutDirection() is Qt.LayoutDirection.RightToLeft


@pytest.mark.parametrize("look", list(Look))
@pytest.mark.parametrize("page", PAGES)
def test_every_page_paints_in_every_look(fill: Fill, page: str, look: Look) -> None:
    filling = open_page(fill, page, language="ar", look=look)
    filling.page.reveal_problems()
    image = filling.window.grab().toImage()
    colours = {image.pixelColor(x, y).name() for x in range(0, 1280, 9) for y in range(0, 800, 9)}
    assert len(colours) > 5


def test_kiosk_targets_are_larger(fill: Fill) -> None:
    filling = open_page(fill, "trade", kiosk=True)
    assert all(card.height() >= 64 for card in shown(filling, RadioCard))


def test_a_page_of_200_options_is_turned_quickly(fill: Fill) -> None:
    questions, binds, data = [], [], []
    for number in range(20):
        items = "".join(
            f"<item><label>Réponse {n} de la question</label><value>v{n}</value></item>"
            for n in range(10)
        )
        questions.append(
            f'<select1 ref="/data/page/q{number}"><label>Question {number}</label>{items}</select1>'
        )
        binds.append(f'<bind nodeset="/data/page/q{number}" type="string"/>')
        data.append(f"<q{number}/>")
    form = small_form(*questions, binds="".join(binds), data="".join(data))
    fill("page", form=form, language="")  # fonts and icons are there from now on
    spans = []
    for _ in range(3):
        start = time.process_time()
        filling = fill("page", form=form, language="")
        filling.window.grab()
        spans.append(time.process_time() - start)
    # 100 ms is the aim of the product; here other work shares the machine.
    assert min(spans) < 0.4


def test_a_matrix_of_twelve_rows_is_turned_quickly(fill: Fill) -> None:
    fill("obstacles")
    start = time.process_time()
    filling = fill("obstacles")
    filling.window.grab()
    assert time.process_time() - start < 0.4


def test_markup_in_a_label_is_set_apart_and_not_read_out(fill: Fill) -> None:
    form = small_form(
        '<input ref="/data/page/q"><label>**Name** of the *firm*</label>'
        "<hint>As in the \\[register]</hint></input>",
        data="<q/>",
    )
    filling = fill("page", form=form)
    (question,) = filling.page.questions()
    assert question.title.text() == "Name of the firm"
    assert question.hint.text() == "As in the [register]"
    assert question.accessibleName() == "Name of the firm"


def test_markup_in_a_choice_is_not_shown(fill: Fill) -> None:
    form = small_form(
        '<select1 ref="/data/page/q"><label>**Which?**</label>'
        "<item><label>**Yes**, _gladly_</label><value>y</value></item>"
        "<item><label>No</label><value>n</value></item></select1>",
        data="<q/>",
    )
    cards = shown(fill("page", form=form), RadioCard)
    assert [card.accessibleName() for card in cards] == ["Yes, gladly", "No"]
