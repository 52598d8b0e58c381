"""Expressions read by their shape are those that the parser reads."""

from __future__ import annotations

import gc
import re

import pytest

from surveyapp.errors import UserError
from surveyapp.xform import parse_xform
from surveyapp.xform.xpath.parser import parse
from surveyapp.xform.xpath.shapes import parse_alike
from surveyapp.xform.xpath.syntax import XPathSyntaxError

EXPRESSIONS = (
    " /a/b > 5 and selected( /a/c , 'x /y z')",
    "'/a' = /b",
    "//a/b",
    "../a/b + /c/d",
    "current()/../a + sum(/d/m[age > /d/q]/x)",
    "instance('x')/root/item[k= /d/e ]/f/g",
    "/_0[1] + /a/b",
    "/_0:x + /a/b",
    "/a /b",
    "* /a + /b",
    "-/a/b * 2",
    "/a/b/text() = /c",
    "/a div2 and /b|/c",
    " + ".join(f"/a/b{number}" for number in range(80)),
)


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_a_shape_filled_in_is_the_expression(text: str) -> None:
    for again in (text, text.replace("/a", "/other")):
        for tree in (parse_alike(again), parse_alike(again)):
            assert _without_positions(tree) == _without_positions(parse(again))


@pytest.mark.parametrize("text", ["/a + ", "/a/b > )", "selected(/a/b, 'x'"])
def test_what_cannot_be_read_is_told_with_its_own_place(text: str) -> None:
    with pytest.raises(XPathSyntaxError) as own:
        parse(text)
    with pytest.raises(XPathSyntaxError) as told:
        parse_alike(text)
    assert told.value.position == own.value.position


def test_the_collector_runs_again_after_a_form_that_is_none() -> None:
    with pytest.raises(UserError):
        parse_xform(b"<h:html xmlns:h='http://www.w3.org/1999/xhtml'/>")
    assert gc.isenabled()
    assert not gc.get_freeze_count()


def _without_positions(tree: object) -> str:
    return re.sub(r"position=\d+", "", repr(tree))
