"""Reads expressions that differ only in the questions they name, once for all of them.

``/data/a > 5`` and ``/data/b > 5`` have one shape, ``/_0 > 5``; large forms have few shapes and
thousands of expressions. Positions in the tree are those of the shape: whoever tells a fault reads
the expression with ``parse``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import TypeAlias

from surveyapp.xform.xpath.parser import parse, plain_path
from surveyapp.xform.xpath.syntax import (
    Binary,
    Call,
    Expr,
    Filter,
    Negate,
    Path,
    Step,
    XPathSyntaxError,
    walk,
)
from surveyapp.xform.xpath.tokens import PLAIN_PATH

Fill: TypeAlias = Callable[[Sequence[Path]], Expr]
"""Makes an expression of the paths that stand in its places."""

_SPLIT = re.compile(f"({PLAIN_PATH})").split
_PLACES = [f"/_{number}" for number in range(50)]
_LONGEST = 400
"""Characters of a shape; what is longer could be too deep to be filled in by recursion."""


def parse_alike(text: str) -> Expr:
    """Return the syntax tree of ``text``; raises ``XPathSyntaxError`` with its position."""
    parts = _SPLIT(text)
    paths = parts[1::2]
    if not paths or len(paths) > len(_PLACES):
        return parse(text)
    parts[1::2] = _PLACES[: len(paths)]
    shape = "".join(parts)
    if len(shape) > _LONGEST:
        return parse(text)
    try:
        fill = _shape(shape, len(paths))
    except XPathSyntaxError:
        fill = None
    if fill is None:
        return parse(text)
    return fill([plain_path(path) for path in paths])


@lru_cache(maxsize=1024)
def _shape(shape: str, count: int) -> Fill | None:
    """Return what puts paths into the places of a shape.

    None where a place is no path of its own (in a text, after a step).
    """
    tree = parse(shape)
    places: dict[Expr, int] = {
        plain_path(place): number for number, place in enumerate(_PLACES[:count])
    }
    if {each for each in walk(tree) if each in places} != places.keys():
        return None
    return _filling(tree, places)


def _filling(tree: Expr, places: Mapping[Expr, int]) -> Fill:
    """Return what makes ``tree`` of the paths in its places; what has none is made once."""
    if places.keys().isdisjoint(walk(tree)):
        return lambda _paths: tree
    if isinstance(tree, Binary):
        operator, left, right = tree.operator, *_fillings((tree.left, tree.right), places)
        return lambda paths: Binary(operator, left(paths), right(paths))
    if isinstance(tree, Call):
        name, position = tree.name, tree.position
        arguments = _fillings(tree.arguments, places)
        return lambda paths: Call(name, tuple([each(paths) for each in arguments]), position)
    if isinstance(tree, Negate):
        operand = _filling(tree.operand, places)
        return lambda paths: Negate(operand(paths))
    if isinstance(tree, Path):
        if tree in places:
            return itemgetter(places[tree])
        absolute = tree.absolute
        steps = _filling_steps(tree.steps, places)
        return lambda paths: Path(absolute, steps(paths))
    assert isinstance(tree, Filter)
    primary = _filling(tree.primary, places)
    predicates = _fillings(tree.predicates, places)
    after = _filling_steps(tree.steps, places)
    return lambda paths: Filter(
        primary(paths), tuple([each(paths) for each in predicates]), after(paths)
    )


def _fillings(trees: Iterable[Expr], places: Mapping[Expr, int]) -> list[Fill]:
    return [_filling(each, places) for each in trees]


def _filling_steps(
    steps: Sequence[Step], places: Mapping[Expr, int]
) -> Callable[[Sequence[Path]], tuple[Step, ...]]:
    made = [(step, _fillings(step.predicates, places)) for step in steps]
    return lambda paths: tuple(
        [
            step._replace(predicates=tuple([each(paths) for each in predicates]))
            if predicates
            else step
            for step, predicates in made
        ]
    )
