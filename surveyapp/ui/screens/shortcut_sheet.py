"""The sheet of keys (F1): what each does on the screen below it, from the one table."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from surveyapp.text import Words
from surveyapp.ui.kit.keycap import KeyCaps, engraved
from surveyapp.ui.kit.sheet import Sheet
from surveyapp.ui.kit.text import Label
from surveyapp.ui.shortcuts import Topic, listed
from surveyapp.ui.theme import Type

_STEP = 80
"""How far an arrow scrolls, in px."""


class ShortcutSheet(Sheet):
    """Keys by where they count."""

    def __init__(self, words: Words, topics: tuple[Topic, ...], parent: QWidget) -> None:
        super().__init__(parent, words("Keys"), words("Close"))
        mirrored = words.rtl
        for topic, shortcuts in listed(topics):
            head = Label(words(topic.value), Type.LABEL_STRONG, colour="text2", parent=self.panel)
            self.column.addSpacing(8)
            self.column.addWidget(head)
            for shortcut in shortcuts:
                row = QWidget(self.panel)
                line = QHBoxLayout(row)
                line.setContentsMargins(0, 6, 0, 6)
                line.setSpacing(16)
                said = words(shortcut.says)
                keys = engraved(shortcut.caps(mirrored=mirrored), words.language)
                line.addWidget(Label(said, Type.LABEL, parent=row), 1)
                line.addWidget(KeyCaps(keys, row), 0, Qt.AlignmentFlag.AlignTop)
                row.setAccessibleName(f"{said}: {' + '.join(keys)}")
                self.column.addWidget(row)
        self.column.addStretch(1)
        self.close_button.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Scroll by keys: the one button in the sheet would take arrows for Tab."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            bar = self.page.verticalScrollBar()
            steps = {
                Qt.Key.Key_Down: _STEP,
                Qt.Key.Key_Up: -_STEP,
                Qt.Key.Key_PageDown: bar.pageStep(),
                Qt.Key.Key_PageUp: -bar.pageStep(),
                Qt.Key.Key_Home: -bar.maximum(),
                Qt.Key.Key_End: bar.maximum(),
            }
            step = steps.get(Qt.Key(event.key()))
            if step is not None:
                bar.setValue(bar.value() + step)
                return True
        return super().eventFilter(watched, event)
