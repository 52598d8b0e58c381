"""Protecting the key from the screen: moving it, the recovery key, its sheet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from surveyapp.errors import UserError
from surveyapp.services.protection import (
    protect,
    recovery_code,
    set_recovery,
)
from surveyapp.services.recovery_sheet import SHEET_NAME, make_recovery_sheet
from surveyapp.services.workspace import Workspace
from surveyapp.store.custody import Protection, RecoveryKey, check_code, recipient
from surveyapp.text import N_, Words, isolate_ltr
from surveyapp.ui.files import Files
from surveyapp.ui.screens.protection import ProtectionScreen, ProtectionState
from surveyapp.ui.screens.screen import Text
from surveyapp.ui.stage import Stage
from surveyapp.ui.tasks import Task, Tasks, Work
from surveyapp.ui.theme import Tone

_Said = Callable[[Words], str]


def ask_for_sheet(stage: Stage, files: Files) -> Path | None:
    """Ask where the sheet of a new recovery key goes; ``None`` after a change of mind."""
    words = stage.words
    kind = words("Pages to print ({pattern})", pattern="*.html")
    out = files.save_as(words("Make a new recovery key"), SHEET_NAME, kind)
    return out.with_suffix(".html") if out is not None else None


def sheet_made(
    key: RecoveryKey, sheet: Path
) -> tuple[Callable[[Words], str], Callable[[Words], str]]:
    """Return what to say of a new recovery key: that it is there, and where its secret is."""
    return (
        lambda words: words(
            "The recovery key is made: check code {code}",
            code=isolate_ltr(check_code(key.public)),
        ),
        lambda words: words(
            "The secret is in {file} and nowhere else. Print it, keep it in a safe place, then "
            "delete the file.",
            file=isolate_ltr(str(sheet)),
        ),
    )


class Protecting(QObject):
    """Serves the screen of protection. Passphrases take seconds, so the worker does the work."""

    left = Signal()

    def __init__(
        self, stage: Stage, workspace: Workspace, files: Files, tasks: Tasks, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._stage = stage
        self._workspace = workspace
        self._files = files
        self._tasks = tasks
        self._sheet = Path()

    def show(self) -> None:
        """Open the screen."""
        screen = ProtectionScreen(self._stage.words, self._state())
        screen.protection_chosen.connect(self._on_protection_chosen)
        screen.recovery_given.connect(self._on_recovery_given)
        screen.sheet_requested.connect(self._on_sheet_requested)
        screen.left.connect(self.left)
        self._stage.open(screen, "protection", place="device")

    def _state(self) -> ProtectionState:
        custody = self._workspace.store.custody
        return ProtectionState(
            protection=custody.protection,
            key_store=custody.has_key_store(),
            recovery=self._workspace.profile().recovery,
            code=recovery_code(self._workspace),
            in_place=custody.in_place,
        )

    # -- wishes ----------------------------------------------------------------------------

    def _on_protection_chosen(self, place: str, passphrase: str) -> None:
        task = self._start(lambda _: protect(self._workspace, Protection(place), passphrase))
        task.succeeded.connect(self._on_protected)

    def _on_recovery_given(self, public: str) -> None:
        try:
            wanted = recipient(public) if public.strip() else ""
        except UserError as error:
            screen = self._screen()
            assert screen is not None
            screen.show_recovery_problem(error)
            return
        task = self._start(lambda _: set_recovery(self._workspace, wanted))
        task.succeeded.connect(self._on_recovery_set)

    def _on_sheet_requested(self) -> None:
        sheet = ask_for_sheet(self._stage, self._files)
        if sheet is None:
            return
        self._sheet = sheet

        def work(_: object) -> RecoveryKey:
            key = make_recovery_sheet(sheet, self._workspace.now().date())
            set_recovery(self._workspace, key.public)
            return key

        task = self._start(work)
        task.succeeded.connect(self._on_sheet_made)

    # -- outcomes --------------------------------------------------------------------------

    def _start(self, work: Work) -> Task:
        task = self._tasks.start(work)
        screen = self._screen()
        if screen is not None:
            screen.set_busy(True)
            screen.work.show_working(N_("Moving the key…"))
        task.failed.connect(self._on_failed)
        return task

    def _on_protected(self, _: object) -> None:
        self._end(N_("The key has moved"))

    def _on_recovery_set(self, _: object) -> None:
        code = recovery_code(self._workspace)
        if not code:
            self._end(N_("This device has no recovery key now"))
            return
        self._end(
            N_("The recovery key is set"),
            lambda words: words("Check code: {code}", code=isolate_ltr(code)),
        )

    def _on_sheet_made(self, key: object) -> None:
        assert isinstance(key, RecoveryKey)
        self._end(*sheet_made(key, self._sheet))

    def _end(self, title: Text, text: Text = "") -> None:
        screen = self._screen()
        if screen is None:
            return
        screen.set_busy(False)
        screen.render_state(self._state())
        screen.work.show_outcome(Tone.SUCCESS, title, text)

    def _on_failed(self, error: object) -> None:
        assert isinstance(error, UserError)
        screen = self._screen()
        if screen is None:
            self._stage.tell(error)
            return
        screen.set_busy(False)
        screen.work.show_problem(error)

    def _screen(self) -> ProtectionScreen | None:
        screen = self._stage.screen
        return screen if isinstance(screen, ProtectionScreen) else None
