"""Before anything else opens: one thing to type, whether it fits, and the ways on."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from surveyapp.errors import UserError
from surveyapp.text import N_, Words
from surveyapp.ui.kit.button import Button, Size, Variant
from surveyapp.ui.kit.field import Field
from surveyapp.ui.kit.flow_layout import FlowLayout
from surveyapp.ui.kit.icon import Icon
from surveyapp.ui.kit.text import Label
from surveyapp.ui.models.problems import problem_says
from surveyapp.ui.screens.alone import AloneScreen
from surveyapp.ui.screens.parts import Labelled
from surveyapp.ui.screens.screen import Text
from surveyapp.ui.theme import Type


class AskingScreen(AloneScreen):
    """A field, a button that tries what was typed, and buttons of those who ask."""

    entered = Signal(str)
    """What was typed; ``show_wrong`` follows where it opens nothing."""
    closed = Signal()

    TITLE: Text = ""
    LEAD: Text = ""
    LABEL: Text = ""
    PLACEHOLDER: Text = ""
    SECRET = False
    """Nobody who looks over the shoulder reads what is typed."""
    FORGETS = False
    """What opened nothing is typed anew; else it stays, to be corrected."""

    def __init__(self, words: Words) -> None:
        super().__init__(words, max_width=560)
        self._wrong: UserError | None = None
        column = self.column
        column.addWidget(Icon("lock", 48, colour="primary", parent=self))
        self._title = Label("", Type.TITLE, parent=self)
        self._lead = Label("", Type.BODY, colour="text2", parent=self)
        self._field = Field(password=self.SECRET, parent=self)
        self._row = Labelled(self._field, self)
        column.addWidget(self._title)
        column.addWidget(self._lead)
        column.addSpacing(8)
        column.addWidget(self._row)
        column.addSpacing(8)
        buttons = QWidget(self)
        self._buttons = FlowLayout(buttons, spacing=12)
        self._open = Button("", Variant.PRIMARY, size=Size.BAR, parent=self)
        self._close = Button("", Variant.SECONDARY, size=Size.BAR, parent=self)
        self._buttons.addWidget(self._open)
        self._buttons.addWidget(self._close)
        column.addWidget(buttons)
        column.addStretch(2)
        self._field.return_pressed.connect(self._on_entered)
        self._open.clicked.connect(self._on_entered)
        self._close.clicked.connect(self.closed)
        say = self.speech.say
        say(self._title.set_text, self.TITLE)
        say(self._lead.set_text, self.LEAD)
        say(self._row.set_label, self.LABEL)
        say(self._field.set_name, self.LABEL)
        if self.PLACEHOLDER:
            say(self._field.set_placeholder, self.PLACEHOLDER)
        say(self._open.set_text, N_("Open"))
        say(self._close.set_text, N_("Close the app"))
        say(lambda _: self._show_wrong(), "", key="wrong")

    def first_focus(self) -> QWidget:
        """Begin at the field."""
        return self._field

    def offer(self, text: Text, icon: str = "") -> Button:
        """Return another way on, beside the button that closes the app."""
        button = Button("", Variant.SECONDARY, icon=icon, size=Size.BAR, parent=self)
        self.speech.say(button.set_text, text)
        self._buttons.addWidget(button)
        return button

    def show_opening(self) -> None:
        """Show that what was typed is tried: that takes a second or two."""
        self._wrong = None
        self._show_wrong()
        self._take(N_("Opening…"), enabled=False)

    def show_wrong(self, error: UserError) -> None:
        """Say that it opens nothing, and let it be typed again."""
        self._take(N_("Open"), enabled=True)
        self._wrong = error
        self._show_wrong()
        if self.FORGETS:
            self._field.set_text("")
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take(self, text: Text, *, enabled: bool) -> None:
        self.speech.say(self._open.set_text, text)
        self._open.setEnabled(enabled)
        self._field.setEnabled(enabled)

    def _show_wrong(self) -> None:
        self._row.show_problem(problem_says(self._wrong, self.words) if self._wrong else "")

    def _on_entered(self) -> None:
        if self._field.isEnabled() and self._field.text():
            self.entered.emit(self._field.text())
