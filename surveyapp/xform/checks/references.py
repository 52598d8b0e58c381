"""References such as ``${name}``: to nothing, to two things, or not complete."""

from __future__ import annotations

import re
from collections.abc import Iterator

from surveyapp.errors import UserError
from surveyapp.xform.blueprint import Blueprint, Cell
from surveyapp.xform.checks.suggestions import nearest, suggest
from surveyapp.xform.columns import CHOICES, TRANSLATED
from surveyapp.xform.problems import FormProblem

REFERENCE = re.compile(r"\$\{([^{}$]*)(\}?)")
"""A reference, complete or not: what stands in its braces, and the closing brace."""

_LAST_SAVED = "last-saved#"
_GENERATED = ("instanceID",)


def check_references(form: Blueprint) -> Iterator[FormProblem]:
    """Yield every reference that does not lead to exactly one row of the survey sheet."""
    known = [*form.names, *_GENERATED]
    for line in form.lines():
        for cell in line.cells_with("${"):
            if _holds_references(cell):
                yield from _in_cell(form, cell, known)


def _holds_references(cell: Cell) -> bool:
    # Further columns of the choices sheet are data: whatever stands there is not a reference.
    return cell.base != "name" and (cell.sheet != CHOICES or cell.base in TRANSLATED)


def _in_cell(form: Blueprint, cell: Cell, known: list[str]) -> Iterator[FormProblem]:
    told: set[str] = set()
    for match in REFERENCE.finditer(cell.text):
        written, closed = match.groups()
        name = written.removeprefix(_LAST_SAVED)
        if match[0] in told:
            continue
        told.add(match[0])
        if not closed or not name or name != name.strip() or " " in name:
            yield cell.error(
                UserError(
                    "The reference {reference} is not complete. Write it as {example}.",
                    reference=match[0].strip(),
                    example="${" + (name.strip().split() or ["name"])[0] + "}",
                )
            )
        elif name in _GENERATED:
            continue
        elif name not in form.names:
            yield cell.error(
                suggest(
                    UserError("There is no question named {name}.", name=name),
                    nearest(name, known),
                )
            )
        elif len(form.names[name]) > 1:
            rows = ", ".join(str(element.line.number) for element in form.names[name])
            yield cell.error(
                UserError(
                    "{name} stands for several questions (rows {rows}). Rename all but one.",
                    name=name,
                    rows=rows,
                )
            )
