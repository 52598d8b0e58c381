"""When a layout gives way: the widths and heights of UI.md, as text sizes shift them."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from surveyapp.ui.theme import current

NARROW = 900
SHORT = 700
WIDE = 1600


def is_narrow(widget: QWidget) -> bool:
    """Say whether the window has room for one column only."""
    return current().breakpoint_width(widget.window().width()) < NARROW


def is_short(widget: QWidget) -> bool:
    """Say whether the window is so low that bars give way."""
    return widget.window().height() < SHORT


def is_wide(widget: QWidget) -> bool:
    """Say whether the window has room for the overview beside the page."""
    return current().breakpoint_width(widget.window().width()) >= WIDE
