"""Making the workbook: its language, what will be in it, where it goes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from surveyapp.errors import UserError
from surveyapp.text import N_, Words, isolate_ltr
from surveyapp.ui.kit.button import Button, Size, Variant
from surveyapp.ui.kit.card import Card
from surveyapp.ui.kit.icon import Icon
from surveyapp.ui.kit.scroll_page import ScrollPage
from surveyapp.ui.kit.segmented import LANGUAGE_SEGMENTS, Segmented
from surveyapp.ui.kit.text import Label
from surveyapp.ui.models.problems import problem_says
from surveyapp.ui.screens.parts import BottomBar, Labelled
from surveyapp.ui.screens.screen import Screen, Text
from surveyapp.ui.screens.work import WorkView
from surveyapp.ui.theme import Tone, Type

SHEETS = (
    (N_("Summary"), N_("numbers by stop and by question")),
    (N_("Responses in words"), N_("one row a response, answers as people read them")),
    (N_("Responses in codes"), N_("the same rows for statistical software")),
    (N_("Codebook"), N_("every question, every answer, every code")),
    (N_("Provenance"), N_("which device and stop each row came from")),
)


class WorkbookScreen(Screen):
    """Language, content, make."""

    workbook_requested = Signal(str)
    """The workbook's language."""
    contacts_requested = Signal(str)

    def __init__(self, words: Words, responses: int) -> None:
        super().__init__(words)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._scroll = ScrollPage(max_width=760, spacing=20, parent=self)
        self._title = Label("", Type.TITLE, parent=self)
        self._lead = Label("", Type.LABEL, colour="text2", parent=self)
        self.work = WorkView(words, self)
        self._languages = Segmented(LANGUAGE_SEGMENTS, words.language, parent=self)
        self._row = Labelled(self._languages, self)
        self._sheets = Card(margin=20, spacing=10, parent=self)
        self._privacy = _PrivacyCard(self)
        for piece in (
            self._title,
            self._lead,
            self.work,
            self._row,
            self._sheets,
            self._privacy,
        ):
            self._scroll.column.addWidget(piece)
        self._scroll.column.addStretch(1)
        self._bottom = BottomBar(self)
        self._make = Button(
            "", Variant.PRIMARY, icon="file-spreadsheet", size=Size.BAR, parent=self
        )
        self._bottom.add_trailing(self._make)
        outer.addWidget(self._scroll, 1)
        outer.addWidget(self._bottom)
        self._make.clicked.connect(self._on_make)
        self._privacy.contacts.clicked.connect(self._on_contacts)
        self._say_everything(responses)

    def _say_everything(self, responses: int) -> None:
        say = self.speech.say
        say(self._title.set_text, N_("The workbook"))
        say(
            self._lead.set_text,
            lambda words: words.plural(
                "{n} response on this device", "{n} responses on this device", responses
            ),
        )
        say(self._row.set_label, N_("Language of the workbook"))
        say(self._languages.setAccessibleName, N_("Language of the workbook"))
        for name, about in SHEETS:
            title = Label("", Type.LABEL_STRONG, parent=self._sheets)
            text = Label("", Type.CAPTION, colour="text2", parent=self._sheets)
            say(title.set_text, name)
            say(text.set_text, about)
            column = QVBoxLayout()
            column.setSpacing(0)
            column.addWidget(title)
            column.addWidget(text)
            row = QHBoxLayout()
            row.setSpacing(12)
            row.addWidget(Icon("check", 22, colour="primary", parent=self._sheets))
            row.addLayout(column, 1)
            self._sheets.column.addLayout(row)
        say(self._privacy.title.set_text, N_("Without data that identifies people"))
        say(
            self._privacy.text.set_text,
            N_("Phone numbers and e-mails stay out. They go into a file of their own, if you ask."),
        )
        say(self._privacy.contacts.set_text, N_("Make the contacts file"))
        say(self._make.set_text, N_("Make workbook"))

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        self.work.set_words(words)
        super().set_words(words)

    def first_focus(self) -> QWidget:
        """Begin with the language."""
        return self._languages.button(self._languages.choice())

    def show_working(self, text: Text) -> None:
        """Show that a file is being made."""
        self._make.setEnabled(False)
        self._privacy.contacts.setEnabled(False)
        self.work.show_working(text)
        self._scroll.to_top()

    def show_ready(self) -> None:
        """Take wishes again."""
        self._make.setEnabled(True)
        self._privacy.contacts.setEnabled(True)

    def show_made(self, path: Path, rows: int, left_out: tuple[UserError, ...] = ()) -> None:
        """Say where the file is, and what is not in it."""
        self.show_ready()
        self.work.show_outcome(
            Tone.WAITING if left_out else Tone.SUCCESS,
            lambda words: words("{file} is ready", file=isolate_ltr(path.name)),
            lambda words: "\n".join(
                (
                    words.plural("{n} row", "{n} rows", rows),
                    isolate_ltr(str(path.parent)),
                    *(problem_says(each, words) for each in left_out),
                )
            ),
        )

    def _on_make(self) -> None:
        self.workbook_requested.emit(self._languages.choice())

    def _on_contacts(self) -> None:
        self.contacts_requested.emit(self._languages.choice())


class _PrivacyCard(Card):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(margin=20, spacing=10, parent=parent)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(Icon("shield-check", 24, colour="primary", parent=self))
        column = QVBoxLayout()
        column.setSpacing(0)
        self.title = Label("", Type.LABEL_STRONG, parent=self)
        self.text = Label("", Type.CAPTION, colour="text2", parent=self)
        column.addWidget(self.title)
        column.addWidget(self.text)
        row.addLayout(column, 1)
        self.contacts = Button("", Variant.SECONDARY, parent=self)
        self.column.addLayout(row)
        self.column.addWidget(self.contacts)
