"""Values that a form has no place for: kept with the response, put back where it has one again.

A document carries them beside its data, by their path. While a response is open
they hang on the row they belong to: when rows before it go, their path moves along, and when their
own row is removed, they go with it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from surveyapp.xform.fields import CHOICE_CONTROLS, chosen_values
from surveyapp.xform.instance import Element, Instance, row_ref
from surveyapp.xform.model import Model, NodeDef
from surveyapp.xform.submission import UNPLACED

_MOST_ROWS = 10_000
"""Rows made for the values of one document: a path may name any number."""
_STEP = re.compile(r"([^\[\]]+)(?:\[(\d{1,6})\])?")

Steps = list[tuple[NodeDef, int]]


def carried(document: Mapping[str, object]) -> dict[str, str]:
    """Return the values without a place that a document carries."""
    kept = document.get(UNPLACED)
    return {str(k): str(v) for k, v in kept.items()} if isinstance(kept, Mapping) else {}


class Unplaced:
    """The values of an open response that its form has no place for."""

    def __init__(self, instance: Instance, values: Mapping[str, str]) -> None:
        self._instance = instance
        self._values = [(*self._anchored(path), text) for path, text in values.items()]

    def _anchored(self, path: str) -> tuple[Element, str]:
        """Return the innermost element that ``path`` goes through, and the path below its row."""
        instance = self._instance
        inmost, rest = instance.root.node, path
        parts = path.split("/")
        for depth in range(2, len(parts) + 1):
            element = instance.find("/".join(parts[:depth]))
            below = parts[depth:]
            if element is None or (element.definition.repeats and not below):
                break
            inmost = element
            if element.definition.repeats:
                rest = "/" + "/".join(below)
        return inmost, rest

    def values(self, *, everything: bool) -> dict[str, str]:
        """Return them by the paths they have now; ``everything`` also inside what is irrelevant.

        A choice that was made again has its place, and is left out.
        """
        found: dict[str, str] = {}
        for inmost, rest, text in self._values:
            row = inmost.row
            if row.alive and (everything or inmost.relevant):
                path = rest if row.parent is None else row_ref(row) + rest
                if not _chosen(self._instance.find(path), text):
                    found[path] = text
        return found


def _chosen(element: Element | None, text: str) -> bool:
    if element is None:
        return False
    field = element.definition.field
    return (
        field is not None
        and field.control in CHOICE_CONTROLS
        and set(chosen_values(field.control, text))
        <= set(chosen_values(field.control, element.raw))
    )


def put_back(
    model: Model, data: Mapping[str, Any], values: Mapping[str, str]
) -> tuple[Mapping[str, Any], dict[str, str]]:
    """Return a document's data with the ``values`` that the form has a place for again.

    The second value says which those were. A value goes only where the document says nothing:
    where it has the question, blank or answered, somebody has met it since. Calculated questions
    take none.
    """
    if not values:
        return data, {}
    filled = deepcopy(dict(data))
    back: dict[str, str] = {}
    rows = _MOST_ROWS
    for path, text in values.items():
        steps = _steps(model, path)
        made = None if steps is None else _put(filled, steps, text, rows)
        if made is not None:
            rows -= made
            back[path] = text
    return filled, back


def _steps(model: Model, path: str) -> Steps | None:
    """Return the nodes of the form along a path that ends at a question, None if it does not."""
    node = model.root
    head, *parts = path.removeprefix("/").split("/")
    if head != node.key:
        return None
    steps: Steps = []
    for part in parts:
        matched = _STEP.fullmatch(part)
        name, position = (matched[1], int(matched[2] or 1)) if matched else ("", 0)
        child = next((each for each in node.children if each.key == name), None)
        if child is None or position < 1 or (position > 1 and not child.repeats):
            return None
        steps.append((child, position))
        node = child
    bind = node.bind
    if node.children or node is model.root or (bind is not None and bind.calculate):
        return None
    return steps


def _put(data: dict[str, Any], steps: Steps, text: str, rows_left: int) -> int | None:
    """Write a value where nothing stands, and return how many rows that took.

    Returns None, and changes nothing, where something stands or too many rows would be needed.
    """
    place: dict[str, Any] | None = data
    needed = 0
    for node, position in steps[:-1]:
        inner = None if place is None else place.get(node.key)
        rows = inner if isinstance(inner, list) else [] if inner is None else [inner]
        needed += max(0, position - len(rows)) if node.repeats else 0
        place = rows[position - 1] if position <= len(rows) else None
        if place is not None and not isinstance(place, dict):
            return None
    leaf = steps[-1][0].key
    if needed > rows_left or (place is not None and leaf in place):
        return None
    place = data
    for node, position in steps[:-1]:
        inner = place.get(node.key)
        rows = inner if isinstance(inner, list) else [] if inner is None else [inner]
        rows += [{} for _ in range(position - len(rows))]
        if not isinstance(inner, list):
            place[node.key] = rows if node.repeats else rows[0]
        place = rows[position - 1]
    place[leaf] = text
    return needed
