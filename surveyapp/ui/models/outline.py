"""A response at a glance: its pages, its questions, what is answered, missing or to be mended.

The overview sheet and the review before finishing show the same outline, so it is worked out once,
here, from the session's own door. It must not know how either of them looks.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from enum import StrEnum

from surveyapp.services.answers import answer_text, problem_text
from surveyapp.text import Words, isolate_ltr
from surveyapp.text.markup import unmarked
from surveyapp.ui.models.row_refs import row_numbers
from surveyapp.xform import Control, FormSession, ItemKind, Page, ProblemKind


class EntryState(StrEnum):
    """How a question stands."""

    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Entry:
    """One question: its words, its answer as a person reads it, and how it stands."""

    ref: str
    question: str
    answer: str
    state: EntryState
    message: str
    """What to do about it; empty unless the state is wrong."""


@dataclass(frozen=True, slots=True)
class Section:
    """One page with its questions."""

    page_ref: str
    number: int
    title: str
    entries: tuple[Entry, ...]

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
        return tuple(entry for section in self.sections for entry in section.entries)

    def having(self, *states: EntryState) -> tuple[Entry, ...]:
        """Return the questions in one of these states."""
        return tuple(entry for entry in self.entries if entry.state in states)


def outline(session: FormSession, words: Words, *, checked: Container[str] | None) -> Outline:
    """Return the outline of a response.

    ``checked`` holds the refs of pages the person has tried to leave: only there does a missing
    answer count as something to mend (elsewhere it simply has no answer yet). ``None`` = all.
    """
    problems = {problem.ref: problem for problem in session.problems()}
    sections = []
    for number, page in enumerate(session.pages(), start=1):
        entries = []
        for ref in asked_on(session, page):
            problem = problems.get(ref)
            if problem and problem.kind is ProblemKind.REQUIRED and not _is_in(page.ref, checked):
                problem = None
            answer = answer_text(session, ref, words)
            entries.append(
                Entry(
                    ref=ref,
                    question=unmarked(session.label(ref)),
                    answer=answer,
                    state=EntryState.WRONG
                    if problem
                    else EntryState.ANSWERED
                    if session.value(ref)
                    else EntryState.UNANSWERED,
                    message=problem_text(session, problem, words) if problem else "",
                )
            )
        title = page_title(session, page)
        sections.append(Section(page.ref, number, title, tuple(entries)))
    return Outline(tuple(section for section in sections if section.entries))


def asked_on(session: FormSession, page: Page) -> tuple[str, ...]:
    """Return the refs of a page's questions that take an answer, in order."""
    return tuple(
        item.ref
        for item in page.items
        if item.kind is ItemKind.QUESTION
        and session.question(item.ref).control not in (None, Control.NOTE)
        # The header row of a matrix is no question of its own: it shows the answers' names.
        and not is_matrix_header(session, item.ref)
    )


def is_matrix_header(session: FormSession, ref: str) -> bool:
    """Say whether a question only heads a matrix (XLSForm appearance ``label``)."""
    return "label" in session.question(ref).appearance.split()


def page_title(session: FormSession, page: Page) -> str:
    """Return the title of a page: its group's label, else that of its first question.

    Only its first line: a note may be a whole letter. Inside rows it says which row.
    """
    title = page.title or (session.label(page.items[0].ref) if page.items else "")
    line = next((line.strip() for line in unmarked(title).splitlines() if line.strip()), "")
    numbers = row_numbers(page.ref)
    if not page.title or not numbers or page.items[0].kind is ItemKind.REPEAT:
        return line
    return f"{line} {isolate_ltr('.'.join(numbers))}"


def _is_in(page_ref: str, checked: Container[str] | None) -> bool:
    return checked is None or page_ref in checked
