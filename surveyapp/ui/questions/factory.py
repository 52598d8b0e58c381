"""Which widget asks which question."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from surveyapp.text import Words
from surveyapp.ui.questions.acknowledge import AcknowledgeQuestion
from surveyapp.ui.questions.base import QuestionWidget
from surveyapp.ui.questions.date import DateQuestion
from surveyapp.ui.questions.display import DisplayQuestion
from surveyapp.ui.questions.looks import Looks
from surveyapp.ui.questions.matrix import MatrixQuestion
from surveyapp.ui.questions.moment import MomentQuestion
from surveyapp.ui.questions.note import NoteQuestion
from surveyapp.ui.questions.number import NumberQuestion
from surveyapp.ui.questions.range import RangeQuestion
from surveyapp.ui.questions.rank import RankQuestion
from surveyapp.ui.questions.scales import scale_of
from surveyapp.ui.questions.search import SearchQuestion
from surveyapp.ui.questions.select import SelectQuestion
from surveyapp.ui.questions.text import TextQuestion
from surveyapp.ui.questions.time import TimeQuestion
from surveyapp.ui.questions.unsupported import UnsupportedQuestion
from surveyapp.xform import Control, DataType, FieldDef, FormSession, Item, ItemKind

LAID_OUT_AT_MOST = 30
"""Longer lists are searched, whatever the appearance says."""

_BY_TYPE = {
    DataType.INT: NumberQuestion,
    DataType.DECIMAL: NumberQuestion,
    DataType.DATE: DateQuestion,
    DataType.TIME: TimeQuestion,
    DataType.DATETIME: MomentQuestion,
    DataType.STRING: TextQuestion,
    DataType.BARCODE: TextQuestion,
}
_NOT_HERE = frozenset(
    {
        DataType.GEOPOINT,
        DataType.GEOTRACE,
        DataType.GEOSHAPE,
        DataType.BINARY,
        DataType.INTENT,
    }
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A place on the page: one question, or the head and rows of a matrix."""

    ref: str
    rows: tuple[str, ...] = ()
    depth: int = 0
    kind: ItemKind = ItemKind.QUESTION


def grouped(session: FormSession, items: tuple[Item, ...]) -> tuple[Asked, ...]:
    """Return a page's items with the rows of each matrix gathered under its head."""
    asked: list[Asked] = []
    head: str | None = None
    rows: list[str] = []
    depth = 0

    def close() -> None:
        nonlocal head, rows
        if head is not None:
            asked.append(Asked(head, tuple(rows), depth))
        head, rows = None, []

    for item in items:
        looks = Looks.of(session.question(item.ref)) if item.kind is ItemKind.QUESTION else None
        if looks is not None and looks.matrix_row and head is not None:
            rows.append(item.ref)
            continue
        close()
        if looks is not None and looks.matrix_head:
            head, depth = item.ref, item.depth
        else:
            asked.append(Asked(item.ref, (), item.depth, item.kind))
    close()
    return tuple(asked)


def make_question(
    session: FormSession,
    asked: Asked,
    words: Words,
    *,
    kiosk: bool = False,
    parent: QWidget | None = None,
) -> QuestionWidget:
    """Return the widget for a question (or for a matrix)."""
    if asked.rows:
        return MatrixQuestion(session, asked.ref, asked.rows, words, kiosk=kiosk, parent=parent)
    field = session.question(asked.ref)
    choices = session.choices(asked.ref)
    # What is told apart by pictures is looked at, and not searched by words.
    pictured = any("image" in choice.media for choice in choices)
    maker = widget_for(field, 0 if pictured else len(choices))
    return maker(session, asked.ref, words, kiosk=kiosk, parent=parent)


def widget_for(field: FieldDef, choices: int) -> type[QuestionWidget]:
    """Return the class that asks a question of this control, type and appearance."""
    control = field.control
    if control is None:
        return DisplayQuestion
    if control is Control.NOTE:
        return NoteQuestion
    if control in (Control.SELECT_ONE, Control.SELECT_MANY):
        searched = Looks.of(field).searched or choices > LAID_OUT_AT_MOST
        return SearchQuestion if searched else SelectQuestion
    if scale_of(field) is not None:
        return RangeQuestion
    if control is Control.RANGE:
        return NumberQuestion
    if control is Control.RANK:
        return RankQuestion
    if control is Control.TRIGGER:
        return AcknowledgeQuestion
    if control is Control.UPLOAD or field.data_type in _NOT_HERE:
        return UnsupportedQuestion
    return _BY_TYPE.get(field.data_type, TextQuestion)
