"""What a page asks, and what it is called."""

from __future__ import annotations

from surveyapp.text import isolate_ltr
from surveyapp.text.markup import unmarked
from surveyapp.ui.models.row_refs import row_numbers
from surveyapp.xform import Control, FormSession, ItemKind, Page


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
