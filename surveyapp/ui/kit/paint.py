"""Boxes, borders and shadows shared by the components."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QWidget


def draw_box(
    painter: QPainter,
    rect: QRectF,
    *,
    radius: float,
    fill: QColor | None,
    line: QColor | None = None,
    width: float = 1.0,
) -> None:
    """Draw a rounded box; its border lies inside ``rect``, so no width moves anything."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    inset = width / 2 if line is not None else 0.0
    painter.setPen(QPen(line, width) if line is not None else Qt.PenStyle.NoPen)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(
        rect.adjusted(inset, inset, -inset, -inset), radius - inset, radius - inset
    )


def draw_shadow(painter: QPainter, rect: QRectF, radius: float, *, reach: int = 28) -> None:
    """Draw a soft shadow round ``rect`` and a little below it."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    for step in range(reach, 0, -2):
        share = 1 - step / reach
        painter.setBrush(QColor(13, 27, 25, round(9 * share) + 1))
        grown = rect.adjusted(-step, -step + 6, step, step + 6)
        painter.drawRoundedRect(grown, radius + step, radius + step)


def is_rtl(widget: QWidget) -> bool:
    """Say whether a widget's lines run right to left."""
    return widget.layoutDirection() is Qt.LayoutDirection.RightToLeft


def leading(rect: QRectF, width: float, *, rtl: bool) -> QRectF:
    """Return the strip of ``width`` at the leading edge of ``rect``."""
    left = rect.right() - width if rtl else rect.left()
    return QRectF(left, rect.top(), width, rect.height())


def trailing(rect: QRectF, width: float, *, rtl: bool) -> QRectF:
    """Return the strip of ``width`` at the trailing edge of ``rect``."""
    return leading(rect, width, rtl=not rtl)


def trimmed(rect: QRectF, start: float, end: float, *, rtl: bool) -> QRectF:
    """Return ``rect`` less ``start`` px at its leading and ``end`` px at its trailing edge."""
    left, right = (end, start) if rtl else (start, end)
    return rect.adjusted(left, 0, -right, 0)


def rounded_path(rect: QRectF, radius: float) -> QPainterPath:
    """Return a rounded rectangle as a path, for clipping."""
    path = QPainterPath()
    path.addRoundedRect(rect, radius, radius)
    return path
