"""The overview: a sheet over the page, or beside it where the window is wide; rows listed too."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit

from surveyapp.text.bidi import strip_isolates
from surveyapp.ui import theme
from surveyapp.ui.kit.row_button import RowButton
from surveyapp.ui.models.outline import EntryState, outline
from surveyapp.ui.screens.overview_dock import OverviewDock
from tests.scenarios.conftest import OpenApp
from tests.scenarios.forms import MARKETS, VISITS, begin
from tests.ui.hands import Keyboard, Mouse, name_of, settle
from tests.ui.pages import App, FillPage, until

WIDE = (1680, 900)


def dock_of(app: App) -> OverviewDock | None:
    return next((d for d in app.window.findChildren(OverviewDock) if d.isVisible()), None)


def rows_of(app: App) -> dict[str, str]:
    """Return what the rows of the docked overview say, by their name."""
    dock = dock_of(app)
    assert dock is not None
    return {
        name_of(row): row.accessibleDescription()
        for row in dock.findChildren(RowButton)
        if row.isVisible()
    }


def at_the_firm(app: App) -> FillPage:
    fill = app.home().begin().answer("consent", "1").next()
    return fill.answer("actor", "coop").answer("province", "MA-OUD").next()


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_beside_a_wide_page_it_follows_the_answers(open_app: OpenApp, language: str) -> None:
    app = open_app(Mouse(), language=language, size=WIDE)
    fill = at_the_firm(app)
    none = fill.words("No answer yet")
    assert none in rows_of(app)[fill.label("staff")]
    assert fill.label("actor") not in rows_of(app), "other pages stand there by their names"
    said = fill.label_of("staff", "s2")
    fill.answer("staff", "s2")
    assert until(lambda: said in rows_of(app)[fill.label("staff")])
    fill.next()  # the sector is missing
    problem = fill.session.problem(fill.ref("sector"))
    assert problem is not None
    assert until(lambda: problem.message in rows_of(app)[fill.label("sector")])


def test_it_leads_to_any_question_and_any_page(open_app: OpenApp) -> None:
    app = open_app(Mouse(), language="en", size=WIDE)
    fill = at_the_firm(app)
    dock = dock_of(app)
    assert dock is not None
    rows = {name_of(row): row for row in dock.findChildren(RowButton)}
    fill.hand.press(rows[fill.label("turnover")])
    focused = QApplication.focusWidget()
    assert focused is not None
    assert fill.question("turnover").isAncestorOf(focused)
    head = next(row for name, row in rows.items() if name.startswith("2. "))
    fill.hand.press(head)
    fill.sees("Page 2 of")


def test_f3_gives_it_the_keyboard(open_app: OpenApp) -> None:
    app = open_app(Keyboard(), language="ar", size=WIDE)
    fill = at_the_firm(app).press_keys("F3")
    focused = QApplication.focusWidget()
    assert isinstance(focused, RowButton)
    assert name_of(focused) == fill.label("legal")
    fill.press_keys("Return")
    focused = QApplication.focusWidget()
    assert focused is not None
    assert fill.question("legal").isAncestorOf(focused)


def test_it_comes_and_goes_with_the_window(open_app: OpenApp) -> None:
    app = open_app(Mouse(), language="fr", size=WIDE)
    fill = at_the_firm(app).does_not_see("zzz")
    assert dock_of(app) is not None
    app.window.resize(1280, 800)
    settle()
    assert dock_of(app) is None
    fill.press("Overview").sees(fill.words("Without answer")).press("Close")
    app.window.resize(*WIDE)
    settle()
    assert fill.label("staff") in rows_of(app)
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    theme.change(application, scale=2.0)
    settle()
    assert dock_of(app) is None, "large text takes the room"
    theme.change(application, scale=1.0)


def test_it_speaks_the_language_asked_in(open_app: OpenApp) -> None:
    app = open_app(Mouse(), language="fr", size=WIDE)
    fill = at_the_firm(app).choose_language("ar")
    assert until(lambda: fill.label("staff") in rows_of(app))


# --- what it lists ---


def test_rows_and_groups_page_by_page_are_sections(open_app: OpenApp, tmp_path: Path) -> None:
    app = open_app(Mouse(), language="fr")
    fill = begin(app, tmp_path / "data", MARKETS)
    fill.hand.enter(next(fill.visible(QLineEdit)), "Argane")
    fill.next()
    fill.hand.enter(next(fill.visible(QLineEdit)), "Mali")
    fill.next().next().press("Add: {group}", group="Marché")
    seen = outline(fill.session, fill.words, checked=set())
    shown = [
        (strip_isolates(s.title), s.first, s.last, s.answered, s.questions) for s in seen.sections
    ]
    assert shown == [
        ("", 1, 1, 1, 1),
        ("Marché 1", 2, 3, 1, 2),
        ("Marché 2", 4, 5, 0, 2),
        ("Marché", 6, 6, 0, 0),
    ]
    assert seen.sections[-1].entries[0].state is EntryState.ROWS
    assert len(seen.entries) == 5, "the list of rows is no question"
    fill.press("Overview").sees("Marché 1").sees("Mali").sees("Marché 2")
    fill.press_named("Marché").sees(fill.words("Add: {group}", group="Marché"))


def test_rows_among_the_questions_of_a_page_are_named(open_app: OpenApp, tmp_path: Path) -> None:
    app = open_app(Mouse(), language="fr")
    fill = begin(app, tmp_path / "data", VISITS)
    fill.press("Add: {group}", group="Visite")
    fill.press("Overview").sees("Visite 2").press_named(
        fill.words("{row}: {question}", row="Visite 2", question="Ville")
    )
    focused = QApplication.focusWidget()
    assert isinstance(focused, QLineEdit)
