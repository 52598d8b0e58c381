"""Tabler icons in the theme's colours, sharp at every scale, mirrored where direction means it."""

from __future__ import annotations

from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from surveyapp.paths import resources_dir
from surveyapp.ui.theme import Themed, current

STROKE = 1.75
STROKE_SELECTED = 2.0

# What points along the line turns with it; checks, clocks, searches and phones do not.
MIRRORED = frozenset(
    {
        "arrow-back-up",
        "arrow-left",
        "arrow-right",
        "arrows-join-2",
        "chevron-left",
        "chevron-right",
        "git-merge",
        "list-check",
        "send",
    }
)


@cache
def _source(name: str) -> str:
    path = resources_dir() / "icons" / f"{name}.svg"
    return path.read_text(encoding="utf-8")


@lru_cache(maxsize=512)
def _pixmap(name: str, size: int, colour: str, stroke: float, ratio: float) -> QPixmap:
    source = _source(name).replace("currentColor", colour)
    source = source.replace('stroke-width="2"', f'stroke-width="{stroke}"')
    renderer = QSvgRenderer(QByteArray(source.encode()))
    side = round(size * ratio)
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def draw_icon(
    painter: QPainter,
    rect: QRectF,
    name: str,
    colour: QColor,
    *,
    rtl: bool = False,
    selected: bool = False,
) -> None:
    """Draw an icon centred in ``rect``, as large as its shorter side."""
    size = int(min(rect.width(), rect.height()))
    ratio = painter.device().devicePixelRatio()
    stroke = STROKE_SELECTED if selected else STROKE
    pixmap = _pixmap(name, size, colour.name(), stroke, ratio)
    left = rect.left() + (rect.width() - size) / 2
    top = rect.top() + (rect.height() - size) / 2
    if rtl and name in MIRRORED:
        painter.save()
        painter.translate(left + size, top)
        painter.scale(-1, 1)
        painter.drawPixmap(0, 0, pixmap)
        painter.restore()
        return
    painter.drawPixmap(round(left), round(top), pixmap)


class Icon(QWidget, Themed):
    """An icon that stands alone. ``name`` for screen readers is empty: words stand beside it."""

    def __init__(
        self,
        name: str,
        size: int = 24,
        *,
        colour: str = "text2",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name = name
        self._size = size
        self._colour = colour
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_icon(self, name: str, *, colour: str = "") -> None:
        """Show another icon, in another token's colour if one is given."""
        self._name = name
        self._colour = colour or self._colour
        self.update()

    def retheme(self) -> None:
        """Measure again."""
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return the icon's square."""
        side = current().icon_px(self._size)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw the icon."""
        painter = QPainter(self)
        rtl = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        draw_icon(painter, QRectF(self.rect()), self._name, current().colour(self._colour), rtl=rtl)
