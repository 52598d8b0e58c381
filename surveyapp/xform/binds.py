"""Reads what the model says of a node: a ``bind`` element becomes a ``Bind``."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element

from surveyapp.xform.model import Bind
from surveyapp.xform.safe_xml import JR, ROSA, SURVEYAPP
from surveyapp.xform.texts import read_message

_NO_BIND = Bind()
ATTRIBUTES = {
    "type": "data_type",
    "relevant": "relevant",
    "required": "required",
    "readonly": "readonly",
    "constraint": "constraint",
    "calculate": "calculate",
    f"{JR}constraintMsg": "constraint_message",
    f"{JR}requiredMsg": "required_message",
    f"{JR}preload": "preload",
    f"{JR}preloadParams": "preload_parameters",
    f"{SURVEYAPP}pii": "pii",
    f"{SURVEYAPP}fill": "fill",
    f"{ROSA}max-pixels": "max_pixels",
}
_PLACES: Mapping[str, int] = {
    attribute: Bind._fields.index(name) for attribute, name in ATTRIBUTES.items()
}
_MESSAGES = frozenset(map(Bind._fields.index, ("constraint_message", "required_message")))


def read_bind(element: Element) -> Bind:
    """Return what a ``bind`` element says; most say little, so its attributes are gone through."""
    facts: list[object] = list(_NO_BIND)
    for name, text in element.items():
        place = _PLACES.get(name)
        if place is not None:
            facts[place] = read_message(text) if place in _MESSAGES else text.strip()
    return Bind._make(facts)


def merged(first: Bind, second: Bind) -> Bind:
    """Return two binds of one node as one; what the second says counts."""
    return first._replace(**{name: value for name, value in second._asdict().items() if value})
