"""The mark and the lattice: eight points, turned by an eighth the same, inside their place."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from surveyapp.drawing.mark import ICON_SIZES, draw_lattice, draw_mark, mark_icon, star_path

GREEN, WHITE, SAFFRON = QColor("#0B5F56"), QColor("#FFFFFF"), QColor("#C27808")


def test_the_star_has_eight_points_and_eight_notches() -> None:
    path = star_path(QPointF(0, 0), 100)
    reach = sorted(
        round((path.elementAt(i).x ** 2 + path.elementAt(i).y ** 2) ** 0.5) for i in range(16)
    )
    assert reach[:8] == [77] * 8, "where the sides of two squares cross"
    assert reach[8:] == [100] * 8
    assert path.boundingRect().width() == pytest.approx(200)
    assert path.boundingRect().height() == pytest.approx(200)


def test_the_mark_has_ground_hole_and_heart(qapp: QApplication) -> None:
    image = QImage(101, 101, QImage.Format.Format_RGB32)
    image.fill(QColor("#123456"))
    painter = QPainter(image)
    draw_mark(painter, QRectF(0, 0, 101, 101), GREEN, WHITE, SAFFRON)
    painter.end()
    assert image.pixelColor(50, 50) == SAFFRON
    assert image.pixelColor(50, 35) == WHITE
    assert image.pixelColor(50, 12) == GREEN
    assert image.pixelColor(0, 0) == QColor("#123456")
    left, right = image.pixelColor(14, 30), image.pixelColor(86, 30)
    assert left == right, "it has no left and no right: it never mirrors"


def test_the_lattice_stays_inside_its_place(qapp: QApplication) -> None:
    image = QImage(300, 200, QImage.Format.Format_RGB32)
    image.fill(WHITE)
    painter = QPainter(image)
    draw_lattice(painter, QRectF(50, 50, 200, 100), GREEN)
    painter.end()
    drawn = [(x, y) for x in range(300) for y in range(200) if image.pixelColor(x, y) != WHITE]
    assert len(drawn) > 300
    assert all(50 <= x < 250 and 50 <= y < 150 for x, y in drawn)


def test_the_icon_comes_in_every_size_a_desktop_asks_for(qapp: QApplication) -> None:
    icon = mark_icon(GREEN, SAFFRON)
    assert {size.width() for size in icon.availableSizes()} == set(ICON_SIZES)
    assert not icon.pixmap(48, 48).isNull()
