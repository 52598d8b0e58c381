"""A response at a glance: its pages, its questions, what is answered, missing or to be mended.

The overview and the review before finishing show the same outline, so it is worked out once, here,
from the session's own door. It must not know how either of them looks.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from surveyapp.services.answers import answer_text, problem_text
from surveyapp.text import Words, isolate
from surveyapp.text.markup import unmarked
from surveyapp.ui.models.asked import asked_on, page_title
from surveyapp.ui.models.row_refs import rows_around
from surveyapp.ui.models.rows import row_name
from surveyapp.xform import FieldProblem, FormSession, ItemKind, Page, ProblemKind


class EntryState(StrEnum):
    """How a question stands."""

    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    WRONG = "wrong"
    ROWS = "rows"
    """No question: the list of the rows of a repeat."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One question: its words, its answer as a person reads it, and how it stands."""

    page_ref: str
    ref: str
    question: str
    answer: str
    state: EntryState
    message: str = ""
    """What to do about it; empty unless the state is wrong."""


@dataclass(frozen=True, slots=True)
class Section:
    """Pages that belong together, with their questions: a page, a group page by page, a row."""

    first: int
    """Number of its first page."""
    last: int
    title: str
    """Empty where the questions stand in no group."""
    entries: tuple[Entry, ...]

    @property
    def page_ref(self) -> str:
        """Return its first page with something to answer."""
        return self.entries[0].page_ref

    @property
    def questions(self) -> int:
        """Return how many questions it has."""
        return sum(entry.state is not EntryState.ROWS for entry in self.entries)

    @property
    def answered(self) -> int:
        """Return how many of its questions have an answer that can stay."""
        return sum(entry.state is EntryState.ANSWERED for entry in self.entries)


@dataclass(frozen=True, slots=True)
class Outline:
    """The whole response."""

    sections: tuple[Section, ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Return all questions in order."""
        return tuple(
            entry
            for section in self.sections
            for entry in section.entries
            if entry.state is not EntryState.ROWS
        )

    def having(self, *states: EntryState) -> tuple[Entry, ...]:
        """Return the questions in one of these states."""
        return tuple(entry for entry in self.entries if entry.state in states)


def outline(session: FormSession, words: Words, *, checked: Container[str] | None) -> Outline:
    """Return the outline of a response.

    ``checked`` holds the refs of pages the person has tried to leave: only there does a missing
    answer count as something to mend (elsewhere it simply has no answer yet). ``None`` = all.
    """
    problems = {problem.ref: problem for problem in session.problems()}
    numbered = [
        (number, page, entries)
        for number, page in enumerate(session.pages(), start=1)
        if (entries := tuple(_entries(session, page, words, problems, checked)))
    ]
    sections = []
    for (_, title), group in groupby(numbered, key=lambda each: _belonging(session, each[1])):
        pages = list(group)
        entries = tuple(entry for _, _, found in pages for entry in found)
        sections.append(Section(pages[0][0], pages[-1][0], title, entries))
    return Outline(tuple(sections))


def _belonging(session: FormSession, page: Page) -> tuple[tuple[str, ...], str]:
    """Return what pages of one section have in common: the rows around them, and the title."""
    return rows_around(f"{page.ref}/"), page_title(session, page) if page.title else ""


def _entries(
    session: FormSession,
    page: Page,
    words: Words,
    problems: dict[str, FieldProblem],
    checked: Container[str] | None,
) -> list[Entry]:
    entries = []
    asked = frozenset(asked_on(session, page))
    around = rows_around(f"{page.ref}/")
    for item in page.items:
        if item.kind is ItemKind.REPEAT:
            entries.append(_rows(session, page, item.ref, words))
        elif item.ref in asked:
            problem = problems.get(item.ref)
            if problem and problem.kind is ProblemKind.REQUIRED and not _is_in(page.ref, checked):
                problem = None
            question = unmarked(session.label(item.ref))
            if rows := rows_around(item.ref)[len(around) :]:  # a row among the questions of a page
                row = row_name(session, rows[-1], words)
                question = words("{row}: {question}", row=row, question=isolate(question))
            state = EntryState.ANSWERED if session.value(item.ref) else EntryState.UNANSWERED
            entries.append(
                Entry(
                    page.ref,
                    item.ref,
                    question,
                    answer_text(session, item.ref, words),
                    EntryState.WRONG if problem else state,
                    problem_text(session, problem, words) if problem else "",
                )
            )
    return entries


def _rows(session: FormSession, page: Page, ref: str, words: Words) -> Entry:
    count = session.repeat_count(ref)
    said = words.plural("{n} row so far", "{n} rows so far", count)
    return Entry(page.ref, ref, unmarked(session.label(ref)), said, EntryState.ROWS)


def _is_in(page_ref: str, checked: Container[str] | None) -> bool:
    return checked is None or page_ref in checked
