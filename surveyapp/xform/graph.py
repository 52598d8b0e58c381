"""Who depends on whom: the graph of a form, as ``building`` leaves it. Knows no answers.

A *cell* is what is computed by itself: a node's relevance, its calculation, the number of rows of
a repeat, the choices of a question whose list depends on answers. Every cell has a *rank*: a cell
is computed after all it reads. An *edge* leads from a node to a cell that reads it, or to a label,
a list or a state that may look different once it changed. ``README.md`` tells the whole story.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from surveyapp.xform.expressions import Expression
from surveyapp.xform.instance import Row
from surveyapp.xform.model import Itemset, NodeDef, Scope
from surveyapp.xform.xpath.environment import Environment
from surveyapp.xform.xpath.nodes import Node


class CellKind(IntEnum):
    """What a cell computes; the order is that of cells that wait for nothing."""

    COUNT = 0
    RELEVANT = 1
    CALCULATE = 2
    CHOICES = 3


class Look(IntEnum):
    """What may look different when a node changes."""

    LABEL = 0
    CHOICES = 1
    STATE = 2


@dataclass(slots=True, eq=False)
class Cell:
    """Something that is recomputed by itself; ``scope`` is that of the rows it is computed in."""

    kind: CellKind
    node: NodeDef
    scope: Scope
    expression: Expression
    run: Callable[[Node, Environment], Any]
    rank: int = 0
    looping: bool = False


@dataclass(slots=True, eq=False)
class Edge:
    """From a changed node to the rows in which something depends on it.

    From the node's row ``climb`` rows up, then down into the nested repeats ``down``. ``rank`` is
    the cell's; for a look it is -1 and ``look`` and ``node`` say what may look different.
    """

    climb: int
    down: tuple[int, ...]
    rank: int
    look: Look = Look.LABEL
    node: NodeDef | None = None

    def rows(self, row: Row) -> Iterable[Row]:
        """Return the rows this edge leads to from a node in ``row``."""
        for _ in range(self.climb):
            assert row.parent is not None
            row = row.parent
        if not self.down:
            return (row,)
        rows = [row]
        for index in self.down:
            rows = [inner for each in rows for inner in each.nested[index]]
        return rows


@dataclass(slots=True, eq=False)
class Action:
    """A compiled ``setvalue``; ``source`` is the question or repeat it stands in.

    ``nodes`` finds the target where the form chooses among rows.
    """

    target: NodeDef
    source: NodeDef | None
    events: frozenset[str]
    text: Callable[[Node, Environment], str]
    nodes: Callable[[Node, Environment], list[Node]] | None = None


@dataclass(slots=True, eq=False)
class ChoicesPlan:
    """How to find the choices of a question.

    ``nodes`` runs the itemset; ``all_nodes`` the same without its conditions; ``filtered`` says
    whether the two can differ.
    """

    itemset: Itemset
    nodes: Callable[[Node, Environment], list[Node]]
    expression: Expression
    filtered: bool
    value: str
    label: str
    itext: str
    says_answers: bool = False


@dataclass(slots=True, eq=False)
class Graph:
    """The dependency graph of a form."""

    cells: list[Cell] = field(default_factory=list)
    edges: dict[int, list[Edge]] = field(default_factory=dict)
    language_edges: list[Edge] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    by_source: dict[int, list[Action]] = field(default_factory=dict)
    by_scope: dict[int, list[int]] = field(default_factory=dict)
    choices: dict[NodeDef, ChoicesPlan] = field(default_factory=dict)
    conditions: dict[tuple[str, NodeDef], Expression] = field(default_factory=dict)
    outputs: dict[tuple[NodeDef, str], Expression] = field(default_factory=dict)
