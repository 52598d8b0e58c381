"""External lists: choices that come with a form as files, or from the stop's own data.

Knows CSV, XML and GeoJSON by their content, and rows that are already rows. Fetches nothing.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from surveyapp.errors import UserError
from surveyapp.xform.lists import ItemList
from surveyapp.xform.safe_xml import read_xml
from surveyapp.xform.submission import storable

Resource = Path | bytes | str | Sequence[Mapping[str, str]]
"""A file, its bytes, its text, or rows by column."""
ADDRESS = "jr://"
LISTS = "jr://file"
"""How the addresses of lists in files begin: also ``jr://file-csv``."""
MAX_COLUMNS = 2_000
"""Columns of a list in a file; spreadsheets of people have dozens."""

LAST_SAVED = "jr://instance/last-saved"
"""The submission of this form sent before, as its XML; blank before the first."""


def file_name(address: str) -> str:
    """Return the name in an address such as ``jr://images/well.png``, ``""`` where it has none."""
    address = address.strip()
    if not address.startswith(ADDRESS):
        return "" if "://" in address else address
    return address.removeprefix(ADDRESS).partition("/")[2]


def read_list(name: str, resource: Resource) -> ItemList:
    """Return the list that a resource holds; raises ``UserError`` where it cannot be read."""
    if isinstance(resource, Path):
        try:
            resource = resource.read_bytes()
        except OSError as problem:
            raise UserError(
                "The list {name} cannot be read: {reason}", name=name, reason=problem
            ) from problem
    if not isinstance(resource, (bytes, str)):
        return _from_rows(resource)
    if isinstance(resource, bytes):
        if resource.lstrip()[:1] == b"<":
            return ItemList(read_xml(resource))
        try:
            resource = resource.decode("utf-8-sig")
        except UnicodeDecodeError as problem:
            raise UserError(
                "The list {name} is not in UTF-8. Save it again as CSV UTF-8.", name=name
            ) from problem
    text = resource.lstrip("\ufeff \t\r\n")
    if text.startswith("<"):
        return ItemList(read_xml(text.encode()))
    if text.startswith("{"):
        return _from_geojson(name, text)
    return _from_csv(name, text)


def read_lists(
    own: Mapping[str, ItemList],
    sources: Mapping[str, str],
    resources: Mapping[str, Resource],
    root: str,
) -> tuple[dict[str, ItemList], tuple[str, ...]]:
    """Return a form's ``own`` lists with the external ones by instance id, and the files missing.

    ``own`` are also those that came with it; ``resources`` count before them. ``sources`` are the
    external lists' addresses by instance id; ``root`` is the name of the form's root, of which the
    submission sent before has one without answers before the first.
    """
    lists = dict(own)
    missing: list[str] = []
    for name, source in sources.items():
        file = file_name(source)
        resource = resources.get(name, resources.get(file))
        if resource is not None:
            lists[name] = read_list(file, resource)
        elif source == LAST_SAVED:
            lists[name] = ItemList(Element(root), name)
        elif name not in own:
            missing.append(file)
    return lists, tuple(missing)


def _from_rows(rows: Iterable[Mapping[str, str]]) -> ItemList:
    root = Element("root")
    for row in rows:
        item = SubElement(root, "item")
        for column, value in row.items():
            if column:
                SubElement(item, column).text = storable(value)
    return ItemList(root)


def _from_csv(name: str, text: str) -> ItemList:
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    try:
        rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        if len(rows.fieldnames or ()) > MAX_COLUMNS:
            raise UserError(
                "The list {name} has more than {limit} columns. Remove those that the form does "
                "not need.",
                name=name,
                limit=MAX_COLUMNS,
            )
        return _from_rows(
            {column.strip(): value or "" for column, value in row.items() if column} for row in rows
        )
    except csv.Error as problem:
        raise UserError(
            "The list {name} is no proper CSV: {reason}", name=name, reason=str(problem)
        ) from problem


def _from_geojson(name: str, text: str) -> ItemList:
    try:
        features = json.loads(text)["features"]
        return _from_rows(_feature(each) for each in features)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as problem:
        raise UserError(
            "The list {name} is no GeoJSON with features that are points, lines or polygons.",
            name=name,
        ) from problem


def _feature(feature: Mapping[str, object]) -> dict[str, str]:
    row: dict[str, str] = {}
    geometry = feature.get("geometry")
    if isinstance(geometry, Mapping):
        row["geometry"] = _geometry(str(geometry["type"]), geometry["coordinates"])
    if "id" in feature:
        row["id"] = str(feature["id"])
    properties = feature.get("properties")
    if isinstance(properties, Mapping):
        row |= {str(key): "" if value is None else str(value) for key, value in properties.items()}
    return row


def _geometry(kind: str, coordinates: Any) -> str:
    """Return a geometry as ODK writes it: latitude, longitude, altitude, accuracy."""
    match kind:
        case "Point":
            points = [coordinates]
        case "LineString":
            points = coordinates
        case "Polygon":
            points = coordinates[0]
        case _:
            raise ValueError(kind)  # ODK knows no other shapes
    return "; ".join(f"{each[1]} {each[0]} 0 0" for each in points)
