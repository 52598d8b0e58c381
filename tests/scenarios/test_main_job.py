"""The whole road, small: devices are set up, fill, hand over, are merged, exported."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from surveyapp.errors import UserError
from surveyapp.services.demo import MARKER, DemoPlan, DemoReport, run_demo
from surveyapp.services.handoff import apply_merge
from surveyapp.services.workspace import Workspace
from surveyapp.text import load_words

PLAN = {"stops": 2, "devices": 2, "responses": 6, "seed": 3}


@pytest.fixture(scope="module")
def tour(tmp_path_factory: pytest.TempPathFactory) -> DemoReport:
    out = tmp_path_factory.mktemp("tour") / "demo"
    return run_demo(DemoPlan(out, **PLAN), load_words("fr"))


def test_nobody_is_lost_or_doubled(tour: DemoReport) -> None:
    assert tour.expected == 24
    assert tour.merged == 24
    assert tour.added_again == 0
    assert tour.sound


def test_every_device_of_every_stop_is_in_the_table(tour: DemoReport) -> None:
    assert [(d.region, d.responses) for d in tour.devices] == [
        ("MA-02", 6),
        ("MA-02", 6),
        ("MA-12", 6),
        ("MA-12", 6),
    ]


def test_respondents_obeyed_the_skip_rules(tour: DemoReport) -> None:
    with Workspace.open_existing(tour.data) as workspace:
        documents = [json.loads(s.document) for s in workspace.store.submissions()]
    languages = {document["paradata"]["language"] for document in documents}
    assert {"ar", "fr"} <= languages
    for document in documents:
        data = document["data"]
        if document["outcome"] == "refused":
            assert "you" not in data
            continue
        status = data.get("trade", {}).get("status", "")
        if data.get("trade", {}).get("markets"):
            assert status not in ("", "no")
        if data["forum"].get("contact"):
            assert data["forum"]["recall"] == "1"
        assert len(data["expectations"].get("need", "").split()) <= 3


def test_there_is_a_workbook_in_each_language(tour: DemoReport) -> None:
    assert [path.name for path in tour.workbooks] == [
        "workbook-ar.xlsx",
        "workbook-fr.xlsx",
        "workbook-en.xlsx",
    ]
    arabic = openpyxl.load_workbook(tour.workbooks[0])
    assert all(sheet.sheet_view.rightToLeft for sheet in arabic)
    french = openpyxl.load_workbook(tour.workbooks[1])
    assert not any(sheet.sheet_view.rightToLeft for sheet in french)


def test_contact_details_are_in_their_own_file_only(tour: DemoReport) -> None:
    contacts = {
        str(cell.value)
        for sheet in openpyxl.load_workbook(tour.contacts)
        for row in sheet.iter_rows()
        for cell in row
    }
    with Workspace.open_existing(tour.data) as workspace:
        given = [
            contact
            for s in workspace.store.submissions()
            if (contact := json.loads(s.document)["data"].get("forum", {}).get("contact"))
        ]
    assert given
    assert set(given) <= contacts
    for path in tour.workbooks:
        for sheet in openpyxl.load_workbook(path):
            for row in sheet.iter_rows():
                assert not {str(cell.value) for cell in row} & set(given)


def test_merging_everything_again_adds_nobody(tour: DemoReport) -> None:
    with Workspace.open_existing(tour.data) as workspace:
        before = workspace.store.digest()
        result = apply_merge(workspace, [d.package for d in tour.devices])
        assert result.new == 0
        assert workspace.store.digest() == before


def test_the_same_seed_invents_the_same_people(tour: DemoReport, tmp_path: Path) -> None:
    again = run_demo(DemoPlan(tmp_path / "again", **PLAN), load_words("fr"))
    assert [d.refused for d in again.devices] == [d.refused for d in tour.devices]


def test_a_demo_replaces_its_own_folder_but_nobody_elses(tmp_path: Path) -> None:
    small = {"stops": 1, "devices": 1, "responses": 1}
    run_demo(DemoPlan(tmp_path / "demo", **small), load_words("en"))
    assert (tmp_path / "demo" / MARKER).is_file()
    run_demo(DemoPlan(tmp_path / "demo", **small), load_words("en"))
    other = tmp_path / "thesis"
    other.mkdir()
    (other / "chapter.txt").write_text("words")
    with pytest.raises(UserError, match="other files"):
        run_demo(DemoPlan(other, **small), load_words("en"))
    assert (other / "chapter.txt").read_text() == "words"


@pytest.mark.parametrize("wrong", [{"stops": 0}, {"stops": 13}, {"devices": 0}, {"responses": 0}])
def test_impossible_numbers_are_refused(tmp_path: Path, wrong: dict[str, int]) -> None:
    with pytest.raises(UserError, match="Choose"):
        run_demo(DemoPlan(tmp_path / "demo", **wrong), load_words("en"))
    assert not (tmp_path / "demo").exists()
