"""Reads expressions that differ only in the questions they name, once for all of them.

``/data/a > 5`` and ``/data/b > 5`` have one shape, ``/_0 > 5``; large forms have few shapes and
thousands of expressions. Positions in the tree are those of the shape: whoever tells a fault reads
the expression with ``parse``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

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

_SPLIT = re.compile(f"({PLAIN_PATH})").split
_NAMES = [f"_{number}" for number in range(50)]
_PLACES = [f"/{name}" for name in _NAMES]
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
        tree = _shape(shape, len(paths))
    except XPathSyntaxError:
        tree = None
    if tree is None:
        return parse(text)
    return _filled(tree, dict(zip(_NAMES, map(plain_path, paths), strict=False)))


@lru_cache(maxsize=1024)
def _shape(shape: str, count: int) -> Expr | None:
    """Return a shape's tree, None where a place is no path of its own (in a text, after a step)."""
    tree = parse(shape)
    places = {plain_path(place) for place in _PLACES[:count]}
    return tree if {each for each in walk(tree) if each in places} == places else None


def _filled(tree: Expr, paths: Mapping[str, Path]) -> Expr:
    if isinstance(tree, Path):
        if tree.absolute and len(tree.steps) == 1:
            axis, name, predicates, _ = tree.steps[0]
            if axis == "child" and not predicates and name in paths:
                return paths[name]
        return tree._replace(steps=_filled_steps(tree.steps, paths))
    if isinstance(tree, Binary):
        return Binary(tree.operator, _filled(tree.left, paths), _filled(tree.right, paths))
    if isinstance(tree, Call):
        arguments = tuple([_filled(each, paths) for each in tree.arguments])
        return Call(tree.name, arguments, tree.position)
    if isinstance(tree, Negate):
        return Negate(_filled(tree.operand, paths))
    if isinstance(tree, Filter):
        predicates = tuple(_filled(each, paths) for each in tree.predicates)
        steps = _filled_steps(tree.steps, paths)
        return Filter(_filled(tree.primary, paths), predicates, steps)
    return tree


def _filled_steps(steps: Sequence[Step], paths: Mapping[str, Path]) -> tuple[Step, ...]:
    return tuple(
        step._replace(predicates=tuple(_filled(each, paths) for each in step.predicates))
        if step.predicates
        else step
        for step in steps
    )
