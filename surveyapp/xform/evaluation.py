"""Computes what is only looked at, and keeps it until something it reads changes.

States, texts and outputs are no part of a response: nobody waits for them, so they are computed
when somebody looks. Knows neither texts nor choices.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from surveyapp.xform.expressions import Expression
from surveyapp.xform.graph import Graph
from surveyapp.xform.instance import Element, Row
from surveyapp.xform.paths import FormEnvironment
from surveyapp.xform.recalculation import Recalculation
from surveyapp.xform.xpath.compiled import Compiled, as_condition, as_text
from surveyapp.xform.xpath.environment import Environment
from surveyapp.xform.xpath.nodes import Node


class Evaluation:
    """The expressions of one response that are computed when looked at."""

    __slots__ = ("_kept", "environment", "graph", "language_tick", "work")

    def __init__(self, graph: Graph, work: Recalculation, environment: FormEnvironment) -> None:
        self.graph = graph
        self.work = work
        self.environment = environment
        self.language_tick = 0
        self._kept: dict[tuple[int, Row], tuple[int, Any]] = {}

    def condition(self, name: str, element: Element) -> bool:
        """Say whether ``required``, ``readonly`` or ``constraint`` holds; False where not given."""
        expression = self.graph.conditions.get((name, element.definition))
        if expression is None:
            return False
        if expression.constant is not None:
            return bool(expression.constant)
        value: bool = self._value(expression, as_condition, element)
        return value

    def output(self, source: str, element: Element) -> str:
        """Return the text of an expression inside a text that stands at ``element``."""
        expression = self.graph.outputs.get((element.definition, source))
        if expression is None:
            return ""
        value: str = self._value(expression, as_text, element)
        return value

    def latest(self, expression: Expression) -> int:
        """Return the tick of the last change of what an expression reads."""
        changed = self.work.changed
        latest = self.language_tick if expression.language else 0
        for number in expression.numbers:
            if changed[number] > latest:
                latest = changed[number]
        return latest

    def _value(
        self,
        expression: Expression,
        turn: Callable[[Compiled], Callable[[Node, Environment], Any]],
        element: Element,
    ) -> Any:
        key = (id(expression), element.row)
        kept = self._kept.get(key)
        if kept is not None and kept[0] >= self.latest(expression):
            return kept[1]
        self.environment.effort = 0
        value = turn(expression.compiled)(element, self.environment)
        if not expression.volatile:
            self._kept[key] = (self.work.tick, value)
        return value
