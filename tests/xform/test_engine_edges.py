"""Forms that are unusual, wrong or hostile, and files around a form."""

from __future__ import annotations

import gc
import time
from pathlib import Path

import pytest

from surveyapp.errors import UserError
from surveyapp.xform import FormSession, ProblemKind, parse_xform
from surveyapp.xform.resources import Resource
from tests.xform.forms import form, noon, xform, xform_source


def calculated(expression: str, data: str = "<a>3</a><b/>", binds: str = "") -> str:
    """Return what ``/data/b`` is calculated to."""
    definition = xform(data, f'<bind nodeset="/data/b" calculate="{expression}"/>{binds}')
    return FormSession(definition, now=noon).value("/data/b")


# --- forms that cannot be ---


@pytest.mark.parametrize(
    ("bind", "told"),
    [
        ('<bind nodeset="/data/a" calculate="nonsense(1)"/>', "nonsense() is not a known function"),
        ('<bind nodeset="/data/a" calculate="1 +"/>', "ends too early"),
        ('<bind nodeset="/data/a" constraint="substr(.)"/>', "needs at least 2"),
        ('<bind nodeset="/data/a" calculate=". + 1"/>', "/data/a → /data/a"),
        (
            """<bind nodeset="/data/a" calculate="/data/b"/>
            <bind nodeset="/data/b" relevant="/data/a = 1"/>""",
            "wait for each other",
        ),
        ('<setvalue event="odk-instance-first-load" value="1"/>', "does not say where"),
    ],
)
def test_a_form_that_cannot_be_says_why(bind: str, told: str) -> None:
    with pytest.raises(UserError) as problem:
        xform("<a/><b/>", bind)
    assert told in str(problem.value)


def test_the_collector_runs_again_after_a_form_that_is_none() -> None:
    with pytest.raises(UserError):
        parse_xform(b"<h:html xmlns:h='http://www.w3.org/1999/xhtml'/>")
    assert gc.isenabled()
    assert not gc.get_freeze_count()


def test_a_circle_is_told_along_its_way() -> None:
    with pytest.raises(UserError) as problem:
        xform(
            "<a/><b/><c/><d/>",
            "".join(
                f'<bind nodeset="/data/{one}" calculate="/data/{other} + 1"/>'
                for one, other in ("ab", "bc", "ca", "da")
            ),
        )
    path = str(problem.value.parameters["path"]).split(" → ")
    assert path[0] == path[-1]
    assert set(path) == {"/data/a", "/data/b", "/data/c"}


@pytest.mark.parametrize(
    "xml",
    [
        b"not xml at all",
        b"<html/>",
        b"<h:html xmlns:h='http://www.w3.org/1999/xhtml'><h:head><model/></h:head></h:html>",
        b"<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
        b"<a><b></a>",
        b"",
    ],
)
def test_what_is_no_form_is_refused_in_words(xml: bytes) -> None:
    with pytest.raises(UserError):
        parse_xform(xml)


def test_an_entity_bomb_is_refused_at_once() -> None:
    entities = '<!ENTITY e0 "ha">' + "".join(
        f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 12)
    )
    started = time.monotonic()
    with pytest.raises(UserError, match="document type"):
        parse_xform(f"<!DOCTYPE h [{entities}]><h>&e11;</h>".encode())
    assert time.monotonic() - started < 1


def test_ten_thousand_brackets_are_refused_at_once() -> None:
    deep = "(" * 10_000 + "1" + ")" * 10_000
    with pytest.raises(UserError, match="nested"):
        xform("<a/>", f'<bind nodeset="/data/a" calculate="{deep}"/>')


def test_a_pattern_made_to_run_for_ever_does_not() -> None:
    session = FormSession(
        xform(
            "<a/>",
            '<bind nodeset="/data/a" constraint="regex(., \'(a+)+$\')"/>',
            '<input ref="/data/a"/>',
        )
    )
    started = time.monotonic()
    session.answer("/data/a", "a" * 5_000 + "!")
    problem = session.problem("/data/a")
    assert problem is not None
    assert problem.kind is ProblemKind.CONSTRAINT
    assert time.monotonic() - started < 1


def test_form_text_is_never_run() -> None:
    assert calculated("concat('__import__(\\'os\\')', 1)".replace("\\'", "")) == "__import__(os)1"


# --- expressions in forms ---


@pytest.mark.parametrize(
    ("expression", "result"),
    [
        ("/data/a * 2", "6"),
        ("../a * 2", "6"),
        ("sum(/data/g/*)", "9"),
        ("count(../g/*)", "2"),
        ("string-length(/data/a) > 0", "true"),
        ("boolean(/data/g/d)", "true"),
        ("boolean(/data/e)", "false"),
        ("boolean(/data/a)", "true"),
        ("not(/data/a)", "false"),
        ("name(//a)", "a"),
        ("concat(/data/nothing, 'x')", "x"),
        ("position(..)", "1"),
        ("once('kept')", "kept"),
        ("/data/a/@missing", ""),
        ("0 div 0", ""),
        ("local-name(current()/..)", "data"),
        ("count(/data/a | /data/a)", "1"),
        ("/data/g/node()[2]", "5"),
        ("instance('nowhere')/root/item[name = 'x']/label", ""),
        ("jr:choice-name('x', '/data/a')", ""),
        ("pulldata('nowhere', 'a', 'b', 'c')", ""),
        ("jr:itext('nothing')", ""),
    ],
)
def test_what_a_form_calculates(expression: str, result: str) -> None:
    data = "<a>3</a><b/><g><c>4</c><d>5</d></g><e/>"
    assert calculated(expression, data) == result


def test_a_whole_number_drops_its_fraction() -> None:
    assert calculated("7 div 2", binds='<bind nodeset="/data/b" type="int"/>') == "3"


def test_a_walk_over_everything_follows_every_change() -> None:
    session = FormSession(
        xform(
            "<g><a/><b/></g><n/><m/>",
            '<bind nodeset="/data/n" calculate="count(//g/*[. = \'x\'])"/>'
            '<bind nodeset="/data/m" calculate="count(/data/g/*[. != \'\'])"/>',
            '<input ref="/data/g/a"/><input ref="/data/g/b"/>',
        )
    )
    session.answer("/data/g/a", "x")
    assert (session.value("/data/n"), session.value("/data/m")) == ("1", "1")
    session.answer("/data/g/b", "x")
    assert (session.value("/data/n"), session.value("/data/m")) == ("2", "2")


def test_a_calculated_attribute_travels(tmp_path: Path) -> None:
    definition = xform(
        '<who/><meta><instanceID/><entity dataset="firms" create="1" id=""/></meta>',
        '<bind nodeset="/data/meta/entity/@id" calculate="concat(\'e-\', /data/who)"/>',
        '<input ref="/data/who"/>',
    )
    session = FormSession(definition, now=noon)
    session.answer("/data/who", "7")
    assert b'id="e-7"' in session.to_xml()
    assert b'dataset="firms"' in session.to_xml()
    document = session.to_document()
    for again in (
        FormSession.resume(definition, document, now=noon),
        FormSession.resume_xml(definition, session.to_xml(), now=noon),
    ):
        assert again.to_document() == document


def test_a_form_without_identifier_still_gives_one() -> None:
    definition = xform("<a/>", body='<input ref="/data/a"/>')
    session = FormSession(definition, now=noon)
    assert session.instance_id.encode() in session.to_xml()
    again = FormSession.resume(definition, session.to_draft(), now=noon)
    assert again.instance_id == session.instance_id
    assert session.instance_name == ""


def test_a_form_in_its_own_namespace_keeps_it() -> None:
    source = xform_source("<a/>", body='<input ref="/data/a"/>').replace(
        '<data id="t" version="1">', '<data xmlns="urn:mine" version="1">'
    )
    definition = parse_xform(source.encode())
    assert definition.form_id == "urn:mine"
    session = FormSession(definition, now=noon)
    session.answer("/data/a", "é & <b>")
    assert b'xmlns="urn:mine"' in session.to_xml()
    again = FormSession.resume_xml(definition, session.to_xml(), now=noon)
    assert again.value("/data/a") == "é & <b>"


def test_refs_may_be_relative_and_binds_have_names() -> None:
    definition = xform(
        "<g><a/><b/></g>",
        '<bind id="bb" nodeset="/data/g/b" required="true()"/><bind nodeset="/data/unknown"/>',
        '<group ref="/data/g"><input ref="a"><label>A</label></input>'
        '<input bind="bb"><label>B</label></input></group>',
    )
    session = FormSession(definition, now=noon)
    assert session.label("/data/g/a") == "A"
    assert session.is_required("/data/g/b")
    assert definition.model.idle_binds == ("/data/unknown",)


def test_choices_written_into_the_body() -> None:
    definition = xform(
        "<a/><name/>",
        '<bind nodeset="/data/name" calculate="jr:choice-name(/data/a, \'/data/a\')"/>',
        '<select1 ref="/data/a"><item><label>One</label><value>1</value></item>'
        "<item><value>2</value></item></select1>",
    )
    session = FormSession(definition, now=noon)
    assert [(c.value, c.label) for c in session.choices("/data/a")] == [("1", "One"), ("2", "2")]
    session.answer("/data/a", "1")
    assert session.value("/data/name") == "One"
    session.answer("/data/a", "9")
    problem = session.problem("/data/a")
    assert problem is not None
    assert problem.kind is ProblemKind.CHOICE


PICTURES = """
| survey |
| | type | name | label::French (fr) | image::French (fr) | audio::French (fr) |
| | text | who | Qui ? | | |
| | select_one c | a | Question | q.png | q.mp3 |
| choices |
| | list_name | name | label::French (fr) | image::French (fr) |
| | c | 1 | Pour ${who} | one.png |
| | c | 2 | Deux | |
"""


def test_pictures_and_answers_in_choices() -> None:
    session = FormSession(form(PICTURES), now=noon)
    assert session.media("/data/a") == {
        "image": "jr://images/q.png",
        "audio": "jr://audio/q.mp3",
    }
    assert session.definition.media("/data/a", "fr")["image"] == "jr://images/q.png"
    first = session.choices("/data/a")[0]
    assert (first.label, first.media) == ("Pour", {"image": "jr://images/one.png"})
    changes = session.answer("/data/who", "Amal")
    assert "/data/a" in changes.choices
    assert session.choices("/data/a")[0].label == "Pour Amal"


# --- lists that come with a form ---

VILLAGES = """
| survey |
| | type | name | label | choice_filter | calculation |
| | select_one_from_file villages.csv | village | Village | zone = 'n' | |
| | calculate | zone | | | pulldata('villages', 'zone', 'name', ${village}) |
"""
CSV = 'name,label,zone\na,Aït,n\nb,"B, ou b",s\nc,,n\n'


@pytest.mark.parametrize(
    "resource",
    [
        CSV,
        CSV.encode("utf-8-sig"),
        CSV.replace('"B, ou b"', "B").replace(",", ";"),
        [
            {"name": "a", "label": "Aït", "zone": "n"},
            {"name": "b", "label": "B", "zone": "s"},
            {"name": "c", "label": "", "zone": "n"},
        ],
        """<root><item><name>a</name><label>Aït</label><zone>n</zone></item>
        <item><name>c</name><label/><zone>n</zone></item></root>""",
    ],
)
def test_choices_from_a_list_beside_the_form(resource: Resource) -> None:
    session = FormSession(form(VILLAGES), now=noon, resources={"villages.csv": resource})
    assert [(c.value, c.label) for c in session.choices("/data/village")] == [
        ("a", "Aït"),
        ("c", "c"),
    ]
    session.answer("/data/village", "a")
    assert session.value("/data/zone") == "n"
    assert session.missing_lists == ()


def test_choices_from_a_file_and_from_a_map(tmp_path: Path) -> None:
    path = tmp_path / "villages.csv"
    path.write_text(CSV, encoding="utf-8")
    session = FormSession(form(VILLAGES), now=noon, resources={"villages": path})
    assert len(session.choices("/data/village")) == 2
    places = (
        '{"type": "FeatureCollection", "features": ['
        '{"type": "Feature", "id": 7, "geometry": {"type": "Point", "coordinates": [-15.9, 23.7]},'
        ' "properties": {"name": "a", "label": "Dakhla", "zone": "n", "note": null}},'
        '{"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [[[0, 1], [2, 3]]]},'
        ' "properties": {"name": "b", "zone": "n"}}]}'
    )
    session = FormSession(form(VILLAGES), now=noon, resources={"villages": places})
    first, second = session.choices("/data/village")
    assert first.extra == {"geometry": "23.7 -15.9 0 0", "id": "7", "zone": "n", "note": ""}
    assert second.extra["geometry"] == "1 0 0 0; 3 2 0 0"


def test_a_list_that_is_missing_is_told_and_clears_nothing() -> None:
    session = FormSession(form(VILLAGES), now=noon)
    assert session.missing_lists == ("villages.csv",)
    session.answer("/data/village", "a")
    assert session.value("/data/village") == "a"
    assert session.problems() == ()


@pytest.mark.parametrize(
    "resource", [Path("/nowhere/villages.csv"), b"\xff\xfe\x00", '{"a": 1}', 'a,b\n"open', "<a>"]
)
def test_a_list_that_cannot_be_read_says_so(resource: Resource) -> None:
    with pytest.raises(UserError):
        FormSession(form(VILLAGES), now=noon, resources={"villages.csv": resource})


# --- types ---


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("int", "-12", "1.5"),
        ("decimal", "1.5", "1,5"),
        ("boolean", "true", "maybe"),
        ("date", "2026-02-28", "2026-02-30"),
        ("time", "09:30:00.000+01:00", "25:00"),
        ("dateTime", "2026-12-26T09:30:00Z", "yesterday"),
        ("geopoint", "33.5 -7.6 0 0", "north"),
        ("geotrace", "1 1;2 2", "1 1"),
        ("geoshape", "1 1;2 2;3 3;1 1", "1 1;2 2"),
        ("geoshape", "1 1 0 5;2 2;3 3;1 1 2 0;", "1 1;2 2;3 3"),
    ],
)
def test_what_fits_a_type(kind: str, good: str, bad: str) -> None:
    session = FormSession(
        xform("<a/>", f'<bind nodeset="/data/a" type="{kind}"/>', '<input ref="/data/a"/>')
    )
    session.answer("/data/a", good)
    assert session.problem("/data/a") is None
    session.answer("/data/a", bad)
    problem = session.problem("/data/a")
    assert problem is not None
    assert problem.kind is ProblemKind.TYPE
    assert (session.value("/data/a"), session.typed("/data/a")) == ("", bad)


@pytest.mark.parametrize(("kind", "typed"), [("int", "+5"), ("decimal", "+5.0")])
def test_a_number_typed_with_its_plus_is_a_number(kind: str, typed: str) -> None:
    session = FormSession(
        xform(
            "<a/><b/>",
            f'<bind nodeset="/data/a" type="{kind}"/>'
            '<bind nodeset="/data/b" calculate="/data/a * 2"/>',
            '<input ref="/data/a"/>',
        )
    )
    session.answer("/data/a", typed)
    assert session.problem("/data/a") is None
    assert (session.typed("/data/a"), session.value("/data/b")) == (typed, "10")
