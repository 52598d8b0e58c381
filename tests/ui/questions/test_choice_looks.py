"""Choices as pictures and in columns, without buttons, and answers that go on by themselves."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QCheckBox

from surveyapp.services.media import FormFile
from surveyapp.ui.kit.card_measures import Shape
from surveyapp.ui.questions.search import SearchQuestion
from surveyapp.ui.questions.select import SelectQuestion
from surveyapp.ui.theme import Look
from surveyapp.xform import FormDefinition
from tests.ui.questions.conftest import Fill, Filling, click, focused, key, write
from tests.xform.forms import form

CROPS = """
| choices |           |      |                     |                |          |           |         |
|         | list_name | name | label::fr (fr)      | label::ar (ar) | image    | big-image | audio   |
|         | crop      | date | Palmier dattier     | نخيل التمر     | date.png | palms.png | d.mp3   |
|         | crop      | oliv | Olivier             | زيتون          | oliv.png |           |         |
|         | crop      | safr |                     |                | safr.png |           |         |
|         | crop      | none | Aucune de celles-ci | لا شيء مما ذكر |          |           |         |
"""  # noqa: E501 - a table
WORDS = """
| choices |           |      |                             |                     |
|         | list_name | name | label::fr (fr)              | label::ar (ar)      |
|         | crop      | eu   | Europe                      | أوروبا              |
|         | crop      | west | Afrique de l’Ouest et Sahel | غرب إفريقيا والساحل |
|         | crop      | asia | Asie                        | آسيا                |
|         | crop      | rest | Reste du monde              | باقي العالم         |
|         | crop      | none | Aucun                       | لا شيء              |
"""


def asking(appearance: str, choices: str = CROPS, kind: str = "select_one crop") -> FormDefinition:
    """Return a form that asks ``q`` with an appearance, and ``after`` it a text."""
    return form(
        f"""
| survey |             |       |                |                |              |
|        | type        | name  | label::fr (fr) | label::ar (ar) | appearance   |
|        | begin_group | page  | Cultures       | محاصيل         | field-list   |
|        | {kind}      | q     | Que cultivez-vous ? | ماذا تزرعون؟ | {appearance} |
|        | text        | after | Pourquoi ?     | لماذا؟         |              |
|        | end_group   |       |                |                |              |
{choices}"""
    )


def picture(address: str) -> FormFile | None:
    """Stand for the files that came with the form: every picture is there, no recording."""
    name = address.rpartition("/")[2]
    if not name.endswith(".png"):
        return None
    image = QImage(900, 600, QImage.Format.Format_RGB32)
    image.fill(QColor("teal" if name == "palms.png" else "olive"))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return FormFile(name, "image/png", bytes(buffer.data().data()))


def select(page: Filling) -> SelectQuestion:
    question = page.question("q")
    assert isinstance(question, SelectQuestion)
    return question


def rows(question: SelectQuestion) -> list[int]:
    """Return how many cards stand in each line, from the top."""
    tops = [card.y() for card in question.group.cards()]
    return [tops.count(top) for top in sorted(set(tops))]


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_pictures_stand_in_a_grid_with_their_words_below(fill: Fill, language: str) -> None:
    page = fill("page", form=asking(""), files=picture, language=language)
    question = select(page)
    QApplication.processEvents()
    assert rows(question) == [4]
    dates = question.group.card("date")
    assert dates.has_picture()
    assert dates.shape() is Shape.PICTURE
    assert dates.accessibleName() == {"fr": "Palmier dattier", "ar": "نخيل التمر"}[language]
    first, second = question.group.cards()[:2]
    assert (first.x() < second.x()) == (language == "fr")
    click(question.group.card("oliv"))
    assert page.value("q") == "oliv"


def test_a_narrow_page_puts_fewer_pictures_beside_each_other(fill: Fill) -> None:
    page = fill("page", form=asking("columns"), files=picture, width=420)
    QApplication.processEvents()
    assert rows(select(page)) == [2, 2]


def test_a_choice_with_a_picture_and_no_label_shows_no_code(fill: Fill) -> None:
    page = fill("page", form=asking(""), files=picture)
    saffron = select(page).group.card("safr")
    assert not saffron._says_words()
    assert saffron.accessibleName() == "safr"  # all there is to say
    assert select(page).group.card("oliv")._says_words()


def test_without_its_file_a_choice_shows_its_words(fill: Fill) -> None:
    page = fill("page", form=asking("no-buttons"))
    question = select(page)
    assert not any(card.has_picture() for card in question.group.cards())
    assert all(card._says_words() for card in question.group.cards())


def test_larger_pictures_are_shown_where_the_form_has_them(fill: Fill) -> None:
    page = fill("page", form=asking(""), files=picture)
    question = select(page)
    small = question.group.card("date").height()
    assert question._larger.words() == page.words("Larger pictures")
    question._larger.setFocus(Qt.FocusReason.TabFocusReason)
    key(Qt.Key.Key_Return)
    QApplication.processEvents()
    assert question.group.card("date").height() > small
    assert question._larger.words() == page.words("Smaller pictures")
    assert question._larger.height() >= 48
    click(question._larger)
    QApplication.processEvents()
    assert question.group.card("date").height() == small


def test_recordings_of_choices_are_said_not_to_play(fill: Fill) -> None:
    page = fill("page", form=asking(""), files=picture)
    said = page.words("Recordings belong to these answers. This device does not play them.")
    assert select(page).unplayed.text() == said
    assert select(page).unplayed.isVisible()
    silent = fill("page", form=asking("", WORDS))
    assert not select(silent).unplayed.isVisible()


@pytest.mark.parametrize("look", [Look.DARK, Look.CONTRAST])
def test_black_lines_on_glass_are_seen_on_a_dark_card(fill: Fill, look: Look) -> None:
    def glass(address: str) -> FormFile:
        image = QImage(90, 60, QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.transparent)
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")
        return FormFile(address, "image/png", bytes(buffer.data().data()))

    page = fill("page", form=asking("no-buttons"), files=glass, look=look, q="oliv")
    QApplication.processEvents()
    card = select(page).group.card("oliv")
    assert card.grab().toImage().pixelColor(card.rect().center()) == QColor("white")


def test_a_likert_scale_has_its_pictures_above_the_words(fill: Fill) -> None:
    page = fill("page", form=asking("likert"), files=picture)
    QApplication.processEvents()
    assert rows(select(page)) == [4]
    assert {card.shape() for card in select(page).group.cards()} == {Shape.SCALE}


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize(
    ("appearance", "lines"),
    [
        ("columns-2", [2, 2, 1]),
        ("columns-4", [4, 1]),
        ("columns-5", [5]),
        ("compact-2", [2, 2, 1]),
        ("horizontal", [3, 2]),
    ],
)
def test_columns_are_as_many_as_the_form_wants(
    fill: Fill, appearance: str, lines: list[int], language: str
) -> None:
    page = fill("page", form=asking(appearance, WORDS), language=language)
    QApplication.processEvents()
    assert rows(select(page)) == lines


@pytest.mark.parametrize("appearance", ["columns-pack", "columns-flex", "horizontal-compact"])
def test_packed_choices_are_as_wide_as_their_words(fill: Fill, appearance: str) -> None:
    page = fill("page", form=asking(appearance, WORDS))
    QApplication.processEvents()
    group = select(page).group
    assert group.card("asia").width() < group.card("west").width()
    assert rows(select(page))[0] > 3


def test_a_column_gives_way_before_a_word_breaks(fill: Fill) -> None:
    page = fill("page", form=asking("columns-5", WORDS), width=420, scale=2.0)
    QApplication.processEvents()
    group = select(page).group
    assert all(card.least_width() <= card.width() for card in group.cards())


def test_answers_without_buttons_are_still_chosen_one_or_several(fill: Fill) -> None:
    page = fill("page", form=asking("no-buttons", WORDS, "select_multiple crop"))
    question = select(page)
    assert not any(card._indicates() for card in question.group.cards())
    click(question.group.card("asia"))
    click(question.group.card("eu"))
    assert page.value("q") == "eu asia"
    assert all(isinstance(card, QCheckBox) for card in question.group.cards())


@pytest.mark.parametrize("appearance", ["quick", "quickcompact"])
def test_a_quick_answer_goes_on_to_the_next_question(fill: Fill, appearance: str) -> None:
    page = fill("page", form=asking(appearance, WORDS))
    click(select(page).group.card("asia"))
    assert page.value("q") == "asia"
    assert page.question("after").isAncestorOf(focused())


def test_a_quick_answer_that_stands_goes_on_when_it_is_pressed_again(fill: Fill) -> None:
    page = fill("page", form=asking("quick", WORDS), q="asia")
    click(select(page).group.card("asia"))
    assert page.told == []
    assert page.question("after").isAncestorOf(focused())


def test_quick_is_for_one_answer_only(fill: Fill) -> None:
    page = fill("page", form=asking("quick", WORDS, "select_multiple crop"))
    click(select(page).group.card("asia"))
    assert not page.question("after").isAncestorOf(focused())


def test_a_quick_answer_out_of_a_searched_list_goes_on_too(fill: Fill) -> None:
    page = fill("page", form=asking("minimal quick", WORDS))
    question = page.question("q")
    assert isinstance(question, SearchQuestion)
    question.focus_first()
    write("asie")
    key(Qt.Key.Key_Return)
    assert page.value("q") == "asia"
    assert page.question("after").isAncestorOf(focused())


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_row_of_a_matrix_that_stands_alone_has_its_answers_side_by_side(
    fill: Fill, language: str
) -> None:
    page = fill("page", form=asking("list-nolabel", WORDS), language=language)
    QApplication.processEvents()
    assert rows(select(page)) == [5]
    page.window.resize(380, 800)
    QApplication.processEvents()
    assert rows(select(page)) == [1, 1, 1, 1, 1]
