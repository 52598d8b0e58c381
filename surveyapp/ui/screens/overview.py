"""The overview: every question of every page, answered, missing or to be mended, one tap away."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from surveyapp.text import Words, isolate, isolate_ltr
from surveyapp.ui.kit.card import Hairline
from surveyapp.ui.kit.chip import FilterChip
from surveyapp.ui.kit.flow_layout import FlowLayout
from surveyapp.ui.kit.progress import ProgressBar
from surveyapp.ui.kit.row_button import RowButton
from surveyapp.ui.kit.sheet import Sheet
from surveyapp.ui.kit.text import Label
from surveyapp.ui.models.outline import Entry, EntryState, Section, outline
from surveyapp.ui.theme import Type
from surveyapp.xform import FormSession

STATE_ICONS = {
    EntryState.ANSWERED: ("circle-check", "primary"),
    EntryState.UNANSWERED: ("circle", "line_strong"),
    EntryState.WRONG: ("alert-circle", "danger"),
}


class OverviewSheet(Sheet):
    """Three filters, the questions by page, and how many have an answer."""

    jumped = Signal(str, str)
    """``(page ref, question ref)``."""

    def __init__(
        self,
        words: Words,
        session: FormSession,
        *,
        subtitle: str,
        here: str,
        checked: frozenset[str],
        parent: QWidget,
    ) -> None:
        super().__init__(parent, words("Overview"), words("Close"), subtitle=subtitle)
        self._words = words
        self._here = here
        self._outline = outline(session, words, checked=checked)
        self._target: tuple[str, str] | None = None
        entries = self._outline.entries
        self._filters = {
            None: FilterChip(words("All"), str(len(entries)), checked=True),
            EntryState.UNANSWERED: FilterChip(
                words("Without answer"), str(len(self._outline.having(EntryState.UNANSWERED)))
            ),
            EntryState.WRONG: FilterChip(
                words("To check"), str(len(self._outline.having(EntryState.WRONG)))
            ),
        }
        filters = QWidget(self.panel)
        flow = FlowLayout(filters, spacing=8)
        for state, chip in self._filters.items():
            flow.addWidget(chip)
            chip.clicked.connect(lambda _=False, state=state: self._filter(state))
        self.column.addWidget(filters)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self.column.addLayout(self._list)
        self.column.addStretch(1)
        answered = len(entries) - len(self._outline.having(EntryState.UNANSWERED, EntryState.WRONG))
        count = Label(
            words.plural(
                "{n} of {total} questions answered",
                "{n} of {total} questions answered",
                answered,
                total=len(entries),
            ),
            Type.CAPTION,
            colour="text2",
        )
        bar = ProgressBar(name=words("Answered"))
        bar.set_count(answered, len(entries))
        self.foot.insertWidget(0, Hairline(parent=self.panel))
        self.foot.addWidget(count)
        self.foot.addWidget(bar)
        self.closed.connect(self._on_closed)
        self._fill(None)

    def _filter(self, state: EntryState | None) -> None:
        for other, chip in self._filters.items():
            chip.setChecked(other is state)
        self._fill(state)

    def _fill(self, state: EntryState | None) -> None:
        while (item := self._list.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        shown = 0
        for section in self._outline.sections:
            entries = [e for e in section.entries if state is None or e.state is state]
            if not entries:
                continue
            shown += len(entries)
            self._list.addWidget(section_head(section, self._words, self.panel))
            for entry in entries:
                row = entry_row(entry, self._words, self.panel)
                row.set_marked(section.page_ref == self._here and entry is entries[0])
                row.clicked.connect(
                    lambda _=False, page=section.page_ref, ref=entry.ref: self._jump(page, ref)
                )
                self._list.addWidget(row)
        if not shown:
            self._list.addWidget(
                Label(self._words("Nothing here."), Type.LABEL, colour="text2", parent=self.panel)
            )

    def _jump(self, page: str, ref: str) -> None:
        self._target = (page, ref)
        self.close_overlay()

    def _on_closed(self) -> None:
        # Only now is the focus back below, so that the question can take it.
        if self._target is not None:
            self.jumped.emit(*self._target)


def section_head(section: Section, words: Words, parent: QWidget) -> QWidget:
    """Return the heading of a page: number, title, how many of its questions are answered."""
    head = QWidget(parent)
    row = QHBoxLayout(head)
    row.setContentsMargins(0, 16, 0, 4)
    title = words("{number}. {title}", number=section.number, title=isolate(section.title))
    row.addWidget(Label(title, Type.LABEL_STRONG, colour="text2", parent=head), 1)
    count = isolate_ltr(f"{section.answered}/{len(section.entries)}")
    row.addWidget(Label(count, Type.CAPTION, colour="text2", wrap=False, parent=head))
    return head


def entry_row(entry: Entry, words: Words, parent: QWidget) -> RowButton:
    """Return the row of a question."""
    icon, ink = STATE_ICONS[entry.state]
    row = RowButton(icon, parent=parent)
    wrong = entry.state is EntryState.WRONG
    caption = entry.message if wrong else entry.answer or words("No answer yet")
    row.set_content(
        isolate(entry.question),
        isolate(caption),
        ink=ink,
        caption_ink="danger" if wrong else "text2",
    )
    return row
