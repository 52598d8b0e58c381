"""Progress of work in several stretches, told to its listener a few hundred times at most."""

from __future__ import annotations

from surveyapp.progress import Progress

_STEPS = 200
_WHOLE = 1000


class Stretch:
    """A part of some work, from one share of the whole to another: 0.0 to 0.5 is its first half."""

    def __init__(self, progress: Progress, begin: float, end: float) -> None:
        self._progress = progress
        self._begin = begin
        self._end = end

    def step(self, done: int, total: int, what: str = "") -> None:
        """Report ``done`` of ``total`` units of this stretch."""
        share = self._begin + (self._end - self._begin) * done / total
        self._progress.step(round(share * _WHOLE), _WHOLE, what)


class Meter:
    """Adds up units of work done, of a total that is known before it begins."""

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress = progress
        self._total = max(1, total)
        self._interval = max(1, total // _STEPS)
        self._done = 0
        self._told = 0

    def advance(self, units: int, what: str = "") -> None:
        """Count ``units`` more; raises ``Cancelled`` where the listener asked to stop."""
        self._done = min(self._done + units, self._total)
        if self._done - self._told >= self._interval:
            self._told = self._done
            self._progress.step(self._done, self._total, what)
