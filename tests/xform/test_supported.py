"""The table of what is supported says what pyxform, the specification and the engine say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pyxform import aliases, constants
from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

from surveyapp.errors import UserError
from surveyapp.xform import FormSession
from surveyapp.xform.loading import EVENTS
from surveyapp.xform.supported import FEATURES, Feature, Kind, Support, appearance, as_markdown
from surveyapp.xform.xpath.functions import FUNCTIONS
from tests.support.problems import survey, warned
from tests.xform.forms import form, noon, xform

ROOT = Path(__file__).parents[2]
SPECIFIED = ROOT.parent / "shared" / "conformance" / "odk-spec-functions.json"


def _rows(kind: Kind, *supports: Support) -> list[Feature]:
    return [f for f in FEATURES if f.kind is kind and (not supports or f.support in supports)]


TYPES = [f for f in _rows(Kind.TYPE) if not f.name.startswith(("begin", "end_"))]


def test_no_name_stands_twice() -> None:
    names = [(f.kind, name) for f in FEATURES for name in (f.name, *f.also)]
    assert len(names) == len(set(names))


def test_what_is_not_whole_says_why() -> None:
    assert all(bool(f.note) is (f.support is not Support.FULL) for f in FEATURES)


def test_functions_are_those_of_the_engine() -> None:
    assert {f.name for f in _rows(Kind.FUNCTION, Support.FULL)} == set(FUNCTIONS)
    assert not {f.name for f in _rows(Kind.FUNCTION, Support.NONE)} & set(FUNCTIONS)


def test_functions_are_those_of_the_specification() -> None:
    if not SPECIFIED.exists():
        pytest.skip(f"the specification's list of functions is not at {SPECIFIED}")
    specified = {each["name"] for each in json.loads(SPECIFIED.read_text())["functions"]}
    assert specified <= {f.name for f in _rows(Kind.FUNCTION, Support.FULL)}


@pytest.mark.parametrize("feature", _rows(Kind.FUNCTION, Support.NONE), ids=lambda f: f.name)
def test_a_refused_function_is_refused(feature: Feature) -> None:
    with pytest.raises(UserError, match=f"{feature.name}\\(\\) is not a known function"):
        xform("<a/>", f'<bind nodeset="/data/a" calculate="{feature.name}(1)"/>')


def test_types_are_those_of_pyxform() -> None:
    known = set(QUESTION_TYPE_DICT) | set(aliases.select) | set(aliases._type_alias_map)
    known |= constants.EXTERNAL_INSTANCE_TYPES
    ours = {name for f in TYPES for name in (f.name, *f.also)}
    assert ours == known


def test_events_are_those_of_the_engine() -> None:
    assert {f.name for f in _rows(Kind.EVENT)} == set(EVENTS)


def _table(feature: Feature) -> str:
    kind = feature.name
    if kind.endswith("from_file"):
        kind += " places.csv"
    elif kind == "select_one_external" or kind.startswith("select") or kind == "rank":
        kind += " towns"
    name = "audit" if kind == "audit" else "places" if kind.endswith("-external") else "q"
    calculation = "1 + 1" if kind == "calculate" else ""
    trigger = "${a}" if kind == "background-geopoint" else ""
    label = "" if name != "q" else "Q"
    external = ""
    if feature.name == "select_one_external":
        external = "| external_choices |\n| | list_name | name | label |\n| | towns | fes | Fès |\n"
    filtered = "name != ${a}" if external else ""
    return (
        "| survey |\n"
        "| | type | name | label | calculation | trigger | choice_filter |\n"
        "| | text | a | A | | | |\n"
        f"| | {kind} | {name} | {label} | {calculation} | {trigger} | {filtered} |\n"
        "| choices |\n| | list_name | name | label |\n| | towns | fes | Fès |\n" + external
    )


@pytest.mark.parametrize("feature", TYPES, ids=lambda f: f.name)
def test_every_type_opens_and_goes_out(feature: Feature) -> None:
    towns = {"places.csv": "name,label\nfes,Fès\n", "places.xml": "<root/>"}
    session = FormSession(form(_table(feature)), now=noon, resources=towns)
    session.answer("/data/a", "yes")
    assert session.finalize() == ()
    again = FormSession.resume_xml(session.definition, session.to_xml(), now=noon, resources=towns)
    assert again.to_xml() == session.to_xml()
    assert not again.resumed


@pytest.mark.parametrize(
    "feature", [f for f in TYPES if f.support is Support.PART], ids=lambda f: f.name
)
def test_a_degraded_type_is_told_with_its_place(feature: Feature) -> None:
    if feature.name == "select_one_external":
        lines = warned(survey("| | type | name | label |\n| | select_one_external t | q | Q |"))
    else:
        lines = warned(_table(feature))
    assert any(line.startswith(("survey:3:", "survey:2:")) for line in lines)
    assert any(line.endswith(f" {feature.note}") for line in lines)


@pytest.mark.parametrize(
    "feature", [f for f in TYPES if f.support is Support.FULL], ids=lambda f: f.name
)
def test_nothing_is_told_of_a_supported_type(feature: Feature) -> None:
    notes = {f.note for f in FEATURES if f.note}
    assert not any(line.partition(" ")[2] in notes for line in warned(_table(feature)))


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("search('towns')", "search()"),
        ("minimal search('towns', 'matches', 'a', ${a})", "search()"),
        ("w4 signature", "signature"),
        ("ex:org.app.scan(a='b c')", "ex:"),
    ],
)
def test_a_degraded_appearance_is_told(written: str, name: str) -> None:
    look = appearance(name)
    assert look is not None
    assert look.support is Support.PART
    table = survey(f"| | type | name | label | appearance |\n| | text | a | A | {written} |")
    assert [line for line in warned(table) if line.endswith(look.note)] == [
        f"survey:2:D {look.note}"
    ]


@pytest.mark.parametrize("written", ["multiline", "w4", "columns-3", "compact-2", "own-word"])
def test_nothing_is_told_of_other_appearances(written: str) -> None:
    assert not warned(
        survey(f"| | type | name | label | appearance |\n| | text | a | A | {written} |")
    )


def test_the_page_of_the_engine_prints_the_table() -> None:
    page = (ROOT / "surveyapp" / "xform" / "README.md").read_text(encoding="utf-8")
    _, _, rest = page.partition("## What is supported\n")
    section, _, _ = rest.partition("\n## ")
    assert section.strip().endswith(as_markdown().strip())
