"""Questionnaires added from the screen: looked at first, mended by place, kept whole or not."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from surveyapp.services.forms import list_forms
from surveyapp.text.bidi import strip_isolates
from tests.scenarios.conftest import OpenApp
from tests.scenarios.forms import MARKETS, VISITS
from tests.services.forms import version
from tests.support.xlsforms import xlsx
from tests.ui.hands import Hand, Keyboard, Mouse, Touch
from tests.ui.pages import App, Page

WRONG = """
| survey |
| | type | name | label |
| | text | firm | Firm |
| | integr | age | Age of ${nobody} |
| | select_one missing | choice | Choice |
"""


def questionnaires(app: App) -> Page:
    """Go to the questionnaires from home."""
    app.home().press("Device")
    app.device().press("Questionnaires")
    return Page(app, "FormsScreen")


def given(app: App, tmp_path: Path, name: str, content: bytes) -> Path:
    """Lay a file ready for the file dialog."""
    file = tmp_path / name
    file.write_bytes(content)
    app.files.files_given = (file,)
    return file


def known(app: App) -> list[str]:
    assert app.desk is not None
    assert app.desk.workspace is not None
    return [form.form_id for form in list_forms(app.desk.workspace, "fr")]


@pytest.mark.parametrize(("hand", "language"), [(Mouse, "fr"), (Keyboard, "ar"), (Touch, "en")])
def test_a_workbook_is_looked_at_added_and_asked(
    open_app: OpenApp, tmp_path: Path, hand: type[Hand], language: str
) -> None:
    app = open_app(hand(), language=language)
    page = questionnaires(app)
    words = page.words
    given(app, tmp_path, "markets.xlsx", xlsx(MARKETS))
    page.press("Add a questionnaire").sees("Marchés")
    page.sees(words.plural("{n} question", "{n} questions", 3))
    page.sees("العربية").sees("Français").sees("markets.xlsx")
    assert known(app) == ["company_feedback"], "nothing is written before somebody says so"
    page.press("Add to this device").sees(words("{form} can be asked now", form="Marchés"))
    assert known(app) == ["company_feedback", "markets"]
    page.press("Back")
    app.device().press("Home")
    app.home().press_named("Marchés")
    app.fill().sees({"ar": "المقاولة"}.get(language, "Entreprise"))


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_problems_are_told_with_their_place_and_nothing_is_written(
    open_app: OpenApp, tmp_path: Path, language: str
) -> None:
    app = open_app(Mouse(), language=language)
    page = questionnaires(app)
    given(app, tmp_path, "wrong.xlsx", xlsx(WRONG))
    page.press("Add a questionnaire").sees(page.words("Nothing was written."))
    said = page.texts()
    for place in ("survey", "integr", "nobody", "missing"):
        assert place in said
    sheet = page.words("Sheet {sheet}, row {row}, column {column} ({letter}): {problem}")
    assert strip_isolates(sheet).split("{")[0].strip() in said
    mended = page.words("There is no question named {name}.")
    assert strip_isolates(mended).split("{")[0].strip() in said, (
        "what is in a sentence is in its language, too"
    )
    assert known(app) == ["company_feedback"]
    page.press("Copy the list")
    copied = QGuiApplication.clipboard().text()
    assert "integr" in copied
    assert len(copied.splitlines()) > 3


def test_an_xform_and_a_mended_workbook_come_after_a_refused_one(
    open_app: OpenApp, tmp_path: Path
) -> None:
    app = open_app(Mouse(), language="en")
    page = questionnaires(app)
    given(app, tmp_path, "wrong.xlsx", xlsx(WRONG))
    page.press("Add a questionnaire").sees("Nothing was written.")
    given(app, tmp_path, "shoes.xml", version("1", "name shoe town").encode())
    page.press("Add a questionnaire").sees("Shoes").does_not_see("Nothing was written.")
    page.press("Do not add").does_not_see("Add to this device")
    given(app, tmp_path, "visits.xlsx", xlsx(VISITS))
    page.press("Add a questionnaire").press("Add to this device")
    assert known(app) == ["company_feedback", "visits"]


def test_what_is_no_questionnaire_is_told_in_words(open_app: OpenApp, tmp_path: Path) -> None:
    app = open_app(Mouse(), language="fr")
    page = questionnaires(app)
    given(app, tmp_path, "photo.xlsx", b"no workbook at all")
    page.press("Add a questionnaire").sees("photo.xlsx").sees(page.words("Nothing was written."))
    page.press_keys("Escape")
    app.device()


def test_a_change_of_mind_in_the_file_dialog_changes_nothing(open_app: OpenApp) -> None:
    app = open_app(Mouse(), language="en")
    page = questionnaires(app)
    app.files.files_given = ()
    page.press("Add a questionnaire").sees("On this device")


def test_the_language_turns_what_was_read(open_app: OpenApp, tmp_path: Path) -> None:
    app = open_app(Mouse(), language="fr")
    page = questionnaires(app)
    given(app, tmp_path, "wrong.xlsx", xlsx(WRONG))
    page.press("Add a questionnaire").sees(page.words("Nothing was written."))
    app.desk.navigator._on_language_chosen("ar")  # type: ignore[union-attr]
    page.sees(app.words("Nothing was written.")).sees("integr")
