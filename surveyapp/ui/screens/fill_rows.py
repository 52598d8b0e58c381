"""Rows of a repeat while a response is filled: one more, one opened, one removed and taken back.

What a person wants of a row becomes one act of the interview and the page that follows from it.
"""

from __future__ import annotations

from typing import Protocol

from surveyapp.services.collect import Interview
from surveyapp.text import Words
from surveyapp.ui.models.row_refs import is_inside, repeat_of, with_row, without_row
from surveyapp.ui.models.rows import row_name
from surveyapp.ui.questions import QuestionPage
from surveyapp.ui.screens.fill_keeping import Keeping
from surveyapp.ui.screens.offering import Offer
from surveyapp.xform import Changes, Page


class Shower(Protocol):
    """The screen, as far as rows need it."""

    checked: set[str]

    @property
    def words(self) -> Words:
        """Return the catalogue spoken now."""

    def shown(self) -> tuple[QuestionPage, Page]:
        """Return the page on the screen, its questions and what it is."""

    def show_page(self, ref: str) -> None:
        """Show a page from its top."""

    def show_changes(self, changes: Changes) -> None:
        """Show what an act changed on the page that is shown."""


class RowWays:
    """The ways to rows and out of them."""

    def __init__(
        self, screen: Shower, interview: Interview, keeping: Keeping, offer: Offer
    ) -> None:
        self._screen = screen
        self._interview = interview
        self._keeping = keeping
        self._offer = offer
        self._opened = ""  # from the list of rows: its last page leads back there

    def listen_to(self, questions: QuestionPage) -> None:
        """Serve the wishes of a page."""
        questions.row_asked.connect(self.add)
        questions.row_opened.connect(self.open)
        questions.row_removed.connect(self.remove)

    def add(self, ref: str) -> None:
        """Add a row to the repeat at ``ref`` and go to where it begins."""
        questions, page = self._screen.shown()
        questions.flush()
        changes = self._keeping.on_disk(lambda: self._interview.add_repeat(ref))
        row = f"{ref}[{self._interview.session.repeat_count(ref)}]"
        if page.ref == ref:  # a page of rows: the new one has pages of its own
            self.open(row)
            return
        self._screen.show_changes(changes or Changes(repeats=frozenset({ref})))
        questions.focus_row(row)

    def open(self, row: str) -> None:
        """Go to the first page of a row; where nothing in it applies, stay."""
        pages = self._interview.session.pages()
        first = next((page for page in pages if is_inside(page.ref, row)), None)
        _, here = self._screen.shown()
        self._screen.show_page((first or here).ref)
        self._opened = row if first is not None else ""

    def way_out(self, page: Page | None) -> str:
        """Return the list to go back to where the way to ``page`` leaves the row opened there."""
        _, here = self._screen.shown()
        if not self._opened or not is_inside(here.ref, self._opened):
            return ""
        stays = page is not None and is_inside(page.ref, self._opened)
        return "" if stays else repeat_of(self._opened)

    def remove(self, row: str) -> None:
        """Remove a row at once, and offer to take that back."""
        screen = self._screen
        questions, _ = screen.shown()
        questions.flush()
        name = row_name(self._interview.session, row, screen.words)
        changes = self._keeping.on_disk(lambda: self._interview.remove_repeat(row))
        self._opened = ""
        screen.checked = {moved for ref in screen.checked if (moved := without_row(ref, row))}
        questions.drop_row(row)
        screen.show_changes(changes or Changes(repeats=frozenset({repeat_of(row)})))
        questions.focus_row(row)
        said = screen.words("{row} is removed.", row=name)
        self._offer.undo(said, screen.words("Undo"), lambda: self._put_back(row))

    def _put_back(self, row: str) -> None:
        screen = self._screen
        try:
            changes = self._keeping.on_disk(self._interview.restore_repeat)
        except KeyError:
            self._keeping.on_disk(self._interview.save)
            self._offer.say(screen.words("It cannot come back: the row it stood in is gone."))
            return
        self._opened = ""
        screen.checked = {with_row(ref, row) for ref in screen.checked}
        questions, page = screen.shown()
        moved = with_row(page.ref, row)
        if moved != page.ref:  # a page in a row that makes room for the one that came back
            screen.show_page(moved)
            return
        questions.take_row_back(row)
        screen.show_changes(changes or Changes(repeats=frozenset({repeat_of(row)})))
