"""A group of option cards: where they stand, which is chosen, what keys do.

The survey method lives here: an ordinal scale stands in one row or one column and never breaks
over columns; "does not apply" stands apart; nominal lists take columns by the length of their
words. Knows choices as (value, words), nothing of forms.
"""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from surveyapp.ui.kit.focus_ring import FocusRing
from surveyapp.ui.kit.option import CheckCard, RadioCard, Shape, show_checked
from surveyapp.ui.kit.paint import is_rtl
from surveyapp.ui.theme import Themed, current

GAP = 8
APART = 20  # beside (or above) what stands apart
_TWO_DIGITS_S = 0.7

_Placed = tuple[Shape, list[QRect], int]  # shape, places left to right, height of all


@dataclass(frozen=True, slots=True)
class Option:
    """One answer: its value, its words, and whether it stands apart from the scale."""

    value: str
    text: str
    apart: bool = False


class Arrangement(StrEnum):
    """How options stand."""

    LIST = "list"  # one row if a few short ones fit, else one column
    COLUMNS = "columns"  # as many columns as the words allow, at most four
    SCALE = "scale"  # steps side by side, words centred under them; else one column
    PLAIN = "plain"  # as a scale, words alone (items of a matrix)
    DIGITS = "digits"  # numbers side by side; else one column


class ChoiceGroup(QWidget, Themed):
    """``chosen(value)`` when a person chooses (or checks, or unchecks) an option.

    ``cleared()`` when Delete or Backspace asks for no answer. ``answered_by_digit()`` after a
    digit chose. One option takes part in the Tab order; arrows go to the others.
    """

    accessible_role = QAccessible.Role.Grouping

    chosen = Signal(str)
    cleared = Signal()
    answered_by_digit = Signal()

    def __init__(
        self,
        *,
        many: bool = False,
        arrangement: Arrangement = Arrangement.LIST,
        max_columns: int = 4,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._many = many
        self._arrangement = arrangement
        self._max_columns = max_columns
        self._options: tuple[Option, ...] = ()
        self._cards: list[RadioCard | CheckCard] = []
        self._selected: frozenset[str] = frozenset()
        self._keys_shown = False
        self._wrong = False
        self._kiosk = False
        self._last_digit = ("", 0.0)
        self._plans: dict[tuple[object, ...], _Placed] = {}
        # Not Fixed: Qt would cap the height at a hint taken at another width, and clip.
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    # -- content ---------------------------------------------------------------------------

    def set_options(self, options: Sequence[Option]) -> None:
        """Show other options; cards are kept where they can be, and so is the focus."""
        options = tuple(options)
        if options == self._options:
            return
        while len(self._cards) > len(options):
            card = self._cards.pop()
            card.hide()
            card.deleteLater()
        while len(self._cards) < len(options):
            self._add_card()
        self._options = options
        for card, option in zip(self._cards, options, strict=True):
            card.set_text(option.text)
            card.set_quiet(option.apart)
            card.set_kiosk(self._kiosk)
        self.set_selected(self._selected)
        self._show_keycaps()
        self._arrange_again()

    def _add_card(self) -> None:
        card: RadioCard | CheckCard
        card = CheckCard(parent=self) if self._many else RadioCard(parent=self)
        card.clicked.connect(lambda _on=False, card=card: self._on_clicked(card))
        card.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        card.focused.connect(self._set_tab_stop)
        card.set_wrong(self._wrong)
        card.show()
        if self._cards:
            QWidget.setTabOrder(self._cards[-1], card)
        self._cards.append(card)

    def options(self) -> tuple[Option, ...]:
        """Return the options shown."""
        return self._options

    def cards(self) -> tuple[RadioCard | CheckCard, ...]:
        """Return the cards, in order."""
        return tuple(self._cards)

    def card(self, value: str) -> RadioCard | CheckCard:
        """Return the card of a value."""
        place = next(i for i, option in enumerate(self._options) if option.value == value)
        return self._cards[place]

    def set_selected(self, values: Collection[str]) -> None:
        """Show which options are chosen, without a signal."""
        self._selected = frozenset(values)
        for card, option in zip(self._cards, self._options, strict=True):
            show_checked(card, on=option.value in self._selected)
        self._set_tab_stop()

    def set_wrong(self, wrong: bool) -> None:
        """Show red lines; the words stand above."""
        self._wrong = wrong
        for card in self._cards:
            card.set_wrong(wrong)

    def set_name(self, name: str, description: str = "") -> None:
        """Name the group for screen readers."""
        self.setAccessibleName(name)
        self.setAccessibleDescription(description)

    def set_kiosk(self, kiosk: bool) -> None:
        """Make the targets larger."""
        self._kiosk = kiosk
        for card in self._cards:
            card.set_kiosk(kiosk)
        self._arrange_again()

    def set_arrangement(self, arrangement: Arrangement) -> None:
        """Let the options stand another way."""
        if arrangement is not self._arrangement:
            self._arrangement = arrangement
            self._arrange_again()

    def show_keys(self, *, shown: bool) -> None:
        """Show on each card the digit that chooses it, or nothing."""
        if shown != self._keys_shown:
            self._keys_shown = shown
            self._show_keycaps()

    def _show_keycaps(self) -> None:
        caps = self._keycaps() if self._keys_shown else [""] * len(self._cards)
        for card, cap in zip(self._cards, caps, strict=True):
            card.set_keycap(cap)

    def _keycaps(self) -> list[str]:
        """Return the key of each option: its own code where all are digits, else 1 to 9."""
        if self._coded():
            return [option.value if option.value.isdigit() else "" for option in self._options]
        return [str(place + 1) if place < 9 else "" for place in range(len(self._options))]

    def _coded(self) -> bool:
        codes = [option.value for option in self._options if not option.apart]
        return bool(codes) and all(code.isdigit() and len(code) <= 2 for code in codes)

    # -- focus and keys --------------------------------------------------------------------

    def focus_first(
        self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason, *, last: bool = False
    ) -> None:
        """Put the focus on the chosen option, else the first (or the last)."""
        if not self._cards:
            return
        places = [i for i, option in enumerate(self._options) if option.value in self._selected]
        place = places[0] if places else len(self._cards) - 1 if last else 0
        self._cards[place].setFocus(reason)

    def _set_tab_stop(self) -> None:
        """Let Tab stop at one card: where the focus is, else at what is chosen, else the first."""
        chosen = (i for i, option in enumerate(self._options) if option.value in self._selected)
        here = self._here()
        stop = here if here >= 0 else next(chosen, 0)
        for place, card in enumerate(self._cards):
            policy = Qt.FocusPolicy.StrongFocus if place == stop else Qt.FocusPolicy.ClickFocus
            card.setFocusPolicy(policy)

    def _on_clicked(self, card: RadioCard | CheckCard) -> None:
        option = self._options[self._cards.index(card)]
        if self._many:
            on = card.isChecked()
            self._selected = (
                self._selected | {option.value} if on else self._selected - {option.value}
            )
        elif option.value in self._selected:
            return
        else:
            self.set_selected({option.value})
        self.chosen.emit(option.value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by arrows, choose by digits, clear by Delete."""
        held = event.modifiers() & ~(
            Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier
        )
        if held:
            event.ignore()
            return
        key = event.key()
        self.show_keys(shown=True)
        here = self._here()
        if here >= 0:
            FocusRing.follow(self._cards[here])
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not self._many:
            self.cleared.emit()
            return
        if key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._go_to(0 if key == Qt.Key.Key_Home else len(self._cards) - 1)
            return
        step = self._step_of(Qt.Key(key))
        if step and self._move(step):
            return
        digit = unicodedata.digit(event.text()[:1], None) if event.text() else None
        if digit is not None and self._choose_by_digit(digit):
            self.answered_by_digit.emit()
            return
        event.ignore()

    def _step_of(self, key: Qt.Key) -> int:
        """Return how many options an arrow key goes on, by where they stand."""
        columns = self._columns()
        turn = -1 if is_rtl(self) else 1
        steps = {
            Qt.Key.Key_Right: turn,
            Qt.Key.Key_Left: -turn,
            Qt.Key.Key_Down: columns,
            Qt.Key.Key_Up: -columns,
        }
        return steps.get(key, 0)

    def _columns(self) -> int:
        """Return how many cards stand in the first row; in one row, up and down go by one."""
        if not self._cards:
            return 1
        top = self._cards[0].y()
        first_row = sum(card.y() == top for card in self._cards)
        return 1 if first_row == len(self._cards) else first_row

    def _here(self) -> int:
        return next((i for i, card in enumerate(self._cards) if card.hasFocus()), -1)

    def _move(self, step: int) -> bool:
        here = self._here()
        there = here + step
        if here < 0 or not 0 <= there < len(self._cards):
            # The edge holds: focus does not fall out of the question by an arrow.
            return here >= 0
        self._go_to(there)
        return True

    def _go_to(self, place: int) -> None:
        if 0 <= place < len(self._cards):
            self._cards[place].setFocus(Qt.FocusReason.TabFocusReason)

    def _choose_by_digit(self, digit: int) -> bool:
        """Choose what the digit means; two quick digits make a number (10 on a scale of ten)."""
        caps = self._keycaps()
        wanted = str(digit)
        before, then = self._last_digit
        now = time.monotonic()
        if before and now - then < _TWO_DIGITS_S and before + wanted in caps:
            wanted = before + wanted
        self._last_digit = (str(digit), now)
        if wanted not in caps:
            return False
        card = self._cards[caps.index(wanted)]
        card.setFocus(Qt.FocusReason.TabFocusReason)
        if self._many or not card.isChecked():
            card.click()
        return True

    # -- where the cards stand -------------------------------------------------------------

    def retheme(self) -> None:
        """Measure again."""
        self._arrange_again()

    def _arrange_again(self) -> None:
        self._plans.clear()
        self.updateGeometry()
        self._arrange()

    def hasHeightForWidth(self) -> bool:
        """Say that cards wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of the cards in this width."""
        return self._plan(width)[2]

    def sizeHint(self) -> QSize:
        """Return the width of a readable column."""
        width = current().px(480)
        return QSize(width, self._plan(max(width, self.width()))[2])

    def minimumSizeHint(self) -> QSize:
        """Return the width of the longest word."""
        least = max((card.least_width() for card in self._cards), default=0)
        return QSize(min(least, 480), 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the cards."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: object) -> None:
        """Turn with the direction."""
        super().changeEvent(event)  # type: ignore[arg-type]
        self._arrange_again()

    def _arrange(self) -> None:
        if not self._cards or self.width() <= 0:
            return
        shape, rects, _ = self._plan(self.width())
        rtl = is_rtl(self)
        for card, rect in zip(self._cards, rects, strict=True):
            card.set_shape(shape)
            place = QRect(rect)
            if rtl:
                place.moveLeft(self.width() - rect.left() - rect.width())
            card.setGeometry(place)

    def _plan(self, width: int) -> _Placed:
        """Return the cards' shape, their places (left to right) and the height of all."""
        key = (width, current(), self._arrangement, is_rtl(self))
        plan = self._plans.get(key)
        if plan is None or len(plan[1]) != len(self._cards):
            shapes = [card.shape() for card in self._cards]
            plan = self._plans[key] = self._make_plan(width)
            # Measuring for another width must not leave its shape on cards that stand.
            for card, shape in zip(self._cards, shapes, strict=True):
                card.set_shape(shape)
        return plan

    def _make_plan(self, width: int) -> _Placed:
        if not self._cards:
            return Shape.LINE, [], 0
        if self._arrangement is Arrangement.DIGITS:
            row = self._row(width, Shape.DIGIT, lines=1)
        elif self._arrangement is Arrangement.SCALE:
            # A few short steps read best beside their indicators; more stand under them.
            few = len(self._cards) <= 4
            row = self._row(width, Shape.LINE, lines=1) if few else None
            row = row or self._row(width, Shape.SCALE, lines=2)
        elif self._arrangement is Arrangement.PLAIN:
            row = self._row(width, Shape.PLAIN, lines=3)
        elif self._arrangement is Arrangement.LIST and len(self._cards) <= 4:
            row = self._row(width, Shape.LINE, lines=1)
        else:
            row = None
        if row is not None:
            return row
        columns = self._best_columns(width) if self._arrangement is Arrangement.COLUMNS else 1
        return self._grid(width, columns)

    def _shaped(self, shape: Shape) -> None:
        for card in self._cards:
            card.set_shape(shape)

    def _row(self, width: int, shape: Shape, *, lines: int) -> _Placed | None:
        """Return one row of equal cards, or nothing where words do not fit.

        What stands apart is as wide as the others, beyond a wider gap.
        """
        self._shaped(shape)
        count = len(self._cards)
        gap = GAP if shape is not Shape.DIGIT or width >= 11 * (48 + GAP) else 4
        apart = [place for place, option in enumerate(self._options) if option.apart and place]
        extra = APART - gap if apart else 0
        room = width - gap * (count - 1) - extra
        each = room // count
        least = 44 if shape is Shape.DIGIT else 96
        if each < least or any(card.least_width() > each for card in self._cards):
            return None
        if any(card.lines_for(each) > lines for card in self._cards):
            return None
        if shape is Shape.LINE and any(card.natural_width() > each for card in self._cards):
            return None
        tall = max(card.height_for(each) for card in self._cards)
        if shape is Shape.LINE and count == 2:
            # Two answers need not be as far apart as the column is wide.
            each = min(each, max(360, *(card.natural_width() for card in self._cards)))
        # What division leaves over goes to the first cards, so that the row ends with the column.
        spare = room - each * count if each == room // count else 0
        rects, left = [], 0
        for place in range(count):
            if place in apart[:1]:
                left += extra
            wide = each + (1 if place < spare else 0)
            rects.append(QRect(left, 0, wide, tall))
            left += wide + gap
        return shape, rects, tall

    def _best_columns(self, width: int) -> int:
        """Return the most columns in which every label still stands on one line."""
        self._shaped(Shape.LINE)
        widest = max(card.natural_width() for card in self._cards)
        most = min(self._max_columns, len(self._cards))
        for columns in range(most, 1, -1):
            if columns == 3 and len(self._cards) == 4:
                continue
            each = (width - GAP * (columns - 1)) // columns
            if widest <= each:
                return columns
        # Two columns may wrap a few labels to two lines rather than make the page twice as long.
        each = (width - GAP) // 2
        if len(self._cards) > 6 and each >= current().px(280):
            wrapped = [card.lines_for(each) for card in self._cards]
            if max(wrapped) <= 2:
                return 2
        return 1

    def _grid(self, width: int, columns: int) -> _Placed:
        self._shaped(Shape.LINE)
        each, spare = divmod(width - GAP * (columns - 1), columns)
        rects: list[QRect] = []
        top = 0
        for start in range(0, len(self._cards), columns):
            row = self._cards[start : start + columns]
            tall = max(card.height_for(each) for card in row)
            if columns == 1 and start and self._options[start].apart:
                top += APART - GAP
            for column in range(len(row)):
                left = column * (each + GAP) + min(column, spare)
                rects.append(QRect(left, top, each + (1 if column < spare else 0), tall))
            top += tall + GAP
        return Shape.LINE, rects, top - GAP
