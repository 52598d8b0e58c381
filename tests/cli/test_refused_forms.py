"""The verbs with a stored form that this version of the app refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from surveyapp.services.collect import Interview
from surveyapp.services.stops import choose_stop
from surveyapp.services.workspace import Workspace
from surveyapp.text.bidi import strip_isolates
from tests.cli.conftest import Type
from tests.services.forms import REFUSED, add, version

CANNOT = "Shoes: This version of the app cannot open this form: The constraint of /data/name"


def test_lists_and_status_tell_it(type_verb: Type, data: Path) -> None:
    with Workspace.open(data) as device:
        add(device, version("2", "name", REFUSED))
    for verb in (("form", "list"), ("status",)):
        shown = type_verb(*verb, "--data", data, "--lang", "en")
        assert shown.code == 0
        assert CANNOT in strip_isolates(shown.out)
        forms = type_verb(*verb, "--data", data, "--lang", "en", "--json").json["forms"]
        refusals = {form["form_id"]: strip_isolates(form["refusal"]) for form in forms}
        assert refusals["company_feedback"] == ""
        assert "only-elsewhere() is not a known function." in refusals["shoes"]


def test_an_export_tells_what_is_not_in_it(type_verb: Type, data: Path, tmp_path: Path) -> None:
    with Workspace.open(data) as device:
        choose_stop(device, region="MA-12", first_day=date(2026, 12, 26), place="Dakhla")
        refused = add(device, version("2", "name", REFUSED))
        opened = add(device, version("1", "name"))
        for name in ("A", "B"):
            interview = Interview.start(device, opened, language="en", operator="Nadia")
            interview.answer("/data/name", name)
            if name == "A":
                # As an app did that knows the function: the answers are of that version.
                draft = device.store.draft(interview.draft_id)
                device.store.save_draft(replace(draft, form_hash=refused))
            interview.finish()
    shown = type_verb("export", tmp_path / "out.xlsx", "--data", data, "--lang", "en")
    assert shown.code == 0
    said = strip_isolates(shown.out)
    assert "1 row" in said
    assert "Left out: 1, given with “Shoes” (version 2), which this version of the app" in said
    found = type_verb("responses", "find", "--data", data, "--lang", "en")
    assert found.out.count("Shoes") == 2
