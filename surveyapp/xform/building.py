"""Builds the graph of a form: compiles what its binds, lists, texts and actions say.

Everything is compiled when a form is opened, so that a form that can be opened can also be filled
in to its end: no expression turns out to be unreadable in the middle of an interview.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from xml.etree.ElementTree import Element

from surveyapp.errors import UserError
from surveyapp.xform.expressions import Expression, Expressions, has_predicates
from surveyapp.xform.fields import CHOICE_CONTROLS, Control
from surveyapp.xform.graph import Action, Cell, CellKind, ChoicesPlan, Graph, Look
from surveyapp.xform.linking import Links
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
from surveyapp.xform.ordering import in_order
from surveyapp.xform.safe_xml import local
from surveyapp.xform.texts import Texts
from surveyapp.xform.xpath.compiled import Compiled, as_condition, as_nodes, as_number, as_text
from surveyapp.xform.xpath.environment import Environment
from surveyapp.xform.xpath.nodes import Node
from surveyapp.xform.xpath.parser import parse
from surveyapp.xform.xpath.syntax import Filter, Path, walk


def build(model: Model, texts: Texts, lists: Mapping[str, Element]) -> Graph:
    """Return the graph of a form; raises ``UserError`` for unreadable expressions and circles."""
    return _Builder(model, texts, lists).build()


class _Builder:
    def __init__(self, model: Model, texts: Texts, lists: Mapping[str, Element]) -> None:
        self.model = model
        self.texts = texts
        self.lists = lists
        self.graph = Graph()
        self.links = Links(self.graph, model.root.scope)
        self._compile = Expressions(model).compile
        self._plans: dict[Itemset, ChoicesPlan] = {}

    def build(self) -> Graph:
        graph = self.graph
        for node in self.model.nodes.values():
            self._bind_cells(node)
        for body in self.model.shown.values():
            self._body_cells(body)
        self._actions()
        graph.cells = in_order(graph.cells)
        for cell in graph.cells:
            graph.by_scope.setdefault(id(cell.scope), []).append(cell.rank)
        self.links.draw()
        for body in self.model.shown.values():
            self._text_looks(body)
        return graph

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
        # The list of a range names points of its scale.
        listed = body.control in CHOICE_CONTROLS or body.control is Control.RANGE
        if body.itemset is not None and listed:
            self._choices(node, body.itemset)

    def _choices(self, node: NodeDef, itemset: Itemset) -> None:
        plan = self._plans.get(itemset)
        if plan is None:
            plan = self._plan(node, itemset)
            if not plan.expression.reads and not plan.says_answers:
                # Hundreds of questions share one list.
                self._plans[itemset] = plan
        self.graph.choices[node] = plan
        if plan.expression.reads:
            self.graph.cells.append(
                Cell(CellKind.CHOICES, node, node.scope, plan.expression, plan.nodes)
            )

    def _plan(self, node: NodeDef, itemset: Itemset) -> ChoicesPlan:
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
                self.links.looks(read, node, Look.CHOICES)
        self._choice_texts(node, plan)
        return plan

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
                        self.links.looks(self._output(source, node), node, Look.CHOICES)

    def _actions(self) -> None:
        for each in self.model.actions:
            target = self.model.nodes.get(each.ref)
            if target is None:
                raise UserError(
                    "An action of the form does not say where it writes. Give it the name of a "
                    "question."
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

    def _text_looks(self, body: BodyNode) -> None:
        node = self.model.nodes[body.ref]
        texts = [body.label, body.hint]
        if node.bind is not None:
            texts += [node.bind.constraint_message, node.bind.required_message]
        sources: set[str] = set()
        for text in texts:
            if text is not NO_TEXT:
                sources.update(self._sources(text))
        for source in sorted(sources):
            self.links.looks(self._output(source, node), node, Look.LABEL)

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
