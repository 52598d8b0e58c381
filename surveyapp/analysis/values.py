"""From lexical text, as XForms keeps every answer, to a typed value, and never by force.

What does not fit its type stays the text somebody typed: nothing a person wrote is lost because a
column expected something else.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum

from surveyapp.xform import Control, DataType, FieldDef

Value = str | int | Decimal | bool | date | time | datetime | tuple[str, ...] | None
"""A typed answer; ``None`` is blank, a tuple the chosen codes of a list question, and a ``str`` in
a column of another kind is an answer kept as it was typed."""


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"
    CHOICE = "choice"
    CHOICES = "choices"
    RANK = "rank"
    PLACE = "place"
    FILE = "file"


_BY_TYPE = {
    DataType.STRING: Kind.TEXT,
    DataType.BARCODE: Kind.TEXT,
    DataType.INTENT: Kind.TEXT,
    DataType.INT: Kind.INTEGER,
    DataType.DECIMAL: Kind.DECIMAL,
    DataType.BOOLEAN: Kind.BOOLEAN,
    DataType.DATE: Kind.DATE,
    DataType.TIME: Kind.TIME,
    DataType.DATETIME: Kind.DATETIME,
    DataType.GEOPOINT: Kind.PLACE,
    DataType.GEOTRACE: Kind.PLACE,
    DataType.GEOSHAPE: Kind.PLACE,
    DataType.BINARY: Kind.FILE,
}

_BY_CONTROL = {
    Control.SELECT_ONE: Kind.CHOICE,
    Control.SELECT_MANY: Kind.CHOICES,
    Control.RANK: Kind.RANK,
}

LIST_KINDS = frozenset({Kind.CHOICES, Kind.RANK})
"""Kinds whose values are tuples of codes."""

CHOICE_KINDS = frozenset({Kind.CHOICE, Kind.CHOICES, Kind.RANK})
"""Kinds whose values are codes from a list."""


def kind_of(field: FieldDef) -> Kind:
    """Return the kind of column a field makes: its control decides before its data type."""
    if field.control in _BY_CONTROL:
        return _BY_CONTROL[field.control]
    return _BY_TYPE[field.data_type]


def typed(kind: Kind, text: str) -> Value:
    """Return ``text`` as a value of ``kind``; as it stands where it does not fit."""
    plain = text.strip()
    if not plain:
        # Spaces are nothing anywhere but in a text, where somebody typed them.
        return text if kind is Kind.TEXT and text else None
    read = _READERS.get(kind)
    if read is None:
        return text
    value = read(plain)
    return text if value is None else value


# ASCII digits on purpose: int() would also read figures that the form engine does not.
_INTEGER = re.compile(r"[+-]?[0-9]+\Z")
_DECIMAL = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?\Z")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})?\Z")


def _integer(text: str) -> Value:
    return int(text) if len(text) <= 4300 and _INTEGER.match(text) else None


def _decimal(text: str) -> Value:
    return Decimal(text) if _DECIMAL.match(text) else None


def _boolean(text: str) -> Value:
    return {"true": True, "1": True, "false": False, "0": False}.get(text)


def _day(text: str) -> Value:
    return _or_none(date.fromisoformat, text[:10]) if _DAY.match(text) else None


def _clock(text: str) -> Value:
    return _or_none(time.fromisoformat, text) if ":" in text else None


def _moment(text: str) -> Value:
    # A bare day is no moment: midnight would be made up.
    return _or_none(datetime.fromisoformat, text) if "T" in text else None


def _codes(text: str) -> Value:
    return tuple(text.split())


def _or_none(read: Callable[[str], Value], text: str) -> Value:
    try:
        return read(text)
    except ValueError:
        return None


_READERS: dict[Kind, Callable[[str], Value]] = {
    Kind.INTEGER: _integer,
    Kind.DECIMAL: _decimal,
    Kind.BOOLEAN: _boolean,
    Kind.DATE: _day,
    Kind.TIME: _clock,
    Kind.DATETIME: _moment,
    Kind.CHOICE: lambda text: text,
    Kind.CHOICES: _codes,
    Kind.RANK: _codes,
}
