"""Answers that a person puts in order: by dragging, by buttons, by keys alone.

Nothing is ranked until somebody has moved a row or said that the order is right: an order that
nobody gave must not count as an answer. Words are passed in; what the order means is the caller's
business.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QScrollArea, QSizePolicy, QWidget

from surveyapp.ui.kit.announce import announce
from surveyapp.ui.kit.card_layout import Option
from surveyapp.ui.kit.focus_ring import FocusRing
from surveyapp.ui.kit.rank_row import RankRow
from surveyapp.ui.theme import Themed, current

GAP = 8
_EDGE = 48  # px from the edge of the view where dragging scrolls
_SCROLL = 10  # px a step
_STEP_MS = 16


@dataclass(frozen=True, slots=True)
class RankWords:
    """What is said of rows: each takes the words of the answer."""

    placed: Callable[[str, int, int], str]  # answer, place, how many
    unplaced: Callable[[str], str]
    up: Callable[[str], str]
    down: Callable[[str], str]
    lifted: Callable[[str], str]


class RankList(QWidget, Themed):
    """``ordered(values)`` whenever a person moves a row or confirms the order; ``cleared()``.

    ``went_on()`` when Enter is pressed on an order that stands. One row takes part in the Tab
    order; arrows go to the others. Space lifts a row and puts it down, Escape puts it back.
    """

    accessible_role = QAccessible.Role.List

    ordered = Signal(tuple)
    cleared = Signal()
    went_on = Signal()

    def __init__(self, words: RankWords, *, kiosk: bool = False, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = words
        self._kiosk = kiosk
        self._texts: dict[str, str] = {}
        self._rows: list[RankRow] = []
        self._ranked = False
        self._lifted: RankRow | None = None
        self._before: tuple[tuple[str, ...], bool] = ((), False)
        self._dragged: RankRow | None = None
        self._hold = 0  # where in the row the finger is
        self._moved = False
        self._finger = 0  # px of the screen
        self._scrolling = QTimer(self)
        self._scrolling.setInterval(_STEP_MS)
        self._scrolling.timeout.connect(self._scroll_on)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    # -- content ---------------------------------------------------------------------------

    def set_words(self, words: RankWords) -> None:
        """Speak another language."""
        self._words = words
        self._number()

    def set_order(self, options: Sequence[Option], *, ranked: bool) -> None:
        """Show answers in this order; ``ranked`` says whether a person gave it."""
        known = {row.value: row for row in self._rows}
        focused = next((row.value for row in self._rows if row.hasFocus()), "")
        wanted = [option.value for option in options]
        for value in [value for value in known if value not in wanted]:
            row = known.pop(value)
            if row in (self._lifted, self._dragged):
                self._lifted = self._dragged = None
            row.hide()
            row.deleteLater()
        self._texts = {option.value: option.text for option in options}
        self._rows = [known.get(value) or self._new_row(value) for value in wanted]
        self._ranked = ranked
        self._number()
        self._arrange()
        if focused and focused not in wanted and self._rows:
            self._rows[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _new_row(self, value: str) -> RankRow:
        row = RankRow(self)
        row.set_kiosk(self._kiosk)
        row.value = value
        row.key_pressed.connect(lambda event, row=row: self._on_key(row, event))
        row.focused.connect(self._set_tab_stop)
        row.up.clicked.connect(lambda: self._move_by_button(row, -1))
        row.down.clicked.connect(lambda: self._move_by_button(row, 1))
        row.handle.began.connect(lambda y: self._on_drag_began(row, y))
        row.handle.dragged.connect(self._on_dragged)
        row.handle.ended.connect(self._on_drag_ended)
        row.show()
        return row

    def _number(self) -> None:
        count = len(self._rows)
        for at, row in enumerate(self._rows):
            text = self._texts[row.value]
            row.set_content(row.value, text, str(at + 1) if self._ranked else "")
            row.setAccessibleName(
                self._words.placed(text, at + 1, count)
                if self._ranked
                else self._words.unplaced(text)
            )
            row.up.set_name(self._words.up(text))
            row.down.set_name(self._words.down(text))
            row.up.setEnabled(at > 0)
            row.down.setEnabled(at < count - 1)
            if at:
                QWidget.setTabOrder(self._rows[at - 1], row)
        self._set_tab_stop()

    def values(self) -> tuple[str, ...]:
        """Return the values in the order shown."""
        return tuple(row.value for row in self._rows)

    def rows(self) -> tuple[RankRow, ...]:
        """Return the rows, first to last."""
        return tuple(self._rows)

    @property
    def ranked(self) -> bool:
        """Say whether a person gave the order."""
        return self._ranked

    def set_wrong(self, wrong: bool) -> None:
        """Show red lines; the words stand above."""
        for row in self._rows:
            row.set_wrong(wrong)

    def focus_first(self, reason: Qt.FocusReason) -> None:
        """Put the focus on the first row."""
        if self._rows:
            self._rows[0].setFocus(reason)

    def _set_tab_stop(self) -> None:
        here = next((row for row in self._rows if row.hasFocus()), None)
        for row in self._rows:
            stop = row is (here or self._rows[0])
            row.setFocusPolicy(Qt.FocusPolicy.StrongFocus if stop else Qt.FocusPolicy.ClickFocus)

    # -- moving ----------------------------------------------------------------------------

    def confirm(self) -> None:
        """Take the order as it stands for the person's own."""
        self._ranked = True
        self._number()
        self.ordered.emit(self.values())

    def _put(self, row: RankRow, at: int) -> None:
        """Put a row at a place, tell it, and say where it lies now."""
        at = max(0, min(len(self._rows) - 1, at))
        if self._rows.index(row) != at or not self._ranked:
            self._rows.remove(row)
            self._rows.insert(at, row)
            self._arrange()
            self.confirm()
        area = self._area()
        if isinstance(area, QScrollArea):
            area.ensureWidgetVisible(row, 0, 24)
        announce(row, row.accessibleName())

    def _move_by_button(self, row: RankRow, step: int) -> None:
        self._put(row, self._rows.index(row) + step)

    def _on_key(self, row: RankRow, event: QKeyEvent) -> None:
        # On French keyboards digits are written with Shift.
        held = event.modifiers() & ~(
            Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier
        )
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if held and not (held == Qt.KeyboardModifier.AltModifier and step):
            return
        if self._take_key(row, event, step, moves=bool(held) or self._lifted is row):
            event.accept()
            FocusRing.follow(row if row.hasFocus() else self._focused() or row)

    def _take_key(self, row: RankRow, event: QKeyEvent, step: int, *, moves: bool) -> bool:
        """Do what a key means on a row; say whether it means anything."""
        key = Qt.Key(event.key())
        at = self._rows.index(row)
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: len(self._rows) - 1}
        if step or key in ends:
            there = ends.get(key, at + step)
            if moves:
                self._put(row, there)
            elif 0 <= there < len(self._rows):
                self._rows[there].setFocus(Qt.FocusReason.TabFocusReason)
            return True
        if key == Qt.Key.Key_Space or key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self._on_lift_key(row, enter=key != Qt.Key.Key_Space)
            return True
        if key == Qt.Key.Key_Escape and self._lifted is not None:
            self._put_back()
            return True
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._set_down()
            self.cleared.emit()
            return True
        digit = unicodedata.digit(event.text()[:1], None) if event.text() else None
        if digit is None or not 1 <= digit <= len(self._rows):
            return False
        self._put(row, digit - 1)
        return True

    def _focused(self) -> RankRow | None:
        return next((row for row in self._rows if row.hasFocus()), None)

    def _on_lift_key(self, row: RankRow, *, enter: bool) -> None:
        if self._lifted is not None:
            self._set_down()
            if not self._ranked:
                self.confirm()
            announce(row, row.accessibleName())
        elif enter and self._ranked:
            self.went_on.emit()
        else:
            self._before = (self.values(), self._ranked)
            self._lifted = row
            row.set_lifted(True)
            announce(row, self._words.lifted(row.words()))

    def _set_down(self) -> None:
        if self._lifted is not None:
            self._lifted.set_lifted(False)
            self._lifted = None

    def _put_back(self) -> None:
        """Take back what was done since a row was lifted."""
        row = self._lifted
        self._set_down()
        values, ranked = self._before
        if (self.values(), self._ranked) != self._before:
            self._rows.sort(key=lambda each: values.index(each.value))
            self._ranked = ranked
            self._number()
            self._arrange()
            if ranked:
                self.ordered.emit(values)
            else:
                self.cleared.emit()
        if row is not None:
            announce(row, row.accessibleName())

    def leave(self) -> None:
        """Put down what is lifted: the focus has gone elsewhere."""
        self._set_down()

    # -- dragging --------------------------------------------------------------------------

    def _on_drag_began(self, row: RankRow, finger: int) -> None:
        self._set_down()
        self._dragged = row
        self._finger = finger
        self._hold = row.mapFromGlobal(QPoint(0, finger)).y()
        self._moved = False
        row.set_lifted(True)
        row.raise_()
        row.setFocus(Qt.FocusReason.MouseFocusReason)

    def _on_dragged(self, finger: int) -> None:
        row = self._dragged
        if row is None:
            return
        y = self.mapFromGlobal(QPoint(0, finger)).y()
        self._finger = finger
        self._moved = True
        top = max(0, min(self.height() - row.height(), y - self._hold))
        row.move(0, top)
        here = self._rows.index(row)
        others = [each for each in self._rows if each is not row]
        # A row gives way as soon as the edge that comes towards it is past its middle.
        middles = [each.y() + each.height() / 2 for each in others]
        above = sum(middle <= top for middle in middles[:here])
        below = sum(middle < top + row.height() for middle in middles[here:])
        at = above if above < here else here + below
        if at != here:
            self._rows = [*others[:at], row, *others[at:]]
            self._arrange()
        if not self._scrolling.isActive() and self._scroll_step():
            self._scrolling.start()

    def _on_drag_ended(self) -> None:
        row = self._dragged
        self._dragged = None
        self._scrolling.stop()
        if row is None:
            return
        row.set_lifted(False)
        self._arrange()
        if self._moved:
            self.confirm()
            announce(row, row.accessibleName())

    def _area(self) -> QAbstractScrollArea | None:
        above = self.parentWidget()
        while above is not None and not isinstance(above, QAbstractScrollArea):
            above = above.parentWidget()
        return above

    def _scroll_step(self) -> int:
        """Return how far to scroll while the finger is at the edge of the view."""
        area = self._area()
        if area is None:
            return 0
        y = area.viewport().mapFromGlobal(QPoint(0, self._finger)).y()
        return -_SCROLL if y < _EDGE else _SCROLL if y > area.viewport().height() - _EDGE else 0

    def _scroll_on(self) -> None:
        area, step = self._area(), self._scroll_step()
        if area is None or not step or self._dragged is None:
            self._scrolling.stop()
            return
        bar = area.verticalScrollBar()
        before = bar.value()
        bar.setValue(before + step)
        if bar.value() == before:
            self._scrolling.stop()
        else:
            self._on_dragged(self._finger)

    # -- where rows stand ------------------------------------------------------------------

    def _arrange(self) -> None:
        top = 0
        for row in self._rows:
            tall = row.height_for(self.width())
            if row is self._dragged:
                row.resize(self.width(), tall)
            else:
                row.setGeometry(0, top, self.width(), tall)
            top += tall + GAP
        self.updateGeometry()

    def retheme(self) -> None:
        """Measure again."""
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the rows in the new width."""
        super().resizeEvent(event)
        self._arrange()

    def hasHeightForWidth(self) -> bool:
        """Say that words wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all rows."""
        return max(0, sum(row.height_for(width) + GAP for row in self._rows) - GAP)

    def sizeHint(self) -> QSize:
        """Return a readable width, and the height in it."""
        width = max(current().px(480), self.width())
        return QSize(current().px(480), self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Return the least width."""
        return QSize(240, 0)
