"""The rows of repeats on one page: which are folded, their heads, the list, the way to one more.

A row that is filled in is folded under its head, so that a page of many rows stays a list and only
what is open costs widgets. The page says what stands on it; here is decided what of it is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from surveyapp.text import Words, isolate
from surveyapp.text.markup import unmarked
from surveyapp.ui.kit.button import Button, Variant
from surveyapp.ui.models.row_refs import is_row, repeat_of, rows_around, with_row, without_row
from surveyapp.ui.models.rows import RowFace, rows_of
from surveyapp.ui.questions.grouping import Asked
from surveyapp.ui.questions.rows import RowHead, RowList
from surveyapp.xform import FormSession, ItemKind, Page

Checked = Callable[[], Collection[str]]
"""Where a list of rows gets the pages that somebody has tried to leave."""


class PageRows(QObject):
    """Rows of one page; ``turned(ref)`` when a person folds or unfolds one."""

    asked = Signal(str)
    opened = Signal(str)
    removed = Signal(str)
    turned = Signal(str)

    def __init__(self, session: FormSession, checked: Checked, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._checked = checked
        self._parent = parent
        self._folded: set[str] = set()

    def begin(self, page: Page, words: Words) -> None:
        """Fold what is filled in and needs no look."""
        repeats = {repeat_of(item.ref) for item in page.items if is_row(item.ref)}
        for repeat in repeats:
            for face in rows_of(self._session, repeat, words, checked=self._checked()):
                if face.answered and self._is_right(face, page):
                    self._folded.add(face.ref)

    def _is_right(self, face: RowFace, page: Page) -> bool:
        inside = f"{face.ref}/"
        return not any(
            self._session.problem(item.ref)
            for item in page.items
            if item.kind is ItemKind.QUESTION and item.ref.startswith(inside)
        )

    def shown(self, places: Iterable[Asked]) -> list[Asked]:
        """Return the places that are not folded away."""
        return [place for place in places if not self._folded.intersection(rows_around(place.ref))]

    def turn(self, row: str) -> None:
        """Fold a row, or unfold it."""
        self._folded ^= {row}

    def unfold_to(self, refs: Iterable[str]) -> bool:
        """Unfold every row around these questions; say whether that changed anything."""
        around = self._folded.intersection(row for ref in refs for row in rows_around(ref))
        self._folded -= around
        return bool(around)

    def forget(self, row: str) -> None:
        """Keep what is folded in step with a row that was removed."""
        self._folded = {moved for ref in self._folded if (moved := without_row(ref, row))}

    def take_back(self, row: str) -> None:
        """Keep what is folded in step with a row that came back; that one stands open."""
        self._folded = {with_row(ref, row) for ref in self._folded}

    # -- widgets ---------------------------------------------------------------------------

    def make(self, place: Asked, words: Words, page_ref: str) -> QWidget:
        """Return the head of a row, the list of all rows, or the way to one more."""
        if is_row(place.ref):
            head = RowHead(
                place.ref,
                removable=self._session.can_add(repeat_of(place.ref)),
                parent=self._parent,
            )
            head.opened.connect(lambda: self.turned.emit(place.ref))
            head.removed.connect(lambda: self.removed.emit(place.ref))
            self._show_heads([head], words)
            return head
        if place.ref == page_ref:
            rows = RowList(self._session, place.ref, words, self._checked, self._parent)
            rows.opened.connect(self.opened)
            rows.removed.connect(self.removed)
            rows.asked.connect(lambda: self.asked.emit(place.ref))
            return rows
        button = Button(self._add_words(place.ref, words), Variant.TONAL, icon="plus")
        button.setParent(self._parent)
        button.clicked.connect(lambda: self.asked.emit(place.ref))
        return button

    def refresh(self, widgets: dict[Asked, QWidget], words: Words, touched: frozenset[str]) -> None:
        """Read again the rows that an answer touched; all of them where nothing is named."""
        heads = []
        for place, widget in widgets.items():
            repeat = repeat_of(place.ref) if is_row(place.ref) else place.ref
            if touched and not any(
                ref == repeat or ref.startswith(f"{repeat}[") for ref in touched
            ):
                continue
            if isinstance(widget, RowHead):
                heads.append(widget)
            elif isinstance(widget, RowList):
                widget.retranslate(words)
            elif isinstance(widget, Button):
                widget.set_text(self._add_words(place.ref, words))
        self._show_heads(heads, words)

    def _show_heads(self, heads: list[RowHead], words: Words) -> None:
        for repeat in {repeat_of(head.ref) for head in heads}:
            faces = {face.ref: face for face in rows_of(self._session, repeat, words)}
            for head in heads:
                face = faces.get(head.ref)
                if face is not None:
                    head.show_face(face, words)
                    head.set_unfolded(head.ref not in self._folded)

    def _add_words(self, repeat: str, words: Words) -> str:
        return words("Add: {group}", group=isolate(unmarked(self._session.label(repeat))))
