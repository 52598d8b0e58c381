"""Stored responses are changed: with a reason, old beside new, and always back again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from surveyapp.services.revising import delete_response
from surveyapp.services.stops import choose_stop
from surveyapp.services.workspace import Workspace
from surveyapp.store import RevisionKind
from surveyapp.store.troubles import disk_full
from surveyapp.text.codes import short_code
from surveyapp.ui.correcting import FEW
from tests.scenarios.conftest import OpenApp
from tests.support.visits import SHARE, bring_form, changed_unknowingly, visited
from tests.ui.after_pages import ChangePage, finish_change, responses
from tests.ui.hands import Keyboard, Mouse, Touch
from tests.ui.pages import App


def the_workspace(app: App) -> Workspace:
    assert app.desk is not None
    assert app.desk.workspace is not None
    return app.desk.workspace


@pytest.fixture
def hall(open_app: OpenApp, tmp_path: Path) -> OpenApp:
    """Open the app where two firms have answered."""

    def launch(hand: object = None, **options: object) -> App:
        app = open_app(hand or Mouse(), **options)
        bring_form(the_workspace(app), tmp_path)
        for firm, share in (("Argane", "4"), ("Atlas", "12")):
            visited(the_workspace(app), firm, share=share, language=str(options["language"]))
        return app

    return launch


@pytest.mark.parametrize(
    ("language", "hand"), [("ar", Touch), ("fr", Keyboard), ("fr", Mouse)], ids=str
)
def test_a_change_shows_old_and_new_and_asks_why(hall: OpenApp, language: str, hand: type) -> None:
    app = hall(hand(), language=language)
    fill = responses(app).open("Argane").edit()
    fill.sees(fill.words("Finish the change"))
    assert fill.shows("share") == "4"
    fill.answer("share", "40")
    change = finish_change(fill)
    before, after = (
        change.words("Before: {answer}", answer="4"),
        change.words("Now: {answer}", answer="40"),
    )
    change.sees(before).sees(after)
    change.press("Keep the change").says("Give the reason for the change")
    page = change.because("صحح المجيب رقما" if language == "ar" else "Faute de frappe").keep()
    page.says("The change is kept").says("Changed after finishing")
    page.sees(before).sees(after).sees("صحح المجيب رقما" if language == "ar" else "Faute de frappe")
    assert page.words("Edited") in page.listed()[1]
    last = the_workspace(app).store.history(page.rows.shown_key)[-1]
    assert (last.kind, last.operator) == (RevisionKind.EDIT, "Salma")


def test_a_change_that_changes_nothing_is_not_stored(hall: OpenApp) -> None:
    app = hall(language="fr")
    change = finish_change(responses(app).open("Argane").edit())
    page = change.says("Nothing is changed").leave_as_it_was()
    assert len(the_workspace(app).store.history(page.rows.shown_key)) == 1
    assert the_workspace(app).store.drafts() == ()


def test_a_change_that_cannot_be_given_up_says_why_and_waits(
    hall: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = hall(language="fr")
    change = finish_change(responses(app).open("Argane").edit().answer("share", "40"))
    store = the_workspace(app).store

    def full(*_args: object, **_options: object) -> None:
        raise disk_full(app.data_dir)

    with monkeypatch.context() as disk:
        disk.setattr(store, "discard_draft", full)
        change.press("Leave it as it was").sees("est plein").press("Close")
        assert len(store.drafts()) == 1
    change.leave_as_it_was()
    assert store.drafts() == ()


def test_what_is_wrong_is_mended_before_the_reason_is_asked(hall: OpenApp) -> None:
    app = hall(language="fr")
    fill = responses(app).open("Argane").edit().answer("share", "400")
    fill.press("Finish the change")
    app.fill().answer("share", "40")
    finish_change(app.fill()).because("Faute de frappe").keep().sees("40")


def test_a_change_is_put_aside_and_gone_on_with_after_a_crash(hall: OpenApp) -> None:
    app = hall(language="fr")
    fill = responses(app).open("Argane").edit().answer("share", "40")
    fill.press("Close and keep the draft")
    app.close()
    again = App(app.data_dir, Mouse(), language="fr")
    try:
        page = responses(again.launch()).open("Argane")
        page.says("A change of this response is under way")
        page.press("Go on with it")
        assert again.fill().shows("share") == "40"
        finish_change(again.fill()).because("Faute de frappe").keep().sees("40")
    finally:
        again.close()


def test_a_change_of_what_was_deleted_meanwhile_stands_beside_it(hall: OpenApp) -> None:
    app = hall(language="fr")
    workspace = the_workspace(app)
    page = responses(app).open("Argane")
    visit = page.rows.shown_key
    page.edit().answer("share", "40").press("Close and keep the draft")
    delete_response(workspace, visit, reason="twice", operator="Omar")
    page = responses(app).show("Drafts")
    [draft] = page.listed()
    assert short_code(visit) in draft
    page.open(draft)
    change = finish_change(app.fill())
    change.says("Before: {answer}", answer="4").because("Faute de frappe").keep()
    assert workspace.store.submission(visit).conflict


def test_a_language_switch_keeps_the_change_and_the_reason(hall: OpenApp) -> None:
    app = hall(language="fr")
    change = finish_change(responses(app).open("Argane").edit().answer("share", "40"))
    change.because("Faute")
    assert app.desk is not None
    assert app.desk.navigator is not None
    app.desk.navigator.stage.speak("ar")
    again = ChangePage(app)
    again.says("Now: {answer}", answer="40")
    again.counts("{n} answer changes", "{n} answers change", 1)
    again.keep()


def test_an_earlier_state_comes_back_as_a_new_one(hall: OpenApp) -> None:
    app = hall(language="ar")
    finish_change(responses(app).open("Argane").edit().answer("share", "40")).because(
        "تصحيح"
    ).keep()
    page = responses(app).open("Argane").look_at("History ({n})", n=2)
    page.restore("كان الأول صحيحا").says("The earlier state is back")
    page.look_at("Answers").sees("4").look_at("History ({n})", n=3)
    page.press("Undo").look_at("History ({n})", n=4)
    store = the_workspace(app).store
    assert '"40"' in store.submission(page.rows.shown_key).document
    assert len(store.history(page.rows.shown_key)) == 4


def test_deleting_asks_why_and_is_undone(hall: OpenApp) -> None:
    app = hall(language="fr")
    page = responses(app).open("Argane").press("Delete")
    page._confirm("Delete").says("Give the reason for the change")
    page.because("Saisie en double")._confirm("Delete").lists("Atlas")
    page.says("This response is deleted").press("Undo")
    page.lists("Atlas", "Argane").does_not_see(page.words("This response is deleted"))


def test_deleted_ones_are_listed_and_come_back(hall: OpenApp) -> None:
    app = hall(Touch(), language="ar")
    page = responses(app).open("Argane").delete("مكررة").lists("Atlas")
    page = responses(app).show("Deleted").lists("Argane").open("Argane")
    page.says("This response is deleted").bring_back("ليست مكررة")
    page.show("All").lists("Atlas", "Argane")


def test_several_are_moved_to_the_right_stop_and_back(hall: OpenApp) -> None:
    app = hall(language="fr")
    workspace = the_workspace(app)
    choose_stop(workspace, region="MA-03", first_day=date(2026, 12, 20), place="Fès")
    page = responses(app).mark("Argane", "Atlas")
    page.press_named(
        page.words.plural(
            "Move {n} response to another stop", "Move {n} responses to another stop", 2
        )
    )
    page.move_to("Fès-Meknès", "Date mal saisie").counts(
        "{n} response moved to {place}", "{n} responses moved to {place}", 2, place="Fès"
    )
    assert {each.stop for each in workspace.store.submissions()} == {"MA-03_2026-12-20"}
    page.press("Undo")
    assert {each.stop for each in workspace.store.submissions()} == {"MA-12_2026-12-26"}


def test_a_whole_morning_is_moved_behind_the_screen(hall: OpenApp) -> None:
    app = hall(language="ar")
    workspace = the_workspace(app)
    choose_stop(workspace, region="MA-03", first_day=date(2026, 12, 20), place="Fès")
    # As where all of a tablet's morning stands at the wrong stop.
    several = tuple(visited(workspace, f"Firm {n}") for n in range(FEW))
    choose_stop(workspace, region="MA-12", first_day=date(2026, 12, 26), place="Dakhla")
    page = responses(app).press("Select").press("Select all")
    page.press_named(
        page.words.plural(
            "Move {n} response to another stop",
            "Move {n} responses to another stop",
            len(several) + 2,
        )
    )
    page.move_to("الداخلة-وادي الذهب", "المحطة خاطئة").counts(
        "{n} response moved to {place}", "{n} responses moved to {place}", FEW, place="Dakhla"
    )
    assert {each.stop for each in workspace.store.submissions()} == {"MA-12_2026-12-26"}
    page.press("Undo").says("Taken back")
    assert workspace.store.submission(several[0]).stop == "MA-03_2026-12-20"


def test_versions_that_conflict_are_decided_answer_by_answer(hall: OpenApp) -> None:
    app = hall(language="ar")
    store = the_workspace(app).store
    [visit] = [each.id for each in store.submissions() if "Argane" in each.document]
    changed_unknowingly(
        the_workspace(app), visit, {SHARE: "40"}, {SHARE: "35", "/data/about/firm": "Argane SARL"}
    )
    page = responses(app)
    page.press("Home").sees(f"{page.words('Responses')} 1")  # the rail says that one waits
    page = responses(app, waiting=1).show("To decide").lists("Argane SARL").open("Argane SARL")
    page.says("Two people changed this response without knowing of each other")
    decide = page.compare().says("Before: {answer}", answer="4")
    decide.counts(
        "{n} answer is chosen already: only one of the versions changed it",
        "{n} answers are chosen already: only one of the versions changed them",
        1,
    )
    decide.press("Keep the decision").sees("اختاروا جوابا للمتابعة")
    decide.pick("40").press("Keep the decision").says("Give the reason for the change")
    page = decide.because("اتصلنا بالمقاولة").keep().says("Versions settled")
    assert '"40"' in store.submission(visit).document
    assert "Argane SARL" in store.submission(visit).document
    assert not store.submission(visit).conflict


def test_a_decision_can_wait_or_take_a_version_as_a_whole(hall: OpenApp) -> None:
    app = hall(Keyboard(), language="fr")
    store = the_workspace(app).store
    [visit] = [each.id for each in store.submissions() if "Argane" in each.document]
    changed_unknowingly(the_workspace(app), visit, {SHARE: "40"}, {})
    page = responses(app).show("To decide").open("Argane")
    page = page.compare().says("One version has to be chosen as a whole").later()
    assert store.submission(visit).conflict
    decide = page.compare().press("Choose all of it").because("Elle existe bien")
    decide.keep()
    assert store.submission(visit).kind is RevisionKind.RESOLVE
    assert '"40"' in store.submission(visit).document
