"""What an expression is compiled to, and how one kind of value is read as another.

Kinds: ``s`` text, ``n`` number, ``b`` condition, ``N`` node-set, ``v`` any of them, ``p`` the text
of the one node that a path is known to lead to. What a kind allows is decided while compiling and
not while evaluating: a comparison of a question with a literal is one attribute read and one
comparison. How paths find their nodes is asked of a ``Paths``: a form's knows its questions and
answers with a ``Found``; ``PlainPaths`` serves documents.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol, TypeAlias

from surveyapp.xform.xpath.environment import Environment
from surveyapp.xform.xpath.nodes import Node, string_value
from surveyapp.xform.xpath.syntax import Path, Step
from surveyapp.xform.xpath.values import Value, text_number, to_boolean, to_number, to_string

Run: TypeAlias = Callable[[Node, Environment], Any]
Texts: TypeAlias = Callable[[Node, Environment], str]
Numbers: TypeAlias = Callable[[Node, Environment], float]
Conditions: TypeAlias = Callable[[Node, Environment], bool]
Nodes: TypeAlias = Callable[[Node, Environment], list[Node]]
Place: TypeAlias = object
"""Where in a form a path starts, as far as that is known before any answer. None: unknown."""


class Found(NamedTuple):
    """What a path leads to, before any answer.

    ``node`` finds the one node, or ``nodes`` all of them; ``rest`` are the steps still to walk
    from there, starting at ``place``. ``text`` reads a leaf at once. ``truth`` says what the leaf
    means as a condition. ``rooted`` paths are the same wherever they stand.
    """

    node: Callable[[Node, Environment], Node] | None
    nodes: Nodes | None
    rest: tuple[Step, ...]
    place: Place
    text: Texts | None = None
    truth: Callable[[str], bool] | None = None
    rooted: bool = False


class Paths(Protocol):
    """Knows the form that expressions walk, and notes what they read."""

    namespaces: Mapping[str, str]

    def resolve(self, path: Path, place: Place) -> Found | None:
        """Return what ``path`` leads to from ``place``, None where it must be walked."""

    def advance(self, place: Place, step: Step) -> Place:
        """Return where a step walked from ``place`` leads."""

    def arrive(self, place: Place) -> None:
        """Note that a walk ends at ``place``."""

    def everything(self) -> Place:
        """Return the place of the document node."""

    def names(self, path: Path, place: Place) -> tuple[str, ...] | None:
        """Return the names from the root down to what ``path`` leads to."""

    def reads_choices(self, ref: str, place: Place) -> None:
        """Note that the choices of a question are looked at."""

    def reads_language(self) -> None:
        """Note that the language is looked at."""


class PlainPaths:
    """Paths over documents that nobody knows beforehand."""

    def __init__(self, namespaces: Mapping[str, str] | None = None) -> None:
        self.namespaces: Mapping[str, str] = namespaces or {}

    def resolve(self, path: Path, place: Place) -> Found | None:
        """Know nothing."""
        del path, place
        return None

    def advance(self, place: Place, step: Step) -> Place:
        """Know nothing."""
        del place, step
        return None

    def arrive(self, place: Place) -> None:
        """Note nothing."""

    def everything(self) -> Place:
        """Know nothing."""
        return None

    def names(self, path: Path, place: Place) -> tuple[str, ...] | None:
        """Return the names of a path from the root."""
        del place
        return tuple(step.test for step in path.steps) if path.absolute else None

    def reads_choices(self, ref: str, place: Place) -> None:
        """Note nothing."""

    def reads_language(self) -> None:
        """Note nothing."""


class Compiled(NamedTuple):
    """A compiled expression. ``constant`` holds its value where it depends on nothing."""

    kind: str
    run: Run
    found: Found | None = None
    constant: Value | None = None


def constant(value: str | float | bool) -> Compiled:
    """Return an expression that is always ``value``."""
    kind = "b" if isinstance(value, bool) else "n" if isinstance(value, float) else "s"
    return Compiled(kind, lambda _node, _env: value, None, value)


# --- turning kinds into each other ---


def as_text(compiled: Compiled) -> Texts:
    """Return the expression as text."""
    kind, run = compiled.kind, compiled.run
    if kind in "sp":
        return run
    if compiled.constant is not None:
        text = to_string(compiled.constant)
        return lambda _node, _env: text
    if kind == "N":

        def first(node: Node, env: Environment) -> str:
            nodes = run(node, env)
            return string_value(nodes[0]) if nodes else ""

        return first
    return lambda node, env: to_string(run(node, env))


def as_number(compiled: Compiled) -> Numbers:
    """Return the expression as a number."""
    kind, run = compiled.kind, compiled.run
    if kind == "n":
        return run
    if kind == "p":
        return lambda node, env: text_number(run(node, env), env.zone)
    return lambda node, env: to_number(run(node, env), env.zone)


def as_condition(compiled: Compiled) -> Conditions:
    """Return the expression as a condition."""
    kind, run = compiled.kind, compiled.run
    if kind == "b":
        return run
    if kind == "p" and compiled.found is not None and compiled.found.truth is not None:
        truth = compiled.found.truth
        return lambda node, env: truth(run(node, env))
    if kind == "N":
        return lambda node, env: bool(run(node, env))
    return lambda node, env: to_boolean(run(node, env))


def as_nodes(compiled: Compiled) -> Nodes:
    """Return the expression as a node-set; what is none is an empty one."""
    kind, run = compiled.kind, compiled.run
    if kind == "N":
        return run
    if kind == "p" and compiled.found is not None and compiled.found.node is not None:
        one = compiled.found.node

        def single(node: Node, env: Environment) -> list[Node]:
            found = one(node, env)
            return [found] if found.relevant else []

        return single

    def maybe(node: Node, env: Environment) -> list[Node]:
        value = run(node, env)
        return value if isinstance(value, list) else []

    return maybe


_AS = {"s": as_text, "n": as_number, "b": as_condition, "N": as_nodes}


def as_kind(compiled: Compiled, kind: str) -> Run:
    """Return the expression as what a function takes."""
    turn = _AS.get(kind)
    return compiled.run if turn is None else turn(compiled)
