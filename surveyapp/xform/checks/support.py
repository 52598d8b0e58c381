"""What a form asks for that this system does only in part."""

from __future__ import annotations

import re
from collections.abc import Iterator

from surveyapp.errors import UserError
from surveyapp.xform.blueprint import Blueprint
from surveyapp.xform.problems import FormProblem
from surveyapp.xform.supported import Feature, Support, appearance, question_type

_WORD = re.compile(r"(?:search|ex:[\w.]*)\s*\(.*\)|\S+")


def check_support(form: Blueprint) -> Iterator[FormProblem]:
    """Yield a warning for every type and appearance that is degraded, saying how."""
    for element in form.elements:
        feature = _type_of(element.type)
        if feature is not None and feature.support is Support.PART:
            yield element.line.warning(UserError(feature.note), "type")
        looks = (appearance(word) for word in _WORD.findall(element.line.text("appearance")))
        notes = {look.note for look in looks if look is not None and look.support is Support.PART}
        for note in sorted(notes):
            yield element.line.warning(UserError(note), "appearance")


def _type_of(kind: str) -> Feature | None:
    words = kind.split()
    found = (question_type(" ".join(words[:count])) for count in range(len(words), 0, -1))
    return next((feature for feature in found if feature is not None), None)
