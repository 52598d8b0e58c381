"""Every key that does something, in one table: screens bind from it, the sheet (F1) lists it.

A screen that wants a key asks ``bind`` for it by name, and there is no other way to one; so the
sheet cannot name a key that does nothing. Keys that are part of a control (digits choose, arrows
move) are listed here too, and tests press each of them. It must not know any screen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from surveyapp.text import N_


class Topic(StrEnum):
    """Where a key counts; the value is the heading on the sheet."""

    ANYWHERE = N_("Anywhere")
    HOME = N_("Home")
    PAGE = N_("On a page of questions")
    ANSWER = N_("In an answer")
    ROWS = N_("In a list of rows")
    REVIEW = N_("Before finishing")
    DONE = N_("After finishing")
    RESPONSES = N_("In the list of responses")
    CHANGE = N_("Before a change is kept")


@dataclass(frozen=True, slots=True)
class Shortcut:
    """One thing that keys do.

    ``keys`` are the ways to it, each as Qt writes it in every language (``Ctrl+Return``); the first
    of them is shown. ``rtl`` takes their place where the screen is mirrored.
    """

    topic: Topic
    keys: tuple[str, ...]
    says: str
    rtl: tuple[str, ...] = ()
    shown: str = ""
    """What to show where ``keys`` would be too many to read: ``1–9``."""

    def caps(self, *, mirrored: bool) -> str:
        """Return the keys as they are shown."""
        return self.shown or (self.rtl if mirrored and self.rtl else self.keys)[0]


_ENTER, _CTRL_ENTER = ("Return", "Enter"), ("Ctrl+Return", "Ctrl+Enter")
_NEXT_PERSON = ("Ctrl+Shift+Return", "Ctrl+Shift+Enter")

SHORTCUTS: Mapping[str, Shortcut] = {
    "shortcuts": Shortcut(Topic.ANYWHERE, ("F1",), N_("Show the keys")),
    "tab": Shortcut(Topic.ANYWHERE, ("Tab",), N_("To what comes next")),
    "backtab": Shortcut(Topic.ANYWHERE, ("Shift+Tab",), N_("To what came before")),
    "press": Shortcut(Topic.ANYWHERE, ("Space",), N_("Press what is marked")),
    "back": Shortcut(Topic.ANYWHERE, ("Esc",), N_("Close, or go back")),
    "begin": Shortcut(Topic.HOME, ("Ctrl+N",), N_("Begin a new response")),
    "go_on": Shortcut(Topic.PAGE, _ENTER, N_("Go on: to the next question, the next page")),
    "next_page": Shortcut(Topic.PAGE, ("Alt+Right",), N_("To the next page"), rtl=("Alt+Left",)),
    "page_before": Shortcut(
        Topic.PAGE, ("Alt+Left",), N_("To the page before"), rtl=("Alt+Right",)
    ),
    "finish": Shortcut(Topic.PAGE, _CTRL_ENTER, N_("Finish")),
    "finish_and_next": Shortcut(
        Topic.PAGE, _NEXT_PERSON, N_("Finish, and begin with the next respondent")
    ),
    "help": Shortcut(Topic.PAGE, ("F2",), N_("More about this question, where there is more")),
    "overview": Shortcut(Topic.PAGE, ("F3",), N_("Overview of all questions")),
    "language": Shortcut(Topic.PAGE, ("F4",), N_("Ask in the next language")),
    "digits": Shortcut(
        Topic.ANSWER, tuple("123456789"), N_("Choose the answer with this number"), shown="1–9"
    ),
    "apart": Shortcut(
        Topic.ANSWER, ("-",), N_("Choose what stands apart, such as “does not apply”")
    ),
    "arrows": Shortcut(
        Topic.ANSWER, ("Down", "Up", "Left", "Right"), N_("To the answer beside"), shown="← → ↑ ↓"
    ),
    "choose": Shortcut(Topic.ANSWER, ("Space",), N_("Choose the answer that is marked")),
    "clear": Shortcut(Topic.ANSWER, ("Delete", "Backspace"), N_("Take the choice back")),
    "step": Shortcut(
        Topic.ANSWER, ("Up", "Down"), N_("One more or one less: numbers, dates, times"), shown="↑ ↓"
    ),
    "rank": Shortcut(
        Topic.ANSWER, ("Alt+Up", "Alt+Down"), N_("Move an answer, where answers are put in order")
    ),
    "add_row": Shortcut(Topic.ROWS, ("Insert", "+"), N_("Add one")),
    "open_row": Shortcut(
        Topic.ROWS, tuple("123456789"), N_("Open the one with this number"), shown="1–9"
    ),
    "remove_row": Shortcut(Topic.ROWS, ("Delete",), N_("Remove the one that is marked")),
    "review_finish": Shortcut(Topic.REVIEW, _CTRL_ENTER, N_("Finish")),
    "review_finish_and_next": Shortcut(
        Topic.REVIEW, _NEXT_PERSON, N_("Finish, and begin with the next respondent")
    ),
    "next_person": Shortcut(Topic.DONE, _NEXT_PERSON, N_("Begin with the next respondent")),
    "find": Shortcut(Topic.RESPONSES, ("Ctrl+F",), N_("To the search")),
    "read": Shortcut(Topic.RESPONSES, _ENTER, N_("Read the response that is marked")),
    "keep": Shortcut(Topic.CHANGE, _CTRL_ENTER, N_("Keep the change or the decision")),
}
"""By the name with which a screen binds it."""


def bind(owner: QWidget, name: str, act: Callable[[], object]) -> tuple[QShortcut, ...]:
    """Let the keys of a shortcut do ``act`` while ``owner`` is on the window."""
    made = []
    for keys in SHORTCUTS[name].keys:
        shortcut = QShortcut(QKeySequence(keys), owner)
        shortcut.activated.connect(act)
        made.append(shortcut)
    return tuple(made)


def set_mirrored(bound: tuple[QShortcut, ...], name: str, *, mirrored: bool) -> None:
    """Give a bound shortcut the keys of the direction that the screen has now."""
    wanted = SHORTCUTS[name]
    keys = wanted.rtl if mirrored and wanted.rtl else wanted.keys
    for shortcut, key in zip(bound, keys, strict=True):
        shortcut.setKey(QKeySequence(key))


def listed(topics: tuple[Topic, ...]) -> tuple[tuple[Topic, tuple[Shortcut, ...]], ...]:
    """Return the shortcuts of some topics, in the order of the table."""
    found = []
    for topic in topics:
        here = tuple(each for each in SHORTCUTS.values() if each.topic is topic)
        if here:
            found.append((topic, here))
    return tuple(found)
