"""What an option card knows and measures: its words, its picture, how high it is in a width.

A mixin that stands before the Qt class; ``option`` draws it.
"""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QSizePolicy

from surveyapp.ui.kit.card_picture import CardPicture
from surveyapp.ui.kit.choosable import Choosable
from surveyapp.ui.kit.paint import is_rtl
from surveyapp.ui.kit.picture import MOST_HIGH
from surveyapp.ui.kit.text import Align, TextBlock, text_width
from surveyapp.ui.theme import Themed, Type, current

RADIUS = 12.0
HEIGHT = 56
PAD = 16
_INDICATOR = 24
_GAP = 14
KEYCAP = 26
PICTURE_PAD = 10
_PICTURE_HIGH = 160
_SCALE_PICTURE_HIGH = 64


class Shape(StrEnum):
    """How a card is laid out."""

    LINE = "line"  # indicator, then words
    SCALE = "scale"  # indicator above centred words, for one step of a scale
    PLAIN = "plain"  # centred words alone; the chosen one is framed and stronger
    DIGIT = "digit"  # a number alone, in the middle
    PICTURE = "picture"  # a picture above, indicator and words below


class CardMeasures(Choosable, Themed):
    """State and measures; a mixin that stands before the Qt class."""

    ring_radius = RADIUS

    _shape: Shape
    _words: str
    _keycap: str
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
        return width - 2 * PICTURE_PAD, current().px(self._most_high)

    def _picture_height(self, width: float) -> int:
        """Return what the picture and the gap under it take; 0 without one."""
        if not self._picture or self._shape not in (Shape.PICTURE, Shape.SCALE):
            return 0
        wide, high = self._picture_room(width)
        if self._shape is Shape.SCALE:
            return int(high) + PICTURE_PAD  # the same for all, so that words stand in line
        return self._picture.fitted(wide, high).height() + PICTURE_PAD

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
            return max(24.0, width - 2 * PAD - self._beside() - self._keycap_room())
        if self._shape is Shape.PICTURE:
            return max(24.0, width - 2 * PICTURE_PAD - self._beside())
        return max(16.0, width - 12)

    def _keycap_room(self) -> int:
        return current().icon_px(KEYCAP) + 4

    def natural_width(self) -> int:
        """Return the width at which the words stand on one line."""
        button = self._button()
        words = text_width(self._words, self._step(), rtl=is_rtl(button)) + 2
        if self._shape is Shape.LINE:
            return words + 2 * PAD + self._beside() + self._keycap_room()
        return words + 12

    def least_width(self) -> int:
        """Return the width at which the longest word stands whole."""
        rtl = is_rtl(self._button())
        longest = max(
            (text_width(word, self._step(), rtl=rtl) for word in self._words.split()), default=0
        )
        if self._shape is Shape.LINE:
            return longest + 2 + 2 * PAD + self._beside() + self._keycap_room()
        if self._shape is Shape.PICTURE:
            return longest + 2 + 2 * PICTURE_PAD + self._beside()
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
            words = words if self._says_words() else -PICTURE_PAD
            words = max(words, self._indicator()) if self._indicates() else words
            return max(least, picture + words + 2 * PICTURE_PAD)
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
