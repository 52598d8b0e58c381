"""Before a kiosk begins: what is asked, in which languages, and what staff have to know.

It says plainly what this app cannot do: only the operating system keeps somebody from leaving it.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from surveyapp.errors import UserError
from surveyapp.services.setup import Partials
from surveyapp.text import N_, Words, isolate
from surveyapp.ui.kit.banner import Banner
from surveyapp.ui.kit.button import Button, Size, Variant
from surveyapp.ui.kit.card import Card
from surveyapp.ui.kit.choice_group import Arrangement, ChoiceGroup, Option
from surveyapp.ui.kit.scroll_page import ScrollPage
from surveyapp.ui.kit.segmented import own_name
from surveyapp.ui.kit.text import Label
from surveyapp.ui.models.problems import problem_says
from surveyapp.ui.screens.choices import RadioCards
from surveyapp.ui.screens.kiosk_words import LEFT_HALF_WAY, silence
from surveyapp.ui.screens.parts import BottomBar, Labelled
from surveyapp.ui.screens.screen import Screen, Text
from surveyapp.ui.theme import Tone, Type


@dataclass(frozen=True, slots=True)
class KioskForm:
    """A form that may be asked, and the tags of its languages in the order they are offered."""

    hash: str
    title: str
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KioskSetUp:
    """What the screen shows."""

    forms: tuple[KioskForm, ...]
    idle_seconds: int
    partials: Partials
    problem: UserError | None
    """What keeps the kiosk from beginning; changing the set-up mends it."""


class KioskSetUpScreen(Screen):
    """Form, languages, what happens to who goes away, and the lock of the device itself."""

    begun = Signal(str, tuple)
    """Hash of the form and the tags of the languages offered."""
    set_up_requested = Signal()
    left = Signal()

    def __init__(self, words: Words, state: KioskSetUp) -> None:
        super().__init__(words)
        self._state = state
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._scroll = ScrollPage(max_width=860, spacing=20, parent=self)
        self._bottom = BottomBar(self)
        outer.addWidget(self._scroll, 1)
        outer.addWidget(self._bottom)
        self._forms = RadioCards(max_columns=2, parent=self)
        self._languages = ChoiceGroup(
            many=True, arrangement=Arrangement.COLUMNS, max_columns=3, parent=self
        )
        self._rows = {
            "form": Labelled(self._forms, self),
            "languages": Labelled(self._languages, self),
        }
        self._chosen: tuple[str, ...] = ()
        self._build()
        self._begin = Button("", Variant.PRIMARY, icon="lock", size=Size.BAR, parent=self)
        self._back = Button("", Variant.SECONDARY, icon="arrow-left", size=Size.BAR, parent=self)
        self._bottom.add_leading(self._back)
        self._bottom.add_trailing(self._begin)
        self._forms.chosen.connect(self._on_form_chosen)
        self._languages.chosen.connect(self._on_language_chosen)
        self._change.clicked.connect(self.set_up_requested)
        self._begin.clicked.connect(self._on_begin)
        self._back.clicked.connect(self.left)
        self._say_everything()
        self._on_form_chosen(state.forms[0].hash)

    def _build(self) -> None:
        column = self._scroll.column
        self._line(column, N_("Kiosk"), Type.TITLE)
        self._line(column, N_("People answer by themselves on this device."), Type.LABEL, "text2")
        self._problem = Banner("", "", Tone.WAITING, parent=self)
        self._problem.setVisible(self._state.problem is not None)
        self._problem.link_clicked.connect(self.set_up_requested)
        column.addWidget(self._problem)
        for row in self._rows.values():
            column.addWidget(row)
        away = Card(parent=self)
        self._line(away.column, N_("When nobody is there any more"), Type.HEADING)
        self._line(away.column, lambda words: silence(words, self._state.idle_seconds), Type.BODY)
        self._line(
            away.column,
            LEFT_HALF_WAY[self._state.partials],
            Type.BODY,
        )
        self._change = Button("", Variant.SECONDARY, icon="pencil", parent=away)
        away.column.addWidget(self._change, 0, Qt.AlignmentFlag.AlignLeading)
        column.addWidget(away)
        lock = Card(parent=self)
        self._line(lock.column, N_("Only the operating system can lock this device"), Type.HEADING)
        for text in _LOCKING:
            self._line(lock.column, text, Type.BODY)
        column.addWidget(lock)
        column.addStretch(1)

    def _line(self, column: QVBoxLayout, text: Text, step: Type, colour: str = "text") -> None:
        label = Label("", step, colour=colour, parent=self)
        self.speech.say(label.set_text, text)
        column.addWidget(label)

    def _say_everything(self) -> None:
        say = self.speech.say
        say(self._rows["form"].set_label, N_("What is asked"))
        say(self._forms.set_name, N_("What is asked"))
        say(self._rows["languages"].set_label, N_("Languages offered"))
        say(self._languages.set_name, N_("Languages offered"))
        say(self._change.set_text, N_("Change the set-up"))
        say(self._begin.set_text, N_("Start the kiosk"))
        say(self._back.set_text, N_("Back"))
        say(lambda _: self._show_problem(), "", key="problem")
        self._forms.set_rows(
            [(form.hash, isolate(form.title)) for form in self._state.forms],
            self._state.forms[0].hash,
        )

    def _show_problem(self) -> None:
        if self._state.problem is not None:
            words = self.words
            self._problem.set_content(
                problem_says(self._state.problem, words),
                links=[("set_up", words("Change the set-up"))],
            )

    # -- use -------------------------------------------------------------------------------

    def first_focus(self) -> QWidget:
        """Begin with what is asked."""
        return self._forms.cards()[0]

    def _form(self) -> KioskForm:
        return next(form for form in self._state.forms if form.hash == self._forms.choice())

    def _on_form_chosen(self, _key: str) -> None:
        tags = self._form().languages
        self._languages.set_options([Option(tag, own_name(tag)) for tag in tags])
        self._offer(tags)

    def _on_language_chosen(self, tag: str) -> None:
        chosen = {*self._chosen} ^ {tag}
        self._offer(tuple(each for each in self._form().languages if each in chosen))

    def _offer(self, tags: tuple[str, ...]) -> None:
        self._chosen = tags
        self._languages.set_selected(tags)
        if tags:
            self._rows["languages"].show_problem("")

    def _on_begin(self) -> None:
        if self._state.problem is not None:
            self._scroll.to_top()
            self._problem.announce()
        elif not self._chosen:
            self._rows["languages"].show_problem(self.words("Choose at least one language."))
            self._scroll.show_widget(self._rows["languages"])
        else:
            self.begun.emit(self._form().hash, self._chosen)

    def arrange(self) -> None:
        """Fit the bar to the window."""
        self._bottom.arrange()


_LOCKING = (
    N_(
        "The kiosk fills the screen and is left with the staff PIN only. But no app can keep "
        "somebody from switching to another program or turning the device off. Lock the device "
        "itself:"
    ),
    N_(
        "Windows: give visitors an account of their own and restrict it to this app with assigned "
        "access (Pro, Enterprise, Education), or let it start nothing but this app with Shell "
        "Launcher (Enterprise, Education)."
    ),
    N_(
        "Debian and GNOME: log visitors in to a kiosk session that starts nothing but this app, "
        "with the package cage or, where there is one, gnome-kiosk."
    ),
    N_(
        "A device that was turned off and on again goes on as a kiosk when the app opens; so let "
        "that account open it by itself."
    ),
)
