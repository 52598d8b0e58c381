"""What a form asks for that this system does only in part, or that nobody knows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from surveyapp.errors import UserError
from surveyapp.xform.blueprint import Blueprint, Element, Line
from surveyapp.xform.checks.naming import named
from surveyapp.xform.checks.suggestions import nearest, suggest
from surveyapp.xform.problems import FormProblem
from surveyapp.xform.supported import (
    HANDED_OVER,
    NO_APPEARANCE,
    PAGES,
    UNKNOWN,
    Feature,
    Kind,
    Support,
    appearance,
    appearances,
    feature,
    question_type,
)

_WORD = re.compile(r"(?:search|(?:ex|intent|printer):[\w.]*)\s*\(.*\)|\S+")
_PARAMETER = re.compile(r"([\w-]+)\s*=")
_PREFIXES = {"bind": Kind.BIND, "body": Kind.ATTRIBUTE, "control": Kind.ATTRIBUTE}
# Columns of a sheet that an XForm has elsewhere.
_NO_APP = "noapperrorstring"
_OF_SETTINGS = {
    "public_key": "base64RsaPublicKey",
    "submission_url": "action",
    "auto_send": "orx:auto-send",
    "auto_delete": "orx:auto-delete",
    "client_editable": "odk:client-editable",
    "prefix": "odk:prefix",
    "delimiter": "odk:delimiter",
}
_STYLE = "style"
_TAG = "compact_tag"
_BY_THE_ENGINE = frozenset({Kind.EVENT})  # which refuses a form that waits for one nobody knows


def check_support(form: Blueprint) -> Iterator[FormProblem]:
    """Yield a warning for everything that is degraded, saying how, and for unknown names."""
    told: set[tuple[str, str]] = set()
    for element in form.elements:
        line = element.line
        for row, base in _of_row(element):
            if row.support is Support.PART:
                told.add((line.path, row.note))
                yield line.warning(named(row.name, row.note), base)
        yield from _unknown_appearances(line)
    yield from _settings(form)
    for kind, name, line in form.uses:
        found = feature(kind, name)
        if found is None and kind in _BY_THE_ENGINE:
            continue
        note = UNKNOWN if found is None else found.note
        # A control says again what its type has said.
        if (found is None or found.support is Support.PART) and (line.path, note) not in told:
            told.add((line.path, note))
            # Nobody knows by name what an app for sending wrote there.
            calm = kind is Kind.SUBMISSION and note == HANDED_OVER
            yield line.warning(UserError(note) if calm else named(name, note))


def _unknown_appearances(line: Line) -> Iterator[FormProblem]:
    for word in dict.fromkeys(_WORD.findall(line.text("appearance"))):
        if appearance(word) is None:
            told = UserError(NO_APPEARANCE, name=word)
            yield line.warning(suggest(told, nearest(word, appearances())), "appearance")


def _of_row(element: Element) -> Iterator[tuple[Feature, str]]:
    """Yield what a row asks for that stands in the table, once each note, with its column."""
    found: list[tuple[Feature | None, str]] = [(_type_of(element.type), "type")]
    line = element.line
    found += ((appearance(w), "appearance") for w in _WORD.findall(line.text("appearance")))
    if not line.path and line.text(_NO_APP):
        found.append((feature(Kind.BIND, "jr:noAppErrorString"), _NO_APP))
    found += _parameters(line)
    notes: set[str] = set()
    for row, base in found:
        if row is not None and row.note not in notes:
            notes.add(row.note)
            yield row, base


def _parameters(line: Line) -> Iterator[tuple[Feature | None, str]]:
    """Yield what a sheet writes into a bind: ``max-pixels=640``, ``bind::odk:quality``."""
    for name in _PARAMETER.findall(line.text("parameters")):
        yield feature(Kind.BIND, f"orx:{name}") or feature(Kind.BIND, f"odk:{name}"), "parameters"
    for cell in line.cells_of("attribute"):
        where, _, name = cell.column.partition("::")
        if where in _PREFIXES:
            yield feature(_PREFIXES[where], name), "attribute"
    if not line.path and line.text(_TAG):
        yield feature(Kind.SUBMISSION, "odk:tag"), _TAG


def _settings(form: Blueprint) -> Iterator[FormProblem]:
    for base, name in _OF_SETTINGS.items():
        cell = form.settings.cell(base) if form.settings else None
        found = feature(Kind.SUBMISSION, name)
        if cell is not None and found is not None:
            yield cell.warning(named(cell.column, found.note))
    style = form.settings.cell(_STYLE) if form.settings else None
    look = feature(Kind.ATTRIBUTE, "class")
    if style is not None and style.text.strip() != PAGES and look is not None:
        yield style.warning(named(style.column, look.note))


def _type_of(kind: str) -> Feature | None:
    words = kind.split()
    found = (question_type(" ".join(words[:count])) for count in range(len(words), 0, -1))
    return next((feature for feature in found if feature is not None), None)
