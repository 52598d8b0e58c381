"""What of a page stands together: the rows of a matrix under its head.

A matrix is a ``label`` question and the ``list-nolabel`` (or ``list``) questions after it, or a
``list`` question and the ``list-nolabel`` ones after it; pyxform makes the first of a group that is
a ``table-list``, with the group's own words in a note before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from surveyapp.ui.questions.looks import Looks
from surveyapp.xform import Control, FormSession, Item, ItemKind


@dataclass(frozen=True, slots=True)
class Asked:
    """A place on the page: one question, or a matrix.

    A matrix stays the same one when rows come and go. ``rows`` are its questions (with ``ref``
    among them where the first row carries the columns' words), ``title`` is the note that tells
    what the rows have in common, ``""`` where the head does.
    """

    ref: str
    rows: tuple[str, ...] = field(default=(), compare=False)
    depth: int = 0
    kind: ItemKind = ItemKind.QUESTION
    matrix: bool = False
    title: str = ""


def grouped(session: FormSession, items: tuple[Item, ...]) -> tuple[Asked, ...]:
    """Return a page's items with the rows of each matrix gathered under its head."""
    asked: list[Asked] = []
    at = 0
    while at < len(items):
        item = items[at]
        rows = tuple(_rows(session, items, at))
        at += max(1, len(rows) + (item.ref not in rows) if rows else 1)
        if not rows:
            if not _says_nothing(session, item):
                asked.append(Asked(item.ref, (), item.depth, item.kind))
            continue
        title = ""
        if item.ref not in rows and not session.label(item.ref) and asked:
            before = asked[-1]
            if _is_note(session, before):
                title = asked.pop().ref
        asked.append(Asked(item.ref, rows, item.depth, matrix=True, title=title))
    return tuple(asked)


def _rows(session: FormSession, items: tuple[Item, ...], at: int) -> Iterator[str]:
    """Yield the rows of the matrix that begins at an item, none where it begins none."""
    head = items[at]
    looks = _looks(session, head)
    if looks is None or not (looks.matrix_head or looks.words_in_row):
        return
    columns = _columns(session, head.ref)
    following = items[at + 1 : at + 2]
    if looks.words_in_row:
        # One row with its words is no matrix yet.
        if not any(_is_row(session, item, columns, bare=True) for item in following):
            return
        yield head.ref
    for item in items[at + 1 :]:
        if not _is_row(session, item, columns, bare=looks.words_in_row):
            return
        yield item.ref


def _is_row(session: FormSession, item: Item, columns: tuple[str, ...], *, bare: bool) -> bool:
    """Say whether an item is a row with these columns; a ``bare`` one brings no words."""
    looks = _looks(session, item)
    if looks is None or not looks.matrix_row or (bare and looks.words_in_row):
        return False
    return _columns(session, item.ref) == columns


def _looks(session: FormSession, item: Item) -> Looks | None:
    if item.kind is not ItemKind.QUESTION:
        return None
    field = session.question(item.ref)
    is_select = field.control in (Control.SELECT_ONE, Control.SELECT_MANY)
    return Looks.of(field) if is_select else None


def _columns(session: FormSession, ref: str) -> tuple[str, ...]:
    return tuple(choice.value for choice in session.choices(ref))


def _is_note(session: FormSession, asked: Asked) -> bool:
    is_question = asked.kind is ItemKind.QUESTION and not asked.matrix
    return is_question and session.question(asked.ref).control is Control.NOTE


def _says_nothing(session: FormSession, item: Item) -> bool:
    """Say whether an item is a head that has lost its rows and has no words of its own."""
    looks = _looks(session, item)
    return looks is not None and looks.matrix_head and not session.label(item.ref)
