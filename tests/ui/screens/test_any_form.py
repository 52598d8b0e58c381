"""Forms nobody made for this app, filled in through its screens."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from surveyapp.services.forms import add_form
from surveyapp.ui.screens.done import DoneScreen
from surveyapp.ui.screens.fill import FillScreen
from tests.support.xlsforms import xlsx
from tests.ui.hands import settle, write
from tests.ui.pages import App
from tests.ui.screens.conftest import OpenApp
from tests.ui.stranger import Stranger

VISIT = """
| survey |
| | type | name | label | required | relevant |
| | text | village | Village | | |
| | text | headman | Who received you? | | |
| | integer | houses | How many houses? | | |
| | select_one yn | water | Is there water? | yes | |
| | text | source | Where from? | yes | ${water} = 'y' |
| | date | day | Day of the visit | | |
| choices |
| | list_name | name | label |
| | yn | y | Yes |
| | yn | n | No |
"""

LETTER = """
| survey |
| | type | name | label |
| | note | hello | Good morning |
| | note | why | Why we ask |
| | text | name | Your name |
"""

NAME = """
| survey |
| | type | name | label |
| | text | farmer | Your name |
"""


def add(app: App, markdown: str, folder: Path) -> str:
    """Add a form to the open app's device and return its hash."""
    path = folder / "form.xlsx"
    path.write_bytes(xlsx(markdown))
    assert app.desk is not None
    assert app.desk.workspace is not None
    return add_form(app.desk.workspace, path).row.hash


def start(app: App, form_hash: str) -> None:
    assert app.desk is not None
    assert app.desk.navigator is not None
    app.desk.navigator.start_response(form_hash)
    settle()


def shown_page(app: App) -> str:
    assert isinstance(app.screen, FillScreen)
    return app.screen.interview.page_ref


def test_enter_in_a_field_goes_on_by_one_page(open_app: OpenApp, tmp_path: Path) -> None:
    app = open_app()
    start(app, add(app, VISIT, tmp_path))
    pages = []
    for _ in range(4):
        pages.append(shown_page(app))
        if QApplication.focusWidget() is not None:
            write("\n")
            settle()
    assert pages == ["/data/village", "/data/headman", "/data/houses", "/data/water"]


def test_on_a_page_that_only_tells_enter_goes_on(open_app: OpenApp, tmp_path: Path) -> None:
    app = open_app()
    start(app, add(app, LETTER, tmp_path))
    for key in ("\n", " "):
        before = shown_page(app)
        write(key)
        settle()
        assert shown_page(app) != before


def test_a_form_of_one_field_ends_with_enter(open_app: OpenApp, tmp_path: Path) -> None:
    app = open_app()
    start(app, add(app, NAME, tmp_path))
    write("Fadma\n")
    settle()
    assert isinstance(app.screen, DoneScreen)


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_a_stranger_gets_through_a_form_never_seen(
    open_app: OpenApp, tmp_path: Path, language: str
) -> None:
    app = open_app(language=language)
    journey = Stranger(app).fill(add(app, VISIT, tmp_path))
    assert journey.finished
    assert len(journey.answered) == 6
    assert not journey.left_blank
