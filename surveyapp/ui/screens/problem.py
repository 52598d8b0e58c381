"""What stops the app at its start, as a full window: what is wrong, where, and what to do next."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from surveyapp.errors import UserError
from surveyapp.text import N_, Words
from surveyapp.ui.kit.button import Button, Size, Variant
from surveyapp.ui.kit.flow_layout import FlowLayout
from surveyapp.ui.kit.icon import Icon
from surveyapp.ui.kit.scroll_page import ScrollPage
from surveyapp.ui.kit.segmented import LANGUAGE_SEGMENTS, Segmented
from surveyapp.ui.kit.text import Label
from surveyapp.ui.models.problems import problem_lines
from surveyapp.ui.screens.regain import OPEN_WITH_RECOVERY_KEY
from surveyapp.ui.screens.screen import Screen
from surveyapp.ui.theme import Type


class ProblemScreen(Screen):
    """One problem, its details, and the two ways on."""

    retried = Signal()
    closed = Signal()
    regain_requested = Signal()
    """The person has the recovery key."""

    def __init__(
        self, words: Words, error: UserError, *, regainable: bool = False, closable: bool = True
    ) -> None:
        """Show a problem; in a kiosk it is not ``closable``: that is the PIN's to allow."""
        super().__init__(words)
        self._closable = closable
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        page = ScrollPage(max_width=640, spacing=12, parent=self)
        outer.addWidget(page)
        column = page.column
        self._languages = Segmented(LANGUAGE_SEGMENTS, words.language, parent=self)
        self._languages.chosen.connect(self.language_chosen)
        column.addWidget(self._languages, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
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
        say(self._languages.setAccessibleName, N_("Language of the screens"))
        say(self._title.set_text, lambda words: problem_lines(error, words)[0])
        say(self._details.set_text, lambda words: "\n".join(problem_lines(error, words)[1]))
        say(self._again.set_text, N_("Try again"))
        say(self._close.set_text, N_("Close the app"))
        say(self._regain.set_text, OPEN_WITH_RECOVERY_KEY)
        self._details.setVisible(bool(error.details))

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        super().set_words(words)
        self._languages.set_chosen(words.language)

    def put_away(self) -> bool:
        """Keep the window open where it may not be closed."""
        return self._closable

    def first_focus(self) -> QWidget:
        """Offer to try again."""
        return self._again
