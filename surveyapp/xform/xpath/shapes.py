"""Sees expressions that differ only in the questions they name as one.

``/data/a > 5`` and ``/data/b > 5`` have one shape, ``/_0 > 5``, and so has ``../c > 5``; large
forms have few shapes and thousands of expressions. Positions in the tree are those of the shape:
whoever tells a fault reads the expression itself with ``parse``.
"""

from __future__ import annotations

import re
from functools import lru_cache

from surveyapp.xform.xpath.parser import parse, plain_path
from surveyapp.xform.xpath.syntax import Expr, Path, XPathSyntaxError, walk

# Wide, for that is five times as fast: a place is looked up as a whole, and ``/a//b`` is not found.
_NAMES = r"/[^\W\d][\w./\-\u00b7]*+(?<!/)(?!\s*[/\[(:])"
# A name may end in dots: ``or../a`` is none, ``or ../a`` is.
_SPLIT = re.compile(rf"({_NAMES}|\.\.(?<![\w.\-\u00b7]\.\.)(?:/\.\.)*{_NAMES})").split
LONE = "/_0"
"""The shape of an expression that is nothing but a question."""

_PLACES = [f"/_{number}" for number in range(50)]
STAND_INS = tuple(plain_path(place) for place in _PLACES)
"""What stands in a shape's tree where the expression names a question, by number of the place."""


def split(text: str) -> tuple[str, list[str]]:
    """Return the shape of ``text`` and the paths that stand in its places.

    An expression that names no question, or more than there are places, is its own shape.
    """
    if "/" not in text:
        return text, []
    parts = _SPLIT(text)
    paths = parts[1::2]
    if not paths or len(paths) > len(_PLACES):
        return text, []
    parts[1::2] = _PLACES[: len(paths)]
    return "".join(parts), paths


@lru_cache(maxsize=1024)
def tree_of(shape: str, count: int) -> Expr | None:
    """Return the tree of a shape with ``count`` places.

    None where it cannot be read, or where a place is no path of its own (in a text, after a step).
    """
    try:
        tree = parse(shape)
    except XPathSyntaxError:
        return None
    places: set[Path] = set(STAND_INS[:count])
    if {each for each in walk(tree) if each in places} != places:
        return None
    return tree


def relative_path(text: str) -> Path | None:
    """Return the path that ``../a`` means, None where it is none."""
    try:
        path = parse(text)
    except XPathSyntaxError:
        return None
    return path if isinstance(path, Path) else None
