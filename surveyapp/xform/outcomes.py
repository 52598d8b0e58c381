"""What a session tells its callers: what changed, what is wrong, what stands on a page."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Changes:
    """Refs (with positions) touched by one action; what is not in here looks as it did before.

    ``labels`` covers labels, hints and messages; ``states`` whether a question is required or
    readonly; ``repeats`` the repeats whose rows were added or removed. Labels, choices and states
    are those that may differ: they are computed when looked at.
    """

    values: frozenset[str] = frozenset()
    relevance: frozenset[str] = frozenset()
    choices: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()
    repeats: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()

    @property
    def refs(self) -> frozenset[str]:
        """Return every ref touched in any way."""
        return (
            self.values | self.relevance | self.choices | self.labels | self.repeats | self.states
        )

    def __bool__(self) -> bool:
        return bool(
            self.values
            or self.relevance
            or self.choices
            or self.labels
            or self.repeats
            or self.states
        )


class ProblemKind(StrEnum):
    """Why an answer cannot stay as it is."""

    REQUIRED = "required"
    CONSTRAINT = "constraint"
    TYPE = "type"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """A problem of one question; ``message`` is the form's own, ``""`` where it has none."""

    ref: str
    kind: ProblemKind
    message: str = ""


class ItemKind(StrEnum):
    """What stands on a page."""

    QUESTION = "question"
    GROUP = "group"
    REPEAT = "repeat"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing on a page.

    A ``GROUP`` item is the heading of a group or of a repeat's row; a ``REPEAT`` item is the place
    where a row can be added (its ref is the repeat's, the position left out). ``depth`` counts
    the groups around it inside the page.
    """

    ref: str
    kind: ItemKind
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """One page: a field-list group, or one question, or the place where a row can be added."""

    ref: str
    title: str
    appearance: str = ""
    items: tuple[Item, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of the questions asked are answered."""

    answered: int
    asked: int
