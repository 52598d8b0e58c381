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
    parts = text.split()
    if not 2 <= len(parts) <= 4:
        return None
    try:
        numbers = [float(part) for part in parts]
    except ValueError:
        return None
    latitude, longitude = numbers[:2]
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        return None
    return Point(latitude, longitude)


def read_points(text: str) -> list[Point] | None:
    """Return the points of a geotrace or geoshape, None where one of them is no point."""
    points: list[Point] = []
    for part in text.strip().strip(";").split(";"):
        point = read_point(part)
        if point is None:
            return None
        points.append(point)
    return points


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
        found = read_points(text)
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
    """Return metres along the points in their order."""
    points = _points(values)
    if points is None:
        return NAN
    return sum((between(first, second) for first, second in pairwise(points)), 0.0)


@function("area", "v", "n")
def area(value: Value) -> float:
    """Return square metres inside the points (Chamberlain & Duquette 2007, as JavaRosa)."""
    points = _points([value])
    if points is None:
        return NAN
    if len(points) < 3:
        return 0.0
    closed = points if points[0] == points[-1] else [*points, points[0]]
    total = 0.0
    for first, second in pairwise(closed):
        total += math.radians(second.longitude - first.longitude) * (
            2 + math.sin(math.radians(first.latitude)) + math.sin(math.radians(second.latitude))
        )
    return abs(total * EARTH_RADIUS * EARTH_RADIUS / 2)


@function("geofence", "vv", "b")
def geofence(point: Value, shape: Value) -> bool:
    """Say whether a point lies in a geoshape (crossing number)."""
    spot, border = read_point(to_string(point)), read_points(to_string(shape))
    if spot is None or border is None or len(border) < 3:
        return False
    inside = False
    for first, second in zip(border, [*border[1:], border[0]], strict=True):
        if (first.latitude > spot.latitude) != (second.latitude > spot.latitude):
            share = (spot.latitude - first.latitude) / (second.latitude - first.latitude)
            edge = first.longitude + share * (second.longitude - first.longitude)
            if spot.longitude < edge:
                inside = not inside
    return inside
