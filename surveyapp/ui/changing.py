"""The end of a change: old beside new, the reason, and then it is kept or given up.

It must not know how the answers were given.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from surveyapp.errors import UserError
from surveyapp.services.collect import Interview, Unfinished
from surveyapp.services.history import AnswerChange, changes_under_way
from surveyapp.services.workspace import Workspace
from surveyapp.text.codes import short_code
from surveyapp.ui.screens.change import ChangeScreen
from surveyapp.ui.stage import Stage


class Changing(QObject):
    """One change of a stored response at a time."""

    back_requested = Signal()
    """Back to the answers."""
    unfinished = Signal(object)
    """An ``Unfinished``: answers are to be mended before the change can be kept."""
    kept = Signal(str)
    """Id of the response, changed now."""
    given_up = Signal(str)
    """Id of the response, as it was; the change is among the discarded drafts."""

    def __init__(self, stage: Stage, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._stage = stage
        self._workspace = workspace

    def show(self, interview: Interview) -> None:
        """Show what would change and ask why."""
        problems = interview.session.problems()
        if problems:
            self.unfinished.emit(Unfinished(problems))
            return
        screen = ChangeScreen(
            self._stage.words,
            short_code(interview.edits),
            self._changes(interview),
            operator=interview.operator,
            settles=len(interview.replaces) > 1,
        )
        screen.back_requested.connect(self.back_requested)
        screen.kept.connect(lambda reason: self._keep(interview, reason))
        screen.given_up.connect(lambda: self._give_up(interview))
        screen.words_changed.connect(lambda: screen.show_changes(self._changes(interview)))
        self._stage.open(screen, "change")

    def _changes(self, interview: Interview) -> tuple[AnswerChange, ...]:
        return changes_under_way(
            self._workspace,
            interview.edits,
            interview.session,
            self._stage.words,
            replaces=interview.replaces,
        )

    def _keep(self, interview: Interview, reason: str) -> None:
        try:
            interview.finish(reason=reason)
        except Unfinished as unfinished:
            self.unfinished.emit(unfinished)
        except UserError as error:
            self._stage.tell(error)
        else:
            self.kept.emit(interview.edits)

    def _give_up(self, interview: Interview) -> None:
        try:
            interview.discard()
        except UserError as error:  # the disk refuses: the change is under way still
            self._stage.tell(error)
        else:
            self.given_up.emit(interview.edits)
