"""Values of expressions and how they turn into each other (XPath 1.0 section 4, ODK XForms).

A value is a ``str``, ``float``, ``bool`` or a list of nodes in document order. A date is text that
knows its place in time (``Moment``): everything that works on text works on it.

Where engines disagree:

- Numbers are written without exponent and without ``.0`` (XPath 1.0; JavaRosa and Web Forms agree
  on whole numbers). ``-0`` is written ``0``.
- Text that reads as an ISO date or dateTime counts, where a number is wanted, as days since
  1970-01-01 UTC (ODK XForms, ``number()``). A date without a time is midnight on this device.
- ``=`` between two texts compares text; a date on one side compares moments, so that
  ``today()`` equals ``'2026-12-26'`` and a dateTime equals the same moment in another zone.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import TypeAlias

from surveyapp.xform.xpath.nodes import Node, string_value

NAN = math.nan
Value: TypeAlias = "str | float | bool | list[Node]"

_NUMBER = re.compile(r"[ \t\r\n]*-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?[ \t\r\n]*", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = 86_400.0
_MOMENT = re.compile(
    r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"
    r"(?:[T ](?P<time>\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(?P<zone>Z|[+-]\d{2}(?::?\d{2})?)?)?",
    re.ASCII,
)
_TIME = re.compile(
    r"(?P<h>\d{2}):(?P<m>\d{2})(?::(?P<s>\d{2})(?:\.(?P<f>\d+))?)?"
    r"(?P<zone>Z|[+-]\d{2}(?::?\d{2})?)?",
    re.ASCII,
)


class Moment(str):
    """A date or dateTime as text, with ``days`` since 1970-01-01T00:00Z."""

    __slots__ = ("days",)
    days: float

    def __new__(cls, text: str, days: float) -> Moment:
        """Return ``text`` as a moment."""
        moment = super().__new__(cls, text)
        moment.days = days
        return moment


# --- text ---


def number_text(number: float) -> str:
    """Return a number as XPath writes it: no exponent, no needless zeros."""
    if number != number:
        return "NaN"
    if number in (math.inf, -math.inf):
        return "Infinity" if number > 0 else "-Infinity"
    if number == int(number):
        return str(int(number))
    text = repr(number)
    return f"{number:.20f}".rstrip("0") if "e" in text else text


def to_string(value: Value) -> str:
    """Return a value as text; a node-set is its first node's text."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return string_value(value[0]) if value else ""
    return number_text(value)


# --- numbers ---


def text_number(text: str, zone: tzinfo) -> float:
    """Return the number that ``text`` reads as; dates count in days, anything else is NaN."""
    if text.isdigit() and text.isascii():
        return float(text)
    if _NUMBER.fullmatch(text):
        return float(text)
    if len(text) >= 8 and text[4:5] == "-":
        moment = read_moment(text, zone)
        if moment is not None:
            return days_since_epoch(moment)
    return NAN


def to_number(value: Value, zone: tzinfo) -> float:
    """Return a value as a number, NaN where it is none."""
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    if isinstance(value, float):
        return value
    if isinstance(value, Moment):
        return value.days
    if isinstance(value, str):
        return text_number(value, zone)
    return text_number(string_value(value[0]), zone) if value else NAN


def to_boolean(value: Value) -> bool:
    """Return a value as a condition: text and node-sets are true unless empty."""
    if isinstance(value, bool):
        return value
    if isinstance(value, float):
        return value == value and value != 0
    return len(value) > 0


# --- moments ---


def _zone(text: str | None, local: tzinfo) -> tzinfo | None:
    if not text:
        return local
    if text == "Z":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    hours, minutes = int(digits[:2]), int(digits[2:])
    if hours > 23 or minutes > 59:
        return None
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if text[0] == "-" else offset)


def read_moment(text: str, local: tzinfo) -> datetime | None:
    """Return the moment that an ISO date or dateTime means, None where ``text`` is neither."""
    found = _MOMENT.fullmatch(text.strip())
    if not found:
        return None
    zone = _zone(found["zone"], local)
    if zone is None:
        return None
    try:
        day = date(int(found["y"]), int(found["m"]), int(found["d"]))
        clock = _clock(found["time"]) if found["time"] else time()
    except ValueError:
        return None
    return datetime.combine(day, clock, zone)


def _clock(text: str) -> time:
    hours, minutes, *rest = text.split(":")
    seconds, _, fraction = (rest[0] if rest else "0").partition(".")
    return time(int(hours), int(minutes), int(seconds), int(fraction[:6].ljust(6, "0") or "0"))


def read_time(text: str, local: tzinfo, today: date) -> datetime | None:
    """Return the moment a time of day means on ``today``, None where ``text`` is none."""
    found = _TIME.fullmatch(text.strip())
    if not found:
        return None
    zone = _zone(found["zone"], local)
    if zone is None:
        return None
    try:
        clock = time(
            int(found["h"]),
            int(found["m"]),
            int(found["s"] or 0),
            int((found["f"] or "0")[:6].ljust(6, "0")),
        )
    except ValueError:
        return None
    return datetime.combine(today, clock, zone)


def days_since_epoch(moment: datetime) -> float:
    """Return days since 1970-01-01T00:00Z, a fraction for the time of day."""
    return (moment - _EPOCH).total_seconds() / _DAY


def minus(later: Value, earlier: Value, zone: tzinfo) -> float:
    """Return one value minus another; between two dates, the days of the calendar.

    As numbers two dates would lie a hair less than whole days apart wherever midnight is not
    that of UTC, and ``int()`` would lose a day.
    """
    if isinstance(later, str) and isinstance(earlier, str) and later[4:5] == earlier[4:5] == "-":
        last, first = read_moment(later, zone), read_moment(earlier, zone)
        if last is not None and first is not None:
            return (last - first) / timedelta(days=1)
    return to_number(later, zone) - to_number(earlier, zone)


def from_days(days: float, local: tzinfo) -> datetime | None:
    """Return the local moment ``days`` after 1970-01-01T00:00Z, None outside the calendar."""
    try:
        # Whole milliseconds: a third of a day has no exact float.
        moment = _EPOCH + timedelta(milliseconds=round(days * 86_400_000))
    except (ValueError, OverflowError):
        return None
    return in_zone(moment, local)


def in_zone(moment: datetime, local: tzinfo) -> datetime | None:
    """Return the moment in a time zone, None where that is outside the calendar."""
    try:
        return moment.astimezone(local)
    except OverflowError:
        return None


def date_text(moment: datetime) -> str:
    """Return ``2026-12-26``."""
    return moment.date().isoformat()


def datetime_text(moment: datetime) -> str:
    """Return ``2026-12-26T09:30:00.000+01:00``."""
    return moment.isoformat(timespec="milliseconds")


def time_text(moment: datetime) -> str:
    """Return ``09:30:00.000+01:00``."""
    return moment.isoformat(timespec="milliseconds").partition("T")[2]


# --- comparing ---


def equal(left: Value, right: Value, zone: tzinfo) -> bool:
    """Say whether two values are equal (XPath 1.0, section 3.4)."""
    if isinstance(left, list):
        return _any_equal(left, right, zone)
    if isinstance(right, list):
        return _any_equal(right, left, zone)
    if isinstance(left, bool) or isinstance(right, bool):
        return to_boolean(left) == to_boolean(right)
    if isinstance(left, float) or isinstance(right, float):
        return _near(to_number(left, zone), to_number(right, zone))
    if left == right:
        return True
    if isinstance(left, Moment) or isinstance(right, Moment):
        return _near(to_number(left, zone), to_number(right, zone))
    return False


def _near(left: float, right: float) -> bool:
    # JavaRosa compares numbers with a tolerance; without one 0.1 + 0.2 is not 0.3 and a date
    # taken apart and put together again is not itself.
    return left == right or abs(left - right) < 1e-12


def _any_equal(nodes: list[Node], other: Value, zone: tzinfo) -> bool:
    if isinstance(other, bool):
        return bool(nodes) == other
    if isinstance(other, list):
        if len(nodes) == 1 and len(other) == 1:
            return string_value(nodes[0]) == string_value(other[0])
        texts = {string_value(node) for node in other}
        return any(string_value(node) in texts for node in nodes)
    return any(equal(string_value(node), other, zone) for node in nodes)


def unequal(left: Value, right: Value, zone: tzinfo) -> bool:
    """Say whether two values differ: for node-sets, whether any pair does."""
    if isinstance(left, list):
        if isinstance(right, bool):
            return bool(left) != right
        if isinstance(right, list):
            texts = {string_value(node) for node in right}
            mine = {string_value(node) for node in left}
            return bool(texts) and bool(mine) and (len(texts | mine) > 1)
        return any(not equal(string_value(node), right, zone) for node in left)
    if isinstance(right, list):
        return unequal(right, left, zone)
    return not equal(left, right, zone)


def numbers_of(value: Value, zone: tzinfo) -> Sequence[float]:
    """Return what ``<`` compares: every node of a set, or the one value."""
    if isinstance(value, list):
        return [text_number(string_value(node), zone) for node in value]
    return (to_number(value, zone),)
