"""Choices from files: CSV, XML and GeoJSON, shuffled, filtered and looked up."""

from __future__ import annotations

import pytest

from surveyapp.errors import UserError
from surveyapp.xform import FormSession
from tests.xform.forms import form, noon, xform

TOWNS = """
| survey |
| | type                           | name | label | parameters              | calculation |
| | select_one_from_file towns.csv | town | Town  | value=code label=nom_fr |             |
| | calculate | pop | | | pulldata('towns', 'people', 'code', ${town}) |
"""
CSV = '\ufeffcode,nom_fr,people\r\nfes,"Fès, ""la belle""",1200000\r\ntaza,Taza,148000\r\n'
SEMICOLONS = 'code;nom_fr;people\nfes;"Fès, ""la belle""";1200000\ntaza;Taza;148000\n'


@pytest.mark.parametrize("source", [CSV, CSV.encode(), SEMICOLONS])
def test_a_csv_with_quotes_and_a_byte_order_mark(source: str | bytes) -> None:
    session = FormSession(form(TOWNS), now=noon, resources={"towns.csv": source})
    first, second = session.choices("/data/town")
    assert first.value == "fes"
    assert first.label == 'Fès, "la belle"'
    assert (second.value, second.label) == ("taza", "Taza")
    session.answer("/data/town", "taza")
    assert session.value("/data/pop") == "148000"
    assert session.missing_lists == ()


def test_a_missing_file_is_told_and_refuses_no_answer() -> None:
    session = FormSession(form(TOWNS), now=noon)
    assert session.missing_lists == ("towns.csv",)
    session.answer("/data/town", "fes")
    assert session.problems() == ()


def test_a_geojson_of_points_lines_and_polygons() -> None:
    definition = form(
        "| survey |\n| | type | name | label |\n| | select_one_from_file places.geojson | q | Q |\n"
    )
    shapes = [
        ("Point", [-5.0, 34.03]),
        ("LineString", [[1, 2], [3, 4]]),
        ("Polygon", [[[0, 0], [0, 1], [1, 1], [0, 0]]]),
    ]
    features = ",".join(
        f'{{"type": "Feature", "id": "p{n}", "properties": {{"title": "T{n}"}},'
        f'"geometry": {{"type": "{kind}", "coordinates": {points}}}}}'
        for n, (kind, points) in enumerate(shapes)
    )
    source = f'{{"type": "FeatureCollection", "features": [{features}]}}'
    session = FormSession(definition, now=noon, resources={"places.geojson": source})
    found = session.choices("/data/q")
    assert [(c.value, c.label) for c in found] == [("p0", "T0"), ("p1", "T1"), ("p2", "T2")]
    assert [c.extra["geometry"] for c in found] == [
        "34.03 -5.0 0 0",
        "2 1 0 0; 4 3 0 0",
        "0 0 0 0; 1 0 0 0; 1 1 0 0; 0 0 0 0",
    ]


@pytest.mark.parametrize(
    "geometry",
    [
        '{"type": "MultiPoint", "coordinates": [[1, 2]]}',
        '{"type": "Point", "coordinates": [1]}',
        '{"type": "Polygon", "coordinates": []}',
        '{"type": "Point", "coordinates": null}',
    ],
)
def test_a_geojson_that_cannot_be_read_is_told(geometry: str) -> None:
    definition = form(
        "| survey |\n| | type | name | label |\n| | select_one_from_file places.geojson | q | Q |\n"
    )
    source = f'{{"features": [{{"type": "Feature", "properties": {{}}, "geometry": {geometry}}}]}}'
    with pytest.raises(UserError, match=r"places\.geojson is no GeoJSON"):
        FormSession(definition, now=noon, resources={"places.geojson": source})


@pytest.mark.parametrize(
    ("seed", "order"),
    [
        ("42", "AFCBDE"),
        ("'42'", "AFCBDE"),
        ("42.9", "AFCBDE"),
        ("-42", "EDAFBC"),
        ("1", "BFEACD"),
        ("true()", "BFEACD"),
        ("-1.7", "DCBFEA"),
        ("11111111", "ACDBFE"),
        ("0", "CBEAFD"),
        ("''", "CBEAFD"),
        ("/data/blank", "CBEAFD"),
        ("2147483647", "CBEAFD"),
        ("4294967296", "ECFDBA"),
        ("123456789012345678", "AEDBCF"),
        ("1 div 0", "ECFDBA"),
        ("-1 div 0", "ABFCDE"),
        ("/data/day", "AFEDBC"),
    ],
)
def test_a_seed_gives_the_order_of_other_engines(seed: str, order: str) -> None:
    items = "".join(f"<item><name>{letter}</name></item>" for letter in "ABCDEF")
    source = f"join('', randomize(instance('l')/root/item/name, {seed}))"
    definition = xform(
        "<a/><blank/><day>2026-12-26</day>",
        f'<instance id="l"><root>{items}</root></instance>'
        f'<bind nodeset="/data/a" calculate="{source}"/>',
    )
    assert FormSession(definition, now=noon).value("/data/a") == order


def test_a_seed_of_letters_is_the_number_its_hash_begins_with() -> None:
    items = "".join(f"<item><name>{letter}</name></item>" for letter in "ABCDEF")
    lists = f'<instance id="l"><root>{items}</root></instance>'
    orders = []
    for seed in ("'mirror'", "5989458117437254", "'Fès'"):
        source = f"join('', randomize(instance('l')/root/item/name, {seed}))"
        bind = f'<bind nodeset="/data/a" calculate="{source}"/>'
        orders.append(FormSession(xform("<a/>", lists + bind), now=noon).value("/data/a"))
    assert orders[0] == orders[1] != orders[2]


def test_without_a_seed_the_order_stays_while_it_is_looked_at() -> None:
    rows = "".join(f"| | l | c{n} | C{n} |\n" for n in range(30))
    definition = form(
        "| survey |\n| | type | name | label | parameters |\n"
        "| | select_one l | q | Q | randomize=true |\n"
        f"| choices |\n| | list_name | name | label |\n{rows}"
    )
    session = FormSession(definition, now=noon)
    first = session.choices("/data/q")
    session.answer("/data/q", "c3")
    assert session.choices("/data/q") == first
    assert sorted(c.value for c in first) == sorted(f"c{n}" for n in range(30))


def test_other_is_a_choice_with_a_question_of_its_own() -> None:
    definition = form(
        "| survey |\n| | type | name | label |\n| | select_one l or_other | q | Q |\n"
        "| choices |\n| | list_name | name | label |\n| | l | a | A |\n"
    )
    session = FormSession(definition, now=noon)
    assert [c.value for c in session.choices("/data/q")] == ["a", "other"]
    assert not session.is_relevant("/data/q_other")
    session.answer("/data/q", "other")
    assert session.is_relevant("/data/q_other")


def test_choices_from_the_rows_of_a_repeat() -> None:
    definition = form(
        "| survey |\n| | type | name | label |\n| | begin_repeat | p | P |\n"
        "| | text | who | Who |\n| | end_repeat | | |\n| | select_one ${who} | head | Head |\n"
    )
    session = FormSession(definition, now=noon)
    if not session.repeat_count("/data/p"):
        session.add_repeat("/data/p")
    session.answer("/data/p[1]/who", "Aïcha")
    session.add_repeat("/data/p")
    session.answer("/data/p[2]/who", "Omar")
    assert [(c.value, c.label) for c in session.choices("/data/head")] == [
        ("Aïcha", "Aïcha"),
        ("Omar", "Omar"),
    ]
