"""Adding a questionnaire from the screen: pick a file, look at what it is, keep it.

Reading a workbook takes up to seconds, so the worker does it; keeping it is one transaction.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from surveyapp.errors import UserError
from surveyapp.services.forms import add_checked, check_form, list_forms
from surveyapp.services.workspace import Workspace
from surveyapp.text import N_
from surveyapp.ui.files import Files
from surveyapp.ui.screens.forms import FormsScreen
from surveyapp.ui.stage import Stage
from surveyapp.ui.tasks import Tasks
from surveyapp.xform.xlsform import ImportedForm


class AddingForms(QObject):
    """Serves the screen of questionnaires."""

    left = Signal()

    def __init__(
        self, stage: Stage, workspace: Workspace, files: Files, tasks: Tasks, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._stage = stage
        self._workspace = workspace
        self._files = files
        self._tasks = tasks
        self._read: ImportedForm | None = None

    def show(self) -> None:
        """Open the screen."""
        self._read = None
        words = self._stage.words
        screen = FormsScreen(words, list_forms(self._workspace, words.language))
        screen.left.connect(self.left)
        screen.file_requested.connect(self._on_file_requested)
        screen.add_requested.connect(self._on_add_requested)
        screen.dropped.connect(self.show)
        self._stage.open(screen, "forms", place="device")

    def _on_file_requested(self) -> None:
        words = self._stage.words
        path = self._files.open_one(
            words("Add a questionnaire"),
            words("Questionnaires ({pattern})", pattern="*.xlsx *.xls *.xml *.csv *.md"),
        )
        screen = self._screen()
        if path is None or screen is None:
            return
        self._read = None
        screen.show_working(N_("Reading the questionnaire…"))
        task = self._tasks.start(lambda _: check_form(path))
        task.succeeded.connect(self._on_read)
        task.failed.connect(self._on_refused)

    def _on_read(self, form: object) -> None:
        assert isinstance(form, ImportedForm)
        screen = self._screen()
        if screen is not None:
            self._read = form
            screen.show_found(form)

    def _on_refused(self, error: object) -> None:
        assert isinstance(error, UserError)
        screen = self._screen()
        if screen is not None:
            screen.show_refused(error)
        else:
            self._stage.tell(error)

    def _on_add_requested(self) -> None:
        screen = self._screen()
        if screen is None or self._read is None:
            return
        try:
            added = add_checked(self._workspace, self._read)
        except UserError as error:
            screen.show_refused(error)
            return
        self._read = None
        language = self._stage.words.language
        screen.show_added(list_forms(self._workspace, language), added.row.title)

    def _screen(self) -> FormsScreen | None:
        screen = self._stage.screen
        return screen if isinstance(screen, FormsScreen) else None
