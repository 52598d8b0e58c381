"""The guided recovery at the start: offered, run by the worker, reported, and gone on with.

The recovered folder takes the name of the damaged one, which is kept under another: the next start
must open what was saved. Where the system does not let folders be renamed, the app goes on in the
new one and says where it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from surveyapp.errors import UserError
from surveyapp.exchange import SUFFIX
from surveyapp.services.rescue import RescueReport, Wanted, recovered_name, rescue_data, swap
from surveyapp.services.rescue_words import saved_lines
from surveyapp.store.custody import Access, places
from surveyapp.text import N_, Words, isolate_ltr
from surveyapp.ui.files import Files
from surveyapp.ui.main_window import MainWindow
from surveyapp.ui.models.problems import problem_says
from surveyapp.ui.screens.recovery import RecoveryScreen
from surveyapp.ui.tasks import Task, Tasks


class Recovering(QObject):
    """Serves the screen of recovery for one damaged folder."""

    retried = Signal()
    recovered = Signal(Path)
    """The folder to open: that of the device, or the new one."""
    language_chosen = Signal(str)

    def __init__(
        self,
        window: MainWindow,
        data_dir: Path,
        access: Access,
        files: Files,
        tasks: Tasks,
        now: Callable[[], datetime],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._data_dir = data_dir
        self._access = access
        self._chooser = files
        self._tasks = tasks
        self._now = now
        self._added: tuple[Path, ...] = ()
        self._task: Task | None = None
        self._open = data_dir

    def offer(self, error: UserError) -> None:
        """Show what was found and the way on."""
        screen = RecoveryScreen(self._window.words, error, needs_key=self._lacks_key())
        screen.recovery_requested.connect(self._on_recovery_requested)
        screen.files_requested.connect(self._on_files_requested)
        screen.cancelled.connect(self._on_cancelled)
        screen.retried.connect(self.retried)
        screen.opened.connect(self._on_opened)
        screen.closed.connect(self._window.close)
        screen.language_chosen.connect(self.language_chosen)
        self._window.show_screen(screen)

    def _lacks_key(self) -> bool:
        """Say whether no place of the folder says where its key is."""
        return not places.present(self._data_dir)

    def _on_files_requested(self) -> None:
        words = self._window.words
        kinds = words("Backups and packages ({pattern})", pattern=f"*.backup *{SUFFIX}")
        self._added += self._chooser.open_many(words("Add backups or packages"), kinds)
        self._screen().show_files(len(self._added))

    def _on_recovery_requested(self, secret: str) -> None:
        packages = tuple(file for file in self._added if file.suffix == SUFFIX)
        wanted = Wanted(
            self._data_dir,
            recovered_name(self._data_dir, self._now()),
            tuple(file for file in self._added if file not in packages),
            secret,
            self._access,
        )
        self._screen().show_working()
        task = self._tasks.start(
            lambda progress: rescue_data(wanted, packages, now=self._now, progress=progress)
        )
        task.progressed.connect(self._screen().show_step)
        task.succeeded.connect(self._on_succeeded)
        task.failed.connect(self._on_failed)
        task.cancelled.connect(self._on_stopped)
        self._task = task

    def _on_cancelled(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _on_succeeded(self, result: object) -> None:
        assert isinstance(result, RescueReport)
        report = result
        try:
            aside = swap(self._data_dir, report.out, self._now())
            self._open = self._data_dir
        except UserError as error:
            self._open, aside = report.out, self._data_dir
            report = replace(report, problems=(*report.problems, error))
        all_saved = report.complete and not report.traceless
        self._screen().show_report(
            N_("All is saved") if all_saved else N_("What could be saved is saved"),
            lambda words: "\n".join(_lines(words, report, aside)),
            complete=all_saved,
        )

    def _on_failed(self, error: object) -> None:
        assert isinstance(error, UserError)
        # Whatever it was: with the recovery key there may be a way.
        self._screen().show_problem(error)

    def _on_stopped(self) -> None:
        self._screen().show_stopped()

    def _on_opened(self) -> None:
        self.recovered.emit(self._open)

    def _screen(self) -> RecoveryScreen:
        screen = self._window.shown()
        assert isinstance(screen, RecoveryScreen)
        return screen


def _lines(words: Words, report: RescueReport, aside: Path) -> tuple[str, ...]:
    return (
        *saved_lines(words, report),
        *(problem_says(problem, words) for problem in report.problems),
        words("The damaged folder is kept as {folder}.", folder=isolate_ltr(str(aside))),
    )
