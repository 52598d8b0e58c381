"""Watches over the data behind the screens: is it sound, is there room left on the disk?

It begins when the first screen stands, works in the one worker, and keeps nobody from answering;
what it finds, the screens show. It must not know any particular screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal

from surveyapp.errors import UserError
from surveyapp.services.check import (
    check_data,
    damage_notice,
    free_room,
    last_check,
    room_notice,
)
from surveyapp.services.workspace import Workspace
from surveyapp.store import LastCheck
from surveyapp.ui.tasks import Tasks

FIRST_LOOK = 500
"""Milliseconds after the first screen was opened: it is painted by then."""

ROOM_EVERY = 30_000
"""Milliseconds between two looks at the room on the disk."""


@dataclass(frozen=True, slots=True)
class CheckState:
    """Where the look for damage stands."""

    running: bool
    last: LastCheck | None
    """What was found last since the app was opened."""
    now: datetime


class Watching(QObject):
    """Looks for damage once at the start and whenever asked; at the disk every half minute."""

    changed = Signal()
    """A look began or ended, or the room on the disk is another matter than before."""

    def __init__(self, workspace: Workspace, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._tasks = tasks
        self._running = False
        self._room = room_notice(free_room(workspace))
        self._first = QTimer(self, interval=FIRST_LOOK, singleShot=True)
        self._first.timeout.connect(self.look)
        self._often = QTimer(self, interval=ROOM_EVERY)
        self._often.timeout.connect(self._look_at_room)

    def begin(self) -> None:
        """Begin, as soon as the first screen stands."""
        self._first.start()
        self._often.start()

    def stop(self) -> None:
        """Look no more: the data folder is about to be closed."""
        self._first.stop()
        self._often.stop()
        self._running = True

    def look(self) -> None:
        """Look for damage, unless that is under way."""
        if self._running:
            return
        self._running = True
        task = self._tasks.start(lambda progress: check_data(self._workspace, progress))
        task.ended.connect(self._on_ended)
        self.changed.emit()

    def state(self) -> CheckState:
        """Return where the look for damage stands."""
        return CheckState(self._running, last_check(self._workspace), self._workspace.now())

    def damage(self) -> UserError | None:
        """Return what was found damaged, until a look finds it sound."""
        return damage_notice(self._workspace)

    def room(self) -> UserError | None:
        """Return what to know about the room left on the disk, as of the last half minute."""
        return self._room

    def _on_ended(self) -> None:
        self._running = False
        self.changed.emit()

    def _look_at_room(self) -> None:
        before, self._room = self._room, room_notice(free_room(self._workspace))
        if str(before) != str(self._room):
            self.changed.emit()
