"""A sheet that slides in from the trailing edge: overview, details, more."""

from __future__ import annotations

from PySide6.QtCore import QEasingCurve, QPropertyAnimation, QRect, QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from surveyapp.ui.kit.button import IconButton
from surveyapp.ui.kit.overlay import Overlay
from surveyapp.ui.kit.paint import draw_shadow, is_rtl
from surveyapp.ui.kit.scroll_page import ScrollPage
from surveyapp.ui.kit.text import Label
from surveyapp.ui.theme import Themed, Type, current

WIDTH = 460
SLIDE_MS = 220


class Sheet(Overlay, Themed):
    """A panel of 460 px with title, close button and a scrolling ``column``; ``foot`` below it."""

    def __init__(self, parent: QWidget, title: str, close_name: str, *, subtitle: str = "") -> None:
        super().__init__(parent)
        outer = QVBoxLayout(self.panel)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(12, 20, 12, 12)
        head.addSpacing(12)  # margins do not mirror; what stands in the row does
        words = QVBoxLayout()
        words.setSpacing(0)
        self._title = Label(title, Type.TITLE, parent=self.panel)
        self._subtitle = Label(subtitle, Type.CAPTION, colour="text2", parent=self.panel)
        self._subtitle.setVisible(bool(subtitle))
        words.addWidget(self._title)
        words.addWidget(self._subtitle)
        head.addLayout(words, 1)
        self.close_button = IconButton("x", close_name, parent=self.panel)
        self.close_button.clicked.connect(self.close_overlay)
        head.addWidget(self.close_button)
        outer.addLayout(head)
        self.page = ScrollPage(max_width=0, spacing=4, parent=self.panel)
        self.column = self.page.column
        outer.addWidget(self.page, 1)
        self.foot = QVBoxLayout()
        self.foot.setContentsMargins(24, 12, 24, 16)
        outer.addLayout(self.foot)
        self.setAccessibleName(title)
        self.panel.setAccessibleName(title)
        self._slide = QPropertyAnimation(self.panel, b"geometry", self)
        self._slide.setDuration(SLIDE_MS)
        self._slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._slide.valueChanged.connect(lambda _value: self.update())

    def set_title(self, title: str, subtitle: str = "") -> None:
        """Show other words."""
        self._title.set_text(title)
        self._subtitle.set_text(subtitle)
        self._subtitle.setVisible(bool(subtitle))
        self.setAccessibleName(title)

    def open(self) -> None:
        """Slide in (at once where motion is off)."""
        super().open()
        if current().motion and self.isVisible():
            end = self._place()
            start = QRect(end)
            start.moveLeft(-end.width() if is_rtl(self) else self.width())
            self._slide.setStartValue(start)
            self._slide.setEndValue(end)
            self._slide.start()

    def _place(self) -> QRect:
        width = min(round(WIDTH * min(current().scale, 1.5)), self.width())
        left = 0 if is_rtl(self) else self.width() - width
        return QRect(left, 0, width, self.height())

    def retheme(self) -> None:
        """Place again."""
        self.arrange()

    def arrange(self) -> None:
        """Stand at the trailing edge, full height."""
        self._slide.stop()
        self.panel.setGeometry(self._place())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw scrim, shadow and panel."""
        super().paintEvent(event)
        painter = QPainter(self)
        rect = QRectF(self.panel.geometry())
        draw_shadow(painter, rect, 0)
        painter.fillRect(rect, current().colour("surface"))
