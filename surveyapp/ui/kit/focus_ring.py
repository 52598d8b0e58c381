"""One focus ring for everything: 3 px, 2 px away, outside the box (UI.md, Focus).

A ring painted by the control would clip at its edge, so an overlay on the scroll content (or the
window) follows the focused control. It shows for keyboard focus and in text fields.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QWidget
from shiboken6 import isValid

from surveyapp.ui.theme import current

WIDTH = 3.0
GAP = 2.0
REACH = 5  # what the ring takes outside the box, in px

_KEYBOARD = {
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
}


class FocusRing(QWidget):
    """The overlay; ``follow`` and ``leave`` are all that controls call."""

    _shown: FocusRing | None = None

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._host = host
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("")
        self._target: QWidget | None = None
        self._radius = 12.0
        self._watched: list[QWidget] = []

    @classmethod
    def follow(
        cls,
        target: QWidget,
        reason: Qt.FocusReason = Qt.FocusReason.TabFocusReason,
        *,
        radius: float = 12,
        always: bool = False,
    ) -> None:
        """Show the ring round ``target`` if the keyboard brought the focus (or ``always``)."""
        if not (always or reason in _KEYBOARD or (cls.target() is not None and _passive(reason))):
            cls.leave()
            return
        host = _host(target)
        ring = cls._shown
        if ring is None or not isValid(ring) or ring._host is not host:
            cls.leave()
            ring = cls(host)
            cls._shown = ring
        ring._attach(target, radius)

    @classmethod
    def leave(cls, target: QWidget | None = None) -> None:
        """Hide the ring, if it is still round ``target`` (or whatever it is round)."""
        ring = cls._shown
        if ring is None:
            return
        if not isValid(ring):
            cls._shown = None
            return
        if target is None or ring._target is target:
            ring._detach()
            ring.hide()

    @classmethod
    def target(cls) -> QWidget | None:
        """Return the control the ring is round, if it is shown."""
        ring = cls._shown
        if ring is None or not isValid(ring) or ring.isHidden():
            return None
        return ring._target

    def _attach(self, target: QWidget, radius: float) -> None:
        self._detach()
        self._target = target
        self._radius = radius
        widget: QWidget | None = target
        while widget is not None and widget is not self._host:
            widget.installEventFilter(self)
            self._watched.append(widget)
            widget = widget.parentWidget()
        self._place()
        self.raise_()
        self.show()

    def _detach(self) -> None:
        for widget in self._watched:
            if isValid(widget):
                widget.removeEventFilter(self)
        self._watched.clear()
        self._target = None

    def _place(self) -> None:
        target = self._target
        if target is None or not isValid(target):
            return
        rect = getattr(target, "ring_rect", target.rect)()
        corner = target.mapTo(self._host, QPoint(rect.left(), rect.top()))
        self.setGeometry(QRect(corner, rect.size()).adjusted(-REACH, -REACH, REACH, REACH))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay round the control while it or what holds it moves."""
        kind = event.type()
        if kind in (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._place()
        elif kind in (QEvent.Type.Hide, QEvent.Type.Destroy) and watched is self._target:
            self._detach()
            self.hide()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw the ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(current().colour("focus"), WIDTH))
        inset = WIDTH / 2
        radius = self._radius + GAP + inset if self._radius else 0
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), radius, radius
        )


def _passive(reason: Qt.FocusReason) -> bool:
    """Say whether focus moved by the program, which keeps the ring where keys had shown it."""
    return reason in (Qt.FocusReason.OtherFocusReason, Qt.FocusReason.ActiveWindowFocusReason)


def _host(target: QWidget) -> QWidget:
    widget = target.parentWidget()
    while widget is not None:
        above = widget.parentWidget()
        if isinstance(above, QWidget) and isinstance(above.parentWidget(), QAbstractScrollArea):
            return widget  # the content of a scroll area moves the ring along
        if widget.isWindow() or above is None:
            return widget
        widget = above
    return target.window()
