"""What one response hands on to the next: what the form says, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from surveyapp.services.collect import Interview
from surveyapp.services.forms import add_form
from surveyapp.services.paradata import Mode
from surveyapp.services.revising import delete_response
from surveyapp.services.workspace import Workspace
from tests.support.xlsforms import xlsx

STREETS = """
| survey |
| | type | name | label | default |
| | select_one yn | consent | Agree? | |
| | text | street | Street | ${last-saved#street} |
| | text | name | Name | |
| choices |
| | list_name | name | label |
| | yn | 1 | Yes |
| | yn | 0 | No |
"""


@pytest.fixture
def streets(device: Workspace, tmp_path: Path) -> str:
    """A form that keeps the street from one person to the next; its hash."""
    file = tmp_path / "streets.xlsx"
    file.write_bytes(xlsx(STREETS))
    return add_form(device, file).row.hash


def begin(device: Workspace, form: str, mode: Mode = Mode.INTERVIEW) -> Interview:
    return Interview.start(device, form, language="", operator="Nadia", mode=mode)


def answer(
    device: Workspace, form: str, street: str, *, consent: str = "1", mode: Mode = Mode.INTERVIEW
) -> str:
    interview = begin(device, form, mode)
    interview.answer("/data/consent", consent)
    interview.answer("/data/street", street)
    interview.answer("/data/name", "Amal")
    return interview.finish().submission


def street_offered(device: Workspace, form: str, mode: Mode = Mode.INTERVIEW) -> str:
    interview = begin(device, form, mode)
    assert interview.session.value("/data/name") == "", "only what the form marks is kept"
    offered = interview.session.value("/data/street")
    interview.discard()
    return offered


def test_the_form_keeps_what_it_marks_from_the_response_finished_last(
    device: Workspace, streets: str
) -> None:
    assert street_offered(device, streets) == ""
    answer(device, streets, "Rue Oued")
    assert street_offered(device, streets) == "Rue Oued"
    answer(device, streets, "Avenue Mohammed V")
    assert street_offered(device, streets) == "Avenue Mohammed V"


def test_another_version_of_the_form_keeps_it_too(
    device: Workspace, streets: str, tmp_path: Path
) -> None:
    answer(device, streets, "Rue Oued")
    file = tmp_path / "again" / "streets.xlsx"
    file.parent.mkdir()
    file.write_bytes(xlsx(STREETS.replace("| Name |", "| Your name |")))
    added = add_form(device, file).row
    assert added.hash != streets
    assert street_offered(device, added.hash) == "Rue Oued"


def test_a_draft_a_refusal_and_a_deleted_response_hand_nothing_on(
    device: Workspace, streets: str
) -> None:
    begin(device, streets).answer("/data/street", "Half a str")
    assert street_offered(device, streets) == ""
    answer(device, streets, "Rue Oued")
    answer(device, streets, "Said before declining", consent="0")
    assert street_offered(device, streets) == "Rue Oued"
    gone = answer(device, streets, "Wrong street")
    delete_response(device, gone, reason="twice", operator="Nadia")
    assert street_offered(device, streets) == "Rue Oued"


def test_nothing_goes_into_a_kiosk_or_comes_out_of_one(device: Workspace, streets: str) -> None:
    answer(device, streets, "Rue Oued")
    assert street_offered(device, streets, Mode.KIOSK) == ""
    answer(device, streets, "Of a stranger", mode=Mode.KIOSK)
    assert street_offered(device, streets) == "Rue Oued"


def test_a_draft_taken_up_again_keeps_what_stands_in_it(device: Workspace, streets: str) -> None:
    answer(device, streets, "Rue Oued")
    interview = begin(device, streets)
    interview.answer("/data/street", "")
    answer(device, streets, "Avenue Mohammed V")
    again = Interview.resume(device, interview.draft_id)
    assert again.session.value("/data/street") == ""
