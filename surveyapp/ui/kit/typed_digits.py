"""Choosing a value by typing its figures, where nothing is typed into."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from PySide6.QtGui import QKeyEvent


class TypedDigits:
    """Digits that follow each other make one number; ``find(text)`` says whose it is.

    Where the figures so far are no value, a new number begins with the last of them.
    """

    def __init__(self, find: Callable[[str], int | None]) -> None:
        self._find = find
        self._so_far = ""

    def forget(self) -> None:
        """Begin a new number with the next digit."""
        self._so_far = ""

    def take(self, event: QKeyEvent) -> int | None:
        """Return the place chosen by this key, -1 where more digits must follow, else nothing."""
        digit = unicodedata.digit(event.text()[:1], None) if event.text() else None
        if digit is None:
            self.forget()
            return None
        for text in (f"{self._so_far}{digit}", str(digit)):
            place = self._find(text)
            if place is not None:
                self._so_far = text
                return place
        self._so_far = f"{self._so_far}{digit}"[-3:]
        return -1
