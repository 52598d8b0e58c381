"""Where the cards of a group of options stand: the survey method of layouts.

An ordinal scale stands in one row or one column and never breaks over columns; "does not apply"
stands apart; nominal lists take columns by the length of their words, pictures by the width there
is. Measures cards in a width and places nothing itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QRect

from surveyapp.ui.kit.card_measures import Shape
from surveyapp.ui.kit.option import CheckCard, RadioCard
from surveyapp.ui.theme import current

GAP = 8
APART = 20  # beside (or above) what stands apart
PICTURE_COLUMN = 176
"""The least width of a column of pictures, in px at ordinary text size."""
LARGE_PICTURE_COLUMN = 420

Card = RadioCard | CheckCard


@dataclass(frozen=True, slots=True)
class Option:
    """One answer: its value, its words, and whether it stands apart from the scale.

    ``image`` and ``big_image`` are addresses of pictures, ``""`` where there is none; the words of
    a ``wordless`` one are said and not shown where its picture is.
    """

    value: str
    text: str
    apart: bool = False
    image: str = ""
    big_image: str = ""
    wordless: bool = False


class Arrangement(StrEnum):
    """How options stand."""

    LIST = "list"  # one row if a few short ones fit, else one column
    COLUMNS = "columns"  # as many columns as the words allow, at most ``most``
    EXACT = "exact"  # ``most`` columns, words wrapping; fewer only where a word would break
    PACKED = "packed"  # as many in a line as fit, each as wide as its words
    ACROSS = "across"  # side by side in one row; else one column
    SCALE = "scale"  # steps side by side, words centred under them; else one column
    PLAIN = "plain"  # as a scale, words alone (items of a matrix)
    DIGITS = "digits"  # numbers side by side; else one column


_IN_COLUMNS = (Arrangement.COLUMNS, Arrangement.EXACT, Arrangement.PACKED)


@dataclass(frozen=True, slots=True)
class Placed:
    """The cards' shape, their places left to right, and the height of all."""

    shape: Shape
    places: tuple[QRect, ...] = ()
    height: int = 0


@dataclass(frozen=True, slots=True)
class CardLayout:
    """Lays ``cards`` out as ``options`` stand. Leaves cards in the shape it measured last.

    ``bare`` means without indicators; ``large`` means with pictures as wide as the page allows.
    """

    cards: Sequence[Card]
    options: Sequence[Option]
    arrangement: Arrangement
    most: int = 4
    bare: bool = False
    large: bool = False

    def placed(self, width: int) -> Placed:
        """Return where the cards stand in a width."""
        if not self.cards:
            return Placed(Shape.LINE)
        pictures = any(card.has_picture() for card in self.cards)
        row = self._one_row(width, pictures=pictures)
        if row is not None:
            return row
        if pictures:
            return self._grid(width, self._picture_columns(width), Shape.PICTURE)
        if self.arrangement is Arrangement.PACKED:
            return self._packed(width)
        columns = 1
        if self.arrangement is Arrangement.COLUMNS:
            columns = self._best_columns(width)
        elif self.arrangement is Arrangement.EXACT:
            columns = self._exact_columns(width, Shape.LINE)
        return self._grid(width, columns, Shape.LINE)

    def _shaped(self, shape: Shape) -> None:
        for card in self.cards:
            card.set_shape(shape)

    # -- one row ---------------------------------------------------------------------------

    def _one_row(self, width: int, *, pictures: bool) -> Placed | None:
        few = len(self.cards) <= 4
        match self.arrangement:
            case Arrangement.DIGITS:
                return self._row(width, Shape.DIGIT, lines=1)
            case Arrangement.SCALE:
                # A few short steps read best beside their indicators; more stand under them.
                beside = few and not pictures
                row = self._row(width, Shape.LINE, lines=1) if beside else None
                return row or self._row(width, Shape.SCALE, lines=2)
            case Arrangement.ACROSS if not pictures:
                row = self._row(width, Shape.LINE, lines=1)
                return row or self._row(width, Shape.PLAIN if self.bare else Shape.SCALE, lines=3)
            case Arrangement.PLAIN:
                return self._row(width, Shape.PLAIN, lines=3)
            case Arrangement.LIST if few and not pictures:
                return self._row(width, Shape.LINE, lines=1)
        return None

    def _row(self, width: int, shape: Shape, *, lines: int) -> Placed | None:
        """Return one row of equal cards, or nothing where words do not fit.

        What stands apart is as wide as the others, beyond a wider gap.
        """
        self._shaped(shape)
        count = len(self.cards)
        gap = GAP if shape is not Shape.DIGIT or width >= 11 * (48 + GAP) else 4
        apart = [place for place, option in enumerate(self.options) if option.apart and place]
        extra = APART - gap if apart else 0
        room = width - gap * (count - 1) - extra
        each = room // count
        least = 44 if shape is Shape.DIGIT else 96
        if each < least or any(card.least_width() > each for card in self.cards):
            return None
        if any(card.lines_for(each) > lines for card in self.cards):
            return None
        if shape is Shape.LINE and any(card.natural_width() > each for card in self.cards):
            return None
        tall = max(card.height_for(each) for card in self.cards)
        if shape is Shape.LINE and count == 2:
            # Two answers need not be as far apart as the column is wide.
            each = min(each, max(360, *(card.natural_width() for card in self.cards)))
        # What division leaves over goes to the first cards, so that the row ends with the column.
        spare = room - each * count if each == room // count else 0
        rects, left = [], 0
        for place in range(count):
            if place in apart[:1]:
                left += extra
            wide = each + (1 if place < spare else 0)
            rects.append(QRect(left, 0, wide, tall))
            left += wide + gap
        return Placed(shape, tuple(rects), tall)

    # -- several rows ----------------------------------------------------------------------

    def _best_columns(self, width: int) -> int:
        """Return the most columns in which every label still stands on one line."""
        self._shaped(Shape.LINE)
        widest = max(card.natural_width() for card in self.cards)
        most = min(self.most, len(self.cards))
        for columns in range(most, 1, -1):
            if columns == 3 and len(self.cards) == 4:
                continue
            each = (width - GAP * (columns - 1)) // columns
            if widest <= each:
                return columns
        # Two columns may wrap a few labels to two lines rather than make the page twice as long.
        each = (width - GAP) // 2
        if len(self.cards) > 6 and each >= current().px(280):
            wrapped = [card.lines_for(each) for card in self.cards]
            if max(wrapped) <= 2:
                return 2
        return 1

    def _exact_columns(self, width: int, shape: Shape) -> int:
        """Return the columns the form wants, fewer only where a word would not stand whole."""
        self._shaped(shape)
        least = max(96, *(card.least_width() for card in self.cards))
        return max(1, min(self.most, (width + GAP) // (least + GAP)))

    def _picture_columns(self, width: int) -> int:
        """Return how many pictures stand beside each other."""
        self._shaped(Shape.PICTURE)
        column = LARGE_PICTURE_COLUMN if self.large else PICTURE_COLUMN
        fitting = max(1, (width + GAP) // (current().px(column) + GAP))
        if self.arrangement is Arrangement.EXACT and not self.large:
            return self._exact_columns(width, Shape.PICTURE)
        most = self.most if self.arrangement in _IN_COLUMNS else 4
        most = max(most, 5) if self.arrangement is Arrangement.PACKED else most
        return min(fitting, most, len(self.cards))

    def _packed(self, width: int) -> Placed:
        """Return lines of cards as wide as their words."""
        self._shaped(Shape.LINE)
        rects: list[QRect] = []
        line: list[tuple[int, int]] = []
        left = top = 0

        def close() -> int:
            tall = max(self.cards[len(rects) + at].height_for(w) for at, (_, w) in enumerate(line))
            rects.extend(QRect(x, top, w, tall) for x, w in line)
            return tall

        for card in self.cards:
            wide = min(width, max(96, card.natural_width()))
            if line and left + wide > width:
                top += close() + GAP
                line, left = [], 0
            line.append((left, wide))
            left += wide + GAP
        tall = close()
        return Placed(Shape.LINE, tuple(rects), top + tall)

    def _grid(self, width: int, columns: int, shape: Shape) -> Placed:
        self._shaped(shape)
        each, spare = divmod(width - GAP * (columns - 1), columns)
        rects: list[QRect] = []
        top = 0
        for start in range(0, len(self.cards), columns):
            row = self.cards[start : start + columns]
            tall = max(card.height_for(each) for card in row)
            if columns == 1 and start and self.options[start].apart:
                top += APART - GAP
            for column in range(len(row)):
                left = column * (each + GAP) + min(column, spare)
                rects.append(QRect(left, top, each + (1 if column < spare else 0), tall))
            top += tall + GAP
        return Placed(shape, tuple(rects), top - GAP)
