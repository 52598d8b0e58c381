"""What stands in the column parameters: pairs, names that the type knows, values that fit.

pyxform looks at these too, but stops at the first and names a row for some only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from surveyapp.errors import UserError
from surveyapp.xform.blueprint import Blueprint, Cell, Element
from surveyapp.xform.checks.references import REFERENCE
from surveyapp.xform.converter_table import (
    NOT_LESS,
    NUMBER,
    ONE_OF,
    PAIRS,
    SEED,
    SEED_ALONE,
    TOGETHER,
    UNKNOWN_PARAMETERS,
    WHOLE,
)
from surveyapp.xform.problems import FormProblem
from surveyapp.xform.supported import question_type

_TOKEN = re.compile(r"[^\s=,;]+|=")
_PLACES = ("location-priority", "location-min-interval", "location-max-age")
_GEO = ("allow-mock-accuracy", "incremental", "reference-geometry")

KNOWN: Mapping[str, tuple[str, ...]] = {
    "text": ("rows",),
    "image": ("app", "max-pixels"),
    "audio": ("quality",),
    "background-audio": ("quality",),
    "audit": (*_PLACES, "track-changes", "track-changes-reasons", "identify-user"),
    "range": ("start", "end", "step", "tick_interval", "placeholder", "tick_labelset"),
    "geopoint": (
        "allow-mock-accuracy",
        "capture-accuracy",
        "reference-geometry",
        "warning-accuracy",
    ),
    "geotrace": _GEO,
    "geoshape": _GEO,
    "select": ("randomize", "seed"),
    "select_from_file": ("label", "randomize", "seed", "value"),
}
"""The parameters that each type takes."""

_TRUE_FALSE = ("true", "false")
_VALUES: Mapping[str, tuple[str, ...]] = {
    "randomize": _TRUE_FALSE,
    "track-changes": _TRUE_FALSE,
    "identify-user": _TRUE_FALSE,
    "allow-mock-accuracy": _TRUE_FALSE,
    "track-changes-reasons": ("on-form-edit",),
    "location-priority": ("no-power", "low-power", "balanced", "high-accuracy"),
    "quality": ("voice-only", "low", "normal", "external"),
}
_IN_THE_BACKGROUND = ("voice-only", "low", "normal")
_NUMBERS = frozenset(
    {
        "start",
        "end",
        "step",
        "tick_interval",
        "placeholder",
        "capture-accuracy",
        "warning-accuracy",
    }
)
_WHOLE = frozenset({"rows", "max-pixels", *_PLACES[1:]})


def check_parameters(form: Blueprint) -> Iterator[FormProblem]:
    """Yield what is wrong with the parameters of questions."""
    for element in form.elements:
        cell = element.line.cell("parameters")
        kind = _kind(element)
        if cell is not None and kind in KNOWN:
            yield from _in_cell(cell, kind)


def _kind(element: Element) -> str:
    """Return what the type of a row is called in ``KNOWN``, if it stands there."""
    if element.select is not None:
        return "select_from_file" if element.select.from_file else "select"
    row = question_type(element.type)
    return row.name if row is not None else ""


def _in_cell(cell: Cell, kind: str) -> Iterator[FormProblem]:
    accepted = KNOWN[kind]
    pairs = _pairs(cell.text)
    if pairs is None:
        yield cell.error(UserError(PAIRS))
        return
    if rejected := sorted(pairs.keys() - set(accepted)):
        yield cell.error(
            UserError(
                UNKNOWN_PARAMETERS,
                rejected=", ".join(rejected),
                accepted=", ".join(sorted(accepted)),
            )
        )
    for name, value in pairs.items():
        values = _VALUES.get(name, ())
        if kind == "background-audio":
            values = _IN_THE_BACKGROUND
        if name in accepted and (told := _value(name, value, values)):
            yield cell.error(told)
    for told in (*_seed(pairs), *_places(pairs)):
        yield cell.error(told)


def _pairs(text: str) -> Mapping[str, str] | None:
    """Return the parameters as pyxform reads them, or None where they are no pairs."""
    tokens = _TOKEN.findall(text)
    names, signs, values = tokens[::3], tokens[1::3], tokens[2::3]
    if len(tokens) % 3 or "=" in (*names, *values) or set(signs) - {"="}:
        return None
    return {name.lower(): value.lower() for name, value in zip(names, values, strict=True)}


def _value(name: str, value: str, values: tuple[str, ...]) -> UserError | None:
    if values and value not in values:
        return UserError(ONE_OF, name=name, values=", ".join(values))
    if name in _NUMBERS and not _is_number(value):
        return UserError(NUMBER, name=name)
    if name in _WHOLE and not _is_whole(value):
        return UserError(WHOLE, name=name)
    return None


def _seed(pairs: Mapping[str, str]) -> Iterator[UserError]:
    if "seed" not in pairs:
        return
    if "randomize" not in pairs:
        yield UserError(SEED_ALONE)
    elif not _is_number(pairs["seed"]) and not REFERENCE.fullmatch(pairs["seed"]):
        yield UserError(SEED)


def _places(pairs: Mapping[str, str]) -> Iterator[UserError]:
    given = [name for name in _PLACES if name in pairs]
    if given and len(given) < len(_PLACES):
        yield UserError(TOGETHER, needed=", ".join(_PLACES))
    _, interval, age = _PLACES
    between, oldest = pairs.get(interval, ""), pairs.get(age, "")
    if _is_whole(between) and _is_whole(oldest) and int(oldest) < int(between):
        yield UserError(NOT_LESS, name=age, other=interval)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _is_whole(text: str) -> bool:
    return text.isascii() and text.isdigit()
