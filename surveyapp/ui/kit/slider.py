"""A scale with a thumb that is not there until somebody answers.

A thumb that stands somewhere from the start would be taken for an answer, and draws answers to
where it stands. A press shows where it would come to lie; only letting go there answers, so a
finger that meant to scroll the page answers nothing. It stays a QSlider for screen readers.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from surveyapp.ui.kit.announce import announce
from surveyapp.ui.kit.glass import Glass
from surveyapp.ui.kit.paint import draw_box, is_rtl
from surveyapp.ui.kit.ringed import Ringed
from surveyapp.ui.kit.text import Align, TextBlock, draw_line, text_width
from surveyapp.ui.kit.typed_digits import TypedDigits
from surveyapp.ui.theme import Themed, Type, current

_RAIL = 6
_TICK = 8
_AWAY = 200  # px outside at which letting go answers nothing


class Slider(Ringed, QSlider, Themed):
    """``picked(index)`` when a place is chosen, ``cleared()`` when the answer is taken back.

    ``find`` gives the place of a number that is typed. ``set_scale`` says how many places there
    are, which carry a tick, what stands at some of them, and how the value of a place is said.
    """

    ring_radius = 12
    picked = Signal(int)
    cleared = Signal()

    def __init__(
        self,
        find: Callable[[str], int | None],
        *,
        vertical: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._vertical = vertical
        if not vertical:
            # An upright thumb is dragged the way the page scrolls: there Qt's own rule is right.
            Glass(self)
        way = Qt.Orientation.Vertical if vertical else Qt.Orientation.Horizontal
        self.setOrientation(way)
        self._count = 2
        self._marks: tuple[int, ...] = ()
        self._labels: tuple[tuple[int, str], ...] = ()
        self._first = 0
        self._say: Callable[[int], str] = str
        self._spell: Callable[[int], str] = str
        self._rooms: dict[int, float] = {}
        self._digits = TypedDigits(find)
        self._index: int | None = None
        self._ghost: int | None = None
        self._preview: int | None = None
        self._wrong = False
        self._none = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        across, along = QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum
        policy = QSizePolicy(across, along)
        policy.setHeightForWidth(not vertical)
        self.setSizePolicy(policy)

    # -- content ---------------------------------------------------------------------------

    def set_scale(
        self,
        count: int,
        *,
        first: int,
        marks: tuple[int, ...],
        labels: tuple[tuple[int, str], ...],
        say: Callable[[int], str],
        spell: Callable[[int], str],
    ) -> None:
        """Lay out ``count`` places.

        ``first`` is the number a screen reader hears at the first of them. ``say`` is what the
        thumb shows, ``spell`` what a screen reader is told.
        """
        self._count, self._marks, self._labels = count, marks, labels
        self._say, self._spell = say, spell
        self.setRange(first, first + count - 1)
        self._first = first
        self._show()

    def show_index(self, index: int | None, *, ghost: int | None, none: str) -> None:
        """Show the chosen place, or none: ``none`` says so; ``ghost`` is where keys begin."""
        self._index, self._ghost, self._none = index, ghost, none
        self._show()

    def index(self) -> int | None:
        """Return the chosen place, if any."""
        return self._index

    def set_wrong(self, wrong: bool) -> None:
        """Show the rail in red; the words stand above."""
        self._wrong = wrong
        self.update()

    def _show(self) -> None:
        place = self._index if self._index is not None else self._ghost or 0
        self.setValue(self._first + min(place, self._count - 1))
        said = self._none if self._index is None else self._spell(self._index)
        if said != self.accessibleDescription():
            self.setAccessibleDescription(said)
            if self.hasFocus():
                announce(self, said)
        self.updateGeometry()
        self.update()

    # -- measuring -------------------------------------------------------------------------

    def retheme(self) -> None:
        """Measure again."""
        self.updateGeometry()

    @property
    def _thumb(self) -> int:
        return current().icon_px(28)

    @property
    def _target(self) -> int:
        """Return what a finger needs round the rail."""
        return current().icon_px(48)

    @property
    def _bubble(self) -> int:
        return current().line(Type.BODY_STRONG) + 8

    def _bubble_width(self) -> int:
        rtl = is_rtl(self)
        ends = (self._say(0), self._say(self._count - 1))
        return max(text_width(text, Type.BODY_STRONG, rtl=rtl) for text in ends) + 20

    def _inset(self) -> float:
        """Return what stays free before the first place and behind the last."""
        half = max(self._thumb / 2 + 3, self._bubble_width() / 2)
        numbers = [text for place, text in self._labels if place in (0, self._count - 1)]
        short = [text_width(text, Type.CAPTION, rtl=is_rtl(self)) / 2 for text in numbers]
        return min(max([half, *short]), 64.0)

    def _blocks(self, width: float) -> list[tuple[int, TextBlock]]:
        """Return the words under the rail, each as wide as its neighbours leave it."""
        rtl = is_rtl(self)
        usable = max(1.0, width - 2 * self._inset())
        places = [place for place, _ in self._labels]
        blocks = []
        for number, (place, text) in enumerate(self._labels):
            gaps = [
                abs(places[other] - place)
                for other in (number - 1, number + 1)
                if 0 <= other < len(places)
            ]
            share = min(gaps, default=self._count) / (self._count - 1)
            room = max(32.0, min(usable * share - 8, current().px(220)))
            block = TextBlock(text, Type.CAPTION, rtl=rtl, width=room, align=Align.CENTRE)
            blocks.append((place, block, room))
        self._rooms = {place: room for place, _, room in blocks}
        return [(place, block) for place, block, _ in blocks]

    def hasHeightForWidth(self) -> bool:
        """Say that words under the rail wrap."""
        return not self._vertical

    def heightForWidth(self, width: int) -> int:
        """Return bubble, rail and words."""
        words = max((block.height for _, block in self._blocks(width)), default=0)
        return self._bubble + self._target + words

    def sizeHint(self) -> QSize:
        """Return a readable length."""
        if self._vertical:
            lines = len(self._labels) * current().line(Type.CAPTION)
            return QSize(current().px(320), max(current().px(320), lines) + self._bubble)
        width = current().px(360)
        return QSize(width, self.heightForWidth(max(self.width(), width)))

    def minimumSizeHint(self) -> QSize:
        """Return the least length on which places can be told apart."""
        if self._vertical:
            return QSize(current().px(160), self.sizeHint().height())
        return QSize(current().px(160), self._bubble + self._target)

    # -- where things lie ------------------------------------------------------------------

    def _along(self, place: int) -> float:
        """Return where a place lies along the rail, in px from the left or the top."""
        share = place / (self._count - 1)
        if self._vertical:
            inset = self._bubble / 2 + 4
            return self.height() - inset - share * (self.height() - 2 * inset)
        inset = self._inset()
        if is_rtl(self):
            share = 1 - share
        return inset + share * (self.width() - 2 * inset)

    def _place_at(self, point: QPointF) -> int:
        low, high = self._along(0), self._along(self._count - 1)
        at = point.y() if self._vertical else point.x()
        share = (at - low) / (high - low) if high != low else 0.0
        return round(min(1.0, max(0.0, share)) * (self._count - 1))

    def _rail_across(self) -> float:
        """Return where the rail lies across its length."""
        if not self._vertical:
            return self._bubble + self._target / 2 - 4
        room = self._bubble_width() + 12 + self._thumb / 2
        return self.width() - room if is_rtl(self) else room

    # -- hands -----------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Show where the thumb would come to lie."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._preview = self._place_at(event.position())
            self.update()
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow."""
        if self._preview is not None:
            self._preview = self._place_at(event.position())
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Answer, unless the press was taken away (a page that scrolls sends it far off)."""
        place, self._preview = self._preview, None
        self.update()
        near = QRectF(self.rect()).adjusted(-_AWAY, -_AWAY, _AWAY, _AWAY)
        if place is not None and near.contains(event.position()):
            self._pick(place)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page: nobody answers by scrolling."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by arrows, jump by pages and ends, choose by digits, clear by Delete."""
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            event.ignore()
            return
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._digits.forget()
            self.cleared.emit()
            return
        if key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._pick(0 if key is Qt.Key.Key_Home else self._count - 1)
            return
        turn = -1 if is_rtl(self) else 1
        page = max(2, self._count // 10)
        steps = {
            Qt.Key.Key_Right: turn,
            Qt.Key.Key_Left: -turn,
            Qt.Key.Key_Up: 1,
            Qt.Key.Key_Down: -1,
            Qt.Key.Key_PageUp: page,
            Qt.Key.Key_PageDown: -page,
        }
        if step := steps.get(key, 0):
            self.step(step)
            return
        place = self._digits.take(event)
        if place is None:
            event.ignore()
        elif place >= 0:
            self._pick(place)

    def step(self, places: int) -> None:
        """Go some places on; from no answer to where keys begin."""
        if self._index is None:
            self._pick(self._ghost or 0)
        else:
            self._pick(min(self._count - 1, max(0, self._index + places)))

    def _pick(self, place: int) -> None:
        if place != self._index:
            self.picked.emit(place)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Forget half a number."""
        self._digits.forget()
        super().focusOutEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Turn with the direction."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self.updateGeometry()

    # -- painting --------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw rail, ticks, words, thumb and what it says."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place = self._preview if self._preview is not None else self._index
        self._draw_rail(painter, place)
        self._draw_words(painter)
        if place is not None:
            self._draw_thumb(painter, place)
        elif self._ghost is not None:
            self._draw_ghost(painter, self._ghost)

    def _box(self, start: float, end: float, across: float, thick: float) -> QRectF:
        low, high = min(start, end), max(start, end)
        if self._vertical:
            return QRectF(across - thick / 2, low, thick, high - low)
        return QRectF(low, across - thick / 2, high - low, thick)

    def _draw_rail(self, painter: QPainter, place: int | None) -> None:
        theme = current()
        across = self._rail_across()
        start, end = self._along(0), self._along(self._count - 1)
        enabled = self.isEnabled()
        line = theme.colour("danger" if self._wrong else "line_strong" if enabled else "line")
        draw_box(painter, self._box(start, end, across, _RAIL), radius=3, fill=line)
        for mark in self._marks:
            at = self._along(mark)
            tick = self._box(at - 1, at + 1, across + self._outwards(_RAIL / 2 + 7), _TICK)
            painter.fillRect(tick, line)
        if place is not None:
            done = self._box(start, self._along(place), across, _RAIL)
            draw_box(painter, done, radius=3, fill=theme.colour("primary" if enabled else "line2"))

    def _outwards(self, distance: float) -> float:
        """Return a distance from the rail towards the words."""
        return -distance if self._vertical and is_rtl(self) else distance

    def _draw_words(self, painter: QPainter) -> None:
        theme = current()
        ink = theme.colour("text2")
        rtl = is_rtl(self)
        across = self._rail_across()
        if self._vertical:
            gap = _RAIL / 2 + 7 + _TICK + 6
            for place, text in self._labels:
                line = theme.line(Type.CAPTION)
                top = self._along(place) - line / 2
                left = 0.0 if rtl else across + gap
                width = across - gap if rtl else self.width() - left
                box = QRectF(left, top, width, line)
                draw_line(painter, box, text, Type.CAPTION, ink, rtl=rtl)
            return
        top = self._bubble + self._target - 4
        for place, block in self._blocks(self.width()):
            room = self._rooms[place]
            left = self._along(place) - room / 2
            # A word at an end stays inside, its lines still in the middle of its own room.
            spare = (room - block.natural_width) / 2
            left = min(max(left, -spare), self.width() - room + spare)
            block.paint(painter, left, top, ink)

    def _centre(self, place: int) -> QPointF:
        at, across = self._along(place), self._rail_across()
        return QPointF(across, at) if self._vertical else QPointF(at, across)

    def _draw_thumb(self, painter: QPainter, place: int) -> None:
        theme = current()
        centre = self._centre(place)
        box = QRectF(0, 0, self._thumb, self._thumb)
        box.moveCenter(centre)
        fill = theme.colour("primary" if self.isEnabled() else "line2")
        draw_box(
            painter, box, radius=self._thumb / 2, fill=fill, line=theme.colour("surface"), width=3.0
        )
        text = self._say(place)
        width = max(text_width(text, Type.BODY_STRONG, rtl=is_rtl(self)) + 20, self._bubble)
        bubble = QRectF(0, 0, width, self._bubble - 4)
        if self._vertical:
            bubble.moveCenter(centre)
            away = self._thumb / 2 + 6
            if is_rtl(self):
                bubble.moveLeft(centre.x() + away)
            else:
                bubble.moveRight(centre.x() - away)
        else:
            bubble.moveCenter(QPointF(centre.x(), self._bubble / 2 - 2))
            bubble.moveLeft(min(max(0.0, bubble.left()), self.width() - width))
        draw_box(painter, bubble, radius=8, fill=fill)
        ink = theme.colour("on_primary")
        rtl = is_rtl(self)
        draw_line(painter, bubble, text, Type.BODY_STRONG, ink, rtl=rtl, align=Align.CENTRE)

    def _draw_ghost(self, painter: QPainter, place: int) -> None:
        box = QRectF(0, 0, self._thumb, self._thumb)
        box.moveCenter(self._centre(place))
        theme = current()
        draw_box(
            painter,
            box,
            radius=self._thumb / 2,
            fill=theme.colour("canvas"),
            line=theme.colour("line_strong"),
            width=2.0,
        )
