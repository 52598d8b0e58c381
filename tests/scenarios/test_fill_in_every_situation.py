"""What happens round the answers: languages, problems, refusal, interruptions, keys."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from PySide6.QtWidgets import QApplication

from surveyapp.errors import UserError
from surveyapp.store import Draft, Media
from tests.scenarios.conftest import OpenApp
from tests.scenarios.respondents import fill_everything, stored_answers, without_blanks
from tests.ui.hands import Keyboard, Mouse
from tests.ui.pages import App, FillPage, scroll_value


def at_the_firm(fill: FillPage) -> FillPage:
    """Come to the third page as a cooperative."""
    fill.answer("consent", "1").next()
    return fill.answer("actor", "coop").answer("province", "MA-OUD").next()


# --- languages ---


def test_switching_language_keeps_answers_place_focus_and_messages(open_app: OpenApp) -> None:
    app = open_app(Mouse(), language="fr")
    fill = at_the_firm(app.home().begin()).answer("staff", "s2").next()  # the sector is missing
    fill.sees("Choisissez le secteur qui fait l’essentiel de votre activité.")
    fill.answer("turnover", "t3")
    where = scroll_value(fill)
    assert where > 0
    fill.choose_language("ar")
    assert fill.words.language == "ar"
    assert app.window.layoutDirection().name == "RightToLeft"
    fill.sees("اختاروا القطاع الذي يحقق الجزء الأكبر من نشاطكم.")
    assert fill.shows("staff") == fill.label_of("staff", "s2")
    assert fill.shows("turnover") == fill.label_of("turnover", "t3")
    assert abs(scroll_value(fill) - where) < 80, "the question under the eyes has moved away"
    fill.press("Undo")
    assert fill.words.language == "fr"
    fill.answer("sector", "sea").next().sees(fill.label("status"))


def test_half_typed_text_survives_a_switch(open_app: OpenApp) -> None:
    app = open_app(Mouse(), language="en")
    fill = at_the_firm(app.home().begin())
    fill.answer("sector", "sea").next().answer("status", "occ").answer("share", "25")
    fill.choose_language("ar")
    assert fill.shows("share") == "25"
    assert fill.session.value(fill.ref("share")) == "25"


def test_staff_get_their_own_language_back(open_app: OpenApp) -> None:
    app = open_app(Mouse(), language="fr")
    fill = app.home().begin()
    fill.choose_language("ar").answer("consent", "0")
    fill.to_end().sees("شكرا لكم").home().sees("Nouvelle réponse")


def test_the_buttons_may_speak_another_language_than_the_questions(open_app: OpenApp) -> None:
    app = open_app(Keyboard(), language="fr")
    fill = app.home().begin().press("Languages")
    fill.choose("Français")  # of the buttons: the group that stands last
    fill.press("Close").choose_language("ar")
    assert fill.words.language == "fr"
    assert app.window.layoutDirection().name == "LeftToRight"
    fill.sees("هل توافقون على معالجة أجوبتكم").sees("Réponse obligatoire")
    assert fill.question("consent").layoutDirection().name == "RightToLeft"
    # It is so for whoever comes next, until somebody wants them together again.
    fill.close().continue_draft().press("Languages").choose(fill.words("As the questions"))
    assert fill.words.language == "ar"


# --- problems ---


def test_a_page_with_problems_is_not_left_and_each_link_leads_there(open_app: OpenApp) -> None:
    app = open_app(Mouse(), language="en")
    fill = at_the_firm(app.home().begin()).answer("sector", "sea").next()
    fill.answer("status", "reg").answer("share", "140").next()
    fill.sees("1 answer left to check before going on").sees("Enter a number from 0 to 100.")
    focused = QApplication.focusWidget()
    assert focused is not None
    assert fill.question("share").isAncestorOf(focused)
    fill.answer("share", "40").does_not_see("Enter a number from 0 to 100.")
    fill.next().sees(fill.label("funnel"))


def test_the_overview_shows_what_is_missing_and_jumps_there(open_app: OpenApp) -> None:
    app = open_app(Mouse(), language="en")
    fill = at_the_firm(app.home().begin()).next()
    fill.press("Overview").sees("Without answer").sees("To check")
    fill.press_named(fill.label("actor"))
    fill.sees("Page 2 of").does_not_see("Without answer")


def test_finishing_early_leads_to_what_is_missing(open_app: OpenApp) -> None:
    app = open_app(Keyboard(), language="en")
    fill = at_the_firm(app.home().begin()).press_keys("Ctrl+Return")
    fill = app.fill().sees("1 answer left to check before going on")
    fill.sees(fill.label("sector"))
    assert stored_answers(app) == []


# --- refusal ---


def test_declining_ends_politely_and_is_stored_with_nothing_but_itself(open_app: OpenApp) -> None:
    app = open_app(Mouse(), language="en")
    done = app.home().begin().answer("consent", "0").to_end()
    done.sees("Your choice is respected").does_not_see("The code of your response")
    [answers] = stored_answers(app)
    assert without_blanks(answers) == {"welcome": {"consent": "0"}}
    assert answers["stop"] == "MA-12_2026-12-26"
    assert not {"you", "firm", "trade", "forum", "badge"} & answers.keys()
    done.next_respondent().sees("Before you start")


# --- interruptions ---


def test_closing_keeps_the_draft_and_home_offers_it(open_app: OpenApp) -> None:
    app = open_app(Mouse(), language="en")
    home = at_the_firm(app.home().begin()).answer("staff", "s2").close()
    home.sees("Drafts to continue").sees("page 3 of")
    fill = home.continue_draft()
    assert fill.shows("staff") == fill.label_of("staff", "s2")


def test_a_discarded_draft_comes_back_by_undo(open_app: OpenApp) -> None:
    app = open_app(Mouse(), language="en")
    home = at_the_firm(app.home().begin()).close()
    home.press("Discard the draft left {when}", when="just now")
    home.does_not_see("page 3 of").press("Undo").sees("page 3 of")


def test_a_discarded_draft_is_taken_back_days_later(open_app: OpenApp) -> None:
    app = open_app(Mouse(), language="en")
    home = at_the_firm(app.home().begin()).answer("staff", "s2").close()
    home.press("Discard the draft left {when}", when="just now")
    home.press_named("1 discarded draft").sees("Each can be taken back for 30 days.")
    home.press("Take back").sees("page 3 of").does_not_see("1 discarded draft")
    fill = home.continue_draft()
    assert fill.shows("staff") == fill.label_of("staff", "s2")


# --- review, next person, keys ---


def test_the_review_mends_and_finishes_and_the_next_person_starts_fresh(
    open_app: OpenApp,
) -> None:
    app = open_app(Mouse(), language="en")
    review = fill_everything(app.home().begin())
    review.sees("All required answers are there").sees("Two days lost at the border")
    fill = review.edit("staff")
    fill.answer("staff", "s3").press_keys("Ctrl+Return")
    fresh = app.done().press_next_by_key()
    [answers] = stored_answers(app)
    assert answers["firm"]["staff"] == "s3"
    assert fresh.shows("consent") == ""


def test_alt_and_arrows_turn_pages_mirrored_in_arabic(open_app: OpenApp) -> None:
    app = open_app(Keyboard(), language="ar")
    fill = app.home().begin().answer("consent", "1").press_keys("Alt+Left")
    fill.sees(fill.label("actor")).press_keys("Alt+Right").sees(fill.label("consent"))


class Disk:
    """The disk under an app's store, which somebody fills and empties."""

    def __init__(self, app: App, monkeypatch: pytest.MonkeyPatch) -> None:
        assert app.desk is not None
        assert app.desk.workspace is not None
        self.is_full = False
        kept = app.desk.workspace.store.save_draft

        def save(draft: Draft, files: Iterable[Media] = ()) -> None:
            if self.is_full:
                raise UserError("The disk of {folder} is full.", folder="data")
            kept(draft, files)

        monkeypatch.setattr(app.desk.workspace.store, "save_draft", save)


def test_a_full_disk_is_said_at_once_and_the_person_goes_on(
    open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app(Mouse(), language="en")
    fill = app.home().begin()
    disk = Disk(app, monkeypatch)
    disk.is_full = True
    fill.answer("consent", "1").sees("Your last answers are not saved yet")
    fill.sees("The disk of data is full.").does_not_see("Saved")
    fill.next().answer("actor", "coop").sees("The disk of data is full.")
    disk.is_full = False
    fill.answer("province", "MA-OUD").sees("Saved")
    fill.does_not_see("Your last answers are not saved yet")
    home = fill.close()
    assert home.continue_draft().shows("actor") == fill.label_of("actor", "coop")


def test_when_there_is_room_again_all_is_saved_by_itself(
    open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("surveyapp.ui.screens.unsaved_notice.RETRY_MS", 50)
    app = open_app(Mouse(), language="fr")
    fill = app.home().begin()
    disk = Disk(app, monkeypatch)
    disk.is_full = True
    fill.answer("consent", "1").sees("Vos dernières réponses ne sont pas encore enregistrées")
    disk.is_full = False
    fill.sees("Enregistré")
    fill.does_not_see("Vos dernières réponses ne sont pas encore enregistrées")


def test_leaving_what_no_disk_took_is_asked_first(
    open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app(Mouse(), language="ar")
    fill = app.home().begin().answer("consent", "1").next()
    disk = Disk(app, monkeypatch)
    disk.is_full = True
    fill.answer("actor", "coop").press("Close and keep the draft")
    fill.sees(fill.words("Leave without the last answers?")).press("Stay")
    assert app.window.close() is False
    fill.press("Stay")
    assert fill.shows("actor") == fill.label_of("actor", "coop")
    fill.press("Close and keep the draft").press("Leave")
    disk.is_full = False
    fill = app.home().continue_draft()
    assert fill.shows("actor") == ""
