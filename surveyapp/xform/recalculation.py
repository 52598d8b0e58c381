"""Recomputes what depends on a change, in order, and stops where nothing changed.

A heap of ranks; for each rank the rows that wait. Cells are computed lowest rank first, so each
once per change, unless rows of one repeat look at each other's. Knows no pages and no texts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from heapq import heappop, heappush

from surveyapp.errors import UserError
from surveyapp.xform.checking import cast
from surveyapp.xform.fields import chosen_values
from surveyapp.xform.graph import Action, Cell, CellKind, Graph, Look
from surveyapp.xform.instance import Element, Instance, Row, ref_of, row_ref
from surveyapp.xform.lists import ItemNode, column_at
from surveyapp.xform.model import Scope
from surveyapp.xform.outcomes import Changes
from surveyapp.xform.paths import FormEnvironment
from surveyapp.xform.xpath.nodes import Node

MAX_ROWS = 10_000
"""Rows a form may ask for by itself in one repeat."""

MAX_NODES = 300_000
"""Nodes a response may have before a form may no longer ask for rows by itself."""

_SETTLE = 200
"""How often rows that look at each other are gone through before the form is at fault."""

_REPEATS = 100
"""How often one action may happen in one row after one answer before the form is at fault."""

NEW_REPEAT = "odk-new-repeat"


class Recalculation:
    """The moving part of a session: an instance, its graph, and what waits to be recomputed."""

    def __init__(
        self,
        instance: Instance,
        graph: Graph,
        environment: FormEnvironment,
        missing: frozenset[str] = frozenset(),
    ) -> None:
        self.instance = instance
        self.graph = graph
        self.environment = environment
        self.missing = missing
        self.tick = 1
        self.changed = [0] * (len(instance.model.nodes) + 8)
        self.values: set[Element] = set()
        self.relevance: set[Element] = set()
        self.looks: tuple[set[str], set[str], set[str]] = (set(), set(), set())
        self.repeats: set[str] = set()
        self.withheld: dict[Element, str] = {}
        self._grown: set[Element] = set()
        self._heap: list[int] = []
        self._waiting: dict[int, dict[Row, None]] = {}
        self._actions: list[tuple[Action, Row]] = []
        self._rounds: dict[int, int] = {}
        self._acted: dict[tuple[int, Row], int] = {}
        self._quiet = False
        self._stopped = False
        self._computers: Mapping[CellKind, Callable[[Cell, Row], None]] = {
            CellKind.CALCULATE: self._compute_value,
            CellKind.RELEVANT: self._compute_relevance,
            CellKind.COUNT: self._compute_count,
            CellKind.CHOICES: self._compute_choices,
        }

    # what changed

    def touch(self, element: Element) -> None:
        """Let everything that depends on ``element`` wait to be recomputed."""
        number = element.definition.number
        self.changed[number] = self.tick
        edges = self.graph.edges.get(number)
        if not edges:
            return
        row = element.row
        for edge in edges:
            rank = edge.rank
            if rank >= 0:
                if edge.climb == 0 and not edge.down:
                    self.wait(rank, row)
                else:
                    for each in edge.rows(row):
                        self.wait(rank, each)
            elif not self._quiet:
                assert edge.node is not None
                slot = edge.node.slot
                found = self.looks[edge.look]
                for each in edge.rows(row):
                    if each.alive:
                        found.add(ref_of(each.slots[slot]))

    def wait(self, rank: int, row: Row) -> None:
        """Let one cell wait in one row."""
        rows = self._waiting.get(rank)
        if rows is None:
            self._waiting[rank] = {row: None}
            heappush(self._heap, rank)
        else:
            rows[row] = None

    def set_text(self, element: Element, text: str, *, by_action: bool = False) -> None:
        """Write a value; nothing happens where it is the same.

        What a form computes as it opens starts no action, unless an action set it.
        """
        if text == element.raw:
            return
        if self.withheld:
            self.withheld.pop(element, None)
        element.raw = text
        element.show()
        self.values.add(element)
        self.touch(element)
        actions = self.graph.by_source.get(element.definition.number)
        if actions and (by_action or not self._quiet):
            self._actions += [(action, element.row) for action in actions]

    def answer(self, element: Element, text: str) -> None:
        """Write what somebody says; a choice that was withheld before counts no more."""
        self.withheld.pop(element, None)
        self.set_text(element, text)

    # recomputing

    def run(self) -> None:
        """Recompute everything that waits, and do what the form says when values change.

        Raises ``UserError`` where the form asks for more than can be computed; what is left then
        is computed with the next answer.
        """
        if self._stopped:
            self._stopped = False
            self.wait_for_row(self.instance.root)
        try:
            self._run()
        except UserError:
            self._heap.clear()
            self._waiting.clear()
            self._actions.clear()
            self._stopped = True
            raise
        finally:
            self._rounds.clear()
            self._acted.clear()
            self._grown.clear()

    def _run(self) -> None:
        waiting = self._waiting
        while True:
            while self._heap:
                rank = heappop(self._heap)
                rows = waiting.pop(rank)
                cell = self.graph.cells[rank]
                if cell.looping:
                    self._count_round(cell)
                self.environment.effort = 0
                compute = self._computers[cell.kind]
                for row in rows:
                    if row.parent is None or row.alive:
                        compute(cell, row)
            if not self._actions:
                break
            action, row = self._actions.pop(0)
            self.act(action, row)

    def _count_round(self, cell: Cell) -> None:
        rounds = self._rounds[cell.rank] = self._rounds.get(cell.rank, 0) + 1
        if rounds > _SETTLE + 2 * len(self.instance.rows(cell.scope)):
            raise UserError(
                "The rows of {ref} wait for each other without end. Correct their calculation in "
                "the form.",
                ref=cell.node.ref,
            )

    def _compute_value(self, cell: Cell, row: Row) -> None:
        element = row.slots[cell.node.slot]
        text = cell.run(element, self.environment)
        if text != element.raw:
            self.set_text(element, _cast(element, text))

    def _compute_relevance(self, cell: Cell, row: Row) -> None:
        element = row.slots[cell.node.slot]
        own = cell.run(element, self.environment)
        if own != element.own:
            element.own = own
            self._spread(element)

    def _spread(self, element: Element) -> None:
        todo = [element]
        while todo:
            current = todo.pop()
            parent = current.parent
            relevant = current.own and (parent is None or parent.relevant)
            if relevant == current.relevant:
                continue
            current.relevant = relevant
            current.show()
            self.relevance.add(current)
            self.touch(current)
            todo += current.children
            todo += [each for each in current.attributes if isinstance(each, Element)]

    def _compute_count(self, cell: Cell, row: Row) -> None:
        scope = cell.node.scope
        wanted = cell.run(self._phantom(scope, row), self.environment)
        if wanted != wanted and not self.instance.parent_of(scope, row).relevant:
            return  # hidden with the question that counts: the rows keep their answers, too
        self.set_count(scope, row, wanted)

    def _phantom(self, scope: Scope, above: Row) -> Element:
        """Return a context for a repeat that may have no row."""
        row = Row(scope, above, len(above.nested[scope.index]))
        element = Element(scope.node, self.instance.parent_of(scope, above), row, "")
        row.slots[0] = element
        return element

    def set_count(self, scope: Scope, above: Row, wanted: float) -> None:
        """Add or remove rows at the end until there are as many as a form asks for."""
        count = 0 if wanted != wanted or wanted < 0 else int(min(wanted, MAX_ROWS))
        rows = above.nested[scope.index]
        missing = count - len(rows)
        for left in range(missing, 0, -1):
            if self.instance.size > MAX_NODES:
                raise UserError(
                    "The rows of {ref} would make more than {limit} answers. Ask for fewer rows, "
                    "or correct repeat_count in the form.",
                    ref=scope.node.ref,
                    limit=MAX_NODES,
                )
            # Whoever looks at all rows is told once, of the last.
            self.add_row(scope, above, tell=left == 1)
        while len(rows) > count:
            self.remove_row(rows[-1])

    def _compute_choices(self, cell: Cell, row: Row) -> None:
        element = row.slots[cell.node.slot]
        # Lists may look at each other's answers: each may grow once in a round, then only shrink.
        said = element.raw if element in self._grown else self.withheld.get(element, element.raw)
        if not said or not element.relevant or element.text != element.raw:
            # Blank, or no value of its type; what is hidden is held against the list once shown.
            return
        plan = self.graph.choices[cell.node]
        if plan.itemset.instance in self.missing:
            return
        allowed = {value_of(node, plan.value) for node in cell.run(element, self.environment)}
        field = cell.node.field
        words = chosen_values(None if field is None else field.control, said)
        kept = [word for word in words if word in allowed]
        text = said if len(kept) == len(words) else " ".join(kept)
        if text == element.raw:
            return
        if len(text) > len(element.raw):
            self._grown.add(element)
        said = self.withheld.get(element, said)
        self.set_text(element, text)
        if text != said:
            self.withheld[element] = said

    # rows

    def add_row(self, scope: Scope, above: Row, *, tell: bool = True) -> Row:
        """Append a row, compute all in it, and tell whoever looks at the repeat."""
        row = self.instance.add_row(scope, above)
        parent = row.node.parent
        if parent is not None and not parent.relevant:
            self._spread_new(row)
        self.repeats.add(self._repeat_ref(row))
        self.wait_for_row(row)
        if tell:
            self.touch(row.node)
        for action in self.graph.actions:
            if NEW_REPEAT in action.events and action.target.scope.within(scope):
                self._actions += [(action, inner) for inner in row.rows(action.target.scope)]
        return row

    def _spread_new(self, row: Row) -> None:
        for element in _inside(row.node):
            element.relevant = False
            element.show()

    def wait_for_row(self, row: Row) -> None:
        """Let every cell of a row and of the rows inside it wait."""
        for rank in self.graph.by_scope.get(id(row.scope), ()):
            self.wait(rank, row)
        for rows in row.nested:
            for inner in rows:
                self.wait_for_row(inner)

    def remove_row(self, row: Row) -> None:
        """Take a row out and tell whoever looked at it or stands after it."""
        above = row.parent
        assert above is not None
        self.repeats.add(self._repeat_ref(row))
        node = row.node
        self.instance.remove_row(row)
        self.touch(node)
        for later in above.nested[row.scope.index][row.index :]:
            self.touch(later.node)

    def put_back_row(self, row: Row) -> None:
        """Put a removed row back; it is no new row, so nothing is set in it as in a new one.

        All in it is computed again: what it reads may have changed while it was away.
        """
        self.instance.put_back_row(row)
        self.repeats.add(self._repeat_ref(row))
        self._spread(row.node)
        self.wait_for_row(row)
        self.touch(row.node)
        assert row.parent is not None
        for later in row.parent.nested[row.scope.index][row.index + 1 :]:
            self.touch(later.node)

    @staticmethod
    def _repeat_ref(row: Row) -> str:
        return row_ref(row).rpartition("[")[0]

    # actions

    def act(self, action: Action, row: Row) -> None:
        """Do a ``setvalue`` whose source stands in ``row``: in its own row, else in the first."""
        element = self._target(action, row)
        if element is None:
            return
        times = self._acted[id(action), row] = self._acted.get((id(action), row), 0) + 1
        if times > _REPEATS:
            raise UserError(
                "Setting {ref} sets off itself without end. Correct its trigger in the form.",
                ref=action.target.ref,
            )
        self.environment.effort = 0
        text = action.text(element, self.environment)
        self.set_text(element, _cast(element, text), by_action=True)

    def _target(self, action: Action, row: Row) -> Element | None:
        if action.nodes is not None:
            source = row.slots[action.source.slot] if action.source is not None else row.node
            nodes = action.nodes(source, self.environment)
            return nodes[0] if nodes and isinstance(nodes[0], Element) else None
        scope = action.target.scope
        current: Row | None = row
        while current is not None and not scope.within(current.scope):
            current = current.parent
        rows = current.rows(scope) if current is not None else []
        return rows[0].slots[action.target.slot] if rows else None

    # reporting

    def begin(self) -> None:
        """Start noting what one action changes."""
        self.tick += 1
        self.values.clear()
        self.relevance.clear()
        self.repeats.clear()
        for each in self.looks:
            each.clear()

    def changes(self) -> Changes:
        """Return what changed since ``begin``."""
        return Changes(
            frozenset(ref_of(each) for each in self.values if each.row.alive),
            frozenset(ref_of(each) for each in self.relevance if each.row.alive),
            frozenset(self.looks[Look.CHOICES]),
            frozenset(self.looks[Look.LABEL]),
            frozenset(self.repeats),
            frozenset(self.looks[Look.STATE]),
        )

    def quietly(self) -> None:
        """Compute everything once, as a form is opened; nothing is reported."""
        self._quiet = True
        self.wait_for_row(self.instance.root)
        self.run()
        self._quiet = False


def _inside(element: Element) -> Iterable[Element]:
    todo = [element]
    while todo:
        current = todo.pop()
        yield current
        todo += current.children
        todo += [each for each in current.attributes if isinstance(each, Element)]


def _cast(element: Element, text: str) -> str:
    field = element.definition.field
    return text if field is None else cast(field.data_type, text)


def value_of(node: Node, name: str) -> str:
    """Return the value of a choice: the text of the item's child ``name``, or where it leads."""
    if isinstance(node, ItemNode) and "/" not in name and name != ".":
        return node.column(name)
    return column_at(node, name)
