"""Compiles a form's expressions, each knowing what it reads; those that are alike only once.

Large forms say the same thing thousands of times, each time of other questions. What differs
between ``/data/a > 5`` and ``/data/b > 5`` is one slot, if the types are the same: the closure of
the first serves both (``leaves``). Knows no graph.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from surveyapp.errors import UserError
from surveyapp.xform.leaves import Leaf, Leaves, placed, stand_ins
from surveyapp.xform.model import Model, NodeDef
from surveyapp.xform.paths import FormPaths, Read, spot_of
from surveyapp.xform.xpath.compiled import Compiled
from surveyapp.xform.xpath.compiler import Compiler
from surveyapp.xform.xpath.parser import parse
from surveyapp.xform.xpath.shapes import LONE, split, tree_of
from surveyapp.xform.xpath.syntax import Call, Expr, Filter, Path, Step, XPathSyntaxError, walk

QUOTED = 500
"""Characters of an expression that are quoted where it cannot be read."""

VOLATILE = frozenset({"now", "today", "random", "uuid", "once"})
_ITSELF = Path(absolute=False, steps=(Step("self", "node()"),))
_OF_PLACE = frozenset({"current", "instance", "indexed-repeat", "jr:choice-name"})
"""Calls that are compiled into another thing at another question."""


@dataclass(slots=True, eq=False)
class Expression:
    """A compiled expression of the form and what it reads.

    ``numbers`` are those of the nodes it reads. ``volatile`` ones may change by themselves (clock,
    chance) and are never kept.
    """

    source: str
    compiled: Compiled
    reads: tuple[Read, ...]
    numbers: tuple[int, ...]
    language: bool = False
    choices: tuple[NodeDef, ...] = ()
    volatile: bool = False

    @property
    def constant(self) -> object:
        """Return the value of an expression that depends on nothing, else None."""
        return self.compiled.constant


class _Alike(NamedTuple):
    """What expressions of one shape share; ``own`` says whether they read where they stand."""

    compiled: Compiled
    own: bool
    language: bool
    volatile: bool


class Expressions:
    """The expressions of one form."""

    def __init__(self, model: Model) -> None:
        self.paths = FormPaths(model)
        self._compiler = Compiler(self.paths)
        self._leaves = Leaves(self.paths)
        self._anywhere: dict[str, Expression] = {}
        self._alike: dict[tuple[object, ...], _Alike | None] = {}

    def compile(self, source: str, node: NodeDef, what: str) -> Expression:
        """Return a compiled expression whose context is ``node``.

        Raises ``UserError`` where it cannot be read; ``what`` is the expression's role.
        """
        shared = self._anywhere.get(source)
        if shared is not None:
            return shared
        try:
            return self._like_others(source, node) or self._alone(source, node)
        except XPathSyntaxError as problem:
            raise UserError(
                "The {what} of {ref} cannot be read: {expression}",
                details=(problem,),
                what=what,
                ref=node.ref,
                expression=source if len(source) <= QUOTED else f"{source[:QUOTED]}…",
            ) from problem

    def _like_others(self, source: str, node: NodeDef) -> Expression | None:
        """Return an expression whose shape can be shared, None where it cannot."""
        if node.field is None:
            return None
        shape, names = split(source)
        leaves = self._leaves.find(names, node)
        if leaves is None:
            return None
        if shape.strip() == LONE:
            return self._value_of(source, leaves[0], node)
        # By identity: an enumeration's own hash is slow, and its members live for ever.
        key = shape, id(node.field.data_type), *[leaf.kind for leaf in leaves]
        try:
            alike = self._alike[key]
        except KeyError:
            self.paths.stand_ins = stand_ins(leaves)
            alike = self._alike[key] = self._learn(shape, node)
            self.paths.stand_ins = {}
        if alike is None:
            return None
        reads = [leaf.read for leaf in leaves]
        if alike.own:
            reads.append(Read(node, node.scope))
        if len(reads) > 1:
            reads = list(dict.fromkeys(reads))
        compiled = alike.compiled
        if leaves:
            run = placed(compiled.run, tuple([leaf.slot for leaf in leaves]))
            compiled = Compiled(compiled.kind, run)
        return Expression(
            source,
            compiled,
            tuple(reads),
            tuple([read.node.number for read in reads]),
            alike.language,
            (),
            alike.volatile,
        )

    def _value_of(self, source: str, leaf: Leaf, node: NodeDef) -> Expression:
        """Return an expression that names a question and nothing else, as values in texts do."""
        read = leaf.read
        found = self.paths.find(read.node, read.anchor, node.scope, ())
        assert found.text is not None
        compiled = Compiled("p", found.text, found)
        return Expression(source, compiled, (read,), (read.node.number,))

    def _learn(self, shape: str, node: NodeDef) -> _Alike | None:
        """Return what expressions of a shape share, where they read places and themselves only."""
        places = self.paths.stand_ins
        tree = tree_of(shape, len(places))
        if tree is None or any(
            isinstance(each, Filter)
            or (isinstance(each, Path) and each != _ITSELF and each not in places)
            for each in walk(tree)
        ):
            return None
        self.paths.start()
        compiled = self._compiler.compile(tree, spot_of(node))
        own = bool(self.paths.taken())
        calls = self._compiler.calls
        if self._compiler.faults or compiled.kind == "p" or not (_OF_PLACE.isdisjoint(calls)):
            return None
        if not own and not places:
            # It is the same everywhere.
            return None
        return _Alike(compiled, own, self.paths.language, not VOLATILE.isdisjoint(calls))

    def _alone(self, source: str, node: NodeDef) -> Expression:
        """Return an expression that is compiled for itself."""
        self.paths.start()
        tree = parse(source)
        compiled = self._compiler.compile(tree, spot_of(node))
        if self._compiler.faults:
            raise self._compiler.faults[0]
        reads = self.paths.taken()
        expression = Expression(
            source,
            compiled,
            reads,
            tuple([read.node.number for read in reads]),
            self.paths.language,
            tuple(self.paths.choices),
            not VOLATILE.isdisjoint(self._compiler.calls),
        )
        if not reads and _stands_anywhere(tree):
            # Hundreds of questions share one list.
            self._anywhere[source] = expression
        return expression


def has_predicates(expression: Path | Filter) -> bool:
    """Say whether a path chooses among nodes."""
    if isinstance(expression, Filter) and expression.predicates:
        return True
    return any(step.predicates for step in expression.steps)


def _stands_anywhere(tree: Expr) -> bool:
    """Say whether an expression reads nothing of the form and means the same everywhere."""
    return all(
        not isinstance(each, Path) or (each.absolute and not has_predicates(each))
        for each in walk(tree)
    ) and not _is_volatile(tree)


def _is_volatile(tree: Expr) -> bool:
    return any(isinstance(each, Call) and each.name in VOLATILE for each in walk(tree))
