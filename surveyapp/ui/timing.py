"""Seconds that pass, and a tick each second for whoever counts them.

The one door to time in a kiosk: tests hand in one whose seconds pass when they say so.
"""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer, Signal

_TICK_MS = 1000


class Timing(QObject):
    """The system's time; it ticks only while somebody counts."""

    ticked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self.ticked)

    def now(self) -> float:
        """Return seconds since some moment; they run on while the device sleeps."""
        if hasattr(time, "CLOCK_BOOTTIME"):
            return time.clock_gettime(time.CLOCK_BOOTTIME)
        return time.monotonic()  # on Windows and macOS, as good as that

    def start(self) -> None:
        """Tick from now on."""
        self._timer.start()

    def stop(self) -> None:
        """Tick no more."""
        self._timer.stop()
