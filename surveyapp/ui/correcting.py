"""Stored responses are changed: each time with a reason, and each time it can be taken back.

Every wish asks why first, calls one service, and tells what was done with a way to undo it.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from surveyapp.errors import UserError
from surveyapp.services.revising import (
    delete_response,
    move_to_stop,
    restore_revision,
    undelete_response,
)
from surveyapp.services.stops import known_stops
from surveyapp.services.workspace import Workspace
from surveyapp.store import RevisionKind, Stop
from surveyapp.text import isolate, isolate_ltr
from surveyapp.text.codes import short_code
from surveyapp.ui.screens.reason import ReasonSheet
from surveyapp.ui.screens.stops_sheet import StopsSheet
from surveyapp.ui.stage import Stage
from surveyapp.ui.tasks import Tasks

FEW = 100
"""Responses that are moved while one waits: a fifth of a second."""


class Correcting(QObject):
    """Delete and bring back, restore an earlier state, move to another stop."""

    changed = Signal(str, str)
    """What was done, and the word that takes it back (``""``: nothing does)."""

    def __init__(
        self,
        stage: Stage,
        workspace: Workspace,
        tasks: Tasks,
        operator: Callable[[], str],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._stage = stage
        self._workspace = workspace
        self._tasks = tasks
        self._operator = operator
        self._undo: Callable[[str], object] | None = None

    def undo(self) -> None:
        """Take back what was changed last; that, too, is written down with a reason."""
        undo, self._undo = self._undo, None
        if undo is None:
            return
        words = self._stage.words
        self._do(lambda: undo(words("Taken back at once")), words("Taken back"), undo=None)

    def delete(self, submission: str) -> None:
        """Ask why, then put a tombstone on a response."""
        words, code = self._stage.words, _whole(submission)

        def delete(reason: str) -> None:
            self._do(
                lambda: delete_response(
                    self._workspace, submission, reason=reason, operator=self._operator()
                ),
                words("Response {code} is deleted", code=code),
                lambda why: undelete_response(
                    self._workspace, submission, reason=why, operator=self._operator()
                ),
            )

        self._ask(
            words("Delete response {code}?", code=code),
            words("It leaves every count and workbook, and stays among the deleted ones."),
            words("Delete"),
            delete,
            danger=True,
        )

    def undelete(self, submission: str) -> None:
        """Ask why, then bring a deleted response back."""
        words, code = self._stage.words, _whole(submission)

        def undelete(reason: str) -> None:
            self._do(
                lambda: undelete_response(
                    self._workspace, submission, reason=reason, operator=self._operator()
                ),
                words("Response {code} is back", code=code),
                lambda why: delete_response(
                    self._workspace, submission, reason=why, operator=self._operator()
                ),
            )

        self._ask(
            words("Bring response {code} back?", code=code),
            words("It returns as it last was, and counts again."),
            words("Bring it back"),
            undelete,
        )

    def restore(self, submission: str, revision: str) -> None:
        """Ask why, then make an earlier state the current one again."""
        words = self._stage.words
        before = self._workspace.store.submission(submission)

        def back(why: str) -> None:
            if before.kind is RevisionKind.DELETE:
                delete_response(self._workspace, submission, reason=why, operator=self._operator())
            else:
                restore_revision(
                    self._workspace,
                    submission,
                    before.revision,
                    reason=why,
                    operator=self._operator(),
                )

        def restore(reason: str) -> None:
            self._do(
                lambda: restore_revision(
                    self._workspace, submission, revision, reason=reason, operator=self._operator()
                ),
                words("The earlier state is back"),
                back,
            )

        self._ask(
            words("Restore this state?"),
            words("The answers become what they were then. What came after stays in the history."),
            words("Restore this state"),
            restore,
        )

    def move(self, submissions: tuple[str, ...]) -> None:
        """Ask where to and why, then move responses to another stop."""
        words = self._stage.words
        here = set(self._stops_of(submissions[:FEW]).values())
        only = here.pop() if len(submissions) <= FEW and len(here) == 1 else ""
        known = {stop.key: stop for stop in known_stops(self._workspace) if stop.key != only}
        count = words.plural("{n} response to move", "{n} responses to move", len(submissions))
        sheet = StopsSheet(words, tuple(known.values()), count, self._stage.window)

        def on_chosen(stop: object) -> None:
            assert isinstance(stop, Stop)
            self._ask(
                words("Move to {place}?", place=isolate(stop.place or stop.key)),
                count,
                words("Move"),
                lambda reason: self._move(submissions, stop, reason),
            )

        sheet.stop_chosen.connect(on_chosen)
        sheet.open()

    def _move(self, submissions: tuple[str, ...], stop: Stop, reason: str) -> None:
        """Move a few at once, many in the worker: the window goes on answering."""
        operator = self._operator()

        def work() -> dict[str, str]:
            before = self._stops_of(submissions)
            move_to_stop(self._workspace, submissions, stop, reason=reason, operator=operator)
            return {key: old for key, old in before.items() if old != stop.key}

        if len(submissions) > FEW:
            self.changed.emit(self._stage.words("Moving…"), "")
            task = self._tasks.start(lambda _: work())
            task.succeeded.connect(lambda moved: self._on_moved(moved, stop))
            task.failed.connect(self._stage.tell)
            return
        try:
            moved = work()
        except UserError as error:
            self._stage.tell(error)
        else:
            self._on_moved(moved, stop)

    def _on_moved(self, moved: object, stop: Stop) -> None:
        assert isinstance(moved, dict)
        words = self._stage.words
        self._undo = lambda why: self._move_back(moved, why)
        said = words.plural(
            "{n} response moved to {place}",
            "{n} responses moved to {place}",
            len(moved),
            place=isolate(stop.place or stop.key),
        )
        self.changed.emit(said, words("Undo") if moved else "")

    def _move_back(self, moved: dict[str, str], reason: str) -> None:
        places = {each.key: each for each in known_stops(self._workspace)}
        for old in dict.fromkeys(moved.values()):
            move_to_stop(
                self._workspace,
                [key for key, stop_key in moved.items() if stop_key == old],
                places.get(old) or Stop.parse_key(old),
                reason=reason,
                operator=self._operator(),
            )

    def _stops_of(self, submissions: tuple[str, ...]) -> dict[str, str]:
        return {key: self._workspace.store.submission(key).stop for key in submissions}

    def _ask(
        self,
        title: str,
        text: str,
        verb: str,
        act: Callable[[str], None],
        *,
        danger: bool = False,
    ) -> None:
        sheet = ReasonSheet(
            self._stage.window,
            self._stage.words,
            title=title,
            text=text,
            verb=verb,
            operator=self._operator(),
            danger=danger,
        )
        sheet.given.connect(act)
        sheet.open()

    def _do(
        self, act: Callable[[], object], said: str, undo: Callable[[str], object] | None
    ) -> None:
        try:
            act()
        except UserError as error:
            self._stage.tell(error)
            return
        self._undo = undo
        self.changed.emit(said, self._stage.words("Undo") if undo else "")


def _whole(submission: str) -> str:
    """Return a response's code so that no line breaks in it."""
    return isolate_ltr(short_code(submission).replace("-", "-\u2060"))
