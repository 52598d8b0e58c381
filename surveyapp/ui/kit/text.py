"""Text in fixed line boxes.

QLabel has no line height, and a fallback font shifts its baseline. Here a single line takes the
same box in every script, so a change of language moves nothing (UI.md, Type).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from surveyapp.ui.theme import Theme, Themed, Type, current

_WIDE = 1_000_000.0


class Align(StrEnum):
    """Where lines stand; start and end follow the direction."""

    START = "start"
    CENTRE = "centre"
    END = "end"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text set apart: by weight, colour or a line under it."""

    start: int
    length: int
    colour: QColor | None = None
    strong: bool = False


class TextBlock:
    """A paragraph laid out for one width; measures in px, then paints where it is told."""

    def __init__(
        self,
        text: str,
        step: Type,
        *,
        rtl: bool,
        theme: Theme | None = None,
        width: float = _WIDE,
        align: Align = Align.START,
        lines: int = 0,
        spans: tuple[Span, ...] = (),
    ) -> None:
        theme = theme or current()
        self._font = theme.font(step, rtl=rtl)
        self._first = theme.line(step)
        self._next = theme.line_step(step, rtl=rtl)
        self._layout = self._lay_out(text, rtl, width, align, lines, spans)

    def _lay_out(
        self,
        text: str,
        rtl: bool,
        width: float,
        align: Align,
        lines: int,
        spans: tuple[Span, ...],
    ) -> QTextLayout:
        layout = QTextLayout(text.replace("\n", "\u2028"), self._font)
        option = QTextOption()
        option.setTextDirection(
            Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight
        )
        sides = {
            Align.START: Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft,
            Align.END: Qt.AlignmentFlag.AlignLeft if rtl else Qt.AlignmentFlag.AlignRight,
            Align.CENTRE: Qt.AlignmentFlag.AlignHCenter,
        }
        option.setAlignment(sides[align] | Qt.AlignmentFlag.AlignAbsolute)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.setCacheEnabled(True)
        if spans:
            layout.setFormats([_format(span, self._font) for span in spans])
        # Ascent and descent of the Latin face stand for both scripts: one baseline for all.
        metrics = QFontMetricsF(self._font)
        room = metrics.ascent() + metrics.descent()
        self.natural_width = 0.0
        self.line_count = 0
        self.elided = False
        top = 0.0
        layout.beginLayout()
        while True:
            line = layout.createLine()
            if not line.isValid():
                break
            if lines and self.line_count == lines:
                self.elided = True
                break
            line.setLineWidth(width)
            box = self._first if self.line_count == 0 else self._next
            baseline = top + (box - room) / 2 + metrics.ascent()
            line.setPosition(QPointF(0, baseline - line.ascent()))
            top += box
            self.natural_width = max(self.natural_width, line.naturalTextWidth())
            self.line_count += 1
        layout.endLayout()
        self.height = int(top) if self.line_count else self._first
        return layout

    def paint(self, painter: QPainter, x: float, y: float, colour: QColor) -> None:
        """Draw with the top left of the first box at ``x``, ``y``."""
        painter.setPen(colour)
        painter.setFont(self._font)
        for index in range(self.line_count):
            self._layout.lineAt(index).draw(painter, QPointF(x, y))

    def line_rects(self) -> list[QRectF]:
        """Return the box of each line's words, for underlines and measuring in tests."""
        rects = []
        top = 0.0
        for index in range(self.line_count):
            line = self._layout.lineAt(index)
            box = self._first if index == 0 else self._next
            rects.append(QRectF(line.naturalTextRect().left(), top, line.naturalTextWidth(), box))
            top += box
        return rects


def _format(span: Span, font: QFont) -> QTextLayout.FormatRange:
    made = QTextLayout.FormatRange()
    made.start = span.start
    made.length = span.length
    style = made.format
    if span.colour is not None:
        style.setForeground(span.colour)
    if span.strong:
        strong = QFont(font)
        strong.setWeight(QFont.Weight.DemiBold)
        style.setFont(strong)
    made.format = style
    return made


def draw_line(
    painter: QPainter,
    rect: QRectF,
    text: str,
    step: Type,
    colour: QColor,
    *,
    rtl: bool,
    align: Align = Align.START,
) -> None:
    """Draw one line centred upright in ``rect``; what does not fit ends in an ellipsis."""
    theme = current()
    font = theme.font(step, rtl=rtl)
    metrics = QFontMetricsF(font)
    if metrics.horizontalAdvance(text) > rect.width() + 0.5:
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    block = TextBlock(text, step, rtl=rtl, width=rect.width(), align=align, lines=1)
    block.paint(painter, rect.left(), rect.top() + (rect.height() - block.height) / 2, colour)


def text_width(text: str, step: Type, *, rtl: bool) -> int:
    """Return the width of one line in px, rounded up.

    Measured as it is drawn: joined Arabic letters take up to 3 px more in a laid-out line than
    font metrics say, and a button that believed the metrics would break its word.
    """
    return _text_width(text, step, rtl, current().scale)


@lru_cache(maxsize=4096)
def _text_width(text: str, step: Type, rtl: bool, _scale: float) -> int:
    advance = QFontMetricsF(current().font(step, rtl=rtl)).horizontalAdvance(text)
    return int(max(advance, TextBlock(text, step, rtl=rtl).natural_width) + 0.999)


class Label(QLabel, Themed):
    """Words on the page: wraps, mirrors, keeps its line boxes.

    It stays a QLabel for screen readers (static text); only measuring and painting are ours.
    ``colour`` names a token. ``lines`` caps the number of lines (0 = all);
    ``middle`` centres upright where the box is taller than the words.
    """

    def __init__(
        self,
        text: str = "",
        step: Type = Type.BODY,
        *,
        colour: str = "text",
        align: Align = Align.START,
        wrap: bool = True,
        lines: int = 0,
        middle: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._step = step
        self._colour = colour
        self._align = align
        self._wrap = wrap
        self._lines = lines
        self._middle = middle
        self._spans: tuple[Span, ...] = ()
        self._block: TextBlock | None = None
        self._block_key: tuple[object, ...] = ()
        policy = QSizePolicy(
            QSizePolicy.Policy.Preferred if wrap else QSizePolicy.Policy.Maximum,
            QSizePolicy.Policy.Minimum,
        )
        policy.setHeightForWidth(wrap)
        self.setSizePolicy(policy)
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Show other words."""
        if text == self.text() and self._block_key:
            return
        self.setText(text)
        self.setAccessibleName(text)
        self._forget()

    def set_step(self, step: Type) -> None:
        """Show the words in another step of the type scale."""
        if step is not self._step:
            self._step = step
            self._forget()

    def set_colour(self, token: str) -> None:
        """Show the words in another token's colour."""
        self._colour = token
        self.update()

    def set_spans(self, spans: tuple[Span, ...]) -> None:
        """Set stretches apart."""
        self._spans = spans
        self._forget()

    def retheme(self) -> None:
        """Measure again."""
        self._forget()

    def _forget(self) -> None:
        self._block = None
        self._block_key = ("",)
        self.updateGeometry()
        self.update()

    def _laid_out(self, width: float) -> TextBlock:
        rtl = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        key = (self.text(), self._step, rtl, width, current(), self._align, self._lines)
        if self._block is None or key != self._block_key:
            self._block = TextBlock(
                self.text(),
                self._step,
                rtl=rtl,
                width=width,
                align=self._align,
                lines=self._lines if self._wrap else 1,
                spans=self._spans,
            )
            self._block_key = key
        return self._block

    def hasHeightForWidth(self) -> bool:
        """Say that wrapped words grow downwards."""
        return self._wrap

    def heightForWidth(self, width: int) -> int:
        """Return the height of the words in this width."""
        margins = self.contentsMargins()
        inner = max(1, width - margins.left() - margins.right())
        return self._laid_out(inner).height + margins.top() + margins.bottom()

    def sizeHint(self) -> QSize:
        """Return the size of the words on one line, or wrapped at a readable width."""
        rtl = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        natural = TextBlock(self.text(), self._step, rtl=rtl)
        margins = self.contentsMargins()
        width = int(natural.natural_width + 0.999) + margins.left() + margins.right()
        if not self._wrap:
            return QSize(width, natural.height + margins.top() + margins.bottom())
        width = min(width, current().px(640))
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Return the least size: one line that may end in an ellipsis, or wrapped words."""
        return QSize(
            1 if self._wrap else min(48, self.sizeHint().width()),
            self.sizeHint().height() if not self._wrap else current().line(self._step),
        )

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw the words."""
        painter = QPainter(self)
        colour = current().colour(self._colour if self.isEnabled() else "disabled")
        rect = QRectF(self.contentsRect())
        rtl = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        if not self._wrap:
            draw_line(painter, rect, self.text(), self._step, colour, rtl=rtl, align=self._align)
            return
        block = self._laid_out(rect.width())
        top = rect.top() + (max(0.0, rect.height() - block.height) / 2 if self._middle else 0)
        block.paint(painter, rect.left(), top, colour)
