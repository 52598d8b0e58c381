"""A tablet is turned, a window is narrowed: every page keeps the height its words need."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from surveyapp.ui import theme
from surveyapp.ui.questions import QuestionWidget
from surveyapp.ui.questions.matrix import MatrixQuestion
from tests.ui.questions.conftest import Fill, focused

PAGES = ("welcome", "you", "firm", "trade", "programme", "obstacles", "solutions", "expectations")
SIZES = ((1280, 800), (800, 1280), (1280, 800), (640, 900), (1600, 1000))


def settle() -> None:
    for _ in range(4):
        QApplication.processEvents()


def clipped(question: QuestionWidget) -> list[str]:
    """Name the parts of a question that got less height than they need in their width."""
    parts = [part for part in question.findChildren(QWidget) if part.isVisibleTo(question)]
    return [
        f"{type(part).__name__} {part.height()} < {part.heightForWidth(part.width())}"
        for part in parts
        if part.hasHeightForWidth() and part.height() < part.heightForWidth(part.width())
    ]


@pytest.mark.parametrize("language", ["ar", "fr"])
@pytest.mark.parametrize("page_name", PAGES)
def test_no_answer_is_cut_when_the_tablet_is_turned(
    fill: Fill, page_name: str, language: str
) -> None:
    page = fill(page_name, language=language, actor="exp", status="reg", funnel="f3")
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    for width, height in SIZES:
        theme.change(application, scale=1.0)  # measured anew, as after another text size
        page.window.resize(width, height)
        settle()
        questions = page.page.questions()
        assert {q.ref: clipped(q) for q in questions if clipped(q)} == {}, (width, height)
        for above, below in pairwise(questions):
            overlap = above.geometry().intersected(below.geometry())
            assert overlap.isEmpty(), (above.ref, below.ref, width)


def test_the_row_being_answered_keeps_the_focus_when_the_tablet_is_turned(fill: Fill) -> None:
    page = fill("obstacles", language="ar", actor="exp")
    matrix = page.question("o_scale")
    assert isinstance(matrix, MatrixQuestion)
    page.window.resize(1280, 800)
    settle()
    page.page.focus_ref("/data/obstacles/o_logi")
    assert matrix.grid_row("/data/obstacles/o_logi").isAncestorOf(focused())
    page.window.resize(800, 1280)
    settle()
    assert matrix.item_group("/data/obstacles/o_logi").isAncestorOf(focused())
    page.window.resize(1280, 800)
    settle()
    assert matrix.grid_row("/data/obstacles/o_logi").isAncestorOf(focused())
