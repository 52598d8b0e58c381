"""A kiosk: people answer by themselves, and the next one finds nothing of the last."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QTextEdit

from surveyapp.errors import UserError
from surveyapp.services.forms import add_form, add_shipped_forms
from surveyapp.services.setup import DeviceSetup, Partials, setup_device
from surveyapp.services.stops import choose_stop
from surveyapp.services.workspace import Workspace
from surveyapp.store import DeviceProfile, Draft
from surveyapp.ui import theme
from surveyapp.ui.kiosk import LARGE
from surveyapp.ui.kit.overlay import Overlay
from surveyapp.ui.screens.kiosk_thanks import SECONDS
from tests.scenarios.conftest import OpenApp
from tests.support.xlsforms import xlsx
from tests.ui.hands import Hand, Keyboard, Mouse, Touch, settle
from tests.ui.kiosk_pages import (
    THERE,
    Clock,
    HandTiming,
    KioskFillPage,
    KioskPage,
    KioskSetUpPage,
    WelcomePage,
    start_kiosk,
)
from tests.ui.pages import MORNING, App

PIN = "2468"
IDLE = 60
KEPT = (
    "In {n} second the screen returns to the start. The answers so far are kept.",
    "In {n} seconds the screen returns to the start. The answers so far are kept.",
)
ERASED = (
    "In {n} second these answers are erased and the screen returns to the start.",
    "In {n} seconds these answers are erased and the screen returns to the start.",
)

OpenKiosk = Callable[..., WelcomePage]


@pytest.fixture
def timing() -> HandTiming:
    return HandTiming()


@pytest.fixture
def kiosk(open_app: OpenApp, timing: HandTiming) -> OpenKiosk:
    """Start a kiosk: ``kiosk(Touch(), language="fr")``."""

    def start(hand: Hand | None = None, **options: Any) -> WelcomePage:
        return start_kiosk(open_app(hand or Mouse(), timing=timing, **options), timing)

    return start


def workspace(page: KioskPage) -> Workspace:
    assert page.app.desk is not None
    assert page.app.desk.workspace is not None
    return page.app.desk.workspace


def documents(page: KioskPage) -> list[dict[str, Any]]:
    return [json.loads(s.document) for s in workspace(page).store.submissions()]


def drafts(page: KioskPage) -> tuple[Draft, ...]:
    return workspace(page).store.drafts()


def set_up(page: KioskPage | App, **changes: Any) -> None:
    app = page if isinstance(page, App) else page.app
    assert app.desk is not None
    assert app.desk.workspace is not None
    setup_device(
        app.desk.workspace, DeviceSetup("Tablet 03", "en", ("Salma", "Youssef"), PIN, **changes)
    )


def answer_as_elected(fill: KioskFillPage) -> KioskPage:
    """Answer as somebody who is elected: a few pages, then thanks."""
    fill.answer("consent", "1").next()
    fill.answer("actor", "elected").answer("province", "MA-OUD").next()
    fill.answer("funnel", "f0").next().next()
    fill.answer("worst", "logi").answer("sol", "مختبر معتمد").next().next()
    return fill.finish()


# --- one person after the other ---


@pytest.mark.parametrize("tag", ["ar", "fr"])
def test_somebody_answers_alone_and_the_next_begins_afresh(
    kiosk: OpenKiosk, timing: HandTiming, tag: str
) -> None:
    fill = kiosk(Touch(), language="en").begin(tag)
    assert fill.words.language == tag
    assert fill.app.window.layoutDirection().name == (
        "RightToLeft" if tag == "ar" else "LeftToRight"
    )
    thanks = answer_as_elected(fill)
    thanks.sees(thanks.words("The code of your response"))
    [document] = documents(thanks)
    paradata = document["paradata"]
    assert (paradata["mode"], paradata["language"], paradata["staff"]) == ("kiosk", tag, "Salma")
    assert document["data"]["you"]["actor"] == "elected"
    welcome = thanks.wait(SECONDS).welcome()
    assert welcome.words.language == "en"  # the staff's own, whatever the last one spoke
    fresh = welcome.begin("en")
    assert fresh.shows("consent") == ""


def test_the_next_person_need_not_wait(kiosk: OpenKiosk) -> None:
    thanks = kiosk(language="fr").begin("fr").answer("consent", "0").finish()
    thanks.sees("Votre choix est respecté")
    thanks.does_not_see(thanks.words("The code of your response"))
    thanks.press("Next person").welcome().begin("ar").sees("قبل أن تبدؤوا")


def test_a_keyboard_alone_goes_all_the_way(kiosk: OpenKiosk) -> None:
    answer_as_elected(kiosk(Keyboard(), language="en").begin("ar")).sees("شكرا لكم")


def test_languages_are_switched_at_any_moment(kiosk: OpenKiosk) -> None:
    fill = kiosk(language="en").begin("fr").answer("consent", "1").next()
    fill.answer("actor", "coop").choose_language("ar")
    assert fill.words.language == "ar"
    assert fill.shows("actor") == fill.label_of("actor", "coop")


def test_staff_choose_what_is_asked_and_in_which_languages(
    open_app: OpenApp, timing: HandTiming
) -> None:
    app = open_app(Mouse(), language="en", timing=timing)
    app.home().press("Kiosk")
    page = KioskSetUpPage(app, "KioskSetUpScreen", timing)
    page.sees("Only the operating system can lock this device").sees("assigned access")
    page.sees("After 60 seconds without a touch")
    for tag in ("العربية", "Français", "English"):
        page.press_named(tag)
    page.press("Start the kiosk").sees("Choose at least one language.")
    welcome = page.choose("Français").start()
    welcome.sees("Français").does_not_see("English")


def test_everything_is_larger_and_nothing_moves(open_app: OpenApp, timing: HandTiming) -> None:
    app = open_app(Mouse(), language="en", timing=timing)
    before = theme.current().scale
    welcome = start_kiosk(app, timing)
    assert theme.current().scale == LARGE
    assert not theme.current().motion
    assert welcome.app.window.isFullScreen()
    welcome.lock().enter(PIN)
    welcome.app.home()
    assert theme.current().scale == before
    assert not welcome.app.window.isFullScreen()


# --- whoever goes away ---


def test_silence_is_asked_about_and_then_ends_at_the_start(kiosk: OpenKiosk) -> None:
    fill = kiosk(language="fr").begin("fr").answer("consent", "1").next()
    fill.answer("actor", "coop").wait(IDLE - 1).is_quiet()
    fill.wait(1).says(THERE).counts(KEPT, 20)
    fill.wait(3).counts(KEPT, 17)
    fill.wait(17).welcome()


def test_the_cover_hides_every_answer(kiosk: OpenKiosk) -> None:
    from surveyapp.ui.screens.kiosk_pause import KioskPause

    fill = kiosk().begin("fr").wait(IDLE)
    [cover] = list(fill.visible(KioskPause))
    assert cover.geometry() == fill.app.window.rect()
    picture = cover.grab().toImage()
    assert all(
        picture.pixelColor(x, y).alpha() == 255
        for x in range(0, picture.width(), 97)
        for y in range(0, picture.height(), 89)
    )


def test_who_is_still_there_goes_on_where_they_were(kiosk: OpenKiosk) -> None:
    fill = kiosk().begin("ar").answer("consent", "1").next()
    fill.answer("actor", "coop").wait(IDLE + 10).press("Yes, I go on")
    assert fill.shows("actor") == fill.label_of("actor", "coop")
    fill.wait(IDLE - 1).is_quiet()


def test_every_answer_and_every_touch_puts_the_question_off(kiosk: OpenKiosk) -> None:
    fill = kiosk(Touch()).begin("fr").answer("consent", "1").next()
    for actor in ("coop", "exp", "auto"):
        fill.wait(IDLE - 5).answer("actor", actor)
    fill.wait(IDLE - 1).is_quiet()
    fill.hand.press(fill.app.screen)
    fill.wait(IDLE - 1).is_quiet()


def test_a_touch_beside_the_question_shows_no_answer_again(kiosk: OpenKiosk) -> None:
    hand = Touch()
    fill = kiosk(hand).begin("fr").answer("consent", "1").wait(IDLE)
    hand.press_at(fill.app.window, QPoint(24, 24))
    settle()
    fill.says(THERE).wait(20).welcome()


def test_a_device_that_slept_shows_nobody_anything(kiosk: OpenKiosk, timing: HandTiming) -> None:
    fill = kiosk().begin("fr").answer("consent", "1").next()
    timing.sleep(3600)
    fill.welcome()


def test_the_device_says_how_long_the_silence_may_be(open_app: OpenApp, timing: HandTiming) -> None:
    app = open_app(Mouse(), language="en", timing=timing)
    set_up(app, idle_seconds=15)
    fill = start_kiosk(app, timing).begin("en").wait(14)
    fill.is_quiet().wait(1).says(THERE)


def test_answers_left_half_way_are_kept_where_the_device_says_so(kiosk: OpenKiosk) -> None:
    fill = kiosk().begin("fr").answer("consent", "1").next().answer("actor", "coop")
    welcome = fill.wait(IDLE).counts(KEPT, 20).wait(20).welcome()
    [draft] = drafts(welcome)
    assert draft.mode == "kiosk"
    welcome.lock().enter(PIN)
    welcome.app.home().sees("Drafts to continue").sees("page 2 of")


def test_answers_left_half_way_are_erased_for_good_where_the_device_says_so(
    open_app: OpenApp, timing: HandTiming
) -> None:
    app = open_app(Mouse(), language="en", timing=timing)
    set_up(app, partials=Partials.ERASE)
    fill = start_kiosk(app, timing).begin("fr").answer("consent", "1").next()
    fill.answer("actor", "coop").wait(IDLE).counts(ERASED, 20)
    welcome = fill.wait(20).welcome()
    assert drafts(welcome) == ()
    assert workspace(welcome).store.discarded_drafts() == ()


def test_nothing_is_kept_of_who_answered_nothing(kiosk: OpenKiosk) -> None:
    welcome = kiosk().begin("fr").wait(IDLE + 20).welcome()
    assert drafts(welcome) == ()
    assert documents(welcome) == []


def test_who_said_no_and_went_away_has_said_no(kiosk: OpenKiosk) -> None:
    welcome = kiosk().begin("fr").answer("consent", "0").wait(IDLE + 20).welcome()
    [document] = documents(welcome)
    assert document["outcome"] == "refused"


def test_somebody_stops_and_everything_is_erased(kiosk: OpenKiosk) -> None:
    fill = kiosk(Touch()).begin("ar").answer("consent", "1").next().answer("actor", "coop")
    fill.press("Stop answering").sees(fill.words("Stop here?")).press("Go on answering")
    assert fill.shows("actor") == fill.label_of("actor", "coop")
    welcome = fill.press("Stop answering").press("Stop and erase my answers").welcome()
    assert drafts(welcome) == ()
    assert workspace(welcome).store.discarded_drafts() == ()


# --- nothing of the last person ---


def test_nothing_of_the_last_person_is_left(kiosk: OpenKiosk) -> None:
    secret = "Société Targa, Dakhla"
    fill = kiosk(language="en").begin("fr").answer("consent", "1").next()
    fill.answer("actor", "elected").answer("province", "MA-OUD").next()
    fill.answer("funnel", "f0").next().next()
    fill.answer("worst", "logi").answer("worst_txt", secret)
    QApplication.clipboard().setText(secret)
    welcome = fill.wait(IDLE + 20).welcome()
    assert QApplication.clipboard().text() == ""
    fields = [
        *welcome.app.window.findChildren(QLineEdit),
        *welcome.app.window.findChildren(QTextEdit),
    ]
    assert fields == []  # with their texts, undo stacks and completers
    fresh = welcome.begin("en").answer("consent", "1").next()
    assert fresh.shows("actor") == ""
    fresh.answer("actor", "elected").answer("province", "MA-OUD").next()
    fresh.answer("funnel", "f0").next().next().answer("worst", "logi")
    fresh.press_keys("Ctrl+Z").does_not_see(secret)
    assert fresh.shows("worst_txt") == ""


def test_an_on_screen_keyboard_learns_nothing(kiosk: OpenKiosk) -> None:
    fill = kiosk().begin("fr").answer("consent", "1").next()
    fill.answer("actor", "elected").answer("province", "MA-OUD").next()
    fill.answer("funnel", "f0").next().next().answer("worst", "logi")  # brings a text field
    fields = [*fill.visible(QLineEdit), *fill.visible(QTextEdit)]
    assert fields
    for field in fields:
        assert field.inputMethodHints() & Qt.InputMethodHint.ImhSensitiveData


def test_each_page_begins_at_its_top(kiosk: OpenKiosk) -> None:
    from tests.ui.pages import scroll_value

    fill = kiosk(size=(800, 600)).begin("fr")
    fill.answer("consent", "1")  # far down: the page has scrolled there
    assert scroll_value(fill) > 0
    fresh = fill.wait(IDLE + 20).welcome().begin("ar")
    assert scroll_value(fresh) == 0


# --- the way out ---


def test_no_key_and_no_window_button_leaves(kiosk: OpenKiosk) -> None:
    welcome = kiosk(language="en").tries_every_way_out()
    fill = welcome.begin("fr").tries_every_way_out().press_keys("Ctrl+Return")
    assert fill.shows("consent") == ""
    thanks = fill.answer("consent", "0").finish().tries_every_way_out()
    thanks.wait(SECONDS).welcome()


@pytest.mark.parametrize("hand", [Touch, Keyboard])
def test_the_pin_leaves_and_is_never_shown(kiosk: OpenKiosk, hand: Callable[[], Hand]) -> None:
    welcome = kiosk(hand(), language="en")
    pad = welcome.lock()
    if isinstance(pad.hand, Keyboard):
        for digit in PIN:
            pad.hand.key(Qt.Key(ord(digit)))
    else:
        for digit in PIN:
            pad.press_named(digit)
    pad.sees("4 digits entered").does_not_see(PIN)
    pad.press("Leave the kiosk")
    pad.app.home().sees("New response")


def test_leaving_in_the_middle_does_what_the_device_says(kiosk: OpenKiosk) -> None:
    fill = kiosk().begin("ar").answer("consent", "1").next().answer("actor", "coop")
    fill.lock().enter(PIN)
    home = fill.app.home().sees("Drafts to continue")
    assert home.words.language == "en"


def test_a_lock_pressed_by_mistake_goes_away(kiosk: OpenKiosk) -> None:
    fill = kiosk().begin("fr").answer("consent", "1")
    assert fill.lock().press("Back").is_gone()
    assert fill.shows("consent") == fill.label_of("consent", "1")
    assert fill.lock().wait(30).is_gone()


def test_guessing_the_pin_takes_longer_and_longer(
    kiosk: OpenKiosk, open_app: OpenApp, timing: HandTiming
) -> None:
    pad = kiosk(language="en").lock()
    for wrong in ("0000", "1111"):
        pad.enter(wrong).sees("That is another PIN. Try again.")
    pad.enter("2222").sees("Too many wrong PINs. Try again in 30 seconds.")
    assert not pad.button("Leave the kiosk").isEnabled()
    pad.wait(29).sees("Try again in 1 second.")
    pad = pad.again_after(1).enter("3333").sees("Try again in 60 seconds.")
    pad.app.kill()  # and starting anew is no way round it
    app = open_app(Mouse(), language="en", timing=timing)
    pad = WelcomePage(app, "KioskWelcomeScreen", timing).lock()
    pad.sees("Try again in 60 seconds.").again_after(60).enter(PIN)
    app.home()


# --- restarts ---


def test_a_device_that_was_turned_off_is_a_kiosk_still(
    kiosk: OpenKiosk, open_app: OpenApp, timing: HandTiming
) -> None:
    fill = kiosk(language="en").begin("ar").answer("consent", "1").next().answer("actor", "coop")
    fill.app.kill()
    welcome = WelcomePage(
        open_app(Mouse(), language="en", timing=timing), "KioskWelcomeScreen", timing
    )
    assert welcome.app.window.isFullScreen()
    [draft] = drafts(welcome)  # the device keeps what is left half-way
    assert draft.mode == "kiosk"
    welcome.lock().enter(PIN)
    welcome.app.home()


def test_a_crash_keeps_nothing_where_the_device_erases(
    open_app: OpenApp, timing: HandTiming
) -> None:
    app = open_app(Mouse(), language="en", timing=timing)
    set_up(app, partials=Partials.ERASE)
    fill = start_kiosk(app, timing).begin("fr").answer("consent", "1")
    fill.app.kill()
    app = open_app(Mouse(), language="en", timing=timing)
    welcome = WelcomePage(app, "KioskWelcomeScreen", timing)
    assert drafts(welcome) == ()
    assert workspace(welcome).store.discarded_drafts() == ()


# --- what staff are told, and forms without a notice ---


def test_without_a_pin_staff_set_one_first(
    tmp_path: Path, timing: HandTiming, qapp: QApplication
) -> None:
    with Workspace.open(tmp_path / "bare", now=lambda: MORNING) as bare:
        profile = DeviceProfile(
            bare.store.device_id, "Tablet 03", "en", ("Salma",), 60, "keep", pin_set=False
        )
        bare.store.save_profile(profile)
        choose_stop(bare, region="MA-12", first_day=date(2026, 12, 26), place="Dakhla")
        add_shipped_forms(bare)
    app = App(tmp_path / "bare", Mouse(), timing=timing).launch()
    try:
        app.home().press("Kiosk")
        page = KioskSetUpPage(app, "KioskSetUpScreen", timing)
        page.sees("This device has no staff PIN yet.").press("Start the kiosk")
        assert app.shows("KioskSetUpScreen")
        page.press("Change the set-up")
        app.set_up()
    finally:
        app.close()


WISHES = """
| survey |
| | type | name | label::French (fr) | label::Arabic (ar) |
| | text | wish | Votre souhait | أمنيتكم |
| settings |
| | form_title | form_id | version | default_language |
| | Souhaits | wishes | 1 | French (fr) |
"""


def test_a_form_without_a_notice_gets_one(
    open_app: OpenApp, timing: HandTiming, tmp_path: Path
) -> None:
    app = open_app(Mouse(), language="en", timing=timing, now=Clock())
    assert app.desk is not None
    assert app.desk.workspace is not None
    (tmp_path / "wishes.xlsx").write_bytes(xlsx(WISHES))
    add_form(app.desk.workspace, tmp_path / "wishes.xlsx")
    app.home().press("Kiosk")
    page = KioskSetUpPage(app, "KioskSetUpScreen", timing)
    welcome = page.choose("Souhaits").start().choose("fr")
    notice = welcome.notice().says("What we record").says("Taking part is voluntary")
    notice.choose_language("ar").says("What we record")
    welcome = notice.press("I do not wish to take part").welcome()
    assert drafts(welcome) == ()
    notice = welcome.choose("fr").notice()
    fill = notice.press("I agree and start").questions().answer("wish", "Un guichet unique")
    fill.finish()
    [document] = documents(fill)
    assert document["data"]["wish"] == "Un guichet unique"
    notice = fill.thanks().press("Next person").welcome().choose("ar").notice()
    notice.wait(IDLE).says(THERE).wait(20).welcome()


SIGNED = """
| survey |
| | type | name | label::French (fr) | appearance |
| | text | wish | Votre souhait | |
| | image | hand | Votre signature | signature |
| settings |
| | form_title | form_id | version | default_language |
| | Signé | signed | 1 | French (fr) |
"""


def test_a_sheet_left_open_goes_with_whoever_opened_it(
    open_app: OpenApp, timing: HandTiming, tmp_path: Path
) -> None:
    app = open_app(Mouse(), language="en", timing=timing)
    assert app.desk is not None
    assert app.desk.workspace is not None
    (tmp_path / "signed.xlsx").write_bytes(xlsx(SIGNED))
    add_form(app.desk.workspace, tmp_path / "signed.xlsx")
    app.home().press("Kiosk")
    page = KioskSetUpPage(app, "KioskSetUpScreen", timing)
    notice = page.choose("Signé").start().choose("fr").notice()
    fill = notice.press("I agree and start").questions().answer("wish", "Un guichet unique")
    fill.next().press("Sign here")
    assert [type(each).__name__ for each in fill.visible(Overlay)] == ["SketchSheet"]
    welcome = fill.wait(IDLE).says(THERE).wait(20).welcome()
    assert list(welcome.visible(Overlay)) == []


def test_a_full_disk_keeps_nobody_s_answers_on_the_screen(
    open_app: OpenApp, timing: HandTiming, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app(Mouse(), language="en", timing=timing)
    set_up(app, partials=Partials.ERASE)
    fill = start_kiosk(app, timing).begin("fr").answer("consent", "1")
    store = workspace(fill).store
    with monkeypatch.context() as patch:

        def refuse(*_: object, **__: object) -> None:
            raise UserError("The disk of {folder} is full.", folder="data")

        patch.setattr(store, "discard_draft", refuse)
        welcome = fill.wait(IDLE + 20).welcome()
        assert len(drafts(welcome)) == 1
    welcome = welcome.begin("ar").answer("consent", "0").finish().wait(SECONDS).welcome()
    assert drafts(welcome) == ()  # once the disk takes it, what could not be erased is


def test_what_a_kiosk_kept_stays_when_staff_change_their_mind(
    kiosk: OpenKiosk, timing: HandTiming
) -> None:
    fill = kiosk().begin("fr").answer("consent", "1").next().answer("actor", "coop")
    welcome = fill.wait(IDLE + 20).welcome()
    welcome.lock().enter(PIN)
    set_up(welcome, partials=Partials.ERASE)
    welcome.app.home()
    again = start_kiosk(welcome.app, timing)
    assert len(drafts(again)) == 1


def test_a_fault_of_ours_is_no_way_out(kiosk: OpenKiosk, timing: HandTiming) -> None:
    fill = kiosk(language="fr").begin("fr").answer("consent", "1")
    app = fill.app
    assert app.desk is not None
    fault = RuntimeError("not the person's doing")
    app.desk.show_bug(type(fault), fault, fault.__traceback__)
    page = app.problem()
    names = {button.accessibleName() for button in page.visible(QAbstractButton)}
    assert page.words("Close the app") not in names
    assert app.window.close() is False
    page.press("Try again")
    welcome = WelcomePage(app, "KioskWelcomeScreen", timing)
    assert app.window.isFullScreen()
    welcome.lock().enter(PIN)
    assert theme.current().scale == 1.0
    app.home()
