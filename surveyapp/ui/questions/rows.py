"""The rows of a repeat: as a list on a page of its own, or each under its head among questions.

A row says its first answers, so that it is known again; it is opened, and removed at once (whoever
listens offers to take that back). Where the form fixes the rows, none can be added or removed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from surveyapp.text import Words, isolate
from surveyapp.text.markup import unmarked
from surveyapp.ui.kit.button import Button, IconButton, Variant
from surveyapp.ui.kit.card import Card
from surveyapp.ui.kit.focus_ring import FocusRing
from surveyapp.ui.kit.row_button import RowButton
from surveyapp.ui.kit.text import Label
from surveyapp.ui.models.rows import RowFace, rows_of
from surveyapp.ui.theme import Themed, Type
from surveyapp.xform import FormSession


class RowCard(Card):
    """One row: press it to open, the bin at its end to remove."""

    opened = Signal()
    removed = Signal()

    def __init__(self, *, removable: bool, parent: QWidget) -> None:
        super().__init__(margin=4, spacing=0, radius=12, parent=parent)
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        self.open = RowButton("circle", chevron=True, parent=self)
        self.remove = IconButton("trash", "", colour="text2", parent=self)
        self.remove.setVisible(removable)
        line.addWidget(self.open, 1)
        line.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignVCenter)
        self.column.addLayout(line)
        self.open.clicked.connect(self.opened)
        self.remove.clicked.connect(self.removed)
        self._removable = removable

    def show_face(self, face: RowFace, words: Words) -> None:
        """Show what the row is and how it stands."""
        to_check = words.plural("{n} answer left to check", "{n} answers left to check", face.wrong)
        if face.wrong:
            icon, ink = "alert-circle", "danger"
        elif face.answered and face.answered == face.asked:
            icon, ink = "circle-check", "primary"
        else:
            icon, ink = "circle", "line_strong"
        said = "  ·  ".join(isolate(answer) for answer in face.answers)
        caption = said or words("No answer yet")
        if face.wrong:
            caption = "  ·  ".join(part for part in (said, to_check) if part)
        self.open.set_content(
            isolate(face.name),
            caption,
            icon=icon,
            ink=ink,
            caption_ink="danger" if face.wrong else "text2",
        )
        self.remove.set_name(words("Remove {row}", row=isolate(face.name)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Remove by the key that deletes."""
        if event.key() == Qt.Key.Key_Delete and not event.modifiers() and self._removable:
            self.removed.emit()
            return
        super().keyPressEvent(event)


class RowHead(RowCard):
    """The head of a row whose questions stand below it on the same page, or are folded away."""

    def __init__(self, ref: str, *, removable: bool, parent: QWidget) -> None:
        super().__init__(removable=removable, parent=parent)
        self.ref = ref

    def set_unfolded(self, unfolded: bool) -> None:
        """Show whether the row's questions stand below."""
        self.open.set_unfolded(unfolded)
        self.set_selected(unfolded)


class RowList(QWidget, Themed):
    """All rows of a repeat, and the way to one more.

    The list itself takes the keyboard first: digits open a row, plus or Insert adds one, Enter
    goes on, arrows reach the rows, Delete removes the one they have reached.
    """

    accessible_role = QAccessible.Role.List

    opened = Signal(str)
    removed = Signal(str)
    asked = Signal()
    """For one more row."""

    def __init__(
        self,
        session: FormSession,
        ref: str,
        words: Words,
        checked: Callable[[], Collection[str]],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self.ref = ref
        self._words = words
        self._checked = checked
        self._cards: list[RowCard] = []
        self._refs: list[str] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self.title = Label("", Type.QUESTION, parent=self)
        self._count = Label("", Type.CAPTION, colour="text2", parent=self)
        self.add = Button("", Variant.TONAL, icon="plus", parent=self)
        self.add.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.add.clicked.connect(self.asked)
        self._column.addWidget(self.title)
        self._column.addWidget(self._count)
        self._column.addSpacing(8)
        self._column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeading)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.refresh()

    def refresh(self) -> None:
        """Read the rows again; a card stays where its row stays."""
        words = self._words
        faces = rows_of(self._session, self.ref, words, checked=self._checked())
        removable = self._session.can_add(self.ref)
        while len(self._cards) > len(faces):
            card = self._cards.pop()
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        while len(self._cards) < len(faces):
            self._cards.append(self._make(len(self._cards), removable=removable))
        self._refs = [face.ref for face in faces]
        for card, face in zip(self._cards, faces, strict=True):
            card.show_face(face, words)
        label = unmarked(self._session.label(self.ref))
        self.title.set_text(label)
        count = words.plural("{n} row so far", "{n} rows so far", len(faces))
        self._count.set_text(count if faces else words("Nothing here yet. Add the first one."))
        self.add.set_text(words("Add: {group}", group=isolate(label)))
        self.setAccessibleName(label)
        self.setAccessibleDescription(
            " ".join((self._count.text(), words("Plus adds one, Enter goes on.")))
        )

    def _make(self, place: int, *, removable: bool) -> RowCard:
        card = RowCard(removable=removable, parent=self)
        card.opened.connect(lambda: self.opened.emit(self._refs[place]))
        card.removed.connect(lambda: self.removed.emit(self._refs[place]))
        self._column.insertWidget(self._column.indexOf(self.add), card)
        return card

    def retranslate(self, words: Words) -> None:
        """Speak another language."""
        self._words = words
        self.refresh()

    def retheme(self) -> None:
        """Measure again."""
        self.updateGeometry()

    def focus_row(self, place: int, reason: Qt.FocusReason) -> None:
        """Put the keyboard on a row, or on the list where it has none."""
        if self._cards:
            self._cards[max(0, min(place, len(self._cards) - 1))].open.setFocus(reason)
        else:
            self.setFocus(reason)

    # -- keys ------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open, add, move; Enter is left to the page."""
        key = event.key()
        if event.modifiers() & ~(
            Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier
        ):
            event.ignore()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Insert):
            self.asked.emit()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if key == Qt.Key.Key_Down else -1
            self.focus_row(self._place() + step, Qt.FocusReason.TabFocusReason)
        elif event.text() and event.text() in "123456789"[: len(self._refs)]:
            self.opened.emit(self._refs[int(event.text()) - 1])
        else:
            event.ignore()

    def _place(self) -> int:
        return next((at for at, card in enumerate(self._cards) if card.open.hasFocus()), -1)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring for the keyboard."""
        super().focusInEvent(event)
        FocusRing.follow(self, event.reason(), radius=12)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the ring."""
        super().focusOutEvent(event)
        FocusRing.leave(self)
