"""A pad to draw on with a finger, a pen or the mouse.

What is drawn is kept as strokes in the page's own units, so that turning the tablet or another text
size changes nothing of it; the picture is made of them when it is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QColor,
    QImage,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QTouchEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from surveyapp.ui.kit.paint import draw_box
from surveyapp.ui.kit.ringed import Ringed
from surveyapp.ui.kit.text import Align, TextBlock
from surveyapp.ui.theme import Themed, Type, current

_PAPER = QColor("#FFFFFF")
_FAINT = QColor("#C9C2B4")
_WORDS = QColor("#54605C")
_NEAR = 1.5
"""Units of the page: points nearer than this add nothing to a line."""


@dataclass(slots=True)
class Stroke:
    """One line, from where the finger came down to where it left."""

    colour: QColor
    width: float
    points: list[QPointF] = field(default_factory=list)


@dataclass(slots=True)
class Sketch:
    """What is on a page of ``size`` units: a picture below, if any, and strokes on it."""

    size: QSize
    ground: QImage = field(default_factory=QImage)
    strokes: list[Stroke] = field(default_factory=list)
    cleared: list[list[Stroke]] = field(default_factory=list)
    """What was wiped away, to be brought back by undo."""

    @property
    def is_blank(self) -> bool:
        """Say whether nothing was drawn."""
        return not self.strokes

    def undo(self) -> None:
        """Take the last line away; right after a wipe, bring everything back."""
        if self.strokes:
            self.strokes.pop()
        elif self.cleared:
            self.strokes = self.cleared.pop()

    @property
    def may_undo(self) -> bool:
        """Say whether there is anything to undo."""
        return bool(self.strokes or self.cleared)

    def clear(self) -> None:
        """Wipe everything drawn away."""
        if self.strokes:
            self.cleared.append(self.strokes)
            self.strokes = []

    def image(self) -> QImage:
        """Return the page as a picture, a unit a pixel, on white."""
        image = QImage(self.size, QImage.Format.Format_RGB32)
        image.fill(_PAPER)
        painter = QPainter(image)
        self.paint(painter, QRectF(image.rect()))
        painter.end()
        return image

    def paint(self, painter: QPainter, box: QRectF) -> None:
        """Draw ground and strokes into ``box``, which has the page's shape."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if not self.ground.isNull():
            painter.drawImage(box, self.ground)
        painter.save()
        painter.translate(box.topLeft())
        painter.scale(box.width() / self.size.width(), box.height() / self.size.height())
        for stroke in self.strokes:
            _draw(painter, stroke)
        painter.restore()


def _draw(painter: QPainter, stroke: Stroke) -> None:
    pen = QPen(stroke.colour, stroke.width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    first, *rest = stroke.points
    if not rest:
        painter.drawPoint(first)
        return
    # Through the middles between points, bent towards the points: no corners where a hand has none.
    path = QPainterPath(first)
    for point, after in zip(rest, [*rest[1:], rest[-1]], strict=True):
        path.quadTo(point, (point + after) / 2)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)


class SketchPad(Ringed, QWidget, Themed):
    """The pad itself; ``changed()`` after every line. ``set_pen`` chooses what the next line is.

    ``baseline`` draws a faint line to sign on, which is not part of the picture; ``set_prompt``
    words in its middle while nothing is drawn.
    """

    accessible_role = QAccessible.Role.Canvas

    changed = Signal()

    def __init__(
        self, sketch: Sketch, *, baseline: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.sketch = sketch
        self._baseline = baseline
        self._prompt = ""
        self._pen = (QColor("#16211F"), 4.0)
        self._line: Stroke | None = None
        self._finger = -1
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def set_pen(self, colour: QColor, width: float) -> None:
        """Draw the next lines in this colour, this many units of the page wide."""
        self._pen = (colour, width)

    def set_prompt(self, text: str) -> None:
        """Show words while nothing is drawn."""
        self._prompt = text
        self.update()

    def undo(self) -> None:
        """Take the last line away."""
        self.sketch.undo()
        self._tell()

    def clear(self) -> None:
        """Wipe everything away; undo brings it back."""
        self.sketch.clear()
        self._tell()

    def retheme(self) -> None:
        """Paint again."""
        self.update()

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(640, 400)

    def minimumSizeHint(self) -> QSize:
        """Return a size in which a finger can still draw."""
        return QSize(200, 120)

    def paper(self) -> QRectF:
        """Return where the page lies in the widget, in its px."""
        size = QSizeF(self.sketch.size).scaled(
            QSizeF(self.size()), Qt.AspectRatioMode.KeepAspectRatio
        )
        box = QRectF(QPointF(), size)
        box.moveCenter(QRectF(self.rect()).center())
        return box

    # -- drawing ---------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a line."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._begin(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw on."""
        self._go_to(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the line."""
        self._end(event.position())

    def event(self, event: QEvent) -> bool:
        """Draw with one finger; a second one changes nothing."""
        kind = event.type()
        touches = (QEvent.Type.TouchBegin, QEvent.Type.TouchUpdate, QEvent.Type.TouchEnd)
        if isinstance(event, QTouchEvent) and kind in (*touches, QEvent.Type.TouchCancel):
            self._touched(event)
            event.accept()
            return True
        return super().event(event)

    def _touched(self, event: QTouchEvent) -> None:
        points = event.points()
        if event.type() == QEvent.Type.TouchBegin and points:
            self._finger = points[0].id()
            self._begin(points[0].position())
        for point in points:
            if point.id() == self._finger:
                self._go_to(point.position())
        if event.type() in (QEvent.Type.TouchEnd, QEvent.Type.TouchCancel):
            own = [point.position() for point in points if point.id() == self._finger]
            self._end(own[0] if own else None)
            self._finger = -1

    def _begin(self, place: QPointF) -> None:
        colour, width = self._pen
        self._line = Stroke(colour, width, [self._unit(place)])
        self.sketch.strokes.append(self._line)
        self.update()

    def _go_to(self, place: QPointF) -> None:
        if self._line is None:
            return
        unit = self._unit(place)
        way = unit - self._line.points[-1]
        if way.manhattanLength() >= _NEAR:
            self._line.points.append(unit)
            self.update()

    def _end(self, place: QPointF | None) -> None:
        if self._line is None:
            return
        if place is not None:
            self._go_to(place)
        self._line = None
        self.sketch.cleared.clear()
        self._tell()

    def _unit(self, place: QPointF) -> QPointF:
        """Return a place of the widget in units of the page, never outside it."""
        box = self.paper()
        size = self.sketch.size
        across = (place.x() - box.left()) / max(1.0, box.width()) * size.width()
        down = (place.y() - box.top()) / max(1.0, box.height()) * size.height()
        return QPointF(
            min(max(across, 0.0), float(size.width())), min(max(down, 0.0), float(size.height()))
        )

    def _tell(self) -> None:
        self.update()
        self.changed.emit()

    # -- painting --------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw paper, line, words and what was drawn."""
        theme = current()
        painter = QPainter(self)
        box = self.paper()
        # Paper is white in every theme: the picture is the same wherever it is looked at.
        draw_box(
            painter,
            box,
            radius=12,
            fill=_PAPER,
            line=theme.colour("line_strong"),
            width=theme.border,
        )
        painter.setClipRect(box)
        if self._baseline:
            y = box.top() + box.height() * 0.74
            painter.setPen(QPen(_FAINT, 2))
            margin = box.width() * 0.08
            painter.drawLine(QPointF(box.left() + margin, y), QPointF(box.right() - margin, y))
        if self.sketch.is_blank and self._prompt and self.sketch.ground.isNull():
            rtl = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
            block = TextBlock(
                self._prompt, Type.BODY, rtl=rtl, width=box.width() - 32, align=Align.CENTRE
            )
            block.paint(painter, box.left() + 16, box.center().y() - block.height / 2, _WORDS)
        self.sketch.paint(painter, box)
