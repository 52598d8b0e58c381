"""Draws the edges of a form's graph: from what is read to what must be computed or looked at again.

A read says which node, and in which row both stand (its anchor); an edge says how to get from a
row of that node to the rows of whoever read it.
"""

from __future__ import annotations

from surveyapp.xform.expressions import Expression
from surveyapp.xform.graph import CellKind, Edge, Graph, Look
from surveyapp.xform.model import NodeDef, Scope
from surveyapp.xform.paths import Read


class Links:
    """Draws into ``graph``; ``form`` is the scope of everything outside repeats."""

    def __init__(self, graph: Graph, form: Scope) -> None:
        self.graph = graph
        self.form = form

    def draw(self) -> None:
        """Draw the edges of all cells, which must have their ranks, and of all conditions."""
        for cell in self.graph.cells:
            self._edges(cell.expression, cell.scope, cell.rank)
            if cell.kind is CellKind.CHOICES:
                # An answer is held against its list when it is given and when it shows again.
                self._edge(Read(cell.node, cell.scope), cell.scope, Edge(0, (), cell.rank))
                self.looks(cell.expression, cell.node, Look.CHOICES)
        for (name, node), expression in self.graph.conditions.items():
            if name != "constraint":
                self.looks(expression, node, Look.STATE)

    def _edges(self, expression: Expression, scope: Scope, rank: int) -> None:
        edge = Edge(0, (), rank)
        for read in expression.reads:
            self._edge(read, scope, edge)
        if expression.language:
            self.graph.language_edges.append(Edge(0, scope.path_from(self.form), rank))
        for node in expression.choices:
            plan = self.graph.choices.get(node)
            for read in plan.expression.reads if plan else ():
                self._edge(Read(read.node, self.form), scope, edge)

    def _edge(self, read: Read, scope: Scope, edge: Edge) -> None:
        anchor = read.anchor
        edges = self.graph.edges.setdefault(read.node.number, [])
        if anchor is scope and read.node.scope is scope:
            edges.append(edge)
            return
        if not scope.within(anchor):
            anchor = next(each for each in reversed(anchor.chain()) if scope.within(each))
        made = Edge(
            read.node.scope.depth - anchor.depth,
            scope.path_from(anchor),
            edge.rank,
            edge.look,
            edge.node,
        )
        edges.append(made)

    def looks(self, expression: Expression, node: NodeDef, look: Look) -> None:
        """Note that something of ``node`` may look different when ``expression`` changes."""
        if expression.reads:
            edge = Edge(0, (), -1, look, node)
            for read in expression.reads:
                self._edge(read, node.scope, edge)
