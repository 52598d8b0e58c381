"""Backups that make themselves: after responses, on trial, and by hand; nobody waits for one.

The worker makes them, through a connection that does not stop the one answers are saved with. One
that fails is told on the home screen, not in the middle of a response.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from surveyapp.services.backups import back_up_if_due, make_backup, try_newest
from surveyapp.services.workspace import Workspace
from surveyapp.ui.tasks import Task, Tasks

SETTLED = 20_000
"""Milliseconds after the start: whoever opened the app has begun what they came for."""


class BackingUp(QObject):
    """Starts backups of one opened data folder."""

    made = Signal()
    """A backup was made or tried, or could not be: what is told of them may have changed."""
    failed = Signal(object)
    """A ``UserError``: one that somebody asked for could not be made."""

    def __init__(self, workspace: Workspace, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._tasks = tasks
        self._stopped = False
        self._first = QTimer(self, interval=SETTLED, singleShot=True)
        self._first.timeout.connect(self.look)
        self._first.start()

    def stop(self) -> None:
        """Begin and tell nothing more: the data folder is about to be closed."""
        self._first.stop()
        self._stopped = True

    def look(self) -> None:
        """Make a backup where one is due, and try the newest where that is: a response came."""
        self._quietly(self._tasks.start(lambda _: back_up_if_due(self._workspace)))
        self._quietly(self._tasks.start(lambda progress: try_newest(self._workspace, progress)))

    def by_hand(self) -> None:
        """Make a backup now."""
        task = self._tasks.start(lambda progress: make_backup(self._workspace, progress=progress))
        task.failed.connect(self._on_failed)
        self._quietly(task)

    def _on_failed(self, error: object) -> None:
        if not self._stopped:
            self.failed.emit(error)

    def _quietly(self, task: Task) -> None:
        # A problem stands in the store already (``BackupState.problem``) and is told from there.
        task.ended.connect(self._on_ended)

    def _on_ended(self) -> None:
        if not self._stopped:  # what it would be told to reads the folder
            self.made.emit()
