"""The files of a form, from the folder beside it to a screen on another device."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from surveyapp.errors import UserError
from surveyapp.services.collect import Interview
from surveyapp.services.export import export_workbook
from surveyapp.services.forms import add_form, list_forms
from surveyapp.services.handoff import apply_merge, hand_over
from surveyapp.services.media import form_file
from surveyapp.services.setup import DeviceSetup, setup_device
from surveyapp.services.stops import choose_stop
from surveyapp.services.workspace import Workspace
from tests.services.conftest import SETUP, Clock
from tests.support.xlsforms import xlsx

FORM = """
| survey   |                                      |         |         |          |             |
|          | type                                 | name    | label   | image    | calculation |
|          | select_one_from_file villages.csv    | village | Which?  | well.png |             |
|          | select_multiple_from_file wells.csv  | wells   | Wells?  |          |             |
|          | calculate                            | people  |         |          | pulldata('villages', 'people', 'name', ${village}) |
|          | select_one states                    | state   | State?  |          |             |
| choices  |                                      |         |         |          |             |
|          | list_name                            | name    | label   | image    |             |
|          | states                               | good    | Good    | good.jpg |             |
| settings |                                      |         |         |          |             |
|          | form_title                           | form_id | version |          |             |
|          | Wells                                | wells   | 1       |          |             |
"""  # noqa: E501 - a table
VILLAGES = "name,label,people\nv1,Tamesloht,4100\nv2,Aït Ourir,20003\n"
WELLS = "name,label\n" + "".join(f"w{n},Well {n}\n" for n in range(300))


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """A form with its folder, as an organiser sends it."""
    path = tmp_path / "wells.xlsx"
    path.write_bytes(xlsx(FORM))
    folder = tmp_path / "wells-media"
    folder.mkdir()
    (folder / "villages.csv").write_text(VILLAGES, "utf-8")
    (folder / "wells.csv").write_text(WELLS, "utf-8")
    (folder / "well.png").write_bytes(b"\x89PNG a well")
    (folder / "good.jpg").write_bytes(b"\xff\xd8 a good well")
    return path


@pytest.fixture
def laptop(tmp_path: Path, clock: Clock) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "laptop", now=clock) as workspace:
        setup_device(workspace, DeviceSetup("Laptop", "fr", ("Salma",), "2580"))
        choose_stop(workspace, region="MA-12", first_day=date(2026, 12, 26), place="Dakhla")
        yield workspace


def offered(interview: Interview) -> list[str]:
    return [choice.label for choice in interview.session.choices("/data/village")]


def test_a_form_with_its_folder_is_filled_here_and_elsewhere(
    device: Workspace, laptop: Workspace, form: Path, tmp_path: Path
) -> None:
    added = add_form(device, form)
    assert added.warnings == ()
    assert set(added.files) == {"villages.csv", "wells.csv", "well.png", "good.jpg"}
    package = hand_over(device, tmp_path).path
    for gone in (form, *form.with_name("wells-media").iterdir()):
        gone.unlink()  # whatever happens to the folder: the store has it
    apply_merge(laptop, [package])
    for workspace in (device, laptop):
        interview = Interview.start(workspace, added.row.hash, language="fr")
        assert offered(interview) == ["Tamesloht", "Aït Ourir"]
        interview.answer("/data/village", "v2")
        assert interview.session.value("/data/people") == "20003"
        interview.answer("/data/wells", "w7 w299")
        resumed = Interview.resume(workspace, interview.draft_id)
        assert offered(resumed) == ["Tamesloht", "Aït Ourir"]
        resumed.finish()
        session = resumed.session
        picture = form_file(workspace, added.row.hash, session.media("/data/village")["image"])
        assert picture is not None
        assert (picture.name, picture.type) == ("well.png", "image/png")
        assert picture.data == b"\x89PNG a well"
        (good,) = session.choices("/data/state")
        shown = form_file(workspace, added.row.hash, good.media["image"])
        assert shown is not None
        assert shown.data == b"\xff\xd8 a good well"


def test_the_workbook_says_what_a_list_of_a_file_calls_its_choices(
    device: Workspace, form: Path, tmp_path: Path
) -> None:
    interview = Interview.start(device, add_form(device, form).row.hash, language="fr")
    interview.answer("/data/village", "v2")
    interview.answer("/data/wells", "w7 w299")
    interview.finish()
    report = export_workbook(device, tmp_path / "wells.xlsx", "en")
    book = openpyxl.load_workbook(report.path, read_only=True)
    cells = {str(cell) for row in book["Responses in words"].values for cell in row if cell}
    assert {"Aït Ourir", "Well 7; Well 299"} <= cells
    # Three hundred columns of 0 and 1 would help nobody.
    assert not any("Well 12" in cell for cell in cells)


def test_a_list_that_was_replaced_is_another_version_and_drafts_keep_theirs(
    device: Workspace, form: Path
) -> None:
    first = add_form(device, form).row
    begun = Interview.start(device, first.hash, language="fr")
    (form.with_name("wells-media") / "villages.csv").write_text(
        "name,label,people\nv3,Lalla Takerkoust,3400\n"
    )
    second = add_form(device, form).row
    assert (first.form_id, first.version) == (second.form_id, second.version)
    assert first.hash != second.hash
    assert [row.hash for row in list_forms(device, "fr") if row.form_id == "wells"] == [second.hash]
    assert offered(Interview.start(device, second.hash, language="fr")) == ["Lalla Takerkoust"]
    assert offered(Interview.resume(device, begun.draft_id)) == ["Tamesloht", "Aït Ourir"]


def test_a_form_added_without_its_folder_by_mistake_is_mended_by_adding_it_again(
    device: Workspace, form: Path
) -> None:
    folder = form.with_name("wells-media")
    whole = add_form(device, form).row
    folder.rename(folder.with_name("elsewhere"))
    without = add_form(device, form)
    assert len(without.warnings) == 4
    assert without.row.hash != whole.hash
    folder.with_name("elsewhere").rename(folder)
    add_form(device, form)
    assert [row.hash for row in list_forms(device, "fr") if row.form_id == "wells"] == [whole.hash]


def test_an_app_that_was_closed_reads_the_lists_from_its_data(
    tmp_path: Path, clock: Clock, form: Path
) -> None:
    with Workspace.open(tmp_path / "tablet", now=clock) as workspace:
        setup_device(workspace, SETUP)
        added = add_form(workspace, form).row
    with Workspace.open(tmp_path / "tablet", now=clock) as workspace:
        choose_stop(workspace, region="MA-12", first_day=date(2026, 12, 26), place="Dakhla")
        interview = Interview.start(workspace, added.hash, language="fr")
        assert offered(interview) == ["Tamesloht", "Aït Ourir"]
        assert form_file(workspace, added.hash, "jr://images/absent.png") is None
        assert form_file(workspace, added.hash, "https://example.org/well.png") is None


def test_nothing_is_added_where_a_file_vanishes_meanwhile(
    device: Workspace, form: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from surveyapp.services import forms

    imported = forms.check_form(form)
    monkeypatch.setattr(forms, "check_form", lambda _path: imported)
    (form.with_name("wells-media") / "well.png").unlink()
    before = device.store.digest()
    with pytest.raises(UserError, match=r"well\.png of the form cannot be read"):
        add_form(device, form)
    assert device.store.digest() == before
