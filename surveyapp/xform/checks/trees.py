"""Expressions of the workbook as syntax trees in which every ``${name}`` is still that name.

The checks that reason about what an expression says read it here; whether it can be read at all is
told by ``expressions``, so what cannot is passed over without a word.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from surveyapp.xform.blueprint import Blueprint, Cell, Element
from surveyapp.xform.checks.references import REFERENCE
from surveyapp.xform.columns import EXPRESSIONS
from surveyapp.xform.xpath import XPathSyntaxError, parse
from surveyapp.xform.xpath.syntax import Expr, Literal, Negate, Number, Path, Step

_MARK = "__."  # begins no name that a form gives: pyxform keeps leading underscores for itself
_YES_NO = frozenset({"yes", "no", "true", "false"})
_STRAIGHT = str.maketrans("\u2018\u2019\u201c\u201d", "''\"\"")
_ITSELF = Path(absolute=False, steps=(Step("self", "node()"),))


def is_expression(cell: Cell, question_type: str) -> bool:
    """Say whether a cell of a column that may hold an expression holds one."""
    if cell.base not in EXPRESSIONS:
        return False
    if cell.base in ("required", "readonly"):
        return cell.text.strip().lower() not in _YES_NO
    if cell.base == "default":
        # Only needed where a form is imported.
        from pyxform.utils import default_is_dynamic

        return default_is_dynamic(cell.text, question_type)
    return True


def trees(form: Blueprint) -> Iterator[tuple[Element, Cell, Expr]]:
    """Yield every expression of the survey sheet that can be read, with its row and cell."""
    for element in form.elements:
        for cell in element.line.cells:
            if is_expression(cell, element.type) and (tree := read(cell.text)) is not None:
                yield element, cell, tree


@lru_cache(maxsize=4096)
def read(text: str) -> Expr | None:
    """Return the tree of an expression, or None where it cannot be read."""
    marked = REFERENCE.sub(
        # The # of ${last-saved#name} is no letter of a name; no question is called like the rest.
        lambda match: _MARK + match[1].replace("#", ".") if match[1] and match[2] else match[0],
        straightened(text),
    )
    try:
        return parse(marked)
    except XPathSyntaxError:
        return None


def straightened(text: str) -> str:
    """Return ``text`` with straight quotes for curly ones, as pyxform does."""
    return text.translate(_STRAIGHT)


def referred(tree: Expr) -> str:
    """Return the name where ``tree`` is a single ``${name}``, or ``""``."""
    match tree:
        case Path(False, (Step("child", test, ()),)) if test.startswith(_MARK):
            return test.removeprefix(_MARK)
    return ""


def is_itself(tree: Expr) -> bool:
    """Say whether ``tree`` is ``.``."""
    return tree == _ITSELF


def constant(tree: Expr) -> str | float | None:
    """Return the value of a literal, or None where ``tree`` is none."""
    match tree:
        case Literal(value) | Number(value):
            return value
        case Negate(Number(value)):
            return -value
    return None
