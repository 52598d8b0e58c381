"""When the time a revision carries cannot be right. Shown beside it, and used for nothing else.

Cheap tablets wake up in 1970, or a year ahead. Nothing depends on it: what is kept, what is current
and what comes first are decided by parents, places in logs and clocks that only move forward
(``surveyapp.store.clock``). But people read the times, so those that are surely wrong are marked.
What is said depends on the revision alone, so that every device says the same of it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from surveyapp.store.clock import MAX_LEAD, Stamp

FIRST_DAY = date(2026, 1, 1)
"""The app is not older than that, nor is anything that was filled in with it."""

REACH = timedelta(days=180)
"""How far before its stop people are invited, and how long after it somebody still types in what
was given on paper. A clock wrong by years is further off; one wrong by weeks shows only where it
is set back."""

MEMORY = timedelta(days=3650)
"""How long after its stop a response may still be corrected, moved or erased."""


def is_doubtful(wall: str, clock: str, stop: str, *, first: bool) -> bool:
    """Say whether a revision's local time (``wall``, ISO 8601) cannot be right.

    It cannot where it is no time at all, lies before the app existed, lies more than a day before
    what the device wrote or learnt earlier (its ``clock`` never runs back), or is further than
    ``REACH`` from the first day of its ``stop``; ``MEMORY`` later where it is not the ``first``
    revision of a response. A ``clock`` that is further off itself says nothing: the device was
    years ahead once, and is right again.
    """
    try:
        moment = datetime.fromisoformat(wall)
        # Without an offset it must not mean another moment on each device.
        moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return True
    if moment.date() < FIRST_DAY:
        return True
    latest = Stamp.parse(clock).milliseconds
    is_behind = latest - moment.timestamp() * 1000 > MAX_LEAD
    day = _first_day(stop)
    if day is None:
        return is_behind
    last = day + (REACH if first else MEMORY)
    if is_behind and latest < _milliseconds(last) + MAX_LEAD:
        return True
    return not day - REACH <= moment.date() <= last


def _milliseconds(day: date) -> int:
    return (day - date(1970, 1, 1)).days * 24 * 60 * 60 * 1000


def _first_day(stop: str) -> date | None:
    try:
        return date.fromisoformat(stop.rpartition("_")[2])
    except ValueError:
        return None
