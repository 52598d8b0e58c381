"""This device: what it is called, how it looks, where its data lies, which version it runs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from surveyapp.errors import UserError
from surveyapp.services.backups import BackupStatus
from surveyapp.services.protection import PROTECTION_NAMES
from surveyapp.services.setup import Partials
from surveyapp.store.custody import Protection
from surveyapp.text import N_, Words, isolate, isolate_ltr
from surveyapp.text.formats import Formats
from surveyapp.ui.kit.banner import Banner
from surveyapp.ui.kit.button import Button, Variant
from surveyapp.ui.kit.card import Card, Hairline
from surveyapp.ui.kit.flow_layout import FlowLayout
from surveyapp.ui.kit.icon import Icon
from surveyapp.ui.kit.scroll_page import ScrollPage
from surveyapp.ui.kit.segmented import LANGUAGE_SEGMENTS, Segment, Segmented
from surveyapp.ui.kit.text import Label
from surveyapp.ui.models.problems import problem_says
from surveyapp.ui.preferences import TEXT_SIZES
from surveyapp.ui.screens.choices import RadioCards
from surveyapp.ui.screens.kiosk_words import LEFT_HALF_WAY, silence
from surveyapp.ui.screens.parts import Labelled
from surveyapp.ui.screens.screen import Screen, Text
from surveyapp.ui.theme import Look, Tone, Type
from surveyapp.ui.watching import CheckState

LICENCES = (
    "surveyapp · Apache-2.0",
    "Qt for Python (PySide6) · LGPL-3.0",
    "pyxform · BSD-2-Clause",
    "SQLCipher, sqlcipher3 · BSD-3-Clause, zlib",
    "openpyxl · MIT",
    "age (rage, pyrage), keyring · MIT",
    "Noto Sans, Noto Sans Arabic, Noto Sans Tifinagh · OFL-1.1",
    "Tabler Icons · MIT",
    "© OpenStreetMap contributors · ODbL-1.0",
)
"""Names of works and licences: the same in every language."""


@dataclass(frozen=True, slots=True)
class DeviceState:
    """What the screen shows."""

    label: str
    staff: tuple[str, ...]
    folder: Path
    version: str
    look: Look
    text_size: int
    protection: Protection
    recovery: str
    """Check code of the recovery key; ``""`` where there is none."""
    identity: str
    """The id this device writes under."""
    notices: tuple[UserError, ...]
    """That its data was copied, or another device's."""
    backup: BackupStatus
    check: CheckState
    idle_seconds: int
    """Seconds without a touch after which a kiosk asks whether somebody is there."""
    partials: Partials


class DeviceScreen(Screen):
    """Look, size, language; and facts to read over the phone when something is wrong."""

    look_chosen = Signal(str)
    text_size_chosen = Signal(int)
    set_up_requested = Signal()
    """The person wants to change what set-up gave the device."""
    protection_requested = Signal()
    """The person wants to see to the key of the answers."""
    backup_requested = Signal()
    """The person wants a backup now."""
    forms_requested = Signal()
    """The person wants to see the questionnaires, or add one."""
    check_requested = Signal()
    """The person wants the data looked at now."""

    def __init__(self, words: Words, state: DeviceState) -> None:
        super().__init__(words)
        self._backup = state.backup
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        scroll = ScrollPage(max_width=860, spacing=20, parent=self)
        outer.addWidget(scroll)
        self._title = Label("", Type.TITLE, parent=self)
        self._lead = Label("", Type.LABEL, colour="text2", parent=self)
        scroll.column.addWidget(self._title)
        scroll.column.addWidget(self._lead)
        self._check = state.check
        self._found = Banner(tone=Tone.DANGER, parent=self)
        scroll.column.addWidget(self._found)
        for notice in state.notices:
            banner = Banner("", "", Tone.WAITING, parent=self)
            self.speech.say(banner.set_content, partial(problem_says, notice))
            scroll.column.addWidget(banner)
        scroll.column.addWidget(self._facts(state))
        self._set_up = Button("", Variant.SECONDARY, icon="pencil", parent=self)
        self._protect = Button("", Variant.SECONDARY, icon="key", parent=self)
        self._look_now = Button("", Variant.SECONDARY, icon="refresh", parent=self)
        ways = QWidget(self)
        flow = FlowLayout(ways, spacing=12)
        self._back_up = Button("", Variant.SECONDARY, icon="device-floppy", parent=self)
        self._ask = Button("", Variant.SECONDARY, icon="file-text", parent=self)
        self._ask.clicked.connect(self.forms_requested)
        for button in (self._ask, self._set_up, self._protect, self._look_now, self._back_up):
            flow.addWidget(button)
        scroll.column.addWidget(ways)
        self._set_up.clicked.connect(self.set_up_requested)
        self._protect.clicked.connect(self.protection_requested)
        self._look_now.clicked.connect(self.check_requested)
        self._back_up.clicked.connect(self._on_back_up_clicked)
        self._languages = Segmented(LANGUAGE_SEGMENTS, words.language, parent=self)
        self._looks = RadioCards(parent=self)
        sizes = [Segment(str(size), isolate_ltr(f"{size}%")) for size in TEXT_SIZES]
        self._sizes = Segmented(sizes, str(state.text_size), parent=self)
        self._rows = {
            "language": Labelled(self._languages, self),
            "look": Labelled(self._looks, self),
            "size": Labelled(self._sizes, self),
        }
        for row in self._rows.values():
            scroll.column.addWidget(row)
        scroll.column.addWidget(self._licences())
        scroll.column.addStretch(1)
        self._languages.chosen.connect(self.language_chosen)
        self._looks.chosen.connect(self.look_chosen)
        self._sizes.chosen.connect(self._on_size_chosen)
        self._look = state.look
        self._say_everything()
        self.show_check(state.check)

    def show_check(self, check: CheckState) -> None:
        """Show where the look for damage stands, and what it found."""
        self._check = check
        self._look_now.setEnabled(not check.running)
        self._found.setVisible(bool(self._problems()))
        self.speech.switch(self.words)

    def _problems(self) -> tuple[UserError, ...]:
        last = self._check.last
        return last.report.problems() if last else ()

    def _say_found(self, title: str) -> None:
        found = "\n".join(problem_says(each, self.words) for each in self._problems())
        self._found.set_content(title, found)

    def _facts(self, state: DeviceState) -> Card:
        card = Card(margin=20, spacing=10, parent=self)
        facts: tuple[tuple[str, Text, str], ...] = (
            ("device-tablet", lambda _: isolate(state.label), N_("Name of the device")),
            (
                "users",
                lambda words: ("، " if words.rtl else ", ").join(isolate(x) for x in state.staff),
                N_("Staff names"),
            ),
            ("database", lambda _: isolate_ltr(state.identity), N_("Identity of this device")),
            ("folder", lambda _: isolate_ltr(str(state.folder)), N_("Data folder")),
            ("shield-check", PROTECTION_NAMES[state.protection], N_("Protection of the answers")),
            (
                "key",
                lambda words: isolate_ltr(state.recovery) if state.recovery else words("none"),
                N_("Recovery key"),
            ),
            ("device-floppy", lambda words: _backups(words, self._backup), N_("Last good backup")),
            ("clock", lambda words: _kiosk(words, state), N_("Kiosk")),
            (
                "circle-check",
                lambda words: _check_line(self._check, words),
                N_("Check of the data"),
            ),
            ("info-circle", lambda _: isolate_ltr(state.version), N_("Version")),
        )
        for number, (icon, value, name) in enumerate(facts):
            if number:
                card.column.addWidget(Hairline(parent=card))
            row = QHBoxLayout()
            row.setSpacing(14)
            row.addWidget(Icon(icon, 24, parent=card))
            column = QVBoxLayout()
            column.setSpacing(0)
            title = Label("", Type.CAPTION, colour="text2", parent=card)
            text = Label("", Type.LABEL_STRONG, parent=card)
            self.speech.say(title.set_text, name)
            self.speech.say(text.set_text, value)
            if icon == "device-floppy":
                self._backup_fact = text
            column.addWidget(title)
            column.addWidget(text)
            row.addLayout(column, 1)
            card.column.addLayout(row)
        return card

    def _licences(self) -> Card:
        card = Card(margin=20, spacing=4, parent=self)
        title = Label("", Type.HEADING, parent=card)
        self.speech.say(title.set_text, N_("Works inside and their licences"))
        card.column.addWidget(title)
        for line in LICENCES:
            card.column.addWidget(
                Label(isolate_ltr(line), Type.CAPTION, colour="text2", parent=card)
            )
        return card

    def _say_everything(self) -> None:
        say = self.speech.say
        say(self._title.set_text, N_("Device"))
        say(self._ask.set_text, N_("Questionnaires"))
        say(self._set_up.set_text, N_("Change the set-up"))
        say(self._protect.set_text, N_("Protection of the answers"))
        say(self._back_up.set_text, N_("Make a backup now"))
        say(self._look_now.set_text, N_("Check the data now"))
        say(self._say_found, N_("What was found in the data of this device"))
        say(self._lead.set_text, N_("Settings of this device only"))
        say(self._rows["language"].set_label, N_("Language of the screens"))
        say(self._languages.setAccessibleName, N_("Language of the screens"))
        say(self._rows["look"].set_label, N_("Appearance"))
        say(self._looks.set_name, N_("Appearance"))
        say(self._rows["size"].set_label, N_("Text size"))
        say(self._sizes.setAccessibleName, N_("Text size"))
        say(lambda _: self._name_looks(), "", key="looks")

    def _name_looks(self) -> None:
        words = self.words
        self._looks.set_rows(
            (
                (Look.LIGHT.value, words("Light")),
                (Look.DARK.value, words("Dark")),
                (Look.CONTRAST.value, words("High contrast")),
            ),
            self._looks.choice() or self._look.value,
        )

    def show_backup(self, backup: BackupStatus) -> None:
        """Say what has become of the backups."""
        self._backup = backup
        self._backup_fact.set_text(_backups(self.words, backup))
        self._back_up.setEnabled(True)

    def _on_back_up_clicked(self) -> None:
        self._back_up.setEnabled(False)
        self.backup_requested.emit()

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        super().set_words(words)
        self._languages.set_chosen(words.language)

    def first_focus(self) -> QWidget:
        """Begin with the language."""
        return self._languages.button(self.words.language)

    def _on_size_chosen(self, size: str) -> None:
        self.text_size_chosen.emit(int(size))


def _kiosk(words: Words, state: DeviceState) -> str:
    """Return what a kiosk does once nobody is there."""
    return f"{silence(words, state.idle_seconds)}\n{words(LEFT_HALF_WAY[state.partials])}"


def _backups(words: Words, backup: BackupStatus) -> str:
    """Return when the last good backup was made, what came since, and the second medium."""
    lines = [Formats(words).moment(backup.last) if backup.last else words("none")]
    if backup.since:
        lines.append(words.plural("{n} change since then", "{n} changes since then", backup.since))
    if backup.second is not None:
        where = isolate_ltr(str(backup.second))
        lines.append(
            words("A copy lies in {folder}.", folder=where)
            if backup.second_present and backup.second_last == backup.last
            else words("{folder} is not there: no copy went to it.", folder=where)
        )
    return "\n".join(lines)


def _check_line(check: CheckState, words: Words) -> str:
    """Return in one quiet line when the data was looked at, and whether it was sound."""
    if check.running:
        return words("being checked…")
    if check.last is None:
        return words("not checked since the app was opened")
    at, formats = check.last.at, Formats(words)
    if at.date() == check.now.date():
        when = words("checked today {time}", time=formats.clock(at))
    else:
        when = words("checked {moment}", moment=formats.moment(at))
    found = words("sound") if check.last.report.ok else words("something was found, see above")
    return f"{when} · {found}"
