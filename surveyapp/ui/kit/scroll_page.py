"""A page that scrolls: by wheel, by keys, and kinetically by finger."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, Qt, QTimer
from PySide6.QtGui import QMouseEvent, QScrollPrepareEvent, QTouchEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QFrame,
    QScrollArea,
    QScroller,
    QScrollerProperties,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from surveyapp.ui.theme import Themed, current, scrollbar_style

COLUMN = 960
_CALMED = "surveyapp_taps"
_FAR = 1_000_000.0  # px away from everything
_HELD = "surveyapp_holds_finger"


def tame_scrolling(area: QAbstractScrollArea) -> None:
    """Give an area our scrollbars and a finger's kinetic scrolling without overshoot."""
    style = scrollbar_style(current())
    area.verticalScrollBar().setStyleSheet(style)
    area.horizontalScrollBar().setStyleSheet(style)
    viewport = area.viewport()
    if viewport.property(_CALMED) is None:
        viewport.setProperty(_CALMED, True)  # noqa: FBT003 - a property's value
        taps = _Taps(viewport)
        viewport.installEventFilter(taps)
        QScroller.scroller(viewport).stateChanged.connect(taps.on_scroller)
    QScroller.grabGesture(viewport, QScroller.ScrollerGestureType.TouchGesture)
    scroller = QScroller.scroller(viewport)
    wanted = scroller.scrollerProperties()
    metric = QScrollerProperties.ScrollMetric
    off = QScrollerProperties.OvershootPolicy.OvershootAlwaysOff
    wanted.setScrollMetric(metric.VerticalOvershootPolicy, off)
    wanted.setScrollMetric(metric.HorizontalOvershootPolicy, off)
    # A finger that rests on a card is a tap, not a scroll.
    wanted.setScrollMetric(metric.DragStartDistance, 0.004)
    wanted.setScrollMetric(metric.MousePressEventDelay, 0.12)
    scroller.setScrollerProperties(wanted)


def hold_finger(widget: QWidget) -> None:
    """Let a finger on ``widget`` move what it stands for, and never the page under it."""
    widget.setProperty(_HELD, True)  # noqa: FBT003 - a property's value


def _holds_finger(viewport: QObject, point: QPointF) -> bool:
    """Say whether what lies at a point of a viewport, or something around it, holds the finger."""
    if not isinstance(viewport, QWidget):
        return False
    widget = viewport.childAt(point.toPoint())
    while widget is not None and widget is not viewport:
        if widget.property(_HELD):
            return True
        widget = widget.parentWidget()
    return False


def _let_go(widget: QWidget) -> None:
    """Take a press back from a widget, or from the button it is part of."""
    above: QWidget | None = widget
    while above is not None and not isinstance(above, QAbstractButton):
        above = above.parentWidget()
    if isinstance(above, QAbstractButton):
        widget = above
        above.setDown(False)  # for those that a release anywhere would click
    far = QPointF(-_FAR, -_FAR)
    left = Qt.MouseButton.LeftButton
    nothing, still = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    release = QMouseEvent(QEvent.Type.MouseButtonRelease, far, far, left, nothing, still)
    QApplication.sendEvent(widget, release)


class _Taps(QObject):
    """Makes each tap a press of its own, and a swipe none.

    Qt takes two quick taps, however far apart, for a double click, and the scroller swallows
    double clicks: whoever answers quickly would lose every second answer. While a tap becomes a
    press there are none; the mouse keeps its double click (it marks a word in a field).

    A touch also presses what lies under it, at once, and the page that it then scrolls goes along
    with the finger: let go, it would lie on the same card still, and answer. So what was pressed
    is let go of where the scrolling begins.
    """

    def __init__(self, viewport: QWidget) -> None:
        super().__init__(viewport)
        self._viewport = viewport
        self._under: QWidget | None = None

    def on_scroller(self, state: QScroller.State) -> None:
        """Let go of what the finger pressed, once it scrolls."""
        under, self._under = self._under, None
        if state is not QScroller.State.Dragging:
            self._under = under
        elif under is not None and isValid(under):
            _let_go(under)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        usual = QApplication.doubleClickInterval()
        if isinstance(event, QTouchEvent) and event.type() == QEvent.Type.TouchBegin:
            self._under = self._viewport.childAt(event.points()[0].position().toPoint())
        if event.type() == QEvent.Type.TouchBegin and usual > 0:
            # The press follows at once, in this turn of the loop; the end of the touch may never
            # come here (the scroller takes it), and the viewport may be gone by then.
            QApplication.setDoubleClickInterval(0)
            application = QApplication.instance()
            assert application is not None
            QTimer.singleShot(0, application, lambda: QApplication.setDoubleClickInterval(usual))
        if isinstance(event, QScrollPrepareEvent) and _holds_finger(watched, event.startPos()):
            event.ignore()
            return True
        return super().eventFilter(watched, event)


class ScrollPage(QScrollArea, Themed):
    """Content in a centred column; add widgets to ``column``.

    ``max_width`` caps the column (0 = full width); margins are 32 px, 16 below 700 px.
    """

    def __init__(
        self, *, max_width: int = COLUMN, spacing: int = 24, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._max_width = max_width
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.content = QWidget()
        self.column = QVBoxLayout(self.content)
        self.column.setSpacing(spacing)
        self.setWidget(self.content)
        self.viewport().setAutoFillBackground(False)
        self.content.setAutoFillBackground(False)
        self.viewport().installEventFilter(self)
        self.retheme()

    def set_max_width(self, width: int) -> None:
        """Cap the column at another width (0 = none)."""
        self._max_width = width
        self._set_margins()

    def retheme(self) -> None:
        """Take colours and margins."""
        tame_scrolling(self)
        self._set_margins()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the column centred as the width changes."""
        if watched is self.viewport() and event.type() == QEvent.Type.Resize:
            self._set_margins()
        return super().eventFilter(watched, event)

    def _set_margins(self) -> None:
        width = self.viewport().width()
        side = 32 if width >= 700 else 16
        if self._max_width:
            side = max(side, (width - self._max_width) // 2)
        self.column.setContentsMargins(side, 20, side, 24)

    def show_widget(self, widget: QWidget, *, margin: int = 24) -> None:
        """Scroll as little as needed to bring all of ``widget`` into view, its top first."""
        top = widget.mapTo(self.content, QPoint(0, 0)).y()
        rect = QRect(0, top - margin, 1, widget.height() + 2 * margin)
        bar = self.verticalScrollBar()
        room = self.viewport().height()
        if rect.top() < bar.value() or rect.height() >= room:
            bar.setValue(rect.top())
        elif rect.bottom() > bar.value() + room:
            bar.setValue(rect.bottom() - room)

    def to_top(self) -> None:
        """Scroll to the beginning."""
        self.verticalScrollBar().setValue(0)
