"""Asking why: nothing stored is changed without a reason that others can read later."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from surveyapp.services.revising import REASON_LIMIT
from surveyapp.text import Words, isolate
from surveyapp.ui.kit.button import Button, Size, Variant
from surveyapp.ui.kit.sheet import Sheet
from surveyapp.ui.kit.text import Label
from surveyapp.ui.kit.text_area import TextArea
from surveyapp.ui.screens.parts import Labelled
from surveyapp.ui.theme import Type


class ReasonField(Labelled):
    """A few words why; ``given()`` returns them, or shows that they are missing."""

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        self.area = TextArea(rows=2)
        super().__init__(self.area, parent)
        self.set_words(words)
        self.area.text_edited.connect(lambda _: self.show_problem(""))

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        self._words = words
        self.set_label(words("Reason (kept in the history)"))
        self.area.set_name(words("Reason (kept in the history)"))
        self.show_problem("")

    def given(self) -> str:
        """Return the reason, ``""`` where there is none yet: then the field says what to do."""
        reason = self.area.text().strip()
        if not reason:
            self.show_problem(self._words("Give the reason for the change"))
        elif len(reason) > REASON_LIMIT:
            self.show_problem(
                self._words("Give the reason in at most {limit} letters.", limit=REASON_LIMIT)
            )
            reason = ""
        if not reason:
            self.area.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        return reason


class ReasonSheet(Sheet):
    """``given(reason)`` once there is one and the sheet has gone; closing it changes nothing.

    A sheet and no dialog: at 200 % text and with a keyboard on the screen its words still scroll.
    """

    given = Signal(str)

    def __init__(
        self,
        parent: QWidget,
        words: Words,
        *,
        title: str,
        text: str,
        verb: str,
        operator: str,
        danger: bool = False,
    ) -> None:
        super().__init__(parent, title, words("Cancel"))
        self._reason = ""
        self.field = ReasonField(words, self.panel)
        self.column.addWidget(Label(text, Type.BODY, colour="text2", parent=self.panel))
        self.column.addSpacing(12)
        self.column.addWidget(self.field)
        if operator:
            said = words("Stored under the name {name}", name=isolate(operator))
            self.column.addWidget(Label(said, Type.CAPTION, colour="text2", parent=self.panel))
        self.column.addStretch(1)
        variant = Variant.DANGER_FILLED if danger else Variant.PRIMARY
        self.verb = Button(verb, variant, size=Size.BAR, parent=self.panel)
        self.verb.clicked.connect(self._on_verb)
        self.foot.addWidget(self.verb)
        self.closed.connect(self._on_closed)

    def open(self) -> None:
        """Ask, ready to be written in."""
        super().open()
        self.field.area.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_verb(self) -> None:
        self._reason = self.field.given()
        if self._reason:
            self.close_overlay()
        else:
            self.page.show_widget(self.field)

    def _on_closed(self) -> None:
        self.deleteLater()
        if self._reason:
            self.given.emit(self._reason)
