"""Leaves that a form's expressions name plainly, and closures that serve many of them.

Expressions of one shape are compiled once (``expressions``): where each names a question of its
own, the closure reads a *place*, and the environment says which slot it means this time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, cast

from surveyapp.xform.fields import DataType
from surveyapp.xform.model import NodeDef, Scope
from surveyapp.xform.paths import FormEnvironment, FormPaths, Read, Spot, row_above, truth_of
from surveyapp.xform.xpath.compiled import Found, Run
from surveyapp.xform.xpath.nodes import Node
from surveyapp.xform.xpath.shapes import STAND_INS, relative_path
from surveyapp.xform.xpath.syntax import Path


class Leaf(NamedTuple):
    """A question that an expression names, in the one row that both share.

    ``climb`` and the type are all that a closure depends on: how many rows up from where the
    expression stands (-1: in the form's own row); leaves of one ``kind`` share both. ``slot`` is
    where the leaf stands in that row.
    """

    climb: int
    data_type: DataType
    slot: int
    read: Read
    kind: tuple[int, int]


class Leaves:
    """The leaves that paths lead to, each looked for once."""

    def __init__(self, paths: FormPaths) -> None:
        self.paths = paths
        self._known: dict[tuple[str, NodeDef | Scope | None], Leaf | None] = {}

    def find(self, paths: Sequence[str], node: NodeDef) -> list[Leaf] | None:
        """Return the leaves to which plain paths lead from ``node``, None where one is none."""
        found: list[Leaf] = []
        for path in paths:
            # Siblings mean the same by a relative path, a whole row by an absolute one.
            key = path, node.scope if path[0] == "/" else node.parent
            leaf = self._known.get(key)
            if leaf is None:
                if key in self._known:
                    return None
                leaf = self._known[key] = self._find(path, node)
                if leaf is None:
                    return None
            found.append(leaf)
        return found

    def _find(self, path: str, node: NodeDef) -> Leaf | None:
        origin = node.scope
        if path[0] == "/":
            leaf = self.paths.model.nodes.get(path)
            if leaf is None or leaf.field is None:
                return None
            anchor = self.paths.context(leaf, origin, whole=True)
        else:
            way = relative_path(path)
            if way is None:
                return None
            leaf, anchor, taken = self.paths.walk(way, node)
            if taken < len(way.steps) or leaf.field is None:
                return None
        if leaf.scope is not anchor:
            return None
        climb = -1 if anchor.parent is None else origin.depth - anchor.depth
        data_type = leaf.field.data_type
        # By identity: an enumeration's own hash is slow, and its members live for ever.
        kind = climb, id(data_type)
        return Leaf(climb, data_type, leaf.slot, Read(leaf, anchor), kind)


def stand_ins(leaves: Sequence[Leaf]) -> dict[Path, Found]:
    """Return what the places of a shape lead to, wherever leaves are of the kinds of ``leaves``."""
    return {
        path: _place(number, leaf)
        for number, (path, leaf) in enumerate(zip(STAND_INS, leaves, strict=False))
    }


def _place(number: int, leaf: Leaf) -> Found:
    climb = leaf.climb
    spot = Spot(frozenset((leaf.read.node,)), leaf.read.anchor)
    row_of = row_above(climb)

    def node_of(node: Node, env: FormEnvironment) -> Node:
        return row_of(node, env).slots[env.places[number]]

    def text_of(node: Node, env: FormEnvironment) -> str:
        return row_of(node, env).slots[env.places[number]].text

    def text_in_form(_node: Node, env: FormEnvironment) -> str:
        return env.slots[env.places[number]].text

    text: Any = text_in_form if climb < 0 else text_of
    return Found(
        cast(Any, node_of), None, (), spot, text, truth_of(leaf.data_type), rooted=climb < 0
    )


def placed(run: Run, slots: tuple[int, ...]) -> Run:
    """Return ``run`` with ``slots`` in its places."""

    def run_there(node: Node, env: Any) -> Any:
        # One evaluation may ask for another: a text whose values are computed.
        outer, env.places = env.places, slots
        value = run(node, env)
        env.places = outer
        return value

    return run_there
