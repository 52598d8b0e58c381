"""A one-line field: frame, icon before, unit and buttons inside, error in place.

The frame is ours; the QLineEdit in it keeps cursors, selection, input methods and accessibility.
"""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
)
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from surveyapp.ui.kit.focus_ring import FocusRing
from surveyapp.ui.kit.icon import Icon
from surveyapp.ui.kit.paint import draw_box, is_rtl
from surveyapp.ui.kit.text import Label
from surveyapp.ui.theme import Themed, Type, current

RADIUS = 12.0


class Field(QWidget, Themed):
    """A line edit in a 56 px frame.

    ``name`` is its accessible name (the label above it says it to the eye). ``numeric`` keeps
    digits at the reading edge in both directions. Signals: ``text_edited(str)`` on each change a
    person makes, ``editing_finished()`` on leaving, ``return_pressed()``.
    """

    text_edited = Signal(str)
    editing_finished = Signal()
    return_pressed = Signal()

    def __init__(
        self,
        name: str = "",
        *,
        text: str = "",
        placeholder: str = "",
        icon: str = "",
        unit: str = "",
        numeric: bool = False,
        password: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._numeric = numeric
        self._wrong = False
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(4, 4, 4, 4)
        self._row.setSpacing(4)
        self._icon = Icon(icon or "search", 22, parent=self)
        self._icon.setVisible(bool(icon))
        self._row.addSpacing(8)
        self._row.addWidget(self._icon)
        self.edit = _Edit(self)
        self._row.addWidget(self.edit, 1)
        self._unit = Label(unit, Type.BODY, colour="text2", wrap=False, parent=self)
        self._unit.setVisible(bool(unit))
        self._unit.setContentsMargins(8, 0, 8, 0)
        self._row.addWidget(self._unit)
        self._after: list[QWidget] = []
        self.set_hidden(password)
        self.edit.textEdited.connect(self.text_edited)
        self.edit.editingFinished.connect(self.editing_finished)
        self.edit.textChanged.connect(self._turn)
        self.edit.returnPressed.connect(self.return_pressed)
        self.edit.installEventFilter(self)
        self.setFocusProxy(self.edit)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_name(name)
        self.set_placeholder(placeholder)
        self.retheme()
        self.set_text(text)

    # -- content ---------------------------------------------------------------------------

    def text(self) -> str:
        """Return what stands in the field."""
        return self.edit.text()

    def set_text(self, text: str) -> None:
        """Show a text from its beginning, without any signal."""
        if text != self.edit.text():
            self.edit.setText(text)
            self.edit.setCursorPosition(0)

    def set_hidden(self, hidden: bool) -> None:
        """Show dots in place of letters (or the letters)."""
        mode = QLineEdit.EchoMode.Password if hidden else QLineEdit.EchoMode.Normal
        self.edit.setEchoMode(mode)

    def is_hidden(self) -> bool:
        """Say whether dots stand in place of letters."""
        return self.edit.echoMode() is QLineEdit.EchoMode.Password

    def set_name(self, name: str) -> None:
        """Name the field for screen readers."""
        self.edit.setAccessibleName(name)

    def set_description(self, text: str) -> None:
        """Describe the field for screen readers: hint and error."""
        self.edit.setAccessibleDescription(text)

    def set_placeholder(self, text: str) -> None:
        """Show an example while the field is empty."""
        self.edit.setPlaceholderText(text)

    def set_unit(self, unit: str) -> None:
        """Show a unit inside the frame."""
        self._unit.set_text(unit)
        self._unit.setVisible(bool(unit))

    def set_wrong(self, wrong: bool) -> None:
        """Show the red frame; the words stand above the field."""
        self._wrong = wrong
        self.update()

    def set_read_only(self, read_only: bool) -> None:
        """Show the text without letting it change."""
        self.edit.setReadOnly(read_only)
        self.update()

    def add_after(self, widget: QWidget) -> None:
        """Put a button inside the frame, at its trailing end."""
        self._row.addWidget(widget)
        self._after.append(widget)

    # -- measuring and direction -----------------------------------------------------------

    def retheme(self) -> None:
        """Take fonts, colours and direction."""
        theme = current()
        rtl = is_rtl(self)
        self.edit.setFont(theme.font(Type.BODY, rtl=rtl))
        side = Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft
        self.edit.setAlignment(
            side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        )
        colours = self.edit.palette()
        colours.setColor(QPalette.ColorRole.Base, QColor(0, 0, 0, 0))
        colours.setColor(QPalette.ColorRole.Text, theme.colour("text"))
        colours.setColor(QPalette.ColorRole.PlaceholderText, theme.colour("text2"))
        colours.setColor(QPalette.ColorRole.Highlight, theme.colour("primary"))
        colours.setColor(QPalette.ColorRole.HighlightedText, theme.colour("on_primary"))
        self.edit.setPalette(colours)
        self.edit.setMinimumHeight(theme.line(Type.BODY) + 8)
        self.setMinimumHeight(self.sizeHint().height())
        self._turn()
        self.updateGeometry()

    def _turn(self) -> None:
        """Keep a phone number or an address whole inside Arabic: no letter of it runs to the left.

        The alignment is absolute, so nothing but the order of signs changes.
        """
        rtl = is_rtl(self)
        text = self.edit.text()
        plain = self._numeric or (bool(text) and not _has_rtl(text))
        way = (
            Qt.LayoutDirection.RightToLeft if rtl and not plain else Qt.LayoutDirection.LeftToRight
        )
        if self.edit.layoutDirection() is not way:
            self.edit.setLayoutDirection(way)

    def changeEvent(self, event: QEvent) -> None:
        """Turn with the direction."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self.retheme()

    def sizeHint(self) -> QSize:
        """Return 56 px and what text scale adds."""
        height = max(56, current().line(Type.BODY) + 26)
        inner = max((widget.sizeHint().height() for widget in self._after), default=0)
        return QSize(current().px(240), max(height, inner + 8))

    def minimumSizeHint(self) -> QSize:
        """Return a width of some letters."""
        inner = sum(widget.sizeHint().width() + 4 for widget in self._after)
        return QSize(current().px(96) + inner, self.sizeHint().height())

    # -- focus and painting ----------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Show the ring whenever the text has the focus."""
        if watched is self.edit and isinstance(event, QFocusEvent):
            if event.gotFocus():
                FocusRing.follow(self, event.reason(), radius=RADIUS, always=True)
            else:
                FocusRing.leave(self)
            self.update()
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Let a press anywhere in the frame begin typing."""
        self.edit.setFocus(Qt.FocusReason.MouseFocusReason)
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw the frame; no state changes its box."""
        theme = current()
        painter = QPainter(self)
        line, width = "line_strong", max(1.25, theme.border)
        if self._wrong:
            line, width = "danger", 2.0
        elif self.edit.hasFocus():
            line, width = "text", max(1.5, theme.border)
        fill = "surface"
        if self.edit.isReadOnly() or not self.isEnabled():
            fill, line = "sunken", "line"
        draw_box(
            painter,
            QRectF(self.rect()),
            radius=RADIUS,
            fill=theme.colour(fill),
            line=theme.colour(line),
            width=width,
        )


def _has_rtl(text: str) -> bool:
    return any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text)


class _Edit(QLineEdit):
    """The bare line edit: no frame, no menu that outlives a respondent."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrame(False)
        self.setTextMargins(8, 0, 8, 0)
        self.setAttribute(Qt.WidgetAttribute.WA_MacShowFocusRect, on=False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep a plain Enter, which ``return_pressed`` has told: nobody above shall act on it too.

        Qt passes it on for the default button of a dialog. Here a page would go on twice.
        """
        super().keyPressEvent(event)
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
