"""Responses looked back at: found in the list, read, and put in order again.

Each wish of a person is one call of a service. What changes a response is in ``correcting.py``; it
must not know how a screen looks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from surveyapp.errors import UserError
from surveyapp.services.categories import Categories
from surveyapp.services.history import history
from surveyapp.services.reading import read_response
from surveyapp.services.responses import (
    ResponseRow,
    Shelves,
    doubtful_responses,
    find_drafts,
    find_responses,
    last_line,
    response_ids,
    response_rows,
    shelves,
)
from surveyapp.services.status import DraftRow
from surveyapp.services.workspace import Workspace
from surveyapp.ui.badges import show_decisions_waiting
from surveyapp.ui.kit.records import PAGE, Record
from surveyapp.ui.looked_for import LookedFor, found_words
from surveyapp.ui.models.forks import fork_notice
from surveyapp.ui.models.responses import (
    Shelf,
    draft_record,
    response_record,
)
from surveyapp.ui.screens.response_detail import DetailState
from surveyapp.ui.screens.response_filters import FiltersSheet
from surveyapp.ui.screens.responses import ResponsesScreen
from surveyapp.ui.stage import Stage
from surveyapp.ui.tasks import Tasks

if TYPE_CHECKING:
    from surveyapp.ui.correcting import Correcting
    from surveyapp.ui.settling import Settling


class LookingBack(QObject):
    """The list of responses and the one that is read; both are found again as they were left."""

    draft_continued = Signal(str)
    edit_requested = Signal(str, str)
    """``(response, version)``: take it up to change it; the version only where some conflict."""

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
        self._wanted = LookedFor()
        self._doubtful_line = -1
        """The log's last line when the doubtful ones were looked for."""
        self._opened = ""
        self._language = ""
        self._shelves: Shelves | None = None
        self._sheet: FiltersSheet | None = None

    @cached_property
    def _correcting(self) -> Correcting:
        from surveyapp.ui.correcting import Correcting

        correcting = Correcting(self._stage, self._workspace, self._tasks, self._operator, self)
        correcting.changed.connect(self._on_changed)
        return correcting

    @cached_property
    def _settling(self) -> Settling:
        from surveyapp.ui.settling import Settling

        settling = Settling(self._stage, self._workspace, self._operator, self)
        settling.left.connect(self.show)
        settling.settled.connect(self._on_settled)
        settling.edit_requested.connect(self.edit_requested)
        return settling

    # -- opening ---------------------------------------------------------------------------

    def show(self, opened: str = "", *, tab: str = "") -> None:
        """Open the list as it was left, with a response if one is named or was being read."""
        screen = ResponsesScreen(self._stage.words)
        pane, detail = screen.list, screen.detail
        pane.searched.connect(self._on_searched)
        pane.shelf_chosen.connect(self._on_shelf_chosen)
        pane.filters_requested.connect(self._show_filters)
        pane.filter_dropped.connect(self._on_filter_dropped)
        pane.all_dropped.connect(self._on_all_dropped)
        pane.all_picked.connect(self._on_all_picked)
        pane.move_requested.connect(self._on_move_requested)
        pane.rows.opened.connect(self._on_opened)
        screen.closed.connect(self._on_closed)
        screen.words_changed.connect(self._on_words_changed)
        screen.toast.action_triggered.connect(lambda: self._correcting.undo())
        detail.edit_requested.connect(self._on_edit_requested)
        detail.draft_requested.connect(self._on_edit_requested)
        detail.move_requested.connect(lambda: self._correcting.move((self._opened,)))
        detail.delete_requested.connect(lambda: self._correcting.delete(self._opened))
        detail.undelete_requested.connect(lambda: self._correcting.undelete(self._opened))
        detail.restore_requested.connect(
            lambda revision: self._correcting.restore(self._opened, revision)
        )
        detail.compare_requested.connect(lambda: self._settling.show(self._opened))
        detail.language_chosen.connect(self._on_language_chosen)
        self._opened = opened or self._opened
        pane.set_search(self._wanted.text)
        self._stage.open(screen, "responses", place="responses")
        self._find()
        self._count_doubtful()
        if self._opened:
            self._read(tab=tab)

    def _count_doubtful(self) -> None:
        line = last_line(self._workspace)
        if line == self._doubtful_line:
            return
        self._doubtful_line = line
        task = self._tasks.start(lambda _: doubtful_responses(self._workspace))
        task.succeeded.connect(self._on_doubtful)

    def _on_doubtful(self, found: object) -> None:
        assert isinstance(found, tuple)
        changed, self._wanted.doubtful = found != self._wanted.doubtful, found
        if changed and self._screen is not None:
            self._find(keep_place=True)

    @property
    def _screen(self) -> ResponsesScreen | None:
        screen = self._stage.screen
        return screen if isinstance(screen, ResponsesScreen) else None

    # -- finding ---------------------------------------------------------------------------

    def _find(self, *, keep_place: bool = False, counted: bool = True) -> None:
        screen = self._screen
        if screen is None:
            return
        words, now = self._stage.words, self._workspace.now()
        language = words.language
        if counted or self._shelves is None:
            self._shelves = shelves(self._workspace, language)
            show_decisions_waiting(self._stage.window, self._workspace)
            screen.show_forks(*fork_notice(self._workspace, words))
        if self._wanted.shelf is Shelf.DRAFTS:
            if screen.list.rows.picking:
                screen.list.set_picking(picking=False)  # drafts stay where they were begun
            drafts = find_drafts(self._workspace, self._wanted.query(), language)
            count = len(drafts)

            def fetch(skip: int, limit: int) -> Sequence[ResponseRow | DraftRow]:
                return drafts[skip : skip + limit]

            def told(row: DraftRow) -> Record:
                return draft_record(row, now, words)

            screen.list.rows.show_records(count, fetch, told, keep_place=keep_place)
        else:
            query = self._wanted.query()
            found = find_responses(self._workspace, query, language, limit=PAGE)
            count = found.total
            categories = Categories(self._workspace, language)

            def fetch_rows(skip: int, limit: int) -> Sequence[ResponseRow]:
                return response_rows(self._workspace, query, language, skip=skip, limit=limit)

            def told_row(row: ResponseRow) -> Record:
                return response_record(row, categories.of(row.id), now, words)

            screen.list.rows.show_records(
                count, fetch_rows, told_row, first=found.rows, keep_place=keep_place
            )
        screen.list.show_state(self._wanted.state(words, self._shelves, count))
        if self._sheet is not None:
            self._sheet.show_found(found_words(words, count))

    def _on_searched(self, text: str) -> None:
        self._wanted.text = text
        self._find(counted=False)

    def _on_shelf_chosen(self, shelf: object) -> None:
        assert isinstance(shelf, Shelf)
        self._wanted.shelf = shelf
        self._find()

    def _on_all_dropped(self) -> None:
        self._wanted.forget()
        screen = self._screen
        if screen is not None:
            screen.list.set_search("")
            self._find()
            screen.list.search.setFocus()

    # -- filters ---------------------------------------------------------------------------

    def _show_filters(self) -> None:
        words, known = self._stage.words, self._shelves
        assert known is not None
        sheet = self._sheet = FiltersSheet(
            words, self._wanted.groups(words, known), self._stage.window
        )
        sheet.chosen.connect(self._on_filter_chosen)
        sheet.closed.connect(self._on_sheet_closed)
        self._find(keep_place=True)
        sheet.open()

    def _on_filter_chosen(self, group: str, key: str) -> None:
        self._wanted.choose(group, key)
        self._find()

    def _on_sheet_closed(self) -> None:
        if self._sheet is not None:
            self._sheet.deleteLater()
            self._sheet = None

    def _on_filter_dropped(self, key: str) -> None:
        self._wanted.choose(key, "")
        self._find()

    # -- reading ---------------------------------------------------------------------------

    def _on_opened(self, key: str) -> None:
        if self._wanted.shelf is Shelf.DRAFTS:
            self.draft_continued.emit(key)
            return
        self._opened, self._language = key, ""
        self._read()

    def _read(self, *, tab: str = "") -> None:
        screen = self._screen
        if screen is None:
            return
        words, opened = self._stage.words, self._opened
        try:
            read = read_response(self._workspace, opened, words, self._language)
        except UserError as error:
            self._opened = ""
            screen.close_response()
            self._stage.tell(error)
            return
        state = DetailState(
            read=read,
            history=lambda: history(self._workspace, opened, words),
            now=self._workspace.now(),
            draft=self._change_under_way(),
        )
        screen.show_response(state, tab=tab)

    def _on_closed(self) -> None:
        self._opened = ""

    def _on_language_chosen(self, tag: str) -> None:
        self._language = tag
        self._read()

    def _on_words_changed(self) -> None:
        self._find(keep_place=True)
        if self._opened:
            self._read()

    # -- changing --------------------------------------------------------------------------

    def _on_edit_requested(self) -> None:
        """Take the response up to change it, or go on with the change that is under way."""
        draft = self._change_under_way()
        if draft:
            self.draft_continued.emit(draft)
        else:
            self.edit_requested.emit(self._opened, "")

    def _change_under_way(self) -> str:
        drafts = self._workspace.store.drafts()
        return next((draft.id for draft in drafts if draft.edits == self._opened), "")

    def _on_all_picked(self) -> None:
        screen = self._screen
        if screen is not None:
            ids = response_ids(self._workspace, self._wanted.query())
            screen.list.rows.set_picks(ids)

    def _on_move_requested(self, ids: object) -> None:
        assert isinstance(ids, tuple)
        self._correcting.move(ids)

    def _on_changed(self, said: str, undo: str) -> None:
        """Show what was changed, and offer to take it back."""
        screen = self._screen
        if screen is None:
            return
        if screen.list.rows.picking:
            screen.list.set_picking(picking=False)
        self._find(keep_place=True)
        if self._opened:
            self._read()
        self._count_doubtful()
        screen.toast.show_message(said, undo)

    def show_kept(self, submission: str) -> None:
        """Show a response that was just changed, with what changed."""
        self.show(submission, tab="history")
        screen = self._screen
        if screen is not None:
            screen.toast.show_message(self._stage.words("The change is kept"))

    def _on_settled(self, submission: str) -> None:
        self.show(submission, tab="history")
        screen = self._screen
        if screen is not None:
            screen.toast.show_message(self._stage.words("The decision is kept"))
