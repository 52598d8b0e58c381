"""The answers of a response spelled out, and the facts about it: two of its tabs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from surveyapp.services.reading import Passage, ResponseRead
from surveyapp.text import Words, isolate
from surveyapp.ui.kit.card import Card, Hairline
from surveyapp.ui.kit.paint import is_rtl
from surveyapp.ui.kit.picture import Picture
from surveyapp.ui.kit.segmented import Segmented
from surveyapp.ui.kit.text import Align, Label
from surveyapp.ui.models.facts import page_times, response_facts
from surveyapp.ui.screens.fill_bar import language_segments
from surveyapp.ui.theme import Themed, Type, current

_GAP = 16
_EDGE = 10

SIDE_BY_SIDE = 520
"""Width in px, at 100 % text, from which an answer stands beside its question."""


class PairRow(QWidget, Themed):
    """A question and its answer, or the name of a fact and its value, side by side.

    One below the other where there is no room. It places them itself: a layout that turned as it
    was resized would tell those around it the height it had before.
    """

    def __init__(self, name: str, value: str, *, muted: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._name = Label(name, Type.LABEL, colour="text2", parent=self)
        step, ink = (Type.LABEL, "text2") if muted else (Type.LABEL_STRONG, "text")
        self._value = Label(value, step, colour=ink, parent=self)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def retheme(self) -> None:
        """Measure again."""
        self.updateGeometry()
        self._place()

    def _parts(self, width: int) -> tuple[int, int, int, int]:
        """Return widths and heights of name and value in a width."""
        first = second = width
        if width >= current().px(SIDE_BY_SIDE):
            first = round((width - _GAP) * 0.45)
            second = width - _GAP - first
        return first, self._name.heightForWidth(first), second, self._value.heightForWidth(second)

    def hasHeightForWidth(self) -> bool:
        """Say that words wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of the words in this width."""
        first, high, second, low = self._parts(width)
        beside = first + second < width + 1
        return (max(high, low) if beside else high + 2 + low) + 2 * _EDGE

    def sizeHint(self) -> QSize:
        """Return a readable width."""
        width = current().px(SIDE_BY_SIDE)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Return the least: words wrap."""
        return QSize(96, current().line(Type.LABEL) + 2 * _EDGE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place both."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        width = self.width()
        first, high, second, low = self._parts(width)
        if first + second > width:
            self._name.setGeometry(0, _EDGE, width, high)
            self._value.setGeometry(0, _EDGE + high + 2, width, low)
            return
        rtl = is_rtl(self)
        self._name.setGeometry(width - first if rtl else 0, _EDGE, first, high)
        self._value.setGeometry(0 if rtl else width - second, _EDGE, second, low)


class AnswersView(QWidget):
    """Every question that was asked, page by page, each row of a repeat by itself."""

    language_chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self._languages: Segmented | None = None

    def show_answers(self, words: Words, read: ResponseRead) -> None:
        """Show the answers of a response."""
        empty(self._column)
        self._languages = None
        if len(read.languages) > 1:
            switch = Segmented(language_segments(read.languages, words), read.language, parent=self)
            switch.setAccessibleName(words("Language of the questions"))
            switch.chosen.connect(self.language_chosen)
            self._languages = switch
            self._column.addWidget(switch, 0, Qt.AlignmentFlag.AlignLeading)
            self.arrange()
        for passage in read.passages:
            self._column.addWidget(self._card(words, passage))
        if not read.passages and read.unreadable is None:
            text = words("There are no answers to read.")
            self._column.addWidget(Label(text, Type.LABEL, colour="text2", parent=self))

    def _card(self, words: Words, passage: Passage) -> Card:
        card = Card(margin=16, spacing=0, parent=self)
        title = isolate(passage.title)
        if passage.row:
            row = words("Row {n}", n=passage.row)
            title = f"{title}  ·  {row}" if passage.title else row
        if title:
            card.column.addWidget(Label(title, Type.HEADING, parent=card))
        for number, each in enumerate(passage.answers):
            answer = isolate(each.answer) or words("No answer")
            add_pairs(card, [(isolate(each.question), answer, not each.answer)], after=number > 0)
            if each.picture:
                picture = Picture(card)
                picture.setAccessibleName(each.question)
                picture.set_data(each.picture)
                card.column.addWidget(picture)
                card.column.addSpacing(_EDGE)
        if passage.depth > 1:
            holder = Card(margin=0, spacing=0, parent=self)
            holder.column.setContentsMargins(0, 0, 0, 0)
            holder.column.addWidget(card)
            return holder
        return card

    def arrange(self) -> None:
        """Let the languages fit the width."""
        if self._languages is not None:
            self._languages.set_compact(self.width() < current().px(480))


class FactsView(QWidget):
    """Where a response comes from, and how long each page took."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)

    def show_facts(self, words: Words, read: ResponseRead) -> None:
        """Show the facts of a response."""
        empty(self._column)
        card = Card(margin=16, spacing=0, parent=self)
        add_pairs(card, [(name, value, False) for name, value in response_facts(read, words)])
        self._column.addWidget(card)
        times = page_times(read, words)
        if times:
            card = Card(margin=16, spacing=0, parent=self)
            heading = Label(words("Time on each page"), Type.HEADING, align=Align.START)
            card.column.addWidget(heading)
            add_pairs(card, [(title, spent or "–", False) for title, spent in times])
            self._column.addWidget(card)


def add_pairs(card: Card, pairs: Sequence[tuple[str, str, bool]], *, after: bool = False) -> None:
    """Add rows of name and value between hairlines; ``True`` mutes a value.

    ``after`` says that others stand above them.
    """
    for number, (name, value, muted) in enumerate(pairs):
        if number or after:
            card.column.addWidget(Hairline(parent=card))
        card.column.addWidget(PairRow(name, value, muted=muted, parent=card))


def empty(column: QVBoxLayout) -> None:
    """Take everything out of a column."""
    while (item := column.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
