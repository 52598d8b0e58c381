"""What a form does not say in a language is said in another one, and the page tells it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter

from surveyapp.text.bidi import RLI, strip_isolates
from surveyapp.ui.kit.text import TextBlock
from surveyapp.ui.questions.borrowed import BorrowedNotice
from surveyapp.ui.questions.select import SelectQuestion
from surveyapp.ui.theme import Type
from tests.ui.questions.conftest import Fill, Filling
from tests.xform.forms import form

HALF = form(
    """
| survey |             |       |                       |                |                       |            |
|        | type        | name  | label::Tamazight (zgh)| label::ar (ar) | label::fr (fr)        | appearance |
|        | begin_group | page  | ⵜⴰⵡⵊⴰ                  | الأسرة         | Famille               | field-list |
|        | select_one l| town  | ⵎⴰⵏⵉ ⴳ ⵜⵣⴷⵖⵎ?          | أين تسكنون؟    | Où habitez-**vous** ? |            |
|        | text        | born  |                       | وُلدتم في 2026؟ |                       |            |
|        | end_group   |       |                       |                |                       |            |
| choices |           |      |                        |                |                |
|         | list_name | name | label::Tamazight (zgh) | label::ar (ar) | label::fr (fr) |
|         | l         | a    | ⴰⴳⴰⴷⵉⵔ                 | أكادير         | *Agadir*       |
|         | l         | t    | ⵜⵉⵣⵏⵉⵜ                 | تيزنيت         |                |
"""  # noqa: E501 - a table
)


def notice(page: Filling) -> BorrowedNotice:
    (found,) = page.page.findChildren(BorrowedNotice)
    return found


def town(page: Filling) -> SelectQuestion:
    question = page.question("town")
    assert isinstance(question, SelectQuestion)
    return question


def test_a_page_that_is_all_translated_tells_nothing(fill: Fill) -> None:
    assert not notice(fill("page", form=HALF, language="ar")).isVisible()


def test_what_is_missing_is_said_in_the_next_language_and_the_page_tells_which(fill: Fill) -> None:
    page = fill("page", form=HALF, language="fr")
    assert strip_isolates(page.question("born").title.text()) == "وُلدتم في 2026؟"
    assert town(page).group.card("t").words() == "ⵜⵉⵣⵏⵉⵜ", "the form's first language"
    assert notice(page).isVisible()
    told = strip_isolates(notice(page).text())
    assert "Français" in told
    assert "العربية" in told
    assert "ⵜⴰⵎⴰⵣⵉⵖⵜ" in told


def test_another_language_tells_what_is_missing_there(fill: Fill) -> None:
    page = fill("page", form=HALF, language="fr")
    page.speak("ar")
    assert not notice(page).isVisible()
    page.speak("fr")
    assert notice(page).isVisible()


def test_words_without_a_language_are_called_the_original(fill: Fill) -> None:
    mixed = form(
        """
        | survey |
        | | type | name | label | label::fr (fr) | appearance |
        | | begin_group | page | Page | Page | field-list |
        | | text | a | First | Premier | |
        | | text | b | Second | | |
        | | end_group | | | | |
        """
    )
    page = fill("page", form=mixed, language="fr")
    assert strip_isolates(page.question("b").title.text()) == "Second"
    assert notice(page).text().endswith(page.words("Original") + ".")


def test_words_of_another_language_keep_their_direction(fill: Fill) -> None:
    page = fill("page", form=HALF, language="fr")
    assert page.question("born").title.text().startswith(RLI)
    assert page.question("town").title.text() == "Où habitez-vous ?"


def test_marks_in_choices_are_not_shown(fill: Fill) -> None:
    assert town(fill("page", form=HALF, language="fr")).group.card("a").words() == "Agadir"


def drawn(text: str, step: Type, *, rtl: bool) -> QImage:
    image = QImage(200, 60, QImage.Format.Format_Grayscale8)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    TextBlock(text, step, rtl=rtl, width=190).paint(painter, 4, 4, QColor("black"))
    painter.end()
    return image


@pytest.mark.parametrize("rtl", [False, True])
@pytest.mark.parametrize("step", [Type.QUESTION, Type.OPTION, Type.CAPTION])
def test_tifinagh_has_letters_and_no_boxes(fill: Fill, step: Type, *, rtl: bool) -> None:
    fill("page", form=HALF, language="ar" if rtl else "fr")
    nothing = drawn("\U000e0fff", step, rtl=rtl)  # a letter that no font has
    letters = [drawn(letter, step, rtl=rtl) for letter in "ⴰⴳⵎⵣⵖⵜ"]
    assert all(letter != nothing for letter in letters)
    assert len({bytes(letter.constBits()) for letter in letters}) == len(letters)


def test_a_choice_says_what_was_answered_before(fill: Fill) -> None:
    said = form(
        """
        | survey |
        | | type | name | label | appearance |
        | | begin_group | page | Page | field-list |
        | | text | who | Who? | |
        | | select_one l | how | How is ${who}? | |
        | | end_group | | | |
        | choices |
        | | list_name | name | label |
        | | l | well | ${who} is **well** |
        | | l | ill | Not well |
        """
    )
    page = fill("page", form=said, language="", who="Salma")
    question = page.question("how")
    assert isinstance(question, SelectQuestion)
    assert question.group.card("well").words() == "Salma is well"
    page.page.apply(page.session.answer(page.ref("who"), "Driss"))
    assert question.group.card("well").words() == "Driss is well"
    assert question.title.text() == "How is Driss?"
