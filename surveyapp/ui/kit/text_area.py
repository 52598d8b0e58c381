"""A field of several lines. QTextEdit, plain text only: QPlainTextEdit left-aligns Arabic."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QTextBlockFormat,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit, QVBoxLayout, QWidget

from surveyapp.ui.kit.focus_ring import FocusRing
from surveyapp.ui.kit.paint import draw_box, is_rtl
from surveyapp.ui.kit.scroll_page import tame_scrolling
from surveyapp.ui.theme import Themed, Type, current

RADIUS = 12.0


class TextArea(QWidget, Themed):
    """A frame of three lines or more that grows with its words, then scrolls.

    Tab leaves it (a form is no text editor). Signals: ``text_edited(str)``,
    ``editing_finished()``.
    """

    text_edited = Signal(str)
    editing_finished = Signal()

    def __init__(
        self,
        name: str = "",
        *,
        text: str = "",
        placeholder: str = "",
        rows: int = 3,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._rows = rows
        self._wrong = False
        self._quiet = False
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        self.edit = _Edit(self)
        column.addWidget(self.edit)
        self.edit.textChanged.connect(self._on_text_changed)
        self.edit.focus_changed.connect(self._on_focus_changed)
        self.setFocusProxy(self.edit)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_name(name)
        self.edit.setPlaceholderText(placeholder)
        self.set_text(text)
        self.retheme()

    def text(self) -> str:
        """Return what stands in the field."""
        return self.edit.toPlainText()

    def set_text(self, text: str) -> None:
        """Show a text without any signal; typing goes on where it was if it is the same."""
        if text == self.text():
            return
        self._quiet = True
        self.edit.setPlainText(text)
        self._quiet = False
        self._shape()

    def set_name(self, name: str) -> None:
        """Name the field for screen readers."""
        self.edit.setAccessibleName(name)

    def set_description(self, text: str) -> None:
        """Describe the field for screen readers: hint and error."""
        self.edit.setAccessibleDescription(text)

    def set_placeholder(self, text: str) -> None:
        """Show an example while the field is empty."""
        self.edit.setPlaceholderText(text)

    def set_wrong(self, wrong: bool) -> None:
        """Show the red frame; the words stand above the field."""
        self._wrong = wrong
        self.update()

    def set_read_only(self, read_only: bool) -> None:
        """Show the text without letting it change."""
        self.edit.setReadOnly(read_only)
        self.update()

    def _on_text_changed(self) -> None:
        if self._quiet:
            return
        self._shape()
        self.text_edited.emit(self.text())

    def _on_focus_changed(self, inside: bool, reason: object) -> None:
        if inside:
            kept = reason if isinstance(reason, Qt.FocusReason) else Qt.FocusReason.OtherFocusReason
            FocusRing.follow(self, kept, radius=RADIUS, always=True)
        else:
            FocusRing.leave(self)
            self.editing_finished.emit()
        self.update()

    def retheme(self) -> None:
        """Take fonts, colours and direction."""
        theme = current()
        rtl = is_rtl(self)
        self.edit.setFont(theme.font(Type.BODY, rtl=rtl))
        option = QTextOption()
        way = Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight
        option.setTextDirection(way)
        side = Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft
        option.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.edit.document().setDefaultTextOption(option)
        self.edit.document().setDocumentMargin(10)
        colours = self.edit.palette()
        colours.setColor(QPalette.ColorRole.Base, QColor(0, 0, 0, 0))
        colours.setColor(QPalette.ColorRole.Text, theme.colour("text"))
        colours.setColor(QPalette.ColorRole.PlaceholderText, theme.colour("text2"))
        colours.setColor(QPalette.ColorRole.Highlight, theme.colour("primary"))
        colours.setColor(QPalette.ColorRole.HighlightedText, theme.colour("on_primary"))
        self.edit.setPalette(colours)
        tame_scrolling(self.edit)
        self._shape()

    def changeEvent(self, event: QEvent) -> None:
        """Turn with the direction."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self.retheme()

    def _shape(self) -> None:
        """Give every line its step, then grow to the words (to three times the rows)."""
        theme = current()
        step = theme.line_step(Type.BODY, rtl=is_rtl(self))
        was = self._quiet
        self._quiet = True
        whole = QTextCursor(self.edit.document())
        whole.select(QTextCursor.SelectionType.Document)
        shape = QTextBlockFormat()
        shape.setLineHeight(step, QTextBlockFormat.LineHeightTypes.MinimumHeight.value)
        if whole.blockFormat().lineHeight() != step or self.edit.document().blockCount() > 1:
            undo = self.edit.isUndoRedoEnabled()
            whole.joinPreviousEditBlock() if undo else whole.beginEditBlock()
            whole.mergeBlockFormat(shape)
            whole.endEditBlock()
        self._quiet = was
        least = step * self._rows + 20
        tall = round(self.edit.document().size().height())
        height = min(max(least, tall), least * 3) + 8
        if height != self.minimumHeight():
            self.setFixedHeight(height)

    def sizeHint(self) -> QSize:
        """Return a readable width and the height of the rows."""
        return QSize(current().px(320), self.minimumHeight())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw the frame; no state changes its box."""
        theme = current()
        line, width = "line_strong", max(1.25, theme.border)
        if self._wrong:
            line, width = "danger", 2.0
        elif self.edit.hasFocus():
            line, width = "text", max(1.5, theme.border)
        fill = "surface"
        if self.edit.isReadOnly() or not self.isEnabled():
            fill, line = "sunken", "line"
        draw_box(
            QPainter(self),
            QRectF(self.rect()),
            radius=RADIUS,
            fill=theme.colour(fill),
            line=theme.colour(line),
            width=width,
        )


class _Edit(QTextEdit):
    """The bare edit."""

    focus_changed = Signal(bool, object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave Ctrl+Enter to the page: it finishes."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell the frame."""
        super().focusInEvent(event)
        self.focus_changed.emit(True, event.reason())  # noqa: FBT003 - a signal

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell the frame."""
        super().focusOutEvent(event)
        self.focus_changed.emit(False, event.reason())  # noqa: FBT003 - a signal
