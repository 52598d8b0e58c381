"""Select one and select many as cards: lists, columns and scales."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QWidget

from surveyapp.text.markup import unmarked
from surveyapp.ui.kit.button import Button, Variant
from surveyapp.ui.kit.choice_group import Arrangement, ChoiceGroup, Option
from surveyapp.ui.kit.picture import MOST_HIGH, MOST_WIDE, read_picture
from surveyapp.ui.questions.base import PLAYED, Files, Posed, QuestionWidget
from surveyapp.ui.questions.looks import Looks
from surveyapp.ui.theme import current
from surveyapp.xform import Choice, Control

_CARD_PICTURE = 480
"""The most px, at ordinary text size, that a picture on a card is wide."""
NOT_APPLICABLE = frozenset({"na", "n/a", "dk", "nsp", "refused"})
"""Codes that are no step of a scale: does not apply, does not know, would not say."""


def options_of(choices: tuple[Choice, ...]) -> tuple[Option, ...]:
    """Return choices as options; a last code such as ``na`` stands apart from the others."""
    last = len(choices) - 1
    return tuple(
        Option(
            choice.value,
            unmarked(choice.label) or choice.value,
            apart=place == last and place > 1 and choice.value.casefold() in NOT_APPLICABLE,
            image=choice.media.get("image", ""),
            big_image=choice.media.get("big-image", ""),
            # A choice without a label has its value for one: nothing to read under a picture.
            wordless="image" in choice.media and choice.label == choice.value,
        )
        for place, choice in enumerate(choices)
    )


def arrangement_of(looks: Looks, options: tuple[Option, ...]) -> Arrangement:
    """Return how options stand: by appearance first, then by what they are."""
    if looks.likert:
        steps = [option.text for option in options if not option.apart]
        if all(step.isdigit() and len(step) <= 2 for step in steps):
            return Arrangement.DIGITS
        return Arrangement.SCALE
    if looks.columns:
        return Arrangement.EXACT
    if looks.packed:
        return Arrangement.PACKED
    if looks.in_columns:
        return Arrangement.COLUMNS
    # A row of a matrix that stands alone is what it would be there: answers side by side.
    return Arrangement.ACROSS if looks.matrix_row else Arrangement.LIST


class SelectQuestion(QuestionWidget):
    """Cards, one chosen or several."""

    def __init__(self, posed: Posed, parent: QWidget | None = None) -> None:
        super().__init__(posed, parent)
        self._looks = Looks.of(self.field)
        self._many = self.field.control is Control.SELECT_MANY
        self.group = ChoiceGroup(many=self._many, max_columns=self._looks.columns or 4, parent=self)
        self.group.set_kiosk(posed.kiosk)
        self.group.set_bare(self._looks.bare)
        self.group.chosen.connect(self._on_chosen)
        self.group.confirmed.connect(self._on_settled)
        self.group.cleared.connect(self._on_cleared)
        self.add_control(self.group)
        self._pictures: dict[tuple[str, QSize], QImage] = {}
        self._large = False
        self._below = QWidget(self)
        below = QHBoxLayout(self._below)
        below.setContentsMargins(0, 8, 0, 0)
        self._larger = Button("", Variant.TONAL, parent=self._below)
        self._larger.clicked.connect(self._on_larger)
        below.addWidget(self._larger)
        below.addStretch(1)
        self._below.hide()
        self.add_control(self._below)
        self.refresh()

    def refresh_control(self) -> None:
        """Show choices and what is chosen."""
        options = options_of(self.session.choices(self.ref))
        self.group.set_arrangement(arrangement_of(self._looks, options))
        self.group.set_options(options)
        chosen = self.session.selected(self.ref)
        self.group.set_selected(chosen)
        self.group.setEnabled(not self.session.is_readonly(self.ref))
        self.group.set_name(unmarked(self.session.label(self.ref)))
        self._offer_larger(options)
        self._count(len(chosen))

    # -- pictures --------------------------------------------------------------------------

    def set_files(self, files: Files) -> None:
        """Show the pictures of the form, those of the choices too."""
        super().set_files(files)
        self._pictures.clear()
        self.group.set_pictures(self._read_picture, large=self._large)
        self._offer_larger(self.group.options())

    def retheme(self) -> None:
        """Read pictures again: text may have another size now."""
        super().retheme()
        if self._pictures:
            self._pictures.clear()
            self.group.set_pictures(self._read_picture, large=self._large)

    def _read_picture(self, address: str, *, large: bool) -> QImage:
        wide = MOST_WIDE if large else _CARD_PICTURE
        most = QSize(current().px(wide), current().px(MOST_HIGH)) * self.devicePixelRatio()
        found = self._pictures.get((address, most))
        if found is None:
            file = self._files(address)
            found = read_picture(file.data, most) if file else QImage()
            found.setDevicePixelRatio(self.devicePixelRatio())
            self._pictures[address, most] = found
        return found

    def _offer_larger(self, options: tuple[Option, ...]) -> None:
        """Show the button for larger pictures where the form has some."""
        shown = any(option.big_image for option in options) and any(
            card.has_picture() for card in self.group.cards()
        )
        if shown:
            self._larger.set_text(
                self.words("Smaller pictures") if self._large else self.words("Larger pictures")
            )
            self._larger.set_icon("minus" if self._large else "plus")
        self._below.setVisible(shown)

    def _on_larger(self) -> None:
        self._large = not self._large
        self.group.set_pictures(self._read_picture, large=self._large)
        self._offer_larger(self.group.options())

    def unplayed_text(self) -> str:
        """Say that recordings of the question, or of an answer, are not played."""
        own = super().unplayed_text()
        choices = self.session.choices(self.ref)
        if own or not any(kind in choice.media for choice in choices for kind in PLAYED):
            return own
        return self.words("Recordings belong to these answers. This device does not play them.")

    def _count(self, chosen: int) -> None:
        if self._many:
            self.set_counter(
                self.words.plural("{n} chosen", "{n} chosen", chosen) if chosen else ""
            )

    def set_control_wrong(self, wrong: bool, description: str) -> None:
        """Show red lines."""
        self.group.set_wrong(wrong)
        self.group.set_name(unmarked(self.session.label(self.ref)), description)

    def instruction(self) -> str:
        """Say how many answers there may be."""
        if self._many:
            return self.words("Several answers possible")
        return self.words("Choose one answer")

    def focus_first(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Focus the chosen card, else the first."""
        self.group.focus_first(reason)

    def set_current(self, current_question: bool, *, by_keys: bool) -> None:
        """Show keycaps while keys are used here."""
        self.group.show_keys(shown=current_question and by_keys)

    def accepts_focus(self) -> bool:
        """Say whether anything can be chosen."""
        return bool(self.group.cards()) and self.group.isEnabled()

    def _on_chosen(self, value: str) -> None:
        if not self._many:
            self.value_edited.emit(self.ref, value)
            self._on_settled()
            return
        before = self.session.selected(self.ref)
        after = (
            tuple(kept for kept in before if kept != value) if value in before else (*before, value)
        )
        # The list's own order, whatever order the fingers took.
        order = {option.value: place for place, option in enumerate(self.group.options())}
        after = tuple(sorted(after, key=lambda code: order.get(code, len(order))))
        self._count(len(after))
        self.value_edited.emit(self.ref, " ".join(after))

    def _on_settled(self) -> None:
        """Go on where the form wants that as soon as there is an answer."""
        if self._looks.quick:
            self.went_on.emit()

    def _on_cleared(self) -> None:
        if self.session.value(self.ref):
            self.group.set_selected(())
            self.value_edited.emit(self.ref, "")
