"""What lies over the window: a scrim, and keys that stay inside."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMargins, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

SCRIM = QColor(13, 27, 25, 102)  # #0D1B19, 40 %


class Topmost(QWidget):
    """Lies above every overlay of its parent, without taking a press or a key."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def margins(self) -> QMargins:
        """Return the room at each edge that nothing else may take."""
        raise NotImplementedError


class Overlay(QWidget):
    """Covers its parent; Tab goes round inside it, Escape and the scrim close it.

    ``closed()`` after it has gone and focus is back where it was.
    """

    closed = Signal()

    def __init__(self, parent: QWidget, *, dismissable: bool = True) -> None:
        super().__init__(parent)
        self.panel = QWidget(self)
        self._dismissable = dismissable
        self._came_from: QWidget | None = None
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        parent.installEventFilter(self)
        self.hide()

    def open(self) -> None:
        """Cover the parent and take the focus."""
        self._came_from = QApplication.focusWidget()
        self._cover()
        self.show()
        self.raise_()
        for above in self._above():
            above.raise_()
        self.arrange()
        inside = self._focusable()
        if inside:
            inside[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def close_overlay(self) -> None:
        """Go away and give the focus back."""
        if self.isHidden():
            return
        self.hide()
        back = self._came_from
        if back is not None and isValid(back) and back.isVisible():
            back.setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit()

    def arrange(self) -> None:
        """Place the panel; subclasses say where."""

    def _above(self) -> list[Topmost]:
        direct = Qt.FindChildOption.FindDirectChildrenOnly
        return self._host().findChildren(Topmost, options=direct)

    def _cover(self) -> None:
        """Cover the parent, but for what lies above everything."""
        room = self._host().rect()
        for above in self._above():
            room = room.marginsRemoved(above.margins())
        self.setGeometry(room)

    def _host(self) -> QWidget:
        parent = self.parentWidget()
        assert parent is not None, "an overlay lies over something"
        return parent

    def _focusable(self) -> list[QWidget]:
        return [
            widget
            for widget in self.panel.findChildren(QWidget)
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            and widget.isVisible()
            and widget.isEnabled()
            and widget.focusProxy() is None
        ]

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Keep Tab inside."""
        inside = self._focusable()
        if not inside:
            return True
        here = QApplication.focusWidget()
        at = inside.index(here) if here in inside else -1
        step = (at + (1 if forward else -1)) % len(inside)
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        inside[step].setFocus(reason)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close by Escape; no key reaches what lies below."""
        if event.key() == Qt.Key.Key_Escape and self._dismissable:
            self.close_overlay()
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Close by the scrim; no press reaches what lies below."""
        outside = not self.panel.geometry().contains(event.position().toPoint())
        if outside and self._dismissable:
            self.close_overlay()
        event.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Cover the parent as it changes size."""
        if event.type() == QEvent.Type.Resize and watched is self.parent() and self.isVisible():
            self._cover()
            self.arrange()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw the scrim."""
        QPainter(self).fillRect(self.rect(), SCRIM)
