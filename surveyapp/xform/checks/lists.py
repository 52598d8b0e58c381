"""The choices sheet: lists that are missing or not used, choices that are doubled, nameless,
unlabelled or read like another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from surveyapp.errors import UserError
from surveyapp.xform.blueprint import Blueprint, Cell, Element, Line, is_yes
from surveyapp.xform.checks.naming import first_of
from surveyapp.xform.checks.suggestions import nearest, suggest
from surveyapp.xform.columns import CHOICES
from surveyapp.xform.problems import FormProblem

_SHOWN = 12  # lists named in one warning
_INSTANCE = re.compile(r"instance\(\s*['\"\u2018\u201c]([^'\"\u2019\u201d]+)")


def check_lists(form: Blueprint) -> Iterator[FormProblem]:
    """Yield what is wrong with choice lists and with the questions that use them."""
    if form.headers.get(CHOICES) and not _readable(form):
        return  # the header check says so already; every list would seem missing
    yield from _missing_lists(form)
    yield from _choices(form)
    yield from _spaces(form)
    yield from _unused(form)
    yield from _alike(form)


def _readable(form: Blueprint) -> bool:
    bases = {header.meaning.base for header in form.headers[CHOICES]}
    return {"list_name", "name"} <= bases


def _missing_lists(form: Blueprint) -> Iterator[FormProblem]:
    for element in form.elements:
        select = element.select
        if select is None or not select.list_name or not select.has_list:
            continue
        if select.list_name not in form.lists and element.line.path:
            yield element.line.warning(
                UserError(
                    "The question {name} has no choices to offer. Give it some.", name=element.name
                ),
                "type",
            )
        elif select.list_name not in form.lists:
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
    # An XForm has no such setting: there a filter says that a name may come again.
    parted = {
        e.select.list_name for e in form.elements if e.line.path and e.select and _filtered(e)
    }
    for line in form.choices:
        if not line.text("list_name") and line.text("name"):
            yield line.error(UserError("This choice belongs to no list. Fill its list_name."))
    for list_name, lines in form.lists.items():
        seen: dict[str, Line] = {}
        for line in lines:
            name = line.text("name")
            if not name:
                yield line.error(UserError("This choice has no name. Write a short code."))
                continue
            first = seen.setdefault(name, line)
            if first is not line and not doubles_allowed and list_name not in parted:
                yield line.error(
                    UserError(
                        "The choice {name} of the list {list} stands there already ({place}). Give "
                        "it another name.",
                        name=name,
                        place=first.where,
                        list=list_name,
                    ),
                    "name",
                )
            if not line.text("label") and not line.text("image"):
                yield line.warning(
                    UserError(
                        "The choice {name} has no label: people will see its name. Write one.",
                        name=name,
                    ),
                    "name",
                )


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


def _unused(form: Blueprint) -> Iterator[FormProblem]:
    # A list is also read by ``begin_loop over list`` and by instance('list') in an expression.
    used = {word for line in form.survey for word in line.text("type").split()}
    used |= {
        name
        for line in form.survey
        for cell in line.cells_with("instance(")
        for name in _INSTANCE.findall(cell.text)
    }
    unused = {name: lines[0] for name, lines in form.lists.items() if name not in used}
    if unused:
        shown = [f"{name} ({line.number})" for name, line in unused.items()]
        yield next(iter(unused.values())).warning(
            UserError(
                "No question uses these lists (with their rows): {lists}. Take them out, or write "
                "their names after the types of questions.",
                lists=first_of(shown, _SHOWN),
            ),
            "list_name",
        )


def _alike(form: Blueprint) -> Iterator[FormProblem]:
    """Yield choices of one list that nobody can tell apart, unless a filter may part them."""
    selects = [element for element in form.elements if element.select]
    shown = {e.select.list_name: True for e in selects if e.select}
    shown |= {e.select.list_name: False for e in selects if e.select and _filtered(e)}
    for list_name, lines in form.lists.items():
        if not shown.get(list_name):
            continue
        read: dict[tuple[str, str], Line] = {}
        for line in lines:
            if not line.text("image") and (cell := _double(line, read)) is not None:
                first = read[cell.language, cell.text]
                yield cell.warning(
                    UserError(
                        "The choices {first} ({place}) and {name} read alike: {label}. Change one "
                        "of the texts.",
                        first=first.text("name"),
                        place=first.where,
                        name=line.text("name"),
                        label=cell.text,
                    )
                )


def _filtered(element: Element) -> bool:
    return bool(element.line.text("choice_filter")) or "search(" in element.line.text("appearance")


def _double(line: Line, read: dict[tuple[str, str], Line]) -> Cell | None:
    """Return the first label of a choice that another choice has; note the others in ``read``."""
    double = None
    for cell in line.cells_of("label"):
        first = read.setdefault((cell.language, cell.text), line)
        if first is not line and first.text("name") != line.text("name"):
            double = double or cell
    return double
