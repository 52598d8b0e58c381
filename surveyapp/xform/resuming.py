"""What becomes of a response that is taken up again, perhaps in another version of its form.

Nothing is dropped silently: what has no place any more is reported and stays with the document
(``unplaced`` keeps it and puts it back).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from surveyapp.errors import UserError
from surveyapp.xform.definition import FormDefinition
from surveyapp.xform.fields import LIST_CONTROLS
from surveyapp.xform.instance import Element, Instance
from surveyapp.xform.model import NodeDef
from surveyapp.xform.outcomes import FieldProblem, ProblemKind
from surveyapp.xform.safe_xml import MAX_NESTING
from surveyapp.xform.submission import to_source
from surveyapp.xform.unplaced import carried, put_back

MAX_LEVELS = 2 * MAX_NESTING
"""Objects and lists inside each other in a document: a repeat takes one of each."""


@dataclass(frozen=True, slots=True)
class ResumeReport:
    """How a document fits the form in which it was taken up; falsy where there is nothing to tell.

    ``from_version`` is the version it was filled in, ``to_version`` the form's. ``unplaced`` are
    values by path that the form has no place for, those of earlier versions included; they stay in
    the document. ``restored`` are values by ref that had no place in the version before and have
    theirs again. ``choices`` are answers by ref, or the part of them, that the form offers no
    more; ``types`` answers that are no longer of the question's type.

    ``required`` are the questions that want an answer, have none and are newly open: the document
    does not have them at all, so nobody was asked before, or it is a submission that is edited,
    which was complete when it was made. A blank question in a draft may have been required all
    along: the document does not say, so it is not named here (``problems`` tells it).

    ``types`` and ``required``, and ``choices`` that opening the form does not clear, are looked at
    only where the versions differ.
    """

    from_version: str = ""
    to_version: str = ""
    unplaced: Mapping[str, str] = field(default_factory=dict)
    restored: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)
    required: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.unplaced or self.restored or self.choices or self.types or self.required)

    @property
    def other_version(self) -> bool:
        """Say whether the document was filled in another version of the form."""
        return self.from_version != self.to_version


class Arrival:
    """A document on its way into a form: first an instance of its data, then the report on it.

    ``complete`` says that it is a submission: nothing required was open when it was made.
    """

    def __init__(
        self, definition: FormDefinition, document: Mapping[str, Any], *, complete: bool
    ) -> None:
        model = definition.model
        self._versions = (str(document.get("version", definition.version)), definition.version)
        self._complete = complete
        _refuse_depth(document["data"])
        kept = carried(document)
        self._data, self._back = put_back(model, document["data"], kept)
        source, unplaced = to_source(model, self._data)
        self._unplaced = {k: v for k, v in kept.items() if k not in self._back} | unplaced
        self.instance = Instance(model, source, definition.loaded.templates)

    @property
    def other_version(self) -> bool:
        """Say whether the document was filled in another version of the form."""
        return self._versions[0] != self._versions[1]

    def report(self, problems: Iterable[FieldProblem]) -> ResumeReport:
        """Return the report, now that the form is computed with the document's answers.

        ``problems`` are those of the response as it stands.
        """
        instance = self.instance
        root = instance.model.root
        unplaced = dict(self._unplaced)
        choices: dict[str, str] = {}
        types: dict[str, str] = {}
        required: list[str] = []
        known: set[str] = set()
        for definition, ref, text in _answers(root, self._data, root.ref):
            known.add(ref)
            element = instance.find(ref)
            gone = _gone(definition, element, text)
            if gone:
                unplaced[ref] = gone
                if element is not None:
                    choices[ref] = gone
        for problem in problems:
            raw = instance.element(problem.ref).raw
            if problem.kind is ProblemKind.CHOICE:
                choices[problem.ref] = raw
            elif problem.kind is ProblemKind.TYPE:
                types[problem.ref] = raw
            elif problem.kind is ProblemKind.REQUIRED and (
                self._complete or problem.ref not in known
            ):
                required.append(problem.ref)
        restored = {path: text for path, text in self._back.items() if path not in unplaced}
        return ResumeReport(*self._versions, unplaced, restored, choices, types, tuple(required))


def _refuse_depth(data: object) -> None:
    level = [data]
    for _ in range(MAX_LEVELS):
        level = [
            inner
            for each in level
            if isinstance(each, Mapping | list)
            for inner in (each.values() if isinstance(each, Mapping) else each)
        ]
        if not level:
            return
    raise UserError(
        "The response is nested more than {limit} levels deep. No form is; export it again.",
        limit=MAX_LEVELS,
    )


def _gone(definition: NodeDef, element: Element | None, text: str) -> str:
    """Return what opening the form has removed of an answer: its row, or choices no longer offered.

    What is calculated is no answer: the form computes it anew.
    """
    if definition.bind is not None and definition.bind.calculate:
        return ""
    if element is None or not element.raw:
        return text
    field = definition.field
    if field is None or field.control not in LIST_CONTROLS:
        return ""
    left = element.raw.split()
    return " ".join(word for word in text.split() if word not in left)


def _answers(definition: NodeDef, value: object, ref: str) -> Iterator[tuple[NodeDef, str, str]]:
    """Yield the questions that a document has, each with its ref and its text."""
    if not definition.children:
        if not isinstance(value, Mapping):
            yield definition, ref, str(value)
        return
    if not isinstance(value, Mapping):
        return
    for child in definition.children:
        inner = value.get(child.key)
        if inner is None:
            continue
        path = f"{ref}/{child.key}"
        rows = inner if isinstance(inner, list) else [inner]
        if not child.repeats:
            yield from _answers(child, rows[0], path)
            continue
        for number, row in enumerate(rows, 1):
            yield from _answers(child, row, f"{path}[{number}]")
