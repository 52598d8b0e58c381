"""A hybrid logical clock: time that never runs backwards on a device, sortable as text.

Follows Kulkarni et al., "Logical Physical Clocks" (2014): the larger of what the wall clock says
and what was seen last, with a counter to tell equal moments apart. Order decides nothing that is
kept or lost (parents do), only what is shown first. This module knows no database.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

MAX_LEAD = 24 * 60 * 60 * 1000
"""Milliseconds a foreign clock may run ahead and still pull ours along: a tablet that lives in
2099 must not carry the whole tour there."""

_COUNTERS = 100_000
_SHAPE = re.compile(r"[0-9]{15}\.[0-9]{5}\Z")


@dataclass(frozen=True, slots=True, order=True)
class Stamp:
    """A moment: milliseconds since 1970 (UTC) and a counter within the millisecond."""

    milliseconds: int
    counter: int = 0

    def __str__(self) -> str:
        return f"{self.milliseconds:015d}.{self.counter:05d}"

    @classmethod
    def parse(cls, text: str) -> Stamp:
        """Return the moment a text names; ``ValueError`` where it names none."""
        if not is_stamp(text):
            raise ValueError(text)
        milliseconds, _, counter = text.partition(".")
        return cls(int(milliseconds), int(counter))


def is_stamp(text: str) -> bool:
    """Say whether a text names a moment."""
    return _SHAPE.match(text) is not None


def tick(last: str, now: datetime) -> str:
    """Return the moment of something that happens now, later than ``last`` (``""``: nothing)."""
    # A battery that died says 1970 or earlier; the text has no place for a sign.
    wall = Stamp(max(0, int(now.timestamp() * 1000)))
    if not last:
        return str(wall)
    before = Stamp.parse(last)
    return str(wall if wall > before else _after(before))


def observe(last: str, seen: str, now: datetime) -> str:
    """Return the latest of what we knew and a foreign moment, unless that runs too far ahead."""
    if seen <= last:
        return last
    limit = Stamp(int(now.timestamp() * 1000) + MAX_LEAD)
    return seen if Stamp.parse(seen) <= limit else last


def _after(stamp: Stamp) -> Stamp:
    if stamp.counter + 1 < _COUNTERS:
        return Stamp(stamp.milliseconds, stamp.counter + 1)
    return Stamp(stamp.milliseconds + 1)
