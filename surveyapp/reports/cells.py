"""What a cell may hold, and what becomes of everything else: shown, never dropped unseen.

A worksheet is stricter than people: it takes text for formulas and error codes, holds no control
characters and no lone surrogates, cuts text at 32,767 characters, knows no offsets from UTC, no
days before March 1900 and fifteen digits of a number. Each of these is met here once, for every
sheet; ``notices`` counts what could not be kept as it was, so that the workbook can say so.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

TEXT_LIMIT = 32_767
"""UTF-16 units a cell holds (Excel specifications and limits)."""

DIGITS = 15
"""Significant digits of a number in a worksheet (IEEE 754 double, as Excel shows it)."""

CUT = " […]"
"""Ends a text that was too long for a cell."""

Shown = str | int | float | bool | Decimal | date | time | datetime | None
"""What a sheet's author may put into a cell."""

_EPOCH = date(1899, 12, 30)
# Before it, serial numbers are off by one: Excel believes 1900 was a leap year.
_FIRST_DAY = date(1900, 3, 1)

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
# Typed over in the sheet, these would become formulas, errors, numbers or dates.
_LIVE = re.compile(r"[=+\-@\t]|#[A-Z]|[0-9.,'/: ]+\Z")


def text(value: str) -> str:
    """Return ``value`` as a cell can hold it.

    Control characters are shown by their pictures (U+2400…), lone surrogates and non-characters
    by U+FFFD; line ends are those of worksheets. ``_x0041_`` would be read back as "A": its first
    underline is escaped, as the format asks (ECMA-376, ST_Xstring).
    """
    if "\r" in value:
        value = value.replace("\r\n", "\n").replace("\r", "\n")
    if _FORBIDDEN.search(value):
        value = _FORBIDDEN.sub(_stand_in, value)
    if "_x" in value:
        value = _ESCAPE.sub("_x005F_", value)
    if len(value) > TEXT_LIMIT // 2 and units(value) > TEXT_LIMIT:
        value = shortened(value)
    return value


def forbidden(value: str) -> int:
    """Return how many characters of ``value`` get a stand-in."""
    return len(_FORBIDDEN.findall(value)) if _FORBIDDEN.search(value) else 0


def shortened(value: str) -> str:
    """Return the longest beginning that fits a cell together with the mark that it was cut."""
    room = TEXT_LIMIT - len(CUT)
    kept = value.encode("utf-16-le")[: 2 * room].decode("utf-16-le", "ignore")
    return kept + CUT


def units(value: str) -> int:
    """Return the length of ``value`` as worksheets count it."""
    return len(value) + sum(character > "\uffff" for character in value)


def is_live(value: str) -> bool:
    """Say whether a spreadsheet would take ``value`` for more than text when it is edited."""
    return bool(_LIVE.match(value))


def number(value: Shown) -> int | float | None:
    """Return what stands in a number cell for ``value``; ``None`` where only text is exact.

    Dates are days since the end of 1899, times fractions of a day; of a moment only the wall
    clock is kept (the row names its offset from UTC).
    """
    match value:
        case bool():
            return int(value)
        case int():
            return value if abs(value) < 10**DIGITS else None
        case float():
            return value
        case Decimal():
            return _decimal(value)
        case datetime():
            days = _days(value.date())
            return None if days is None else days + _fraction(value.time())
        case date():
            return _days(value)
        case time():
            return _fraction(value)
    return None


def _decimal(value: Decimal) -> int | float | None:
    digits = "".join(map(str, value.as_tuple().digits)).strip("0")
    if len(digits) > DIGITS or abs(value.adjusted()) > 300:
        return None
    return float(value)


def _days(day: date) -> int | None:
    return (day - _EPOCH).days if day >= _FIRST_DAY else None


def _fraction(clock: time) -> float:
    span = timedelta(
        hours=clock.hour,
        minutes=clock.minute,
        seconds=clock.second,
        milliseconds=clock.microsecond // 1000,
    )
    return span / timedelta(days=1)


def _stand_in(found: re.Match[str]) -> str:
    code = ord(found[0])
    return chr(0x2400 + code) if code < 0x20 else "\ufffd"
