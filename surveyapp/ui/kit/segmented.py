"""A segmented control: one of a few, all in view (language, text size)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLocale, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QRadioButton, QSizePolicy, QWidget

from surveyapp.ui.kit.paint import draw_box, is_rtl
from surveyapp.ui.kit.ringed import Ringed
from surveyapp.ui.kit.text import Align, draw_line, text_width
from surveyapp.ui.theme import Look, Themed, Type, current


@dataclass(frozen=True, slots=True)
class Segment:
    """One choice: its key, its words, and shorter words for narrow bars."""

    key: str
    text: str
    short: str = ""


LANGUAGE_SEGMENTS = (
    Segment("ar", "العربية", "ع"),
    Segment("fr", "Français", "Fr"),
    Segment("en", "English", "En"),
)
"""Languages name themselves, in the order they are offered."""

_OWN_NAMES = {segment.key: segment.text for segment in LANGUAGE_SEGMENTS}


def own_name(tag: str) -> str:
    """Return what a language calls itself; the tag where nobody here knows it."""
    known = _OWN_NAMES.get(tag)
    if known is not None:
        return known
    locale = QLocale(tag)
    name = locale.nativeLanguageName() if locale.language() is not QLocale.Language.C else ""
    return name[:1].upper() + name[1:] if name else tag


class Segmented(QWidget, Themed):
    """Radio buttons in one strip; ``chosen(key)`` when a person chooses another."""

    chosen = Signal(str)

    def __init__(
        self,
        segments: Sequence[Segment],
        chosen: str = "",
        *,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(4, 4, 4, 4)
        self._row.setSpacing(0)
        self._buttons: dict[str, _SegmentButton] = {}
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        for segment in segments:
            button = _SegmentButton(segment, self)
            button.clicked.connect(lambda _on=False, key=segment.key: self._on_clicked(key))
            button.toggled.connect(self._on_toggled)
            self._buttons[segment.key] = button
            self._row.addWidget(button)
        self._told = ""
        self.set_chosen(chosen)

    def choice(self) -> str:
        """Return the key of the chosen segment, or ``""``."""
        return next((key for key, button in self._buttons.items() if button.isChecked()), "")

    def set_chosen(self, key: str) -> None:
        """Choose a segment without a signal."""
        self._told = key
        button = self._buttons.get(key)
        if button is not None:
            button.setChecked(True)

    def set_texts(self, texts: dict[str, str]) -> None:
        """Show other words, by key; keys that are not here are passed over."""
        for key, text in texts.items():
            if key in self._buttons:
                self._buttons[key].set_text(text)

    def set_compact(self, compact: bool) -> None:
        """Show the short words (or the full ones)."""
        for button in self._buttons.values():
            button.set_compact(compact)

    def button(self, key: str) -> QRadioButton:
        """Return the radio button of a key (for tests and tab order)."""
        return self._buttons[key]

    def _on_clicked(self, key: str) -> None:
        self._tell(key)

    def _on_toggled(self, on: bool) -> None:
        if on and self.isVisible():
            self._tell(self.choice())

    def _tell(self, key: str) -> None:
        if key != self._told:
            self._told = key
            self.chosen.emit(key)

    def retheme(self) -> None:
        """Measure again."""
        self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw the strip."""
        theme = current()
        line = theme.colour("line") if theme.look is Look.CONTRAST else None
        draw_box(
            QPainter(self),
            QRectF(self.rect()),
            radius=12,
            fill=theme.colour("sunken"),
            line=line,
            width=theme.border,
        )


class _SegmentButton(Ringed, QRadioButton, Themed):
    ring_radius = 9

    def __init__(self, segment: Segment, parent: QWidget) -> None:
        super().__init__(parent)
        self._segment = segment
        self._compact = False
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_text(segment.text)

    def set_text(self, text: str) -> None:
        self._segment = Segment(self._segment.key, text, self._segment.short)
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()

    def set_compact(self, compact: bool) -> None:
        self._compact = compact and bool(self._segment.short)
        self.updateGeometry()
        self.update()

    def _words(self) -> str:
        return self._segment.short if self._compact else self._segment.text

    def retheme(self) -> None:
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        theme = current()
        # The strong face is the wider one: choosing moves nothing.
        words = text_width(self._words(), Type.LABEL_STRONG, rtl=is_rtl(self))
        height = max(40, theme.line(Type.LABEL) + 14)
        return QSize(max(height + 4, words + 36), height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: object) -> bool:  # noqa: ARG002 - Qt's signature
        return True

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        theme = current()
        painter = QPainter(self)
        rect = QRectF(self.rect())
        ink = "text2"
        if self.isChecked():
            strong = theme.look is Look.CONTRAST
            draw_box(
                painter,
                rect,
                radius=9,
                fill=theme.colour("primary" if strong else "surface"),
                line=None if strong else theme.colour("line"),
            )
            ink = "on_primary" if strong else "text"
        elif self.underMouse():
            draw_box(painter, rect, radius=9, fill=theme.colour("hover"))
        step = Type.LABEL_STRONG if self.isChecked() else Type.LABEL
        colour = theme.colour(ink if self.isEnabled() else "disabled")
        draw_line(painter, rect, self._words(), step, colour, rtl=is_rtl(self), align=Align.CENTRE)
