"""What one question is: the frozen descriptions that the whole house reads.

Knows nothing of XML, of XPath or of answers: a ``FieldDef`` carries the form's own expressions as
text, so that a codebook can print them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple


class DataType(StrEnum):
    """Data types of the ODK XForms specification; the value is the XForms name."""

    STRING = "string"
    INT = "int"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    TIME = "time"
    DATETIME = "dateTime"
    GEOPOINT = "geopoint"
    GEOTRACE = "geotrace"
    GEOSHAPE = "geoshape"
    BINARY = "binary"
    BARCODE = "barcode"
    INTENT = "intent"


class Control(StrEnum):
    """How a question is asked. A note is what pyxform writes for one: a readonly text input."""

    INPUT = "input"
    SELECT_ONE = "select_one"
    SELECT_MANY = "select_many"
    RANK = "rank"
    RANGE = "range"
    TRIGGER = "trigger"
    UPLOAD = "upload"
    NOTE = "note"


CHOICE_CONTROLS = frozenset({Control.SELECT_ONE, Control.SELECT_MANY, Control.RANK})
"""Controls whose answer comes from a list."""

LIST_CONTROLS = frozenset({Control.SELECT_MANY, Control.RANK})
"""Controls whose answer is several choices, separated by spaces."""


def chosen_values(control: Control | None, text: str) -> list[str]:
    """Return the choices that an answer names; the value of a select_one may hold spaces."""
    return text.split() if control in LIST_CONTROLS else [text] if text else []


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that can be picked, in one language.

    ``media`` maps a kind (``image``, ``audio``, ``video``, ``big-image``) to its ``jr://`` address;
    ``extra`` holds the other columns of the list, as text; a row of the form has none.
    """

    value: str
    label: str
    media: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, str] = field(default_factory=dict)


NO_PARAMETERS: Mapping[str, str] = MappingProxyType({})


class FieldDef(NamedTuple):
    """A leaf of the form: a question, or a calculated, hidden or metadata value.

    A named tuple and no dataclass: a frozen one takes ten times as long to make, and opening a form
    makes thousands.

    Expressions are the form's own text, ``""`` where there is none. ``repeat`` is the ref of the
    nearest enclosing repeat; ``groups`` are the refs of all enclosing groups and repeats, outermost
    first. Refs never carry positions here.
    """

    ref: str
    name: str
    data_type: DataType = DataType.STRING
    control: Control | None = None
    appearance: str = ""
    parameters: Mapping[str, str] = NO_PARAMETERS
    required: str = ""
    relevant: str = ""
    constraint: str = ""
    calculate: str = ""
    readonly: str = ""
    pii: str = ""
    fill: str = ""
    preload: str = ""
    repeat: str | None = None
    groups: tuple[str, ...] = ()

    @property
    def is_question(self) -> bool:
        """Say whether somebody is asked for this value: no note, no heading of a matrix."""
        heading = "label" in self.appearance.split()
        return self.control is not None and self.control is not Control.NOTE and not heading
