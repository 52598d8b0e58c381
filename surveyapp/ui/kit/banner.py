"""A banner: what to know before going on; its links lead to what is missing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from surveyapp.ui.kit.announce import announce
from surveyapp.ui.kit.icon import Icon
from surveyapp.ui.kit.paint import is_rtl, leading, rounded_path
from surveyapp.ui.kit.ringed import Ringed
from surveyapp.ui.kit.text import Label, TextBlock, text_width
from surveyapp.ui.theme import Look, Themed, Tone, Type, current

TONE_INK = {
    Tone.NEUTRAL: "text2",
    Tone.SUCCESS: "primary",
    Tone.WAITING: "amber",
    Tone.DANGER: "danger",
    Tone.INFO: "info",
}
TONE_GROUND = {
    Tone.NEUTRAL: "sunken",
    Tone.SUCCESS: "soft",
    Tone.WAITING: "amber_soft",
    Tone.DANGER: "danger_soft",
    Tone.INFO: "info_soft",
}
TONE_ICON = {
    Tone.NEUTRAL: "info-circle",
    Tone.SUCCESS: "circle-check",
    Tone.WAITING: "clock",
    Tone.DANGER: "alert-triangle",
    Tone.INFO: "info-circle",
}


def tone_ground(tone: Tone) -> str:
    """Return the token of a tone's ground; in high contrast all grounds are white."""
    if current().look is Look.CONTRAST and tone in (Tone.SUCCESS, Tone.NEUTRAL):
        return "surface"
    return TONE_GROUND[tone]


class Banner(QWidget, Themed):
    """A tinted panel: title, sentence, and links of 48 px (``link_clicked(key)``)."""

    link_clicked = Signal(str)

    def __init__(
        self,
        title: str = "",
        text: str = "",
        tone: Tone = Tone.INFO,
        *,
        links: Sequence[tuple[str, str]] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tone = tone
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 14, 20, 14)
        row.setSpacing(14)
        self._icon = Icon(TONE_ICON[tone], 24, colour=TONE_INK[tone], parent=self)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(2)
        self._title = Label(title, Type.LABEL_STRONG, parent=self)
        self._text = Label(text, Type.CAPTION, parent=self)
        column.addWidget(self._title)
        column.addWidget(self._text)
        self._links = QVBoxLayout()
        self._shown_links: list[QPushButton] = []
        self._links.setSpacing(0)
        column.addLayout(self._links)
        row.addLayout(column, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.set_content(title, text, links=links)

    def set_content(
        self,
        title: str,
        text: str = "",
        *,
        links: Sequence[tuple[str, str]] = (),
        tone: Tone | None = None,
    ) -> None:
        """Show other words; ``links`` are (key, words)."""
        if tone is not None:
            self._tone = tone
            self._icon.set_icon(TONE_ICON[tone], colour=TONE_INK[tone])
        self._title.set_text(title)
        self._text.set_text(text)
        self._text.setVisible(bool(text))
        while (item := self._links.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._shown_links.clear()
        for key, words in links:
            link = _Link(words, self)
            link.clicked.connect(lambda _on=False, key=key: self.link_clicked.emit(key))
            self._links.addWidget(link)
            self._shown_links.append(link)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self.updateGeometry()
        self.update()

    def announce(self) -> None:
        """Have a screen reader say the banner now."""
        announce(self, f"{self.accessibleName()} {self.accessibleDescription()}".strip())

    def links(self) -> tuple[QPushButton, ...]:
        """Return the links, first to last."""
        return tuple(self._shown_links)

    def retheme(self) -> None:
        """Paint again."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw ground and leading bar."""
        theme = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        painter.setClipPath(rounded_path(rect, 12))
        painter.fillRect(rect, theme.colour(tone_ground(self._tone)))
        bar = leading(rect, 5, rtl=is_rtl(self))
        painter.fillRect(bar, theme.colour(TONE_INK[self._tone]))
        if theme.look is Look.CONTRAST:
            painter.setPen(theme.colour(TONE_INK[self._tone]))
            painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 12, 12)


class _Link(Ringed, QPushButton, Themed):
    """Underlined words, 48 px tall for a finger."""

    ring_radius = 8

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(text)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def retheme(self) -> None:
        self.updateGeometry()

    def _block(self, width: float) -> TextBlock:
        return TextBlock(self.accessibleName(), Type.CAPTION, rtl=is_rtl(self), width=width)

    def sizeHint(self) -> QSize:
        width = text_width(self.accessibleName(), Type.CAPTION, rtl=is_rtl(self))
        return QSize(width, self.heightForWidth(width + 1))

    def minimumSizeHint(self) -> QSize:
        return QSize(48, 48)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max(48, self._block(width).height + 16)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        painter = QPainter(self)
        ink = current().colour("danger" if isinstance(self.parent(), Banner) else "primary")
        parent = self.parent()
        if isinstance(parent, Banner):
            ink = current().colour(TONE_INK[parent._tone])
        block = self._block(self.width())
        top = (self.height() - block.height) / 2
        block.paint(painter, 0, top, ink)
        for box in block.line_rects():
            y = top + box.bottom() - 2
            painter.fillRect(QRectF(box.left(), y, box.width(), 1), ink)
