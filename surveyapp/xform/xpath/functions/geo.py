"""Functions over places (ODK XForms, "Geographic Functions"): ``lat lon alt accuracy``."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from surveyapp.xform.xpath.functions.table import function
from surveyapp.xform.xpath.nodes import string_value
from surveyapp.xform.xpath.values import NAN, Value, to_string

EARTH_RADIUS = 6_378_100.0  # metres, at the equator: the specification's earth, and JavaRosa's


class Point(NamedTuple):
    """Degrees north and east."""

    latitude: float
    longitude: float


def read_point(text: str) -> Point | None:
    """Return a geopoint, None where ``text`` is none."""
    point = _numbers(text)
    return point if point is not None and _on_earth(point) else None


def _numbers(text: str) -> Point | None:
    parts = text.split()
    if not 2 <= len(parts) <= 4:
        return None
    try:
        latitude, longitude, *_ = [float(part) for part in parts]
    except ValueError:
        return None
    return Point(latitude, longitude)


def _on_earth(point: Point) -> bool:
    return abs(point.latitude) <= 90 and abs(point.longitude) <= 180


def _split(text: str) -> list[Point] | None:
    points = [_numbers(part) for part in text.strip().strip(";").split(";")]
    return None if None in points else [point for point in points if point is not None]


def read_points(text: str) -> list[Point] | None:
    """Return the points of a geotrace or geoshape, None where one of them is no point."""
    points = _split(text)
    return points if points is not None and all(map(_on_earth, points)) else None


def _points(values: Sequence[Value]) -> list[Point] | None:
    texts: list[str] = []
    for value in values:
        if isinstance(value, list):
            texts += [string_value(node) for node in value]
        else:
            texts.append(to_string(value))
    points: list[Point] = []
    for text in texts:
        if not text.strip():
            continue
        found = _split(text)
        if found is None:
            return None
        points += found
    return points


def between(first: Point, second: Point) -> float:
    """Return metres along the surface (haversine)."""
    north = math.radians(second.latitude - first.latitude)
    east = math.radians(second.longitude - first.longitude)
    cosines = math.cos(math.radians(first.latitude)) * math.cos(math.radians(second.latitude))
    half = math.sin(north / 2) ** 2 + cosines * math.sin(east / 2) ** 2
    return 2 * EARTH_RADIUS * math.asin(math.sqrt(min(1.0, half)))


@function("distance", "v+", "n")
def distance(*values: Value) -> float:
    """Return metres along the points in their order, to the centimetre as the web engines do."""
    points = _points(values)
    if not points or not all(map(_on_earth, points)):
        return NAN
    return round(sum((between(first, second) for first, second in pairwise(points)), 0.0), 2)


@function("area", "v", "n")
def area(value: Value) -> float:
    """Return square metres inside the points (Chamberlain & Duquette 2007, as JavaRosa)."""
    points = _points([value])
    if points is None:
        return NAN
    if len(points) < 3:
        return 0.0
    if not all(map(_on_earth, points)):
        return NAN
    closed = points if points[0] == points[-1] else [*points, points[0]]
    total = 0.0
    for first, second in pairwise(closed):
        total += math.radians(second.longitude - first.longitude) * (
            2 + math.sin(math.radians(first.latitude)) + math.sin(math.radians(second.latitude))
        )
    return round(abs(total * EARTH_RADIUS * EARTH_RADIUS / 2), 2)


@function("geofence", "vv", "b")
def geofence(point: Value, shape: Value) -> bool:
    """Say whether a point lies in a geoshape (crossing number); an open shape holds nothing."""
    spot, border = read_point(to_string(point)), read_points(to_string(shape))
    if spot is None or border is None or len(border) < 3 or border[0] != border[-1]:
        return False
    inside = False
    for first, second in zip(border, [*border[1:], border[0]], strict=True):
        if (first.latitude > spot.latitude) != (second.latitude > spot.latitude):
            share = (spot.latitude - first.latitude) / (second.latitude - first.latitude)
            edge = first.longitude + share * (second.longitude - first.longitude)
            if spot.longitude < edge:
                inside = not inside
    return inside
