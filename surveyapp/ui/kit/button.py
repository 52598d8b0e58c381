"""Buttons: primary, secondary, tonal, ghost, danger; with words, an icon, or both.

They stay QPushButtons for screen readers and keys; measuring and painting are ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from surveyapp.ui.kit.icon import draw_icon
from surveyapp.ui.kit.paint import draw_box, is_rtl
from surveyapp.ui.kit.ringed import PressedByEnter, Ringed
from surveyapp.ui.kit.text import Align, TextBlock, text_width
from surveyapp.ui.theme import Look, Themed, Tokens, Type, current

RADIUS = 12.0


class Variant(StrEnum):
    """How much a button asks for: one primary a screen."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    TONAL = "tonal"
    GHOST = "ghost"
    DANGER = "danger"  # outlined
    DANGER_FILLED = "danger_filled"  # only in its confirmation


class Size(StrEnum):
    """48 px on the page, 56 in bars, 64 in kiosk; all grow with text."""

    NORMAL = "normal"
    BAR = "bar"
    KIOSK = "kiosk"


@dataclass(frozen=True, slots=True)
class _Measure:
    height: int
    pad: int
    step: Type
    icon: int


_MEASURES = {
    Size.NORMAL: _Measure(48, 20, Type.LABEL_STRONG, 20),
    Size.BAR: _Measure(56, 28, Type.HEADING, 22),
    Size.KIOSK: _Measure(64, 32, Type.HEADING, 24),
}
_GAP = 12


@dataclass(frozen=True, slots=True)
class _Paint:
    fill: str | None
    ink: str
    line: str | None


def _paint_of(variant: Variant, state: str, tokens: Tokens) -> _Paint:
    """Return fill, ink and line for a state: rest, hover, press."""
    t = tokens
    table: dict[Variant, dict[str, _Paint]] = {
        Variant.PRIMARY: {
            "rest": _Paint(t.primary, t.on_primary, None),
            "hover": _Paint(t.primary_hover, t.on_primary, None),
            "press": _Paint(t.primary_press, t.on_primary, None),
        },
        Variant.SECONDARY: {
            "rest": _Paint(t.surface, t.text, t.line2),
            "hover": _Paint(t.hover, t.text, t.line2),
            "press": _Paint(t.sunken, t.text, t.line2),
        },
        Variant.TONAL: {
            "rest": _Paint(t.soft, t.on_soft, None),
            "hover": _Paint(t.soft_hover, t.on_soft, None),
            "press": _Paint(t.soft_press, t.on_soft, None),
        },
        Variant.GHOST: {
            "rest": _Paint(None, t.primary, None),
            "hover": _Paint(t.soft, t.on_soft, None),
            "press": _Paint(t.soft_hover, t.on_soft, None),
        },
        Variant.DANGER: {
            "rest": _Paint(t.surface, t.danger, t.danger),
            "hover": _Paint(t.danger_soft, t.danger, t.danger),
            "press": _Paint(t.danger_soft, t.danger, t.danger),
        },
        Variant.DANGER_FILLED: {
            "rest": _Paint(t.danger, t.on_danger, None),
            "hover": _Paint(t.danger, t.on_danger, None),
            "press": _Paint(t.danger, t.on_danger, None),
        },
    }
    return table[variant][state]


class Button(Ringed, PressedByEnter, QPushButton, Themed):
    """A button of words, with an icon before them or (``icon_after``) behind.

    ``set_compact(True)`` shows the icon alone; the words stay its accessible name. Words that do
    not fit wrap, and the button grows downwards: nothing is cut at 200 %.
    """

    ring_radius = RADIUS

    def __init__(
        self,
        text: str = "",
        variant: Variant = Variant.SECONDARY,
        *,
        icon: str = "",
        icon_after: bool = False,
        size: Size = Size.NORMAL,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._variant = variant
        self._icon = icon
        self._icon_after = icon_after
        self._size = size
        self._compact = False
        self.setAutoDefault(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Show other words."""
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(text)
        self.updateGeometry()

    def words(self) -> str:
        """Return the words on the button."""
        return self.accessibleName()

    def set_icon(self, icon: str) -> None:
        """Show another icon."""
        self._icon = icon
        self.updateGeometry()
        self.update()

    def set_variant(self, variant: Variant) -> None:
        """Ask for more or for less."""
        self._variant = variant
        self.update()

    def set_size(self, size: Size) -> None:
        """Take another height."""
        self._size = size
        self.updateGeometry()
        self.update()

    def set_compact(self, compact: bool) -> None:
        """Show the icon alone (or everything again)."""
        self._compact = compact and bool(self._icon)
        self.setToolTip(self.words() if self._compact else "")
        self.updateGeometry()
        self.update()

    def retheme(self) -> None:
        """Measure again."""
        self.updateGeometry()

    # -- measuring -------------------------------------------------------------------------

    @property
    def _measure(self) -> _Measure:
        return _MEASURES[self._size]

    def _extra(self) -> int:
        """Return what padding and icon take beside the words, in px."""
        theme = current()
        pad = theme.px(self._measure.pad) if theme.scale < 1.5 else round(self._measure.pad * 1.25)
        extra = 2 * pad
        if self._icon:
            extra += theme.icon_px(self._measure.icon) + _GAP
        return extra

    def _box_height(self, words: int) -> int:
        """Return the height that words of this height need, never under the target size."""
        frame = self._measure.height - self._measure.step.value.arabic
        return max(self._measure.height, words + frame)

    def _block(self, width: float, align: Align = Align.CENTRE) -> TextBlock:
        return TextBlock(
            self.words(), self._measure.step, rtl=is_rtl(self), width=max(1.0, width), align=align
        )

    def sizeHint(self) -> QSize:
        """Return the size for all words on one line."""
        height = self._box_height(current().line(self._measure.step))
        if self._compact:
            return QSize(height, height)
        words = text_width(self.words(), self._measure.step, rtl=is_rtl(self))
        return QSize(max(height, words + self._extra() + 2), height)

    def minimumSizeHint(self) -> QSize:
        """Return the size at which the longest word still stands whole."""
        hint = self.sizeHint()
        if self._compact or " " not in self.words():
            return hint
        longest = max(
            text_width(word, self._measure.step, rtl=is_rtl(self)) for word in self.words().split()
        )
        return QSize(min(hint.width(), longest + self._extra() + 2), hint.height())

    def hasHeightForWidth(self) -> bool:
        """Say that wrapped words grow downwards."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of the words in this width."""
        if self._compact:
            return self.sizeHint().height()
        return self._box_height(self._block(width - self._extra()).height)

    # -- keys and focus --------------------------------------------------------------------

    # -- painting --------------------------------------------------------------------------

    def _look(self) -> _Paint:
        tokens = current().tokens
        if not self.isEnabled():
            ghost = self._variant is Variant.GHOST
            return _Paint(None if ghost else tokens.disabled_bg, tokens.disabled, None)
        state = "rest"
        if self.isDown() or self.isChecked():
            state = "press"
        elif self.underMouse():
            state = "hover"
        look = _paint_of(self._variant, state, tokens)
        if current().look is Look.CONTRAST and self._variant is Variant.TONAL and state == "rest":
            look = _Paint(tokens.surface, tokens.primary, tokens.primary)
        return look

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw box, icon and words."""
        theme = current()
        painter = QPainter(self)
        look = self._look()
        rect = QRectF(self.rect())
        fill = QColor(look.fill) if look.fill else None
        line = QColor(look.line) if look.line else None
        draw_box(painter, rect, radius=RADIUS, fill=fill, line=line, width=max(1.25, theme.border))
        ink = QColor(look.ink)
        rtl = is_rtl(self)
        icon = theme.icon_px(self._measure.icon) if self._icon else 0
        if self._compact:
            square = QRectF(0, 0, icon, icon)
            square.moveCenter(rect.center())
            draw_icon(painter, square, self._icon, ink, rtl=rtl)
            return
        block = self._block(rect.width() - self._extra())
        inner = block.natural_width + (icon + _GAP if icon and self.words() else icon)
        left = rect.left() + (rect.width() - inner) / 2
        icon_left = left if self._icon_after == rtl else left + inner - icon
        words_left = left if not icon or icon_left > left else left + icon + _GAP
        if icon:
            top = rect.center().y() - icon / 2
            draw_icon(painter, QRectF(icon_left, top, icon, icon), self._icon, ink, rtl=rtl)
        # The block centres its lines in its own width: bring that width over the words.
        width = rect.width() - self._extra()
        x = words_left + block.natural_width / 2 - width / 2
        block.paint(painter, x, rect.center().y() - block.height / 2, ink)


class IconButton(Ringed, PressedByEnter, QPushButton, Themed):
    """A 48 px button of one icon. ``name`` is what screen readers say; it is never empty."""

    ring_radius = 10

    def __init__(
        self,
        icon: str,
        name: str,
        *,
        size: int = 48,
        filled: bool = False,
        colour: str = "text",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        self._side = size
        self._filled = filled
        self._colour = colour
        self.setAutoDefault(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_name(name)

    def set_name(self, name: str) -> None:
        """Name the button in another language."""
        self.setAccessibleName(name)
        self.setToolTip(name)

    def set_icon(self, icon: str) -> None:
        """Show another icon."""
        self._icon = icon
        self.update()

    def retheme(self) -> None:
        """Measure again."""
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return the button's square; it grows with text to 1.5 times."""
        side = current().icon_px(self._side)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        """Return the same: a target never shrinks."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw ground and icon."""
        theme = current()
        painter = QPainter(self)
        rect = QRectF(self.rect())
        fill = theme.colour("sunken") if self._filled else None
        if self.isEnabled() and self.isDown():
            fill = theme.colour("line")
        elif self.isEnabled() and self.underMouse():
            fill = theme.colour("hover" if not self._filled else "line")
        if fill is not None:
            line = theme.colour("line") if self._filled and theme.border > 1 else None
            draw_box(painter, rect, radius=10, fill=fill, line=line, width=theme.border)
        side = theme.icon_px(22)
        square = QRectF(0, 0, side, side)
        square.moveCenter(rect.center())
        ink = theme.colour(self._colour if self.isEnabled() else "disabled")
        draw_icon(painter, square, self._icon, ink, rtl=is_rtl(self))
