"""The whole window to draw in: the pad, its pens, undo, and "Done"."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from surveyapp.text import Words
from surveyapp.ui.kit.button import Button, Variant
from surveyapp.ui.kit.flow_layout import FlowLayout
from surveyapp.ui.kit.overlay import Overlay
from surveyapp.ui.kit.panel import draw_panel
from surveyapp.ui.kit.segmented import Segment, Segmented
from surveyapp.ui.kit.sketch import Sketch, SketchPad
from surveyapp.ui.kit.swatches import Swatch, Swatches
from surveyapp.ui.kit.text import Label
from surveyapp.ui.theme import Themed, Type

INK = "#16211F"
_WIDTHS = {"thin": 4.0, "medium": 10.0, "thick": 24.0}
_WIDE = 1600.0
"""A pen's width is for a page this wide; a smaller page has a thinner pen."""
_SIGNING = 6.0
_MARGIN = 24


class SketchSheet(Overlay, Themed):
    """Draws on ``sketch``; ``done()`` when the person says so, ``closed()`` whenever it goes."""

    done = Signal()

    def __init__(
        self,
        parent: QWidget,
        words: Words,
        sketch: Sketch,
        *,
        title: str,
        prompt: str,
        signing: bool,
    ) -> None:
        super().__init__(parent.window() or parent, dismissable=True)
        self.setLayoutDirection(parent.layoutDirection())
        self._signing = signing
        self._colour = QColor(INK)
        self._width = "medium"
        column = self._column = QVBoxLayout(self.panel)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(Label(title, Type.HEADING, lines=2, parent=self.panel))
        if not signing:
            self._tools = QWidget(self.panel)
            tools = FlowLayout(self._tools, spacing=12)
            self.colours = self._colours(words)
            tools.addWidget(self.colours)
            self.widths = self._pens(words)
            tools.addWidget(self.widths)
            column.addWidget(self._tools)
        self.pad = SketchPad(sketch, baseline=signing, parent=self.panel)
        self.pad.set_prompt(prompt)
        self.pad.setAccessibleName(title)
        self.pad.setAccessibleDescription(
            words(
                "Draw with a finger, a pen or the mouse. With the keyboard alone, close this and "
                "choose a picture file instead."
            )
        )
        column.addWidget(self.pad, 1)
        foot = QHBoxLayout()
        foot.setSpacing(12)
        self.cancel = Button(words("Not now"), Variant.GHOST, icon="x", parent=self.panel)
        self.undo = Button(words("Undo"), icon="arrow-back-up", parent=self.panel)
        self.clear = Button(words("Clear"), icon="eraser", parent=self.panel)
        self.finish = Button(words("Done"), Variant.PRIMARY, icon="check", parent=self.panel)
        foot.addWidget(self.cancel)
        foot.addWidget(self.undo)
        foot.addWidget(self.clear)
        foot.addStretch(1)
        foot.addWidget(self.finish)
        column.addLayout(foot)
        self.setAccessibleName(title)
        self.panel.setAccessibleName(title)
        self.undo.clicked.connect(self.pad.undo)
        self.clear.clicked.connect(self.pad.clear)
        self.cancel.clicked.connect(self.close_overlay)
        self.finish.clicked.connect(self._on_done)
        self.pad.changed.connect(self._show_state)
        self.closed.connect(self.deleteLater)
        self._take_pen()
        self._show_state()

    def _colours(self, words: Words) -> Swatches:
        swatches = Swatches(
            (
                Swatch(INK, words("Black")),
                Swatch("#1D5A96", words("Blue")),
                Swatch("#AF2A1F", words("Red")),
                Swatch("#0B7A4B", words("Green")),
                Swatch("#FFFFFF", words("White")),
            ),
            name=words("Colour"),
            parent=self._tools,
        )
        swatches.chosen.connect(self._on_colour)
        return swatches

    def _pens(self, words: Words) -> Segmented:
        segments = (
            Segment("thin", words("Thin")),
            Segment("medium", words("Medium")),
            Segment("thick", words("Thick")),
        )
        pens = Segmented(segments, self._width, name=words("Pen"), parent=self._tools)
        pens.chosen.connect(self._on_width)
        return pens

    def _on_colour(self, colour: str) -> None:
        self._colour = QColor(colour)
        self._take_pen()

    def _on_width(self, width: str) -> None:
        self._width = width
        self._take_pen()

    def _take_pen(self) -> None:
        size = self.pad.sketch.size
        share = max(size.width(), size.height()) / _WIDE
        width = _SIGNING if self._signing else _WIDTHS[self._width]
        self.pad.set_pen(self._colour, max(1.0, width * share))

    def _show_state(self) -> None:
        self.undo.setEnabled(self.pad.sketch.may_undo)
        self.clear.setEnabled(not self.pad.sketch.is_blank)

    def _on_done(self) -> None:
        self.done.emit()
        self.close_overlay()

    def retheme(self) -> None:
        """Place again."""
        self.arrange()

    def arrange(self) -> None:
        """Take the window but for a margin: a small window has none to give."""
        margin = _MARGIN if min(self.width(), self.height()) > 640 else 8
        helpers = (self.cancel, self.undo, self.clear)
        for button in helpers:
            button.set_compact(False)
        wanted = sum(each.sizeHint().width() + 12 for each in (*helpers, self.finish))
        narrow = wanted > self.width() - 2 * margin - 40
        for button in helpers:
            button.set_compact(narrow)
        self.panel.setGeometry(self.rect().adjusted(margin, margin, -margin, -margin))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw scrim, shadow and panel."""
        super().paintEvent(event)
        draw_panel(QPainter(self), QRectF(self.panel.geometry()))

    def open(self) -> None:
        """Cover the window; the pad waits for the hand."""
        super().open()
        self.pad.setFocus(Qt.FocusReason.OtherFocusReason)
