"""A brief message with at most one action (undo), for eight seconds; it never covers answers."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from surveyapp.ui.kit.announce import announce
from surveyapp.ui.kit.focus_ring import FocusRing
from surveyapp.ui.kit.icon import draw_icon
from surveyapp.ui.kit.paint import draw_box, is_rtl
from surveyapp.ui.kit.text import Align, Label, draw_line, text_width
from surveyapp.ui.theme import Themed, Type, current

SECONDS = 8


class Toast(QWidget, Themed):
    """Hidden until ``show_message``. In a layout it keeps its place while hidden.

    With ``floating`` it lies over its parent, at the bottom centre, ``lift`` px above the edge
    (give the height of the bottom bar, or a negative lift to lie inside it).
    Signals: ``action_triggered()``, ``closed()``.
    """

    action_triggered = Signal()
    closed = Signal()

    def __init__(
        self, parent: QWidget | None = None, *, floating: bool = True, lift: int = 16
    ) -> None:
        super().__init__(parent)
        self._floating = floating
        self._lift = lift
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(12)
        row.addSpacing(8)  # margins do not mirror; what stands in the row does
        self._icon = _ToastIcon(self)
        self._label = Label("", Type.LABEL, colour="on_toast", lines=2, middle=True, parent=self)
        self._action = _ToastAction(self)
        row.addWidget(self._icon)
        row.addWidget(self._label, 1)
        row.addWidget(self._action)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.dismiss)
        self._action.clicked.connect(self._on_action)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        policy.setRetainSizeWhenHidden(not floating)
        self.setSizePolicy(policy)
        self.hide()
        if floating and parent is not None:
            parent.installEventFilter(self)

    def show_message(self, text: str, action: str = "", *, seconds: float = SECONDS) -> None:
        """Show words, and an action if it is named; a later message takes the place."""
        self._label.set_text(text)
        self._action.set_text(action)
        self._action.setVisible(bool(action))
        self.setAccessibleName(text)
        self._place()
        self.show()
        self.raise_()
        announce(self, text)
        self._timer.start(round(seconds * 1000))

    def dismiss(self) -> None:
        """Hide the message."""
        self._timer.stop()
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def action_button(self) -> QPushButton:
        """Return the action's button."""
        return self._action

    def _on_action(self) -> None:
        self._timer.stop()
        self.hide()
        self.action_triggered.emit()

    def retheme(self) -> None:
        """Place again."""
        self._place()

    def sizeHint(self) -> QSize:
        """Return the words on a line, 60 px high."""
        words = text_width(self._label.text(), Type.LABEL, rtl=is_rtl(self)) + 8
        action = self._action.sizeHint().width() + 12 if self._action.text() else 0
        icon = self._icon.sizeHint().width()
        height = max(60, current().line(Type.LABEL) + 34)
        return QSize(20 + icon + 12 + words + action + 12, height)

    def hasHeightForWidth(self) -> bool:
        """Say that words may take a second line."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of the words in this width."""
        hint = self.sizeHint()
        if width >= hint.width():
            return hint.height()
        words = text_width(self._label.text(), Type.LABEL, rtl=is_rtl(self)) + 8
        room = max(1, width - (hint.width() - words))
        return max(hint.height(), self._label.heightForWidth(room) + 24)

    def minimumSizeHint(self) -> QSize:
        """Return a width that leaves the bar's buttons their room."""
        return QSize(120, self.sizeHint().height())

    def _place(self) -> None:
        parent = self.parentWidget()
        if not self._floating or parent is None:
            return
        hint = self.sizeHint()
        width = min(hint.width(), parent.width() - 32)
        height = self.heightForWidth(width)
        left, top = (parent.width() - width) // 2, parent.height() - height - self._lift
        self.setGeometry(QRect(left, top, width, height))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the bottom of the parent."""
        if event.type() == QEvent.Type.Resize and watched is self.parentWidget():
            self._place()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw the ground."""
        draw_box(QPainter(self), QRectF(self.rect()), radius=12, fill=current().colour("toast"))


class _ToastIcon(QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        side = current().icon_px(22)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        colour = current().colour("toast_action")
        draw_icon(QPainter(self), QRectF(self.rect()), "circle-check", colour)


class _ToastAction(QPushButton):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_text(self, text: str) -> None:
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        width = text_width(self.accessibleName(), Type.LABEL_STRONG, rtl=is_rtl(self))
        return QSize(max(64, width + 24), max(48, current().line(Type.LABEL) + 16))

    def focusInEvent(self, event: object) -> None:
        super().focusInEvent(event)  # type: ignore[arg-type]
        FocusRing.follow(self, Qt.FocusReason.TabFocusReason, radius=10)

    def focusOutEvent(self, event: object) -> None:
        super().focusOutEvent(event)  # type: ignore[arg-type]
        FocusRing.leave(self)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        draw_line(
            QPainter(self),
            QRectF(self.rect()),
            self.accessibleName(),
            Type.LABEL_STRONG,
            current().colour("toast_action"),
            rtl=is_rtl(self),
            align=Align.CENTRE,
        )
