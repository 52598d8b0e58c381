"""Progress of work that is counted in bytes, told to a listener a few times a second at most."""

from __future__ import annotations

from surveyapp.progress import Progress

_STEPS = 400
_LEAST = 1 << 16


class Meter:
    """Adds up units of work done, of a total that is known before it begins."""

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress = progress
        self._total = total
        self._done = 0
        self._told = 0
        self._interval = max(_LEAST, total // _STEPS)

    def advance(self, units: int, what: str = "") -> None:
        """Count ``units`` more; raises ``Cancelled`` where the listener asked to stop."""
        self._done = min(self._done + units, self._total)
        if self._done - self._told >= self._interval:
            self._told = self._done
            self._progress.step(self._done, self._total, what)

    def finish(self, what: str = "") -> None:
        """Report that all is done."""
        self._done = self._told = self._total
        self._progress.step(self._total, self._total, what)
