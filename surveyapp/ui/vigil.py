"""Whether anybody is still there: silence, then a warning that counts down, then nobody.

Knows no widget and no clock of its own: it is told the time, in seconds.
"""

from __future__ import annotations

from math import ceil

COUNTDOWN = 20
"""Seconds the warning leaves (never fewer: people need time to read it and to act)."""


class Vigil:
    """One person in front of a kiosk; ``idle`` is how long the silence may be, in seconds."""

    def __init__(self, idle: float, now: float) -> None:
        self._idle = idle
        self._seen = now
        self._warned: float | None = None

    def touched(self, now: float) -> None:
        """Hear a sign of somebody; once there is a warning, only ``stay`` ends it."""
        if self._warned is None:
            self._seen = now

    def stay(self, now: float) -> None:
        """Hear that the person is still there."""
        self._warned = None
        self._seen = now

    def warn(self, now: float) -> None:
        """Count down from now on: the person asked to stop."""
        self._warned = now

    def left(self, now: float) -> int | None:
        """Return the seconds left to say so; 0 where nobody is there, ``None`` without a warning.

        Where the device slept through warning and countdown, nobody is there.
        """
        if self._warned is None:
            silent = now - self._seen
            if silent < self._idle:
                return None
            if silent >= self._idle + COUNTDOWN:
                return 0
            self._warned = now
        return max(0, ceil(self._warned + COUNTDOWN - now))
