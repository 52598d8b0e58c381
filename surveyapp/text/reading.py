"""What a person typed, read as it was meant: digits of every script, marks of every language.

Fields ask through here, so that a number pasted from a workbook, a month written out and a date
with dots all become what the form engine stores. What cannot be read is ``None``: the field keeps
it as it was typed.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, time
from decimal import Decimal

from surveyapp.text.folding import fold
from surveyapp.text.formats import MONTHS
from surveyapp.text.words import LANGUAGES, load_words

_DATE = re.compile(r"(\d{1,2})\s*[/.\-\s]\s*(\d{1,2})\s*[/.\-\s]\s*(\d{4})")
_EIGHT = re.compile(r"(\d{2})(\d{2})(\d{4})")
_MONTH = re.compile(r"(\d{1,2})\s*[/.\-\s]\s*(\d{4})|(\d{2})(\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})\s*[/.\-]\s*(\d{1,2})")
_NAMED = re.compile(r"(\D+?)[\s.,/-]*(\d{4})")
_YEAR = re.compile(r"\d{4}")
_TIME = re.compile(r"(\d{1,2})\s*[:hH.]\s*(\d{2})?|(\d{2})(\d{2})")
_LEAST_LETTERS = 3

# What other Arabic calendars call the months that Morocco names after its own.
_ELSEWHERE = {
    "ماي": ("مايو",),
    "يوليوز": ("يوليو",),
    "غشت": ("أغسطس",),
    "شتنبر": ("سبتمبر",),
    "نونبر": ("نوفمبر",),
    "دجنبر": ("ديسمبر",),
}
# Between thousands, and between a number and what was copied along with it.
_SPACES = re.compile(r"[\s\u200e\u200f\u2066-\u2069'’\u066c]")
_GROUPED = re.compile(r"[+-]?\d{1,3}([.,])\d{3}(?:\1\d{3})+")
_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)", re.ASCII)
_ONE_GROUP = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")


def western_digits(text: str) -> str:
    """Return ``text`` with the digits of every script as 0 to 9."""
    return "".join(
        letter if (digit := unicodedata.decimal(letter, None)) is None else str(digit)
        for letter in text
    )


def date_parts(text: str) -> tuple[int, int, int] | None:
    """Return day, month and year as typed (26/12/2026, 26.12.2026, 26122026), if they are there."""
    plain = western_digits(text).strip()
    found = _DATE.fullmatch(plain) or _EIGHT.fullmatch(plain)
    return (int(found[1]), int(found[2]), int(found[3])) if found else None


def read_date(text: str) -> date | None:
    """Return the date that was typed, or nothing."""
    parts = date_parts(text)
    return _day(parts[2], parts[1], parts[0]) if parts else None


def read_month(text: str) -> date | None:
    """Return the first day of the month that was typed: 12/2026, 2026-12, décembre 2026."""
    plain = western_digits(text).strip()
    if found := _MONTH.fullmatch(plain):
        return _day(int(found[2] or found[4]), int(found[1] or found[3]), 1)
    if found := _YEAR_FIRST.fullmatch(plain):
        return _day(int(found[1]), int(found[2]), 1)
    if found := _NAMED.fullmatch(plain):
        return _day(int(found[2]), _month_called(found[1]), 1)
    return None


def read_year(text: str) -> date | None:
    """Return the first day of the year that was typed in full."""
    plain = western_digits(text).strip()
    return _day(int(plain), 1, 1) if _YEAR.fullmatch(plain) else None


def read_time(text: str) -> time | None:
    """Return the time of day that was typed: 14:20, 14h20, 1420, 9h."""
    found = _TIME.fullmatch(western_digits(text).strip())
    if not found:
        return None
    hour, minute = int(found[1] or found[3]), int(found[2] or found[4] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def read_number(text: str, *, whole: bool = False, thousands: str = "") -> Decimal | None:
    """Return the number that was meant: any digits, either decimal mark, thousands set apart.

    Two or more of the same mark are thousands; so is one before three figures where a ``whole``
    number is asked. Otherwise one mark alone is a decimal mark: 1,250 kg is a weight as often as
    a thousand. ``thousands`` is the mark that the field itself sets apart with.
    """
    plain = _SPACES.sub("", western_digits(text))
    plain = plain.replace("\u2212", "-").replace("٫", ".").replace("،", ",")
    if thousands:
        plain = plain.replace(thousands, "")
    if _GROUPED.fullmatch(plain) or (whole and _ONE_GROUP.fullmatch(plain)):
        plain = plain.replace(",", "").replace(".", "")
    elif "," in plain and "." in plain:
        thousands = "," if plain.rindex(".") > plain.rindex(",") else "."
        plain = plain.replace(thousands, "")
    plain = plain.replace(",", ".")
    return Decimal(plain) if _PLAIN.fullmatch(plain) else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month_called(name: str) -> int:
    """Return the number of the month that begins so in any of our languages, else 0."""
    wanted = fold(name).strip(" .")
    if len(wanted) < _LEAST_LETTERS:
        return 0
    found = set()
    for language in LANGUAGES:
        words = load_words(language)
        for number, month in enumerate(MONTHS, start=1):
            here = words(month)
            names = (here, *_ELSEWHERE.get(here, ()))
            if any(fold(each) == wanted for each in names):
                return number
            if any(fold(each).startswith(wanted) for each in names):
                found.add(number)
    return found.pop() if len(found) == 1 else 0
