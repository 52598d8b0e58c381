"""Chips: a state in an icon and a word; and filter chips that are pressed."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QLabel, QSizePolicy, QWidget

from surveyapp.ui.kit.banner import TONE_INK, tone_ground
from surveyapp.ui.kit.icon import draw_icon
from surveyapp.ui.kit.paint import draw_box, is_rtl, leading, trailing, trimmed
from surveyapp.ui.kit.ringed import Ringed
from surveyapp.ui.kit.text import Align, draw_line, text_width
from surveyapp.ui.theme import Look, Themed, Tone, Type, current


class Chip(QLabel, Themed):
    """A state, round and small. It is no button; it says icon and word, never colour alone."""

    def __init__(
        self,
        text: str,
        tone: Tone = Tone.NEUTRAL,
        *,
        icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tone = tone
        self._icon = icon
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_text(text)

    def set_text(self, text: str, tone: Tone | None = None, *, icon: str | None = None) -> None:
        """Show another state."""
        self._tone = self._tone if tone is None else tone
        self._icon = self._icon if icon is None else icon
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def retheme(self) -> None:
        """Measure again."""
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return icon, word and padding."""
        theme = current()
        width = text_width(self.text(), Type.CAPTION_STRONG, rtl=is_rtl(self)) + 24
        if self._icon:
            width += theme.icon_px(16) + 6
        return QSize(width, theme.line(Type.CAPTION) + 6)

    def minimumSizeHint(self) -> QSize:
        """Return the same: a chip is never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw ground, icon and word."""
        theme = current()
        painter = QPainter(self)
        rect = QRectF(self.rect())
        rtl = is_rtl(self)
        strong = theme.look is Look.CONTRAST
        ink = theme.colour(TONE_INK[self._tone])
        draw_box(
            painter,
            rect,
            radius=rect.height() / 2,
            fill=theme.colour(tone_ground(self._tone)),
            line=ink if strong else None,
            width=theme.border,
        )
        inner = trimmed(rect, 12, 12, rtl=rtl)
        if self._icon:
            side = theme.icon_px(16)
            draw_icon(
                painter, leading(inner, side, rtl=rtl), self._icon, ink, rtl=rtl, selected=True
            )
            inner = trimmed(inner, side + 6, 0, rtl=rtl)
        draw_line(painter, inner, self.text(), Type.CAPTION, ink, rtl=rtl)


class FilterChip(Ringed, QCheckBox, Themed):
    """A filter of 48 px: words and a count; pressed, it takes a check and the soft ground."""

    def __init__(
        self, text: str, count: str = "", *, checked: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._count = count
        self.setChecked(checked)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_text(text, count)

    def set_text(self, text: str, count: str = "") -> None:
        """Show other words."""
        self._count = count
        self.setText(text)
        self.setAccessibleName(f"{text} {count}".strip())
        self.updateGeometry()
        self.update()

    def retheme(self) -> None:
        """Measure again."""
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return room for the check, checked or not: choosing moves nothing."""
        theme = current()
        rtl = is_rtl(self)
        width = text_width(self.text(), Type.LABEL_STRONG, rtl=rtl) + 32 + theme.icon_px(18) + 8
        if self._count:
            width += text_width(self._count, Type.LABEL, rtl=rtl) + 8
        return QSize(width, max(48, theme.line(Type.LABEL) + 22))

    def minimumSizeHint(self) -> QSize:
        """Return the same."""
        return self.sizeHint()

    def hitButton(self, pos: object) -> bool:  # noqa: ARG002 - Qt's signature
        """Let the whole chip be the target."""
        return True

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw ground, check, words and count."""
        theme = current()
        painter = QPainter(self)
        rect = QRectF(self.rect())
        rtl = is_rtl(self)
        on = self.isChecked()
        fill = "soft" if on else "hover" if self.underMouse() else "surface"
        ink = theme.colour("on_soft" if on else "text")
        draw_box(
            painter,
            rect,
            radius=12,
            fill=theme.colour(fill),
            line=theme.colour("primary" if on else "line2"),
            width=2.0 if on else theme.border,
        )
        inner = trimmed(rect, 16, 16, rtl=rtl)
        side = theme.icon_px(18)
        words = text_width(self.text(), Type.LABEL_STRONG, rtl=rtl)
        if on:
            draw_icon(painter, leading(inner, side, rtl=rtl), "check", ink, selected=True)
            inner = trimmed(inner, side + 8, 0, rtl=rtl)
        else:
            inner = trimmed(inner, (side + 8) / 2, (side + 8) / 2, rtl=rtl)
        draw_line(
            painter,
            leading(inner, words + 2, rtl=rtl),
            self.text(),
            Type.LABEL_STRONG,
            ink,
            rtl=rtl,
        )
        if self._count:
            draw_line(
                painter,
                trailing(inner, text_width(self._count, Type.LABEL, rtl=rtl) + 2, rtl=rtl),
                self._count,
                Type.LABEL,
                theme.colour("on_soft" if on else "text2"),
                rtl=rtl,
                align=Align.END,
            )
