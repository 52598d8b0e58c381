"""What was collected becomes a workbook, identifiers a file of their own; both are noted."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import openpyxl
import pytest

from surveyapp.errors import UserError
from surveyapp.services.collect import Interview
from surveyapp.services.export import ExportReport, export_contacts, export_workbook
from surveyapp.services.forms import add_form, form_for
from surveyapp.services.paradata import Mode
from surveyapp.services.workspace import Workspace
from surveyapp.store import RevisionKind
from surveyapp.text import LANGUAGES
from tests.services.conftest import Clock
from tests.support.xlsforms import xlsx

PHONE = "+212 6 12 34 56 78"


def respond(device: Workspace, clock: Clock, language: str = "fr", *, idea: str = "") -> str:
    """Fill a questionnaire as a person does and return its submission's id."""
    form = form_for(device, "company_feedback")
    interview = Interview.start(
        device, form.hash, language=language, operator="Nadia", mode=Mode.KIOSK
    )
    for _ in range(4):
        clock.pass_by(minutes=1)
        interview.touched()
    for ref, value in {
        "/data/welcome/consent": "1",
        "/data/you/actor": "elected",
        "/data/you/province": "MA-OUD",
        "/data/programme/funnel": "f0",
        "/data/solutions/worst": "logi",
        "/data/solutions/sol": idea,
        "/data/expectations/need": "one logi",
        "/data/forum/recall": "1",
        "/data/forum/contact": PHONE,
    }.items():
        interview.answer(ref, value)
    return interview.finish().submission


def decline(device: Workspace) -> None:
    form = form_for(device, "company_feedback")
    interview = Interview.start(device, form.hash, language="ar", operator="Nadia")
    interview.answer("/data/welcome/consent", "0")
    interview.finish()


def codes(report: ExportReport) -> list[dict[str, object]]:
    sheet = openpyxl.load_workbook(report.path)[report.sheets[3]]
    header, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]


def inside(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        return "".join(archive.read(name).decode("utf-8") for name in archive.namelist())


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_people_answered_stands_in_the_workbook(
    device: Workspace, clock: Clock, tmp_path: Path, language: str
) -> None:
    submission = respond(device, clock, idea="=شباك وحيد")
    decline(device)
    report = export_workbook(device, tmp_path / "forum.xlsx", language)
    assert (report.rows, len(report.sheets)) == (2, 6)
    assert report.size == report.path.stat().st_size
    answered, declined = codes(report)
    assert answered["_id"] == submission
    assert (answered["_refused"], declined["_refused"]) == (0, 1)
    assert (answered["_mode"], answered["_language"], declined["_language"]) == (
        "kiosk",
        "fr",
        "ar",
    )
    assert (answered["_changes"], answered["_switches"]) == (0, 0)
    assert declined["_changes"] is None  # of who declines nothing of the kind is kept
    assert (answered["actor"], answered["sol"]) == ("elected", "=شباك وحيد")
    assert (answered["need/one"], answered["need/dir"], declined["need/one"]) == (1, 0, None)
    assert answered["region"] == "MA-12"
    assert declined["actor"] is None
    sheets = openpyxl.load_workbook(report.path).worksheets
    assert all(bool(sheet.sheet_view.rightToLeft) == (language == "ar") for sheet in sheets)


def test_no_phone_number_is_in_the_workbook_and_all_are_in_the_contacts(
    device: Workspace, clock: Clock, tmp_path: Path
) -> None:
    respond(device, clock)
    decline(device)
    workbook = export_workbook(device, tmp_path / "forum.xlsx", "fr")
    contacts = export_contacts(device, tmp_path / "contacts.xlsx", "fr")
    assert PHONE not in inside(workbook.path)
    assert PHONE in inside(contacts.path)
    assert contacts.rows == 1
    sheet = openpyxl.load_workbook(contacts.path).worksheets[1]
    assert sheet["A2"].value == codes(workbook)[0]["_code"]


def test_every_export_is_noted_and_the_next_workbook_tells(
    device: Workspace, clock: Clock, tmp_path: Path
) -> None:
    respond(device, clock)
    export_contacts(device, tmp_path / "contacts.xlsx", "fr")
    report = export_workbook(device, tmp_path / "forum.xlsx", "fr")
    noted = [(event.kind, event.detail) for event in device.store.events()]
    assert noted[-2:] == [("contacts", "contacts.xlsx rows=1"), ("workbook", "forum.xlsx rows=1")]
    provenance = openpyxl.load_workbook(report.path).worksheets[-1]
    told = [value for row in provenance.iter_rows(values_only=True) for value in row]
    assert "contacts.xlsx rows=1" in told
    assert "Fichier de contacts produit" in told
    assert "Tablet 03" in told


def test_responses_left_part_way_here_count_as_offered(
    device: Workspace, clock: Clock, tmp_path: Path
) -> None:
    for _ in range(5):
        respond(device, clock)
    form = form_for(device, "company_feedback")
    Interview.start(device, form.hash, language="fr")  # nothing answered: nobody began it
    begun = Interview.start(device, form.hash, language="fr")
    begun.answer("/data/welcome/consent", "1")
    report = export_workbook(device, tmp_path / "forum.xlsx", "fr")
    summary = openpyxl.load_workbook(report.path).worksheets[0]
    rows = [row[:6] for row in summary.iter_rows(values_only=True)]
    assert ("Dakhla-Oued Ed-Dahab 26/12/2026", 6, 5, 0, 1) in [row[:5] for row in rows]


def test_deleted_and_erased_responses_are_in_neither_file(
    device: Workspace, clock: Clock, tmp_path: Path
) -> None:
    kept = respond(device, clock)
    for kind in (RevisionKind.DELETE, RevisionKind.ERASE):
        gone = respond(device, clock, idea="to be forgotten")
        (head,) = device.store.heads(gone)
        device.store.append(
            kind=kind,
            submission=gone,
            parents=(head.hash,),
            document="",
            form_id=head.form_id,
            form_hash=head.form_hash,
            stop=head.stop,
            operator="Nadia",
        )
    report = export_workbook(device, tmp_path / "forum.xlsx", "fr")
    assert [row["_id"] for row in codes(report)] == [kept]
    assert "to be forgotten" not in inside(report.path)
    assert export_contacts(device, tmp_path / "contacts.xlsx", "fr").rows == 1


def test_each_form_has_sheets_of_its_own(device: Workspace, clock: Clock, tmp_path: Path) -> None:
    respond(device, clock)
    source = tmp_path / "visit.xlsx"
    source.write_bytes(
        xlsx(
            "| survey |\n| | type | name | label |\n| | text | who | Who? |\n"
            "| settings |\n| | form_title | form_id | version |\n| | Visits | visits | 1 |\n"
        )
    )
    added = add_form(device, source).row
    interview = Interview.start(device, added.hash, language="fr")
    interview.answer("/data/who", "Wali")
    interview.finish()
    report = export_workbook(device, tmp_path / "forum.xlsx", "en")
    assert report.rows == 2
    assert [title for title in report.sheets if title.endswith("Visits")] == [
        "Responses in words Visits",
        "Responses in codes Visits",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_response_there_is_no_workbook(
    device: Workspace, tmp_path: Path, language: str
) -> None:
    with pytest.raises(UserError, match="no response to put into a workbook"):
        export_workbook(device, tmp_path / "forum.xlsx", language)
    assert not (tmp_path / "forum.xlsx").exists()


def test_what_cannot_be_written_is_said_before_any_work_and_not_noted(
    device: Workspace, clock: Clock, tmp_path: Path
) -> None:
    respond(device, clock)
    before = device.store.events()
    for make in (export_workbook, export_contacts):
        with pytest.raises(UserError, match="is not there"):
            make(device, tmp_path / "stick" / "forum.xlsx", "fr")
        with pytest.raises(UserError, match=r"end in \.xlsx"):
            make(device, tmp_path / "forum.csv", "fr")
        with pytest.raises(UserError, match="is not known"):
            make(device, tmp_path / "forum.xlsx", "de")
    assert device.store.events() == before


def test_a_report_can_be_handed_to_a_machine(
    device: Workspace, clock: Clock, tmp_path: Path
) -> None:
    from dataclasses import asdict

    respond(device, clock)
    report = export_workbook(device, tmp_path / "forum.xlsx", "fr")
    assert json.loads(json.dumps(asdict(report), default=str))["rows"] == 1
