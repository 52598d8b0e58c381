"""What a person sees whose answers are damaged: what was found, one way on, and what came of it."""

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
from surveyapp.ui.screens.work import WorkView
from surveyapp.ui.theme import Type


class RecoveryScreen(AloneScreen):
    """Offers the recovery, shows it under way, and reports it."""

    recovery_requested = Signal(str)
    """With the secret of the recovery key, where one was typed."""
    files_requested = Signal()
    """The person wants to add backups or packages."""
    cancelled = Signal()
    retried = Signal()
    opened = Signal()
    """The person wants to go on with what was saved."""
    closed = Signal()

    def __init__(self, words: Words, error: UserError, *, needs_key: bool) -> None:
        super().__init__(words, max_width=720)
        column = self.column
        self._sign = Icon("alert-triangle", 48, colour="danger", parent=self)
        column.addWidget(self._sign)
        self._title = Label("", Type.TITLE, parent=self)
        self._found = Label("", Type.BODY, parent=self)
        self._promise = Label("", Type.BODY, colour="text2", parent=self)
        self._files = Label("", Type.LABEL, colour="text2", parent=self)
        for label in (self._title, self._found, self._promise):
            column.addWidget(label)
        self._secret = Field(parent=self)
        self._row = Labelled(self._secret, self)
        self._row.setVisible(needs_key)
        column.addWidget(self._row)
        column.addWidget(self._files)
        self._work = WorkView(words, self)
        self._work.cancelled.connect(self.cancelled)
        column.addWidget(self._work)
        column.addSpacing(8)
        self._recover = Button("", Variant.PRIMARY, size=Size.BAR, parent=self)
        self._go_on = Button("", Variant.PRIMARY, size=Size.BAR, parent=self)
        self._add = Button("", Variant.SECONDARY, icon="plus", size=Size.BAR, parent=self)
        self._again = Button("", Variant.SECONDARY, icon="refresh", size=Size.BAR, parent=self)
        self._close = Button("", Variant.SECONDARY, size=Size.BAR, parent=self)
        ways = QWidget(self)
        flow = FlowLayout(ways, spacing=12)
        for button in (self._recover, self._go_on, self._add, self._again, self._close):
            flow.addWidget(button)
        column.addWidget(ways)
        column.addStretch(2)
        self._recover.clicked.connect(self._on_recover_clicked)
        self._go_on.clicked.connect(self.opened)
        self._add.clicked.connect(self.files_requested)
        self._again.clicked.connect(self.retried)
        self._close.clicked.connect(self.closed)
        self._go_on.hide()
        self._files.hide()
        self._say_everything(error)

    def _say_everything(self, error: UserError) -> None:
        say = self.speech.say
        say(self._title.set_text, N_("The answers on this device are damaged"))
        say(self._found.set_text, lambda words: problem_says(error, words))
        say(
            self._promise.set_text,
            N_(
                "What can be saved is recovered into a new folder: from the damaged answers "
                "themselves, then from the backups. The damaged folder stays as it is, nothing in "
                "it is changed. Afterwards you see what was saved and what was not."
            ),
        )
        say(self._row.set_label, N_("Recovery key"))
        say(self._secret.set_name, N_("Recovery key"))
        say(
            self._secret.set_placeholder,
            N_("AGE-SECRET-KEY-1… from the printed sheet"),
        )
        say(self._recover.set_text, N_("Recover what can be saved"))
        say(self._go_on.set_text, N_("Go on with what was saved"))
        say(self._add.set_text, N_("Add backups or packages"))
        say(self._again.set_text, N_("Try again"))
        say(self._close.set_text, N_("Close the app"))

    def set_words(self, words: Words) -> None:
        """Speak another language; what was typed stays."""
        super().set_words(words)
        self._work.set_words(words)

    def first_focus(self) -> QWidget:
        """Offer the recovery, or ask for what it needs."""
        return self._recover if self._row.isHidden() else self._secret

    def show_files(self, count: int) -> None:
        """Say how many backups and packages were added."""
        self.speech.say(
            self._files.set_text,
            lambda words: words.plural("{n} file added", "{n} files added", count),
        )
        self._files.setVisible(count > 0)

    def show_working(self) -> None:
        """Show that the recovery is under way."""
        self._work.show_working(N_("Reading what is left, page by page…"))
        self._show_ways(shown=False)
        self._work.focus_stop()

    def show_step(self, done: int, total: int, what: str = "") -> None:
        """Show how far it is."""
        self._work.show_step(done, total, what)

    def show_problem(self, error: UserError) -> None:
        """Say why nothing could be recovered, and let it be tried again with a recovery key."""
        self._show_ways(shown=True)
        self._row.show()
        self._work.show_problem(error)

    def show_stopped(self) -> None:
        """Say that it was stopped."""
        self._show_ways(shown=True)
        self._work.show_nothing()

    def show_report(self, title: Text, lines: Text, *, complete: bool) -> None:
        """Report what was saved and what was not."""
        self._work.show_nothing()
        self.speech.say(self._title.set_text, title)
        self.speech.say(self._found.set_text, lines)
        self._sign.setVisible(not complete)
        for widget in (self._promise, self._files, self._row):
            widget.hide()
        self._show_ways(shown=False)
        self._go_on.show()
        self._go_on.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_ways(self, *, shown: bool) -> None:
        self._secret.setEnabled(shown)
        for button in (self._recover, self._add, self._again):
            button.setVisible(shown)

    def _on_recover_clicked(self) -> None:
        self.recovery_requested.emit(self._secret.text())
