"""Operators: chains, arithmetic, comparisons, unions, chosen by the kinds of their operands."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from surveyapp.xform.xpath.compiled import (
    Compiled,
    Conditions,
    Run,
    as_condition,
    as_nodes,
    as_number,
    as_text,
)
from surveyapp.xform.xpath.environment import Environment
from surveyapp.xform.xpath.nodes import Node, ordered
from surveyapp.xform.xpath.values import NAN, equal, minus, numbers_of, unequal


def _all(parts: list[Compiled]) -> Compiled:
    conditions = [as_condition(part) for part in parts]
    if len(conditions) == 2:
        first, second = conditions
        return Compiled("b", lambda node, env: first(node, env) and second(node, env))

    def run(node: Node, env: Environment) -> bool:
        for condition in conditions:  # noqa: SIM110 - twice as fast as a generator
            if not condition(node, env):
                return False
        return True

    return Compiled("b", run)


def _any(parts: list[Compiled]) -> Compiled:
    conditions = [as_condition(part) for part in parts]
    if len(conditions) == 2:
        first, second = conditions
        return Compiled("b", lambda node, env: first(node, env) or second(node, env))

    def run(node: Node, env: Environment) -> bool:
        for condition in conditions:  # noqa: SIM110 - twice as fast as a generator
            if condition(node, env):
                return True
        return False

    return Compiled("b", run)


def _sum(parts: list[Compiled]) -> Compiled:
    numbers = [as_number(part) for part in parts]
    if len(numbers) == 2:
        first, second = numbers
        return Compiled("n", lambda node, env: first(node, env) + second(node, env))

    def run(node: Node, env: Environment) -> float:
        total = 0.0
        for number in numbers:
            total += number(node, env)
        return total

    return Compiled("n", run)


CHAINS: Mapping[str, Callable[[list[Compiled]], Compiled]] = {"and": _all, "or": _any, "+": _sum}
"""Operators whose operands are joined all at once."""


def _plain(compiled: Compiled) -> Run:
    """Return the value, of a node-set its text."""
    return as_text(compiled) if compiled.kind == "N" else compiled.run


def _divide(left: float, right: float) -> float:
    if right:
        return left / right
    if left != left or left == 0 or right != right:
        return NAN
    return math.copysign(math.inf, left) * math.copysign(1.0, right)


def _modulo(left: float, right: float) -> float:
    if not right or math.isinf(left) or right != right:
        return NAN
    return math.fmod(left, right)


def pair(operator: str, left: Compiled, right: Compiled) -> Compiled:
    """Return two operands joined by any operator but those in ``CHAINS``."""
    if operator in ("=", "!="):
        return Compiled("b", _equality(left, right, same=operator == "="))
    if operator in ("<", "<=", ">", ">="):
        return Compiled("b", _order(operator, left, right))
    if operator == "|":
        mine, others = as_nodes(left), as_nodes(right)
        return Compiled("N", lambda node, env: ordered(mine(node, env) + others(node, env)))
    if operator == "-" and "n" not in (left.kind, right.kind):
        one, other = _plain(left), _plain(right)
        return Compiled("n", lambda node, env: minus(one(node, env), other(node, env), env.zone))
    first, second = as_number(left), as_number(right)
    match operator:
        case "-":
            return Compiled("n", lambda node, env: first(node, env) - second(node, env))
        case "*":
            return Compiled("n", lambda node, env: first(node, env) * second(node, env))
        case "div":
            return Compiled("n", lambda node, env: _divide(first(node, env), second(node, env)))
        case _:
            return Compiled("n", lambda node, env: _modulo(first(node, env), second(node, env)))


def _equality(left: Compiled, right: Compiled, *, same: bool) -> Conditions:
    if left.constant is not None and right.constant is None:
        left, right = right, left
    mine, other = left.run, right.run
    if left.kind == "p" and isinstance(right.constant, str):
        text = right.constant
        if same:
            return lambda node, env: mine(node, env) == text
        return lambda node, env: mine(node, env) != text
    if left.kind == "p" and right.kind == "p":
        if same:
            return lambda node, env: mine(node, env) == other(node, env)
        return lambda node, env: mine(node, env) != other(node, env)
    if same:
        return lambda node, env: equal(mine(node, env), other(node, env), env.zone)
    return lambda node, env: unequal(mine(node, env), other(node, env), env.zone)


_ORDER: Mapping[str, Callable[[float, float], bool]] = {
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}


def _order(operator: str, left: Compiled, right: Compiled) -> Conditions:
    if left.kind in "Nv" or right.kind in "Nv":
        mine, others = left.run, right.run
        holds = _ORDER[operator]

        def some(node: Node, env: Environment) -> bool:
            ours, theirs = mine(node, env), others(node, env)
            bounds = numbers_of(theirs, env.zone)
            return any(holds(x, y) for x in numbers_of(ours, env.zone) for y in bounds)

        return some
    first, second = as_number(left), as_number(right)
    match operator:
        case "<":
            return lambda node, env: first(node, env) < second(node, env)
        case "<=":
            return lambda node, env: first(node, env) <= second(node, env)
        case ">":
            return lambda node, env: first(node, env) > second(node, env)
        case _:
            return lambda node, env: first(node, env) >= second(node, env)
