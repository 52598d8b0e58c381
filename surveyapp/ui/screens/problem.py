"""What stops the app at its start, as a full window: what is wrong, where, and what to do next."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from surveyapp.errors import UserError
from surveyapp.text import N_, Words
from surveyapp.ui.kit.button import Button, Size, Variant
from surveyapp.ui.kit.flow_layout import FlowLayout
from surveyapp.ui.kit.icon import Icon
from surveyapp.ui.kit.text import Label
from surveyapp.ui.models.problems import problem_lines
from surveyapp.ui.screens.alone import AloneScreen
from surveyapp.ui.screens.regain import OPEN_WITH_RECOVERY_KEY
from surveyapp.ui.theme import Type


class ProblemScreen(AloneScreen):
    """One problem, its details, and the two ways on."""

    retried = Signal()
    closed = Signal()
    regain_requested = Signal()
    """The person has the recovery key."""

    def __init__(
        self, words: Words, error: UserError, *, regainable: bool = False, closable: bool = True
    ) -> None:
        """Show a problem; in a kiosk it is not ``closable``: that is the PIN's to allow."""
        super().__init__(words, max_width=640)
        self._closable = closable
        column = self.column
        column.addWidget(Icon("alert-triangle", 48, colour="danger", parent=self))
        self._title = Label("", Type.TITLE, parent=self)
        self._details = Label("", Type.BODY, colour="text2", parent=self)
        column.addWidget(self._title)
        column.addWidget(self._details)
        column.addSpacing(16)
        ways = QWidget(self)
        row = FlowLayout(ways, spacing=12)
        self._again = Button("", Variant.PRIMARY, icon="refresh", size=Size.BAR, parent=self)
        self._close = Button("", Variant.SECONDARY, size=Size.BAR, parent=self)
        self._regain = Button("", Variant.SECONDARY, icon="key", size=Size.BAR, parent=self)
        self._regain.setVisible(regainable)
        row.addWidget(self._again)
        if regainable:
            row.addWidget(self._regain)
        row.addWidget(self._close)
        self._close.setVisible(closable)
        column.addWidget(ways)
        column.addStretch(2)
        self._again.clicked.connect(self.retried)
        self._close.clicked.connect(self.closed)
        self._regain.clicked.connect(self.regain_requested)
        say = self.speech.say
        say(self._title.set_text, lambda words: problem_lines(error, words)[0])
        say(self._details.set_text, lambda words: "\n".join(problem_lines(error, words)[1]))
        say(self._again.set_text, N_("Try again"))
        say(self._close.set_text, N_("Close the app"))
        say(self._regain.set_text, OPEN_WITH_RECOVERY_KEY)
        self._details.setVisible(bool(error.details))

    def put_away(self) -> bool:
        """Keep the window open where it may not be closed."""
        return self._closable

    def first_focus(self) -> QWidget:
        """Offer to try again."""
        return self._again
