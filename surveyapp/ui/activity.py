"""Hears that somebody is at work: a touch, a press, a key, a turn of the wheel.

Two things hang on it: the seconds of a page that count, and a kiosk that begins anew once nobody
is there. It listens at the window's own handle, where every event of the system comes in once,
instead of at the application, where each of Qt's many would pass.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QWidget

_SIGNS = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
        QEvent.Type.Wheel,
    }
)


class Activity(QObject):
    """Listens to a window for as long as it lives."""

    noticed = Signal()

    def __init__(self, window: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        window.winId()  # makes the handle, where the window has not been shown yet
        handle = window.windowHandle()
        assert handle is not None, "a window that was made has a handle"
        handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell signs of somebody, and let everything pass."""
        if event.type() in _SIGNS:
            self.noticed.emit()
        return super().eventFilter(watched, event)
