"""The PIN, entered on a pad of its own: no keyboard of the system sees it, no screen shows it.

It is an overlay, because whoever opened it by mistake goes on where they were. What it was for is
the business of whoever opened it: it emits what was entered and is told how that went.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from surveyapp.services.setup import PIN_DIGITS
from surveyapp.text import Words
from surveyapp.ui.kit.announce import announce
from surveyapp.ui.kit.button import Button, Size, Variant
from surveyapp.ui.kit.paint import draw_box
from surveyapp.ui.kit.panel import PanelOverlay
from surveyapp.ui.kit.text import Align, Label
from surveyapp.ui.theme import Themed, Type, current

WIDTH = 420
_ROWS = ("123", "456", "789")


class PinPad(PanelOverlay):
    """``entered(pin)``; ``show_wrong`` or ``close_overlay`` follows. ``left()`` where one goes
    back without a PIN."""

    entered = Signal(str)
    left = Signal()

    def __init__(self, words: Words, parent: QWidget) -> None:
        super().__init__(parent, dismissable=False)
        self._words = words
        self._pin = ""
        self._wait = 0
        title = words("Staff PIN")
        self._grid = QGridLayout(self.panel)
        self._grid.setContentsMargins(28, 20, 28, 20)
        self._grid.setSpacing(16)
        self._head = QWidget(self.panel)
        head = QVBoxLayout(self._head)
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(10)
        self._title = Label(title, Type.TITLE, align=Align.CENTRE, parent=self._head)
        self._text = Label("", Type.LABEL, colour="text2", align=Align.CENTRE, parent=self._head)
        self._dots = _Dots(self._head)
        for piece in (self._title, self._dots, self._text):
            head.addWidget(piece)
        pad = self._pad = QWidget(self.panel)
        # Digits stand as on every telephone, in Arabic too.
        pad.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        grid = QGridLayout(pad)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(10)
        for place in range(3):
            grid.setColumnStretch(place, 1)
            grid.setColumnMinimumWidth(place, 72)
        self._keys: list[Button] = []
        for row, digits in enumerate(_ROWS):
            for place, digit in enumerate(digits):
                self._add_digit(grid, digit, row, place)
        self._add_digit(grid, "0", 3, 1)
        self._erase = Button(words("Erase"), Variant.GHOST, parent=pad)
        self._erase.clicked.connect(self._on_erase)
        grid.addWidget(self._erase, 3, 2)
        self._ways = QWidget(self.panel)
        ways = QVBoxLayout(self._ways)
        ways.setContentsMargins(0, 0, 0, 0)
        ways.setSpacing(10)
        self._open = Button(
            words("Leave the kiosk"), Variant.PRIMARY, size=Size.BAR, parent=self._ways
        )
        back = Button(words("Back"), Variant.SECONDARY, size=Size.BAR, parent=self._ways)
        ways.addWidget(self._open)
        ways.addWidget(back)
        self._wide: bool | None = None
        self._open.clicked.connect(self._on_open)
        back.clicked.connect(self.left)
        self.setAccessibleName(title)
        self.panel.setAccessibleName(title)
        self._show()

    def _add_digit(self, grid: QGridLayout, digit: str, row: int, column: int) -> None:
        key = Button(digit, Variant.SECONDARY, size=Size.KIOSK, parent=grid.parentWidget())
        key.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        key.clicked.connect(lambda: self._add(digit))
        grid.addWidget(key, row, column)
        self._keys.append(key)

    # -- what is entered -------------------------------------------------------------------

    def open(self) -> None:
        """Cover the screen; Enter then means the PIN, not the first digit."""
        super().open()
        self._open.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_wrong(self, wait: int) -> None:
        """Say that the PIN was another, and how long to wait before the next."""
        self._pin = ""
        self._wait = wait
        self._text.set_text(self._words("That is another PIN. Try again."))
        self._show()
        announce(self, self._text.text())

    def show_wait(self, seconds: int) -> None:
        """Show how long nobody may try, 0 from when one may."""
        if seconds != self._wait:
            self._wait = seconds
            if not seconds:
                self._text.set_text("")
            self._show()

    def _add(self, digit: str) -> None:
        if not self._wait and len(self._pin) < PIN_DIGITS[1]:
            self._pin += digit
            self._text.set_text("")
            self._show()

    def _on_erase(self) -> None:
        self._pin = self._pin[:-1]
        self._show()

    def _on_open(self) -> None:
        if not self._wait and self._pin:
            pin, self._pin = self._pin, ""
            self._show()
            self.entered.emit(pin)

    def _show(self) -> None:
        words = self._words
        self._dots.show_count(len(self._pin))
        self._dots.setAccessibleName(
            words.plural("{n} digit entered", "{n} digits entered", len(self._pin))
        )
        if self._wait:
            self._text.set_text(
                words.plural(
                    "Too many wrong PINs. Try again in {n} second.",
                    "Too many wrong PINs. Try again in {n} seconds.",
                    self._wait,
                )
            )
        for key in (*self._keys, self._erase, self._open):
            key.setEnabled(not self._wait)
        self.setAccessibleDescription(self._text.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take digits from a keyboard too; everything else stays here."""
        if event.text().isascii() and event.text().isdigit():
            self._add(event.text())
        elif event.key() == Qt.Key.Key_Backspace:
            self._on_erase()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_open()
        event.accept()

    # -- measures and painting -------------------------------------------------------------

    def arrange(self) -> None:
        """Stand in the middle; where the window is low, the pad stands beside the words."""
        room = self.rect()
        pieces = (self._head, self._pad, self._ways)
        stacked = sum(piece.sizeHint().height() for piece in pieces) + 2 * 16 + 2 * 20
        self._stand(wide=stacked > room.height() - 8)
        width = min(current().px(WIDTH) * (2 if self._wide else 1), room.width() - 24)
        height = min(self._grid.heightForWidth(width), room.height() - 8)
        self.stand_in_middle(width, height)

    def _stand(self, *, wide: bool) -> None:
        """Put words, digits and ways below each other, or the digits beside the others."""
        if wide == self._wide:
            return
        self._wide = wide
        for piece in (self._head, self._pad, self._ways):
            self._grid.removeWidget(piece)
        self._grid.addWidget(self._head, 0, 0)
        if wide:
            self._grid.addWidget(self._pad, 0, 1, 2, 1)
            self._grid.addWidget(self._ways, 1, 0)
        else:
            self._grid.addWidget(self._pad, 1, 0)
            self._grid.addWidget(self._ways, 2, 0)


class _Dots(QWidget, Themed):
    """One dot a digit."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._count = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_count(self, count: int) -> None:
        self._count = count
        self.update()

    def retheme(self) -> None:
        """Measure again."""
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(200, current().px(28))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        theme = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side, gap = theme.px(14), theme.px(12)
        places = max(PIN_DIGITS[0], self._count)
        left = (self.width() - places * side - (places - 1) * gap) / 2
        top = (self.height() - side) / 2
        for place in range(places):
            full = place < self._count
            draw_box(
                painter,
                QRectF(left + place * (side + gap), top, side, side),
                radius=side / 2,
                fill=theme.colour("primary") if full else None,
                line=theme.colour("primary" if full else "line_strong"),
                width=2.0,
            )
