"""Cards: flat white ground with a line; and rows between hairlines."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from surveyapp.ui.kit.paint import draw_box
from surveyapp.ui.theme import Themed, current


class Card(QWidget, Themed):
    """A panel of radius 16 with its own column of content (``column``)."""

    def __init__(
        self,
        *,
        margin: int = 20,
        spacing: int = 8,
        radius: float = 16,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._radius = radius
        self._selected = False
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(margin, margin, margin, margin)
        self.column.setSpacing(spacing)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def set_selected(self, selected: bool) -> None:
        """Show the card as the chosen one: soft ground, 2 px line."""
        self._selected = selected
        self.update()

    def retheme(self) -> None:
        """Paint again."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw the ground."""
        theme = current()
        painter = QPainter(self)
        draw_box(
            painter,
            QRectF(self.rect()),
            radius=self._radius,
            fill=theme.colour("surface"),
            line=theme.colour("primary" if self._selected else "line"),
            width=2.0 if self._selected else theme.border,
        )


class Hairline(QWidget, Themed):
    """A line between rows."""

    def __init__(self, *, vertical: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._vertical = vertical
        self.retheme()

    def retheme(self) -> None:
        """Take the theme's border."""
        width = round(current().border)
        if self._vertical:
            self.setFixedWidth(width)
        else:
            self.setFixedHeight(width)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw the line."""
        QPainter(self).fillRect(self.rect(), current().colour("line"))


class Bar(QWidget, Themed):
    """The white strip of a top or bottom bar, with a line on the side of the page."""

    def __init__(self, *, line_above: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line_above = line_above

    def retheme(self) -> None:
        """Paint again."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw ground and line."""
        theme = current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("surface"))
        width = round(theme.border)
        top = 0 if self._line_above else self.height() - width
        painter.fillRect(0, top, self.width(), width, theme.colour("line"))
