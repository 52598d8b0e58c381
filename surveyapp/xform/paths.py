"""How paths of a form's expressions find their nodes: known before any answer where they can be.

Where engines disagree:

- An absolute path inside a repeat means the row it stands in (JavaRosa; forms say
  ``/data/person/age`` and mean this person's). A path that ends at the repeat itself means all its
  rows, so that ``count(/data/person)`` counts. A relative path is plain XPath.
- A path to one node that is irrelevant gives empty text, and no node where nodes are counted.
- A question as a condition is true when it is answered, a number when it is not 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from surveyapp.xform.fields import DataType
from surveyapp.xform.instance import Element, Row
from surveyapp.xform.model import Model, NodeDef, Scope
from surveyapp.xform.xpath.compiled import Found, Nodes, Place, Texts
from surveyapp.xform.xpath.environment import Environment
from surveyapp.xform.xpath.nodes import Node
from surveyapp.xform.xpath.syntax import Path, Step


class FormEnvironment(Environment):
    """An environment whose expressions walk a form: ``top`` is the row of the whole form.

    ``slots`` are that row's; ``places`` are the slots that the expression of the moment names.
    """

    __slots__ = ("places", "slots", "top")
    top: Row
    slots: list[Element]

    def __init__(self, clock: Callable[[], datetime]) -> None:
        super().__init__(clock)
        self.places: tuple[int, ...] = ()


class Spot(NamedTuple):
    """Where expressions may stand: one of ``nodes``, all inside one row of ``anchor``."""

    nodes: frozenset[NodeDef]
    anchor: Scope

    @property
    def one(self) -> NodeDef | None:
        """Return the node, where there is but one."""
        if len(self.nodes) == 1:
            return next(iter(self.nodes))
        return None


class Read(NamedTuple):
    """An expression reads ``node``, in the rows inside its own row of ``anchor``."""

    node: NodeDef
    anchor: Scope


def spot_of(node: NodeDef) -> Spot:
    """Return the place of an expression whose context is ``node``."""
    return Spot(frozenset((node,)), node.scope)


class FormPaths:
    """Resolves paths against a model, and gathers in ``reads`` what they look at."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.namespaces: Mapping[str, str] = model.namespaces
        self.document = NodeDef("", "", "", "", None, model.root.scope, -1, -1)
        self.document.children = [model.root]
        self.found: dict[NodeDef, Scope] = {}
        self.language = False
        self.choices: list[NodeDef] = []
        self.stand_ins: Mapping[Path, Found] = {}
        self._named: dict[NodeDef, dict[str, list[NodeDef]]] = {}
        # By identity, which each entry keeps alive: a path is a deep thing to compare.
        self._known: dict[tuple[int, Scope], tuple[Found | None, tuple[Read, ...], Path]] = {}

    def start(self) -> None:
        """Forget what was read."""
        self.found = {}
        self.language = False
        self.choices = []

    def taken(self) -> tuple[Read, ...]:
        """Return what was read since ``start``."""
        return tuple(map(Read._make, self.found.items()))

    def read(self, node: NodeDef, anchor: Scope) -> None:
        """Note a read; the widest anchor counts."""
        if node is self.document:
            return
        known = self.found.get(node)
        if known is None or known.within(anchor):
            self.found[node] = anchor

    # Paths

    def resolve(self, path: Path, place: Place) -> Found | None:
        """Return what ``path`` leads to from ``place``, None where it must be walked."""
        if self.stand_ins and path in self.stand_ins:
            return self.stand_ins[path]
        one = place.one if isinstance(place, Spot) else None
        if not path.absolute:
            return None if one is None else self.lead(path, one, one.scope)
        origin = one.scope if one is not None else self.model.root.scope
        # The same questions are read again and again.
        key = id(path), origin
        known = self._known.get(key)
        if known is None:
            outer, self.found = self.found, {}
            found = self.lead(path, self.document, origin)
            known = self._known[key] = found, self.taken(), path
            self.found = outer
        for node, anchor in known[1]:
            self.read(node, anchor)
        return known[0]

    def lead(self, path: Path, start: NodeDef, origin: Scope) -> Found | None:
        """Return what ``path`` leads to from ``start``, for an expression in ``origin``."""
        node, highest, taken = self.walk(path, start)
        rest = path.steps[taken:]
        if node is self.document:
            return None
        anchor = self.context(node, origin, whole=not rest) if path.absolute else highest
        if not rest:
            self.read(node, anchor)
            if node is start:
                return self.itself(node, anchor)
        return self.find(node, anchor, origin, rest)

    def walk(self, path: Path, node: NodeDef) -> tuple[NodeDef, Scope, int]:
        """Follow plain steps: where they end, the highest scope on the way, how many they were."""
        highest = node.scope
        for taken, step in enumerate(path.steps):
            following = self.follow(node, step)
            if following is None:
                return node, highest, taken
            node = following
            if highest is not node.scope and highest.within(node.scope):
                highest = node.scope
        return node, highest, len(path.steps)

    def follow(self, node: NodeDef, step: Step) -> NodeDef | None:
        """Return where one plain step leads, None where it is not plain."""
        if step.predicates:
            return None
        if step.axis == "child" and step.test[-1] not in "*)":
            return self.child(node, step.test)
        if step.axis == "attribute" and step.test != "*":
            return self.child(node, f"@{step.test}")
        if step.test == "node()":
            if step.axis == "self":
                return node
            if step.axis == "parent":
                return node.parent
        return None

    def child(self, node: NodeDef, test: str) -> NodeDef | None:
        """Return the child (``@…``: attribute) that a name test picks."""
        named = self._named.get(node)
        if named is None:
            named = self._named[node] = {}
            for each in node.children:
                named.setdefault(each.name, []).append(each)
            for each in node.attributes:
                named.setdefault(f"@{each.name}", []).append(each)
        prefix, _, name = test.rpartition(":")
        uri = None
        if prefix:
            sign = "@" if prefix[0] == "@" else ""
            prefix = prefix.removeprefix("@")
            uri, name = self.namespaces.get(prefix), sign + name
        for each in named.get(name, ()):
            if each.uri == uri if uri is not None else each.prefix == prefix:
                return each
        return None

    def context(self, node: NodeDef, origin: Scope, *, whole: bool) -> Scope:
        """Return the scope whose row an absolute path shares with where it stands."""
        shared = self.model.root.scope
        if node.scope is origin:
            shared = origin
        elif node.scope is not shared:
            mine = origin.chain()
            for scope in node.scope.chain():
                if scope in mine:
                    shared = scope
        if whole and node.repeats and shared is node.scope:
            assert shared.parent is not None
            return shared.parent
        return shared

    def find(self, node: NodeDef, anchor: Scope, origin: Scope, rest: tuple[Step, ...]) -> Found:
        """Return how to get from a row of ``origin`` to ``node`` in its row of ``anchor``."""
        down = node.scope.path_from(anchor)
        place = Spot(frozenset((node,)), anchor)
        rooted = anchor.parent is None
        climb = -1 if rooted else origin.depth - anchor.depth
        if down:
            scope = node.scope
            while scope is not anchor:
                self.read(scope.node, anchor)
                assert scope.parent is not None
                scope = scope.parent
            return Found(None, _many(climb, down, node.slot), rest, place, rooted=rooted)
        leaf = not node.children and not node.repeats
        return Found(
            _one(climb, node.slot),
            None,
            rest,
            place,
            _text(climb, node.slot) if leaf else None,
            _truth(node) if leaf else None,
            rooted,
        )

    def itself(self, node: NodeDef, anchor: Scope) -> Found:
        """Return how ``.`` gets to where the expression stands: the same for every question."""
        leaf = not node.children and not node.repeats
        return Found(
            _same,
            None,
            (),
            Spot(frozenset((node,)), anchor),
            _own_text if leaf else None,
            _truth(node) if leaf else None,
            rooted=anchor.parent is None,
        )

    def advance(self, place: Place, step: Step) -> Place:
        """Return where a step walked from ``place`` may lead."""
        if not isinstance(place, Spot):
            return None
        nodes: set[NodeDef] = set()
        anchor = place.anchor
        for node in place.nodes:
            nodes |= set(self.reach(node, step))
        for node in nodes:
            if not node.scope.within(anchor):
                anchor = node.scope
        for node in nodes:
            if node.repeats:
                wide = anchor if anchor is not node.scope else node.scope.parent
                assert wide is not None
                self.read(node, wide)
                anchor = wide
        return Spot(frozenset(nodes), anchor)

    def reach(self, node: NodeDef, step: Step) -> Iterable[NodeDef]:
        """Return the nodes that a step from ``node`` may meet."""
        axis, test = step.axis, step.test
        candidates: Iterable[NodeDef]
        match axis:
            case "child":
                candidates = node.children
            case "attribute":
                candidates = node.attributes
            case "self":
                candidates = (node,)
            case "parent":
                candidates = (node.parent or self.document,)
            case "ancestor" | "ancestor-or-self":
                candidates = self.above(node, itself=axis.endswith("self"))
            case "descendant" | "descendant-or-self":
                below = list(node.below())
                candidates = below if axis.endswith("self") else below[1:]
            case "following-sibling" | "preceding-sibling":
                candidates = node.parent.children if node.parent else ()
            case _:
                candidates = list(self.model.root.below())
        if test == "text()":
            # The text of a leaf is read with the leaf.
            return [node]
        if test in ("node()", "*"):
            return list(candidates)
        if test[-1] in "*)":
            return list(candidates)
        name = test.rpartition(":")[2]
        return [each for each in candidates if each.name == name]

    def above(self, node: NodeDef, *, itself: bool) -> list[NodeDef]:
        """Return the nodes around ``node``."""
        found = [node] if itself else []
        current = node.parent
        while current is not None:
            found.append(current)
            current = current.parent
        return [*found, self.document]

    def arrive(self, place: Place) -> None:
        """Note that a walk ends at ``place`` and its nodes are read."""
        if isinstance(place, Spot):
            for node in place.nodes:
                self.read(node, place.anchor)

    def everything(self) -> Place:
        """Return the place of the document node."""
        return Spot(frozenset((self.document,)), self.model.root.scope)

    def names(self, path: Path, place: Place) -> tuple[str, ...] | None:
        """Return the names from the root down to what ``path`` leads to."""
        spot = place if isinstance(place, Spot) else None
        start = self.document if path.absolute else (spot.one if spot else None)
        if start is None:
            return None
        node, _, taken = self.walk(path, start)
        if taken < len(path.steps):
            return None
        for each in node.scope.chain()[1:]:
            assert each.parent is not None
            self.read(each.node, self.model.root.scope)
        self.read(node, self.model.root.scope)
        names: list[str] = []
        current: NodeDef | None = node
        while current is not None and current is not self.document:
            names.append(current.name)
            current = current.parent
        return tuple(reversed(names))

    def reads_choices(self, ref: str, place: Place) -> None:
        """Note that the choices of a question are looked at."""
        del place
        node = self.model.nodes.get(ref.strip())
        if node is not None:
            self.choices.append(node)

    def reads_language(self) -> None:
        """Note that the language is looked at."""
        self.language = True


# --- closures: one look where a look is enough ---


def row_above(climb: int) -> Callable[[Node, FormEnvironment], Row]:
    """Return what finds the row so many rows above a node's own; -1: the form's."""

    def up(node: Node, _env: FormEnvironment) -> Row:
        row = node.row  # type: ignore[attr-defined]
        for _ in range(climb):
            row = row.parent
        assert isinstance(row, Row)
        return row

    if climb < 0:
        return lambda _node, env: env.top
    return up


def _same(node: Node, _env: Environment) -> Node:
    return node


def _own_text(node: Node, _env: Environment) -> str:
    return node.text


def _one(climb: int, slot: int) -> Callable[[Node, Environment], Node]:
    if climb < 0:
        return lambda _node, env: env.slots[slot]  # type: ignore[attr-defined]
    if climb == 0:
        return lambda node, _env: node.row.slots[slot]  # type: ignore[attr-defined]
    row_of = row_above(climb)
    return lambda node, env: row_of(node, env).slots[slot]  # type: ignore[arg-type]


def _text(climb: int, slot: int) -> Texts:
    if climb < 0:
        return lambda _node, env: env.slots[slot].text  # type: ignore[attr-defined]
    if climb == 0:
        return lambda node, _env: node.row.slots[slot].text  # type: ignore[attr-defined]
    row_of = row_above(climb)
    return lambda node, env: row_of(node, env).slots[slot].text  # type: ignore[arg-type]


def _many(climb: int, down: tuple[int, ...], slot: int) -> Nodes:
    row_of = row_above(climb)
    *outer, last = down

    def nodes(node: Node, env: Environment) -> list[Node]:
        rows = [row_of(node, env)]  # type: ignore[arg-type]
        for index in outer:
            rows = [inner for row in rows for inner in row.nested[index]]
        return [
            found
            for row in rows
            for inner in row.nested[last]
            if (found := inner.slots[slot]).relevant
        ]

    return nodes


def _truth(node: NodeDef) -> Callable[[str], bool]:
    return truth_of(node.field.data_type if node.field else DataType.STRING)


def truth_of(kind: DataType) -> Callable[[str], bool]:
    """Return what a text of that type means as a condition."""
    if kind in (DataType.INT, DataType.DECIMAL):
        return _is_number_not_zero
    if kind is DataType.BOOLEAN:
        return lambda text: text in ("true", "1")
    return bool


def _is_number_not_zero(text: str) -> bool:
    try:
        return bool(text) and float(text) != 0
    except ValueError:
        return True
