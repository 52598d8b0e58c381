"""Numbers, dates, times and spans as each language writes them.

The conventions are Morocco's (month names of ``ar-MA``, Latin digits, a dot between thousands and
a comma before decimals in Arabic), and they are few enough to stand here in full: neither Qt nor
Babel is needed to write a date into a workbook. Whatever would be turned round inside Arabic text
(signs, percent, ranges, dates, times) is isolated here and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from surveyapp.text.bidi import isolate_ltr, strip_isolates
from surveyapp.text.marking import N_
from surveyapp.text.words import Words

MONTHS = (
    N_("January"),
    N_("February"),
    N_("March"),
    N_("April"),
    N_("May"),
    N_("June"),
    N_("July"),
    N_("August"),
    N_("September"),
    N_("October"),
    N_("November"),
    N_("December"),
)
"""Month names, January first."""

WEEKDAYS = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)
"""Weekday names, Monday first, as ``date.weekday()`` counts and as Moroccan weeks run."""

NARROW_SPACE = "\u202f"
MINUS = "\u2212"
EN_DASH = "\u2013"

# (between thousands, before decimals, before the percent sign)
_MARKS = {
    "ar": (".", ",", ""),
    "fr": (NARROW_SPACE, ",", NARROW_SPACE),
    "en": (",", ".", ""),
}


@dataclass(frozen=True, slots=True)
class Formats:
    """How one language writes values; ``Formats(words).long_date(day)``."""

    words: Words

    def number(self, value: float | Decimal, decimals: int | None = None) -> str:
        """Return ``value`` grouped by thousands: ``1.234.567,5`` in Arabic.

        ``decimals`` fixes the places after the mark (half rounds away from zero); without it a
        whole number has none and another as many as it was given.
        """
        exact = Decimal(str(value))
        if decimals is not None:
            exact = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        thousands, mark, _ = self._marks()
        whole, _, rest = f"{abs(exact):,f}".partition(".")
        text = whole.replace(",", thousands)
        if decimals is None:
            rest = rest.rstrip("0")
        if rest:
            text += mark + rest
        return self._isolated(MINUS + text) if exact < 0 else text

    def percent(self, share: float | Decimal, decimals: int = 0) -> str:
        """Return a share of 1 as a percentage: ``40%``, in French ``40 %``."""
        text = strip_isolates(self.number(Decimal(str(share)) * 100, decimals))
        return self._isolated(f"{text}{self._marks()[2]}%")

    def long_date(self, day: date) -> str:
        """Return ``السبت 26 دجنبر 2026``, ``samedi 26 décembre 2026``."""
        return self.words(
            "{weekday} {day} {month} {year}",
            weekday=self.words(WEEKDAYS[day.weekday()]),
            day=self._day(day),
            month=self.words(MONTHS[day.month - 1]),
            year=day.year,
        )

    def day_and_month(self, day: date) -> str:
        """Return ``26 دجنبر``: a day of a year that everybody knows."""
        return self.words(
            "{day} {month}", day=self._day(day), month=self.words(MONTHS[day.month - 1])
        )

    def month(self, day: date) -> str:
        """Return ``دجنبر 2026``: the heading of a calendar."""
        return self.words("{month} {year}", month=self.words(MONTHS[day.month - 1]), year=day.year)

    def short_date(self, day: date) -> str:
        """Return ``26/12/2026``, the way dates are typed in all three languages."""
        return self._isolated(f"{day.day:02d}/{day.month:02d}/{day.year:04d}")

    def clock(self, moment: time | datetime) -> str:
        """Return ``14:20``: the wall clock of whoever wrote it, never converted."""
        return self._isolated(f"{moment.hour:02d}:{moment.minute:02d}")

    def moment(self, moment: datetime) -> str:
        """Return ``26/12/2026 14:20``."""
        plain = f"{self.short_date(moment.date())} {self.clock(moment)}"
        return self._isolated(strip_isolates(plain))

    def duration(self, span: timedelta) -> str:
        """Return a length of time in its largest two units: ``1 hour and 5 minutes``."""
        seconds = max(0, round(span.total_seconds()))
        minutes, seconds = divmod(seconds, 60)
        hours, minutes = divmod(minutes, 60)
        days, hours = divmod(hours, 24)
        words = self.words
        units = (
            words.plural("{n} day", "{n} days", days) if days else "",
            words.plural("{n} hour", "{n} hours", hours) if hours else "",
            words.plural("{n} minute", "{n} minutes", minutes) if minutes else "",
            words.plural("{n} second", "{n} seconds", seconds) if seconds else "",
        )
        first = next((place for place, unit in enumerate(units) if unit), None)
        if first is None:
            return words.plural("{n} second", "{n} seconds", 0)
        smaller = units[first + 1] if first + 1 < len(units) else ""
        if not smaller:
            return units[first]
        return words("{larger} and {smaller}", larger=units[first], smaller=smaller)

    def ago(self, span: timedelta) -> str:
        """Return how long ago something was: ``منذ 12 دقيقة``; under a minute is "just now"."""
        minutes = max(0, int(span.total_seconds() // 60))
        if minutes < 1:
            return self.words("just now")
        if minutes < 60:
            return self.words.plural("{n} minute ago", "{n} minutes ago", minutes)
        if minutes < 24 * 60:
            return self.words.plural("{n} hour ago", "{n} hours ago", minutes // 60)
        return self.words.plural("{n} day ago", "{n} days ago", minutes // (24 * 60))

    def span(self, first: str, last: str) -> str:
        """Return a range of two formatted values, ``2025–2027``; one value where they agree."""
        first, last = strip_isolates(first), strip_isolates(last)
        return self._isolated(first if first == last else f"{first}{EN_DASH}{last}")

    def interval(self, low: float, high: float, decimals: int = 0) -> str:
        """Return a confidence interval of shares: ``34–46 %``."""
        first = strip_isolates(self.number(Decimal(str(low)) * 100, decimals))
        return self.span(first, self.percent(high, decimals))

    def size(self, octets: int) -> str:
        """Return the size of a file in the unit a person would use."""
        megabytes = octets / 1_000_000
        if megabytes >= 1:
            return self.words("{n} MB", n=self.number(megabytes, 1))
        return self.words("{n} KB", n=self.number(max(1, round(octets / 1000))))

    def listed(self, items: tuple[str, ...]) -> str:
        """Return items in a row, with the comma of the language."""
        return ("، " if self.words.rtl else ", ").join(items)

    def _marks(self) -> tuple[str, str, str]:
        return _MARKS[self.words.language]

    def _day(self, day: date) -> str:
        # French says "1er janvier" and then "2 janvier".
        return "1er" if day.day == 1 and self.words.language == "fr" else str(day.day)

    def _isolated(self, text: str) -> str:
        return isolate_ltr(text) if self.words.rtl else text
