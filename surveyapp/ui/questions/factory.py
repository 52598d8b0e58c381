"""Which widget asks which question."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from surveyapp.text import Words
from surveyapp.ui.questions.acknowledge import AcknowledgeQuestion
from surveyapp.ui.questions.barcode import BarcodeQuestion
from surveyapp.ui.questions.base import Posed, QuestionWidget
from surveyapp.ui.questions.date import DateQuestion
from surveyapp.ui.questions.display import DisplayQuestion
from surveyapp.ui.questions.drawing import DrawingQuestion
from surveyapp.ui.questions.given_file import FileQuestion
from surveyapp.ui.questions.grouping import Asked
from surveyapp.ui.questions.image import ImageQuestion
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
from surveyapp.ui.questions.uploads import Upload
from surveyapp.xform import Control, DataType, FieldDef, FormSession

LAID_OUT_AT_MOST = 30
"""Longer lists are searched, whatever the appearance says."""

_BY_TYPE = {
    DataType.INT: NumberQuestion,
    DataType.DECIMAL: NumberQuestion,
    DataType.DATE: DateQuestion,
    DataType.TIME: TimeQuestion,
    DataType.DATETIME: MomentQuestion,
    DataType.STRING: TextQuestion,
    DataType.BARCODE: BarcodeQuestion,
}
_NOT_HERE = frozenset(
    {
        DataType.GEOPOINT,
        DataType.GEOTRACE,
        DataType.GEOSHAPE,
        DataType.BINARY,  # recorded in the background: nobody is asked
        DataType.INTENT,
    }
)


def make_question(
    session: FormSession,
    asked: Asked,
    words: Words,
    *,
    kiosk: bool = False,
    parent: QWidget | None = None,
) -> QuestionWidget:
    """Return the widget for a question (or for a matrix)."""
    posed = Posed(session, asked.ref, words, kiosk)
    if asked.matrix:
        return MatrixQuestion(posed, asked, parent)
    choices = session.choices(asked.ref)
    # What is told apart by pictures is looked at, and not searched by words.
    pictured = any("image" in choice.media for choice in choices)
    maker = widget_for(posed.field, 0 if pictured else len(choices))
    return maker(posed, parent)


def widget_for(field: FieldDef, choices: int) -> type[QuestionWidget]:
    """Return the class that asks a question of this control, type and appearance."""
    control = field.control
    if control is None:
        return DisplayQuestion
    if control is Control.NOTE:
        return NoteQuestion
    if control in (Control.SELECT_ONE, Control.SELECT_MANY):
        if Looks.of(field).matrix_head:
            return NoteQuestion  # the words of columns whose rows are not here
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
    kind = Upload.of(field) if control is Control.UPLOAD else None
    if kind is not None:
        if kind.is_drawn:
            return DrawingQuestion
        return ImageQuestion if kind is Upload.IMAGE else FileQuestion
    if field.data_type in _NOT_HERE or control is Control.UPLOAD:
        return UnsupportedQuestion
    return _BY_TYPE.get(field.data_type, TextQuestion)
