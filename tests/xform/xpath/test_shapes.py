"""A shape stands for an expression only where both are read alike."""

from __future__ import annotations

import re

import pytest

from surveyapp.xform.xpath.parser import parse
from surveyapp.xform.xpath.shapes import STAND_INS, split, tree_of

ALIKE = (
    " /a/b > 5 and selected( /a/c , 'x')",
    "../a/b + /c/d",
    "- ../../a/b * 2",
    "sum(/d/m[age > /d/q])",
    "/a div2 and /b|/c",
)
NOT_ALIKE = (
    "'/a' = /b",
    "selected( /a/c , 'x /y z')",
    "//a/b",
    "current()/../a + /b",
    "instance('x')/root/item[k= /d/e ]/f",
    "-../a",
    ". ../a",
    "or../a",
    "* /a + /b",
    " + ".join(f"/a/b{number}" for number in range(80)),
)


@pytest.mark.parametrize("text", ALIKE)
def test_a_shape_filled_in_is_the_expression(text: str) -> None:
    shape, paths = split(text)
    filled = _without_positions(tree_of(shape, len(paths)))
    for place, path in zip(STAND_INS, paths, strict=False):
        filled = filled.replace(repr(place), repr(parse(path)))
    assert paths
    assert filled == _without_positions(parse(text))


@pytest.mark.parametrize("text", NOT_ALIKE)
def test_where_a_path_does_not_stand_by_itself_there_is_no_shape(text: str) -> None:
    shape, paths = split(text)
    assert not paths or tree_of(shape, len(paths)) is None


def _without_positions(tree: object) -> str:
    return re.sub(r"position=\d+", "", repr(tree))
