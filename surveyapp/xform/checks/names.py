"""Names that collide without being wrong: in an exported table, with ours, with those of others.

The same name twice in one group, and ``${name}`` that stands for two questions, stop the import:
see ``rows`` and ``references``. What stands here works while somebody answers and confuses whoever
reads the answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from surveyapp.errors import UserError
from surveyapp.xform.blueprint import Blueprint, Element
from surveyapp.xform.checks.naming import first_of
from surveyapp.xform.model import META
from surveyapp.xform.problems import FormProblem

_OF_EVERY_RESPONSE = frozenset({"instanceID", "instanceName", "deprecatedID"})
_OF_THE_TABLE = re.compile(
    r"_(code|stop|region|first_day|refused|mode|device|operator|language|started|finished|"
    r"utc_offset|minutes|conflict|version|id|row_\d+)"
)
_NO_COLUMN = frozenset({"note"})
_SHOWN = 12  # names told in one warning


def check_names(form: Blueprint) -> Iterator[FormProblem]:
    """Yield every name that collides with another, at the later of the two."""
    yield from _kept(form)
    yield from _groups(form)
    yield from _columns(form)


def _kept(form: Blueprint) -> Iterator[FormProblem]:
    for element in form.elements:
        line, name = element.line, element.name
        if name == META and not element.parents:
            yield line.error(
                UserError(
                    "The name {name} is kept for what every response carries. Choose another one.",
                    name=name,
                ),
                "name",
            )
        elif name in _OF_EVERY_RESPONSE or _OF_THE_TABLE.fullmatch(name):
            yield line.warning(
                UserError(
                    "The name {name} is also that of a column which every table of responses has. "
                    "Choose another one.",
                    name=name,
                ),
                "name",
            )


def _groups(form: Blueprint) -> Iterator[FormProblem]:
    both: dict[str, Element] = {}
    for name, elements in form.names.items():
        opened = next((e for e in elements if e.opens), None)
        question = next((e for e in elements if not e.opens), None)
        # In one group, the second is told with the rows.
        if opened is not None and question is not None and opened.parents != question.parents:
            both[name] = question
    if both:
        shown = [f"{name} ({element.line.number})" for name, element in both.items()]
        yield next(iter(both.values())).line.warning(
            UserError(
                "These names (with their rows) stand for a question and for a group, which "
                "references cannot tell apart: {names}. Rename one of each.",
                names=first_of(shown, _SHOWN),
            ),
            "name",
        )


def _columns(form: Blueprint) -> Iterator[FormProblem]:
    """Yield questions of different groups whose answers stand in one table under one name."""
    repeats = {element.key for element in form.elements if element.opens == "repeat"}
    seen: dict[tuple[tuple[str, ...], str], Element] = {}
    for element in form.elements:
        if element.opens or not element.name or element.type in _NO_COLUMN:
            continue
        table: tuple[str, ...] = ()
        for place, parent in enumerate(element.parents):
            if parent in repeats:
                table = element.parents[: place + 1]
        first = seen.setdefault((table, element.name.lower()), element)
        if first is element or first.parents == element.parents:
            continue  # in one group it is told with the rows
        yield element.line.warning(
            UserError(
                "The question {name} has the name of another one ({place}): in a table of "
                "responses, only a number tells their columns apart. Rename one of them.",
                name=element.name,
                place=first.line.where,
            ),
            "name",
        )
