"""The responses of this device: found, filtered, read, by mouse, keys and fingers."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtGui import QAccessible, QAccessibleInterface

from surveyapp.services.handoff import apply_merge, hand_over
from surveyapp.services.stops import choose_stop
from surveyapp.services.workspace import Workspace
from tests.scenarios.conftest import OpenApp
from tests.support.copies import unseen_copy
from tests.support.visits import bring_form, left_half_way, visited
from tests.ui.after_pages import responses
from tests.ui.hands import Keyboard, Mouse, Touch, settle
from tests.ui.pages import MORNING, App, until


class Clock:
    """Stands still but when told."""

    def __init__(self) -> None:
        self.time = MORNING

    def __call__(self) -> datetime:
        return self.time

    def pass_by(self, minutes: int) -> None:
        self.time += timedelta(minutes=minutes)


def the_workspace(app: App) -> Workspace:
    assert app.desk is not None
    assert app.desk.workspace is not None
    return app.desk.workspace


@pytest.fixture
def hall(open_app: OpenApp, tmp_path: Path) -> OpenApp:
    """Open the app where three firms have answered and one left half-way."""

    def launch(hand: object = None, **options: object) -> App:
        clock = Clock()
        app = open_app(hand or Mouse(), now=clock, **options)
        workspace = the_workspace(app)
        bring_form(workspace, tmp_path)
        for firm, share, operator in (
            ("تعاونيّة الأركان", "40", "Salma"),
            ("Société Générale d’Œuvres", "", "Youssef"),
            ("Atlas 2026", "12", "Salma"),
        ):
            clock.pass_by(5)
            visited(workspace, firm, share=share, operator=operator)
        clock.pass_by(5)
        left_half_way(workspace, "Anfa")
        clock.pass_by(5)
        return app

    return launch


def test_the_latest_stands_first_and_the_count_is_in_words(hall: OpenApp) -> None:
    page = responses(hall(language="fr"))
    page.lists("Atlas 2026", "Société Générale d’Œuvres", "تعاونيّة الأركان")
    page.sees("3 réponses sur cet appareil")
    first = page.listed()[0]
    assert "09:45" in first
    assert "Dakhla" in first
    assert "Salma" in first


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("الاركان", "تعاونيّة الأركان"),
        ("تعاونية", "تعاونيّة الأركان"),
        ("oeuvres", "Société Générale d’Œuvres"),
        ("GENERALE societe", "Société Générale d’Œuvres"),
        ("٢٠٢٦ atl", "Atlas 2026"),
        ("youssef", "Société Générale d’Œuvres"),
    ],
)
def test_it_is_found_as_one_types_however_it_is_spelled(
    hall: OpenApp, typed: str, found: str
) -> None:
    responses(hall(language="ar")).search(typed).lists(found)


def test_nothing_found_leads_back_to_everything(hall: OpenApp) -> None:
    page = responses(hall(language="ar")).search("zzz")
    page.sees("لا نتائج. جربوا كلمة أقصر").press("Show everything")
    page.lists("Atlas 2026", "Société Générale d’Œuvres", "تعاونيّة الأركان")


def test_enter_in_the_search_opens_the_first(hall: OpenApp) -> None:
    page = responses(hall(language="fr")).search("الأركان")
    page.press_keys("Return").sees("Oui, nous exportons")


def test_a_new_device_says_that_nothing_is_here_yet(open_app: OpenApp) -> None:
    page = responses(open_app(Mouse(), language="fr"))
    page.says("No responses on this device yet. They appear here once finished.")


def test_drafts_stand_on_a_shelf_of_their_own_and_go_on(hall: OpenApp) -> None:
    app = hall(language="fr")
    page = responses(app).show("Drafts").lists("Visites")
    page.open("Visites")
    assert app.fill().shows("firm") == "Anfa"


def test_it_is_filtered_by_who_asked_and_by_stop(hall: OpenApp) -> None:
    from datetime import date

    app = hall(language="fr")
    workspace = the_workspace(app)
    choose_stop(workspace, region="MA-03", first_day=date(2026, 12, 20), place="Fès")
    visited(workspace, "Fassia")
    page = responses(app).press("Filters").choose("Youssef").press("Close")
    page.lists("Société Générale d’Œuvres")
    page.press("Drop the filter {filter}", filter="Youssef")
    page.press("Filters").choose("Fès  ·  20/12/2026").press("Close").lists("Fassia")
    # The filter is still there when one comes back.
    page.press("Home")
    responses(app).lists("Fassia")


def test_a_response_is_read_in_words_and_in_another_language(hall: OpenApp) -> None:
    page = responses(hall(language="fr")).open("تعاونيّة الأركان")
    page.sees("Exportez-vous ?").sees("Oui, nous exportons").sees("40")
    page.choose_language("ar").sees("هل تصدرون؟").sees("نعم، نصدر")
    assert page.words.language == "fr"  # the screens speak on as they did
    page.look_at("Origin").sees("Salma").says(
        "{form}, version {version}", form="Visites", version="7"
    ).sees("Tablet 03")


def test_a_wrong_clock_is_marked_and_explained(hall: OpenApp, tmp_path: Path) -> None:
    app = hall(language="ar")
    clock = app._now
    assert isinstance(clock, Clock)
    right, clock.time = clock.time, MORNING.replace(year=2019)
    visited(the_workspace(app), "Horloge")
    clock.time = right
    page = responses(app)
    assert page.words("The time is doubtful") in page.listed()[0]
    chip = page.words("Doubtful times")
    assert until(lambda: chip in page.texts())
    page.show("Doubtful times").lists("Horloge")
    page.open("Horloge").says("A time here cannot be right")


def test_keys_alone_find_and_open(hall: OpenApp) -> None:
    hand = Keyboard()
    page = responses(hall(hand, language="ar")).open("Société Générale d’Œuvres")
    page.sees("لا نصدر").look_at("History ({n})", n=1).says("First finished")


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_a_screen_reader_hears_each_row_and_what_is_marked(hall: OpenApp, language: str) -> None:
    page = responses(hall(language=language))
    table = QAccessible.queryAccessibleInterface(page.rows)
    assert table.role() is QAccessible.Role.Table
    assert table.text(QAccessible.Text.Name) == page.words("Responses found")

    def cells() -> list[QAccessibleInterface]:
        children = [table.child(n) for n in range(table.childCount())]
        return [each for each in children if each.role() is QAccessible.Role.Cell]

    said = [cell.text(QAccessible.Text.Name) for cell in cells()]
    assert said == page.listed()
    assert said[0].startswith(f"Atlas 2026, {page.words('Complete')}, ")
    page.mark("Société Générale d’Œuvres")
    assert [bool(cell.state().checked) for cell in cells()] == [False, True, False]


def test_fingers_open_and_come_back_in_a_narrow_window(hall: OpenApp) -> None:
    app = hall(Touch(), language="ar", size=(800, 1280))
    page = responses(app).open("Atlas 2026").sees("نعم، نصدر")
    assert not page.rows.isVisible()
    page.press("Back to the list").lists(
        "Atlas 2026", "Société Générale d’Œuvres", "تعاونيّة الأركان"
    )
    assert page.rows.isVisible()


def test_a_switch_of_language_keeps_place_search_and_response(hall: OpenApp) -> None:
    from surveyapp.text import load_words
    from surveyapp.ui import theme

    app = hall(language="fr")
    page = responses(app).search("atlas").open("Atlas 2026").sees("Oui, nous exportons")
    assert app.desk is not None
    app.desk.window.set_words(load_words("ar"))
    theme.change(theme.QApplication.instance(), language="ar")  # type: ignore[arg-type]
    settle()
    page.lists("Atlas 2026").sees("نعم، نصدر").counts(
        "{n} response found", "{n} responses found", 1
    )


def test_a_long_list_is_never_in_memory_as_a_whole(hall: OpenApp) -> None:
    from surveyapp.ui.kit.record_list import RecordList
    from surveyapp.ui.kit.records import Record

    page = responses(hall(language="fr"))
    asked: list[int] = []

    def fetch(skip: int, limit: int) -> list[int]:
        asked.append(skip)
        return list(range(skip, min(skip + limit, 100_000)))

    rows: RecordList = page.rows
    rows.show_records(100_000, fetch, lambda n: Record(str(n), f"Response {n}", ""))
    settle()
    assert asked == [0]
    for place in range(0, 100_000, 2_500):
        rows.scrollTo(rows.records.index(place, 0))
        settle()
    rows.scrollToBottom()
    settle()
    assert page.app.screen is not None
    assert rows.records.record(99_999) == Record("99999", "Response 99999", "")
    assert rows.records.held() <= 2_000


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_a_cloned_device_is_told_where_its_responses_are(
    open_app: OpenApp, ready_device: Path, tmp_path: Path, language: str
) -> None:
    tablet, clone = tmp_path / "tablet", tmp_path / "clone"
    shutil.copytree(ready_device, tablet)
    with Workspace.open(tablet, now=Clock()) as workspace:
        bring_form(workspace, tmp_path)
        visited(workspace, "Before")
    unseen_copy(tablet, clone)
    packages = []
    for folder, firm in ((tablet, "Argane"), (clone, "Atlas")):
        with Workspace.open(folder, now=Clock()) as workspace:
            visited(workspace, firm)
            packages.append(hand_over(workspace, tmp_path).path)
    app = open_app(Mouse(), language=language)
    apply_merge(the_workspace(app), packages)
    page = responses(app).says("Two devices wrote under one identity").sees("Tablet 03")
    assert {row.partition(",")[0] for row in page.listed()} == {"Before", "Argane", "Atlas"}
