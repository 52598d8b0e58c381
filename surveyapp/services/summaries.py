"""A few words to find a response by later: kept at the top of its document, for lists and search.

The form says which questions they come from, so nothing is guessed from names of questions:
``bind::sa:pii`` says whose name a question asks for, ``bind::sa:fill`` which one holds the badge,
``instance_name`` in the settings sheet what a response is called.
"""

from __future__ import annotations

from surveyapp.xform import FormSession

FIRM = frozenset({"firm", "organisation"})
PERSON = frozenset({"person", "name"})


def summary_of(session: FormSession) -> dict[str, str]:
    """Return what is known of ``name``, ``firm``, ``badge`` and ``person``; the first answer of
    each kind counts."""
    found: dict[str, str] = {}
    for field in session.definition.fields:
        kind = _kind(field.pii, field.fill)
        if not kind and field.ref.endswith("/meta/instanceName"):
            kind = "name"
        if kind and kind not in found and not field.repeat and session.is_relevant(field.ref):
            value = session.value(field.ref)
            if value:
                found[kind] = value
    return found


def _kind(pii: str, fill: str) -> str:
    if fill == "badge":
        return "badge"
    if pii in FIRM:
        return "firm"
    return "person" if pii in PERSON else ""
