"""Rank: answers put in order. The value names all of them, the first one first."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from surveyapp.text import Words
from surveyapp.text.markup import unmarked
from surveyapp.ui.kit.button import Button, Variant
from surveyapp.ui.kit.rank_list import RankList, RankWords
from surveyapp.ui.questions.base import Posed, QuestionWidget
from surveyapp.ui.questions.select import options_of


class RankQuestion(QuestionWidget):
    """The answers as rows, and a button to keep the order as it is or to take it back."""

    def __init__(self, posed: Posed, parent: QWidget | None = None) -> None:
        super().__init__(posed, parent)
        self.list = RankList(self._row_words(), kiosk=posed.kiosk, parent=self)
        self.list.ordered.connect(self._on_ordered)
        self.list.cleared.connect(self._on_cleared)
        self.list.went_on.connect(self.went_on)
        below = QWidget(self)
        row = QHBoxLayout(below)
        row.setContentsMargins(0, 8, 0, 0)
        self.settle = Button("", Variant.TONAL, parent=below)
        self.settle.clicked.connect(self._on_settle)
        row.addWidget(self.settle)
        row.addStretch(1)
        self.add_control(self.list)
        self.add_control(below)
        self.refresh()

    def _row_words(self) -> RankWords:
        words = self.words
        return RankWords(
            placed=lambda answer, n, count: words(
                "{answer}: place {n} of {count}", answer=answer, n=n, count=count
            ),
            unplaced=lambda answer: words("{answer}: no place yet", answer=answer),
            up=lambda answer: words("Move up: {answer}", answer=answer),
            down=lambda answer: words("Move down: {answer}", answer=answer),
            lifted=lambda answer: words(
                "{answer} is lifted. Arrows move it, Space puts it down", answer=answer
            ),
        )

    def refresh_control(self) -> None:
        """Show the answers in the order given, else as the form lists them."""
        options = options_of(self.session.choices(self.ref))
        place = {value: at for at, value in enumerate(self.session.selected(self.ref))}
        # What came to the list since stands last, and the order waits to be confirmed.
        ranked = bool(place) and place.keys() == {option.value for option in options}
        shown = sorted(options, key=lambda option: place.get(option.value, len(place)))
        self.list.set_order(shown, ranked=ranked)
        self.list.setAccessibleName(unmarked(self.session.label(self.ref)))
        readonly = self.session.is_readonly(self.ref)
        self.list.setEnabled(not readonly)
        self.settle.set_text(
            self.words("Take the order back") if ranked else self.words("Keep this order")
        )
        self.settle.set_icon("arrow-back-up" if ranked else "check")
        self.settle.set_variant(Variant.GHOST if ranked else Variant.TONAL)
        self.settle.setVisible(bool(shown) and not readonly)

    def retranslate(self, words: Words) -> None:
        """Speak another language; the order and what is lifted stay."""
        self.words = words
        self.list.set_words(self._row_words())
        super().retranslate(words)

    def set_control_wrong(self, wrong: bool, description: str) -> None:
        """Show red lines."""
        self.list.set_wrong(wrong)
        self.list.setAccessibleDescription(description)

    def instruction(self) -> str:
        """Say what to do."""
        return self.words("Put the answers in order, the first one on top")

    def focus_first(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Focus the first row."""
        self.list.focus_first(reason)

    def accepts_focus(self) -> bool:
        """Say whether there is anything to put in order."""
        return bool(self.list.rows()) and self.list.isEnabled()

    def set_current(self, current_question: bool, *, by_keys: bool) -> None:  # noqa: ARG002
        """Put down what is lifted when the focus goes elsewhere."""
        if not current_question:
            self.list.leave()

    def _on_ordered(self, values: tuple[str, ...]) -> None:
        self.value_edited.emit(self.ref, " ".join(values))

    def _on_cleared(self) -> None:
        if self.session.value(self.ref):
            self.value_edited.emit(self.ref, "")
        else:
            self.refresh_control()

    def _on_settle(self) -> None:
        if self.list.ranked:
            self._on_cleared()
        else:
            self.list.confirm()
