"""Forms and submissions for tests of figures and files, without a store and without a screen.

A form is written as a Markdown table (``xlsforms``) and read by the real engine; a submission is
what a store would hand over.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from surveyapp.store import RevisionKind, Submission
from surveyapp.xform import FormDefinition
from surveyapp.xform.xlsform import import_xlsform
from tests.support.xlsforms import xlsx

FORM_HASH = "f0"


@cache
def form(markdown: str) -> FormDefinition:
    """Return the form that ``markdown`` describes."""
    return import_xlsform(xlsx(markdown), name="form.xlsx").definition


def answers(definition: FormDefinition, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return nested answers from names: a list of mappings fills a repeat."""
    data: dict[str, Any] = {}
    refs = {field.name: field.ref for field in definition.fields}
    repeats = {field.repeat for field in definition.fields if field.repeat}
    refs |= {ref.rpartition("/")[2]: ref for ref in repeats}
    for name, value in given.items():
        *path, last = refs[name].split("/")[2:]
        node = data
        for step in path:
            node = node.setdefault(step, {})
        node[last] = value
    return data


def submission(
    definition: FormDefinition,
    number: int,
    given: Mapping[str, Any] | None = None,
    *,
    stop: str = "MA-12_2026-12-26",
    paradata: Mapping[str, Any] | None = None,
    outcome: str = "",
    **changes: Any,
) -> Submission:
    """Return submission ``number`` with these answers."""
    document: dict[str, Any] = {
        "form": definition.form_id,
        "version": definition.version,
        "instanceID": f"uuid:{number}",
        "data": answers(definition, given or {}),
    }
    if outcome:
        document["outcome"] = outcome
    if paradata is not None:
        document["paradata"] = dict(paradata)
    plain = Submission(
        id=f"00000000-0000-4000-8000-{number:012d}",
        form_id=definition.form_id,
        form_hash=FORM_HASH,
        stop=stop,
        device="device-1",
        operator="Nadia",
        finished="2026-12-26T10:42:00+01:00",
        clock="",
        wall="2026-12-26T10:42:00+01:00",
        revision=f"{number:064x}",
        document=json.dumps(document, ensure_ascii=False),
        conflict=False,
        kind=RevisionKind.CREATE,
    )
    return replace(plain, **changes)


def submissions(
    definition: FormDefinition, given: Sequence[Mapping[str, Any]], **common: Any
) -> list[Submission]:
    """Return one submission for each set of answers, numbered from 1."""
    return [submission(definition, n, each, **common) for n, each in enumerate(given, start=1)]
