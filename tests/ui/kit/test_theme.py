"""Colours that can be read, letters that come with the app, measures that grow."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontInfo, QFontMetrics
from PySide6.QtWidgets import QApplication

from surveyapp.ui import theme
from surveyapp.ui.theme import TOKENS, Look, Theme, Type, contrast

PAIRS = [
    ("text", "canvas", 4.5),
    ("text", "surface", 4.5),
    ("text", "soft", 4.5),
    ("text2", "canvas", 4.5),
    ("text2", "surface", 4.5),
    ("text2", "sunken", 4.5),
    ("text2", "hover", 4.5),
    ("primary", "canvas", 4.5),
    ("primary", "surface", 4.5),
    ("on_primary", "primary", 4.5),
    ("on_primary", "primary_hover", 4.5),
    ("on_primary", "primary_press", 4.5),
    ("on_soft", "soft", 4.5),
    ("on_soft", "soft_hover", 4.5),
    ("on_soft", "soft_press", 4.5),
    ("danger", "canvas", 4.5),
    ("danger", "surface", 4.5),
    ("danger", "danger_soft", 4.5),
    ("on_danger", "danger", 4.5),
    ("amber", "amber_soft", 4.5),
    ("info", "info_soft", 4.5),
    ("on_toast", "toast", 4.5),
    ("toast_action", "toast", 4.5),
    ("line_strong", "surface", 3.0),
    ("focus", "canvas", 3.0),
    ("accent", "surface", 3.0),
]


@pytest.mark.parametrize("look", list(Look))
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_what_is_written_can_be_read(look: Look, ink: str, ground: str, least: float) -> None:
    tokens = TOKENS[look]
    if look is Look.CONTRAST:
        if (ink, ground) == ("text", "soft"):
            ink = "on_soft"  # what chosen cards are written in there
        least = max(least, 7.0) if least > 3 else least
    assert contrast(getattr(tokens, ink), getattr(tokens, ground)) >= least


def test_the_measured_contrasts_of_the_design_are_ours() -> None:
    light, dark = TOKENS[Look.LIGHT], TOKENS[Look.DARK]
    assert contrast(light.text, light.canvas) == pytest.approx(15.2, abs=0.1)
    assert contrast(dark.text, dark.canvas) == pytest.approx(16.0, abs=0.1)
    assert contrast(light.line_strong, light.surface) == pytest.approx(4.0, abs=0.1)


@pytest.mark.parametrize("look", list(Look))
def test_every_colour_is_a_full_code(look: Look) -> None:
    for field in dataclasses.fields(TOKENS[look]):
        value = getattr(TOKENS[look], field.name)
        for code in value if isinstance(value, tuple) else (value,):
            assert len(code) == 7
            assert int(code[1:], 16) >= 0


def test_letters_come_with_the_app(qapp: QApplication) -> None:
    families = theme.load_fonts()
    assert {"Noto Sans", "Noto Sans Arabic", "Noto Sans Tifinagh"} <= set(families)
    for text in ("Prêt", "جاهز", "ⵣⵓⵍⴰ"):
        metrics = QFontMetrics(Theme(language="fr").font(Type.BODY))
        assert metrics.horizontalAdvance(text) > 20
    strong = QFontInfo(Theme(language="ar").font(Type.QUESTION))
    assert strong.weight() == 600
    assert strong.family().startswith("Noto Sans")


def test_arabic_turns_everything_round(qapp: QApplication) -> None:
    theme.apply(qapp, Theme(language="ar", motion=False))
    assert qapp.layoutDirection() is Qt.LayoutDirection.RightToLeft
    theme.change(qapp, language="fr")
    assert qapp.layoutDirection() is Qt.LayoutDirection.LeftToRight
    assert theme.current().language == "fr"


def test_a_single_line_is_as_high_in_both_scripts() -> None:
    for step in Type:
        arabic, french = Theme(language="ar"), Theme(language="fr")
        assert arabic.line(step) == french.line(step)
        assert french.line_step(step) <= arabic.line_step(step)


def test_large_text_acts_one_breakpoint_narrower() -> None:
    usual, large = Theme(scale=1.25), Theme(scale=1.5)
    assert usual.breakpoint_width(1280) == 1280
    assert large.breakpoint_width(1280) < 900 < 1280
    assert large.breakpoint_width(1600) < 1280


def test_icons_grow_to_one_and_a_half() -> None:
    assert Theme(scale=1.0).icon_px(24) == 24
    assert Theme(scale=2.0).icon_px(24) == 36
    assert Theme(scale=2.0).px(24) == 48
