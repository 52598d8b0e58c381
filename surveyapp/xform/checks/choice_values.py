"""Choices that expressions and defaults name but no list has: ``${x} = 'yse'``.

Such a comparison is read without complaint by every engine and never agrees.
"""

from __future__ import annotations

from collections.abc import Iterator

from surveyapp.errors import UserError
from surveyapp.text import fold
from surveyapp.xform.blueprint import Blueprint, Cell, Element
from surveyapp.xform.checks.answers import Answers, answers
from surveyapp.xform.checks.suggestions import nearest, suggest
from surveyapp.xform.checks.trees import constant, is_expression, is_itself, referred, trees
from surveyapp.xform.problems import FormProblem
from surveyapp.xform.xpath.syntax import Binary, Call, Expr, Filter, Path, walk

_ALIKE = 0.6  # names of choices are short: two letters of three the other way round
_MOST = 1000  # choices among which a likely one is looked for


def check_choice_values(form: Blueprint) -> Iterator[FormProblem]:
    """Yield every choice that is named and does not exist, once a cell."""
    offered = answers(form)
    if not offered:
        return
    for element, cell, tree in trees(form):
        told: set[tuple[str, str | float]] = set()
        for name, value in _compared(element, cell, tree):
            known = offered.get(name)
            if known is None or not known.closed or value == "" or known.offers(value):
                continue
            if (name, value) not in told:
                told.add((name, value))
                yield _problem(form, cell, name, known, value)
    for element in form.elements:
        default = element.line.cell("default")
        known = offered.get(element.key)
        if default is None or known is None or is_expression(default, element.type):
            continue
        if not known.offers(default.text):
            yield _problem(form, default, element.key, known, default.text)


def _compared(element: Element, cell: Cell, tree: Expr) -> Iterator[tuple[str, str | float]]:
    # In a predicate or a choice filter, ``.`` is another node than the question.
    own = element.key
    if cell.base == "choice_filter" or any(map(_filters, walk(tree))):
        own = ""

    def name(operand: Expr) -> str:
        return own if is_itself(operand) else referred(operand)

    for expression in walk(tree):
        match expression:
            case Binary("=" | "!=", left, right):
                for question, other in ((left, right), (right, left)):
                    value = constant(other)
                    if value is not None and name(question):
                        yield name(question), value
            case Call("selected", (question, choice)):
                value = constant(choice)
                if isinstance(value, str) and name(question):
                    yield name(question), value
            case _:
                pass


def _filters(expression: Expr) -> bool:
    match expression:
        case Path(_, steps):
            return any(step.predicates for step in steps)
        case Filter(_, predicates, steps):
            return bool(predicates) or any(step.predicates for step in steps)
    return False


def _problem(
    form: Blueprint, cell: Cell, name: str, known: Answers, value: str | float
) -> FormProblem:
    shown = f"{value:g}" if isinstance(value, float) else value
    problem = UserError(
        "The question {name} has no choice {value}. Write the name of one of its choices.",
        name=form.names[name][0].name,
        value=shown,
    )
    near = ""
    if len(known.names) <= _MOST:
        near = _labelled(form, name, shown)
        if not near and not shown.isdecimal():  # of numbers, any is as near as another
            near = nearest(shown, sorted(known.names), cutoff=_ALIKE)
    return cell.warning(suggest(problem, near))


def _labelled(form: Blueprint, name: str, text: str) -> str:
    """Return the choice that people see as ``text``: a label written where a name belongs."""
    select = form.names[name][0].select
    for line in form.lists[select.list_name] if select else ():
        if any(cell.base == "label" and fold(cell.text) == fold(text) for cell in line.cells):
            return line.text("name")
    return ""
