"""What our engine makes of one leaf from the values that another engine holds.

A leaf that reads one about which two engines disagree differs with it. That nothing else is
wrong is proven by computing it again from the other's values: everything else in the form is then
no more than data.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from surveyapp.xform import FormSession
from surveyapp.xform.definition import FormDefinition
from tests.differential.engines import Leaf, Leaves, definition_of, leaf_of, plain
from tests.differential.forms import Part, Placed, files
from tests.xform.forms import noon

Rows = dict[str, Any]


class Recomputing:
    """Leaves of one form, each computed alone."""

    def __init__(self, parts: tuple[Part, ...], places: dict[str, Placed]) -> None:
        self._parts = parts
        self._places = places
        self._alone: dict[str, FormDefinition] = {}

    def leaf(self, ref: str, theirs: Leaves) -> Leaf:
        """Return what we say of the leaf at ``ref`` (with positions) from another's values."""
        at = plain(ref)
        if at not in self._alone:
            self._alone[at] = definition_of(tuple(_alone(self._parts, "/data", at)))
        session = FormSession.resume(
            self._alone[at], {"data": document_of(theirs)}, now=noon, resources=files()
        )
        return leaf_of(session, self._places[at], ref)


def _alone(parts: tuple[Part, ...], above: str, ref: str) -> Iterable[Part]:
    """Yield the parts of a form in which only the node at ``ref`` is computed."""
    for part in parts:
        here = f"{above}/{part.name}"
        if here == ref:
            yield replace(part, actions=())
            continue
        # A number may be a NaN there, and is seen as that text.
        kept = {"type"} if part.holds != "number" else set()
        if ref.startswith(f"{here}/"):
            kept.add("relevant")
        bind = {name: text for name, text in part.bind.items() if name in kept}
        inside = tuple(_alone(part.parts, here, ref))
        yield replace(part, bind=bind, parts=inside, count="", filter="", actions=())


def document_of(leaves: Leaves) -> Rows:
    """Return the data of a document that holds the values of leaves."""
    data: Rows = {}
    for ref, leaf in leaves.items():
        place = data
        *around, name = ref.split("/")[2:]
        for step in around:
            matched = re.fullmatch(r"(\w+)(?:\[(\d+)\])?", step)
            assert matched is not None, step
            if matched[2] is None:
                place = place.setdefault(matched[1], {})
                continue
            rows = place.setdefault(matched[1], [])
            rows += [{} for _ in range(int(matched[2]) - len(rows))]
            place = rows[int(matched[2]) - 1]
        place[name] = leaf.value
    return data
