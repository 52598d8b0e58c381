"""Who depends on whom, and in what order to recompute. Made once per form; knows no answers.

A *cell* is what is computed by itself: a node's relevance, its calculation, the number of rows of
a repeat, the choices of a question whose list depends on answers. Every cell has a *rank*: a cell
is computed after all it reads. An *edge* leads from a node to a cell that reads it, or to a label,
a list or a state that may look different once it changed. ``README.md`` tells the whole story.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any
from xml.etree.ElementTree import Element

from surveyapp.errors import UserError
from surveyapp.xform.components import components
from surveyapp.xform.expressions import Expression, Expressions, has_predicates
from surveyapp.xform.fields import CHOICE_CONTROLS
from surveyapp.xform.instance import Row
from surveyapp.xform.loading import local
from surveyapp.xform.model import (
    NO_TEXT,
    BodyNode,
    Itemset,
    Model,
    NodeDef,
    Output,
    Scope,
    SetValue,
    Text,
)
from surveyapp.xform.paths import Read
from surveyapp.xform.texts import Texts
from surveyapp.xform.xpath.compiled import Compiled, as_condition, as_nodes, as_number, as_text
from surveyapp.xform.xpath.environment import Environment
from surveyapp.xform.xpath.nodes import Node
from surveyapp.xform.xpath.parser import parse
from surveyapp.xform.xpath.syntax import Filter, Path, walk


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


@dataclass(frozen=True, slots=True)
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


class Builder:
    """Compiles a form's expressions and draws its graph."""

    def __init__(self, model: Model, texts: Texts, lists: Mapping[str, Element]) -> None:
        self.model = model
        self.texts = texts
        self.lists = lists
        self.graph = Graph()
        self._compile = Expressions(model).compile
        self._seen_by: dict[NodeDef, tuple[int, ...]] = {}

    def build(self) -> Graph:
        """Return the graph; raises ``UserError`` for unreadable expressions and for cycles."""
        for node in self.model.nodes.values():
            self._bind_cells(node)
        for body in self.model.shown.values():
            self._body_cells(body)
        self._actions()
        self._sort()
        self._draw()
        return self.graph

    # compiling

    def _bind_cells(self, node: NodeDef) -> None:
        bind = node.bind
        if bind is None:
            return
        if bind.relevant:
            expression = self._compile(bind.relevant, node, "relevant")
            self._add(CellKind.RELEVANT, node, node.scope, expression, as_condition)
        if bind.calculate:
            expression = self._compile(bind.calculate, node, "calculate")
            self._add(CellKind.CALCULATE, node, node.scope, expression, as_text)
        for name in ("required", "readonly", "constraint"):
            source = getattr(bind, name)
            if source:
                expression = self._compile(source, node, name)
                self.graph.conditions[name, node] = expression

    def _add(
        self,
        kind: CellKind,
        node: NodeDef,
        scope: Scope,
        expression: Expression,
        turn: Callable[[Compiled], Callable[[Node, Environment], Any]],
    ) -> None:
        self.graph.cells.append(Cell(kind, node, scope, expression, turn(expression.compiled)))

    def _body_cells(self, body: BodyNode) -> None:
        node = self.model.nodes.get(body.ref)
        if node is None:
            raise UserError(
                "The form shows {ref}, which is not in its data. Correct the name in the form.",
                ref=body.ref,
            )
        if body.kind == "repeat" and node.scope.count:
            assert node.scope.parent is not None
            expression = self._compile(node.scope.count, node, "repeat_count")
            self._add(CellKind.COUNT, node, node.scope.parent, expression, as_number)
        if body.itemset is not None and body.control in CHOICE_CONTROLS:
            self._choices(node, body.itemset)

    def _choices(self, node: NodeDef, itemset: Itemset) -> None:
        expression = self._compile(itemset.nodeset, node, "choice_filter")
        tree = parse(itemset.nodeset)
        filtered = bool(expression.reads) or any(
            isinstance(each, Path | Filter) and has_predicates(each) for each in walk(tree)
        )
        label = itemset.label.expression
        itext = ""
        if label.startswith("jr:itext(") and label.endswith(")"):
            itext, label = label[len("jr:itext(") : -1].strip(), ""
        plan = ChoicesPlan(
            itemset,
            as_nodes(expression.compiled),
            expression,
            filtered,
            itemset.value.removeprefix("./"),
            label.removeprefix("./"),
            itext.removeprefix("./"),
            # Rows of the response itself: their names and labels are answers.
            says_answers=not itemset.instance,
        )
        if plan.says_answers:
            for column in filter(None, (plan.value, plan.label)):
                read = self._compile(f"{itemset.nodeset}/{column}", node, "choice_filter")
                self._looks(read, node, Look.CHOICES)
        self.graph.choices[node] = plan
        self._choice_texts(node, plan)
        if expression.reads:
            self.graph.cells.append(
                Cell(CellKind.CHOICES, node, node.scope, expression, plan.nodes)
            )

    def _choice_texts(self, node: NodeDef, plan: ChoicesPlan) -> None:
        """Compile the values inside the labels of a list's items, for one question."""
        items = self.lists.get(plan.itemset.instance)
        if items is None or not plan.itext or not self.texts.with_outputs:
            return
        for item in items:
            for column in item:
                if local(column.tag) == plan.itext and column.text in self.texts.with_outputs:
                    for source in sorted(self.texts.outputs(column.text)):
                        plan.says_answers = True
                        self._looks(self._output(source, node), node, Look.CHOICES)

    def _actions(self) -> None:
        for each in self.model.actions:
            target = self.model.nodes.get(each.ref)
            if target is None:
                raise UserError(
                    "An action of the form writes to {ref}, which is not in its data. Correct the "
                    "name in the form.",
                    ref=each.ref,
                )
            source = self.model.nodes.get(each.source) if each.source else None
            action = Action(target, source, each.events, self._action_text(each, target))
            if each.path:
                place = source or self.model.root
                action.nodes = as_nodes(self._compile(each.path, place, "default").compiled)
            self.graph.actions.append(action)
            if source is not None and "xforms-value-changed" in each.events:
                self.graph.by_source.setdefault(source.number, []).append(action)

    def _action_text(self, action: SetValue, target: NodeDef) -> Callable[[Node, Environment], str]:
        if action.value:
            return as_text(self._compile(action.value, target, "default").compiled)
        literal = action.literal
        return lambda _node, _env: literal

    # ordering

    def _sort(self) -> None:
        """Rank the cells so that each comes after all it reads; raises on cycles."""
        cells = self.graph.cells
        producers = self._producers()
        needs = [self._needs(cell, producers) for cell in cells]
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
                self._refuse_cycle([cells[index] for index in group])
            for index in sorted(group):
                cells[index].looping = looping
                order.append(index)
        self.graph.cells = [cells[index] for index in order]
        for rank, cell in enumerate(self.graph.cells):
            cell.rank = rank
            self.graph.by_scope.setdefault(id(cell.scope), []).append(rank)

    def _producers(self) -> Mapping[NodeDef, list[int]]:
        found: dict[NodeDef, list[int]] = {}
        for index, cell in enumerate(self.graph.cells):
            # A list that changed can only clear an answer: whoever read it is computed once
            # more. So questions may exclude each other's choices without being a cycle.
            if cell.kind is not CellKind.CHOICES:
                found.setdefault(cell.node, []).append(index)
        return found

    def _needs(self, cell: Cell, producers: Mapping[NodeDef, Sequence[int]]) -> list[int]:
        found: dict[int, None] = {}
        reads = cell.expression.reads
        if cell.kind is CellKind.CHOICES:
            reads = (*reads, Read(cell.node, cell.scope))
        for read in reads:
            for index in producers.get(read.node, ()):
                found[index] = None
            for index in self._around(read.node.parent, producers):
                found[index] = None
        return list(found)

    def _around(
        self, node: NodeDef | None, producers: Mapping[NodeDef, Sequence[int]]
    ) -> tuple[int, ...]:
        """Return the cells that decide whether ``node`` and so what is in it is seen at all."""
        if node is None:
            return ()
        known = self._seen_by.get(node)
        if known is None:
            cells = self.graph.cells
            own = (
                each for each in producers.get(node, ()) if cells[each].kind is not CellKind.COUNT
            )
            known = self._seen_by[node] = (*own, *self._around(node.parent, producers))
        return known

    def _refuse_cycle(self, group: list[Cell]) -> None:
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
        names = self._way_round(group)
        raise UserError(
            "These questions wait for each other and could never be computed: {path}. Break the "
            "circle in one of them.",
            path=" → ".join(names),
        )

    @staticmethod
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

    # drawing

    def _draw(self) -> None:
        for cell in self.graph.cells:
            self._edges(cell.expression, cell.scope, cell.rank)
            if cell.kind is CellKind.CHOICES:
                # An answer is held against its list when it is given and when it shows again.
                self._edge(Read(cell.node, cell.scope), cell.scope, Edge(0, (), cell.rank))
                self._looks(cell.expression, cell.node, Look.CHOICES)
        for (name, node), expression in self.graph.conditions.items():
            if name != "constraint":
                self._looks(expression, node, Look.STATE)
        for body in self.model.shown.values():
            self._text_looks(body)

    def _edges(self, expression: Expression, scope: Scope, rank: int) -> None:
        edge = Edge(0, (), rank)
        for read in expression.reads:
            self._edge(read, scope, edge)
        if expression.language:
            self.graph.language_edges.append(Edge(0, scope.path_from(self.model.root.scope), rank))
        for node in expression.choices:
            plan = self.graph.choices.get(node)
            for read in plan.expression.reads if plan else ():
                self._edge(Read(read.node, self.model.root.scope), scope, edge)

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

    def _looks(self, expression: Expression, node: NodeDef, look: Look) -> None:
        if expression.reads:
            edge = Edge(0, (), -1, look, node)
            for read in expression.reads:
                self._edge(read, node.scope, edge)

    def _text_looks(self, body: BodyNode) -> None:
        node = self.model.nodes[body.ref]
        texts = [body.label, body.hint]
        if node.bind is not None:
            texts += [node.bind.constraint_message, node.bind.required_message]
        sources = {
            source for text in texts if text is not NO_TEXT for source in self._sources(text)
        }
        for source in sorted(sources):
            expression = self._output(source, node)
            self._looks(expression, node, Look.LABEL)

    def _sources(self, text: Text) -> Iterable[str]:
        if text.expression:
            yield text.expression
        for part in text.parts:
            if isinstance(part, Output):
                yield part.expression
        if text.itext:
            yield from self.texts.outputs(text.itext)

    def _output(self, source: str, node: NodeDef) -> Expression:
        key = (node, source)
        if key not in self.graph.outputs:
            self.graph.outputs[key] = self._compile(source, node, "label")
        return self.graph.outputs[key]
