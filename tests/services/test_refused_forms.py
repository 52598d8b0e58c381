"""A stored form that this version of the app refuses: it is told, and everything else goes on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from surveyapp.errors import UserError
from surveyapp.services.categories import Categories
from surveyapp.services.collect import Interview
from surveyapp.services.drafts import discard_draft, discarded_rows
from surveyapp.services.export import export_contacts, export_workbook
from surveyapp.services.faces import face_of
from surveyapp.services.forms import list_forms
from surveyapp.services.history import history
from surveyapp.services.plain_copy import export_sqlite
from surveyapp.services.reading import read_response
from surveyapp.services.responses import ResponseQuery, find_responses
from surveyapp.services.status import device_status, home_summary
from surveyapp.services.workspace import Workspace
from surveyapp.store import RevisionKind
from surveyapp.text import load_words
from tests.services.forms import REFUSED, add, version


def answered_in_what_is_refused_now(device: Workspace) -> str:
    """Leave one response and one draft in a form that does not open any more."""
    opened = add(device, version("1", "name").replace("shoes", "gloves"), "gloves")
    for name in ("A", "B"):
        interview = Interview.start(device, opened, language="en", operator="Nadia")
        interview.answer("/data/name", name)
        if name == "A":
            interview.finish()
    draft = device.store.draft(interview.draft_id)
    # The same form, in the hands of an app that does not know a function of it.
    refused = add(device, version("2", "name", REFUSED).replace("shoes", "gloves"), "gloves")
    device.store.save_draft(replace(draft, form_hash=refused))
    return refused


def test_lists_name_it_as_it_is_stored_and_say_why(device: Workspace) -> None:
    refused = add(device, version("1", "name", REFUSED))
    rows = {row.form_id: row for row in list_forms(device, "fr")}
    assert rows["company_feedback"].refusal is None
    assert (rows["shoes"].title, rows["shoes"].questions) == ("Shoes", 0)
    assert str(rows["shoes"].refusal).startswith(
        "This version of the app cannot open this form: The constraint of /data/name cannot be read"
    )
    assert "Shoes" in {form.title for form in home_summary(device, "ar").forms}
    assert "Shoes" in {form.title for form in device_status(device, "ar").forms}
    with pytest.raises(UserError, match="cannot be read"):
        Interview.start(device, refused, language="en")


def test_it_is_never_the_one_that_is_begun_with(empty: Workspace) -> None:
    add(empty, version("1", "name", REFUSED))
    summary = home_summary(empty, "en")
    assert summary.main_form is None
    assert [form.title for form in summary.forms] == ["Shoes"]


def test_an_older_version_that_opens_can_go_on_being_asked(empty: Workspace) -> None:
    first = add(empty, version("1", "name"))
    add(empty, version("1b", "name", REFUSED))
    add(empty, version("2", "name age", REFUSED))
    summary = home_summary(empty, "en")
    assert [form.version for form in summary.forms] == ["2", "1"]
    assert summary.main_form is not None
    assert summary.main_form.hash == first


def test_another_version_of_the_app_looks_again(device: Workspace) -> None:
    form = add(device, version("1", "name shoe"))
    kept = face_of(device, form)
    assert kept.questions == 2
    device.store.keep(
        f"form-face/{form}",
        '{"titles": {"": "Old"}, "default_language": "", '
        '"questions": 9, "purpose": "", "read_by": "0.0.1"}',
    )
    assert face_of(device, form) == kept


def test_its_drafts_and_responses_stay_in_the_lists(device: Workspace) -> None:
    answered_in_what_is_refused_now(device)
    summary = home_summary(device, "en")
    assert [draft.form_title for draft in summary.drafts] == ["Shoes"]
    found = find_responses(device, ResponseQuery(text="shoes"), "en")
    assert [row.form_title for row in found.rows] == ["Shoes"]
    discard_draft(device, summary.drafts[0].id)
    assert [row.form_title for row in discarded_rows(device, "en")] == ["Shoes"]


def test_exports_leave_its_responses_out_and_say_so(
    device: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for form_id in ("shoes", "gloves"):
        form = add(device, version("1", "name").replace("shoes", form_id), form_id)
        interview = Interview.start(device, form, language="en", operator="Nadia")
        interview.answer("/data/name", form_id)
        interview.finish()
    now_refused = {form}

    def refusal(form_hash: str) -> UserError | None:
        return UserError("It knows another function.") if form_hash in now_refused else None

    monkeypatch.setattr(device, "refusal", refusal)
    told = (
        "Left out: 1, given with “Shoes” (version 1), which this version of the app cannot open: "
        "It knows another function. They are kept, and packages carry them."
    )
    report = export_workbook(device, tmp_path / "all.xlsx", "en")
    assert report.rows == 1
    assert [str(each) for each in report.left_out] == [told]
    copy = export_sqlite(device, tmp_path / "all.sqlite", "en")
    assert [str(each) for each in copy.left_out] == [told]
    assert copy.rows == 1
    assert [str(e) for e in export_contacts(device, tmp_path / "who.xlsx", "en").left_out] == [told]

    now_refused.update(each.hash for each in device.store.forms())
    with pytest.raises(UserError, match="Left out: 1, given with “Shoes”"):
        export_workbook(device, tmp_path / "none.xlsx", "en")


def test_a_response_of_it_is_listed_and_its_history_is_told_without_answers(
    device: Workspace,
) -> None:
    refused = answered_in_what_is_refused_now(device)
    [shown] = device.store.submissions("gloves")
    device.store.append(
        kind=RevisionKind.EDIT,
        submission=shown.id,
        parents=(shown.revision,),
        document=shown.document.replace('"A"', '"Z"'),
        form_id=shown.form_id,
        form_hash=refused,
        stop="MA-03_2027-01-09",
        operator="Omar",
        reason="with a newer app",
    )
    words = load_words("en")
    read = read_response(device, shown.id, words)
    assert read.passages == ()
    assert str(read.unreadable).startswith("The constraint of /data/name cannot be read")
    [row] = find_responses(device, ResponseQuery(form_id="gloves"), "en").rows
    assert Categories(device, "en").of(row.id) == ""
    first, last = history(device, shown.id, words)
    assert (last.reason, [change.label for change in last.changes]) == (
        "with a newer app",
        ["Stop"],
    )
    assert first.restorable
