"""A draft goes on in another version of its questionnaire: what no longer fits is told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from surveyapp.services.collect import Interview
from surveyapp.services.versions import Concerned, VersionFit
from surveyapp.services.workspace import Workspace
from surveyapp.text import load_words
from surveyapp.text.bidi import strip_isolates
from surveyapp.ui.kit.row_button import RowButton
from surveyapp.ui.models.fit import fit_lines, fit_title
from tests.scenarios.conftest import OpenApp
from tests.services.forms import ASKED, REFUSED, add, version
from tests.ui.hands import Keyboard, Mouse
from tests.ui.pages import MORNING


def draft_of_a_version_that_does_not_open(data_dir: Path) -> None:
    with Workspace.open(data_dir, now=lambda: MORNING) as device:
        opened = add(device, version("1", "name shoe hat town"))
        gone = add(device, version("1b", "name shoe hat town", REFUSED))
        add(device, version("2", "name town age more", ASKED, towns="fes"))
        interview = Interview.start(device, opened, language="en", operator="Salma")
        for name, value in {"name": "A", "shoe": "38", "hat": "56", "town": "taza"}.items():
            interview.answer(f"/data/{name}", value)
        device.store.save_draft(replace(device.store.draft(interview.draft_id), form_hash=gone))


@pytest.mark.parametrize("hand", [Mouse, Keyboard])
def test_what_no_longer_fits_is_said_in_words(
    open_app: OpenApp, tmp_path: Path, hand: type[Mouse] | type[Keyboard]
) -> None:
    draft_of_a_version_that_does_not_open(tmp_path / "data")
    fill = open_app(hand(), language="en").home().continue_draft()
    fill.sees("begun in version 1 of the questionnaire and goes on in version 2")
    fill.sees("2 answers have no place in this version of the questionnaire and are kept aside")
    fill.sees("Your shoe").sees("Your hat").sees("1 answer is no longer among the choices")
    fill.sees("1 question is new and needs an answer: Your more")
    fill.next().sees("kept aside")
    fill.press("Close this notice").does_not_see("kept aside")
    fill.back().does_not_see("kept aside")


def test_a_draft_in_its_own_version_says_nothing(open_app: OpenApp) -> None:
    app = open_app(Mouse(), language="en")
    app.home().begin().answer("consent", "1").next().close()
    app.home().continue_draft().does_not_see("version").does_not_see("Close this notice")


def test_the_notice_follows_the_language(open_app: OpenApp, tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    draft_of_a_version_that_does_not_open(data_dir)
    fill = open_app(Mouse(), language="fr").home().continue_draft()
    fill.sees("Your shoe")
    fill.choose_language("ar").sees("Your shoe").sees("Your hat")


def test_long_lists_are_cut_and_blank_versions_shown() -> None:
    words = load_words("en")
    fit = VersionFit(
        "", "2", misfits=Concerned(7, tuple("abcdefg")), restored=Concerned(2, ("one",))
    )
    assert "version – of" in strip_isolates(fit_title(words, fit))
    assert [strip_isolates(line) for line in fit_lines(words, fit)] == [
        "7 answers do not fit their questions any more: a, b, c, d, e, …",
        "2 answers that were kept aside have their place again: one",
    ]
    carried = VersionFit("2", "2", kept_aside=Concerned(1, ("a",)))
    assert "another version" in fit_title(words, carried)


def test_a_form_that_does_not_open_is_told_and_cannot_be_begun(
    open_app: OpenApp, tmp_path: Path
) -> None:
    with Workspace.open(tmp_path / "data", now=lambda: MORNING) as device:
        add(device, version("2", "name", REFUSED))
    app = open_app(Mouse(), language="en")
    home = app.home().sees("Shoes").sees("This version of the app cannot open this form")
    row = next(
        each for each in app.window.findChildren(RowButton) if "Shoes" in each.accessibleName()
    )
    assert not row.isEnabled()
    home.begin().answer("consent", "1")


def test_the_workbook_says_what_is_not_in_it(open_app: OpenApp, tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    with Workspace.open(data_dir, now=lambda: MORNING) as device:
        refused = add(device, version("2", "name", REFUSED))
        opened = add(device, version("1", "name"))
        for name in ("A", "B"):
            interview = Interview.start(device, opened, language="en", operator="Salma")
            interview.answer("/data/name", name)
            if name == "A":
                # As an app did that knows the function: the answers are of that version.
                draft = device.store.draft(interview.draft_id)
                device.store.save_draft(replace(draft, form_hash=refused))
            interview.finish()
    app = open_app(Mouse(), language="en")
    app.home().press("Workbook")
    app.files.save_given = tmp_path / "all.xlsx"
    app.workbook().press("Make workbook").sees("all.xlsx is ready").sees("1 row").sees(
        "Left out: 1, given with “Shoes” (version 2)"
    )
