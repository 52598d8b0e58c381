"""A group of option cards: which is chosen, what keys do.

Where they stand is ``card_layout``'s business. Knows choices as (value, words), nothing of forms.
"""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Collection, Sequence
from typing import Protocol

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QImage, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from surveyapp.ui.kit.card_layout import GAP, Arrangement, CardLayout, Option, Placed
from surveyapp.ui.kit.card_measures import HEIGHT
from surveyapp.ui.kit.focus_ring import FocusRing
from surveyapp.ui.kit.indicator import show_checked
from surveyapp.ui.kit.option import CheckCard, RadioCard
from surveyapp.ui.kit.paint import is_rtl
from surveyapp.ui.theme import Themed, current

APART_KEY = "-"
"""The key of an option that stands apart ("does not apply") where the others are digits."""
_TWO_DIGITS_S = 0.7
_UNPLACED = 100
"""How wide, in px, Qt takes a widget to be before its first layout: no words are broken for it."""

__all__ = ["Arrangement", "ChoiceGroup", "Option"]


class ReadPicture(Protocol):
    """Where a group gets the picture at an address; a null image where there is none."""

    def __call__(self, address: str, /, *, large: bool) -> QImage:
        """Return the picture, made smaller to what a card can show."""


def _no_picture(_address: str, *, large: bool) -> QImage:  # noqa: ARG001 - the reader's signature
    return QImage()


class ChoiceGroup(QWidget, Themed):
    """``chosen(value)`` when a person chooses (or checks, or unchecks) an option.

    ``confirmed()`` when the one that is chosen is pressed again.
    ``cleared()`` when Delete or Backspace asks for no answer. ``answered_by_digit()`` after a
    digit chose. One option takes part in the Tab order; arrows go to the others.
    """

    accessible_role = QAccessible.Role.Grouping

    chosen = Signal(str)
    confirmed = Signal()
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
        self._bare = False
        self._large = False
        self._placed = False
        self._read: ReadPicture = _no_picture
        self._last_digit = ("", 0.0)
        self._plans: dict[tuple[object, ...], Placed] = {}
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
            card.set_wordless(option.wordless)
            card.set_kiosk(self._kiosk)
            self._show_picture(card, option)
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
        card.set_bare(self._bare)
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

    def set_bare(self, bare: bool) -> None:
        """Show no indicators, and of options with a picture no words: the card says it."""
        self._bare = bare
        for card in self._cards:
            card.set_bare(bare)
        self._arrange_again()

    def set_pictures(self, read: ReadPicture, *, large: bool = False) -> None:
        """Show the pictures of the options, which ``read`` gives; ``large`` ones fill the width."""
        self._read, self._large = read, large
        if not any(option.image for option in self._options):
            return
        for card, option in zip(self._cards, self._options, strict=True):
            self._show_picture(card, option)
        self._arrange_again()

    def _show_picture(self, card: RadioCard | CheckCard, option: Option) -> None:
        address = (option.big_image if self._large else "") or option.image
        card.set_picture(
            self._read(address, large=self._large) if address else QImage(), large=self._large
        )

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
        """Return the key of each option: its own code where all are digits, else 1 to 9.

        What stands apart from digits has the minus.
        """
        if self._coded():
            return [
                option.value if option.value.isdigit() else APART_KEY if option.apart else ""
                for option in self._options
            ]
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
            self.confirmed.emit()
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
        if self._choose_by_cap(event.text()):
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

    def _choose_by_cap(self, text: str) -> bool:
        """Choose what the key means; two quick digits make a number (10 on a scale of ten)."""
        caps = self._keycaps()
        digit = unicodedata.digit(text[:1], None) if text else None
        wanted = text if digit is None else str(digit)
        before, then = self._last_digit
        now = time.monotonic()
        if digit is not None:
            self._last_digit = (wanted, now)
            if before and now - then < _TWO_DIGITS_S and before + wanted in caps:
                wanted = before + wanted
        if not wanted or wanted not in caps:
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
        if not self._placed and width <= _UNPLACED:
            return len(self._cards) * (HEIGHT + GAP)
        return self._plan(width).height

    def sizeHint(self) -> QSize:
        """Return the width of a readable column."""
        width = current().px(480)
        return QSize(width, self._plan(max(width, self.width())).height)

    def minimumSizeHint(self) -> QSize:
        """Return the width of the longest word."""
        least = max((card.least_width() for card in self._cards), default=0)
        return QSize(min(least, 480), 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the cards."""
        super().resizeEvent(event)
        self._placed = True
        self._arrange()

    def changeEvent(self, event: object) -> None:
        """Turn with the direction."""
        super().changeEvent(event)  # type: ignore[arg-type]
        self._arrange_again()

    def _arrange(self) -> None:
        # Before a layout has given a width, measuring in whatever it is would be for nothing.
        if not self._cards or not self._placed:
            return
        plan = self._plan(self.width())
        rtl = is_rtl(self)
        for card, rect in zip(self._cards, plan.places, strict=True):
            card.set_shape(plan.shape)
            place = QRect(rect)
            if rtl:
                place.moveLeft(self.width() - rect.left() - rect.width())
            card.setGeometry(place)

    def _plan(self, width: int) -> Placed:
        """Return the cards' shape, their places (left to right) and the height of all."""
        key = (width, current(), self._arrangement, is_rtl(self))
        plan = self._plans.get(key)
        if plan is None or len(plan.places) != len(self._cards):
            shapes = [card.shape() for card in self._cards]
            plan = self._plans[key] = CardLayout(
                self._cards,
                self._options,
                self._arrangement,
                self._max_columns,
                bare=self._bare,
                large=self._large,
            ).placed(width)
            # Measuring for another width must not leave its shape on cards that stand.
            for card, shape in zip(self._cards, shapes, strict=True):
                card.set_shape(shape)
        return plan
