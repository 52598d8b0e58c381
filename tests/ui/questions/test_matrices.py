"""Matrices as forms write them: table-lists, rows of several answers, rows that come and go."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QCheckBox, QRadioButton

from surveyapp.ui.questions.matrix import MatrixQuestion
from surveyapp.ui.questions.note import NoteQuestion
from surveyapp.ui.questions.select import SelectQuestion
from surveyapp.xform import FormDefinition
from tests.ui.questions.conftest import Fill, Filling, click, focused, key, write
from tests.xform.forms import form

SCALE = """
| choices |           |      |                |                |
|         | list_name | name | label::fr (fr) | label::ar (ar) |
|         | deg       | 1    | Faible         | ضعيف           |
|         | deg       | 2    | Moyen          | متوسط          |
|         | deg       | 3    | Fort           | كبير           |
|         | place     | eu   | Europe         | أوروبا         |
|         | place     | af   | Afrique        | إفريقيا        |
|         | place     | as   | Asie           | آسيا           |
"""


def asking(*rows: str, group: str = "field-list") -> FormDefinition:
    """Return a form of one page from rows: type, name, both labels, appearance, relevant."""
    asked = "".join(f"| | {row} |\n" for row in rows)
    return form(
        "| survey |\n"
        "| | type | name | label::fr (fr) | label::ar (ar) | appearance | relevant | hint |\n"
        f"| | begin_group | page | Les obstacles | العوائق | {group} | | Un par ligne |\n"
        f"{asked}| | end_group | | | | | | |\n{SCALE}"
    )


TABLE = asking(
    "select_one deg | money | Financement | التمويل | | | ",
    "select_one deg | roads | Transport | النقل | | ${money} != '1' | ",
    "select_one deg | norms | Normes | المعايير | | | ",
    group="table-list",
)
SEVERAL = asking(
    "select_multiple place | head | Où vendez-vous ? | أين تبيعون؟ | label | | ",
    "select_multiple place | fish | Poisson | السمك | list-nolabel | | ",
    "select_multiple place | oil | Argan | أركان | list-nolabel | | ",
    "text | after | Pourquoi ? | لماذا؟ | | | ",
)


def matrix(page: Filling, row: str) -> MatrixQuestion:
    question = page.question(row)
    assert isinstance(question, MatrixQuestion)
    QApplication.processEvents()
    return question


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_table_list_is_a_matrix_under_the_words_of_its_group(fill: Fill, language: str) -> None:
    page = fill("page", form=TABLE, language=language)
    assert len(page.page.questions()) == 1
    question = matrix(page, "money")
    words = {"fr": "Les obstacles", "ar": "العوائق"}[language]
    assert question.title.text() == words
    assert question.accessibleName() == words
    assert question.hint.text() == "Un par ligne"
    click(question.grid_row(page.ref("money")).cells()[2])
    assert page.value("money") == "3"
    write("2")
    assert page.value("money") == "2", "a digit answers the row that has the focus"


def test_a_narrow_table_list_goes_item_by_item(fill: Fill) -> None:
    page = fill("page", form=TABLE, width=640)
    question = matrix(page, "money")
    click(question.item_group(page.ref("norms")).card("2"))
    assert page.value("norms") == "2"


def test_a_row_comes_and_goes_and_the_others_stay_as_they_are(fill: Fill) -> None:
    page = fill("page", form=TABLE)
    question = matrix(page, "money")
    row = question.grid_row(page.ref("norms"))
    question.focus_ref(page.ref("money"), Qt.FocusReason.TabFocusReason)
    write("1")
    assert page.value("money") == "1"
    QApplication.processEvents()
    assert matrix(page, "norms") is question
    assert row.isAncestorOf(focused()), "the row between is not asked any more"
    key(Qt.Key.Key_Up)
    write("3")
    assert matrix(page, "roads") is question
    assert focused().accessibleName().startswith("Transport: ")
    shown = [each.accessibleName() for each in question._body.grid.visible_rows()]
    assert shown == ["Financement", "Transport", "Normes"]


def test_a_row_that_was_not_asked_at_first_joins_in_its_place(fill: Fill) -> None:
    page = fill("page", form=TABLE, money="1")
    question = matrix(page, "money")
    click(question.grid_row(page.ref("money")).cells()[1])
    QApplication.processEvents()
    assert matrix(page, "roads") is question
    grid = question._body.grid
    tops = {row.accessibleName(): row.y() for row in grid.visible_rows()}
    assert tops["Financement"] < tops["Transport"] < tops["Normes"]


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_row_may_take_several_answers(fill: Fill, language: str) -> None:
    page = fill("page", form=SEVERAL, language=language)
    question = matrix(page, "fish")
    cells = question.grid_row(page.ref("fish")).cells()
    assert all(isinstance(cell, QCheckBox) for cell in cells)
    heard = QAccessible.queryAccessibleInterface(cells[0])
    assert heard.role() == QAccessible.Role.CheckBox
    click(cells[2])
    click(cells[0])
    assert page.value("fish") == "eu as", "in the order of the list"
    click(cells[2])
    assert page.value("fish") == "eu"
    assert question.slot.text().startswith(page.words("Several answers possible per row"))


def test_digits_check_several_answers_and_stay_in_the_row(fill: Fill) -> None:
    page = fill("page", form=SEVERAL)
    matrix(page, "fish").focus_first(Qt.FocusReason.TabFocusReason)
    write("13")
    assert page.value("fish") == "eu as"
    key(Qt.Key.Key_Down)
    write("2")
    assert page.value("oil") == "af"
    key(Qt.Key.Key_Delete)
    assert page.value("oil") == ""


def test_several_answers_are_checked_item_by_item_too(fill: Fill) -> None:
    page = fill("page", form=SEVERAL, width=640)
    group = matrix(page, "fish").item_group(page.ref("fish"))
    click(group.card("as"))
    click(group.card("eu"))
    assert page.value("fish") == "eu as"
    assert all(card._indicates() for card in group.cards())


def test_a_first_row_may_bring_the_words_of_the_columns(fill: Fill) -> None:
    page = fill(
        "page",
        form=asking(
            "select_one deg | money | Financement | التمويل | list | | ",
            "select_one deg | roads | Transport | النقل | list-nolabel | | ",
        ),
    )
    question = matrix(page, "money")
    assert matrix(page, "roads") is question
    assert not question.title.isVisible()
    assert question.accessibleName() == page.words("One answer per row")
    click(question.grid_row(page.ref("money")).cells()[0])
    click(question.grid_row(page.ref("roads")).cells()[1])
    assert (page.value("money"), page.value("roads")) == ("1", "2")
    assert all(isinstance(c, QRadioButton) for c in question.grid_row(page.ref("money")).cells())


def test_a_row_with_other_answers_stands_for_itself(fill: Fill) -> None:
    page = fill(
        "page",
        form=asking(
            "select_one deg | head | Obstacles | العوائق | label | | ",
            "select_one deg | money | Financement | التمويل | list-nolabel | | ",
            "select_one place | where | Où ? | أين؟ | list-nolabel | | ",
        ),
    )
    assert isinstance(page.question("money"), MatrixQuestion)
    other = page.question("where")
    assert isinstance(other, SelectQuestion)
    click(other.group.card("af"))
    assert page.value("where") == "af"


def test_a_head_whose_rows_are_gone_asks_nothing(fill: Fill) -> None:
    page = fill(
        "page",
        form=asking(
            "select_one deg | head | Obstacles | العوائق | label | | ",
            "select_one deg | money | Financement | التمويل | list-nolabel | ${after} = 'x' | ",
            "text | after | Pourquoi ? | لماذا؟ | | | ",
        ),
    )
    assert isinstance(page.question("head"), NoteQuestion)
    page.question("after").focus_first()
    write("x")
    page.page.flush()
    assert isinstance(page.question("money"), MatrixQuestion)
    assert page.question("after").isAncestorOf(focused())
