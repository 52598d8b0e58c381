"""Days as people type them: ``26/12/2026``, ``26-12-26``, ``26 12 2026``, Arabic digits too.

It must not know which field asks.
"""

from __future__ import annotations

import re
from datetime import date

_PARTS = re.compile(r"^\s*(\d{1,2})\s*[/.\-\s]\s*(\d{1,2})\s*[/.\-\s]\s*(\d{4}|\d{2})\s*$")


def read_day(text: str) -> date | None:
    """Return the day somebody typed, day first; ``None`` where it is no day of any calendar."""
    found = _PARTS.match(text)
    if found is None:
        return None
    day, month, year = (int(part) for part in found.groups())
    try:
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None


def write_day(day: date) -> str:
    """Return a day as it is typed."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"
