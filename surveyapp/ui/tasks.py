"""Background work: one worker, its progress, its cancellation.

Why it exists: packages, merges and workbooks take seconds, and the window must answer meanwhile.
One worker, because one process writes to the store. It must not know what the work does: it is
given a function that takes a ``Progress`` and returns a result.

Everything a ``Task`` tells is told in the main thread. The worker's only door is the private
signal, connected to a bound method of a ``QObject`` that lives in the main thread: that connection
is queued by Qt, where one to a lambda or a free function would run in the worker.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QThreadPool, Signal, Slot

from surveyapp.errors import UserError
from surveyapp.progress import Cancelled, Progress

Work = Callable[[Progress], object]

REPORT_EVERY = 0.05  # seconds: twenty reports a second is as much as anybody can read


class Task(QObject):
    """One piece of work under way. Ends with exactly one of the three outcomes, then ``ended``."""

    progressed = Signal(int, int, str)
    """``(done, total, what)``; ``total`` 0 = not known."""
    succeeded = Signal(object)
    failed = Signal(object)
    """A ``UserError``. Any other exception is our bug and is raised in the main thread."""
    cancelled = Signal()
    ended = Signal()

    _arrived = Signal(str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._asked_to_stop = threading.Event()
        self._reported = 0.0
        self._arrived.connect(self._on_arrived)

    def cancel(self) -> None:
        """Ask the work to stop at its next step."""
        self._asked_to_stop.set()

    def step(self, done: int, total: int, what: str = "") -> None:
        """Report a step (called by the work, in the worker)."""
        if self._asked_to_stop.is_set():
            raise Cancelled
        now = time.monotonic()
        if done >= total > 0 or now - self._reported >= REPORT_EVERY:
            self._reported = now
            self._arrived.emit("step", (done, total, what))

    def _run(self, work: Work) -> None:
        """Do the work (in the worker) and send its outcome across."""
        try:
            result = work(self)
        except Cancelled:
            self._arrived.emit("cancelled", None)
        except BaseException as problem:  # noqa: BLE001 - sent across, see below
            # The exception is not swallowed: it is sent across and raised in the main thread.
            self._arrived.emit("failed", problem)
        else:
            self._arrived.emit("succeeded", result)

    @Slot(str, object)
    def _on_arrived(self, kind: str, payload: object) -> None:
        if kind == "step":
            assert isinstance(payload, tuple)
            self.progressed.emit(*payload)
            return
        try:
            if kind == "succeeded":
                self.succeeded.emit(payload)
            elif kind == "cancelled":
                self.cancelled.emit()
            elif isinstance(payload, UserError):
                self.failed.emit(payload)
            else:
                assert isinstance(payload, BaseException)
                raise payload
        finally:
            self.ended.emit()


class Tasks(QObject):
    """The one worker: work is done in the order it was started."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._running: list[Task] = []

    @property
    def busy(self) -> bool:
        """Say whether any work has not ended yet."""
        return bool(self._running)

    def start(self, work: Work) -> Task:
        """Start ``work`` and return its ``Task``; connect to it before returning to Qt's loop."""
        task = Task(self)
        self._running.append(task)
        task.ended.connect(self._on_ended)
        self._pool.start(lambda: task._run(work))
        return task

    def stop(self, milliseconds: int = 10_000) -> bool:
        """Cancel everything and wait for the worker; ``False`` where it is still busy then."""
        for task in self._running:
            task.cancel()
        return self._pool.waitForDone(milliseconds)

    @Slot()
    def _on_ended(self) -> None:
        task = self.sender()
        assert isinstance(task, Task)
        self._running.remove(task)
        task.deleteLater()
