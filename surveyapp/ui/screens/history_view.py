"""What became of a response: every state it had, who changed what and why, old beside new."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from surveyapp.services.history import AnswerChange, HistoryEntry
from surveyapp.store import RevisionKind
from surveyapp.text import N_, Words, isolate
from surveyapp.ui.kit.banner import TONE_INK, tone_ground
from surveyapp.ui.kit.button import Button, Variant
from surveyapp.ui.kit.card import Card
from surveyapp.ui.kit.flow_layout import FlowLayout
from surveyapp.ui.kit.icon import Icon, draw_icon
from surveyapp.ui.kit.paint import draw_box, is_rtl
from surveyapp.ui.kit.text import Label
from surveyapp.ui.models.responses import DOT, time_of
from surveyapp.ui.screens.answers_view import empty
from surveyapp.ui.theme import Look, Themed, Tone, Type, current

_DONE = {
    RevisionKind.CREATE: (N_("First finished"), Tone.SUCCESS, "check"),
    RevisionKind.EDIT: (N_("Changed after finishing"), Tone.INFO, "pencil"),
    RevisionKind.DELETE: (N_("Deleted"), Tone.DANGER, "trash"),
    RevisionKind.RESOLVE: (N_("Versions settled"), Tone.INFO, "scale"),
    RevisionKind.ERASE: (N_("Erased"), Tone.NEUTRAL, "ban"),
}


class HistoryView(QWidget):
    """States from the latest to the first; ``restore_requested(revision)``."""

    restore_requested = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)

    def show_history(self, words: Words, entries: tuple[HistoryEntry, ...], now: datetime) -> None:
        """Show these states, oldest first as the service tells them."""
        empty(self._column)
        card = Card(margin=16, spacing=16, parent=self)
        conflict = sum(entry.head for entry in entries) > 1
        for entry in reversed(entries):
            card.column.addWidget(self._entry(words, entry, now, conflict=conflict))
        self._column.addWidget(card)

    def _entry(
        self, words: Words, entry: HistoryEntry, now: datetime, *, conflict: bool
    ) -> QWidget:
        row = QWidget(self)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(14)
        text, tone, icon = _DONE[entry.kind]
        line.addWidget(_Dot(icon, tone, row), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(4)
        title = words(text)
        if conflict and entry.head:
            title += DOT + words("one of the versions to settle")
        elif entry.current:
            title += DOT + words("as it is now")
        column.addWidget(Label(title, Type.LABEL_STRONG, parent=row))
        when = time_of(entry.when, now, words)
        if entry.doubtful:
            when = words("{time} (in doubt)", time=when)
        facts = (when, isolate(entry.operator), isolate(entry.device))
        caption = DOT.join(fact for fact in facts if fact)
        column.addWidget(Label(caption, Type.CAPTION, colour="text2", parent=row))
        if entry.changes or entry.reason:
            column.addSpacing(4)
            column.addWidget(_changes_box(words, entry.changes, entry.reason, row))
        if entry.restorable and not conflict:
            back = Button(words("Restore this state"), Variant.GHOST, icon="history", parent=row)
            back.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Minimum)
            back.setAccessibleDescription(f"{title} {caption}")
            back.clicked.connect(
                lambda _=False, revision=entry.revision: self.restore_requested.emit(revision)
            )
            column.addWidget(back, 0, Qt.AlignmentFlag.AlignLeading)
        line.addLayout(column, 1)
        return row


def _changes_box(
    words: Words, changes: Sequence[AnswerChange], reason: str, parent: QWidget
) -> QWidget:
    box = Tinted(parent)
    for change in changes:
        box.column.addWidget(ChangeRow(words, change, box))
    if reason:
        text = words("Reason: {reason}", reason=isolate(reason))
        box.column.addWidget(Label(text, Type.CAPTION, parent=box))
    return box


class ChangeRow(QWidget):
    """A question, its answer before and its answer now; the arrow points the way of reading."""

    def __init__(self, words: Words, change: AnswerChange, parent: QWidget) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(Label(isolate(change.label), Type.CAPTION, colour="text2", parent=self))
        pair = QWidget(self)
        flow = FlowLayout(pair, spacing=8)
        before = isolate(change.before) or words("No answer")
        after = isolate(change.after) or words("No answer")
        old, new = AnswerPill(before, old=True, parent=pair), AnswerPill(after, parent=pair)
        old.setAccessibleName(words("Before: {answer}", answer=before))
        new.setAccessibleName(words("Now: {answer}", answer=after))
        flow.addWidget(old)
        flow.addWidget(_Arrow(pair))
        flow.addWidget(new)
        column.addWidget(pair)


class AnswerPill(Label):
    """An answer on a ground of its own; an old one is struck through: colour never speaks alone."""

    def __init__(self, text: str, *, old: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(
            text, Type.LABEL if old else Type.LABEL_STRONG,
            colour="text2" if old else "on_soft", parent=parent,
        )  # fmt: skip
        self._old = old
        self.setContentsMargins(12, 3, 12, 3)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground, the words, and the line through them."""
        theme = current()
        painter = QPainter(self)
        strong = theme.look is Look.CONTRAST
        fill = theme.colour("hover" if self._old else "soft")
        line = theme.colour("line") if strong else None
        draw_box(painter, QRectF(self.rect()), radius=8, fill=fill, line=line, width=theme.border)
        painter.end()
        super().paintEvent(event)
        if not self._old:
            return
        painter = QPainter(self)
        rect = self.contentsRect()
        block = self._laid_out(rect.width())
        for box in block.line_rects():
            y = rect.top() + box.center().y()
            left = rect.left() + box.left()
            painter.fillRect(QRectF(left, y, box.width(), 1.5), theme.colour("text2"))


class Tinted(QWidget, Themed):
    """A quiet panel inside a card."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(14, 10, 14, 10)
        self.column.setSpacing(10)

    def retheme(self) -> None:
        """Paint again."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw the ground."""
        theme = current()
        draw_box(
            QPainter(self),
            QRectF(self.rect()),
            radius=12,
            fill=theme.colour("canvas"),
            line=theme.colour("line"),
            width=theme.border,
        )


class _Arrow(Icon):
    def __init__(self, parent: QWidget) -> None:
        super().__init__("arrow-right", 18, parent=parent)

    def sizeHint(self) -> QSize:
        """Return a box as high as the answers beside it."""
        return QSize(super().sizeHint().width(), current().line(Type.LABEL) + 6)


class _Dot(QWidget, Themed):
    """What was done, as an icon on its tone."""

    def __init__(self, icon: str, tone: Tone, parent: QWidget) -> None:
        super().__init__(parent)
        self._icon, self._tone = icon, tone
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def retheme(self) -> None:
        """Measure again."""
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return the dot's square."""
        side = current().icon_px(36)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw ground and icon."""
        theme = current()
        painter = QPainter(self)
        rect = QRectF(self.rect())
        ink = theme.colour(TONE_INK[self._tone])
        line = ink if theme.look is Look.CONTRAST else None
        ground = theme.colour(tone_ground(self._tone))
        draw_box(painter, rect, radius=rect.width() / 2, fill=ground, line=line, width=theme.border)
        pad = rect.width() / 4
        square = rect.adjusted(pad, pad, -pad, -pad)
        draw_icon(painter, square, self._icon, ink, rtl=is_rtl(self), selected=True)
