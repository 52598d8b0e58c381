"""Expressions: can they be read, do their functions exist, do choice filters name columns.

References are another check's business: here each is only an operand.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator

from surveyapp.errors import UserError
from surveyapp.xform.blueprint import Blueprint, Cell, Element
from surveyapp.xform.checks.references import REFERENCE
from surveyapp.xform.checks.suggestions import nearest, suggest
from surveyapp.xform.checks.trees import is_expression, straightened
from surveyapp.xform.columns import CHOICES
from surveyapp.xform.problems import FormProblem
from surveyapp.xform.xpath import XPathSyntaxError, parse
from surveyapp.xform.xpath.functions import SIGNATURES
from surveyapp.xform.xpath.functions.patterns import pattern_is_valid
from surveyapp.xform.xpath.syntax import Binary, Call, Expr, Filter, Literal, Negate, Path, walk

_OPERAND = "_ref"  # four characters, the length of the shortest reference
_NAME = re.compile(r"[^\W\d][\w.-]*")
_AROUND = 24


def check_expressions(form: Blueprint) -> Iterator[FormProblem]:
    """Yield what is wrong with the expressions of the survey and settings sheets."""
    for element in form.elements:
        for cell in element.line.cells:
            if is_expression(cell, element.type):
                tree = yield from _read(cell)
                if tree is not None and cell.base == "choice_filter":
                    yield from _filter_columns(form, element, cell, tree)
    if form.settings and (instance_name := form.settings.cell("instance_name")):
        yield from _read(instance_name)


def check_filters(form: Blueprint) -> Iterator[FormProblem]:
    """Yield filters of an XForm that read what no choice of their list holds.

    Those of a sheet are told with its expressions. Lists from rows and from files are not known
    before the form is filled in.
    """
    for element in form.elements:
        cell = element.line.cell("choice_filter")
        held = form.item_columns.get(element.select.list_name) if element.select else None
        if cell is None or not held:
            continue
        try:
            tree = parse(_operands(cell.text))
        except XPathSyntaxError:  # several conditions in a row; the engine has read them
            continue
        for name in dict.fromkeys(_own_names(tree)):
            if name not in held:
                told = UserError(
                    "No choice of this list has {column}, by which this filter picks them: "
                    "nothing would be offered. Correct its name, or give it to the choices.",
                    column=name,
                )
                yield cell.warning(suggest(told, nearest(name, held)))


def _read(cell: Cell) -> Generator[FormProblem, None, Expr | None]:
    """Yield the cell's problems; the generator's value is its tree, or None."""
    text = _operands(cell.text)
    try:
        tree = parse(text)
    except XPathSyntaxError as error:
        near = cell.text[error.position : error.position + _AROUND].strip()
        if near:
            yield cell.error(UserError("Near {near}: {reason}", near=near, reason=error))
        else:
            yield cell.error(UserError("At its end: {reason}", reason=error))
        return None
    for expression in walk(tree):
        if isinstance(expression, Call):
            yield from _call(cell, expression)
    return tree


def _operands(text: str) -> str:
    """Return ``text`` with every reference replaced by a name of the same length.

    Positions stay those of the cell. Curly quotes are straightened, as pyxform does.
    """
    return REFERENCE.sub(
        lambda match: _OPERAND.ljust(len(match[0])) if len(match[0]) >= 4 else match[0],
        straightened(text),
    )


def _call(cell: Cell, call: Call) -> Iterator[FormProblem]:
    given = len(call.arguments)
    if call.name not in SIGNATURES:
        near = nearest(call.name, SIGNATURES)
        yield cell.error(
            suggest(
                UserError("There is no function {name}.", name=f"{call.name}()"),
                f"{near}()" if near else "",
            )
        )
        return
    least, most = SIGNATURES[call.name]
    if least <= given and (most is None or given <= most):
        yield from _pattern(cell, call)
        return
    if most is None:
        expected = UserError("{least} or more", least=least)
    elif least == most:
        expected = UserError("{count}", count=least)
    else:
        expected = UserError("{least} to {most}", least=least, most=most)
    yield cell.error(
        UserError(
            "The number of arguments of {name} should be {expected}. Here it is {given}.",
            name=f"{call.name}()",
            expected=expected,
            given=given,
        )
    )


def _pattern(cell: Cell, call: Call) -> Iterator[FormProblem]:
    pattern = call.arguments[1] if call.name == "regex" else None
    if isinstance(pattern, Literal) and not pattern_is_valid(pattern.value):
        yield cell.warning(
            UserError(
                "This device cannot read the pattern {pattern}: no answer matches it here. "
                "Write it without looking back, without references to groups, and with what "
                "must lie ahead at its beginning only.",
                pattern=pattern.value,
            )
        )


def _filter_columns(
    form: Blueprint, element: Element, cell: Cell, tree: Expr
) -> Iterator[FormProblem]:
    select = element.select
    if select is None or not select.has_list or not form.headers.get(CHOICES):
        return
    headers = form.headers[CHOICES]
    columns = {header.name for header in headers} | {header.meaning.base for header in headers}
    filled = {name for line in form.lists.get(select.list_name, ()) for name in line.texts}
    filled |= {header.meaning.base for header in headers if header.name in filled}
    for name in dict.fromkeys(_own_names(tree)):
        if name not in columns:
            yield cell.error(
                suggest(
                    UserError("The sheet choices has no column {column}.", column=name),
                    nearest(name, columns),
                )
            )
        elif filled and name not in filled:
            yield cell.warning(
                UserError(
                    "No choice of the list {list} has anything in the column {column}, by which "
                    "this filter picks them. Fill the column for this list.",
                    list=select.list_name,
                    column=name,
                )
            )


def _own_names(tree: Expr) -> Iterator[str]:
    """Yield the names an expression reads from the choice itself, in no set order.

    Paths that start elsewhere (``current()/…``, ``instance(…)/…``) and what stands in their
    predicates are about other nodes.
    """
    todo: list[Expr] = [tree]
    while todo:
        match todo.pop():
            case Binary(_, left, right):
                todo += (right, left)
            case Negate(operand):
                todo.append(operand)
            case Call(_, arguments, _):
                todo += reversed(arguments)
            case Filter(primary, _, ()):
                todo.append(primary)
            case Path(False, steps) if steps[0].axis == "child":
                if steps[0].test != _OPERAND and _NAME.fullmatch(steps[0].test):
                    yield steps[0].test
            case _:
                pass
