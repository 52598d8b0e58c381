"""The overview: every question of every page, answered, missing or to be mended, one tap away.

A sheet over the page; where the window is wide the same list stands beside it (``overview_dock``).
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from surveyapp.text import Words, isolate, isolate_ltr
from surveyapp.ui.kit.card import Hairline
from surveyapp.ui.kit.chip import FilterChip
from surveyapp.ui.kit.flow_layout import FlowLayout
from surveyapp.ui.kit.progress import ProgressBar
from surveyapp.ui.kit.row_button import RowButton
from surveyapp.ui.kit.sheet import Sheet
from surveyapp.ui.kit.text import Label
from surveyapp.ui.models.outline import Entry, EntryState, Outline, Section, outline
from surveyapp.ui.theme import Type
from surveyapp.xform import FormSession

STATE_ICONS = {
    EntryState.ANSWERED: ("circle-check", "primary"),
    EntryState.UNANSWERED: ("circle", "line_strong"),
    EntryState.WRONG: ("alert-circle", "danger"),
    EntryState.ROWS: ("list-check", "text2"),
}
FILTERS = (None, EntryState.UNANSWERED, EntryState.WRONG)


class OverviewList(QWidget):
    """Three filters and the questions by page; ``jumped(page ref, question ref)``."""

    jumped = Signal(str, str)

    def __init__(self, words: Words, parent: QWidget, *, only_here: bool = False) -> None:
        super().__init__(parent)
        self._words = words
        self._only_here = only_here
        self._shown: EntryState | None = None
        self._outline = Outline(())
        self._here = ""
        self._rows: dict[tuple[str, str], RowButton] = {}
        self._laid: list[object] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        filters = QWidget(self)
        flow = FlowLayout(filters, spacing=8)
        self._filters = {state: FilterChip("", "", checked=state is None) for state in FILTERS}
        for state, chip in self._filters.items():
            flow.addWidget(chip)
            chip.clicked.connect(lambda _=False, state=state: self._filter(state))
        column.addWidget(filters)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        column.addLayout(self._list)

    def set_words(self, words: Words) -> None:
        """Speak another language from the next ``show_outline`` on."""
        self._words = words
        self._laid = []

    def show_outline(self, outline: Outline, here: str) -> None:
        """Show a response as it is; ``here`` is the page that one is on."""
        self._outline, self._here = outline, here
        words = self._words
        names = (words("All"), words("Without answer"), words("To check"))
        for (state, chip), name in zip(self._filters.items(), names, strict=True):
            count = len(outline.entries if state is None else outline.having(state))
            chip.set_text(name, str(count))
        self._fill()

    def take_focus(self) -> bool:
        """Give the keyboard to where one is, else to the first row; ``False`` where none is."""
        rows = list(self._rows.values())
        row = next((row for row in rows if row.is_marked()), rows[0] if rows else None)
        if row is not None:
            row.setFocus(Qt.FocusReason.TabFocusReason)
        return row is not None

    def _filter(self, state: EntryState | None) -> None:
        self._shown = state
        for other, chip in self._filters.items():
            chip.setChecked(other is state)
        self._fill()

    def _wanted(self) -> list[Section | Entry]:
        """Return what is listed: heads of sections, and under them the questions."""
        wanted: list[Section | Entry] = []
        for section in self._outline.sections:
            entries = [e for e in section.entries if self._shown in (None, e.state)]
            here = any(entry.page_ref == self._here for entry in section.entries)
            if entries:
                wanted.append(section)
                if here or self._shown is not None or not self._only_here:
                    wanted += entries
        return wanted

    def _fill(self) -> None:
        wanted = self._wanted()
        # A list that stays keeps its widgets, and with them the keyboard and the scroll place.
        laid: list[object] = [
            ("head", each.title, each.first) if isinstance(each, Section) else each.ref
            for each in wanted
        ]
        if laid != self._laid:
            self._lay(wanted)
            self._laid = laid
        marked = False
        for each in wanted:
            if isinstance(each, Section):
                head = self._rows.get(("head", str(each.first)))
                if head is not None:
                    show_section(head, each, self._words)
            else:
                row = self._rows["entry", each.ref]
                show_entry(row, each, self._words)
                row.set_marked(each.page_ref == self._here and not marked)
                marked = marked or each.page_ref == self._here

    def _lay(self, wanted: list[Section | Entry]) -> None:
        while (item := self._list.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._rows = {}
        for each in wanted:
            if isinstance(each, Section) and not self._only_here:
                self._list.addWidget(section_head(each, self._words, self))
                continue
            row = RowButton("chevron-right", parent=self)
            key = ("head", str(each.first)) if isinstance(each, Section) else ("entry", each.ref)
            target = (each.page_ref, "" if isinstance(each, Section) else each.ref)
            row.clicked.connect(lambda _=False, target=target: self.jumped.emit(*target))
            self._rows[key] = row
            self._list.addWidget(row)
        if not wanted:
            nothing = Label(self._words("Nothing here."), Type.LABEL, colour="text2", parent=self)
            self._list.addWidget(nothing)


class OverviewCount(QWidget):
    """How many questions have an answer, in words and as a bar."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self._words = Label("", Type.CAPTION, colour="text2", parent=self)
        self._bar = ProgressBar(name="", parent=self)
        column.addWidget(Hairline(parent=self))
        column.addWidget(self._words)
        column.addWidget(self._bar)

    def show_outline(self, outline: Outline, words: Words) -> None:
        """Show the count of a response."""
        total = len(outline.entries)
        answered = len(outline.having(EntryState.ANSWERED))
        one = "{n} of {total} questions answered"
        self._words.set_text(words.plural(one, one, answered, total=total))
        self._bar.setAccessibleName(words("Answered"))
        self._bar.set_count(answered, total)


class OverviewSheet(Sheet):
    """The overview over the page."""

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
        self._target: tuple[str, str] | None = None
        seen = outline(session, words, checked=checked)
        questions = OverviewList(words, self.panel)
        questions.show_outline(seen, here)
        questions.jumped.connect(self._jump)
        self.column.addWidget(questions)
        self.column.addStretch(1)
        count = OverviewCount(self.panel)
        count.show_outline(seen, words)
        self.foot.addWidget(count)
        self.closed.connect(self._on_closed)

    def _jump(self, page: str, ref: str) -> None:
        self._target = (page, ref)
        self.close_overlay()

    def _on_closed(self) -> None:
        # Only now is the focus back below, so that the question can take it.
        if self._target is not None:
            self.jumped.emit(*self._target)


def section_title(section: Section, words: Words) -> str:
    """Return the heading of a section: its pages' numbers and its title, or their numbers."""
    one = section.first == section.last
    pages = str(section.first) if one else isolate_ltr(f"{section.first}–{section.last}")
    if section.title:
        return words("{number}. {title}", number=pages, title=isolate(section.title))
    return words("Page {number}", number=pages) if one else words("Pages {range}", range=pages)


def show_section(row: RowButton, section: Section, words: Words) -> None:
    """Let a row head a section: it leads to its first page."""
    row.set_content(
        section_title(section, words),
        isolate_ltr(f"{section.answered}/{section.questions}") if section.questions else "",
        ink="text2",
    )


def section_head(section: Section, words: Words, parent: QWidget) -> QWidget:
    """Return the heading of a section: numbers, title, how many questions are answered."""
    head = QWidget(parent)
    row = QHBoxLayout(head)
    row.setContentsMargins(0, 16, 0, 4)
    title = section_title(section, words)
    row.addWidget(Label(title, Type.LABEL_STRONG, colour="text2", parent=head), 1)
    count = isolate_ltr(f"{section.answered}/{section.questions}") if section.questions else ""
    row.addWidget(Label(count, Type.CAPTION, colour="text2", wrap=False, parent=head))
    return head


def entry_row(entry: Entry, words: Words, parent: QWidget) -> RowButton:
    """Return the row of a question."""
    row = RowButton(STATE_ICONS[entry.state][0], parent=parent)
    show_entry(row, entry, words)
    return row


def show_entry(row: RowButton, entry: Entry, words: Words) -> None:
    """Let a row say how a question stands."""
    icon, ink = STATE_ICONS[entry.state]
    wrong = entry.state is EntryState.WRONG
    caption = entry.message if wrong else entry.answer or words("No answer yet")
    row.set_content(
        isolate(entry.question),
        isolate(caption),
        icon=icon,
        ink=ink,
        caption_ink="danger" if wrong else "text2",
    )
