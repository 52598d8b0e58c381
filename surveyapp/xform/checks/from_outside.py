"""``${name}`` of a question in a repeat, read from outside of it: which of its rows is meant?

Programs disagree: the first row, all of them, or none and a stop. Functions that take many values,
such as ``sum()``, say which they mean.
"""

from __future__ import annotations

from collections.abc import Iterator

from surveyapp.errors import UserError
from surveyapp.xform.blueprint import Blueprint, Cell, Element
from surveyapp.xform.checks.answers import repeats_around
from surveyapp.xform.checks.references import REFERENCE
from surveyapp.xform.checks.trees import is_expression, read, referred
from surveyapp.xform.columns import TEXTS
from surveyapp.xform.problems import FormProblem
from surveyapp.xform.xpath.syntax import Binary, Call, Expr, Negate

_TAKES_ONE = frozenset(
    {
        "if",
        "number",
        "int",
        "round",
        "selected",
        "selected-at",
        "count-selected",
        "string-length",
        "substr",
        "coalesce",
        "contains",
        "starts-with",
        "ends-with",
        "format-date",
        "date",
        "jr:choice-name",
        "pulldata",
        "regex",
    }
)


def check_from_outside(form: Blueprint) -> Iterator[FormProblem]:
    """Yield every reference from outside of a repeat to one answer in its rows, once a cell."""
    repeats = {element.key for element in form.elements if element.opens == "repeat"}
    inner = {
        name: elements[0]
        for name, elements in form.names.items()
        if len(elements) == 1 and not elements[0].opens and repeats_around(elements[0], repeats)
    }
    if not inner:
        return
    for element in form.elements:
        own = {*element.parents, element.key}
        for cell in element.line.cells:
            if "${" not in cell.text:
                continue
            for name in dict.fromkeys(_read_alone(element, cell)):
                around = repeats_around(inner[name], repeats) if name in inner else ()
                if not own >= set(around):
                    repeat = next(r for r in reversed(around) if r not in own)
                    yield cell.warning(
                        UserError(
                            "{name} stands in the rows of {repeat} and is read here as if it were "
                            "one answer: some programs take the first row, others stop. Say which "
                            "rows are meant, such as {example} or indexed-repeat().",
                            name=inner[name].name,
                            example=f"sum({inner[name].line.path or f'${{{name}}}'})",
                            repeat=form.names[repeat][0].name,
                        )
                    )


def _read_alone(element: Element, cell: Cell) -> Iterator[str]:
    """Yield the names that a cell reads as one value."""
    if cell.base in TEXTS:
        yield from (match[1] for match in REFERENCE.finditer(cell.text))
    elif cell.base != "choice_filter" and is_expression(cell, element.type):
        tree = read(cell.text)
        if tree is not None:
            yield from _operands(tree)


def _operands(tree: Expr) -> Iterator[str]:
    todo: list[Expr] = [tree]
    while todo:
        current = todo.pop()
        if name := referred(current):
            yield name
        match current:
            case Binary(sign, left, right) if sign != "|":
                todo += (right, left)
            case Negate(operand):
                todo.append(operand)
            case Call(name, arguments, _):
                # What takes many values is left alone, with what is computed for it.
                todo += [
                    argument
                    for argument in reversed(arguments)
                    if name in _TAKES_ONE or not referred(argument)
                ]
            case _:
                pass
