"""Handing over from the home screen: choose where, one worker, what came of it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from surveyapp.errors import UserError
from surveyapp.services.workspace import Workspace
from surveyapp.ui.files import Files
from surveyapp.ui.screens.hand_over import HandOverCard
from surveyapp.ui.screens.home import HomeScreen
from surveyapp.ui.stage import Stage
from surveyapp.ui.tasks import Task, Tasks


class HandingOver(QObject):
    """One package at a time; it goes on while other screens are shown."""

    written = Signal()
    """A package is on the stick: fewer responses wait."""

    def __init__(
        self, stage: Stage, workspace: Workspace, files: Files, tasks: Tasks, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._stage = stage
        self._workspace = workspace
        self._files = files
        self._tasks = tasks
        self._task: Task | None = None

    def show_on(self, screen: HomeScreen) -> None:
        """Serve the card of a home screen."""
        screen.hand_over.requested.connect(self._on_requested)
        screen.hand_over.cancelled.connect(self._on_cancelled)
        if self._task is not None:
            screen.hand_over.show_working()

    def _on_requested(self) -> None:
        from surveyapp.services.handoff import hand_over

        out = self._files.folder(self._stage.words("Choose the stick or the folder"))
        if out is None:
            return
        task = self._tasks.start(lambda progress: hand_over(self._workspace, out, progress))
        self._task = task
        task.progressed.connect(self._on_progressed)
        task.succeeded.connect(self._on_succeeded)
        task.failed.connect(self._on_failed)
        task.cancelled.connect(self._on_stopped)
        card = self._card()
        if card is not None:
            card.show_working()

    def _on_cancelled(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _on_progressed(self, done: int, total: int, _what: str) -> None:
        card = self._card()
        if card is not None:
            card.show_step(done, total)

    def _on_succeeded(self, report: object) -> None:
        from surveyapp.exchange import PackageReport

        assert isinstance(report, PackageReport)
        self._task = None
        self.written.emit()
        card = self._card()
        if card is not None:
            card.show_done(report.responses, report.answers, report.path)

    def _on_failed(self, error: object) -> None:
        assert isinstance(error, UserError)
        self._task = None
        card = self._card()
        if card is not None:
            card.show_problem(error)

    def _on_stopped(self) -> None:
        self._task = None
        card = self._card()
        if card is not None:
            card.show_stopped()

    def _card(self) -> HandOverCard | None:
        screen = self._stage.screen
        return screen.hand_over if isinstance(screen, HomeScreen) else None
