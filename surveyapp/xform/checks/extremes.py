"""What nobody types but programs write: characters that XML has no place for, endless nesting."""

from __future__ import annotations

import re
from collections.abc import Iterator

from surveyapp.errors import UserError
from surveyapp.xform.blueprint import Blueprint
from surveyapp.xform.problems import FormProblem

MAX_GROUPS = 50
"""Groups and repeats in each other; pyxform and the phones go down them by calling themselves."""

_UNWRITABLE = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff\\ufffe\\uffff]")


def check_extremes(form: Blueprint) -> Iterator[FormProblem]:
    """Yield cells with a character that no form can hold, and the first group nested too deep."""
    for line in form.lines():
        if not _UNWRITABLE.search("\n".join(line.texts.values())):
            continue
        for cell in line.cells:
            if found := _UNWRITABLE.search(cell.text):
                yield cell.error(
                    UserError(
                        "This cell holds an invisible character that no form can hold ({code}). "
                        "Type its text again.",
                        code=f"U+{ord(found[0]):04X}",
                    )
                )
    for element in form.elements:
        if len(element.parents) >= MAX_GROUPS and element.opens:
            yield element.line.error(
                UserError(
                    "Groups are nested more than {limit} deep. Take some of them out.",
                    limit=MAX_GROUPS,
                ),
                "type",
            )
            return
