"""A long list of records, painted row by row: a title, a line below, a state in a chip.

Pressed rows open, or are marked; keys walk and press them. What the rows are is the model's
(``records.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import (
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from surveyapp.ui.kit.banner import TONE_INK, tone_ground
from surveyapp.ui.kit.icon import draw_icon
from surveyapp.ui.kit.indicator import draw_check
from surveyapp.ui.kit.paint import draw_box, is_rtl, leading, trailing, trimmed
from surveyapp.ui.kit.records import Index, Record, RecordsModel
from surveyapp.ui.kit.scroll_page import tame_scrolling
from surveyapp.ui.kit.text import TextBlock, draw_line, text_width
from surveyapp.ui.theme import Look, Themed, Type, current

_PAD = 16


class RecordList(QTableView, Themed):
    """The rows in view. ``opened(key)`` when one is pressed, or Enter is on it.

    While ``picking``, a press or the space bar marks rows instead: ``picked()``.
    """

    opened = Signal(str)
    picked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.records = RecordsModel(self)
        self.setModel(self.records)
        self.setItemDelegate(_Delegate(self))
        self.shown_key = ""
        """The record that is open beside the list."""
        self.keys_lead = False
        """The keyboard was used last: the row it is on has the ring."""
        self.picks: set[str] = set()
        self._picking = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setMinimumSectionSize(1)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(1)
        self.clicked.connect(lambda index: self._act(index.row()))
        self.retheme()

    def show_records(
        self,
        count: int,
        fetch: Callable[[int, int], Sequence[Any]],
        told: Callable[[Any], Record],
        *,
        first: Sequence[Any] = (),
        keep_place: bool = False,
    ) -> None:
        """Show other records from the first on, or from where one was."""
        place, row = self.verticalScrollBar().value(), self.currentIndex().row()
        self.records.show_records(count, fetch, told, first)
        if keep_place and count:
            self.verticalScrollBar().setValue(place)
            self.setCurrentIndex(self.records.index(min(max(row, 0), count - 1), 0))
        else:
            self.scrollToTop()

    @property
    def picking(self) -> bool:
        """Say whether rows are marked instead of opened."""
        return self._picking

    def set_picking(self, picking: bool) -> None:
        """Mark rows, or open them."""
        self._picking = picking
        self.picks.clear()
        self.records.marked = self.picks.__contains__ if picking else None
        self.viewport().update()

    def set_picks(self, keys: Sequence[str]) -> None:
        """Mark exactly these."""
        self.picks.clear()
        self.picks.update(keys)
        self.viewport().update()
        self.picked.emit()

    def show_open(self, key: str) -> None:
        """Show which record is open beside the list."""
        self.shown_key = key
        self.viewport().update()

    def _act(self, row: int) -> None:
        record = self.records.record(row)
        if record is None:
            return
        if not self._picking:
            self.opened.emit(record.key)
            return
        self.picks ^= {record.key}
        self.viewport().update()
        self.picked.emit()

    # -- measures --------------------------------------------------------------------------

    @property
    def stacked(self) -> bool:
        """Say whether the state stands below the words: there is no room beside them."""
        return self.viewport().width() < current().px(400)

    def row_height(self) -> int:
        """Return the height of every row."""
        theme = current()
        words = theme.line(Type.LABEL_STRONG) + theme.line(Type.CAPTION)
        if self.stacked:
            words += theme.line_step(Type.LABEL_STRONG, rtl=is_rtl(self))
            words += theme.line(Type.CAPTION) + 12
        return words + 22

    def _measure(self) -> None:
        if self.verticalHeader().defaultSectionSize() != self.row_height():
            self.verticalHeader().setDefaultSectionSize(self.row_height())

    def retheme(self) -> None:
        """Take colours and measures."""
        tame_scrolling(self)
        self._measure()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Measure rows again in the new width."""
        super().resizeEvent(event)
        self._measure()

    # -- keys and focus --------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open by Enter, mark by the space bar, walk by arrows."""
        self.keys_lead = True
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if event.key() in keys and self.currentIndex().isValid():
            self._act(self.currentIndex().row())
            return
        super().keyPressEvent(event)
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Let the pointer lead."""
        self.keys_lead = False
        super().mousePressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Give the keyboard a row."""
        super().focusInEvent(event)
        tab = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self.keys_lead = self.keys_lead or event.reason() in tab
        if not self.currentIndex().isValid() and self.records.rowCount():
            self.setCurrentIndex(self.records.index(0, 0))
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self.viewport().update()


class _Delegate(QStyledItemDelegate):
    def __init__(self, owner: RecordList) -> None:
        super().__init__(owner)
        self._owner = owner

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        owner = self._owner
        record = owner.records.record(index.row())
        if record is None:
            return
        theme = current()
        rtl = is_rtl(owner)
        rect = QRectF(option.rect)
        strong = theme.look is Look.CONTRAST
        is_open = record.key == owner.shown_key and not owner.picking
        row = rect.adjusted(4, 2, -4, -2)
        if is_open:
            line = theme.colour("primary") if strong else None
            draw_box(painter, row, radius=10, fill=theme.colour(_soft(strong)), line=line, width=2)
            bar = leading(row.adjusted(0, 10, 0, -10), 4, rtl=rtl)
            draw_box(painter, bar, radius=2, fill=theme.colour("primary"))
        elif option.state & option.state.State_MouseOver:
            draw_box(painter, row, radius=10, fill=theme.colour("hover"))
        if not is_open:
            painter.fillRect(
                QRectF(rect.left() + 12, rect.bottom(), rect.width() - 24, round(theme.border)),
                theme.colour("line"),
            )
        if owner.hasFocus() and owner.keys_lead and owner.currentIndex().row() == index.row():
            draw_box(painter, row, radius=10, fill=None, line=theme.colour("focus"), width=3)
        inner = trimmed(rect, _PAD, _PAD, rtl=rtl)
        if owner.picking:
            side = theme.icon_px(24)
            spot = leading(inner, side, rtl=rtl)
            box = QRectF(spot.left(), rect.center().y() - side / 2, side, side)
            on = record.key in owner.picks
            draw_check(painter, box, on=on, line="line_strong", on_soft=False)
            inner = trimmed(inner, side + 14, 0, rtl=rtl)
        if owner.stacked:
            self._paint_stacked(painter, inner, record, rtl=rtl)
        else:
            self._paint_beside(painter, inner, record, rtl=rtl)

    def _paint_beside(self, painter: QPainter, inner: QRectF, record: Record, *, rtl: bool) -> None:
        theme = current()
        if record.state:
            width = _chip_width(record, rtl=rtl)
            _draw_chip(painter, trailing(inner, width, rtl=rtl), record, rtl=rtl)
            inner = trimmed(inner, 0, width + 12, rtl=rtl)
        title, caption = theme.line(Type.LABEL_STRONG), theme.line(Type.CAPTION)
        top = inner.top() + (inner.height() - title - caption) / 2
        words = QRectF(inner.left(), top, inner.width(), title)
        draw_line(painter, words, record.title, Type.LABEL_STRONG, theme.colour("text"), rtl=rtl)
        words = QRectF(inner.left(), top + title, inner.width(), caption)
        _draw_caption(painter, words, record, rtl=rtl)

    def _paint_stacked(
        self, painter: QPainter, inner: QRectF, record: Record, *, rtl: bool
    ) -> None:
        theme = current()
        caption = theme.line(Type.CAPTION)
        block = TextBlock(record.title, Type.LABEL_STRONG, rtl=rtl, width=inner.width(), lines=2)
        below = caption + (caption + 10 if record.state else 0)
        top = inner.top() + (inner.height() - block.height - below) / 2
        block.paint(painter, inner.left(), top, theme.colour("text"))
        top += block.height
        words = QRectF(inner.left(), top, inner.width(), caption)
        _draw_caption(painter, words, record, rtl=rtl)
        if record.state:
            place = QRectF(inner.left(), top + caption, inner.width(), caption + 10)
            width = min(_chip_width(record, rtl=rtl), inner.width())
            _draw_chip(painter, leading(place, width, rtl=rtl), record, rtl=rtl)


def _soft(strong: bool) -> str:
    # In high contrast the soft ground is dark: the line and the bar say which row it is.
    return "hover" if strong else "soft"


def _draw_caption(painter: QPainter, rect: QRectF, record: Record, *, rtl: bool) -> None:
    theme = current()
    if record.warning:
        side = theme.icon_px(16)
        spot = leading(rect, side, rtl=rtl)
        square = QRectF(spot.left(), rect.center().y() - side / 2, side, side)
        draw_icon(painter, square, "clock", theme.colour("amber"), selected=True)
        rect = trimmed(rect, side + 6, 0, rtl=rtl)
    draw_line(painter, rect, record.caption, Type.CAPTION, theme.colour("text2"), rtl=rtl)


def _chip_width(record: Record, *, rtl: bool) -> float:
    icon = current().icon_px(16) + 6 if record.icon else 0
    return text_width(record.state, Type.CAPTION, rtl=rtl) + 24 + icon + 2


def _draw_chip(painter: QPainter, place: QRectF, record: Record, *, rtl: bool) -> None:
    theme = current()
    height = theme.line(Type.CAPTION) + 6
    rect = QRectF(place.left(), place.center().y() - height / 2, place.width(), height)
    ink = theme.colour(TONE_INK[record.tone])
    line = ink if theme.look is Look.CONTRAST else None
    ground = theme.colour(tone_ground(record.tone))
    draw_box(painter, rect, radius=height / 2, fill=ground, line=line, width=theme.border)
    inner = trimmed(rect, 12, 12, rtl=rtl)
    if record.icon:
        side = theme.icon_px(16)
        spot = leading(inner, side, rtl=rtl)
        draw_icon(painter, spot, record.icon, ink, rtl=rtl, selected=True)
        inner = trimmed(inner, side + 6, 0, rtl=rtl)
    draw_line(painter, inner, record.state, Type.CAPTION, ink, rtl=rtl)
