"""Whether a text is what its question asks for: lexical forms of the ODK XForms data types."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date

from surveyapp.xform.fields import DataType
from surveyapp.xform.xpath.functions.geo import read_point, read_points
from surveyapp.xform.xpath.values import read_moment, read_time

_INT = re.compile(r"[+-]?\d+", re.ASCII)
_DECIMAL = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_DAY = date(2000, 1, 1)


def _trace(text: str) -> bool:
    points = read_points(text)
    return points is not None and len(points) >= 2


def _shape(text: str) -> bool:
    points = read_points(text)
    return points is not None and len(points) >= 3


_CHECKS: Mapping[DataType, Callable[[str], object]] = {
    DataType.INT: _INT.fullmatch,
    DataType.DECIMAL: _DECIMAL.fullmatch,
    DataType.BOOLEAN: lambda text: text in ("true", "false", "0", "1"),
    DataType.DATE: lambda text: _DATE.match(text) and read_moment(text, UTC),
    DataType.TIME: lambda text: read_time(text, UTC, _DAY),
    DataType.DATETIME: lambda text: read_moment(text, UTC),
    DataType.GEOPOINT: read_point,
    DataType.GEOTRACE: _trace,
    DataType.GEOSHAPE: _shape,
}


def fits(data_type: DataType, text: str) -> bool:
    """Say whether ``text`` is a proper value of ``data_type``; blank always is."""
    check = _CHECKS.get(data_type)
    return not text or check is None or bool(check(text))
