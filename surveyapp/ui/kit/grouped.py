"""A field that sets thousands apart while a number is typed into it.

Each key changes the text as Qt does it; then the groups are drawn anew and the caret stays behind
the figures it was behind. Qt forgets its undo history where a program changes the text, so the
field keeps one of its own.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence

from surveyapp.text.grouping import Grouping
from surveyapp.ui.kit.field import Field

_STEPS = 100


class GroupedTyping(QObject):
    """Watches a field; ``set_grouping`` when its language changes."""

    def __init__(self, field: Field, grouping: Grouping) -> None:
        super().__init__(field)
        self._field = field
        self._grouping = grouping
        self._before = (field.text(), 0)
        self._done: list[tuple[str, int]] = []
        self._undone: list[tuple[str, int]] = []
        field.edit.textEdited.connect(self._on_edited)
        field.edit.textChanged.connect(self._on_changed)
        field.edit.cursorPositionChanged.connect(self._on_moved)
        field.edit.installEventFilter(self)
        self._busy = False

    def set_grouping(self, grouping: Grouping) -> None:
        """Write the number as another language does."""
        if grouping == self._grouping:
            return
        plain = self._grouping.plain(self._field.text()).replace(
            self._grouping.decimal, grouping.decimal
        )
        caret = len(self._grouping.plain(self._field.text()[: self._field.edit.cursorPosition()]))
        self._grouping = grouping
        self._done.clear()
        self._undone.clear()
        self._show(grouping.apply(plain), grouping.moved(plain, caret, grouping.apply(plain)))

    def _on_changed(self) -> None:
        """Forget the history of an answer that another one has replaced."""
        if not self._busy and not self._field.edit.isModified():
            self._done.clear()
            self._undone.clear()
            self._before = (self._field.text(), 0)

    def _on_moved(self, _old: int, new: int) -> None:
        if not self._busy and self._field.text() == self._before[0]:
            self._before = (self._before[0], new)

    def _on_edited(self, text: str) -> None:
        was, caret_was = self._before
        caret = self._field.edit.cursorPosition()
        plain = self._grouping.plain
        if plain(text) == plain(was) and len(text) < len(was):
            # Only a mark was deleted: the figure beyond it was meant.
            at = caret - 1 if caret < caret_was else caret
            text = text[:at] + text[at + 1 :] if 0 <= at < len(text) else text
            caret = min(caret, at)
        grouped = self._grouping.apply(text)
        self._done = [*self._done[-_STEPS:], self._before]
        self._undone.clear()
        self._show(grouped, self._grouping.moved(text, caret, grouped))

    def _show(self, text: str, caret: int) -> None:
        edit = self._field.edit
        self._busy = True
        if text != edit.text():
            edit.setText(text)
            edit.setModified(True)
        edit.setCursorPosition(caret)
        self._before = (text, caret)
        self._busy = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take back, and do again, by the keys of every field."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            for keys, here, there in (
                (QKeySequence.StandardKey.Undo, self._done, self._undone),
                (QKeySequence.StandardKey.Redo, self._undone, self._done),
            ):
                if event.matches(keys):
                    if here and not self._field.edit.isReadOnly():
                        there.append(self._before)
                        self._show(*here.pop())
                        self._field.text_edited.emit(self._field.text())
                    return True
        return super().eventFilter(watched, event)
