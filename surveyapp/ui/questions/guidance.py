"""The longer help behind a hint (XLSForm ``guidance_hint``): folded until somebody wants it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from surveyapp.text import Words
from surveyapp.text.markup import unmarked
from surveyapp.ui.kit.announce import announce
from surveyapp.ui.kit.button import Button, Variant
from surveyapp.ui.kit.text import Label
from surveyapp.ui.theme import Type


class Guidance(QWidget):
    """A button that opens the help below itself; hidden where a question has none."""

    opened = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.button = Button("", Variant.GHOST, icon="help-circle", parent=self)
        self.button.setCheckable(True)
        self._text = Label("", Type.LABEL, colour="text2", parent=self)
        self._text.setContentsMargins(0, 4, 0, 8)
        self._text.hide()
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeading)
        column.addWidget(self._text)
        self.button.toggled.connect(self._on_toggled)
        self._words: Words | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.hide()

    def set_text(self, text: str, words: Words) -> None:
        """Show this help when asked for; what is open stays open."""
        self._words = words
        self._text.set_text(unmarked(text))
        self._name()
        self.setVisible(bool(text))

    def toggle(self) -> bool:
        """Open the help, or fold it; ``False`` where there is none."""
        if self.isHidden():
            return False
        self.button.toggle()
        return True

    def _on_toggled(self, shown: bool) -> None:
        self._text.setVisible(shown)
        self._name()
        if shown:
            announce(self, self._text.text())
            self.opened.emit()

    def _name(self) -> None:
        if self._words is not None:
            open_now = self.button.isChecked()
            self.button.set_text(
                self._words("Less") if open_now else self._words("More about this question")
            )
