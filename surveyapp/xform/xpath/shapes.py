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
from surveyapp.xform.xpath.tokens import PLAIN_PATH

# A name may hold dots: ``or../a`` is none, ``or ../a`` is.
_SPLIT = re.compile(rf"((?:(?<![\w.\-\u00b7])\.\.(?:/\.\.)*)?{PLAIN_PATH})").split
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


def relative_path(text: str) -> Path:
    """Return the path that ``../a`` means."""
    path = parse(text)
    assert isinstance(path, Path)
    return path
