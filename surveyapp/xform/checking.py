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
_DATETIME = re.compile(
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}(?::\d{2})?)?", re.ASCII
)
_DAY = date(2000, 1, 1)


def _trace(text: str) -> bool:
    points = read_points(text)
    return points is not None and len(points) >= 2


def _shape(text: str) -> bool:
    points = read_points(text)
    return points is not None and len(points) >= 3 and points[0] == points[-1]


_CHECKS: Mapping[DataType, Callable[[str], object]] = {
    DataType.INT: _INT.fullmatch,
    DataType.DECIMAL: _DECIMAL.fullmatch,
    DataType.BOOLEAN: lambda text: text in ("true", "false", "0", "1"),
    DataType.DATE: lambda text: _DATE.fullmatch(text) and read_moment(text, UTC),
    DataType.TIME: lambda text: read_time(text, UTC, _DAY),
    DataType.DATETIME: lambda text: _DATETIME.fullmatch(text) and read_moment(text, UTC),
    DataType.GEOPOINT: read_point,
    DataType.GEOTRACE: _trace,
    DataType.GEOSHAPE: _shape,
}


def check_of(data_type: DataType) -> Callable[[str], object] | None:
    """Return what says whether a text is a value of ``data_type``, None where every text is."""
    return _CHECKS.get(data_type)


def cast(data_type: DataType, text: str) -> str:
    """Return what a computed value becomes in a node of ``data_type`` (as JavaRosa has it).

    Not a number is no answer, a whole number drops its fraction, a date its time of day. What
    somebody typed is never cast.
    """
    if text == "NaN":
        return ""
    if data_type is DataType.INT and "." in text:
        head, _, fraction = text.partition(".")
        return head if head.removeprefix("-").isdigit() and fraction.isdigit() else text
    if data_type is DataType.DATE and "T" in text:
        day = text.partition("T")[0]
        return day if _DATE.fullmatch(day) else text
    return text
