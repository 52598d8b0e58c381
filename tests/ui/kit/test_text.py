"""Words stand in boxes that a change of language does not move."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible

from surveyapp.ui.kit.text import Align, Label, TextBlock
from surveyapp.ui.theme import Type, current
from tests.ui.kit.conftest import Dress, Stage

LONG = "Dans quelle mesure chaque point freine-t-il vos exportations vers les marchés lointains ?"


def test_one_line_takes_the_same_box_in_arabic_and_french(dress: Dress) -> None:
    arabic = TextBlock("الجهات", Type.BODY, rtl=True)
    french = TextBlock("Régions", Type.BODY, rtl=False)
    assert arabic.height == french.height == current().line(Type.BODY)


def test_more_lines_add_the_scripts_own_step(dress: Dress) -> None:
    french = TextBlock(LONG, Type.BODY, rtl=False, width=300)
    assert french.line_count > 1
    expected = current().line(Type.BODY) + (french.line_count - 1) * Type.BODY.value.latin
    assert french.height == expected


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0])
def test_a_label_grows_with_its_words(dress: Dress, scale: float) -> None:
    dress("fr", scale=scale)
    label = Label(LONG, Type.QUESTION)
    wide, narrow = label.heightForWidth(900), label.heightForWidth(260)
    assert narrow > wide >= current().line(Type.QUESTION)
    block = TextBlock(LONG, Type.QUESTION, rtl=False, width=260)
    assert narrow == block.height
    assert block.natural_width <= 260


def test_arabic_begins_at_the_right_edge_and_french_at_the_left(dress: Dress) -> None:
    right = TextBlock("نعم", Type.BODY, rtl=True, width=400).line_rects()[0]
    left = TextBlock("Oui", Type.BODY, rtl=False, width=400).line_rects()[0]
    assert right.right() == pytest.approx(400, abs=1)
    assert left.left() == pytest.approx(0, abs=1)
    middle = TextBlock("Oui", Type.BODY, rtl=True, width=400, align=Align.CENTRE).line_rects()[0]
    assert middle.center().x() == pytest.approx(200, abs=1)


def test_a_label_is_static_text_to_a_screen_reader(stage: Stage) -> None:
    label = Label("Votre entreprise", Type.QUESTION)
    stage(label)
    interface = QAccessible.queryAccessibleInterface(label)
    assert interface.role() == QAccessible.Role.StaticText
    assert interface.text(QAccessible.Text.Name) == "Votre entreprise"


def test_a_label_follows_the_direction_of_where_it_stands(dress: Dress) -> None:
    label = Label("نص", Type.BODY)
    label.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    label.resize(400, 40)
    assert label._laid_out(400).line_rects()[0].right() == pytest.approx(400, abs=1)
    label.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    assert label._laid_out(400).line_rects()[0].left() == pytest.approx(0, abs=1)
