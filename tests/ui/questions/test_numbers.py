"""Numbers as people type, paste and count them, and what is hidden while it is typed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from surveyapp.services.answers import answer_text
from surveyapp.text import load_words
from surveyapp.ui.questions.number import NumberQuestion
from surveyapp.ui.questions.text import TextQuestion
from tests.ui.questions.conftest import (
    Fill,
    Filling,
    click,
    focused,
    key,
    one_input,
    small_form,
    write,
)

THIN = "\u202f"
CONTROL = Qt.KeyboardModifier.ControlModifier


def ask(
    fill: Fill, kind: str, appearance: str = "", language: str = "fr", **how: str
) -> tuple[Filling, NumberQuestion]:
    page = fill("page", form=one_input(kind, appearance=appearance), language="", **how)
    speak(page, language)
    question = page.question("q")
    assert isinstance(question, NumberQuestion)
    question.focus_first()
    return page, question


def speak(page: Filling, language: str) -> None:
    page.words = load_words(language)
    page.page.retranslate(page.words)


def edit() -> QLineEdit:
    line = focused()
    assert isinstance(line, QLineEdit)
    return line


def at(text: str) -> None:
    """Put the caret where the bar stands in ``text``."""
    assert edit().text() == text.replace("|", "")
    edit().setCursorPosition(text.index("|"))


def stands() -> str:
    """Return the text with a bar where the caret is."""
    text, caret = edit().text(), edit().cursorPosition()
    return (text[:caret] + "|" + text[caret:]).replace(THIN, " ")


@pytest.mark.parametrize(
    ("language", "shown"), [("fr", "1 234 567|"), ("ar", "1 234 567|"), ("en", "1,234,567|")]
)
def test_thousands_are_set_apart_while_a_number_is_typed(
    fill: Fill, language: str, shown: str
) -> None:
    page, _ = ask(fill, "int", "thousands-sep", language)
    write("1234567")
    assert stands() == shown
    page.page.flush()
    assert page.value("q") == "1234567", "what is kept stays plain"


def test_the_caret_stays_among_its_figures(fill: Fill) -> None:
    page, _ = ask(fill, "int", "thousands-sep")
    write("1234")
    at(f"1|{THIN}234")
    write("9")
    assert stands() == "19| 234"
    write("0")
    assert stands() == "190| 234"
    key(Qt.Key.Key_Backspace)
    assert stands() == "19| 234"
    at(f"19{THIN}|234")
    key(Qt.Key.Key_Backspace)
    assert stands() == "1| 234", "back over the space takes the figure before it"
    key(Qt.Key.Key_Delete)
    assert stands() == "1|34", "and forward over it the one behind"
    page.page.flush()
    assert page.value("q") == "134"


def test_what_was_typed_is_taken_back_and_done_again(fill: Fill) -> None:
    page, _ = ask(fill, "int", "thousands-sep")
    write("1234")
    key(Qt.Key.Key_Z, CONTROL)
    assert stands() == "123|"
    key(Qt.Key.Key_Z, CONTROL)
    key(Qt.Key.Key_Z, CONTROL)
    assert stands() == "1|"
    key(Qt.Key.Key_Z, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert stands() == "12|"
    page.page.flush()
    assert page.value("q") == "12"


@pytest.mark.parametrize(
    ("kind", "pasted", "value", "shown"),
    [
        ("int", "1 234 567", "1234567", "1 234 567"),
        ("int", "١٬٢٣٤", "1234", "١٬٢٣٤"),
        ("decimal", "12345,5", "12345.5", "12 345,5"),
        ("decimal", "12345.50", "12345.50", "12 345.50"),
        ("int", "-4500", "-4500", "-4 500"),
        ("int", "beaucoup", "beaucoup", "beaucoup"),
        ("int", "007", "7", "007"),
    ],
)
def test_a_pasted_number_is_read_and_set_apart(
    fill: Fill, kind: str, pasted: str, value: str, shown: str
) -> None:
    page, _ = ask(fill, kind, "thousands-sep")
    QApplication.clipboard().setText(pasted)
    key(Qt.Key.Key_V, CONTROL)
    assert edit().text().replace(THIN, " ") == shown
    page.page.flush()
    assert page.typed("q") == value
    QApplication.clipboard().clear()


def test_another_language_keeps_the_number(fill: Fill) -> None:
    page, _ = ask(fill, "decimal", "thousands-sep", "en")
    write("1250.5")
    assert stands() == "1,250.5|"
    speak(page, "fr")
    assert stands() == "1 250,5|", "and the caret"
    page.page.flush()
    assert page.value("q") == "1250.5"
    speak(page, "en")
    assert stands() == "1,250.5|"


def test_a_number_given_before_is_shown_set_apart(fill: Fill) -> None:
    page, question = ask(fill, "int", "thousands-sep", q="1500000")
    assert question.input.text() == f"1{THIN}500{THIN}000"
    click(question._plus)
    assert page.value("q") == "1500001"
    assert question.input.text() == f"1{THIN}500{THIN}001"


@pytest.mark.parametrize(
    ("kind", "pasted", "value"),
    [
        ("int", " ٤٠ ", "40"),
        ("int", "1.250", "1250"),
        ("int", "1,250", "1250"),
        ("decimal", "1,25", "1.25"),
        ("decimal", "٣٫٥", "3.5"),
        ("decimal", "1\u00a0234,5", "1234.5"),
        ("decimal", "\u20663,5\u2069", "3.5"),
        ("int", "2,5", "2.5"),
        ("decimal", "12 km", "12 km"),
    ],
)
def test_a_plain_number_is_read_from_what_was_copied(
    fill: Fill, kind: str, pasted: str, value: str
) -> None:
    page, _ = ask(fill, kind)
    QApplication.clipboard().setText(pasted)
    key(Qt.Key.Key_V, CONTROL)
    page.page.flush()
    assert page.typed("q") == value
    QApplication.clipboard().clear()


def test_things_are_counted_with_large_buttons(fill: Fill) -> None:
    page, question = ask(fill, "int", "counter")
    assert question._plus.width() >= 56
    click(question._plus)
    assert page.value("q") == "1", "the first press counts the first thing"
    click(question._plus)
    click(question._minus)
    assert page.value("q") == "1"
    assert question._minus.x() < question._field.x() < question._plus.x()


def test_a_bearing_is_typed(fill: Fill) -> None:
    page, _ = ask(fill, "decimal", "bearing")
    write("271,5")
    page.page.flush()
    assert page.value("q") == "271.5"


def test_figures_of_a_text_are_set_apart_and_kept_plain(fill: Fill) -> None:
    page = fill("page", form=one_input("string", appearance="numbers thousands-sep"), language="")
    speak(page, "ar")
    page.question("q").focus_first()
    write("12345678901234")
    assert stands() == "12 345 678 901 234|"
    page.page.flush()
    assert page.value("q") == "12345678901234"


@pytest.mark.parametrize("control", ["input", "secret"])
def test_a_secret_shows_as_dots_until_somebody_wants_to_see_it(fill: Fill, control: str) -> None:
    look = ' appearance="masked"' if control == "input" else ""
    form = small_form(
        f'<{control} ref="/data/page/q"{look}><label>PIN</label></{control}>',
        binds='<bind nodeset="/data/page/q" type="string"/>',
        data="<q/>",
    )
    page = fill("page", form=form, language="")
    question = page.question("q")
    assert isinstance(question, TextQuestion)
    question.focus_first()
    write("سري 12")
    page.page.flush()
    assert page.value("q") == "سري 12"
    assert edit().echoMode() is QLineEdit.EchoMode.Password
    assert "سري" not in edit().displayText()
    assert answer_text(page.session, page.ref("q"), page.words) == "\u2022" * 6
    reveal = question._reveal
    assert reveal is not None
    assert reveal.accessibleName() == page.words("Show what is typed")
    click(reveal)
    assert question.input.edit.displayText() == "سري 12"
    assert reveal.accessibleName() == page.words("Hide what is typed")
