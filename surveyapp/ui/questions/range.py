"""A number chosen on a scale: a slider, stars, or minus and plus.

None of them has a value until somebody gives one, and each can be cleared again.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from surveyapp.text.formats import Formats
from surveyapp.text.markup import unmarked
from surveyapp.ui.kit.button import Button, IconButton, Variant
from surveyapp.ui.kit.slider import Slider
from surveyapp.ui.kit.stars import Stars
from surveyapp.ui.kit.stepper import Stepper
from surveyapp.ui.kit.text import text_width
from surveyapp.ui.questions.base import Posed, QuestionWidget
from surveyapp.ui.questions.looks import Looks
from surveyapp.ui.questions.scales import Scale, scale_of
from surveyapp.ui.theme import Type

_WITHOUT_BUTTONS = 21
"""Scales with more places get minus and plus beside the slider: a finger does not hit each."""
_MOST_STARS = 20
_APART = 12
_NARROWEST = 480  # px for numbers along a slider, on the narrowest page


class RangeQuestion(QuestionWidget):
    """A number on a scale; one that the scale does not have is shown as it was given."""

    def __init__(self, posed: Posed, parent: QWidget | None = None) -> None:
        super().__init__(posed, parent)
        self._looks = Looks.of(self.field)
        scale = scale_of(self.field)
        assert scale is not None, "the factory asks what has no scale by typing"
        self.scale: Scale = scale
        self._control = self._make_control()
        self._clear = Button("", Variant.GHOST, icon="x", parent=self)
        policy = self._clear.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # an answer that comes or goes moves nothing
        self._clear.setSizePolicy(policy)
        self._clear.clicked.connect(self._on_cleared)
        below = QWidget(self)
        row = QHBoxLayout(below)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._clear)
        row.addStretch(1)
        self.add_control(below)
        self.refresh()

    # -- the control -----------------------------------------------------------------------

    def _make_control(self) -> Slider | Stars | Stepper:
        if self._looks.rating and self.scale.count <= _MOST_STARS:
            stars = Stars(self.scale.count, large=self.kiosk, parent=self)
            stars.picked.connect(self._on_picked)
            stars.cleared.connect(self._on_cleared)
            self.add_control(stars)
            return stars
        if self._looks.picker:
            return self._make_picker()
        slider = Slider(self.scale.index, vertical=self._looks.vertical, parent=self)
        slider.picked.connect(self._on_picked)
        slider.cleared.connect(self._on_cleared)
        if self.scale.count <= _WITHOUT_BUTTONS:
            self.add_control(slider)
            return slider
        row = QWidget(self)
        self._less, self._more = (
            IconButton(icon, "", filled=True, parent=row) for icon in ("minus", "plus")
        )
        for button, way in ((self._less, -1), (self._more, 1)):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the arrow keys do the same
            button.setAutoRepeat(True)
            button.clicked.connect(lambda _on=False, way=way: slider.step(way))
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        if self._looks.vertical:
            column = QVBoxLayout()
            column.addWidget(self._more)
            column.addStretch(1)
            column.addWidget(self._less)
            line.addLayout(column)
            line.addWidget(slider, 1)
        else:
            middle = Qt.AlignmentFlag.AlignVCenter
            line.addWidget(self._less, 0, middle)
            line.addWidget(slider, 1)
            line.addWidget(self._more, 0, middle)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(not self._looks.vertical)
        row.setSizePolicy(policy)
        self.add_control(row)
        return slider

    def _make_picker(self) -> Stepper:
        ends = ("00000", self._said(0), self._said(self.scale.count - 1))
        widest = max(ends, key=lambda text: text_width(text, Type.BODY_STRONG, rtl=False))
        picker = Stepper(widest=widest, parent=self)
        picker.stepped.connect(self._on_stepped)
        picker.typed.connect(self._on_picked)
        picker.cleared.connect(self._on_cleared)
        picker.set_find(self.scale.index)
        row = QWidget(self)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(picker)
        line.addStretch(1)
        self.add_control(row)
        return picker

    def _label_of(self) -> dict[int, str]:
        """Return the words that the form gives to places of the scale."""
        found: dict[int, str] = {}
        for choice in self.session.choices(self.ref):
            place = self.scale.index(choice.value)
            if place is not None:
                found.setdefault(place, unmarked(choice.label))
        return found

    def _said(self, place: int) -> str:
        """Return the number at a place as the language writes it."""
        return Formats(self.words).number(self.scale.value(place))

    def _spelt(self, place: int) -> str:
        """Return the number with the words that the form gives it."""
        label = self._label_of().get(place, "")
        return f"{self._said(place)}, {label}" if label else self._said(place)

    def _labels(self, marks: tuple[int, ...]) -> tuple[tuple[int, str], ...]:
        """Return what stands along a slider: the form's words, else numbers that have room."""
        given = self._label_of()
        if given:
            return tuple(sorted(given.items()))
        if self._looks.bare_scale:
            return ()
        if self._looks.no_ticks or len(marks) < 3:
            ends = (0, self.scale.count - 1)
            return tuple((place, self._said(place)) for place in ends)
        shown = (self._said(marks[0]), self._said(marks[-1]))
        widest = max(text_width(text, Type.CAPTION, rtl=False) for text in shown)
        # Counted for the narrowest page; a number more would touch its neighbour there.
        fit = max(1, int(_NARROWEST // (widest + _APART)))
        every = -(-len(marks) // fit)
        kept = [*marks[:-1:every]]
        if kept and len(marks) - 1 - marks.index(kept[-1]) < every:
            kept.pop()
        return tuple((place, self._said(place)) for place in (*kept, marks[-1]))

    # -- showing ---------------------------------------------------------------------------

    def refresh_control(self) -> None:
        """Show what is chosen, and how the language writes the scale."""
        words, session = self.words, self.session
        place = self.scale.index(session.typed(self.ref))
        enabled = not session.is_readonly(self.ref)
        control = self._control
        control.setEnabled(enabled)
        none = words("No answer yet")
        if isinstance(control, Slider):
            marks = () if self._looks.no_ticks else self.scale.marks(self._interval())
            whole = self.scale.whole and self.scale.step == 1
            control.set_scale(
                self.scale.count,
                first=int(self.scale.start) if whole else 0,
                marks=marks,
                labels=self._labels(marks or self.scale.marks("")),
                say=self._said,
                spell=self._spelt,
            )
            control.show_index(place, ghost=self._ghost(), none=none)
            if self.scale.count > _WITHOUT_BUTTONS:
                self._less.set_name(words("Less"))
                self._more.set_name(words("More"))
                self._less.setEnabled(enabled)
                self._more.setEnabled(enabled)
        elif isinstance(control, Stars):
            control.set_names(self._star_name)
            control.show_index(place)
        else:
            control.set_names("", words("Less"), words("More"))
            at = self._ghost() or 0 if place is None else place
            text = "\u2013" if place is None else self._said(place)
            control.show_value(at, text, 0, self.scale.count - 1)
        self._clear.set_text(words("Clear the answer"))
        self._clear.setVisible(enabled and bool(session.typed(self.ref)))

    def _star_name(self, place: int) -> str:
        return self.words.plural(
            "{n} star of {all}", "{n} stars of {all}", place + 1, all=self.scale.count
        )

    def _interval(self) -> str:
        return self.field.parameters.get("tick-interval", "")

    def _ghost(self) -> int | None:
        return self.scale.index(self.field.parameters.get("placeholder", ""))

    def set_control_wrong(self, wrong: bool, description: str) -> None:
        """Show red lines."""
        name = unmarked(self.session.label(self.ref))
        control = self._control
        if isinstance(control, Stars):
            control.set_wrong(wrong)
            control.set_name(name, description)
        elif isinstance(control, Slider):
            control.set_wrong(wrong)
            control.setAccessibleName(name)
        else:
            control.value.setAccessibleName(name)

    def instruction(self) -> str:
        """Say between which numbers, where no scale shows it."""
        if isinstance(self._control, Stepper):
            formats = Formats(self.words)
            return self.words(
                "A number from {least} to {most}",
                least=formats.number(self.scale.least),
                most=formats.number(self.scale.most),
            )
        if isinstance(self._control, Slider):
            return self.words("Choose a point of the scale")
        return self.words("Choose one answer")

    def focus_first(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Focus the scale."""
        if isinstance(self._control, Stars):
            self._control.focus_first(reason)
        elif isinstance(self._control, Stepper):
            self._control.value.setFocus(reason)
        else:
            self._control.setFocus(reason)

    def accepts_focus(self) -> bool:
        """Say whether anything can be chosen."""
        return self._control.isEnabled()

    # -- answering -------------------------------------------------------------------------

    def _on_stepped(self, ways: int) -> None:
        place = self.scale.index(self.session.typed(self.ref))
        if place is None:
            self._on_picked(self._ghost() or 0)
        else:
            self._on_picked(min(self.scale.count - 1, max(0, place + ways)))

    def _on_picked(self, place: int) -> None:
        value = self.scale.lexical(place)
        if value != self.session.typed(self.ref):
            self.value_edited.emit(self.ref, value)

    def _on_cleared(self) -> None:
        if self.session.typed(self.ref):
            self.value_edited.emit(self.ref, "")
            self.focus_first()
