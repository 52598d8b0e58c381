"""First run: the language first, then what tells this device from forty others.

Problems are shown in place, all at once, and the first one takes the keyboard. The rules are the
service's (``field_problems``); only "the two PINs differ" is ours, because only here it is typed
twice.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from surveyapp.errors import UserError
from surveyapp.services.setup import DeviceSetup, Partials, field_problems
from surveyapp.store import DeviceProfile
from surveyapp.text import N_, Words
from surveyapp.ui.kit.banner import Banner
from surveyapp.ui.kit.button import Button, Size, Variant
from surveyapp.ui.kit.field import Field
from surveyapp.ui.kit.rail import MarkView
from surveyapp.ui.kit.scroll_page import ScrollPage
from surveyapp.ui.kit.segmented import LANGUAGE_SEGMENTS, Segmented
from surveyapp.ui.kit.text import Label
from surveyapp.ui.kit.text_area import TextArea
from surveyapp.ui.models.problems import problem_says
from surveyapp.ui.screens.choices import RadioCards
from surveyapp.ui.screens.parts import BottomBar, Labelled
from surveyapp.ui.screens.screen import Screen
from surveyapp.ui.theme import Tone, Type


class SetUpScreen(Screen):
    """Label, staff, PIN, idle time, partial answers."""

    set_up = Signal(object)
    """A ``DeviceSetup`` without anything left to mend."""
    sheet_requested = Signal()
    """The organiser wants a new recovery key and its sheet; ``take_recovery`` follows."""
    left = Signal()
    """The person changes nothing after all (only where the device was set up before)."""

    def __init__(self, words: Words, known: DeviceProfile | None = None) -> None:
        super().__init__(words)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._scroll = ScrollPage(max_width=720, spacing=28, parent=self)
        self._bottom = BottomBar(self)
        self._save = Button(
            "", Variant.PRIMARY, icon="arrow-right", icon_after=True, size=Size.BAR, parent=self
        )
        self._back = Button("", Variant.SECONDARY, icon="arrow-left", size=Size.BAR, parent=self)
        self._back.setVisible(known is not None)
        self._back.clicked.connect(self.left)
        self._bottom.add_leading(self._back)
        self._bottom.add_trailing(self._save)
        outer.addWidget(self._scroll, 1)
        outer.addWidget(self._bottom)
        self._problems: dict[str, UserError] = {}
        self._tried = False
        self._build_head()
        self._build_fields()
        self._say_everything()
        if known is not None:
            self._show_known(known)
        self._save.clicked.connect(self._on_save)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self._on_save)

    # -- building --------------------------------------------------------------------------

    def _build_head(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(MarkView(52, parent=self), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(0)
        self._title = Label("", Type.TITLE, parent=self)
        self._lead = Label("", Type.LABEL, colour="text2", parent=self)
        column.addWidget(self._title)
        column.addWidget(self._lead)
        head.addLayout(column, 1)
        self._languages = Segmented(LANGUAGE_SEGMENTS, self.words.language, parent=self)
        self._languages.chosen.connect(self.language_chosen)
        self._language_row = Labelled(self._languages, self)
        self._summary = Banner("", "", Tone.DANGER, parent=self)
        self._summary.hide()
        self._summary.link_clicked.connect(self._on_link)
        self._scroll.column.addLayout(head)
        self._scroll.column.addWidget(self._summary)
        self._scroll.column.addWidget(self._language_row)

    def _build_fields(self) -> None:
        self._label = Field(parent=self)
        self._staff = TextArea("", rows=3, parent=self)
        self._pin = Field(numeric=True, password=True, parent=self)
        self._pin_again = Field(numeric=True, password=True, parent=self)
        self._idle = Field(text="60", numeric=True, parent=self)
        self._idle.setMaximumWidth(320)
        for field in (self._pin, self._pin_again):
            field.setMaximumWidth(320)
        self._partials = RadioCards(parent=self)
        self._recovery = Field(parent=self)
        self._rows: dict[str, Labelled] = {}
        for key, control in (
            ("label", self._label),
            ("staff", self._staff),
            ("pin", self._pin),
            ("pin_again", self._pin_again),
            ("idle_seconds", self._idle),
            ("partials", self._partials),
            ("recovery", self._recovery),
        ):
            self._rows[key] = Labelled(control, self)
            self._scroll.column.addWidget(self._rows[key])
        self._make = Button("", Variant.SECONDARY, icon="file-text", parent=self)
        self._make.clicked.connect(self.sheet_requested)
        self._scroll.column.addWidget(self._make, 0, Qt.AlignmentFlag.AlignLeading)
        self._scroll.column.addStretch(1)
        for changed in (
            self._label.text_edited,
            self._staff.text_edited,
            self._pin.text_edited,
            self._pin_again.text_edited,
            self._idle.text_edited,
            self._recovery.text_edited,
        ):
            changed.connect(self._on_edited)

    def _show_known(self, known: DeviceProfile) -> None:
        """Show what was set up before; only the PIN cannot be shown: a new one is given."""
        self._label.set_text(known.label)
        self._staff.set_text("\n".join(known.staff))
        self._idle.set_text(str(known.idle_seconds))
        self._partials.set_choice(known.partials)
        self._recovery.set_text(known.recovery)

    def _say_everything(self) -> None:
        say = self.speech.say
        say(self._title.set_text, N_("Set up this device"))
        say(self._lead.set_text, N_("Once, before the first forum. You can change it later."))
        say(self._language_row.set_label, N_("Language of the screens"))
        say(self._languages.setAccessibleName, N_("Language of the screens"))
        say(self._save.set_text, N_("Finish set-up"))
        say(self._back.set_text, N_("Back"))
        self._name("label", self._label, N_("Name of the device"))
        say(self._rows["label"].set_hint, N_("Written on it, such as Tablet 03"))
        self._name("staff", self._staff, N_("Staff names"))
        say(self._rows["staff"].set_hint, N_("One name a line"))
        self._name("pin", self._pin, N_("Staff PIN"))
        say(self._rows["pin"].set_hint, N_("4 to 8 digits. It locks the screen of a kiosk."))
        self._name("pin_again", self._pin_again, N_("Staff PIN once more"))
        self._name("idle_seconds", self._idle, N_("Seconds before an idle kiosk starts anew"))
        say(self._rows["idle_seconds"].set_hint, N_("15 at least; people need time to read"))
        say(self._idle.set_unit, N_("s"))
        say(self._rows["partials"].set_label, N_("When somebody leaves a kiosk half-way"))
        say(self._partials.set_name, N_("When somebody leaves a kiosk half-way"))
        self._name("recovery", self._recovery, N_("Recovery key"))
        say(
            self._rows["recovery"].set_hint,
            N_(
                "The public part, age1…, that the organiser gives to every device. Leave it empty "
                "where there is none yet."
            ),
        )
        say(self._make.set_text, N_("Make a new recovery key"))
        say(lambda _: self._show_partials(), "", key="partials")
        say(lambda _: self._show_problems(), "", key="problems")

    def _name(self, key: str, control: Field | TextArea, message: str) -> None:
        self.speech.say(self._rows[key].set_label, message)
        self.speech.say(control.set_name, message)

    def _show_partials(self) -> None:
        words = self.words
        self._partials.set_rows(
            (
                (Partials.KEEP.value, words("Keep the answers as a draft")),
                (Partials.ERASE.value, words("Erase the answers at once")),
            ),
            self._partials.choice() or Partials.KEEP.value,
        )

    # -- use -------------------------------------------------------------------------------

    def step_back(self) -> bool:
        """Leave, where there is a way back."""
        if self._back.isVisible():
            self.left.emit()
        return True

    def first_focus(self) -> QWidget:
        """Begin with the language."""
        return self._languages.button(self.words.language)

    def set_words(self, words: Words) -> None:
        """Speak another language; what was typed stays."""
        super().set_words(words)
        self._languages.set_chosen(words.language)

    def setup(self) -> DeviceSetup:
        """Return what was entered so far."""
        idle = self._idle.text().strip()
        return DeviceSetup(
            label=self._label.text(),
            language=self.words.language,
            staff=tuple(self._staff.text().splitlines()),
            pin=self._pin.text(),
            idle_seconds=int(idle) if idle.isdecimal() else 0,
            partials=Partials(self._partials.choice() or Partials.KEEP.value),
            recovery=self._recovery.text().strip(),
        )

    def take_recovery(self, public: str) -> None:
        """Enter the public part of a recovery key that was made."""
        self._recovery.set_text(public)
        self._on_edited()

    def show_problem(self, error: UserError) -> None:
        """Show what the service could not do although every field is well."""
        self._summary.set_content(problem_says(error, self.words))
        self._summary.show()
        self._scroll.to_top()

    def _on_save(self) -> None:
        self._tried = True
        self._check()
        if not self._problems:
            self.set_up.emit(self.setup())
            return
        self._scroll.to_top()
        self._rows[next(iter(self._problems))].control.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _on_edited(self, _text: str = "") -> None:
        if self._tried:
            self._check()

    def _check(self) -> None:
        entered = self.setup()
        problems: Mapping[str, UserError] = field_problems(entered)
        self._problems = {key: problems[key] for key in self._rows if key in problems}
        if "pin" not in self._problems and self._pin.text() != self._pin_again.text():
            self._problems["pin_again"] = UserError("The two PINs differ. Type the second again.")
        self._show_problems()

    def _show_problems(self) -> None:
        words = self.words
        said = {key: problem_says(error, words) for key, error in self._problems.items()}
        for key, row in self._rows.items():
            row.show_problem(said.get(key, ""))
        if said:
            self._summary.set_content(
                words.plural("{n} field left to fill", "{n} fields left to fill", len(said)),
                links=[
                    (
                        key,
                        words(
                            "{question}: {advice}", question=self._rows[key].label(), advice=advice
                        ),
                    )
                    for key, advice in said.items()
                ],
            )
        self._summary.setVisible(bool(said))

    def _on_link(self, key: str) -> None:
        row = self._rows[key]
        self._scroll.show_widget(row)
        row.control.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def arrange(self) -> None:
        """Fit the bar to the window."""
        self._bottom.arrange()
