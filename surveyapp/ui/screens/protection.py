"""Where the key of the answers lies, and the organiser's recovery key.

It renders a ``ProtectionState`` and says what the person wants; ``ui/protecting.py`` does it.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from surveyapp.errors import UserError
from surveyapp.services.protection import PROTECTION_NAMES
from surveyapp.store.custody import LEAST_PASSPHRASE, Protection
from surveyapp.text import N_, Words, isolate_ltr
from surveyapp.ui.kit.button import Button, Size, Variant
from surveyapp.ui.kit.card import Card
from surveyapp.ui.kit.field import Field
from surveyapp.ui.kit.flow_layout import FlowLayout
from surveyapp.ui.kit.scroll_page import ScrollPage
from surveyapp.ui.kit.text import Label
from surveyapp.ui.models.problems import problem_says
from surveyapp.ui.screens.choices import RadioCards
from surveyapp.ui.screens.parts import BottomBar, Labelled
from surveyapp.ui.screens.screen import Screen
from surveyapp.ui.screens.work import WorkView
from surveyapp.ui.theme import Type

_ORDER = (Protection.KEY_STORE, Protection.PASSPHRASE, Protection.FILE)


@dataclass(frozen=True, slots=True)
class ProtectionState:
    """What the screen shows."""

    protection: Protection
    key_store: bool
    """The operating system's key store could be used."""
    recovery: str
    """Public part of the recovery key, ``""`` where there is none."""
    code: str
    """Its check code."""
    in_place: bool
    """The key lies where it should; otherwise the same place can be chosen anew."""


class ProtectionScreen(Screen):
    """Two cards: the key, and the recovery key."""

    protection_chosen = Signal(str, str)
    """A ``Protection`` and, for a passphrase, the passphrase."""
    recovery_given = Signal(str)
    """A public key, as it was typed; empty for none."""
    sheet_requested = Signal()
    """The person wants a new recovery key and its sheet."""
    left = Signal()

    def __init__(self, words: Words, state: ProtectionState) -> None:
        super().__init__(words)
        self._state = state
        self._problems: dict[Labelled, UserError] = {}
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._scroll = ScrollPage(max_width=760, spacing=20, parent=self)
        self._title = Label("", Type.TITLE, parent=self)
        self._lead = Label("", Type.LABEL, colour="text2", parent=self)
        self.work = WorkView(words, self, stoppable=False)
        for piece in (self._title, self._lead, self.work, self._key_card(), self._recovery_card()):
            self._scroll.column.addWidget(piece)
        self._scroll.column.addStretch(1)
        bottom = BottomBar(self)
        self._bottom = bottom
        self._back = Button("", Variant.SECONDARY, icon="arrow-left", size=Size.BAR, parent=self)
        self._back.clicked.connect(self.left)
        bottom.add_leading(self._back)
        outer.addWidget(self._scroll, 1)
        outer.addWidget(bottom)
        self._say_everything()
        self.render_state(state)

    def _key_card(self) -> Card:
        card = Card(margin=20, spacing=16, parent=self)
        self._places = RadioCards(max_columns=1, parent=card)
        self._first = Field(password=True, parent=card)
        self._again = Field(password=True, parent=card)
        self._place_row = Labelled(self._places, card)
        self._first_row = Labelled(self._first, card)
        self._again_row = Labelled(self._again, card)
        self._change = Button("", Variant.PRIMARY, icon="key", parent=card)
        for row in (self._place_row, self._first_row, self._again_row):
            card.column.addWidget(row)
        card.column.addWidget(self._change, 0, Qt.AlignmentFlag.AlignLeading)
        self._places.chosen.connect(self._on_place_chosen)
        self._change.clicked.connect(self._on_change)
        self._again.return_pressed.connect(self._on_change)
        return card

    def _recovery_card(self) -> Card:
        card = Card(margin=20, spacing=16, parent=self)
        self._public = Field(parent=card)
        self._public_row = Labelled(self._public, card)
        self._code = Label("", Type.LABEL_STRONG, parent=card)
        buttons = QWidget(card)
        flow = FlowLayout(buttons, spacing=12)
        self._use = Button("", Variant.SECONDARY, parent=buttons)
        self._make = Button("", Variant.SECONDARY, icon="file-text", parent=buttons)
        flow.addWidget(self._use)
        flow.addWidget(self._make)
        card.column.addWidget(self._public_row)
        card.column.addWidget(self._code)
        card.column.addWidget(buttons)
        self._use.clicked.connect(self._on_use)
        self._public.return_pressed.connect(self._on_use)
        self._make.clicked.connect(self.sheet_requested)
        return card

    def _say_everything(self) -> None:
        say = self.speech.say
        say(self._title.set_text, N_("Protection of the answers"))
        say(
            self._lead.set_text,
            N_("The answers are encrypted. Whoever has their key can read them."),
        )
        say(self._place_row.set_label, N_("Where the key lies"))
        say(
            self._place_row.set_hint,
            N_(
                "The key store opens with this account of the computer. A passphrase is asked for "
                "at every start."
            ),
        )
        say(self._places.set_name, N_("Where the key lies"))
        say(self._first_row.set_label, N_("New passphrase"))
        say(
            self._first_row.set_hint,
            lambda words: words(
                "At least {least} characters, for example four words", least=LEAST_PASSPHRASE
            ),
        )
        say(self._first.set_name, N_("New passphrase"))
        say(self._again_row.set_label, N_("New passphrase once more"))
        say(self._again.set_name, N_("New passphrase once more"))
        say(self._change.set_text, N_("Protect the key so"))
        say(self._public_row.set_label, N_("Recovery key"))
        say(
            self._public_row.set_hint,
            N_(
                "Its secret part, printed and kept in a safe place, opens every backup when a "
                "device is lost. Only the public part, age1…, belongs here."
            ),
        )
        say(self._public.set_name, N_("Recovery key"))
        say(self._use.set_text, N_("Use this recovery key"))
        say(self._make.set_text, N_("Make a new recovery key"))
        say(self._back.set_text, N_("Back"))
        say(lambda _: self._show_places(), "", key="places")
        say(lambda _: self._show_code(), "", key="code")
        say(lambda _: self._show_problems(), "", key="problems")

    # -- state -----------------------------------------------------------------------------

    def render_state(self, state: ProtectionState) -> None:
        """Show how the key is protected now; what was typed for the last change is gone."""
        self._state = state
        self._places.set_choice(state.protection.value)
        self._show_places()
        for field in (self._first, self._again):
            field.set_text("")
        self._public.set_text(state.recovery)
        self._show_code()
        self._problems = {}
        self._show_problems()
        self._on_place_chosen(state.protection.value)

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        self.work.set_words(words)
        super().set_words(words)

    def set_busy(self, busy: bool) -> None:
        """Take no wish while one is served."""
        for control in (self._change, self._use, self._make, self._back):
            control.setEnabled(not busy)
        if busy:
            self._scroll.to_top()

    def step_back(self) -> bool:
        """Leave, where there is a way back."""
        if self._back.isVisible():
            self.left.emit()
        return True

    def first_focus(self) -> QWidget:
        """Begin with where the key lies."""
        return self._places

    def _show_places(self) -> None:
        shown = [
            place
            for place in _ORDER
            if place is not Protection.KEY_STORE
            or self._state.key_store
            or self._state.protection is place
        ]
        self._places.set_rows(
            [(place.value, self.words(PROTECTION_NAMES[place])) for place in shown]
        )

    def _show_code(self) -> None:
        words, code = self.words, self._state.code
        self._code.set_text(
            words("Check code: {code}", code=isolate_ltr(code))
            if code
            else words("There is no recovery key yet")
        )

    def _show_problems(self) -> None:
        for row in (self._first_row, self._again_row, self._public_row):
            problem = self._problems.get(row)
            row.show_problem(problem_says(problem, self.words) if problem else "")

    def show_recovery_problem(self, error: UserError) -> None:
        """Say at the field why this is no recovery key."""
        self._problems = {self._public_row: error}
        self._show_problems()
        self._public.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- wishes ----------------------------------------------------------------------------

    def _on_place_chosen(self, place: str) -> None:
        typed = place == Protection.PASSPHRASE.value
        self._first_row.setVisible(typed)
        self._again_row.setVisible(typed)
        other = place != self._state.protection.value
        self._change.setEnabled(typed or other or not self._state.in_place)

    def _on_change(self) -> None:
        place = self._places.choice()
        self._problems = {}
        if place == Protection.PASSPHRASE.value:
            if len(self._first.text()) < LEAST_PASSPHRASE:
                self._problems[self._first_row] = UserError(
                    "Choose a passphrase of at least {least} characters, for example four words.",
                    least=LEAST_PASSPHRASE,
                )
            elif self._first.text() != self._again.text():
                self._problems[self._again_row] = UserError(
                    "The two passphrases differ. Type the second again."
                )
        self._show_problems()
        for row in self._problems:
            row.control.setFocus(Qt.FocusReason.OtherFocusReason)
        if not self._problems:
            typed = place == Protection.PASSPHRASE.value
            self.protection_chosen.emit(place, self._first.text() if typed else "")

    def _on_use(self) -> None:
        self.recovery_given.emit(self._public.text())

    def arrange(self) -> None:
        """Fit the bar to the window."""
        self._bottom.arrange()
