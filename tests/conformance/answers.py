"""Answers of every kind for any form, and what a response holds whichever way it is written."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any
from xml.etree import ElementTree

from surveyapp.xform import DataType, FormDefinition, FormSession, ItemKind

_MOST = 60
"""Questions answered in one form: more of a kind show nothing new."""

_VALUES = {
    DataType.INT: ("7", "-3", "0"),
    DataType.DECIMAL: ("1.5", "-2.25"),
    DataType.BOOLEAN: ("true", "false"),
    DataType.DATE: ("2026-11-24",),
    DataType.TIME: ("09:30:00.000+01:00",),
    DataType.DATETIME: ("2026-11-24T09:30:00.000+01:00",),
    DataType.GEOPOINT: ("31.6 -8 0 0",),
    DataType.GEOTRACE: ("31 -8 0 0;32 -8 0 0",),
    DataType.GEOSHAPE: ("31 -8 0 0;32 -8 0 0;32 -7 0 0;31 -8 0 0",),
    DataType.BINARY: ("photo é & 1.jpg",),
}
_TEXTS = ("a", "<b>&amp;\"' ]]>", "سلام\nعليكم", "  around  ", "tab\tend\n", "x\ry", "😀", "-")


def fill(session: FormSession, chance: Random) -> None:
    """Answer what a form asks, a value of its type or one of its choices to each question.

    What the form computes is left alone: it computes it again when the response is taken up.
    """
    left = _MOST
    for page in session.pages():
        for item in page.items:
            if item.kind is not ItemKind.QUESTION or not left:
                continue
            try:
                field = session.question(item.ref)
                choices = session.choices(item.ref)
            except KeyError:
                continue  # its row went with an answer
            if not field.calculate:
                left -= 1
                values = [each.value for each in choices] or _VALUES.get(field.data_type, _TEXTS)
                session.answer(item.ref, chance.choice(values))


def texts_of_xml(xml: bytes, definition: FormDefinition) -> list[tuple[str, str]]:
    """Return the names and texts of all leaves of a submission that hold something, sorted."""
    found = [
        (each.tag.rpartition("}")[2], each.text)
        for each in ElementTree.fromstring(xml).iter()
        if not len(each) and each.text
    ]
    # A form without a place for its identifier is given one in the XML only.
    own = "instanceID" in definition.model.meta
    return sorted(leaf for leaf in found if own or leaf[0] != "instanceID")


def texts_of_document(data: Any) -> list[tuple[str, str]]:
    """Return the same of a document's data."""
    return sorted(leaf for leaf in _leaves(data, "") if leaf[1])


def _leaves(value: Any, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        for each in value:
            yield from _leaves(each, name)
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key == "#":
                yield name, inner
            elif not key.startswith("@"):
                yield from _leaves(inner, key.rpartition(":")[2])
    else:
        yield name, value
