"""Thousands set apart while a number is typed, and the caret kept where it was among its figures.

A dot never sets thousands apart here, though Arabic text in Morocco does it so: whoever types one
means a decimal mark as often. ODK Collect takes a space there too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from surveyapp.text.formats import NARROW_SPACE

_LONGEST = 30
_NUMBER = re.compile(r"([+-]?)(\d+)([.,]\d*)?")


@dataclass(frozen=True, slots=True)
class Grouping:
    """How one language writes a number that is being typed."""

    thousands: str
    decimal: str

    @classmethod
    def of(cls, language: str) -> Grouping:
        """Return the marks of ``ar``, ``fr`` or ``en``."""
        return cls(",", ".") if language == "en" else cls(NARROW_SPACE, ",")

    def plain(self, text: str) -> str:
        """Return a text without what sets its thousands apart."""
        return "".join(letter for letter in text if not self._apart(letter))

    def _apart(self, letter: str) -> bool:
        return letter == self.thousands or letter.isspace()

    def apply(self, text: str) -> str:
        """Return a number with its thousands set apart; other text stays as it is."""
        found = _NUMBER.fullmatch(self.plain(text))
        if found is None:
            return text
        sign, whole, rest = found.groups()
        if len(whole) > _LONGEST or (whole.startswith("0") and whole != "0"):
            return text  # a code rather than a number
        return sign + f"{int(whole):,}".replace(",", self.thousands) + (rest or "")

    def moved(self, text: str, caret: int, grouped: str) -> int:
        """Return where the caret of ``text`` lies in ``grouped``: behind as many figures."""
        left = len(self.plain(text[:caret]))
        place = 0
        while left:
            left -= not self._apart(grouped[place])
            place += 1
        return place
