"""The eight-point star mark and the khatam lattice (UI.md, principle 6).

Moroccan by geometry, with no emblem of anybody's: two squares turned by 45 degrees make the
star, and stars joined by crosses make the lattice of zellij floors. QtGui only, so verbs can
draw the mark on pages and the app can take it for its icon. Knows no theme: colours are given.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

# Where the sides of the two squares cross, as a share of the outer radius: the star {8/2}.
_INNER_8_2 = math.cos(math.pi / 4) / math.cos(math.pi / 8)
# The hole in the middle is the sharper star {8/3}.
_INNER_8_3 = math.cos(3 * math.pi / 8) / math.cos(math.pi / 4)

_TILE = 96.0
ICON_SIZES = (16, 24, 32, 48, 64, 128, 256)


def star_path(centre: QPointF, radius: float, inner: float = _INNER_8_2) -> QPainterPath:
    """Return an eight-point star; ``inner`` is the radius of its notches as a share."""
    points = []
    for step in range(16):
        reach = radius if step % 2 == 0 else radius * inner
        angle = step * math.pi / 8
        points.append(
            QPointF(
                centre.x() + reach * math.sin(angle),
                centre.y() - reach * math.cos(angle),
            )
        )
    path = QPainterPath()
    path.addPolygon(QPolygonF(points))
    path.closeSubpath()
    return path


def draw_mark(painter: QPainter, rect: QRectF, star: QColor, hole: QColor, heart: QColor) -> None:
    """Draw the mark in the largest square of ``rect``: star, star-shaped hole, and its heart."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    centre = rect.center()
    radius = min(rect.width(), rect.height()) / 2
    painter.setBrush(star)
    painter.drawPath(star_path(centre, radius))
    painter.setBrush(hole)
    painter.drawPath(star_path(centre, radius * 0.52, _INNER_8_3 * 1.42))
    painter.setBrush(heart)
    painter.drawEllipse(centre, radius * 0.19, radius * 0.19)
    painter.restore()


def draw_lattice(
    painter: QPainter, rect: QRectF, colour: QColor, *, tile: float = _TILE, origin: float = 0.0
) -> None:
    """Cover ``rect`` with the outlines of the khatam lattice in one thin pen.

    ``tile`` is the distance between neighbouring stars in px; ``origin`` shifts the first star,
    so that a hero may show half stars at its edge. Every line is drawn once.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipRect(rect, Qt.ClipOperation.IntersectClip)
    painter.setPen(QPen(colour, 1.2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    # Stars whose points touch: the outlines between them are the crosses.
    radius = tile / 2
    columns = math.ceil(rect.width() / tile) + 1
    rows = math.ceil(rect.height() / tile) + 1
    lattice = QPainterPath()
    for row in range(-1, rows):
        for column in range(-1, columns):
            centre = QPointF(
                rect.left() + origin + (column + 0.5) * tile,
                rect.top() + origin + (row + 0.5) * tile,
            )
            lattice.addPath(star_path(centre, radius))
    painter.drawPath(lattice)
    painter.restore()


def mark_icon(star: QColor, heart: QColor) -> QIcon:
    """Return the app's icon: the mark on a clear ground, in every size a desktop asks for."""
    icon = QIcon()
    for size in ICON_SIZES:
        pixmap = QPixmap(size, size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        margin = size * 0.04
        square = QRectF(margin, margin, size - 2 * margin, size - 2 * margin)
        draw_mark(painter, square, star, QColor("white"), heart)
        painter.end()
        icon.addPixmap(pixmap)
    return icon
