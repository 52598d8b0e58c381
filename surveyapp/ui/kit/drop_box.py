"""A dashed box into which files are dropped; what it asks for stands in its ``column``."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from surveyapp.ui.theme import Themed, current

_RADIUS = 12.0


class DropBox(QWidget, Themed):
    """``dropped(mime)`` with the ``QMimeData`` of what was let go over it, while that still lives.

    ``set_filled(True)`` draws a plain line: something lies in it.
    """

    dropped = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filled = False
        self._wrong = False
        self._over = False
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(16, 16, 16, 16)
        self.column.setSpacing(12)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.setSizePolicy(policy)

    def set_filled(self, filled: bool) -> None:
        """Show that something lies in it, or that it waits."""
        self._filled = filled
        self.update()

    def set_wrong(self, wrong: bool) -> None:
        """Show the red frame."""
        self._wrong = wrong
        self.update()

    def retheme(self) -> None:
        """Paint again."""
        self.update()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Show that what is held over it can be let go."""
        mime = event.mimeData()
        if mime.hasUrls() or mime.hasImage():
            event.acceptProposedAction()
            self._set_over(over=True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Rest again."""
        self._set_over(over=False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand over what was let go."""
        self._set_over(over=False)
        event.acceptProposedAction()
        self.dropped.emit(event.mimeData())

    def _set_over(self, *, over: bool) -> None:
        self._over = over
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw ground and frame."""
        theme = current()
        resting = "line" if self._filled else "line_strong"
        ink = "danger" if self._wrong else "primary" if self._over else resting
        width = 2.0 if self._wrong or self._over else theme.border
        pen = QPen(theme.colour(ink))
        pen.setWidthF(width)
        if not self._filled:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen)
        painter.setBrush(theme.colour("hover" if self._over else "surface"))
        inset = width / 2
        box = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(box, _RADIUS, _RADIUS)
