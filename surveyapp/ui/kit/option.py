"""Option cards: the whole card is the target.

A radio card stays a QRadioButton and a check card a QCheckBox for screen readers; which of them
is chosen, and where arrows lead, is the business of whoever groups them.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QRadioButton, QWidget

from surveyapp.ui.kit.card_measures import KEYCAP, PAD, PICTURE_PAD, RADIUS, CardMeasures, Shape
from surveyapp.ui.kit.indicator import draw_check, draw_radio
from surveyapp.ui.kit.paint import draw_box, is_rtl, leading, trailing, trimmed
from surveyapp.ui.kit.text import Align, TextBlock, draw_line
from surveyapp.ui.theme import Look, Type, current


class _Card(CardMeasures):
    """What radio and check cards share; a mixin that stands before the Qt class."""

    # -- painting --------------------------------------------------------------------------

    def _look(self) -> tuple[str, str, str, str, float]:
        """Return the tokens of fill, line, ink and indicator, and the width of the line."""
        theme = current()
        button = self._button()
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
        return fill, line, ink, mark, width

    def _paint(self) -> None:
        theme = current()
        button = self._button()
        painter = QPainter(button)
        rect = QRectF(button.rect())
        rtl = is_rtl(button)
        on = button.isChecked()
        fill, line, ink, mark, width = self._look()
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
            inner = trimmed(rect, PAD, PAD, rtl=rtl)
            spot = leading(inner, side, rtl=rtl)
            box = QRectF(spot.left(), rect.center().y() - side / 2, side, side)
            self._paint_indicator(painter, box, on=on, mark=mark)
            words = trimmed(inner, self._beside(), self._keycap_room(), rtl=rtl)
            block.paint(painter, words.left(), rect.center().y() - block.height / 2, colour)
        elif self._shape is Shape.SCALE:
            picture = self._picture_height(rect.width())
            tall = side + 4 + picture + block.height
            top = rect.top() + 12 if picture else rect.center().y() - tall / 2
            box = QRectF(rect.center().x() - side / 2, top, side, side)
            self._paint_indicator(painter, box, on=on, mark=mark)
            if picture:
                room = QRectF(rect.left() + 6, top + side + 4, rect.width() - 12, picture)
                place = room.adjusted(0, 5, 0, 5 - PICTURE_PAD)
                self._picture.paint(painter, place, chosen=on)
            block.paint(painter, rect.left() + 6, top + side + 4 + picture, colour)
        elif self._shape is Shape.PICTURE:
            self._paint_with_picture(painter, block, colour, on=on, mark=mark)
        else:
            block.paint(painter, rect.left() + 6, rect.center().y() - block.height / 2, colour)
        if self._keycap:
            self._paint_keycap(painter, rect, rtl=rtl)

    def _paint_with_picture(
        self, painter: QPainter, block: TextBlock, colour: QColor, *, on: bool, mark: str
    ) -> None:
        """Draw the picture, and under it indicator and words."""
        pad = PICTURE_PAD
        rtl = is_rtl(self._button())
        room = QRectF(self._button().rect()).adjusted(pad, pad, -pad, -pad)
        if not self._says_words() and not self._indicates():
            self._picture.paint(painter, room, chosen=on)
            return
        side = self._indicator()
        tall = max(block.height, side) if self._says_words() else side
        words = QRectF(room.left(), room.bottom() - tall, room.width(), tall)
        if not self._picture:
            words.moveTop(room.center().y() - tall / 2)
        if self._picture:
            self._picture.paint(painter, room.adjusted(0, 0, 0, -tall - pad), chosen=on)
        spot = leading(words, side, rtl=rtl)
        box = QRectF(spot.left(), words.center().y() - side / 2, side, side)
        self._paint_indicator(painter, box, on=on, mark=mark)
        words = trimmed(words, self._beside(), 0, rtl=rtl)
        if self._says_words():
            block.paint(painter, words.left(), words.center().y() - block.height / 2, colour)

    def _paint_indicator(self, painter: QPainter, box: QRectF, *, on: bool, mark: str) -> None:
        if not self._indicates():
            return
        if isinstance(self, QCheckBox):
            draw_check(painter, box, on=on, line=mark, on_soft=True)
        else:
            draw_radio(painter, box, on=on, line=mark, on_soft=True)

    def _paint_keycap(self, painter: QPainter, rect: QRectF, *, rtl: bool) -> None:
        theme = current()
        if self._shape is Shape.DIGIT:
            return  # its number is its key
        side = theme.icon_px(KEYCAP)
        if self._shape in (Shape.SCALE, Shape.PLAIN, Shape.PICTURE):
            spot = trailing(trimmed(rect, 6, 6, rtl=rtl), side, rtl=rtl)
            box = QRectF(spot.left(), rect.top() + 6, side, side)
        else:
            spot = trailing(trimmed(rect, PAD, 12, rtl=rtl), side, rtl=rtl)
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
