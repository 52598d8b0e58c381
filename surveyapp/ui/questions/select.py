"""Select one and select many as cards: lists, columns and scales."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from surveyapp.text import Words
from surveyapp.text.markup import unmarked
from surveyapp.ui.kit.choice_group import Arrangement, ChoiceGroup, Option
from surveyapp.ui.questions.base import QuestionWidget
from surveyapp.ui.questions.looks import Looks
from surveyapp.xform import Choice, Control, FormSession

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
    return Arrangement.COLUMNS if looks.columns else Arrangement.LIST


class SelectQuestion(QuestionWidget):
    """Cards, one chosen or several."""

    def __init__(
        self,
        session: FormSession,
        ref: str,
        words: Words,
        *,
        kiosk: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(session, ref, words, kiosk=kiosk, parent=parent)
        self._looks = Looks.of(self.field)
        self._many = self.field.control is Control.SELECT_MANY
        self.group = ChoiceGroup(
            many=self._many, max_columns=self._looks.max_columns or 4, parent=self
        )
        self.group.set_kiosk(kiosk)
        self.group.chosen.connect(self._on_chosen)
        self.group.cleared.connect(self._on_cleared)
        self.add_control(self.group)
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
        self._count(len(chosen))

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

    def _on_cleared(self) -> None:
        if self.session.value(self.ref):
            self.group.set_selected(())
            self.value_edited.emit(self.ref, "")
