"""The pieces of the home screen: the stop, the numbers, the drafts, the other forms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from surveyapp.errors import UserError
from surveyapp.services.forms import FormRow
from surveyapp.services.status import DraftRow, HomeSummary
from surveyapp.text import Words, isolate
from surveyapp.text.formats import Formats
from surveyapp.ui.breakpoints import is_narrow
from surveyapp.ui.kit.button import Button, IconButton, Variant
from surveyapp.ui.kit.card import Card, Hairline
from surveyapp.ui.kit.chip import Chip
from surveyapp.ui.kit.icon import Icon
from surveyapp.ui.kit.progress import Ring
from surveyapp.ui.kit.row_button import RowButton
from surveyapp.ui.kit.segmented import LANGUAGE_SEGMENTS, Segmented
from surveyapp.ui.kit.text import Label
from surveyapp.ui.models.problems import problem_says
from surveyapp.ui.theme import Tone, Type, current

DOT = "  ·  "


def joined(*parts: str) -> str:
    """Return short facts in a row; a line breaks between them, never within one."""
    return DOT.join(part.replace(" ", "\u00a0") for part in parts if part)


@dataclass(frozen=True, slots=True)
class HomeState:
    """Everything the home screen shows, in the language it speaks now."""

    summary: HomeSummary
    region: str
    """Name of the chosen stop's region; empty where no stop was chosen."""
    now: datetime
    operator: str = ""
    """Who asks; stored with each response."""
    operators: int = 0
    """How many names this device knows; with more than one, the name can be changed."""
    notices: tuple[UserError, ...] = ()
    """What to know before going on: a clock that disagrees."""
    identity: UserError | None = None
    """That this data was copied and has an identity of its own, until somebody has read it."""
    protection: tuple[UserError, ...] = ()
    """What is wrong with the protection of the key; stands until somebody sees to it."""
    damage: UserError | None = None
    """What was found damaged of what is kept here."""
    room: UserError | None = None
    """What to know about the room left on the disk."""
    practice: bool = False
    """Nothing of this counts."""
    practice_kept: bool = False
    """Something of a practice is kept, and can be wiped."""
    practice_news: UserError | None = None
    """That a practice was cut short, until somebody has read it."""


def minutes(form: FormRow, words: Words) -> str:
    """Return how long a form takes."""
    return words.plural("{n} min", "{n} min", form.minutes)


class StopHead(QWidget):
    """The stop at the top: region, day, place; beside it change and language."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(12)
        column = QVBoxLayout()
        column.setSpacing(0)
        self._kicker = Label("", Type.CAPTION_STRONG, colour="primary", parent=self)
        self._title = Label("", Type.DISPLAY, parent=self)
        self._meta = QHBoxLayout()
        self._meta.setSpacing(8)
        self._day = Label("", Type.LABEL, colour="text2", wrap=False, parent=self)
        self._place = Label("", Type.LABEL, colour="text2", wrap=False, parent=self)
        self._icons = (
            Icon("calendar", 18, parent=self),
            Icon("map-pin", 18, parent=self),
        )
        self._meta.addWidget(self._icons[0])
        self._meta.addWidget(self._day)
        self._meta.addSpacing(8)
        self._meta.addWidget(self._icons[1])
        self._meta.addWidget(self._place)
        self._meta.addStretch(1)
        column.addWidget(self._kicker)
        column.addWidget(self._title)
        column.addLayout(self._meta)
        self._box.addLayout(column, 1)
        tools = QHBoxLayout()
        tools.setSpacing(12)
        self.change = Button("", Variant.SECONDARY, icon="map-pin", parent=self)
        self.change.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Minimum)
        self.languages = Segmented(LANGUAGE_SEGMENTS, parent=self)
        tools.addWidget(self.change, 0, Qt.AlignmentFlag.AlignTop)
        tools.addWidget(self.languages, 0, Qt.AlignmentFlag.AlignTop)
        tools.addStretch(0)
        self._box.addLayout(tools)

    def show_stop(self, words: Words, state: HomeState) -> None:
        """Show where and when, or that nobody has said yet."""
        stop = state.summary.stop
        self._kicker.set_text(words("Stop of the day"))
        self._title.set_text(state.region if stop else words("No stop chosen yet"))
        self._day.set_text(Formats(words).long_date(stop.first_day) if stop else "")
        self._place.set_text(isolate(stop.place) if stop else "")
        for piece in (*self._icons, self._day, self._place):
            piece.setVisible(stop is not None)
        self.change.set_text(words("Change stop") if stop else words("Choose the stop"))
        self.languages.setAccessibleName(words("Language of the screens"))
        self.languages.set_chosen(words.language)

    def arrange(self) -> None:
        """Stand the tools below the title where there is no room beside it."""
        down = is_narrow(self)
        way = QBoxLayout.Direction
        self._box.setDirection(way.TopToBottom if down else way.LeftToRight)


class Numbers(QWidget):
    """Three numbers, each with its own words."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(16)
        self._cards = tuple(_NumberCard(icon, self) for icon in ("file-check", "ban", "send"))
        for card in self._cards:
            self._box.addWidget(card, 1)

    def show_counts(self, words: Words, summary: HomeSummary) -> None:
        """Show what was completed, declined, and not handed over."""
        completed, refused, waiting = self._cards
        completed.show_number(
            words, words("Completed responses"), summary.completed, words("at this stop")
        )
        refused.show_number(
            words,
            words("Declined to answer"),
            summary.refused,
            words("counted, without any answer"),
        )
        waiting.show_number(
            words,
            words("Not handed over"),
            summary.not_handed_over,
            words("only on this device so far"),
        )

    def arrange(self) -> None:
        """Stand below each other where words would be cut."""
        least = 3 * max(card.words_width() for card in self._cards) + 2 * 16
        way = QBoxLayout.Direction
        self._box.setDirection(way.LeftToRight if self.width() >= least else way.TopToBottom)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the width."""
        super().resizeEvent(event)
        self.arrange()


class _NumberCard(Card):
    def __init__(self, icon: str, parent: QWidget) -> None:
        super().__init__(margin=18, spacing=2, parent=parent)
        head = QHBoxLayout()
        self._name = Label("", Type.LABEL, colour="text2", parent=self)
        head.addWidget(self._name, 1)
        head.addWidget(Icon(icon, 22, parent=self))
        self._number = Label("", Type.NUMBER, wrap=False, parent=self)
        self._below = Label("", Type.CAPTION, colour="text2", parent=self)
        self.column.addLayout(head)
        self.column.addWidget(self._number)
        self.column.addWidget(self._below)

    def show_number(self, words: Words, name: str, number: int, below: str) -> None:
        self._name.set_text(name)
        self._number.set_text(Formats(words).number(number))
        self._below.set_text(below)
        self.setAccessibleName(f"{name}: {number}, {below}")

    def words_width(self) -> int:
        """Return the width the longest single word line wants."""
        return 36 + max(self._name.sizeHint().width() + current().icon_px(22), 120)


class DraftsCard(Card):
    """Responses put aside: each with what it is, how far it went, when it was left."""

    continued = Signal(str)
    discarded = Signal(str)
    discarded_requested = Signal()
    """Show those thrown away."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(margin=20, spacing=8, parent=parent)
        head = QHBoxLayout()
        head.setSpacing(10)
        self._title = Label("", Type.HEADING, wrap=False, parent=self)
        self._count = Chip("", Tone.WAITING, parent=self)
        head.addWidget(self._title)
        head.addWidget(self._count)
        head.addStretch(1)
        self.column.addLayout(head)
        self._empty = Label("", Type.CAPTION, colour="text2", parent=self)
        self.column.addWidget(self._empty)
        self._thrown = Button("", Variant.GHOST, icon="trash", parent=self)
        self._thrown.clicked.connect(self.discarded_requested)
        self._rows: list[QWidget] = []
        self._first: Button | None = None

    def show_drafts(
        self, words: Words, drafts: tuple[DraftRow, ...], discarded: int, now: datetime
    ) -> None:
        """Show the drafts as they stand at a moment, and the way to those thrown away."""
        for row in self._rows:
            self.column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = []
        self._first = None
        self._title.set_text(words("Drafts to continue"))
        self._count.set_text(str(len(drafts)))
        self._count.setVisible(bool(drafts))
        self._empty.set_text(words("Responses left half-way appear here."))
        self._empty.setVisible(not drafts)
        for number, draft in enumerate(drafts):
            if number:
                self._add(Hairline(parent=self))
            row = _DraftRow(words, draft, now, self)
            row.go_on.clicked.connect(lambda _=False, key=draft.id: self.continued.emit(key))
            row.discard.clicked.connect(lambda _=False, key=draft.id: self.discarded.emit(key))
            self._first = self._first or row.go_on
            self._add(row)
        self.column.removeWidget(self._thrown)
        self.column.addWidget(self._thrown, 0, Qt.AlignmentFlag.AlignLeading)
        self._thrown.set_text(
            words.plural("{n} discarded draft", "{n} discarded drafts", discarded)
        )
        self._thrown.setVisible(discarded > 0)

    def first_button(self) -> Button | None:
        """Return the way on with the first draft."""
        return self._first

    def _add(self, row: QWidget) -> None:
        self.column.addWidget(row)
        self._rows.append(row)


class _DraftRow(QWidget):
    def __init__(self, words: Words, draft: DraftRow, now: datetime, parent: QWidget) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(12)
        formats = Formats(words)
        ring = Ring(44, name=words("Answered"), parent=self)
        ring.set_share(draft.percent / 100, formats.percent(draft.percent / 100))
        column = QVBoxLayout()
        column.setSpacing(0)
        ago = formats.ago(now - draft.saved)
        column.addWidget(Label(isolate(draft.form_title), Type.LABEL_STRONG, parent=self))
        place = words("page {page} of {pages}", page=draft.page, pages=draft.pages)
        facts = joined(isolate(draft.category), ago, place)
        column.addWidget(Label(facts, Type.CAPTION, colour="text2", parent=self))
        self.discard = IconButton(
            "trash", words("Discard the draft left {when}", when=ago), colour="text2", parent=self
        )
        self.go_on = Button(words("Continue"), Variant.TONAL, parent=self)
        self.go_on.setAccessibleDescription(DOT.join((draft.form_title, facts)))
        row.addWidget(ring)
        row.addLayout(column, 1)
        for button in (self.discard, self.go_on):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)


class FormsCard(Card):
    """The other questionnaires of this device, one row each."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(margin=12, spacing=0, parent=parent)
        head = QHBoxLayout()
        head.setContentsMargins(8, 6, 8, 6)
        self._title = Label("", Type.HEADING, parent=self)
        head.addWidget(self._title)
        self.column.addLayout(head)
        self._rows: list[RowButton] = []

    def show_forms(self, words: Words, forms: tuple[FormRow, ...]) -> None:
        """Show the forms, or nothing where there is no other."""
        self._title.set_text(words("Other forms"))
        for old in self._rows:
            self.column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._rows = []
        for form in forms:
            row = RowButton("file-text", tile=True, chevron=True, parent=self)
            questions = words.plural("{n} question", "{n} questions", form.questions)
            refusal = form.refusal
            said = joined(questions, minutes(form, words))
            if refusal is not None:
                said = problem_says(refusal, words)
            row.set_content(isolate(form.title), said, ink="primary")
            row.setEnabled(refusal is None)
            row.clicked.connect(lambda _=False, key=form.hash: self.chosen.emit(key))
            self.column.addWidget(row)
            self._rows.append(row)
        self.setVisible(bool(forms))


class ModesCard(Card):
    """Other ways to ask than person to person."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(margin=8, spacing=0, parent=parent)
        self.kiosk = RowButton("device-tablet", tile=True, chevron=True, parent=self)
        self.practice = RowButton("flag", tile=True, chevron=True, parent=self)
        self.wipe = RowButton("trash", tile=True, chevron=True, parent=self)
        for row in (self.kiosk, self.practice, self.wipe):
            self.column.addWidget(row)

    def show_words(self, words: Words, *, practice: bool, kept: bool) -> None:
        """Name the ways; ``kept`` says whether anything of a practice can be wiped."""
        self.kiosk.set_content(words("Kiosk"), words("people answer by themselves"), ink="primary")
        if practice:
            self.practice.set_content(
                words("End the practice"), words("what comes then counts"), ink="primary"
            )
        else:
            self.practice.set_content(
                words("Practice"), words("rehearse; nothing of it counts"), ink="primary"
            )
        self.wipe.set_content(
            words("Wipe the practice"), words("all its answers, for good"), ink="danger"
        )
        self.wipe.setVisible(kept)
