"""Functions over places (ODK XForms, "Geographic Functions"): ``lat lon alt accuracy``."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
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


@function("enclosed-area", "v", "n")
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


Segment = tuple[Point, Point]


def _turn(first: Point, second: Point, third: Point) -> int:
    """Return on which side of a line a point lies: 1, -1, or 0 where it is on it."""
    cross = (second.longitude - first.longitude) * (third.latitude - first.latitude) - (
        second.latitude - first.latitude
    ) * (third.longitude - first.longitude)
    return (cross > 0) - (cross < 0)


def _lies_on(point: Point, segment: Segment) -> bool:
    first, second = segment
    return (
        not _turn(first, second, point)
        and min(first.latitude, second.latitude) <= point.latitude
        and point.latitude <= max(first.latitude, second.latitude)
        and min(first.longitude, second.longitude) <= point.longitude
        and point.longitude <= max(first.longitude, second.longitude)
    )


def _meet(one: Segment, other: Segment) -> bool:
    """Say whether two segments share a point."""
    first, second = _turn(*one, other[0]), _turn(*one, other[1])
    if first == second != 0:
        return False  # wholly on one side: nearly always, so this comes first
    third, fourth = _turn(*other, one[0]), _turn(*other, one[1])
    if first * second < 0 and third * fourth < 0:
        return True
    return any(_lies_on(point, other) for point in one) or any(
        _lies_on(point, one) for point in other
    )


def _fold(one: Segment, following: Segment) -> bool:
    """Say whether a segment goes back over the one before it, whose end it begins at."""
    return _lies_on(following[1], one) or _lies_on(one[0], following)


@function("intersects", "v", "b")
def intersects(value: Value) -> bool:
    """Say whether a geotrace or geoshape crosses or touches itself (ODK Collect, ODK Validate).

    Neighbours share the point where one ends and the next begins, which does not count; going back
    over the way one came does.
    """
    points = _points([value]) or []
    line = [point for point, _ in groupby(points)]
    segments = list(pairwise(line))
    if not segments or any(_fold(*both) for both in pairwise(segments)):
        return bool(segments)
    closed = len(segments) > 2 and line[0] == line[-1]
    if closed and _fold(segments[-1], segments[0]):
        return True
    return any(
        _meet(segments[one], segments[other])
        for one, other in _near(segments)
        if abs(one - other) > 1 and not (closed and abs(one - other) == len(segments) - 1)
    )


_SLACK = 1e-9  # degrees: what rounding may take from a span across the line


def _near(segments: list[Segment]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of segments that overlap on every axis, by number.

    The axes are north, east, and across the longest segment. The pairs are gone through along the
    one on which the segments are shortest, next to the whole line: so a line drawn by hand, or one
    of many strokes side by side, costs little more than its points.
    """
    first, second = max(segments, key=lambda segment: math.dist(*segment))
    length = math.dist(first, second)
    north = (second.longitude - first.longitude) / length
    east = (first.latitude - second.latitude) / length
    spans = [
        [_span(a.latitude, b.latitude, 0.0) for a, b in segments],
        [_span(a.longitude, b.longitude, 0.0) for a, b in segments],
        [
            _span(
                north * a.latitude + east * a.longitude,
                north * b.latitude + east * b.longitude,
                _SLACK,
            )
            for a, b in segments
        ],
    ]
    spans.sort(key=_crowding)
    along, *others = spans
    order = sorted(range(len(segments)), key=along.__getitem__)
    for at, one in enumerate(order):
        end = along[one][1]
        for other in order[at + 1 :]:
            if along[other][0] > end:
                break
            if all(a[one][0] <= a[other][1] and a[other][0] <= a[one][1] for a in others):
                yield one, other


def _span(first: float, second: float, slack: float) -> tuple[float, float]:
    return min(first, second) - slack, max(first, second) + slack


def _crowding(spans: list[tuple[float, float]]) -> float:
    """Return how many of the spans lie over each other, on average."""
    whole = max(high for _, high in spans) - min(low for low, _ in spans)
    return sum(high - low for low, high in spans) / whole if whole else math.inf
