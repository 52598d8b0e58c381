"""Versions of one response side by side: a person says which answer is right, and why.

Only what differs is shown. The decision can wait; both versions stay in the history either way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from surveyapp.services.comparing import Comparison, Difference, Version
from surveyapp.text import N_, Words, isolate, isolate_ltr
from surveyapp.ui.breakpoints import is_narrow
from surveyapp.ui.kit.banner import Banner
from surveyapp.ui.kit.button import Button, Size, Variant
from surveyapp.ui.kit.card import Card
from surveyapp.ui.kit.icon import Icon
from surveyapp.ui.kit.option import RadioCard
from surveyapp.ui.kit.scroll_page import ScrollPage
from surveyapp.ui.kit.text import Label
from surveyapp.ui.models.facts import moment_line
from surveyapp.ui.models.responses import DOT
from surveyapp.ui.screens.answers_view import empty
from surveyapp.ui.screens.parts import BottomBar
from surveyapp.ui.screens.reason import ReasonField
from surveyapp.ui.screens.screen import Screen
from surveyapp.ui.shortcuts import Topic, bind
from surveyapp.ui.theme import Tone, Type

WHOLE = ""
"""Stands for what belongs to a version as a whole, among the refs of questions."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person picked."""

    picks: dict[str, str]
    """Ref -> revision."""
    base: str
    """The version taken for all the rest; ``""`` where that follows from the picks."""
    reason: str


class DecideScreen(Screen):
    """``decided(Decision)``, or later, or by going through the answers again."""

    topics = (Topic.CHANGE, Topic.ANYWHERE)

    later = Signal()
    decided = Signal(object)
    edit_requested = Signal(str)
    """Hash of the version to begin from."""
    words_changed = Signal()

    def __init__(self, words: Words, comparison: Comparison, *, operator: str) -> None:
        super().__init__(words)
        self._operator = operator
        self._comparison = comparison
        self._picks: dict[str, str] = {
            each.ref: each.suggested for each in comparison.differences if each.suggested
        }
        self._rows: list[_Row] = []
        self._heads: list[_VersionHead] = []
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._scroll = ScrollPage(max_width=1200, spacing=12, parent=self)
        self._title = Label("", Type.TITLE, parent=self)
        self._lead = Label("", Type.CAPTION, colour="text2", parent=self)
        self._note = Banner(tone=Tone.INFO, parent=self)
        self._table = QVBoxLayout()
        self._table.setSpacing(12)
        self.reason = ReasonField(words, self)
        self._who = Label("", Type.CAPTION, colour="text2", parent=self)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self._title)
        names.addWidget(self._lead)
        column = self._scroll.column
        column.addLayout(names)
        column.addWidget(self._note)
        column.addLayout(self._table)
        column.addWidget(self.reason)
        column.addWidget(self._who)
        column.addStretch(1)
        self._bottom = BottomBar(self)
        self._later = Button("", Variant.SECONDARY, size=Size.BAR, parent=self)
        self._edit = Button("", Variant.GHOST, icon="pencil", parent=self)
        self._save = Button("", Variant.PRIMARY, icon="check", size=Size.BAR, parent=self)
        self._left = Label("", Type.CAPTION, colour="text2", wrap=False, parent=self)
        self._bottom.add_leading(self._later)
        self._bottom.add_leading(self._edit)
        self._bottom.add_trailing(self._left)
        self._bottom.add_trailing(self._save)
        outer.addWidget(self._scroll, 1)
        outer.addWidget(self._bottom)
        self._later.clicked.connect(self.later)
        self._edit.clicked.connect(self._on_edit)
        self._save.clicked.connect(self._on_save)
        bind(self, "keep", self._on_save)
        say = self.speech.say
        say(self._title.set_text, N_("Which answer is right?"))
        say(self._later.set_text, N_("Decide later"))
        say(self._edit.set_text, N_("Go through the answers"))
        say(self._save.set_text, N_("Keep the decision"))
        self.show_comparison(comparison)

    def show_comparison(self, comparison: Comparison) -> None:
        """Show the versions, in the language spoken now; what was picked stays picked."""
        self._comparison = comparison
        words = self.words
        self._lead.set_text(
            DOT.join(
                (
                    words("Response {code}", code=isolate_ltr(comparison.code)),
                    words.plural(
                        "{n} version beside each other",
                        "{n} versions beside each other",
                        len(comparison.versions),
                    ),
                )
            )
        )
        self._show_note(words, comparison)
        self._who.set_text(
            words("Stored under the name {name}", name=isolate(self._operator))
            if self._operator
            else ""
        )
        empty(self._table)
        self._heads = [
            _VersionHead(words, version, number, self)
            for number, version in enumerate(comparison.versions, start=1)
        ]
        heads = _Line(None, self._heads, self)
        for head in self._heads:
            head.chosen.connect(self._on_whole)
        self._table.addWidget(heads)
        self._rows = []
        for difference in comparison.differences:
            row = _Row(words, difference, comparison, self)
            row.set_locked(locked=comparison.whole_only)
            row.picked.connect(self._on_picked)
            self._rows.append(row)
            self._table.addWidget(row)
        self._show_picks()
        self.arrange()

    def _show_note(self, words: Words, comparison: Comparison) -> None:
        suggested = sum(bool(each.suggested) for each in comparison.differences)
        if comparison.whole_only:
            self._note.set_content(
                words("One version has to be chosen as a whole"),
                words(
                    "One of them deletes the response, or they are of different versions of the "
                    "questionnaire, so that their answers cannot be mixed."
                ),
            )
        elif suggested:
            self._note.set_content(
                words.plural(
                    "{n} answer is chosen already: only one of the versions changed it",
                    "{n} answers are chosen already: only one of the versions changed them",
                    suggested,
                ),
                words("Look whether that is right; it can be chosen otherwise."),
            )
        self._note.setVisible(comparison.whole_only or bool(suggested))

    def set_words(self, words: Words) -> None:
        """Speak another language; picks and half-typed words stay."""
        super().set_words(words)
        self.reason.set_words(words)
        self.words_changed.emit()

    # -- picking ---------------------------------------------------------------------------

    def _on_picked(self, ref: str, revision: str) -> None:
        self._picks[ref] = revision
        self._show_picks()

    def _on_whole(self, revision: str) -> None:
        self._picks = {each.ref: revision for each in self._comparison.differences}
        self._picks[WHOLE] = revision
        self._show_picks()

    def _missing(self) -> list[_Row]:
        return [row for row in self._rows if row.difference.ref not in self._picks]

    def _show_picks(self) -> None:
        for row in self._rows:
            row.show_pick(self._picks.get(row.difference.ref, ""))
        whole = set(self._picks.values())
        complete = not self._missing()
        for head in self._heads:
            head.set_chosen(chosen=complete and whole == {head.revision})
        words = self.words
        left = len({row.difference.ref for row in self._missing()})
        self._left.set_text(
            words.plural("{n} answer to choose", "{n} answers to choose", left) if left else ""
        )

    def _on_edit(self) -> None:
        first = self._comparison.versions
        best = self._picks.get(WHOLE) or next(
            (each.revision for each in first if not each.deleted), first[0].revision
        )
        self.edit_requested.emit(best)

    def _on_save(self) -> None:
        words = self.words
        missing = self._missing()
        if missing or (self._comparison.whole_only and WHOLE not in self._picks):
            self._bottom.toast.show_message(words("Choose an answer to go on"))
            target: QWidget = missing[0] if missing else self._heads[0]
            self._scroll.show_widget(target)
            if missing and not self._comparison.whole_only:
                missing[0].focus_first()
            else:
                self._heads[0].choose.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        reason = self.reason.given()
        if not reason:
            self._scroll.show_widget(self.reason)
            return
        picks = {ref: revision for ref, revision in self._picks.items() if ref != WHOLE}
        self.decided.emit(Decision(picks, self._picks.get(WHOLE, ""), reason))

    def step_back(self) -> bool:
        """Let the decision wait."""
        self.later.emit()
        return True

    def first_focus(self) -> QWidget:
        """Begin with what nobody has picked yet."""
        missing = self._missing()
        if missing and not self._comparison.whole_only:
            return missing[0].first()
        return self._heads[0].choose

    def arrange(self) -> None:
        """Fit the bars to the window."""
        self._bottom.arrange()
        self._left.setVisible(not is_narrow(self))
        self._save.setMinimumWidth(200 if not is_narrow(self) else 0)


class _Line(QWidget):
    """A name and a box for each version: beside each other, or one below the other."""

    def __init__(self, name: QWidget | None, boxes: Sequence[QWidget], parent: QWidget) -> None:
        super().__init__(parent)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(12)
        self._name = name or QWidget(self)
        self._spacer = name is None
        self._box.addWidget(self._name, 1)
        for box in boxes:
            self._box.addWidget(box, 1)
        for item in (self._name, *boxes):
            policy = item.sizePolicy()
            policy.setHorizontalPolicy(policy.Policy.Ignored)
            item.setSizePolicy(policy)

    def event(self, event: QEvent) -> bool:
        """Turn with the window."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            down = is_narrow(self)
            way = QBoxLayout.Direction
            wanted = way.TopToBottom if down else way.LeftToRight
            if self._box.direction() is not wanted:
                self._box.setDirection(wanted)
                self._box.setSpacing(6 if down else 12)
            self._name.setVisible(not (down and self._spacer))
        return super().event(event)


class _VersionHead(Card):
    """Who wrote a version, where and when; chosen as a whole by one press."""

    chosen = Signal(str)

    def __init__(self, words: Words, version: Version, number: int, parent: QWidget) -> None:
        super().__init__(margin=14, spacing=6, radius=12, parent=parent)
        self.revision = version.revision
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(Icon("device-tablet", 22, colour="primary", parent=self))
        name = words("Version {n}", n=number)
        title = Label(f"{name}{DOT}{isolate(version.device)}", Type.LABEL_STRONG, parent=self)
        line.addWidget(title, 1)
        self.column.addLayout(line)
        when = moment_line(version.when, words)
        if version.doubtful:
            when = words("{time} (in doubt)", time=when)
        facts = DOT.join(part for part in (isolate(version.operator), when) if part)
        self.column.addWidget(Label(facts, Type.CAPTION, colour="text2", parent=self))
        if version.reason:
            said = words("Reason: {reason}", reason=isolate(version.reason))
            self.column.addWidget(Label(said, Type.CAPTION, parent=self))
        self.choose = Button(
            words("Delete the response") if version.deleted else words("Choose all of it"),
            Variant.TONAL,
            parent=self,
        )
        self.choose.setAccessibleDescription(f"{name} {facts}")
        self.choose.clicked.connect(lambda: self.chosen.emit(self.revision))
        self.column.addWidget(self.choose)

    def set_chosen(self, *, chosen: bool) -> None:
        """Show it as the one that is taken as a whole."""
        self.set_selected(chosen)


class _Row(QWidget):
    """One question, its answer before, and a card for the answer of each version."""

    picked = Signal(str, str)

    def __init__(
        self, words: Words, difference: Difference, comparison: Comparison, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.difference = difference
        name = QWidget(self)
        column = QVBoxLayout(name)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(0)
        column.addWidget(Label(isolate(difference.label), Type.LABEL_STRONG, parent=name))
        before = words("Before: {answer}", answer=isolate(difference.before) or words("No answer"))
        column.addWidget(Label(before, Type.CAPTION, colour="text2", parent=name))
        column.addStretch(1)
        self._cards: dict[str, RadioCard] = {}
        self._said: dict[RadioCard, tuple[str, str]] = {}
        self._down = False
        cards: list[QWidget] = []
        pairs = zip(comparison.versions, difference.answers, strict=True)
        for number, (version, answer) in enumerate(pairs, start=1):
            said = isolate(answer) or (words("Deleted") if version.deleted else words("No answer"))
            card = RadioCard(said, parent=self)
            card.setAccessibleDescription(
                words("{question}: {answer}", question=isolate(difference.label), answer=said)
                + DOT
                + words("Version {n}", n=number)
            )
            card.clicked.connect(
                lambda _=False, revision=version.revision: self.picked.emit(
                    self.difference.ref, revision
                )
            )
            self._cards[version.revision] = card
            self._said[card] = (said, words("Version {n}", n=number))
            cards.append(card)
        self._line = _Line(name, cards, self)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._line)

    def event(self, event: QEvent) -> bool:
        """Name the version on each card where no column says it."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            down = is_narrow(self)
            if down != self._down:
                self._down = down
                for card, (said, version) in self._said.items():
                    card.set_text(f"{version}{DOT}{said}" if down else said)
        return super().event(event)

    def set_locked(self, *, locked: bool) -> None:
        """Let nobody pick here: versions can be chosen as a whole only."""
        for card in self._cards.values():
            card.setEnabled(not locked)

    def show_pick(self, revision: str) -> None:
        """Show which answer is picked."""
        card = self._cards.get(revision)
        if card is not None:
            card.setChecked(True)

    def first(self) -> RadioCard:
        """Return the first card."""
        return next(iter(self._cards.values()))

    def focus_first(self) -> None:
        """Give the keyboard the first card."""
        self.first().setFocus(Qt.FocusReason.ShortcutFocusReason)
