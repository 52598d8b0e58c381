"""The syntax tree of an expression, as the parser leaves it. Knows no form and no values.

Nodes are named tuples: a form of 2,000 questions makes some ten thousand of them, and a named
tuple is immutable and the cheapest to make.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from surveyapp.errors import UserError


class XPathSyntaxError(UserError):
    """An expression that cannot be read; ``position`` counts characters from 0.

    ``message`` is a message id, like that of every ``UserError``.
    """

    def __init__(self, message: str, position: int, /, **parameters: object) -> None:
        super().__init__(message)
        self.parameters = parameters
        self.position = position


class Number(NamedTuple):
    """A number literal."""

    value: float


class Literal(NamedTuple):
    """A string literal."""

    value: str


class Negate(NamedTuple):
    """Unary minus."""

    operand: Expr


class Binary(NamedTuple):
    """Two operands and ``or and = != < <= > >= + - * div mod |``."""

    operator: str
    left: Expr
    right: Expr


class Call(NamedTuple):
    """A function call; ``position`` is where its name stands in the text."""

    name: str
    arguments: tuple[Expr, ...]
    position: int = 0


class Step(NamedTuple):
    """One step of a path.

    ``test`` is a name (``a``, ``p:a``), ``*``, ``p:*``, or a node type with its brackets:
    ``node()``, ``text()``, ``comment()``, ``processing-instruction()``; the target of the last
    stands in ``target``.
    """

    axis: str
    test: str
    predicates: tuple[Expr, ...] = ()
    target: str = ""


class Path(NamedTuple):
    """A location path; ``absolute`` starts at the document node."""

    absolute: bool
    steps: tuple[Step, ...]


class Filter(NamedTuple):
    """An expression followed by predicates or steps: ``instance('a')/root/item``, ``(x)[1]``."""

    primary: Expr
    predicates: tuple[Expr, ...]
    steps: tuple[Step, ...]


Expr: TypeAlias = Number | Literal | Negate | Binary | Call | Path | Filter


def walk(expression: Expr) -> Iterator[Expr]:
    """Yield ``expression`` and every expression inside it, predicates included, in no set order.

    Without recursion: a sum of a thousand terms is a tree a thousand deep.
    """
    todo: list[Expr] = [expression]
    while todo:
        current = todo.pop()
        yield current
        match current:
            case Negate(operand):
                todo.append(operand)
            case Binary(_, left, right):
                todo += (left, right)
            case Call(_, arguments, _):
                todo += arguments
            case Path(_, steps):
                for step in steps:
                    todo += step.predicates
            case Filter(primary, predicates, steps):
                todo.append(primary)
                todo += predicates
                for step in steps:
                    todo += step.predicates
            case _:
                pass
