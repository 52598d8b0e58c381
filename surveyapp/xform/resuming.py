"""What becomes of a response that is taken up again, perhaps in a newer version of its form.

Nothing is dropped silently: what has no place any more is reported, and stays with the document
through every further save under ``UNPLACED``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from surveyapp.xform.instance import Instance
from surveyapp.xform.model import NodeDef
from surveyapp.xform.outcomes import FieldProblem, ProblemKind

UNPLACED = "unplaced"
"""Key of a document under which values without a place are kept, by their path."""


@dataclass(frozen=True, slots=True)
class ResumeReport:
    """How a document fits the form in which it was taken up; falsy where it fits entirely.

    ``from_version`` is the version it was filled in, ``to_version`` the form's. ``unplaced`` are
    values by path that the form has no place for, those of earlier versions included; they stay in
    the document. ``choices`` and ``types`` are answers by ref that the form takes no more: no
    longer offered, or no longer of the question's type. ``required`` are questions that want an
    answer now and have none. The last three are looked at only where the versions differ.
    """

    from_version: str = ""
    to_version: str = ""
    unplaced: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)
    required: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.unplaced or self.choices or self.types or self.required)

    @property
    def other_version(self) -> bool:
        """Say whether the document was filled in another version of the form."""
        return self.from_version != self.to_version


def carried(document: Mapping[str, object]) -> dict[str, str]:
    """Return what earlier resumes found no place for."""
    kept = document.get(UNPLACED)
    return {str(k): str(v) for k, v in kept.items()} if isinstance(kept, Mapping) else {}


def lost(instance: Instance, data: Mapping[str, object]) -> Iterator[tuple[str, str, bool]]:
    """Yield answers of a document that opening the form has removed: ref, text, and whether the
    question itself is still there (its choice is no longer offered) or its row is not."""
    for definition, ref, text in _answers(instance.model.root, data, instance.model.root.ref):
        if not text or (definition.bind is not None and definition.bind.calculate):
            continue
        element = instance.find(ref)
        if element is None or not element.raw:
            yield ref, text, element is not None


def _answers(definition: NodeDef, value: object, ref: str) -> Iterator[tuple[NodeDef, str, str]]:
    if not definition.children:
        if not isinstance(value, Mapping):
            yield definition, ref, "" if value is None else str(value)
        return
    if not isinstance(value, Mapping):
        return
    for child in definition.children:
        inner = value.get(child.key)
        if inner is None:
            continue
        path = f"{ref}/{child.key}"
        if child.repeats:
            rows = inner if isinstance(inner, list) else [inner]
            for number, row in enumerate(rows, 1):
                yield from _answers(child, row, f"{path}[{number}]")
        else:
            yield from _answers(child, inner[0] if isinstance(inner, list) else inner, path)


def report(
    versions: tuple[str, str],
    unplaced: Mapping[str, str],
    gone: Iterable[tuple[str, str, bool]],
    problems: Iterable[FieldProblem],
    instance: Instance,
) -> ResumeReport:
    """Return the report on a document; ``problems`` are those of the response as it stands."""
    places = dict(unplaced)
    choices: dict[str, str] = {}
    for ref, text, there in gone:
        places[ref] = text
        if there:
            choices[ref] = text
    types: dict[str, str] = {}
    required: list[str] = []
    for problem in problems:
        element = instance.find(problem.ref)
        assert element is not None
        if problem.kind is ProblemKind.CHOICE:
            choices[problem.ref] = element.raw
        elif problem.kind is ProblemKind.TYPE:
            types[problem.ref] = element.raw
        elif problem.kind is ProblemKind.REQUIRED:
            required.append(problem.ref)
    return ResumeReport(*versions, places, choices, types, tuple(required))
