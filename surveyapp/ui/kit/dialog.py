"""A dialog: its title is the question, its buttons are verbs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from surveyapp.ui.kit.announce import announce
from surveyapp.ui.kit.button import Button, Variant
from surveyapp.ui.kit.flow_layout import FlowLayout
from surveyapp.ui.kit.panel import PanelOverlay
from surveyapp.ui.kit.text import Label
from surveyapp.ui.theme import Type, current

WIDTH = 540


@dataclass(frozen=True, slots=True)
class DialogButton:
    """A verb: its key, its words, how much it asks for."""

    key: str
    text: str
    variant: Variant = Variant.SECONDARY


class Dialog(PanelOverlay):
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

    def arrange(self) -> None:
        """Stand in the middle, as high as the words."""
        room = self.rect()
        width = min(
            current().px(WIDTH) if current().scale < 1.5 else WIDTH + 160, room.width() - 32
        )
        height = self._column.heightForWidth(width)
        height = min(height, room.height() - 32)
        self.stand_in_middle(width, height)


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
