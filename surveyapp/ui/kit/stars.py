"""Stars to rate with: each is a radio button; the chosen one and all before it are filled."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QRadioButton, QSizePolicy, QWidget

from surveyapp.ui.kit.flow_layout import FlowLayout
from surveyapp.ui.kit.icon import draw_icon
from surveyapp.ui.kit.indicator import show_checked
from surveyapp.ui.kit.paint import is_rtl
from surveyapp.ui.kit.ringed import Ringed
from surveyapp.ui.kit.typed_digits import TypedDigits
from surveyapp.ui.theme import Themed, current


class Stars(QWidget, Themed):
    """``picked(index)`` when a star is chosen, ``cleared()`` when the rating is taken back."""

    accessible_role = QAccessible.Role.Grouping
    picked = Signal(int)
    cleared = Signal()

    def __init__(self, count: int, *, large: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._index: int | None = None
        self._digits = TypedDigits(
            lambda text: int(text) - 1 if text.isdigit() and 0 < int(text) <= count else None
        )
        flow = FlowLayout(self, spacing=4)
        self._stars = [_Star(large, self) for _ in range(count)]
        for place, star in enumerate(self._stars):
            star.clicked.connect(lambda _on=False, place=place: self._pick(place))
            flow.addWidget(star)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.show_index(None)

    def set_names(self, say: Callable[[int], str]) -> None:
        """Name each star for screen readers."""
        for place, star in enumerate(self._stars):
            star.setAccessibleName(say(place))

    def show_index(self, index: int | None) -> None:
        """Show a rating, or none."""
        self._index = index
        for place, star in enumerate(self._stars):
            star.show_star(filled=index is not None and place <= index)
            show_checked(star, on=place == index)
            stop = place == (index or 0)
            star.setFocusPolicy(Qt.FocusPolicy.StrongFocus if stop else Qt.FocusPolicy.ClickFocus)

    def star(self, index: int) -> QRadioButton:
        """Return the button of a star."""
        return self._stars[index]

    def set_wrong(self, wrong: bool) -> None:
        """Show red lines; the words stand above."""
        for star in self._stars:
            star.show_star(wrong=wrong)

    def set_name(self, name: str, description: str = "") -> None:
        """Name the group for screen readers."""
        self.setAccessibleName(name)
        self.setAccessibleDescription(description)

    def focus_first(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Put the focus on the chosen star, else the first."""
        self._stars[self._index or 0].setFocus(reason)

    def retheme(self) -> None:
        """Measure again."""
        self.updateGeometry()

    def _pick(self, place: int) -> None:
        if place != self._index:
            self.picked.emit(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Rate by arrows and digits, clear by Delete."""
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            event.ignore()
            return
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.cleared.emit()
            return
        turn = -1 if is_rtl(self) else 1
        steps = {
            Qt.Key.Key_Right: turn,
            Qt.Key.Key_Left: -turn,
            Qt.Key.Key_Up: 1,
            Qt.Key.Key_Down: -1,
        }
        last = len(self._stars) - 1
        if key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._go(0 if key is Qt.Key.Key_Home else last)
        elif step := steps.get(key, 0):
            self._go(0 if self._index is None else min(last, max(0, self._index + step)))
        else:
            place = self._digits.take(event)
            if place is None:
                event.ignore()
            elif place >= 0:
                self._go(place)

    def _go(self, place: int) -> None:
        self._pick(place)
        self._stars[place].setFocus(Qt.FocusReason.TabFocusReason)


class _Star(Ringed, QRadioButton, Themed):
    ring_radius = 10

    def __init__(self, large: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._side = 64 if large else 48
        self._filled = False
        self._wrong = False
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_star(self, *, filled: bool | None = None, wrong: bool | None = None) -> None:
        self._filled = self._filled if filled is None else filled
        self._wrong = self._wrong if wrong is None else wrong
        self.update()

    def retheme(self) -> None:
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        side = current().icon_px(self._side)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: object) -> bool:  # noqa: ARG002 - Qt's signature
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let the row move; only Space is this button's own."""
        if event.key() == Qt.Key.Key_Space:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        theme = current()
        box = QRectF(0, 0, self.width() - 12, self.height() - 12)
        box.moveCenter(QRectF(self.rect()).center())
        ink = "accent" if self._filled else "danger" if self._wrong else "line_strong"
        if not self.isEnabled():
            ink = "disabled"
        elif self.underMouse() and not self._filled:
            ink = "accent"
        name = "star-filled" if self._filled else "star"
        draw_icon(QPainter(self), box, name, theme.colour(ink))
