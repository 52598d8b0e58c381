"""What is wrong with the answers of a response, and how many are there.

Whether a text is a value of its question's type is ``checking``'s business.
"""

from __future__ import annotations

from surveyapp.xform.evaluation import Evaluation
from surveyapp.xform.fields import CHOICE_CONTROLS, FieldDef, chosen_values
from surveyapp.xform.instance import Element, Instance, ref_of
from surveyapp.xform.model import Bind, Text
from surveyapp.xform.outcomes import FieldProblem, ProblemKind, Progress
from surveyapp.xform.view import View

_PLAIN = Bind()


class Judge:
    """Holds answers against what the form asks of them.

    ``lists_missing``: some lists of the form are not there, so blank ones say nothing.
    """

    def __init__(
        self, instance: Instance, view: View, evaluation: Evaluation, *, lists_missing: bool
    ) -> None:
        self.instance = instance
        self.view = view
        self.evaluation = evaluation
        self.lists_missing = lists_missing

    def problems(self) -> tuple[FieldProblem, ...]:
        """Return what is wrong, in the order of the form."""
        found = (self.problem(element) for element in self.instance.elements())
        return tuple(each for each in found if each is not None)

    def problem(self, element: Element) -> FieldProblem | None:
        """Return what is wrong with an answer; an irrelevant question has no problem."""
        field = element.definition.field
        if field is None or not element.relevant:
            return None
        bind = element.definition.bind or _PLAIN
        if not element.raw.strip():
            if field.control is not None and self.evaluation.condition("required", element):
                return self._told(element, ProblemKind.REQUIRED, bind.required_message)
            return None
        if not element.text:
            return FieldProblem(ref_of(element), ProblemKind.TYPE)
        if field.control in CHOICE_CONTROLS and not self._all_offered(field, element):
            return FieldProblem(ref_of(element), ProblemKind.CHOICE)
        if bind.constraint and not self.evaluation.condition("constraint", element):
            return self._told(element, ProblemKind.CONSTRAINT, bind.constraint_message)
        return None

    def _told(self, element: Element, kind: ProblemKind, message: Text) -> FieldProblem:
        return FieldProblem(ref_of(element), kind, self.view.say(message, element))

    def _all_offered(self, field: FieldDef, element: Element) -> bool:
        allowed = {choice.value for choice in self.view.choices(element)}
        if not allowed and self.lists_missing:
            return True
        return all(value in allowed for value in chosen_values(field.control, element.raw))

    def progress(self) -> Progress:
        """Count the questions that apply and those of them that are answered."""
        asked = answered = 0
        for element in self.instance.elements():
            field = element.definition.field
            if field is not None and field.is_question and element.relevant:
                asked += 1
                answered += bool(element.raw)
        return Progress(answered, asked)
