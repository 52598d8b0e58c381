"""A range as a scale of numbers side by side; longer ranges are typed and stepped instead."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from surveyapp.text import Words
from surveyapp.text.markup import unmarked
from surveyapp.ui.kit.choice_group import Arrangement, ChoiceGroup, Option
from surveyapp.ui.questions.base import QuestionWidget
from surveyapp.xform import FieldDef, FormSession

MOST_STEPS = 11


def steps_of(field: FieldDef) -> tuple[str, ...]:
    """Return the values of a range in order, or nothing where there are too many to lay out."""
    start = Decimal(field.parameters.get("start", "0"))
    end = Decimal(field.parameters.get("end", "10"))
    step = abs(Decimal(field.parameters.get("step", "1"))) or Decimal(1)
    count = int(abs(end - start) / step) + 1
    if count > MOST_STEPS:
        return ()
    way = 1 if end >= start else -1
    return tuple(format(start + way * step * place, "f") for place in range(count))


class RangeQuestion(QuestionWidget):
    """Numbers as cards; the chosen one is the answer."""

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
        self.group = ChoiceGroup(arrangement=Arrangement.DIGITS, parent=self)
        self.group.set_kiosk(kiosk)
        self.group.set_options([Option(step, step) for step in steps_of(self.field)])
        self.group.chosen.connect(lambda value: self.value_edited.emit(self.ref, value))
        self.group.cleared.connect(self._on_cleared)
        self.add_control(self.group)
        self.refresh()

    def refresh_control(self) -> None:
        """Show which number is chosen."""
        value = self.session.value(self.ref)
        self.group.set_selected({value} if value else ())
        self.group.setEnabled(not self.session.is_readonly(self.ref))

    def set_control_wrong(self, wrong: bool, description: str) -> None:
        """Show red lines."""
        self.group.set_wrong(wrong)
        self.group.set_name(unmarked(self.session.label(self.ref)), description)

    def instruction(self) -> str:
        """Say how many answers there may be."""
        return self.words("Choose one answer")

    def focus_first(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Focus the chosen number, else the first."""
        self.group.focus_first(reason)

    def accepts_focus(self) -> bool:
        """Say whether anything can be chosen."""
        return self.group.isEnabled()

    def _on_cleared(self) -> None:
        if self.session.value(self.ref):
            self.group.set_selected(())
            self.value_edited.emit(self.ref, "")
