"""A picture made by hand: a signature, a drawing, or marks on a picture. Kept as a PNG file.

Drawing takes the whole window (``SketchSheet``). Who cannot draw chooses a picture file instead.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QWidget

from surveyapp.text import N_
from surveyapp.text.markup import unmarked
from surveyapp.ui.kit.button import Button, Variant
from surveyapp.ui.kit.sketch import Sketch
from surveyapp.ui.models.pictures import as_png, whole
from surveyapp.ui.questions.base import Posed
from surveyapp.ui.questions.image import ImageQuestion
from surveyapp.ui.questions.sketch_sheet import SketchSheet
from surveyapp.ui.questions.uploads import Upload, most_pixels

_SIGNATURE = QSize(1200, 500)
_DRAWING = QSize(1600, 1000)
_LARGEST = 2048
"""Pixels of the longer side of a picture that is marked: as PNG, more would fill the store."""

_BEGIN = {
    Upload.SIGNATURE: N_("Sign here"),
    Upload.DRAW: N_("Draw"),
    Upload.ANNOTATE: N_("Draw on it"),
}
_AGAIN = {
    Upload.SIGNATURE: N_("Sign again"),
    Upload.DRAW: N_("Go on drawing"),
    Upload.ANNOTATE: N_("Draw on it"),
}
_PROMPTS = {
    Upload.SIGNATURE: N_("Sign with a finger, a pen or the mouse"),
    Upload.DRAW: N_("Draw with a finger, a pen or the mouse"),
}
_HOW = {
    Upload.SIGNATURE: N_("Sign on the screen. A picture of a signature will do as well."),
    Upload.DRAW: N_("Draw on the screen. A picture file will do as well."),
    Upload.ANNOTATE: N_("Choose a picture, then mark on it what matters."),
}
_HOW_HERE = {
    Upload.SIGNATURE: N_("Sign on the screen."),
    Upload.DRAW: N_("Draw on the screen."),
}
_ICONS = {Upload.SIGNATURE: "signature", Upload.DRAW: "pencil", Upload.ANNOTATE: "pencil"}


class DrawingQuestion(ImageQuestion):
    """One drawn picture: a button opens the pad, the result stands where it was asked."""

    def __init__(self, posed: Posed, parent: QWidget | None = None) -> None:
        self._draw: Button | None = None
        self._sketch: Sketch | None = None
        self._drawn = ""  # the answer that the strokes in hand have become
        super().__init__(posed, parent)
        icon = _ICONS[self.kind]
        self._draw = Button("", Variant.TONAL, icon=icon, parent=self.buttons)
        self._draw.clicked.connect(self.draw)
        self.flow.addWidget(self._draw)
        self.choose.set_variant(Variant.SECONDARY)
        self.refresh()
        self._order()

    def _order(self) -> None:
        """Let drawing come first, where that is what one does first."""
        assert self._draw is not None
        if self.kind is not Upload.ANNOTATE:
            for button in (self.choose, self.paste, self.remove, self.undo):
                self.flow.removeWidget(button)
                self.flow.addWidget(button)

    def buttons_shown(self) -> tuple[Button, ...]:
        """Return the buttons in their order."""
        others = super().buttons_shown()
        if self._draw is None:
            return others
        annotate = self.kind is Upload.ANNOTATE
        return (*others, self._draw) if annotate else (self._draw, *others)

    def _show_buttons(self, answer: str, *, fixed: bool) -> None:
        if self._draw is not None:
            self._draw.set_text(self.words((_AGAIN if answer else _BEGIN)[self.kind]))
            begins = bool(answer) or self.kind is not Upload.ANNOTATE
            self._draw.setVisible(begins and not fixed)
        super()._show_buttons(answer, fixed=fixed)

    def choose_words(self) -> str:
        """Return what the second button says."""
        return N_("Choose a picture")

    def invitation(self) -> str:
        """Return how the picture is made."""
        if self.kiosk and self.kind in _HOW_HERE:
            return self.words(_HOW_HERE[self.kind])
        return super().invitation() if self.kiosk else self.words(_HOW[self.kind])

    def limits(self) -> str:
        """Say that the app takes no photos only where one would be expected."""
        return super().limits() if self.kind is Upload.ANNOTATE else ""

    # -- drawing ---------------------------------------------------------------------------

    def draw(self) -> None:
        """Open the pad on what is there."""
        sketch = self._in_hand()
        sheet = SketchSheet(
            self,
            self.words,
            sketch,
            title=unmarked(self.session.label(self.ref)),
            prompt=self.words(_PROMPTS[self.kind]) if self.kind in _PROMPTS else "",
            signing=self.kind is Upload.SIGNATURE,
        )
        sheet.done.connect(lambda: self._take(sketch))
        sheet.closed.connect(lambda: self._back())
        self.sheet = sheet
        sheet.open()

    def _in_hand(self) -> Sketch:
        """Return the strokes of before, if they are what is shown; else a new page."""
        answer = self.session.typed(self.ref)
        if self._sketch is not None and self._drawn == answer:
            return self._sketch
        self._sketch, self._drawn = self._new_page(), answer
        return self._sketch

    def _new_page(self) -> Sketch:
        if self.kind is Upload.SIGNATURE:
            return Sketch(_SIGNATURE)
        ground = whole(self._file.data, self._longest()) if self._file else None
        if ground is None or ground.isNull():
            return Sketch(_DRAWING)
        return Sketch(ground.size(), ground)

    def _longest(self) -> int:
        return min(_LARGEST, most_pixels(self.field) or _LARGEST)

    def _take(self, sketch: Sketch) -> None:
        if sketch.is_blank:  # nothing was drawn: nothing is given
            return
        image = sketch.image()
        most = most_pixels(self.field)
        if most and max(image.width(), image.height()) > most:
            smooth = Qt.TransformationMode.SmoothTransformation
            image = image.scaled(most, most, Qt.AspectRatioMode.KeepAspectRatio, smooth)
        self.give("drawing.png", as_png(image))
        self._drawn = self.session.typed(self.ref)

    def _back(self) -> None:
        if self._draw is not None:
            self._draw.setFocus(Qt.FocusReason.OtherFocusReason)
