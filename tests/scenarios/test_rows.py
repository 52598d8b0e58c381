"""Rows of a repeat: added, opened, removed and taken back, on a page of their own and among others.

By mouse, by touch and by keys alone; in French and in Arabic.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QLineEdit, QTextEdit

from surveyapp.ui.questions import QuestionWidget
from surveyapp.ui.questions.rows import RowList
from tests.scenarios.conftest import OpenApp
from tests.scenarios.forms import FIRMS, MARKETS, VISITS, begin
from tests.scenarios.respondents import stored_answers
from tests.ui.hands import Hand, Keyboard, Mouse, Touch
from tests.ui.pages import FillPage


def write(fill: FillPage, name: str, text: str) -> FillPage:
    """Answer the first question on the page that has this name in the form."""
    asked = next(
        question
        for question in fill.visible(QuestionWidget)
        if question.ref.rsplit("/", 1)[-1] == name
    )
    field = asked.findChildren(QLineEdit) or asked.findChildren(QTextEdit)
    fill.hand.enter(next(edit for edit in field if edit.isVisible()), text)
    return fill


def answer_market(fill: FillPage, country: str, tons: str) -> FillPage:
    """Fill in a market from its first page to the list of markets."""
    write(fill, "country", country).next()
    return write(fill, "tons", tons).next()


@pytest.mark.parametrize("hand", [Mouse, Touch, Keyboard])
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_rows_page_by_page_are_listed_added_opened_and_removed(
    open_app: OpenApp, tmp_path: Path, hand: type[Hand], language: str
) -> None:
    app = open_app(hand(), language=language)
    fill = begin(app, tmp_path / "data", MARKETS)
    market = fill.session.label("/data/market")
    write(fill, "firm", "Argane Souss").next()
    answer_market(fill, "Espagne", "30")
    assert [row.split(":")[0] for row in fill.rows()] == [f"{market} 1"]
    fill.press("Add: {group}", group=market)
    answer_market(fill, "France", "60")
    assert [row.split(": ")[1][:7] for row in fill.rows()] == ["Espagne", "France "]
    fill.press_named(f"{market} 1").sees(f"{market} 1")
    assert fill.shows("country") == "Espagne"
    write(fill, "country", "Portugal").next().next()
    assert fill.rows()[0].startswith(f"{market} 1: Portugal")
    fill.remove_row(f"{market} 1")
    assert [row.split(" ")[2] for row in fill.rows()] == ["France"]
    fill.sees(fill.words("{row} is removed.", row=f"{market} 1")).press("Undo")
    assert [row.split(" ")[2] for row in fill.rows()] == ["Portugal", "France"]
    fill.next().sees("2 ").to_review().finish()
    [answers] = stored_answers(app)
    assert [row["country"] for row in answers["market"]] == ["Portugal", "France"]


def test_keys_alone_in_a_list_of_rows(open_app: OpenApp, tmp_path: Path) -> None:
    app = open_app(Keyboard(), language="ar")
    fill = begin(app, tmp_path / "data", MARKETS)
    write(fill, "firm", "أركان").press_keys("Return")
    answer_market(fill, "إسبانيا", "30")
    fill.press_keys("+")
    write(fill, "country", "مالي").press_keys("Return").press_keys("Return")
    focused = QApplication.focusWidget()
    assert isinstance(focused, RowList)
    interface = QAccessible.queryAccessibleInterface(focused)
    assert interface is not None
    assert interface.role() is QAccessible.Role.List
    assert interface.text(QAccessible.Text.Name) == "السوق"
    fill.press_keys("1")
    assert fill.shows("country") == "إسبانيا"
    fill.press_keys("Alt+Left").press_keys("Alt+Left")
    fill.press_keys("Down").press_keys("Delete")
    assert [row.split(" ")[2] for row in fill.rows()] == ["مالي"]
    fill.press("Undo")
    assert [row.split(" ")[2] for row in fill.rows()] == ["إسبانيا", "مالي"]
    fill.press_keys("Alt+Left").press_keys("Alt+Left")
    app.review()


def test_a_row_removed_keeps_its_rows_for_the_undo(open_app: OpenApp, tmp_path: Path) -> None:
    app = open_app(Mouse(), language="fr")
    fill = begin(app, tmp_path / "data", FIRMS)
    write(fill, "name", "Safran").next()
    write(fill, "town", "Taliouine").next()
    fill.press("Add: {group}", group="Site")
    write(fill, "town", "Agadir").next()
    assert fill.rows() == ["Site 1: Taliouine", "Site 2: Agadir"]
    fill.next()
    assert fill.rows() == ["Entreprise 1: Safran"]
    fill.remove_row("Entreprise 1").sees(fill.words("Nothing here yet. Add the first one."))
    fill.press("Undo").press_named("Entreprise 1").next().next().next()
    assert fill.rows() == ["Site 1: Taliouine", "Site 2: Agadir"]


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_rows_among_the_questions_of_a_page_are_folded_when_filled_in(
    open_app: OpenApp, tmp_path: Path, language: str
) -> None:
    app = open_app(Mouse(), language=language)
    fill = begin(app, tmp_path / "data", VISITS)
    visit = fill.session.label("/data/page/visit[1]")
    write(fill, "town", "Fès")
    fill.press("Add: {group}", group=visit).next()
    fill.sees(fill.words.plural("{n} answer left to check before going on", "", 1))
    write(fill, "people", "4")
    fill.press_named(f"{visit} 1").does_not_see("Rabat")
    write(fill, "town", "Rabat")
    fill.remove_row(f"{visit} 1")
    assert fill.rows()[0].startswith(f"{visit} 1: Rabat")
    fill.press("Undo")
    assert [row.split(": ")[1].split(" ")[0] for row in fill.rows()] == ["Fès", "Rabat"]


def test_counted_rows_can_be_neither_added_nor_removed(open_app: OpenApp, tmp_path: Path) -> None:
    app = open_app(Mouse(), language="fr")
    fill = begin(app, tmp_path / "data", VISITS)
    write(fill, "rooms", "2")
    words = fill.words
    fill.sees("Salle 2").does_not_see(words("Remove {row}", row="Salle 2"))
    fill.does_not_see(words("Add: {group}", group="Salle"))
    fill.sees(words("Remove {row}", row="Visite 1")).sees(words("Add: {group}", group="Visite"))
    fill.choose_language("ar").sees("القاعة 2")
