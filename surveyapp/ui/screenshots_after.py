"""The walk's part about what comes after a response: the list, reading, changing, deciding.

Two devices change the same response here, as on a real tour, so that there is something to decide.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from surveyapp.services.collect import Interview
from surveyapp.services.handoff import apply_merge, hand_over
from surveyapp.services.responses import ResponseQuery, response_ids
from surveyapp.services.revising import delete_response
from surveyapp.services.workspace import Workspace
from surveyapp.ui.screens.decide import DecideScreen
from surveyapp.ui.screens.responses import ResponsesScreen

if TYPE_CHECKING:
    from surveyapp.ui.screens.fill import FillScreen
    from surveyapp.ui.screens.screen import Screen

SAID = {
    "ar": "بقيت الشحنة يومين في المعبر بسبب وثيقة ناقصة.",
    "fr": "Le lot est resté deux jours au poste-frontière pour un papier.",
    "en": "The load stood two days at the border for one paper.",
}

REASON = {
    "ar": "صحح المجيب رقما كتبه خطأ.",
    "fr": "Le répondant a corrigé une faute de frappe.",
    "en": "The respondent mended a slip.",
}


Views = TypeVar("Views")
"""The views wanted of a screen: what they are is the walk's."""


class Moving(Protocol):
    """The walk's clock."""

    def __call__(self) -> datetime:
        """Return the time."""

    def pass_by(self, minutes: int) -> None:
        """Let time pass."""


class AfterScreens:
    """Mixed into the walk, which does what a person does."""

    if TYPE_CHECKING:
        _language: str
        _data_dir: Path
        _clock: Moving

        @property
        def _workspace(self) -> Workspace: ...
        @property
        def _screen(self) -> Screen: ...
        @property
        def _fill(self) -> FillScreen: ...
        def _go_to(self, place: str) -> None: ...
        def _emit(self, signal: str, *values: object) -> None: ...
        def _press(self, message: str) -> None: ...
        def _answer(self, **answers: str) -> None: ...

    def _after(self, plain: Views, everything: Views) -> Iterator[tuple[str, Views]]:
        """Yield the screens over the responses given so far, while each is shown."""
        ids = response_ids(self._workspace, ResponseQuery())
        firms = [key for key in ids if self._is_firm(key)]
        edited, divided = firms[0], firms[-1]
        gone = next(key for key in ids if key not in (edited, divided))
        self._divide(divided)
        delete_response(self._workspace, gone, reason=REASON[self._language], operator="")
        self._go_to("responses")
        yield "50_responses", everything
        self._open(edited)
        yield "51_response", everything
        self._press("Edit with a reason")
        yield "52_editing", everything
        self._answer(clear="5", useful="5", worst_txt=SAID[self._language])
        self._emit("finish_requested")
        yield "53_change", everything
        self._clock.pass_by(12)
        self._emit("kept", REASON[self._language])
        yield "54_history", everything
        self._list.detail.show_tab("facts")
        _settle()
        yield "55_origin", everything
        self._press("Filters")
        yield "56_filters", everything
        self._escape()
        self._list.close_response()
        self._press("Select")
        marked = response_ids(self._workspace, ResponseQuery())[1:3]
        self._list.list.rows.set_picks(marked)
        _settle()
        yield "57_marked", everything
        self._list.list.move_requested.emit(marked)
        _settle()
        yield "58_stops", plain
        self._escape()
        self._press("Cancel")
        self._open(gone)
        yield "59_deleted", plain
        self._press("Bring it back")
        yield "60_reason", everything
        self._escape()
        self._open(divided)
        yield "61_conflict", plain
        self._press("Compare the versions")
        assert isinstance(self._screen, DecideScreen)
        yield "62_decide", everything
        self._emit("later")

    def _is_firm(self, submission: str) -> bool:
        data = json.loads(self._workspace.store.submission(submission).document)["data"]
        return bool(data.get("firm", {}).get("staff"))

    @property
    def _list(self) -> ResponsesScreen:
        screen = self._screen
        assert isinstance(screen, ResponsesScreen)
        return screen

    def _escape(self) -> None:
        target = QApplication.focusWidget()
        assert target is not None
        key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(target, key)
        _settle()

    def _open(self, submission: str) -> None:
        self._list.list.rows.opened.emit(submission)
        _settle()

    def _divide(self, submission: str) -> None:
        """Let two devices change a response without knowing of each other, then merge."""
        carried = hand_over(self._workspace, self._data_dir.parent)
        with Workspace.open(self._data_dir.parent / "third", now=self._clock) as third:
            self._set_up_another(third)
            apply_merge(third, (carried.path,))
            self._change(third, submission, clear="2", nps="3", worst_txt=SAID[self._language])
            back = hand_over(third, self._data_dir.parent)
        self._clock.pass_by(20)
        self._change(self._workspace, submission, clear="5", useful="4")
        apply_merge(self._workspace, (back.path,))

    def _set_up_another(self, workspace: Workspace) -> None:
        raise NotImplementedError

    def _change(self, workspace: Workspace, submission: str, **answers: str) -> None:
        operator = workspace.profile().staff[-1]
        interview = Interview.edit(workspace, submission, operator=operator)
        for name, value in answers.items():
            ref = next(f.ref for f in interview.session.definition.fields if f.name == name)
            interview.answer(ref, value)
        interview.finish(reason=REASON[self._language])


def _settle() -> None:
    for _ in range(4):
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
