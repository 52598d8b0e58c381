"""The numbers a person may choose from on a scale: read once from a form's parameters.

A form from elsewhere may have left parameters out or written nonsense; such a scale is none, and
its question is asked by typing.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from surveyapp.ui.questions.looks import Looks
from surveyapp.xform import Control, DataType, FieldDef

MOST_VALUES = 100_000
"""Scales with more values are typed: nobody finds one of them with a finger."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Values from ``start``, ``step`` apart (negative where the scale runs down)."""

    start: Decimal
    step: Decimal
    count: int

    def value(self, index: int) -> Decimal:
        """Return the number at a place."""
        return self.start + self.step * index

    def lexical(self, index: int) -> str:
        """Return the answer at a place, as the form keeps it."""
        return format(self.value(index), "f")

    def index(self, text: str) -> int | None:
        """Return the place of an answer, or nothing where it stands on no value."""
        number = _number(text)
        if number is None:
            return None
        place, rest = divmod(number - self.start, self.step)
        return int(place) if not rest and 0 <= place < self.count else None

    @property
    def least(self) -> Decimal:
        """Return the smallest value."""
        return min(self.value(0), self.value(self.count - 1))

    @property
    def most(self) -> Decimal:
        """Return the largest value."""
        return max(self.value(0), self.value(self.count - 1))

    @property
    def whole(self) -> bool:
        """Say whether every value is a whole number."""
        return all(part == part.to_integral_value() for part in (self.start, self.step))

    def marks(self, interval: str) -> tuple[int, ...]:
        """Return the places of ticks: every ``interval``, or as the length of the scale allows."""
        given = _number(interval)
        every = int(abs(given / self.step)) if given else 0
        if every < 1 or self.count > every * _MOST_MARKS:
            every = _round(self.count)
        places = list(range(0, self.count, every))
        # The end of the scale is always marked; a mark close before it would crowd it.
        if places[-1] != self.count - 1:
            if self.count - 1 - places[-1] < every / 2 and len(places) > 1:
                places.pop()
            places.append(self.count - 1)
        return tuple(places)


_MOST_MARKS = 101


def _round(count: int) -> int:
    """Return after how many values a tick stands: 1, 2, 5, 10, 20… so that there are at most 21."""
    every = 1
    for factor in (2, 2.5, 2) * 6:
        if count <= 21 * every:
            break
        every = int(every * factor)
    return every


def scale_of(field: FieldDef) -> Scale | None:
    """Return the scale of a range, or of a number that is asked like one; else nothing."""
    looks = Looks.of(field)
    given = field.parameters
    start, end, step = (given.get(name, "") for name in ("start", "end", "step"))
    if field.control is not Control.RANGE:
        if field.data_type not in (DataType.INT, DataType.DECIMAL) or not looks.on_scale:
            return None
        # As Enketo has them: a distress thermometer runs to 10, an analogue scale to 100.
        start, end, step = start or "0", end or ("10" if looks.distress else "100"), step or "1"
    elif not start and not end and not step:
        start, end, step = "0", "10", "1"
    if looks.rating:
        # No star stands for nothing: what is not rated has no answer.
        start, step = "1", "1"
    return _scale(_number(start), _number(end), _number(step))


def _scale(start: Decimal | None, end: Decimal | None, step: Decimal | None) -> Scale | None:
    if start is None or end is None or not step or start == end:
        return None
    step = abs(step) if end > start else -abs(step)
    # The comparison comes first: a count of millions of digits is never worked out.
    if abs(end - start) > abs(step) * MOST_VALUES:
        return None
    count = int((end - start) / step) + 1
    return Scale(start, step, count) if count > 1 else None


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) < 30 else None
