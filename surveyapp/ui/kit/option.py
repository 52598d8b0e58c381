"""Option cards: the whole card is the target.

A radio card stays a QRadioButton and a check card a QCheckBox for screen readers; which of them
is chosen, and where arrows lead, is the business of whoever groups them.
"""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QRectF, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QColor, QFocusEvent, QImage, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QRadioButton, QSizePolicy, QWidget

from surveyapp.ui.kit.card_picture import CardPicture
from surveyapp.ui.kit.indicator import choose_by_key, draw_check, draw_radio
from surveyapp.ui.kit.paint import draw_box, is_rtl, leading, trailing, trimmed
from surveyapp.ui.kit.picture import MOST_HIGH
from surveyapp.ui.kit.ringed import Ringed
from surveyapp.ui.kit.text import Align, TextBlock, draw_line, text_width
from surveyapp.ui.theme import Look, Themed, Type, current

RADIUS = 12.0
HEIGHT = 56
_PAD = 16
_INDICATOR = 24
_GAP = 14
_KEYCAP = 26
_PICTURE_PAD = 10
_PICTURE_HIGH = 160
_SCALE_PICTURE_HIGH = 64


class Shape(StrEnum):
    """How a card is laid out."""

    LINE = "line"  # indicator, then words
    SCALE = "scale"  # indicator above centred words, for one step of a scale
    PLAIN = "plain"  # centred words alone; the chosen one is framed and stronger
    DIGIT = "digit"  # a number alone, in the middle
    PICTURE = "picture"  # a picture above, indicator and words below


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
    _bare: bool
    _wordless: bool
    _picture: CardPicture
    _most_high: int

    def _begin(self, text: str, shape: Shape) -> None:
        self._shape = shape
        self._keycap = ""
        self._wrong = False
        self._quiet = False
        self._kiosk = False
        self._bare = False
        self._wordless = False
        self._picture = CardPicture()
        self._most_high = _PICTURE_HIGH
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

    def set_bare(self, bare: bool) -> None:
        """Show no indicator, and where there is a picture no words."""
        self._bare = bare
        self._button().update()

    def set_wordless(self, wordless: bool) -> None:
        """Show no words under a picture; screen readers still say them."""
        self._wordless = wordless

    def set_picture(self, image: QImage, *, large: bool = False) -> None:
        """Show a picture (a null image: none); a large one may be as high as a page's."""
        self._picture.set_image(image)
        self._most_high = MOST_HIGH if large else _PICTURE_HIGH
        self._button().updateGeometry()
        self._button().update()

    def has_picture(self) -> bool:
        """Say whether the card has a picture to show."""
        return bool(self._picture)

    # -- measuring -------------------------------------------------------------------------

    def _picture_room(self, width: float) -> tuple[float, float]:
        """Return the width and height a picture has in a card of ``width``."""
        if self._shape is Shape.SCALE:
            return width - 12, current().px(_SCALE_PICTURE_HIGH)
        return width - 2 * _PICTURE_PAD, current().px(self._most_high)

    def _picture_height(self, width: float) -> int:
        """Return what the picture and the gap under it take; 0 without one."""
        if not self._picture or self._shape not in (Shape.PICTURE, Shape.SCALE):
            return 0
        wide, high = self._picture_room(width)
        if self._shape is Shape.SCALE:
            return int(high) + _PICTURE_PAD  # the same for all, so that words stand in line
        return self._picture.fitted(wide, high).height() + _PICTURE_PAD

    def _says_words(self) -> bool:
        hidden = self._bare or self._wordless
        return not (hidden and self._picture and self._shape is Shape.PICTURE)

    def _beside(self) -> int:
        """Return what the indicator and the gap after it take."""
        return self._indicator() + _GAP if self._indicates() else 0

    def _indicates(self) -> bool:
        return not self._bare and self._shape in (Shape.LINE, Shape.SCALE, Shape.PICTURE)

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
            return max(24.0, width - 2 * _PAD - self._beside() - self._keycap_room())
        if self._shape is Shape.PICTURE:
            return max(24.0, width - 2 * _PICTURE_PAD - self._beside())
        return max(16.0, width - 12)

    def _keycap_room(self) -> int:
        return current().icon_px(_KEYCAP) + 4

    def natural_width(self) -> int:
        """Return the width at which the words stand on one line."""
        button = self._button()
        words = text_width(self._words, self._step(), rtl=is_rtl(button)) + 2
        if self._shape is Shape.LINE:
            return words + 2 * _PAD + self._beside() + self._keycap_room()
        return words + 12

    def least_width(self) -> int:
        """Return the width at which the longest word stands whole."""
        rtl = is_rtl(self._button())
        longest = max(
            (text_width(word, self._step(), rtl=rtl) for word in self._words.split()), default=0
        )
        if self._shape is Shape.LINE:
            return longest + 2 + 2 * _PAD + self._beside() + self._keycap_room()
        if self._shape is Shape.PICTURE:
            return longest + 2 + 2 * _PICTURE_PAD + self._beside()
        return longest + 14

    def _block(self, width: float, step: Type | None = None) -> TextBlock:
        beside = self._shape is Shape.LINE or (self._shape is Shape.PICTURE and not self._bare)
        align = Align.START if beside else Align.CENTRE
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
        picture = self._picture_height(width)
        if self._shape is Shape.PICTURE:
            words = words if self._says_words() else -_PICTURE_PAD
            words = max(words, self._indicator()) if self._indicates() else words
            return max(least, picture + words + 2 * _PICTURE_PAD)
        if self._shape is Shape.SCALE:
            return max(least, picture + words + self._indicator() + 26)
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
            inner = trimmed(rect, _PAD, _PAD, rtl=rtl)
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
                self._picture.paint(painter, room.adjusted(0, 5, 0, 5 - _PICTURE_PAD))
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
        pad = _PICTURE_PAD
        rtl = is_rtl(self._button())
        room = QRectF(self._button().rect()).adjusted(pad, pad, -pad, -pad)
        if not self._says_words() and not self._indicates():
            self._picture.paint(painter, room)
            return
        side = self._indicator()
        tall = max(block.height, side) if self._says_words() else side
        words = QRectF(room.left(), room.bottom() - tall, room.width(), tall)
        if not self._picture:
            words.moveTop(room.center().y() - tall / 2)
        if self._picture:
            self._picture.paint(painter, room.adjusted(0, 0, 0, -tall - pad))
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
        side = theme.icon_px(_KEYCAP)
        if self._shape in (Shape.SCALE, Shape.PLAIN, Shape.PICTURE):
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
        choose_by_key(self._button(), event)

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
