"""A dialog: its title is the question, its buttons are verbs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from surveyapp.ui.kit.announce import announce
from surveyapp.ui.kit.button import Button, Variant
from surveyapp.ui.kit.flow_layout import FlowLayout
from surveyapp.ui.kit.overlay import Overlay
from surveyapp.ui.kit.paint import draw_box, draw_shadow
from surveyapp.ui.kit.text import Label
from surveyapp.ui.theme import Themed, Type, current

WIDTH = 540


@dataclass(frozen=True, slots=True)
class DialogButton:
    """A verb: its key, its words, how much it asks for."""

    key: str
    text: str
    variant: Variant = Variant.SECONDARY


class Dialog(Overlay, Themed):
    """``chosen(key)`` with the key of the pressed button, or ``cancel_key`` on Escape.

    More content goes into ``body``. The dialog goes away by itself and deletes itself.
    """

    chosen = Signal(str)

    def __init__(
        self,
        parent: QWidget,
        title: str,
        text: str = "",
        buttons: Sequence[DialogButton] = (),
        *,
        cancel_key: str = "",
        body: QWidget | None = None,
    ) -> None:
        super().__init__(parent.window() or parent, dismissable=True)
        self._cancel_key = cancel_key
        self._answer = cancel_key
        column = self._column = QVBoxLayout(self.panel)
        column.setContentsMargins(28, 24, 28, 24)
        column.setSpacing(12)
        self._title = Label(title, Type.TITLE, parent=self.panel)
        column.addWidget(self._title)
        self._text = Label(text, Type.BODY, colour="text2", parent=self.panel)
        self._text.setVisible(bool(text))
        self.body = QVBoxLayout()
        self.body.setSpacing(12)
        column.addWidget(self._text)
        if body is not None:
            self.body.addWidget(body)
        column.addLayout(self.body)
        column.addSpacing(8)
        self._buttons = QWidget(self.panel)
        flow = FlowLayout(self._buttons, spacing=12)
        self.buttons: dict[str, Button] = {}
        for spec in buttons:
            button = Button(spec.text, spec.variant, parent=self._buttons)
            button.clicked.connect(lambda _on=False, key=spec.key: self._on_clicked(key))
            flow.addWidget(button)
            self.buttons[spec.key] = button
        column.addWidget(self._buttons)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self.panel.setAccessibleName(title)
        self.closed.connect(self._on_closed)

    def open(self) -> None:
        """Ask."""
        super().open()
        announce(self, f"{self.accessibleName()} {self.accessibleDescription()}")

    def _on_clicked(self, key: str) -> None:
        self._answer = key
        self.close_overlay()

    def _on_closed(self) -> None:
        self.deleteLater()
        self.chosen.emit(self._answer)

    def retheme(self) -> None:
        """Place again."""
        self.arrange()

    def event(self, event: QEvent) -> bool:
        """Place again when words change the panel's height."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.arrange()
        return super().event(event)

    def arrange(self) -> None:
        """Stand in the middle, as high as the words."""
        room = self.rect()
        width = min(
            current().px(WIDTH) if current().scale < 1.5 else WIDTH + 160, room.width() - 32
        )
        height = self._column.heightForWidth(width)
        height = min(height, room.height() - 32)
        self.panel.setGeometry(
            (room.width() - width) // 2, (room.height() - height) // 2, width, height
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw scrim, shadow and panel."""
        super().paintEvent(event)
        painter = QPainter(self)
        rect = QRectF(self.panel.geometry())
        theme = current()
        draw_shadow(painter, rect, 20)
        line = theme.colour("line") if theme.border > 1 else None
        draw_box(
            painter, rect, radius=20, fill=theme.colour("surface"), line=line, width=theme.border
        )


def ask(
    parent: QWidget,
    title: str,
    text: str,
    buttons: Sequence[DialogButton],
    *,
    cancel_key: str = "",
) -> Dialog:
    """Open a dialog and return it; connect to its ``chosen``."""
    dialog = Dialog(parent, title, text, buttons, cancel_key=cancel_key)
    dialog.open()
    first = dialog.buttons.get(cancel_key)
    if first is not None:
        first.setFocus(Qt.FocusReason.OtherFocusReason)
    return dialog
