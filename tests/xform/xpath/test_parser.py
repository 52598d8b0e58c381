"""Expressions as text: what can be read, and where it goes wrong."""

from __future__ import annotations

import pytest

from surveyapp.xform.xpath import XPathSyntaxError, parse, walk
from surveyapp.xform.xpath.parser import MAX_DEPTH, MAX_LENGTH
from surveyapp.xform.xpath.syntax import Binary, Call, Literal, Negate, Number, Path, Step


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("1", Number(1.0)),
        (".5", Number(0.5)),
        ("'a'", Literal("a")),
        ('"it\'s"', Literal("it's")),
        ("-1", Negate(Number(1.0))),
        ("a", Path(absolute=False, steps=(Step("child", "a"),))),
        (".", Path(absolute=False, steps=(Step("self", "node()"),))),
        ("/", Path(absolute=True, steps=())),
        ("../@id", Path(absolute=False, steps=(Step("parent", "node()"), Step("attribute", "id")))),
        (
            "//a",
            Path(absolute=True, steps=(Step("descendant-or-self", "node()"), Step("child", "a"))),
        ),
        ("true()", Call("true", (), 0)),
    ],
)
def test_what_is_read(text: str, tree: object) -> None:
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("1 + 2 * 3", "1 + (2 * 3)"),
        ("1 - 2 - 3", "(1 - 2) - 3"),
        ("a or b and c", "a or (b and c)"),
        ("a = b < c", "a = (b < c)"),
        ("-a | b", "-(a | b)"),
        ("- - a", "-(-a)"),
        ("a div b mod c", "(a div b) mod c"),
        ("1div2", "1 div 2"),
        ("div div div", "div div (div)"),
        ("* * *", "* * (*)"),
    ],
)
def test_what_binds_tighter(text: str, same: str) -> None:
    assert parse(text) == parse(same)


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("", 0),
        ("1 +", 3),
        ("(1", 2),
        ("a[1", 3),
        ("1 2", 2),
        ("concat(a,", 9),
        ("'open", 0),
        ("${name}", 0),
        ("a # b", 2),
        ("sideways::a", 0),
        ("a/", 2),
        ("@", 1),
        (")", 0),
    ],
)
def test_where_it_goes_wrong(text: str, position: int) -> None:
    with pytest.raises(XPathSyntaxError) as problem:
        parse(text)
    assert problem.value.position == position
    assert str(problem.value)


def test_brackets_without_end_are_refused_in_words() -> None:
    deep = 10_000
    with pytest.raises(XPathSyntaxError, match=str(MAX_DEPTH)):
        parse("(" * deep + "1" + ")" * deep)
    with pytest.raises(XPathSyntaxError, match="longer"):
        parse("1" * (MAX_LENGTH + 1))


def test_a_sum_of_a_thousand_terms_is_no_trouble() -> None:
    tree = parse(" + ".join(["a"] * 1000))
    assert isinstance(tree, Binary)
    assert sum(isinstance(each, Path) for each in walk(tree)) == 1000


def test_walking_meets_what_is_inside_brackets_and_predicates() -> None:
    tree = parse("-(count(/a[b() > 1]/c[d()])) + (e())[f()]/g[h()]")
    names = {each.name for each in walk(tree) if isinstance(each, Call)}
    assert names == {"count", "b", "d", "e", "f", "h"}
