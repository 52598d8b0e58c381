"""Problems as they are told: the same one in twenty rows is one sentence with its rows.

What stops a form is told each by itself, up to a number that nobody mends at one sitting. Keeps a
few problems of each kind whatever comes: a list of a million choices may lack a million labels.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from surveyapp.errors import UserError
from surveyapp.xform.checks.naming import first_of, without_name
from surveyapp.xform.problems import FormProblem, Severity

MAX_ERRORS = 500
"""A workbook of another kind can have a mistake in every cell."""
MAX_KINDS = 500

_EACH = 10  # problems of one kind that are told in full where they differ
_FEW = 2  # that say the same are told one by one
_SHOWN = 12  # rows named in one warning

_Kind: TypeAlias = tuple[str, ...]


@dataclass(slots=True)
class _Group:
    told: list[FormProblem] = field(default_factory=list)
    places: dict[object, None] = field(default_factory=dict)
    count: int = 0
    alike: str = ""
    differ: bool = False

    def add(self, problem: FormProblem) -> None:
        self.count += 1
        if not self.differ:
            said = without_name(problem.message)
            self.alike = self.alike or said
            self.differ = said != self.alike
        if len(self.told) <= _EACH:
            self.told.append(problem)
        if len(self.places) <= _SHOWN + _EACH:
            self.places[problem.row or problem.path] = None

    def problems(self) -> list[FormProblem]:
        """Return its problems, those that are too many as part of the last that is told."""
        kept = _EACH if self.differ else 1
        if self.count <= max(kept, _FEW):
            return self.told
        last = self.told[kept - 1]
        before = {each.row or each.path for each in self.told[:kept]}
        gathered = UserError(
            "{problem} The same holds for {count} more ({places}).",
            problem=last.message,
            count=self.count - kept,
            places=_places(last, [place for place in self.places if place not in before]),
        )
        return [*self.told[: kept - 1], replace(last, message=gathered)]


class Gathering:
    """Takes problems one after the other and gives back those to tell."""

    def __init__(self, problems: Iterable[FormProblem] = ()) -> None:
        self._errors: list[FormProblem] = []
        self._groups: dict[tuple[str, _Kind], _Group] = {}
        self.extend(problems)

    @property
    def full(self) -> bool:
        """Say whether more than enough stops the form already."""
        return len(self._errors) > MAX_ERRORS

    @property
    def stops(self) -> bool:
        """Say whether anything stops the form."""
        return bool(self._errors)

    @property
    def errors(self) -> tuple[FormProblem, ...]:
        """Return what stops the form."""
        return tuple(self._errors)

    def extend(self, problems: Iterable[FormProblem]) -> None:
        """Take problems until there are more than enough."""
        for problem in problems:
            if problem.severity is Severity.WARNING:
                self._warn(problem)
            elif len(self._errors) < MAX_ERRORS:
                self._errors.append(problem)
            else:
                more = UserError("There is more to mend. It will be told once these are.")
                self._errors.append(FormProblem(Severity.ERROR, more))
            if self.full:
                return

    def _warn(self, problem: FormProblem) -> None:
        # What has no place is about the whole form: there is no other of its kind to join.
        kind = _kind(problem.message) if problem.row or problem.path else (str(problem.message),)
        key = (problem.sheet, kind)
        if key in self._groups or len(self._groups) < MAX_KINDS:
            self._groups.setdefault(key, _Group()).add(problem)

    def problems(self) -> list[FormProblem]:
        """Return what is told, in no set order."""
        return [*self._errors, *(p for group in self._groups.values() for p in group.problems())]


def _kind(message: UserError) -> _Kind:
    """Return what makes two messages one kind: their sentences, whatever these name.

    What counts others already, such as the texts that lack a language, is of no kind but its own.
    """
    if "count" in message.parameters:
        return (str(message),)
    inner = (value for value in message.parameters.values() if isinstance(value, UserError))
    return (message.message, *(id_ for each in inner for id_ in _kind(each)))


def _places(problem: FormProblem, places: list[object]) -> UserError | str:
    if not places:  # all in one line of an XForm
        return UserError("line {line}", line=problem.row)
    if not problem.path:
        return UserError("rows {rows}", rows=first_of(places, _SHOWN))
    if isinstance(places[0], int):
        return UserError("lines {lines}", lines=first_of(places, _SHOWN))
    return first_of(places, _SHOWN)
