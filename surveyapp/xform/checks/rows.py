"""Rows of the survey sheet: types, names, labels, and groups that open and close."""

from __future__ import annotations

import re
from collections.abc import Iterator

from surveyapp.errors import UserError
from surveyapp.xform.blueprint import Blueprint, Element, Line, bracket, is_yes
from surveyapp.xform.checks.suggestions import nearest, suggest
from surveyapp.xform.problems import FormProblem

_NAME = re.compile(r"[^\W\d][\w.-]*")
_OFFERED = [
    "text",
    "integer",
    "decimal",
    "date",
    "time",
    "dateTime",
    "note",
    "calculate",
    "hidden",
    "acknowledge",
    "range",
    "barcode",
    "image",
    "audio",
    "video",
    "file",
    "geopoint",
    "geotrace",
    "geoshape",
    "start",
    "end",
    "today",
    "deviceid",
    "username",
    "email",
    "phonenumber",
    "audit",
    "select_one",
    "select_multiple",
    "rank",
    "begin_group",
    "end_group",
    "begin_repeat",
    "end_repeat",
    "xml-external",
    "csv-external",
    "background-audio",
    "start-geopoint",
    "background-geopoint",
]
_FREE = frozenset({"osm", "xml-external", "csv-external", "audit"})
_UNNAMED = frozenset({"note", "audit"})  # pyxform names these itself
# Shown to nobody, although pyxform gives some of these a control.
_UNLABELLED = frozenset(
    {
        "audit",
        "background-audio",
        "background-geopoint",
        "csv-external",
        "include",
        "start-geopoint",
        "xml-external",
    }
)
_LABELS = frozenset({"label", "hint", "image", "audio", "video", "big-image"})


def check_rows(form: Blueprint) -> Iterator[FormProblem]:
    """Yield what is wrong with types and nesting, which only sheets can get wrong."""
    yield from _brackets(form)
    for line in form.survey:
        yield from _type(line)


def check_contents(form: Blueprint) -> Iterator[FormProblem]:
    """Yield what is wrong with the names of rows and with what a row needs."""
    yield from _names(form)
    for element in form.elements:
        yield from _contents(element)


def _brackets(form: Blueprint) -> Iterator[FormProblem]:
    opened: list[tuple[str, Line]] = []
    for line in form.survey:
        if is_yes(line.text("disabled")):
            continue
        mark = bracket(line.text("type"))
        if mark is None:
            continue
        verb, what = mark
        if verb == "begin":
            opened.append((what, line))
        elif not opened:
            yield line.error(
                UserError("This row closes a {what}, but none is open.", what=what), "type"
            )
        else:
            begun, start = opened.pop()
            if begun != what:
                yield line.error(
                    UserError(
                        "This row closes a {what}, but row {row} opened a {begun}.",
                        what=what,
                        begun=begun,
                        row=start.number,
                    ),
                    "type",
                )
    for what, line in opened:
        yield line.error(
            UserError(
                "This {what} is never closed. Add a row {closing} after its last question.",
                what=what,
                closing=f"end_{what}",
            ),
            "type",
        )


def _type(line: Line) -> Iterator[FormProblem]:
    kind = " ".join(line.text("type").split())
    if is_yes(line.text("disabled")):
        return
    if not kind:
        if line.text("name") or line.text("label"):
            yield line.error(
                UserError("This row has no type. Write one, such as text or select_one list.")
            )
        return
    if bracket(kind) or kind in _known_types() or kind.partition(" ")[0] in _FREE:
        return
    select = Element(line, kind, "", ()).select
    if select is None:
        first, _, rest = kind.partition(" ")
        near = nearest(first, _OFFERED) or nearest(kind, _OFFERED)
        yield line.error(
            suggest(
                UserError("{type} is not a question type.", type=kind),
                f"{near} {rest}" if near and rest and near.startswith("select") else near,
            ),
            "type",
        )
    elif not select.list_name:
        yield line.error(
            UserError("Write the name of the list after {type}.", type=select.command), "type"
        )


def _known_types() -> frozenset[str]:
    # pyxform is only needed where a form is imported; its names are internal but stable.
    from pyxform import aliases
    from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

    plain = {kind for kind in QUESTION_TYPE_DICT if "select" not in kind and kind != "rank"}
    return frozenset(plain | set(aliases._type_alias_map) | set(aliases.settings_header))


def _is_shown(kind: str) -> bool:
    """Say whether people see rows of a type; ``start``, ``uri:deviceid`` and the like they do not.

    Old spellings are many, so pyxform is asked which have no control.
    """
    from pyxform import aliases
    from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

    if kind in _UNLABELLED or kind in aliases.settings_header:
        return False
    return kind not in QUESTION_TYPE_DICT or "control" in QUESTION_TYPE_DICT[kind]


def _names(form: Blueprint) -> Iterator[FormProblem]:
    seen: dict[tuple[tuple[str, ...], str], Element] = {}
    for element in form.elements:
        line, name = element.line, element.name
        if not name:
            if element.type not in _UNNAMED:
                yield line.error(
                    UserError("This row has no name. Write a short one without spaces.")
                )
            continue
        if not _NAME.fullmatch(name):
            yield line.error(
                UserError(
                    "{name} cannot be a name. Begin with a letter and use letters, digits, "
                    "hyphens and underscores only.",
                    name=name,
                ),
                "name",
            )
        first = seen.setdefault((element.parents, name.lower()), element)
        if first is element:
            continue
        if first.name == name:
            yield line.error(
                UserError(
                    "The name {name} already stands in row {row}. Choose another one.",
                    name=name,
                    row=first.line.number,
                ),
                "name",
            )
        else:
            yield line.warning(
                UserError(
                    "The names {name} and {other} ({place}) differ in capitals only. Some programs "
                    "mix them up.",
                    name=name,
                    other=first.name,
                    place=first.line.where,
                ),
                "name",
            )


def _contents(element: Element) -> Iterator[FormProblem]:
    line = element.line
    if element.type in ("calculate", "add calculate prompt", "q calculate"):
        if not line.text("calculation") and not line.text("default"):
            yield line.error(
                UserError("This row calculates nothing. Fill its column calculation."), "type"
            )
        return
    if element.opens or not element.name or not _is_shown(element.type):
        return
    shown = {cell.base for cell in line.cells}
    # The head of a matrix shows its choices only; on a sheet pyxform wants a label all the same.
    heads = line.path and "label" in line.text("appearance").split()
    if shown & _LABELS or heads:
        return
    message = UserError("The question {name} has no label. Write what it asks.", name=element.name)
    # One that is computed is simply not shown; any other, no converter takes.
    yield (line.warning if line.text("calculation") else line.error)(message, "name")
