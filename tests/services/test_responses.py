"""Finding a response again: by what its respondent said, wrote on a card, or where it was given."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from surveyapp.services.collect import Interview
from surveyapp.services.forms import add_form, form_for
from surveyapp.services.responses import ResponseQuery, ResponseRow, find_responses
from surveyapp.services.stops import choose_stop
from surveyapp.services.workspace import Workspace
from surveyapp.store import RevisionKind, Standing
from tests.services.conftest import Clock

VISITORS = """
| survey   |      |          |             |               |               |
|          | type | name     | label       | bind::sa:pii  | bind::sa:fill |
|          | text | company  | Your firm?  | firm          |               |
|          | text | visitor  | Your name?  | person        |               |
|          | text | card     | Badge       |               | badge         |
|          | text | wish     | A wish?     |               |               |
| settings |           |          |                                    |
|          | form_id   | form_title | namespaces                       |
|          | visitors  | زوار المنتدى | sa="urn:surveyapp:xforms" |
"""


@pytest.fixture
def hall(device: Workspace, tmp_path: Path) -> Workspace:
    """A device that asks visitors for their firm, name and badge."""
    path = tmp_path / "visitors.md"
    path.write_text(VISITORS, "utf-8")
    add_form(device, path)
    return device


def visits(hall: Workspace, clock: Clock, **answers: str) -> str:
    """Let a visitor answer and go; return the response's id."""
    clock.pass_by(minutes=3)
    form = form_for(hall, "visitors")
    interview = Interview.start(hall, form.hash, language="ar", operator="Nadia")
    for name, value in answers.items():
        interview.answer(f"/data/{name}", value)
    return interview.finish().submission


def found(hall: Workspace, text: str = "", **filters: object) -> list[str]:
    query = ResponseQuery(text, **filters)  # type: ignore[arg-type]
    return [row.person or row.firm for row in find_responses(hall, query, "fr").rows]


def test_a_response_is_found_however_its_words_are_typed(hall: Workspace, clock: Clock) -> None:
    visits(hall, clock, company="تعاونيّة الأركان", visitor="فاطمة الزهراء")
    visits(hall, clock, company="Société Générale d’Œuvres", visitor="Hélène", card="B-0042")
    assert found(hall) == ["Hélène", "فاطمة الزهراء"]  # newest first
    for typed in ("تعاونية", "الاركان فاطمه", "الزهرا"):
        assert found(hall, typed) == ["فاطمة الزهراء"], typed
    for typed in ("generale", "HELENE societe", "oeuvres", "b-00", "٠٠٤٢", "nadia hel"):
        assert found(hall, typed) == ["Hélène"], typed
    assert found(hall, "hélène فاطمة") == []
    assert found(hall, "   ") == ["Hélène", "فاطمة الزهراء"]


def test_the_code_on_the_respondents_card_finds_it(hall: Workspace, clock: Clock) -> None:
    visits(hall, clock, visitor="Omar")
    visits(hall, clock, visitor="Zineb")
    row: ResponseRow = find_responses(hall, ResponseQuery("zineb"), "fr").rows[0]
    assert found(hall, row.code) == ["Zineb"]
    assert found(hall, row.code.replace("-", "").lower()) == ["Zineb"]


def test_the_place_the_region_and_the_form_find_it_too(hall: Workspace, clock: Clock) -> None:
    visits(hall, clock, visitor="Omar")
    choose_stop(hall, region="MA-03", first_day=date(2027, 1, 9), place="Fès, CCIS")
    visits(hall, clock, visitor="Zineb")
    assert found(hall, "fes") == ["Zineb"]
    assert found(hall, "الداخلة") == ["Omar"]  # its region, in a language the list is not in
    assert found(hall, "MA-12_2026") == ["Omar"]
    assert found(hall, "زوار") == ["Zineb", "Omar"]
    assert found(hall, stop="MA-03_2027-01-09") == ["Zineb"]
    assert found(hall, form_id="company_feedback") == []
    assert found(hall, operator="Nadia") == ["Zineb", "Omar"]
    assert found(hall, operator="Omar") == []
    assert hall.store.operators() == ("Nadia",)
    places = [row.place for row in find_responses(hall, ResponseQuery(), "fr").rows]
    assert places == ["Fès, CCIS", "Dakhla, wilaya"]


def test_what_is_not_in_the_summary_is_not_searched(hall: Workspace, clock: Clock) -> None:
    visits(hall, clock, visitor="Omar", wish="un secret")
    assert found(hall, "secret") == []


def removes(hall: Workspace, submission: str, kind: RevisionKind) -> None:
    shown = hall.store.submission(submission)
    hall.store.append(
        kind=kind,
        submission=submission,
        parents=(shown.revision,),
        document="",
        form_id=shown.form_id,
        form_hash=shown.form_hash,
        stop=shown.stop,
        operator="Omar",
        reason="asked for",
    )


def test_a_deleted_response_keeps_its_name_and_an_erased_one_does_not(
    hall: Workspace, clock: Clock
) -> None:
    kept = visits(hall, clock, visitor="Omar")
    gone = visits(hall, clock, visitor="Zineb")
    removes(hall, gone, RevisionKind.DELETE)
    assert found(hall) == ["Omar"]
    assert found(hall, "zineb", standing=Standing.DELETED) == ["Zineb"]
    assert found(hall, standing=Standing.ALL) == ["Zineb", "Omar"]
    removes(hall, gone, RevisionKind.ERASE)
    assert found(hall, "zineb", standing=Standing.ALL) == []
    (row,) = find_responses(hall, ResponseQuery(standing=Standing.ERASED), "fr").rows
    assert (row.id, row.name, row.firm, row.person) == (gone, "", "", "")
    assert hall.store.submission(kept).kind == "create"
    assert hall.store.check().ok


def test_a_long_list_comes_in_stretches(hall: Workspace, clock: Clock) -> None:
    everyone = [visits(hall, clock, visitor=f"Visitor {n}") for n in range(7)]
    came: list[str] = []
    after = None
    while True:
        stretch = find_responses(hall, ResponseQuery("visitor"), "fr", after=after, limit=3)
        assert stretch.total == 7
        came += [row.id for row in stretch.rows]
        if stretch.last is None:
            break
        after = stretch.last
    assert came == everyone[::-1]
