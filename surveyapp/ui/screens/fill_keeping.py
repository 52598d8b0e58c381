"""Keeping what is given on the disk: before "saved" shows, when the disk refuses, when one leaves.

It must not know what a page asks: it is handed the act that ends on the disk.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from surveyapp.errors import UserError
from surveyapp.services.collect import Interview
from surveyapp.text import Words
from surveyapp.text.formats import Formats
from surveyapp.ui.kit.button import Variant
from surveyapp.ui.kit.dialog import DialogButton, ask
from surveyapp.ui.screens.fill_bar import FillBar
from surveyapp.ui.screens.unsaved_notice import UnsavedNotice

Kept = TypeVar("Kept")


class Keeping(QObject):
    """The way of one interview's answers to the disk, and what the screen says about it."""

    def __init__(
        self, interview: Interview, bar: FillBar, notice: UnsavedNotice, screen: QWidget
    ) -> None:
        super().__init__(screen)
        self._interview = interview
        self._bar = bar
        self._notice = notice
        self._screen = screen
        self._may_lose = False
        notice.retry_requested.connect(self._on_retry)

    def on_disk(self, act: Callable[[], Kept]) -> Kept | None:
        """Do what ends on the disk; "saved" shows only once it has returned.

        Where the disk refuses (full, or gone), the answer stays on the screen and in the session,
        a notice says so, and whatever reaches the disk next takes it along. ``None`` then.
        """
        self._bar.show_saving()
        try:
            kept = act()
        except UserError as error:
            self.tell_unsaved(error)
            return None
        self._notice.clear()
        self._bar.show_saved()
        return kept

    def tell_unsaved(self, error: UserError) -> None:
        """Show that the last answers are on no disk yet, until something reaches it."""
        self._bar.show_saving()
        self._notice.tell(error)

    def _on_retry(self) -> None:
        self.on_disk(self._interview.save)

    def leave(self, words: Words, go: Callable[[], object]) -> None:
        """Put the draft aside and ``go``; what no disk has taken is asked about first."""
        if self._put_aside():
            go()
        else:
            self._ask_to_lose(words, go)

    def may_close(self, words: Words, close: Callable[[], object]) -> bool:
        """Say whether the window may close now; else the person is asked, and ``close`` follows."""
        if self._may_lose or self._put_aside():
            return True
        self._ask_to_lose(words, close)
        return False

    def _put_aside(self) -> bool:
        self.on_disk(self._interview.leave)
        return not self._interview.unsaved

    def _ask_to_lose(self, words: Words, go: Callable[[], object]) -> None:
        """Let the person choose between staying and losing what no disk has taken."""

        def on_chosen(key: str) -> None:
            if key == "leave":
                self._may_lose = True
                go()

        ask(
            self._screen,
            words("Leave without the last answers?"),
            words(
                "They could not be saved, and leaving now loses them. The draft stays as it was at "
                "{time}.",
                time=Formats(words).clock(self._interview.saved),
            ),
            [
                DialogButton("stay", words("Stay"), Variant.PRIMARY),
                DialogButton("leave", words("Leave"), Variant.DANGER),
            ],
            cancel_key="stay",
        ).chosen.connect(on_chosen)
