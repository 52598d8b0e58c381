"""Whose response it is, in a few words and never by person: the label of the first choice made.

As ``collect.category`` says of a draft, but without taking the response up: a list asks this of
each row that comes into view.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from surveyapp.services.faces import nearest
from surveyapp.services.forms import refusal_of
from surveyapp.services.workspace import Workspace

Labels = Mapping[str, str]


class Categories:
    """Categories in one language; what the forms say is looked up once."""

    def __init__(self, workspace: Workspace, language: str) -> None:
        self._workspace = workspace
        self._language = language
        self._forms: dict[str, tuple[tuple[str, Labels], ...]] = {}

    def of(self, submission: str) -> str:
        """Return a response's category.

        ``""`` where nothing was chosen, the content is gone or the form does not open.
        """
        shown = self._workspace.store.submission(submission)
        if not shown.document:
            return ""
        data = json.loads(shown.document)["data"]
        for ref, labels in self._questions(shown.form_hash):
            code = _leaf(data, ref)
            if code:
                return labels.get(code, "")
        return ""

    def _questions(self, form_hash: str) -> tuple[tuple[str, Labels], ...]:
        """Return the questions of one choice outside repeats, with the labels of their choices."""
        if form_hash not in self._forms:
            self._forms[form_hash] = tuple(self._read(form_hash))
        return self._forms[form_hash]

    def _read(self, form_hash: str) -> list[tuple[str, Labels]]:
        if refusal_of(self._workspace, form_hash) is not None:
            return []
        form = self._workspace.outline(form_hash)  # no list of a file is needed, however long
        tag = nearest(form.languages, self._language, form.default_language)
        return [
            (field.ref, {each.value: each.label for each in form.choices(field.ref, tag)})
            for field in form.fields
            if str(field.control) == "select_one"
            and not (field.name == "consent" or field.pii or field.repeat)
        ]


def _leaf(data: object, ref: str) -> str:
    for step in ref.split("/")[2:]:
        data = data.get(step) if isinstance(data, dict) else None
    return data if isinstance(data, str) else ""
