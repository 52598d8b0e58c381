"""Settling a conflict: versions are compared, a person decides now or later."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from surveyapp.errors import UserError
from surveyapp.services.comparing import Comparison, compare_versions, settle
from surveyapp.services.workspace import Workspace
from surveyapp.ui.screens.decide import DecideScreen, Decision
from surveyapp.ui.stage import Stage


class Settling(QObject):
    """One response in conflict at a time."""

    left = Signal(str)
    """The decision waits; the response is shown again."""
    settled = Signal(str)
    edit_requested = Signal(str, str)
    """``(response, version)``: its answers are gone through again, from this version."""

    def __init__(
        self, stage: Stage, workspace: Workspace, operator: Callable[[], str], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._stage = stage
        self._workspace = workspace
        self._operator = operator

    def show(self, submission: str) -> None:
        """Show the versions of a response side by side."""
        comparison = self._compare(submission)
        if comparison is None:
            return
        screen = DecideScreen(self._stage.words, comparison, operator=self._operator())
        screen.later.connect(lambda: self.left.emit(submission))
        screen.edit_requested.connect(lambda version: self.edit_requested.emit(submission, version))
        screen.decided.connect(lambda decision: self._on_decided(submission, decision))
        screen.words_changed.connect(lambda: self._say_again(screen, submission))
        self._stage.open(screen, "decide", place="responses")

    def _compare(self, submission: str) -> Comparison | None:
        try:
            return compare_versions(self._workspace, submission, self._stage.words)
        except UserError as error:
            self._stage.tell(error)
            return None

    def _say_again(self, screen: DecideScreen, submission: str) -> None:
        comparison = self._compare(submission)
        if comparison is not None:
            screen.show_comparison(comparison)

    def _on_decided(self, submission: str, decision: object) -> None:
        assert isinstance(decision, Decision)
        comparison = self._compare(submission)
        if comparison is None:
            return
        try:
            settle(
                self._workspace,
                comparison,
                decision.picks,
                base=decision.base,
                reason=decision.reason,
                operator=self._operator(),
            )
        except UserError as error:
            self._stage.tell(error)
            return
        self.settled.emit(submission)
