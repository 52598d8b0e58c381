"""What the engine's table says this device cannot ask is what the screens cannot ask."""

from __future__ import annotations

from dataclasses import replace

import pytest

from surveyapp.ui.questions.factory import widget_for
from surveyapp.ui.questions.looks import Looks
from surveyapp.ui.questions.unsupported import UnsupportedQuestion
from surveyapp.xform import FieldDef
from surveyapp.xform.supported import FEATURES, UNASKED, Feature, Kind, Support
from tests.xform.forms import form

_ASKED = [
    f
    for f in FEATURES
    if f.kind is Kind.TYPE
    and not f.name.startswith(("begin", "end_", "select", "background", "start-"))
    and not f.name.endswith("-external")
    and f.name not in ("calculate", "audit")
]


@pytest.mark.parametrize("feature", _ASKED, ids=lambda f: f.name)
def test_the_table_and_the_screens_agree(feature: Feature) -> None:
    kind = "rank l" if feature.name == "rank" else feature.name
    definition = form(
        f"| survey |\n| | type | name | label |\n| | {kind} | q | Q |\n"
        "| choices |\n| | list_name | name | label |\n| | l | a | A |\n"
    )
    asked = widget_for(definition.field("/data/q"), 1)
    assert (asked is UnsupportedQuestion) is (feature.note == UNASKED)


_OF_GROUPS = ("field-list", "table-list")
"""Looks of no question: the engine's pages tell the one, pyxform makes a matrix of the other."""
_LOOKS = [f for f in FEATURES if f.kind is Kind.APPEARANCE and f.name not in _OF_GROUPS]


_TOLD_ONLY = {"other_calendar"}
"""What a question only says of itself, being asked plainly all the same."""
_SAID = sorted(
    name
    for name, part in vars(Looks).items()
    if isinstance(part, property) and name not in _TOLD_ONLY
)


def _look(appearance: str) -> tuple[object, ...]:
    looks = Looks.of(FieldDef("/data/q", "q", appearance=appearance))
    return (replace(looks, names=frozenset()), *(getattr(looks, name) for name in _SAID))


@pytest.mark.parametrize("feature", _LOOKS, ids=lambda f: f.name)
def test_the_table_and_the_looks_agree(feature: Feature) -> None:
    for name in (feature.name, *feature.also):
        assert (_look(name) != _look("")) is (feature.support is Support.FULL)
