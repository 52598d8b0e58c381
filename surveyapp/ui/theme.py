"""Tokens, type scale, fonts, palette and direction: the one place that knows how the app looks.

Kit components read ``current()`` while they paint; ``apply()`` changes the theme, and every
``Themed`` widget measures itself again. Nothing here knows a screen or a question.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, StrEnum
from functools import cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from surveyapp.paths import resources_dir
from surveyapp.text import Direction, direction
from surveyapp.ui.access import install_roles


class Look(StrEnum):
    """The three looks a person chooses from."""

    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


class Tone(StrEnum):
    """What a banner, chip or toast speaks of; colour never speaks alone, an icon goes with it."""

    NEUTRAL = "neutral"
    SUCCESS = "success"
    WAITING = "waiting"
    DANGER = "danger"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Tokens:
    """Colours of one look, as ``#RRGGBB`` (UI.md, Colour)."""

    canvas: str
    surface: str
    sunken: str
    hover: str
    line: str
    line2: str
    line_strong: str
    text: str
    text2: str
    disabled: str
    disabled_bg: str
    primary: str
    primary_hover: str
    primary_press: str
    on_primary: str
    soft: str
    soft_hover: str
    soft_press: str
    on_soft: str
    accent: str
    amber: str
    amber_soft: str
    danger: str
    danger_soft: str
    on_danger: str
    info: str
    info_soft: str
    focus: str
    hero: str
    hero2: str
    toast: str
    on_toast: str
    toast_action: str
    diverging: tuple[str, str, str, str, str]


TOKENS: dict[Look, Tokens] = {
    Look.LIGHT: Tokens(
        canvas="#F7F5F0", surface="#FFFFFF", sunken="#EFECE5", hover="#F3F0EA",
        line="#DFDAD0", line2="#C9C2B4", line_strong="#857F74",
        text="#16211F", text2="#54605C", disabled="#A19B90", disabled_bg="#ECE8E0",
        primary="#0B5F56", primary_hover="#094F48", primary_press="#073F39", on_primary="#FFFFFF",
        soft="#E1F0EC", soft_hover="#D3E8E2", soft_press="#C6E0D9", on_soft="#074A43",
        accent="#C27808", amber="#855100", amber_soft="#FBF0DA",
        danger="#AF2A1F", danger_soft="#FCEEEB", on_danger="#FFFFFF",
        info="#1D5A96", info_soft="#E6EFF8", focus="#1F5EE0", hero="#0B5F56", hero2="#084A43",
        toast="#1E2927", on_toast="#EAF0EE", toast_action="#93DED0",
        diverging=("#2F8577", "#8CC2B7", "#DDD7CB", "#E0A27E", "#BC5A33"),
    ),
    Look.DARK: Tokens(
        canvas="#0F1514", surface="#18211F", sunken="#0B100F", hover="#1E2927",
        line="#2C3A37", line2="#43544F", line_strong="#7D8F8A",
        text="#EAF0EE", text2="#A7B6B1", disabled="#61706B", disabled_bg="#1D2725",
        primary="#63C7B5", primary_hover="#7BD3C3", primary_press="#93DED0", on_primary="#04221E",
        soft="#143B35", soft_hover="#1B4A43", soft_press="#22584F", on_soft="#BDEBE1",
        accent="#E5AC4E", amber="#F0BE6B", amber_soft="#372A12",
        danger="#FF9C8F", danger_soft="#41201C", on_danger="#2A0906",
        info="#92C2F5", info_soft="#16304B", focus="#9DBDFF", hero="#11443D", hero2="#0D352F",
        toast="#EAF0EE", on_toast="#16211F", toast_action="#0B5F56",
        diverging=("#63C7B5", "#2F7F72", "#3A4644", "#B0693F", "#F0A074"),
    ),
    Look.CONTRAST: Tokens(
        canvas="#FFFFFF", surface="#FFFFFF", sunken="#F2F2F2", hover="#F2F2F2",
        line="#000000", line2="#000000", line_strong="#000000",
        text="#000000", text2="#262626", disabled="#4A4A4A", disabled_bg="#EDEDED",
        primary="#00403A", primary_hover="#002B27", primary_press="#000000", on_primary="#FFFFFF",
        soft="#00403A", soft_hover="#002B27", soft_press="#000000", on_soft="#FFFFFF",
        accent="#6B3F00", amber="#5C3700", amber_soft="#FFFFFF",
        danger="#8C0F06", danger_soft="#FFFFFF", on_danger="#FFFFFF",
        info="#0A3A6B", info_soft="#FFFFFF", focus="#0033CC", hero="#00403A", hero2="#00403A",
        toast="#000000", on_toast="#FFFFFF", toast_action="#FFFFFF",
        diverging=("#00403A", "#7FA8A3", "#E6E6E6", "#E39A86", "#8C0F06"),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the type scale, in px at 100 %: size, line steps of both scripts, weight."""

    size: int
    latin: int
    arabic: int
    weight: int = 400


class Type(Enum):
    """The type scale (UI.md, Type). 500 is drawn as 600: only two weights are bundled."""

    MEGA = Step(44, 54, 68, 600)
    DISPLAY = Step(30, 38, 50, 600)
    NUMBER = Step(34, 40, 40, 600)
    TITLE = Step(24, 32, 40, 600)
    QUESTION = Step(21, 29, 36, 600)
    KIOSK = Step(21, 31, 37)
    HEADING = Step(18, 26, 31, 600)
    BODY = Step(17, 26, 30)
    BODY_STRONG = Step(17, 26, 30, 600)
    OPTION = Step(17, 24, 28)
    LABEL = Step(15, 22, 26)
    LABEL_STRONG = Step(15, 22, 26, 600)
    CAPTION = Step(14, 20, 24)
    CAPTION_STRONG = Step(14, 20, 24, 600)
    NAVIGATION = Step(13, 18, 22)
    NAVIGATION_STRONG = Step(13, 18, 22, 600)


class Themed:
    """A widget that measures or paints by the theme; ``apply()`` calls ``retheme`` on each."""

    def retheme(self) -> None:
        """Take the current theme: measures, fonts, pixmaps."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Theme:
    """What a person chose: look, text scale (1.0 to 2.0) and the interface language."""

    look: Look = Look.LIGHT
    scale: float = 1.0
    language: str = "en"
    motion: bool = True

    @property
    def tokens(self) -> Tokens:
        """Return the colours of this look."""
        return TOKENS[self.look]

    @property
    def rtl(self) -> bool:
        """Say whether the interface runs right to left."""
        return direction(self.language) is Direction.RTL

    @property
    def layout_direction(self) -> Qt.LayoutDirection:
        """Return the interface's direction as Qt names it."""
        rtl = Qt.LayoutDirection.RightToLeft
        return rtl if self.rtl else Qt.LayoutDirection.LeftToRight

    @property
    def border(self) -> float:
        """Return the width of a resting border in px: 1, or 2 in high contrast."""
        return 2.0 if self.look is Look.CONTRAST else 1.0

    def colour(self, token: str) -> QColor:
        """Return a token's colour by name, such as ``"text2"``."""
        return _colour(getattr(self.tokens, token))

    def px(self, measure: float) -> int:
        """Return a measure that grows with text (heights of boxes that hold words)."""
        return round(measure * self.scale)

    def icon_px(self, size: float) -> int:
        """Return an icon's or indicator's size: it grows with text, to 1.5 times at most."""
        return round(size * min(self.scale, 1.5))

    def breakpoint_width(self, width: int) -> int:
        """Return the width that breakpoints see: text of 150 % and more acts one narrower."""
        if self.scale < 1.5:
            return width
        # 1280 becomes less than 900 (one column), 1600 becomes less than 1600.
        return min(round(width / 1.5), width - 380)

    def font(self, step: Type, *, rtl: bool | None = None) -> QFont:
        """Return the font of a step; the script of the direction comes first in its families."""
        return _font(step, self.scale, self.rtl if rtl is None else rtl)

    def line(self, step: Type) -> int:
        """Return the box of a single line in px: always the Arabic one, in both directions."""
        return round(step.value.arabic * self.scale)

    def line_step(self, step: Type, *, rtl: bool | None = None) -> int:
        """Return what each further line adds in px, by script."""
        right = self.rtl if rtl is None else rtl
        return round((step.value.arabic if right else step.value.latin) * self.scale)


FAMILIES_LATIN = ["Noto Sans", "Noto Sans Arabic", "Noto Sans Tifinagh"]
FAMILIES_ARABIC = ["Noto Sans Arabic", "Noto Sans", "Noto Sans Tifinagh"]


@cache
def _colour(code: str) -> QColor:
    return QColor(code)


@cache
def _font(step: Type, scale: float, rtl: bool) -> QFont:
    font = QFont()
    font.setFamilies(FAMILIES_ARABIC if rtl else FAMILIES_LATIN)
    font.setPixelSize(round(step.value.size * scale))
    font.setWeight(QFont.Weight(step.value.weight))
    # Identical shapes on every system, and no jitter between scales.
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


class _Current:
    """The theme in force (one application, one theme)."""

    theme = Theme()


def current() -> Theme:
    """Return the theme in force."""
    return _Current.theme


@cache
def load_fonts() -> tuple[str, ...]:
    """Register the bundled fonts once and return their families; needs a QGuiApplication."""
    families: list[str] = []
    for file in sorted((resources_dir() / "fonts").glob("*.ttf")):
        number = QFontDatabase.addApplicationFont(str(file))
        families += QFontDatabase.applicationFontFamilies(number)
    return tuple(dict.fromkeys(families))


def apply(application: QApplication, theme: Theme) -> None:
    """Put a theme in force: fonts, palette, scrollbars, direction, then every themed widget."""
    load_fonts()
    install_roles()
    if application.style().objectName() != "fusion":
        application.setStyle("Fusion")  # the same metrics and palette rules on every system
    _Current.theme = theme
    application.setLayoutDirection(theme.layout_direction)
    application.setFont(theme.font(Type.BODY))
    application.setPalette(palette(theme))
    for widget in QApplication.allWidgets():
        if isinstance(widget, Themed):
            widget.retheme()
            widget.updateGeometry()
            widget.update()


def change(application: QApplication, **changes: object) -> Theme:
    """Apply the current theme with some fields replaced and return it."""
    theme = replace(current(), **changes)  # type: ignore[arg-type]
    apply(application, theme)
    return theme


def palette(theme: Theme) -> QPalette:
    """Return the palette of a theme, for text cursors, selections and what Qt paints itself."""
    tokens = theme.tokens
    made = QPalette()
    roles = {
        QPalette.ColorRole.Window: tokens.canvas,
        QPalette.ColorRole.WindowText: tokens.text,
        QPalette.ColorRole.Base: tokens.surface,
        QPalette.ColorRole.AlternateBase: tokens.sunken,
        QPalette.ColorRole.Text: tokens.text,
        QPalette.ColorRole.Button: tokens.surface,
        QPalette.ColorRole.ButtonText: tokens.text,
        QPalette.ColorRole.BrightText: tokens.danger,
        QPalette.ColorRole.Highlight: tokens.primary,
        QPalette.ColorRole.HighlightedText: tokens.on_primary,
        QPalette.ColorRole.Link: tokens.primary,
        QPalette.ColorRole.LinkVisited: tokens.primary,
        QPalette.ColorRole.PlaceholderText: tokens.text2,
        QPalette.ColorRole.ToolTipBase: tokens.toast,
        QPalette.ColorRole.ToolTipText: tokens.on_toast,
        QPalette.ColorRole.Accent: tokens.primary,
    }
    for role, code in roles.items():
        made.setColor(role, _colour(code))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText):
        made.setColor(QPalette.ColorGroup.Disabled, role, _colour(tokens.disabled))
    return made


def scrollbar_style(theme: Theme) -> str:
    """Return the app's only style sheet, for scrollbars, which otherwise stay white in dark.

    It is set on each scrollbar: on the application it would make every widget pay for it.
    """
    tokens = theme.tokens
    handle = tokens.line_strong if theme.look is Look.CONTRAST else tokens.line2
    return f"""
    QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; border: none; }}
    QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0; border: none; }}
    QScrollBar::handle {{ background: {handle}; border-radius: 3px; margin: 3px; }}
    QScrollBar::handle:vertical {{ min-height: 48px; }}
    QScrollBar::handle:horizontal {{ min-width: 48px; }}
    QScrollBar::handle:hover {{ background: {tokens.line_strong}; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; border: none; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    """


def contrast(first: str, second: str) -> float:
    """Return the WCAG contrast ratio of two ``#RRGGBB`` colours (1 to 21)."""
    lights = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lights[0] + 0.05) / (lights[1] + 0.05)


def _luminance(code: str) -> float:
    parts = []
    for start in (1, 3, 5):
        share = int(code[start : start + 2], 16) / 255
        parts.append(share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4)
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
