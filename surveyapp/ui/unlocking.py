"""The recovery key typed at the start, where the device's own key is lost: asked for and tried."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from surveyapp.errors import UserError
from surveyapp.services.protection import regain_key
from surveyapp.store.troubles import Damaged
from surveyapp.ui.main_window import MainWindow
from surveyapp.ui.screens.regain import RegainScreen
from surveyapp.ui.tasks import Tasks


class Unlocking(QObject):
    """Serves the screen for the recovery key of one data folder."""

    left = Signal()
    """The folder is to be opened anew: its key is back, or the person went back."""
    damaged = Signal(object)
    """A ``Damaged``: the key is not all that is lost."""
    language_chosen = Signal(str)

    def __init__(self, window: MainWindow, data_dir: Path, tasks: Tasks) -> None:
        super().__init__(window)
        self._window = window
        self._data_dir = data_dir
        self._tasks = tasks
        screen = RegainScreen(window.words)
        screen.entered.connect(self._on_entered)
        screen.left.connect(self.left)
        screen.closed.connect(window.close)
        screen.language_chosen.connect(self.language_chosen)
        self._screen = screen
        window.show_screen(screen)

    def _on_entered(self, secret: str) -> None:
        self._screen.show_opening()
        task = self._tasks.start(lambda _: regain_key(self._data_dir, secret))
        task.succeeded.connect(self._on_regained)
        task.failed.connect(self._on_failed)

    def _on_regained(self, _: object) -> None:
        self.left.emit()

    def _on_failed(self, error: object) -> None:
        assert isinstance(error, UserError)
        if isinstance(error, Damaged):
            self.damaged.emit(error)
            return
        self._screen.show_wrong(error)
