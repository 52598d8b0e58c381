"""What lies over a slider so that a finger on it may scroll the page.

Qt begins no scroll where a QAbstractSlider lies under the finger. A page full of lying sliders
would be a page that cannot be scrolled; and a swipe that ends on one would answer it.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractSlider, QWidget


class Glass(QWidget):
    """Covers its slider and hands every press on to it."""

    def __init__(self, slider: QAbstractSlider) -> None:
        super().__init__(slider)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        slider.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as the slider."""
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.resize(watched.size())
        return False
