"""Continuing a draft: in its own version of the form; what is told where that does not open."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from surveyapp.errors import UserError
from surveyapp.services.collect import Interview
from surveyapp.services.versions import Concerned
from surveyapp.services.workspace import Workspace
from tests.services.forms import ASKED, REFUSED, add, version


def draft_in(device: Workspace, opened: str, moved: str, **answers: str) -> str:
    """Fill in one version, and have the draft lie in another that asks the same."""
    interview = Interview.start(device, opened, language="en", operator="Nadia")
    for name, value in answers.items():
        interview.answer(f"/data/{name}", value)
    draft = replace(device.store.draft(interview.draft_id), form_hash=moved)
    device.store.save_draft(draft)
    return draft.id


def test_a_draft_goes_on_in_its_own_version_though_a_newer_one_is_here(device: Workspace) -> None:
    first = add(device, version("1", "name shoe"))
    interview = Interview.start(device, first, language="en", operator="Nadia")
    interview.answer("/data/shoe", "38")
    add(device, version("2", "name"))
    again = Interview.resume(device, interview.draft_id)
    assert again.form_hash == first
    assert again.session.value("/data/shoe") == "38"
    assert not again.fit


def test_what_no_longer_fits_is_told_with_numbers_and_labels(device: Workspace) -> None:
    first = add(device, version("1", "name shoe town age"))
    gone = add(device, version("1b", "name shoe town age", REFUSED))
    newest = add(device, version("2", "name town age more", ASKED, towns="fes"))
    draft = draft_in(device, first, gone, name="A", shoe="38", town="taza", age="forty")

    interview = Interview.resume(device, draft)
    assert interview.form_hash == newest
    fit = interview.fit
    assert fit
    assert (fit.made_in, fit.opened_in) == ("1", "2")
    assert fit.kept_aside == Concerned(1, ("Your shoe",)), "as a version that opens calls it"
    assert fit.not_offered == Concerned(1, ("Your town",))
    assert fit.misfits == Concerned(1, ("Your age",))
    assert fit.newly_asked == Concerned(1, ("Your more",))
    assert not fit.restored

    interview.answer("/data/more", "x")
    again = Interview.resume(device, draft)
    assert again.form_hash == newest, "from here on this is its version"
    assert again.fit.kept_aside == Concerned(1, ("Your shoe",))
    assert again.fit.made_in == again.fit.opened_in
    again.answer("/data/town", "fes")
    again.answer("/data/age", "40")
    again.finish()
    (submission,) = device.store.submissions()
    assert json.loads(submission.document)["unplaced"] == {"/data/shoe": "38"}


def test_a_question_that_no_version_here_knows_is_called_by_its_name(device: Workspace) -> None:
    gone = add(device, version("1", "name shoe", REFUSED))
    newest = add(device, version("2", "name"))
    draft = draft_in(device, newest, gone, name="A")
    stored = device.store.draft(draft)
    content = json.loads(stored.document)
    content["data"]["shoe"] = "38"
    device.store.save_draft(replace(stored, document=json.dumps(content)))
    assert Interview.resume(device, draft).fit.kept_aside == Concerned(1, ("shoe",))


def test_an_answer_that_has_its_place_again_is_told(device: Workspace) -> None:
    first = add(device, version("1", "name"))
    gone = add(device, version("1b", "name", REFUSED))
    draft = draft_in(device, first, gone, name="A")
    stored = device.store.draft(draft)
    content = json.loads(stored.document) | {"unplaced": {"/data/shoe": "38"}}
    device.store.save_draft(replace(stored, document=json.dumps(content)))
    add(device, version("3", "name shoe"))
    interview = Interview.resume(device, draft)
    assert interview.session.value("/data/shoe") == "38"
    assert interview.fit.restored == Concerned(1, ("Your shoe",))


def test_a_draft_that_no_version_can_take_says_why(device: Workspace) -> None:
    gone = add(device, version("1", "name", REFUSED))
    opened = add(device, version("1", "name").replace("shoes", "gloves"), "gloves")
    draft = draft_in(device, opened, gone, name="A")
    with pytest.raises(UserError, match="cannot be read"):
        Interview.resume(device, draft)
    assert device.store.draft(draft).form_hash == gone, "it waits as it was"
