"""Option cards: the whole card is the target.

A radio card stays a QRadioButton and a check card a QCheckBox for screen readers; which of them
is chosen, and where arrows lead, is the business of whoever groups them.
"""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QRadioButton, QSizePolicy, QWidget

from surveyapp.ui.kit.icon import draw_icon
from surveyapp.ui.kit.paint import draw_box, is_rtl, leading, trailing, trimmed
from surveyapp.ui.kit.ringed import Ringed
from surveyapp.ui.kit.text import Align, TextBlock, draw_line, text_width
from surveyapp.ui.theme import Look, Themed, Type, current

RADIUS = 12.0
HEIGHT = 56
_PAD = 16
_INDICATOR = 24
_GAP = 14
_KEYCAP = 26


class Shape(StrEnum):
    """How a card is laid out."""

    LINE = "line"  # indicator, then words
    SCALE = "scale"  # indicator above centred words, for one step of a scale
    PLAIN = "plain"  # centred words alone; the chosen one is framed and stronger
    DIGIT = "digit"  # a number alone, in the middle


def show_checked(button: QAbstractButton, *, on: bool) -> None:
    """Check or uncheck a button, the last one of a radio group too.

    Radio buttons stay auto-exclusive, or Qt tells screen readers that they are check boxes; and
    an exclusive button cannot be unchecked, which a question whose answer is taken back needs.
    """
    if button.isChecked() == on:
        return
    exclusive = button.autoExclusive()
    button.setAutoExclusive(False)
    button.setChecked(on)
    button.setAutoExclusive(exclusive)


def draw_radio(painter: QPainter, box: QRectF, *, on: bool, line: str, on_soft: bool) -> None:
    """Draw a radio's dot: a ring, or a filled disc with a hole."""
    theme = current()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if on:
        strong = on_soft and theme.look is Look.CONTRAST
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("on_primary" if strong else "primary"))
        painter.drawEllipse(box)
        painter.setBrush(theme.colour("primary" if strong else "on_primary"))
        hole = box.width() * 0.19
        painter.drawEllipse(box.center(), hole, hole)
        return
    width = 2.0
    painter.setPen(QPen(theme.colour(line), width))
    painter.setBrush(theme.colour("surface"))
    half = width / 2
    painter.drawEllipse(box.adjusted(half, half, -half, -half))


def draw_check(painter: QPainter, box: QRectF, *, on: bool, line: str, on_soft: bool) -> None:
    """Draw a check box: empty, or filled with a check."""
    theme = current()
    if on:
        strong = on_soft and theme.look is Look.CONTRAST
        fill = theme.colour("on_primary" if strong else "primary")
        draw_box(painter, box, radius=6, fill=fill)
        inner = box.adjusted(3, 3, -3, -3)
        ink = theme.colour("primary" if strong else "on_primary")
        draw_icon(painter, inner, "check", ink, selected=True)
        return
    draw_box(
        painter, box, radius=6, fill=theme.colour("surface"), line=theme.colour(line), width=2.0
    )


class _Card(Ringed, Themed):
    """What radio and check cards share; a mixin that stands before the Qt class."""

    focused: SignalInstance
    ring_radius = RADIUS

    _shape: Shape
    _words: str
    _keycap: str
    _wrong: bool
    _quiet: bool
    _kiosk: bool

    def _begin(self, text: str, shape: Shape) -> None:
        self._shape = shape
        self._keycap = ""
        self._wrong = False
        self._quiet = False
        self._kiosk = False
        button = self._button()
        button.setAttribute(Qt.WidgetAttribute.WA_Hover)
        # Not Fixed: Qt would cap the height at a hint taken at another width, and clip.
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        button.setSizePolicy(policy)
        self.set_text(text)

    def _button(self) -> QAbstractButton:
        assert isinstance(self, QAbstractButton)
        return self

    def set_text(self, text: str) -> None:
        """Show other words."""
        self._words = text
        button = self._button()
        button.setText(text.replace("&", "&&"))
        button.setAccessibleName(text)
        button.updateGeometry()
        button.update()

    def words(self) -> str:
        """Return the words on the card."""
        return self._words

    def shape(self) -> Shape:
        """Return how the card is laid out."""
        return self._shape

    def set_shape(self, shape: Shape) -> None:
        """Lay the card out another way."""
        if shape is not self._shape:
            self._shape = shape
            self._button().update()

    def set_keycap(self, keycap: str) -> None:
        """Show the key that chooses this card (``""`` hides it); no word moves."""
        if keycap != self._keycap:
            self._keycap = keycap
            self._button().update()

    def keycap(self) -> str:
        """Return the key shown, if any."""
        return self._keycap

    def set_wrong(self, wrong: bool) -> None:
        """Show the red line; the words stand above the question."""
        if wrong != self._wrong:
            self._wrong = wrong
            self._button().update()

    def set_quiet(self, quiet: bool) -> None:
        """Show the words in the second ink ("does not apply")."""
        self._quiet = quiet

    def set_kiosk(self, kiosk: bool) -> None:
        """Be 64 px high at least."""
        self._kiosk = kiosk

    # -- measuring -------------------------------------------------------------------------

    def _step(self) -> Type:
        if self._shape is Shape.PLAIN:
            return Type.LABEL_STRONG  # the wider face measures: choosing moves nothing
        return Type.LABEL if self._shape is Shape.SCALE else Type.OPTION

    def _indicator(self) -> int:
        return current().icon_px(_INDICATOR)

    def _room(self, width: float) -> float:
        """Return the width for words in a card of ``width``."""
        if self._shape is Shape.LINE:
            # The keycap's room is always kept: keycaps that appear move nothing.
            return max(24.0, width - 2 * _PAD - self._indicator() - _GAP - self._keycap_room())
        return max(16.0, width - 12)

    def _keycap_room(self) -> int:
        return current().icon_px(_KEYCAP) + 4

    def natural_width(self) -> int:
        """Return the width at which the words stand on one line."""
        button = self._button()
        words = text_width(self._words, self._step(), rtl=is_rtl(button)) + 2
        if self._shape is Shape.LINE:
            return words + 2 * _PAD + self._indicator() + _GAP + self._keycap_room()
        return words + 12

    def least_width(self) -> int:
        """Return the width at which the longest word stands whole."""
        rtl = is_rtl(self._button())
        longest = max(
            (text_width(word, self._step(), rtl=rtl) for word in self._words.split()), default=0
        )
        if self._shape is Shape.LINE:
            return longest + 2 + 2 * _PAD + self._indicator() + _GAP + self._keycap_room()
        return longest + 14

    def _block(self, width: float, step: Type | None = None) -> TextBlock:
        align = Align.START if self._shape is Shape.LINE else Align.CENTRE
        return TextBlock(
            self._words,
            step or self._step(),
            rtl=is_rtl(self._button()),
            width=self._room(width),
            align=align,
        )

    def height_for(self, width: int) -> int:
        """Return the height in a given width, never under the target size."""
        least = 64 if self._kiosk else HEIGHT
        words = current().line(self._step()) if self._fits(width) else self._block(width).height
        if self._shape is Shape.SCALE:
            return max(least, words + self._indicator() + 26)
        return max(least, words + (12 if self._shape is Shape.PLAIN else 28))

    def lines_for(self, width: int) -> int:
        """Return how many lines the words take."""
        return 1 if self._fits(width) else self._block(width).line_count

    def _fits(self, width: int) -> bool:
        """Say whether the words stand on one line; most do, and then nothing is laid out."""
        if "\n" in self._words:
            return False
        words = text_width(self._words, self._step(), rtl=is_rtl(self._button()))
        return words + 1 <= self._room(width)

    def retheme(self) -> None:
        """Measure again."""
        self._button().updateGeometry()

    # -- painting --------------------------------------------------------------------------

    def _paint(self) -> None:
        theme = current()
        button = self._button()
        painter = QPainter(button)
        rect = QRectF(button.rect())
        rtl = is_rtl(button)
        on = button.isChecked()
        fill, line, ink, width = "surface", "line", "text", theme.border
        if on:
            fill, line, ink, width = "soft", "primary", "on_soft", 2.0
            if theme.look is not Look.CONTRAST:
                ink = "text"
        elif button.isDown():
            fill, line = "sunken", "line_strong"
        elif button.underMouse():
            fill, line = "surface", "line_strong"
        if self._quiet and not on:
            ink = "text2"
        mark = "line_strong"
        if self._wrong and not on:
            line, mark, width = "danger", "danger", 2.0
        if not button.isEnabled():
            ink, mark = "disabled", "line"
            fill = "soft" if on else "disabled_bg"
        draw_box(
            painter,
            rect,
            radius=RADIUS,
            fill=theme.colour(fill),
            line=theme.colour(line),
            width=width,
        )
        weak = self._shape is Shape.PLAIN and not on
        block = self._block(rect.width(), Type.LABEL if weak else None)
        colour = theme.colour(ink)
        side = self._indicator()
        if self._shape is Shape.LINE:
            inner = trimmed(rect, _PAD, _PAD, rtl=rtl)
            spot = leading(inner, side, rtl=rtl)
            box = QRectF(spot.left(), rect.center().y() - side / 2, side, side)
            self._paint_indicator(painter, box, on=on, mark=mark)
            words = trimmed(inner, side + _GAP, self._keycap_room(), rtl=rtl)
            block.paint(painter, words.left(), rect.center().y() - block.height / 2, colour)
        elif self._shape is Shape.SCALE:
            tall = side + 4 + block.height
            top = rect.center().y() - tall / 2
            box = QRectF(rect.center().x() - side / 2, top, side, side)
            self._paint_indicator(painter, box, on=on, mark=mark)
            block.paint(painter, rect.left() + 6, top + side + 4, colour)
        else:
            block.paint(painter, rect.left() + 6, rect.center().y() - block.height / 2, colour)
        if self._keycap:
            self._paint_keycap(painter, rect, rtl=rtl)

    def _paint_indicator(self, painter: QPainter, box: QRectF, *, on: bool, mark: str) -> None:
        if isinstance(self, QCheckBox):
            draw_check(painter, box, on=on, line=mark, on_soft=True)
        else:
            draw_radio(painter, box, on=on, line=mark, on_soft=True)

    def _paint_keycap(self, painter: QPainter, rect: QRectF, *, rtl: bool) -> None:
        theme = current()
        if self._shape is Shape.DIGIT:
            return  # its number is its key
        side = theme.icon_px(_KEYCAP)
        if self._shape in (Shape.SCALE, Shape.PLAIN):
            spot = trailing(trimmed(rect, 6, 6, rtl=rtl), side, rtl=rtl)
            box = QRectF(spot.left(), rect.top() + 6, side, side)
        else:
            spot = trailing(trimmed(rect, _PAD, 12, rtl=rtl), side, rtl=rtl)
            box = QRectF(spot.left(), rect.center().y() - side / 2, side, side)
        draw_box(painter, box, radius=6, fill=theme.colour("canvas"), line=theme.colour("line2"))
        draw_line(
            painter,
            box,
            self._keycap,
            Type.NAVIGATION,
            theme.colour("text2"),
            rtl=False,
            align=Align.CENTRE,
        )

    def hitButton(self, pos: object) -> bool:  # noqa: ARG002 - Qt's signature
        """Let the whole card be the target."""
        return True

    def sizeHint(self) -> QSize:
        """Return one line."""
        width = self.natural_width()
        return QSize(width, self.height_for(width))

    def minimumSizeHint(self) -> QSize:
        """Return the target size."""
        return QSize(48, 48)

    def hasHeightForWidth(self) -> bool:
        """Say that words wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height in a width."""
        return self.height_for(width)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by Space and Enter; other keys belong to the group."""
        _card_key(self._button(), event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Take what a press began."""
        if event.key() == Qt.Key.Key_Space:
            event.accept()
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring for the keyboard, and tell the group."""
        super().focusInEvent(event)
        self.focused.emit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw the card."""
        self._paint()


class RadioCard(_Card, QRadioButton):
    """One of several. A press chooses; it never un-chooses (Delete does, where that is allowed)."""

    focused = Signal()

    def __init__(
        self, text: str = "", shape: Shape = Shape.LINE, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._begin(text, shape)

    def nextCheckState(self) -> None:
        """Choose."""
        self.setChecked(True)


class CheckCard(_Card, QCheckBox):
    """Any of several."""

    focused = Signal()

    def __init__(
        self, text: str = "", shape: Shape = Shape.LINE, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._begin(text, shape)


class MatrixCell(Ringed, QRadioButton, Themed):
    """One cell of a matrix: an indicator of 28 px in a target of 64 by 60."""

    focused = Signal()
    ring_radius = 10.0

    def __init__(self, name: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(name)
        self._wrong = False

    def set_wrong(self, wrong: bool) -> None:
        """Show the red ring."""
        if wrong != self._wrong:
            self._wrong = wrong
            self.update()

    def retheme(self) -> None:
        """Measure again."""

    def nextCheckState(self) -> None:
        """Choose."""
        self.setChecked(True)

    def hitButton(self, pos: object) -> bool:  # noqa: ARG002 - Qt's signature
        """Let the whole cell be the target."""
        return True

    def ring_rect(self) -> object:
        """Return what the focus ring goes round: a square in the middle."""
        side = min(self.width(), self.height()) - 12
        square = QRectF(0, 0, side, side)
        square.moveCenter(QPointF(self.width() / 2, self.height() / 2))
        return square.toRect()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by Space and Enter; other keys belong to the matrix."""
        _card_key(self, event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Take what a press began."""
        if event.key() == Qt.Key.Key_Space:
            event.accept()
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring for the keyboard, and tell the row."""
        super().focusInEvent(event)
        self.focused.emit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw the indicator; a halo marks the chosen one and the one under the pointer."""
        theme = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        centre = QPointF(self.width() / 2, self.height() / 2)
        side = theme.icon_px(28)
        halo = side * 0.86
        contrast = theme.look is Look.CONTRAST
        if not contrast and (self.isChecked() or self.underMouse() or self.isDown()):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("soft" if self.isChecked() else "sunken"))
            painter.drawEllipse(centre, halo, halo)
        box = QRectF(0, 0, side, side)
        box.moveCenter(centre)
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("primary" if self.isEnabled() else "disabled"))
            painter.drawEllipse(box)
            inner = box.adjusted(4, 4, -4, -4)
            draw_icon(painter, inner, "check", theme.colour("on_primary"), selected=True)
            return
        line = "danger" if self._wrong else "line_strong"
        painter.setPen(QPen(theme.colour(line if self.isEnabled() else "line"), 2.0))
        painter.setBrush(theme.colour("surface"))
        painter.drawEllipse(box.adjusted(1, 1, -1, -1))


def _card_key(card: QAbstractButton, event: QKeyEvent) -> None:
    key = event.key()
    plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if key == Qt.Key.Key_Space and plain:
        if not event.isAutoRepeat():
            card.click()
        event.accept()
        return
    enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat()
    # Enter on what is chosen already goes on: the page takes it.
    if enter and plain and not card.isChecked():
        card.click()
        event.accept()
        return
    event.ignore()
