"""What every option does, be it a card or a cell: the whole of it is the target, keys choose it."""

from __future__ import annotations

from PySide6.QtCore import Qt, SignalInstance
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractButton

from surveyapp.ui.kit.ringed import Ringed


class Choosable(Ringed):
    """A mixin that stands before the Qt class; ``focused()`` tells whoever groups the options."""

    focused: SignalInstance

    _wrong: bool

    def _button(self) -> QAbstractButton:
        assert isinstance(self, QAbstractButton)
        return self

    def set_wrong(self, wrong: bool) -> None:
        """Show it in red; the words stand above the question."""
        if wrong != self._wrong:
            self._wrong = wrong
            self._button().update()

    def hitButton(self, pos: object) -> bool:  # noqa: ARG002 - Qt's signature
        """Let the whole of it be the target."""
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by Space, and by Enter what is not chosen yet; other keys are the group's."""
        button = self._button()
        key = event.key()
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key == Qt.Key.Key_Space and plain:
            if not event.isAutoRepeat():
                button.click()
            event.accept()
            return
        enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat()
        # Enter on what is chosen already goes on: the page takes it.
        if enter and plain and not button.isChecked():
            button.click()
            event.accept()
            return
        event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Take what a press began."""
        if event.key() == Qt.Key.Key_Space:
            event.accept()
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring for the keyboard, and tell the group."""
        super().focusInEvent(event)
        self.focused.emit()
