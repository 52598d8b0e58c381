"""Functions over numbers (ODK XForms, "Number Functions"); out of range gives NaN, not a fault."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from decimal import ROUND_FLOOR, Decimal

from surveyapp.xform.xpath.environment import Environment
from surveyapp.xform.xpath.functions.table import declare, function
from surveyapp.xform.xpath.nodes import Node, string_value
from surveyapp.xform.xpath.values import NAN, Value, text_number, to_boolean, to_number

_HALF = Decimal("0.5")


def _safe(operation: Callable[..., float]) -> Callable[..., float]:
    def run(*numbers: float) -> float:
        try:
            return operation(*numbers)
        except (ValueError, ZeroDivisionError):
            return NAN
        except OverflowError:
            return math.inf

    return run


def _log(number: float) -> float:
    return -math.inf if number == 0 else math.log(number)


def _log10(number: float) -> float:
    return -math.inf if number == 0 else math.log10(number)


_ONE_NUMBER: dict[str, Callable[[float], float]] = {
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "asin": math.asin,
    "acos": math.acos,
    "atan": math.atan,
    "sqrt": math.sqrt,
    "exp": math.exp,
    "abs": abs,
    "log": _log,
    "log10": _log10,
    "exp10": lambda number: math.pow(10, number),
}
for _name, _operation in _ONE_NUMBER.items():
    declare(_name, "n", "n", _safe(_operation))
declare("atan2", "nn", "n", _safe(math.atan2))


@function("pow", "nn", "n")
def power(base: float, exponent: float) -> float:
    """Raise ``base``; 0 to a negative power is infinite."""
    try:
        return math.pow(base, exponent)
    except ValueError:
        return math.inf if base == 0 else NAN
    except OverflowError:
        return -math.inf if base < 0 and exponent % 2 == 1 else math.inf


@function("pi", "", "n")
def pi() -> float:
    """Return π."""
    return math.pi


@function("int", "n", "n")
def integer(number: float) -> float:
    """Drop the fraction."""
    return float(math.trunc(number)) if math.isfinite(number) else number


@function("floor", "n", "n")
def floor(number: float) -> float:
    """Return the whole number below."""
    return float(math.floor(number)) if math.isfinite(number) else number


@function("ceiling", "n", "n")
def ceiling(number: float) -> float:
    """Return the whole number above."""
    return float(math.ceil(number)) if math.isfinite(number) else number


@function("round", "nn?", "n")
def round_number(number: float, decimals: float = 0.0) -> float:
    """Round to ``decimals``; halves go up towards plus infinity, so ``round(-1.5)`` is -1.

    That is XPath 1.0, and JavaRosa with decimals too; the web engines give -2. The shortest text
    of the number is rounded and not its binary neighbour: ``round(1.005, 2)`` is 1.01 as on paper.
    """
    if not math.isfinite(number):
        return number
    if decimals != decimals:
        return NAN
    places = int(max(min(decimals, 30), -30))
    scaled = Decimal(repr(number)).scaleb(places) + _HALF
    rounded = float(scaled.to_integral_value(ROUND_FLOOR).scaleb(-places))
    return -0.0 if rounded == 0 and number < 0 else rounded


def numbers_in(env: Environment, values: Sequence[Value]) -> list[float]:
    """Return every number in ``values``, those of a node-set one by one, blanks left out."""
    found: list[float] = []
    for value in values:
        if isinstance(value, list):
            texts = [string_value(node) for node in value]
            found += [text_number(text, env.zone) for text in texts if text]
        elif value != "":
            found.append(to_number(value, env.zone))
    return found


@function("sum", "N", "n", with_env=True)
def total(env: Environment, nodes: list[Node]) -> float:
    """Add up a node-set; blank nodes count as nothing (JavaRosa), other text makes it NaN.

    XPath 1.0 would give NaN for a blank too, which is never what a form's author meant.
    """
    zone = env.zone
    result = 0.0
    for each in nodes:
        text = each.text if not each.children else string_value(each)
        if text:
            result += text_number(text, zone)
    return result


def _extreme(pick: Callable[[list[float]], float]) -> Callable[..., float]:
    def run(env: Environment, *values: Value) -> float:
        numbers = numbers_in(env, values)
        if not numbers or any(number != number for number in numbers):
            return NAN
        return pick(numbers)

    return run


declare("max", "v*", "n", _extreme(max), with_env=True)
declare("min", "v*", "n", _extreme(min), with_env=True)


@function("random", "", "n", with_env=True)
def chance(env: Environment) -> float:
    """Return a number from 0 up to before 1."""
    return env.random.random()


def _between(least: float, most: float, value: float) -> bool:
    return (least < 0 or value >= least) and (most < 0 or value <= most)


def _items(values: Sequence[Value]) -> list[Value]:
    """Return the values, every node of a node-set one by one."""
    flat: list[Value] = []
    for value in values:
        flat += [string_value(each) for each in value] if isinstance(value, list) else [value]
    return flat


def _is_yes(value: Value) -> bool:
    return value > 0 if isinstance(value, float) else to_boolean(value)


@function("checklist", "nnv*", "b")
def checklist(least: float, most: float, *values: Value) -> bool:
    """Say whether between ``least`` and ``most`` values are yes; -1 is no limit.

    A number is yes above 0, a text when there is any (JavaRosa and the web engines agree).
    """
    return _between(least, most, sum(_is_yes(value) for value in _items(values)))


@function("weighted-checklist", "nn(vv)*", "b", with_env=True)
def weighted_checklist(env: Environment, least: float, most: float, *pairs: Value) -> bool:
    """Like ``checklist``, each value followed by what it weighs."""
    weight = 0.0
    for value, weighs in zip(pairs[::2], pairs[1::2], strict=True):
        for each, how_much in zip(_items([value]), _items([weighs]), strict=False):
            if _is_yes(each):
                weight += to_number(how_much, env.zone)
    return _between(least, most, weight)


@function("boolean", "v", "b")
def boolean(value: Value) -> bool:
    """Return a value as a condition."""
    return to_boolean(value)


@function("not", "b", "b")
def negation(value: bool) -> bool:
    """Turn a condition round."""
    return not value


@function("boolean-from-string", "s", "b")
def boolean_from_string(text: str) -> bool:
    """Return true for ``true`` and ``1``, false for all else (ODK XForms; JavaRosa takes TRUE)."""
    return text in ("true", "1")
