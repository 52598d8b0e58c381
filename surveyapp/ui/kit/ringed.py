"""What every control does with the focus and with Enter; each class that has a ring mixes it in.

The mixins stand before the Qt class in a class's bases, so that theirs is the method Qt finds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent

from surveyapp.ui.kit.focus_ring import FocusRing

if TYPE_CHECKING:  # at run time the Qt class comes from the class that mixes these in
    from PySide6.QtWidgets import QAbstractButton, QWidget
else:
    QAbstractButton = QWidget = object


class Ringed(QWidget):
    """A widget that shows the focus ring, ``ring_radius`` px round, while the keyboard is on it."""

    ring_radius: ClassVar[float] = 12.0

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring for the keyboard."""
        super().focusInEvent(event)
        FocusRing.follow(self, event.reason(), radius=self.ring_radius)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the ring."""
        super().focusOutEvent(event)
        FocusRing.leave(self)


class PressedByEnter(QAbstractButton):
    """A button that Enter presses, as Space does; holding the key presses once."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press the button as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
            return
        super().keyPressEvent(event)
