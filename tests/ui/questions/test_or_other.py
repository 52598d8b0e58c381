""" "Other" opens its field right below the choice and takes nothing away from the hand."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from surveyapp.ui.questions.select import SelectQuestion
from surveyapp.xform import FormDefinition
from tests.ui.questions.conftest import Fill, click, focused, key, write
from tests.xform.forms import form

CROP = """
| survey |
| | type | name | label | appearance |
| | begin_group | page | Page | field-list |
| | {kind} l or_other | crop | Crop | {look} |
| | text | after | After | |
| | end_group | | | |
| choices |
| | list_name | name | label |
| | l | date | Dates |
| | l | oliv | Olives |
"""


def asking(kind: str = "select_one", look: str = "") -> FormDefinition:
    return form(CROP.format(kind=kind, look=look))


@pytest.mark.parametrize("kind", ["select_one", "select_multiple"])
def test_the_field_opens_below_and_the_focus_stays(fill: Fill, kind: str) -> None:
    page = fill("page", form=asking(kind), language="")
    question = page.question("crop")
    assert isinstance(question, SelectQuestion)
    question.focus_first(Qt.FocusReason.TabFocusReason)
    key(Qt.Key.Key_End)
    key(Qt.Key.Key_Space)
    QApplication.processEvents()
    assert page.names() == ["crop", "crop_other", "after"]
    assert focused() is question.group.card("other"), "the choice keeps the focus"
    below = page.question("crop_other")
    assert 0 < below.y() - (question.y() + question.height()) < 60
    key(Qt.Key.Key_Tab)
    write("Safran")
    key(Qt.Key.Key_Tab)
    assert page.value("crop_other") == "Safran"
    assert page.question("after").isAncestorOf(focused())


def test_a_quick_other_goes_to_its_field(fill: Fill) -> None:
    page = fill("page", form=asking(look="quick"), language="")
    question = page.question("crop")
    assert isinstance(question, SelectQuestion)
    click(question.group.card("other"))
    assert page.question("crop_other").isAncestorOf(focused())


def test_what_was_written_comes_back_with_other(fill: Fill) -> None:
    page = fill("page", form=asking(), language="", crop="other", crop_other="Safran")
    question = page.question("crop")
    assert isinstance(question, SelectQuestion)
    click(question.group.card("date"))
    assert page.names() == ["crop", "after"]
    click(question.group.card("other"))
    assert page.value("crop_other") == "Safran"
