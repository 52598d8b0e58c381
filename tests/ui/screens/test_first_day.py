"""The first day of a device: set-up, the stop, home; in three languages, by mouse and by keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from surveyapp.services.setup import Partials
from tests.ui.hands import Hand, Keyboard, Mouse
from tests.ui.pages import MORNING, App


@pytest.fixture
def new_device(tmp_path: Path, qapp: object) -> Iterator[Callable[..., App]]:
    """Open the app on an empty folder."""
    opened: list[App] = []

    def launch(hand: Hand | None = None, **options: object) -> App:
        opened.append(App(tmp_path / "data", hand, **options))  # type: ignore[arg-type]
        return opened[-1].launch()

    yield launch
    for app in opened:
        app.close()


@pytest.mark.parametrize("hand", [Mouse, Keyboard])
def test_from_nothing_to_the_first_page(new_device: Callable[..., App], hand: type[Hand]) -> None:
    app = new_device(hand(), language="fr")
    page = app.set_up().enter("Name of the device", "Tablette 03")
    page.enter("Staff names", "Salma\nYoussef")
    page.enter("Staff PIN", "2468").enter("Staff PIN once more", "2468").finish()
    home = app.stop().enter(region="Dakhla-Oued Ed-Dahab", place="Siège de la wilaya")
    home.sees("samedi 26 décembre 2026").sees("Siège de la wilaya").sees("Salma")
    home.begin().sees("Avant de commencer")
    assert app.desk is not None
    assert app.desk.workspace is not None
    profile = app.desk.workspace.profile()
    assert profile.label == "Tablette 03"
    assert profile.staff == ("Salma", "Youssef")
    assert (profile.idle_seconds, profile.partials) == (60, Partials.KEEP)
    assert app.desk.workspace.store.check_pin("2468")


def test_every_problem_is_said_in_its_place_at_once(new_device: Callable[..., App]) -> None:
    app = new_device(language="en")
    page = app.set_up().enter("Seconds before an idle kiosk starts anew", "5").finish()
    page.sees("4 fields left to fill")
    page.sees("Give the device a name").sees("at least one member of staff")
    page.sees("Choose a staff PIN").sees("Choose an idle time between 15 and")
    page.enter("Name of the device", "Tablet 03").sees("3 fields left to fill")
    page.enter("Staff names", "Salma").enter("Staff PIN", "2468")
    page.enter("Seconds before an idle kiosk starts anew", "30")
    page.enter("Staff PIN once more", "8642").sees("The two PINs differ")
    page.enter("Staff PIN once more", "2468").finish()
    app.stop()


def test_the_language_comes_first_and_keeps_what_was_typed(
    new_device: Callable[..., App],
) -> None:
    app = new_device(language="en")
    page = app.set_up().enter("Name of the device", "Tablet 03")
    page.choose_language("ar").sees("إعداد هذا الجهاز").sees("Tablet 03")
    assert app.window.layoutDirection().name == "RightToLeft"


def test_a_stop_needs_its_three_things(new_device: Callable[..., App]) -> None:
    app = new_device(language="en")
    page = app.set_up().enter("Name of the device", "Tablet 03").enter("Staff names", "Salma")
    page.enter("Staff PIN", "2468").enter("Staff PIN once more", "2468").finish()
    stop = app.stop().use().sees("Choose the region of the stop.").sees("Write the town")
    stop.search("oued").does_not_see("Fès-Meknès").sees("Guelmim-Oued Noun")
    stop.search("zzz").sees("Nothing found. Try a shorter word").search("")
    stop.choose("Marrakesh-Safi")
    stop.write("First day", "31/02/2026").write("Town and place", "Marrakesh").use()
    stop.sees("Write the date as 26/12/2026")
    stop.write("First day", "27-12-26").sees("Sunday 27 December 2026").use()
    app.home().sees("Sunday 27 December 2026").sees("Marrakesh")


def test_home_warns_where_clock_and_stop_disagree(new_device: Callable[..., App]) -> None:
    now: list[datetime] = [MORNING]
    app = new_device(language="en", now=lambda: now[0])
    page = app.set_up().enter("Name of the device", "Tablet 03").enter("Staff names", "Salma")
    page.enter("Staff PIN", "2468").enter("Staff PIN once more", "2468").finish()
    home = app.stop().enter(region="Oriental", place="Oujda")
    home.does_not_see("This device says today is")
    now[0] = MORNING + timedelta(days=40)
    home.press("Change stop")
    app.stop().press("Back")
    app.home().sees("This device says today is 04/02/2027")
