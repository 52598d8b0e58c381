"""The table of what is supported says what pyxform, the specification and the engine say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pyxform import aliases, constants
from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

from surveyapp.errors import UserError
from surveyapp.xform import FormSession
from surveyapp.xform.binds import ATTRIBUTES
from surveyapp.xform.body import CONTROLS, EVENTS
from surveyapp.xform.describing import DATA_TYPES
from surveyapp.xform.resources import LAST_SAVED
from surveyapp.xform.safe_xml import JR, ROSA, SURVEYAPP
from surveyapp.xform.supported import (
    FEATURES,
    HANDED_OVER,
    NO_APPEARANCE,
    UNKNOWN,
    Feature,
    Kind,
    Support,
    appearance,
    as_markdown,
    feature,
)
from surveyapp.xform.xlsform import import_xlsform
from surveyapp.xform.xpath.functions import FUNCTIONS
from tests.support.problems import survey, warned
from tests.xform.forms import form, noon, xform, xform_source

ROOT = Path(__file__).parents[2]
SPECIFIED = ROOT.parent / "shared" / "conformance" / "odk-spec-functions.json"


def _rows(kind: Kind, *supports: Support) -> list[Feature]:
    return [f for f in FEATURES if f.kind is kind and (not supports or f.support in supports)]


def _names(kind: Kind, *supports: Support) -> set[str]:
    return {name for row in _rows(kind, *supports) for name in (row.name, *row.also)}


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


# What the specification names (getodk/xforms-spec at 9fe248c, 2024-03-20), and what Collect and
# pyxform know besides: rows of their own in audits, recordings, odk-instance-load, SIM cards.
SPECIFICATION = {
    Kind.CONTROL: "input select1 select upload trigger range rank group repeat",
    Kind.BIND: "nodeset type readonly required relevant constraint calculate saveIncomplete "
    "jr:requiredMsg jr:constraintMsg jr:preload jr:preloadParams orx:max-pixels "
    "odk:location-priority odk:location-min-interval odk:location-max-age odk:track-changes "
    "odk:track-changes-reasons odk:identify-user entities:saveto",
    Kind.PRELOAD: "uid date/today timestamp/start timestamp/end property/deviceid property/email "
    "property/username property/phonenumber property/simserial property/subscriberid",
    Kind.ACTION: "setvalue odk:setgeopoint odk:recordaudio",
    Kind.EVENT: "odk-instance-first-load odk-instance-load odk-new-repeat xforms-value-changed "
    "xforms-ready",
    Kind.DATA: "string int boolean decimal date time datetime geopoint geotrace geoshape binary "
    "barcode intent",
    Kind.INSTANCE: "jr://file jr://file-csv jr://instance/last-saved",
    Kind.SUBMISSION: "action method base64RsaPublicKey orx:auto-send orx:auto-delete odk:prefix "
    "odk:delimiter odk:tag odk:client-editable",
    # As the pages of XLSForm, ODK and Enketo name them (2026-11).
    Kind.APPEARANCE: "multiline numbers thousands-sep masked counter url ex: hidden-answer printer "
    "no-calendar month-year year ethiopian coptic islamic bikram-sambat myanmar persian buddhist "
    "minimal quick search autocomplete columns columns-pack no-buttons likert map image-map label "
    "list-nolabel list table-list field-list rating vertical no-ticks picker maps placement-map "
    "signature annotate draw new new-front selfie bearing compact quickcompact horizontal "
    "horizontal-compact w no-collapse comment distress analog-scale",
    Kind.ATTRIBUTE: "ref nodeset appearance class start end step rows query mediatype "
    "jr:count jr:noAddRemove accuracyThreshold unacceptableAccuracyThreshold incremental autoplay",
}


@pytest.mark.parametrize("kind", SPECIFICATION)
def test_nothing_of_the_specification_is_left_out(kind: Kind) -> None:
    assert [name for name in SPECIFICATION[kind].split() if feature(kind, name) is None] == []


def test_controls_are_those_of_the_engine() -> None:
    assert _names(Kind.CONTROL) == {*CONTROLS, "group", "repeat"}


def test_data_types_are_those_of_the_engine() -> None:
    # Whatever else a bind says is text.
    assert _names(Kind.DATA) == {*DATA_TYPES, "string", "select", "select1", "rank"}


def test_bind_attributes_are_those_that_the_engine_reads() -> None:
    read = {
        name.replace(JR, "jr:").replace(ROSA, "orx:")
        for name in ATTRIBUTES
        if not name.startswith(SURVEYAPP)
    }
    # What a bind belongs to; and what is carried to whoever keeps lists of entities.
    elsewhere = {"nodeset", "ref", "id", "entities:saveto"}
    assert _names(Kind.BIND, Support.FULL) == read | elsewhere
    assert not _names(Kind.BIND, Support.PART) & read


@pytest.mark.parametrize("row", _rows(Kind.PRELOAD), ids=lambda f: f.name)
def test_a_preload_fills_in_what_the_table_says(row: Feature) -> None:
    preload, _, parameters = row.name.partition("/")
    bind = f'<bind nodeset="/data/a" jr:preload="{preload}" jr:preloadParams="{parameters}"/>'
    device = dict.fromkeys(("deviceid", "email", "phonenumber", "username"), "known")
    session = FormSession(xform("<a/>", bind), now=noon, device=device)
    session.finalize()
    assert bool(session.value("/data/a")) is (row.support is Support.FULL)


@pytest.mark.parametrize("row", _rows(Kind.ACTION), ids=lambda f: f.name)
def test_an_action_does_what_the_table_says(row: Feature) -> None:
    action = f'<{row.name} event="odk-instance-first-load" ref="/data/a" value="1"/>'
    session = FormSession(xform("<a/>", action), now=noon)
    assert bool(session.value("/data/a")) is (row.support is Support.FULL)


@pytest.mark.parametrize("row", _rows(Kind.EVENT), ids=lambda f: f.name)
def test_an_event_happens_as_the_table_says(row: Feature) -> None:
    """A form is begun, a question answered, a row added: whatever can happen has happened."""
    action = f'<setvalue event="{row.name}" ref="/data/{{}}" value="1"/>'
    definition = xform(
        "<a/><b/><r><c/></r>",
        action.format("b"),
        f"""<input ref="/data/a"><label>A</label>{action.format("b")}</input>
        <group ref="/data/r"><repeat nodeset="/data/r">{action.format("r/c")}
        <input ref="/data/r/c"><label>C</label></input></repeat></group>""",
    )
    session = FormSession(definition, now=noon)
    session.answer("/data/a", "answered")
    session.add_repeat("/data/r")
    happened = session.value("/data/b") or session.value("/data/r[2]/c")
    assert bool(happened) is (row.support is Support.FULL)


@pytest.mark.parametrize("row", _rows(Kind.INSTANCE), ids=lambda f: f.name)
def test_a_list_comes_from_where_the_table_says(row: Feature, tmp_path: Path) -> None:
    source = row.name if row.name == LAST_SAVED else f"{row.name}/towns.csv"
    path = tmp_path / "form.xml"
    path.write_text(
        xform_source(
            "<a/>", """<bind nodeset="/data/a" calculate="count(instance('l')/*/*)"/>"""
        ).replace("</instance>", f'</instance><instance id="l" src="{source}"/>', 1)
    )
    (tmp_path / "form-media").mkdir()
    (tmp_path / "form-media" / "towns.csv").write_text("name,label\nfes,Fès\n", encoding="utf-8")
    before = {"last-saved": "<data><a>1</a></data>"}
    session = FormSession(import_xlsform(path).definition, now=noon, resources=before)
    assert (session.value("/data/a") == "1") is (row.support is Support.FULL)


def test_submissions_go_nowhere_by_themselves() -> None:
    assert not _names(Kind.SUBMISSION, Support.FULL)


TOLD = [
    row
    for row in FEATURES
    if row.kind not in (Kind.TYPE, Kind.APPEARANCE, Kind.FUNCTION, Kind.CONTROL)
]
WAYS = {
    Kind.BIND: '<bind nodeset="/data/a" {}="1"/>',
    Kind.DATA: '<bind nodeset="/data/a" type="{}"/>',
    Kind.ACTION: '<{} event="odk-instance-first-load" ref="/data/a" value="1"/>',
    Kind.EVENT: '<setvalue event="{}" ref="/data/a" value="1"/>',
    Kind.INSTANCE: '<instance id="l" src="{}/l"/>',
    Kind.SUBMISSION: '<submission {}="1"/>',
}


LINES = {Kind.ATTRIBUTE: "Line 8, "}  # of the body; all else stands above it


def _noticed(kind: Kind, name: str) -> list[str]:
    body = ""
    if kind is Kind.PRELOAD:
        preload, _, parameters = name.partition("/")
        binds = f'<bind nodeset="/data/a" jr:preload="{preload}" jr:preloadParams="{parameters}"/>'
    elif kind is Kind.ATTRIBUTE:
        binds = ""
        body = f'<input ref="/data/a" {name}="1"><label>A</label></input>'
    else:
        binds = WAYS[kind].format(name)
    source = xform_source("<a/>", binds, body).replace(
        "xmlns:sa=", 'xmlns:entities="http://www.opendatakit.org/xforms/entities" xmlns:sa='
    )
    return [
        str(problem.placed)
        for problem in import_xlsform(source.encode(), name="f.xml").warnings
        if problem.message.message in ("{name}: {what}", HANDED_OVER)
    ]


@pytest.mark.parametrize(
    "row",
    [row for row in TOLD if row.support is Support.PART],
    ids=lambda f: f"{f.kind.name}-{f.name}",
)
def test_what_is_degraded_is_told_with_its_place(row: Feature) -> None:
    told = _noticed(row.kind, row.name)
    place = LINES.get(row.kind, "Line 6, ")
    assert [line for line in told if line.startswith(place) and line.endswith(row.note)]


@pytest.mark.parametrize(
    "row",
    [row for row in TOLD if row.support is Support.FULL and row.name != "nodeset"],
    ids=lambda f: f"{f.kind.name}-{f.name}",
)
def test_nothing_is_told_of_what_is_supported(row: Feature) -> None:
    value = {"jr:preload": "uid"}.get(row.name)
    if row.kind is Kind.BIND and (value or row.name in ("type", "ref")):
        return  # read together with its value, which stands in a part of its own
    if row.kind is Kind.ATTRIBUTE and row.name in ("ref", "bind", "nodeset"):
        return  # what the question is about
    assert _noticed(row.kind, row.name) == []


@pytest.mark.parametrize("kind", [*WAYS, Kind.PRELOAD, Kind.ATTRIBUTE])
def test_a_name_that_nobody_knows_is_told(kind: Kind) -> None:
    if kind is Kind.EVENT:
        return  # the engine refuses such a form
    (told,) = _noticed(kind, "misspelt")
    assert told.startswith(LINES.get(kind, "Line 6, "))
    assert told.endswith(f": {UNKNOWN}")
    assert ": misspelt" in told


def test_a_control_that_nobody_knows_is_told() -> None:
    body = "<slider ref='/data/a'><label>A</label></slider>"
    (told,) = import_xlsform(xform_source("<a/>", "", body).encode(), name="f.xml").warnings
    assert str(told.placed) == f"Line 8, /data/a: slider: {UNKNOWN}"


def test_every_control_is_asked_here() -> None:
    assert not _names(Kind.CONTROL, Support.PART)


def test_a_workbook_is_told_what_its_parameters_and_settings_ask() -> None:
    told = warned(
        survey(
            """
            | | type | name | label | parameters | noAppErrorString | bind::saveIncomplete |
            | | text | a | A | max-pixels=640 | No app | true() |
            """
        )
        + "| settings |\n| | public_key | auto_send |\n| | MIIB | true |\n"
    )
    places = [line.partition(": ")[0] for line in told]
    assert places == [
        "settings:2:A public_key",
        "settings:2:B auto_send",
        "survey:2:E jr:noAppErrorString",
        "survey:2:F saveIncomplete",
    ]


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
        ("w4 selfie", "selfie"),
        ("ex:org.app.scan(a='b c')", "ex:"),
    ],
)
def test_a_degraded_appearance_is_told(written: str, name: str) -> None:
    look = appearance(name)
    assert look is not None
    assert look.support is Support.PART
    table = survey(f"| | type | name | label | appearance |\n| | text | a | A | {written} |")
    assert [line for line in warned(table) if line.endswith(look.note)] == [
        f"survey:2:D {look.name}: {look.note}"
    ]


@pytest.mark.parametrize(
    "written", ["multiline", "columns-3", "compact-2", "field-list", "minimal  search"]
)
def test_nothing_is_told_of_other_appearances(written: str) -> None:
    assert not warned(
        survey(f"| | type | name | label | appearance |\n| | text | a | A | {written} |")
    )


@pytest.mark.parametrize("written", ["w3", "printer:org.app(a b)", "intent:call", "comments"])
def test_what_comes_in_many_spellings_is_known(written: str) -> None:
    told = warned(survey(f"| | type | name | label | appearance |\n| | text | a | A | {written} |"))
    assert told
    assert not [line for line in told if "no app knows" in line]


@pytest.mark.parametrize(
    ("written", "name", "near"),
    [
        ("minmal", "minmal", "minimal"),
        ("likret", "likret", "likert"),
        ("w4 no_calendar", "no_calendar", "no-calendar"),
        ("Image-map", "Image-map", "image-map"),
        ("zzz", "zzz", ""),
    ],
)
def test_an_appearance_nobody_knows_is_told(written: str, name: str, near: str) -> None:
    told = NO_APPEARANCE.format(name=name) + (f" Did you mean {near}?" if near else "")
    table = survey(f"| | type | name | label | appearance |\n| | text | a | A | {written} |")
    assert f"survey:2:D {told}" in warned(table)
    body = f'<input ref="/data/a" appearance="{written}"><label>A</label></input>'
    problems = import_xlsform(xform_source("<a/>", "", body).encode(), name="f.xml").warnings
    assert f"Line 8, /data/a: {told}" in [str(problem.placed) for problem in problems]


def test_the_same_slip_in_many_rows_is_told_once() -> None:
    rows = "".join(f"| | text | q{n} | Q{n} | minmal |\n" for n in range(9))
    table = survey("| | type | name | label | appearance |\n" + rows)
    (told,) = [line for line in warned(table) if "no app knows" in line]
    assert "The same holds for 8 more (rows 3, 4, 5, 6, 7, 8, 9, 10)." in told


def test_sending_is_told_once_and_calmly() -> None:
    submission = (
        '<submission id="s" resource="http://a.org" targetref="/data/a" method="get" '
        'replace="text" mode="synchronous"/>'
    )
    source = xform_source("<a/>", submission)
    problems = import_xlsform(source.encode(), name="f.xml").warnings
    told = [str(each.placed) for each in problems if each.path == "submission"]
    assert told == [f"Line 6, submission: {HANDED_OVER}"]


def test_pages_are_how_every_form_is_asked() -> None:
    table = survey("| | type | name | label |\n| | text | a | A |")
    assert not warned(table + "| settings |\n| | style |\n| | pages |\n")
    source = xform_source("<a/>", "", '<input ref="/data/a"><label>A</label></input>')
    for style, told in (("pages", 0), ("theme-grid", 1)):
        styled = source.replace("<h:body>", f'<h:body class="{style}">')
        assert styled != source
        problems = import_xlsform(styled.encode(), name="f.xml").warnings
        assert len([each for each in problems if "styles" in str(each.message)]) == told


def test_a_workbook_is_told_what_only_styles_and_text_messages_need() -> None:
    told = warned(
        survey(
            """
            | | type | name | label | compact_tag | body::accuracyThreshold |
            | | text | a    | A     | x           | 5                       |
            """
        )
        + "| settings |\n| | style | prefix | delimiter |\n| | theme-grid pages | p | + |\n"
    )
    assert [line.partition(": ")[0] for line in told] == [
        "settings:2:A style",
        "settings:2:B prefix",
        "settings:2:C delimiter",
        "survey:2:D odk:tag",
        "survey:2:E accuracyThreshold",
    ]


def test_the_page_of_the_engine_prints_the_table() -> None:
    page = (ROOT / "surveyapp" / "xform" / "README.md").read_text(encoding="utf-8")
    _, _, rest = page.partition("## What is supported\n")
    section, _, _ = rest.partition("\n## ")
    assert section.strip().endswith(as_markdown().strip())
