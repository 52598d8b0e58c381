"""Keys as they are engraved: small boxes in a row, never mirrored."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from surveyapp.ui.kit.paint import draw_box
from surveyapp.ui.kit.text import Align, draw_line, text_width
from surveyapp.ui.theme import Themed, Type, current

_GAP = 6
_PAD = 9

# What is engraved on the keys themselves: a fact of keyboards, not words of ours. Keyboards sold
# with Arabic letters carry the English names.
_ENGRAVED = {
    "Return": "Enter",
    "Delete": "Del",
    "Left": "←",
    "Right": "→",
    "Up": "↑",
    "Down": "↓",
}
_FRENCH = {
    "Return": "Entrée",
    "Shift": "Maj",
    "Delete": "Suppr",
    "Insert": "Inser",
    "Esc": "Échap",
    "Space": "Espace",
}


def engraved(keys: str, language: str) -> tuple[str, ...]:
    """Return what stands on the keys of a combination such as ``Ctrl+Return``."""
    names = _ENGRAVED | _FRENCH if language == "fr" else _ENGRAVED
    parts = keys.split("+") if keys != "+" else ["+"]
    return tuple(names.get(part, part) for each in parts for part in each.split(" "))


class KeyCaps(QWidget, Themed):
    """The keys of one combination, first to last from the left in every language."""

    def __init__(self, keys: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = keys
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setAccessibleName(" + ".join(keys))

    def retheme(self) -> None:
        """Measure again."""
        self.updateGeometry()

    def _widths(self) -> list[int]:
        least = self._height()
        return [
            max(least, text_width(key, Type.CAPTION_STRONG, rtl=False) + 2 * _PAD)
            for key in self._keys
        ]

    @staticmethod
    def _height() -> int:
        return current().line(Type.CAPTION) + 6

    def sizeHint(self) -> QSize:
        """Return the room of all keys."""
        return QSize(sum(self._widths()) + _GAP * (len(self._keys) - 1), self._height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw the keys."""
        theme = current()
        painter = QPainter(self)
        left, high = 0.0, float(self._height())
        for key, width in zip(self._keys, self._widths(), strict=True):
            box = QRectF(left, (self.height() - high) / 2, width, high)
            draw_box(
                painter,
                box,
                radius=6,
                fill=theme.colour("sunken"),
                line=theme.colour("line2"),
                width=theme.border,
            )
            ink = theme.colour("text")
            draw_line(painter, box, key, Type.CAPTION_STRONG, ink, rtl=False, align=Align.CENTRE)
            left += width + _GAP
