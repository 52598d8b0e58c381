"""Collects Python's garbage in the window's thread, between two events.

Python's collector runs in whichever thread allocates: also in the worker, where it would free
wrappers of widgets that belong to the window's thread, or in the middle of Qt deleting a screen. So
it is switched off, and a timer of the window's thread does its work.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 1000


class Tidying(QObject):
    """Does the collector's work from ``begin`` to ``stop``."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self._tidy)

    def begin(self) -> None:
        """Take over from the collector."""
        gc.disable()
        self._timer.start()

    def stop(self) -> None:
        """Let the collector work by itself again."""
        self._timer.stop()
        gc.enable()

    def _tidy(self) -> None:
        """Collect each generation that is due, by Python's own thresholds."""
        due = [
            count > limit for count, limit in zip(gc.get_count(), gc.get_threshold(), strict=True)
        ]
        for generation, wanted in enumerate(due):
            if not wanted:
                return
            gc.collect(generation)
