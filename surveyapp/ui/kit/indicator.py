"""What shows on an option whether it is chosen, and the keys that choose it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QAbstractButton

from surveyapp.ui.kit.icon import draw_icon
from surveyapp.ui.kit.paint import draw_box
from surveyapp.ui.theme import Look, current


def show_checked(button: QAbstractButton, *, on: bool) -> None:
    """Check or uncheck a button, the last one of a radio group too.

    Radio buttons stay auto-exclusive, or Qt tells screen readers that they are check boxes; and
    an exclusive button cannot be unchecked, which a question whose answer is taken back needs.
    """
    if button.isChecked() == on:
        return
    exclusive = button.autoExclusive()
    button.setAutoExclusive(False)
    button.setChecked(on)
    button.setAutoExclusive(exclusive)


def draw_radio(painter: QPainter, box: QRectF, *, on: bool, line: str, on_soft: bool) -> None:
    """Draw a radio's dot: a ring, or a filled disc with a hole."""
    theme = current()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if on:
        strong = on_soft and theme.look is Look.CONTRAST
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("on_primary" if strong else "primary"))
        painter.drawEllipse(box)
        painter.setBrush(theme.colour("primary" if strong else "on_primary"))
        hole = box.width() * 0.19
        painter.drawEllipse(box.center(), hole, hole)
        return
    width = 2.0
    painter.setPen(QPen(theme.colour(line), width))
    painter.setBrush(theme.colour("surface"))
    half = width / 2
    painter.drawEllipse(box.adjusted(half, half, -half, -half))


def draw_check(painter: QPainter, box: QRectF, *, on: bool, line: str, on_soft: bool) -> None:
    """Draw a check box: empty, or filled with a check."""
    theme = current()
    if on:
        strong = on_soft and theme.look is Look.CONTRAST
        fill = theme.colour("on_primary" if strong else "primary")
        draw_box(painter, box, radius=6, fill=fill)
        inner = box.adjusted(3, 3, -3, -3)
        ink = theme.colour("primary" if strong else "on_primary")
        draw_icon(painter, inner, "check", ink, selected=True)
        return
    draw_box(
        painter, box, radius=6, fill=theme.colour("surface"), line=theme.colour(line), width=2.0
    )
