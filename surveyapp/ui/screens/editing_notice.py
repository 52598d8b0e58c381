"""The strip over a page that says: this changes a response that was finished already."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from surveyapp.text import Words, isolate_ltr
from surveyapp.text.codes import short_code
from surveyapp.ui.kit.button import Button, Variant
from surveyapp.ui.kit.icon import Icon
from surveyapp.ui.kit.paint import is_rtl, leading
from surveyapp.ui.kit.text import Label
from surveyapp.ui.theme import Themed, Type, current


class EditingNotice(QWidget, Themed):
    """Hidden where a response is begun; it stays in place as long as one is changed.

    From here the change can be finished at any page: nobody has to turn all of them.
    """

    finish_requested = Signal()

    def __init__(self, words: Words, edits: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._edits = edits
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 4, 24, 5)
        row.setSpacing(10)
        row.addWidget(Icon("pencil", 20, colour="info", parent=self))
        self._text = Label("", Type.LABEL_STRONG, colour="info", parent=self)
        row.addWidget(self._text, 1)
        self._finish = Button("", Variant.TONAL, icon="check", parent=self)
        self._finish.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Minimum)
        self._finish.clicked.connect(self.finish_requested)
        row.addWidget(self._finish)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.set_words(words)
        self.setVisible(bool(edits))

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        code = isolate_ltr(short_code(self._edits)) if self._edits else ""
        self._text.set_text(
            words(
                "You are changing the finished response {code}. The reason comes last.", code=code
            )
        )

        self._finish.set_text(words("Finish the change"))

    def retheme(self) -> None:
        """Paint again."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw the ground and the bar at its leading edge."""
        theme = current()
        painter = QPainter(self)
        rect = QRectF(self.rect())
        painter.fillRect(rect, theme.colour("info_soft"))
        painter.fillRect(leading(rect, 5, rtl=is_rtl(self)), theme.colour("info"))
        painter.fillRect(
            QRectF(0, rect.bottom() - theme.border, rect.width(), theme.border),
            theme.colour("info"),
        )
