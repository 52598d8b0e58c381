"""The paths of an XForm's expressions, written as ``${key}`` again.

XLSForm's ``${age}`` becomes a path where a form is converted; the checks reason about questions, so
they want the question back. A path that chooses among rows, or that this module does not follow, is
left as it stands: the checks then make nothing of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from surveyapp.xform.model import NodeDef
from surveyapp.xform.xpath import XPathSyntaxError
from surveyapp.xform.xpath.tokens import NAME, PATH, Token, tokenize

_OPERATORS = frozenset({"and", "or", "div", "mod"})
_CURRENT = ("current", "(", ")", "/")
_GOES_ON = frozenset({")", "]", "..", ".", "*", "/", "//", "::", "@"})


def with_references(expression: str, node: NodeDef | None, keys: Mapping[str, str]) -> str:
    """Return ``expression`` of ``node`` with ``${key}`` for every path to a node of ``keys``."""
    if "/" not in expression and ".." not in expression:
        return expression
    try:
        tokens = tokenize(expression)
    except XPathSyntaxError:
        return expression
    parts: list[str] = []
    written = 0
    place = 0
    depth = 0
    while place < len(tokens):
        token = tokens[place]
        depth += (token.kind == "[") - (token.kind == "]")
        end, ref = _path(tokens, place, node, inside=depth > 0)
        key = keys.get(ref)
        if key:
            parts += (expression[written : token.position], f"${{{key}}}")
            last = tokens[end - 1]
            written = last.position + len(last.text)
        place = max(end, place + 1)
    return "".join((*parts, expression[written:]))


def _path(
    tokens: Sequence[Token], place: int, node: NodeDef | None, *, inside: bool
) -> tuple[int, str]:
    """Return where the path at ``place`` ends and the ref it leads to, ``""`` where it has none.

    ``inside`` a predicate, ``..`` starts from another node than the question.
    """
    token = tokens[place]
    if _goes_on(tokens, place):
        return place, ""
    if token.kind == PATH:
        return place + 1, token.text
    start = place
    if tuple(t.text for t in tokens[place : place + 4]) == _CURRENT:
        start = place + 4
    elif inside:
        return place, ""
    at: NodeDef | None = node
    end = start
    while tokens[end].kind == "..":
        at = at.parent if at is not None else None
        end += 1
        if tokens[end].kind == "/" and tokens[end + 1].kind == "..":
            end += 1
    if end == start or at is None:
        return place, ""
    if tokens[end].kind == PATH:
        return end + 1, at.ref + tokens[end].text
    if tokens[end].kind in ("/", "//", "["):
        return place, ""
    return end, at.ref


def _goes_on(tokens: Sequence[Token], place: int) -> bool:
    """Say whether the token at ``place`` continues what stands before it."""
    if not place:
        return False
    before = tokens[place - 1]
    if before.kind == NAME:
        return before.text not in _OPERATORS and tokens[place].kind == PATH
    return before.kind in _GOES_ON
