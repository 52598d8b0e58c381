"""What a form shows of itself in lists: its titles, how many questions, its purpose.

Why it exists: the home screen names every form and every draft, and must not wait for the engine to
be imported and each form to be read. A face is worked out once, when a form is first listed, and
kept in the store under the form's hash; it never changes, because a changed form has another hash.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from surveyapp.services.workspace import Workspace

if TYPE_CHECKING:
    from surveyapp.xform import FormDefinition

_KEY = "form-face/"


@dataclass(frozen=True, slots=True)
class FormFace:
    """A form's titles by language tag, its default language, its size and its purpose."""

    titles: Mapping[str, str]
    default_language: str
    questions: int
    purpose: str

    def title(self, wanted: str) -> str:
        """Return the title in the form's language nearest to the wanted one."""
        return self.titles[nearest(tuple(self.titles), wanted, self.default_language)]


def nearest(languages: tuple[str, ...], wanted: str, default: str) -> str:
    """Return the language nearest to the wanted one: same tag, same language, default."""
    if wanted in languages:
        return wanted
    for tag in languages:
        if tag.split("-")[0] == wanted.split("-")[0]:
            return tag
    return default


def face_of(workspace: Workspace, form_hash: str) -> FormFace:
    """Return a form's face, reading the form only where nobody has before."""
    kept = workspace.store.kept(_KEY + form_hash)
    if kept:
        return FormFace(**json.loads(kept))
    definition = workspace.outline(form_hash)  # no list of a file is needed, however long
    face = FormFace(
        titles={tag: definition.title(tag) for tag in definition.languages},
        default_language=definition.default_language,
        questions=question_count(definition),
        purpose=definition.purpose,
    )
    workspace.store.keep(_KEY + form_hash, json.dumps(asdict(face), ensure_ascii=False))
    return face


def question_count(definition: FormDefinition) -> int:
    """Return how many questions a form can ask; notes and headings are read, not answered."""
    return sum(field.is_question for field in definition.fields)
