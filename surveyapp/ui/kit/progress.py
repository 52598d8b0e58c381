"""Progress: a segment a page; a bar for work that counts; a ring for drafts and countdowns."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from surveyapp.ui.kit.paint import draw_box, is_rtl
from surveyapp.ui.kit.text import Align, draw_line
from surveyapp.ui.theme import Look, Themed, Type, current


class ProgressSegments(QProgressBar, Themed):
    """A segment a page under the top bar, 6 px high.

    ``set_pages(count, page, share, wrong)``: ``page`` counts from 0, ``share`` (0 to 1) is how
    much of that page is done, ``wrong`` holds the pages with something to check.
    """

    def __init__(self, *, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = 1
        self._page = 0
        self._share = 0.5
        self._wrong: frozenset[int] = frozenset()
        self.setTextVisible(False)
        self.setFixedHeight(6)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_pages(
        self, count: int, page: int, share: float = 0.5, *, wrong: Collection[int] = ()
    ) -> None:
        """Show where the person is."""
        self._count = max(1, count)
        self._page = page
        self._share = min(1.0, max(0.0, share))
        self._wrong = frozenset(wrong)
        self.setRange(0, self._count)
        self.setValue(min(self._count, page + 1))
        self.update()

    def retheme(self) -> None:
        """Paint again."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw the segments."""
        theme = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        gap = 4.0 if self._count <= 60 else 1.0
        width = (self.width() - gap * (self._count - 1)) / self._count
        rtl = is_rtl(self)
        for index in range(self._count):
            left = index * (width + gap)
            box = QRectF(self.width() - left - width if rtl else left, 0, width, self.height())
            strong = theme.look is Look.CONTRAST
            draw_box(
                painter,
                box,
                radius=3,
                fill=theme.colour("surface" if strong else "line"),
                line=theme.colour("line") if strong else None,
                width=1.5,
            )
            share = 1.0 if index < self._page else self._share if index == self._page else 0.0
            if share > 0:
                done = QRectF(box)
                done.setWidth(width * share)
                if rtl:
                    done.moveRight(box.right())
                colour = "danger" if index in self._wrong else "primary"
                draw_box(painter, done, radius=3, fill=theme.colour(colour))


class ProgressBar(QProgressBar, Themed):
    """Work that counts: a thin bar; the numbers stand beside it in words."""

    def __init__(self, *, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextVisible(False)
        self.setFixedHeight(8)
        self.setAccessibleName(name)

    def set_count(self, done: int, of: int) -> None:
        """Show ``done`` of ``of``."""
        self.setRange(0, max(1, of))
        self.setValue(done)

    def retheme(self) -> None:
        """Paint again."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw track and share."""
        theme = current()
        painter = QPainter(self)
        rect = QRectF(self.rect()).adjusted(0, 1, 0, -1)
        strong = theme.look is Look.CONTRAST
        line = theme.colour("line") if strong else None
        draw_box(painter, rect, radius=3, fill=theme.colour("line"), line=line, width=1.5)
        if strong:
            draw_box(
                painter, rect.adjusted(1.5, 1.5, -1.5, -1.5), radius=2, fill=theme.colour("surface")
            )
        span = max(1, self.maximum() - self.minimum())
        share = (self.value() - self.minimum()) / span
        if share > 0:
            done = QRectF(rect)
            done.setWidth(max(6.0, rect.width() * share))
            if is_rtl(self):
                done.moveRight(rect.right())
            draw_box(painter, done, radius=3, fill=theme.colour("primary"))


class Ring(QProgressBar, Themed):
    """A ring with words in its middle: 52% of a draft, 17 seconds of a countdown."""

    def __init__(
        self,
        size: int = 44,
        *,
        colour: str = "primary",
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._size = size
        self._colour = colour
        self._words = ""
        self.setRange(0, 1000)
        self.setTextVisible(False)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_share(self, share: float, text: str) -> None:
        """Show a share (0 to 1) and its words."""
        self._words = text
        self.setValue(round(1000 * min(1.0, max(0.0, share))))
        self.setAccessibleDescription(text)
        self.update()

    def retheme(self) -> None:
        """Measure again."""
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return the ring's square."""
        side = current().px(self._size)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        """Return the same."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw track, share (from the top, along the direction) and words."""
        theme = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = max(4.0, self.width() / 11)
        rect = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.setPen(QPen(theme.colour("line"), width))
        painter.drawEllipse(rect)
        share = self.value() / 1000
        if share > 0:
            pen = QPen(theme.colour(self._colour), width)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            turn = 1 if is_rtl(self) else -1
            painter.drawArc(rect, 90 * 16, round(turn * share * 360 * 16))
        step = Type.NAVIGATION_STRONG if self._size < 64 else Type.TITLE
        draw_line(
            painter,
            QRectF(self.rect()),
            self._words,
            step,
            theme.colour("text"),
            rtl=False,
            align=Align.CENTRE,
        )
