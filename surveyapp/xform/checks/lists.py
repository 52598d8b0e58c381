"""The choices sheet: lists that are missing, choices that are doubled, nameless or unlabelled."""

from __future__ import annotations

from collections.abc import Iterator

from surveyapp.errors import UserError
from surveyapp.xform.blueprint import Blueprint, is_yes
from surveyapp.xform.checks.suggestions import nearest, suggest
from surveyapp.xform.columns import CHOICES
from surveyapp.xform.problems import FormProblem


def check_lists(form: Blueprint) -> Iterator[FormProblem]:
    """Yield what is wrong with choice lists and with the questions that use them."""
    if form.headers.get(CHOICES) and not _readable(form):
        return  # the header check says so already; every list would seem missing
    yield from _missing_lists(form)
    yield from _choices(form)
    yield from _spaces(form)


def _readable(form: Blueprint) -> bool:
    bases = {header.meaning.base for header in form.headers[CHOICES]}
    return {"list_name", "name"} <= bases


def _missing_lists(form: Blueprint) -> Iterator[FormProblem]:
    for element in form.elements:
        select = element.select
        if select is None or not select.list_name or not select.has_list:
            continue
        if select.list_name not in form.lists:
            yield element.line.error(
                suggest(
                    UserError(
                        "There is no list {list} on the sheet choices.", list=select.list_name
                    ),
                    nearest(select.list_name, form.lists),
                ),
                "type",
            )


def _choices(form: Blueprint) -> Iterator[FormProblem]:
    doubles_allowed = form.settings is not None and is_yes(
        form.settings.text("allow_choice_duplicates")
    )
    for line in form.choices:
        if not line.text("list_name") and line.text("name"):
            yield line.error(UserError("This choice belongs to no list. Fill its list_name."))
    for list_name, lines in form.lists.items():
        rows: dict[str, int] = {}
        for line in lines:
            name = line.text("name")
            if not name:
                yield line.error(UserError("This choice has no name. Write a short code."))
                continue
            first = rows.setdefault(name, line.number)
            if first != line.number and not doubles_allowed:
                yield line.error(
                    UserError(
                        "The choice {name} already stands in row {row} of the list {list}. Give it "
                        "another name.",
                        name=name,
                        row=first,
                        list=list_name,
                    ),
                    "name",
                )
            if line.cell("label") is None and line.cell("image") is None:
                yield line.warning(UserError("The choice {name} has no label.", name=name), "name")


def _spaces(form: Blueprint) -> Iterator[FormProblem]:
    many = {e.select.list_name for e in form.elements if e.select and e.select.many}
    for list_name in form.lists:
        if list_name not in many:
            continue
        for line in form.lists[list_name]:
            name = line.text("name")
            if " " in name:
                yield line.error(
                    UserError(
                        "The choice name {name} has a space, but answers of several choices are "
                        "separated by spaces. Write it without.",
                        name=name,
                    ),
                    "name",
                )
