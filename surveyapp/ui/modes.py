"""Other ways than person to person: the kiosk and practice, as staff ask for them at home.

It must not know how a screen looks, nor which store the window stands over next (``app.py`` does).
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from surveyapp.errors import UserError
from surveyapp.services.kiosk import kiosk_plan
from surveyapp.services.practice import practice_ended, wipe_practice
from surveyapp.services.workspace import Workspace
from surveyapp.ui.kit.button import Variant
from surveyapp.ui.kit.dialog import DialogButton, ask
from surveyapp.ui.screens.home import HomeScreen
from surveyapp.ui.stage import Stage
from surveyapp.ui.timing import Timing

if TYPE_CHECKING:
    from surveyapp.ui.kiosk import Kiosk


class Modes(QObject):
    """What the home screen offers beside an interview."""

    left = Signal()
    """Staff are back from a kiosk, or did not begin one."""
    finished = Signal()
    """A response is in the store."""
    changed = Signal()
    """Home is to be shown anew."""
    kiosk_requested = Signal()
    set_up_requested = Signal()
    practice_requested = Signal()
    practice_left = Signal(bool)
    """With whether everything of it is to be wiped."""

    def __init__(self, stage: Stage, workspace: Workspace, timing: Timing, parent: QObject) -> None:
        super().__init__(parent)
        self._stage = stage
        self._workspace = workspace
        self._timing = timing

    def show_on(self, screen: HomeScreen) -> None:
        """Hear what staff ask for on the home screen."""
        screen.kiosk_requested.connect(self.kiosk_requested)
        screen.practice_requested.connect(self.practice_requested)
        screen.practice_left.connect(self._on_practice_left)
        screen.practice_wiped.connect(self._on_practice_wiped)
        screen.practice_news_read.connect(self._on_practice_news_read)

    def stop(self) -> None:
        """Count no more seconds: the data folder is about to be closed."""
        if self.in_kiosk:
            self._kiosk.stop()

    @property
    def in_kiosk(self) -> bool:
        """Say whether this device is a kiosk now."""
        return "_kiosk" in self.__dict__ and self._kiosk.running

    # -- the kiosk -------------------------------------------------------------------------

    @cached_property
    def _kiosk(self) -> Kiosk:
        from surveyapp.ui.kiosk import Kiosk

        kiosk = Kiosk(self._stage, self._workspace, self._timing, self)
        kiosk.left.connect(self.left)
        kiosk.set_up_requested.connect(self.set_up_requested)
        kiosk.finished.connect(self.finished)
        return kiosk

    def prepare_kiosk(self, operator: str) -> None:
        """Let staff choose what people are asked who answer by themselves."""
        self._kiosk.prepare(operator)

    def resume_kiosk(self) -> bool:
        """Be the kiosk this device was when it was turned off; ``False`` where it was none."""
        plan = kiosk_plan(self._workspace)
        if plan is not None:
            self._kiosk.run(plan)
        return plan is not None

    # -- practice --------------------------------------------------------------------------

    def _on_practice_left(self) -> None:
        self.practice_left.emit(False)  # noqa: FBT003 - a signal

    def _on_practice_news_read(self) -> None:
        practice_ended(self._workspace)
        self.changed.emit()

    def _on_practice_wiped(self) -> None:
        words = self._stage.words
        dialog = ask(
            self._stage.window,
            words("Wipe the practice?"),
            words("All its answers, drafts and files are removed for good. What counts stays."),
            [
                DialogButton("wipe", words("Wipe"), Variant.DANGER_FILLED),
                DialogButton("keep", words("Keep it"), Variant.SECONDARY),
            ],
            cancel_key="keep",
        )
        dialog.chosen.connect(self._on_wipe_chosen)

    def _on_wipe_chosen(self, key: str) -> None:
        if key != "wipe":
            return
        if self._workspace.practice:
            self.practice_left.emit(True)  # noqa: FBT003 - a signal
            return
        try:
            wipe_practice(self._workspace)
        except UserError as error:
            self._stage.tell(error)
        self.changed.emit()
