"""Ranks the cells of a form so that each is computed after all it reads; refuses circles.

An order exists unless questions wait for each other. The circles that are none after all are told
in ``README.md``; every other is refused, with its way round, when the form is opened.
"""

from __future__ import annotations

from collections.abc import Sequence

from surveyapp.errors import UserError
from surveyapp.xform.components import components
from surveyapp.xform.graph import Cell, CellKind
from surveyapp.xform.model import NodeDef
from surveyapp.xform.paths import Read


def in_order(cells: Sequence[Cell]) -> list[Cell]:
    """Return the cells ranked so that each comes after all it reads; raises on circles."""
    needs = _Needs(cells).all()
    groups = components(needs)
    if any(
        len(group) > 1 and any(cells[index].kind is CellKind.COUNT for index in group)
        for group in groups
    ):
        # A repeat that asks in its rows whether to go on: its count reads what it makes.
        # It grows row by row, up to the limit, and computes again what had come too early.
        counts = {i for i, cell in enumerate(cells) if cell.kind is CellKind.COUNT}
        needs = [[index for index in each if index not in counts] for each in needs]
        groups = components(needs)
    order: list[int] = []
    for group in groups:
        looping = len(group) > 1 or group[0] in needs[group[0]]
        if looping:
            _refuse_circle([cells[index] for index in group])
        for index in sorted(group):
            cells[index].looping = looping
            order.append(index)
    ranked = [cells[index] for index in order]
    for rank, cell in enumerate(ranked):
        cell.rank = rank
    return ranked


class _Needs:
    """What each cell waits for, as numbers of cells."""

    def __init__(self, cells: Sequence[Cell]) -> None:
        self.cells = cells
        self.producers: dict[NodeDef, list[int]] = {}
        for index, cell in enumerate(cells):
            # A list that changed can only clear an answer: whoever read it is computed once
            # more. So questions may exclude each other's choices without being a circle.
            if cell.kind is not CellKind.CHOICES:
                self.producers.setdefault(cell.node, []).append(index)
        self._around: dict[NodeDef, tuple[int, ...]] = {}

    def all(self) -> list[list[int]]:
        """Return the needs of every cell."""
        return [self._of(cell) for cell in self.cells]

    def _of(self, cell: Cell) -> list[int]:
        found: dict[int, None] = {}
        reads = cell.expression.reads
        if cell.kind is CellKind.CHOICES:
            reads = (*reads, Read(cell.node, cell.scope))
        for node, _ in reads:
            for index in self.producers.get(node, ()):
                found[index] = None
            for index in self.around(node.parent):
                found[index] = None
        if cell.kind is CellKind.COUNT:
            # Where the repeat is hidden with what counts it, its rows stay.
            found |= dict.fromkeys(self.around(cell.node.parent))
        return list(found)

    def around(self, node: NodeDef | None) -> tuple[int, ...]:
        """Return the cells that decide whether ``node`` and so what is in it is seen at all."""
        if node is None:
            return ()
        known = self._around.get(node)
        if known is None:
            own = (
                each
                for each in self.producers.get(node, ())
                if self.cells[each].kind is not CellKind.COUNT
            )
            known = self._around[node] = (*own, *self.around(node.parent))
        return known


def _refuse_circle(group: list[Cell]) -> None:
    """Raise, unless rows of one repeat only look at each other's (a running total)."""
    scope = group[0].scope
    if scope.parent is not None and all(cell.scope is scope for cell in group):
        nodes = {cell.node for cell in group}
        inner = [
            read
            for cell in group
            for read in cell.expression.reads
            if read.node in nodes and read.anchor is scope
        ]
        if not inner:
            return
    names = _way_round(group)
    raise UserError(
        "These questions wait for each other and could never be computed: {path}. Break the "
        "circle in one of them.",
        path=" → ".join(names),
    )


def _way_round(group: list[Cell]) -> list[str]:
    """Return the refs of one circle in ``group``, the first again at the end."""
    by_node: dict[NodeDef, Cell] = {cell.node: cell for cell in group}
    way: list[Cell] = [group[0]]
    while True:
        reads = (read.node for read in way[-1].expression.reads)
        following = next((by_node[node] for node in reads if node in by_node), way[0])
        if following in way:
            circle = way[way.index(following) :]
            return [cell.node.ref for cell in [*circle, following]]
        way.append(following)
