"""What a form shows of itself in lists: its titles, how many questions, its purpose.

Why it exists: the home screen names every form and every draft, and must not wait for the engine to
be imported and each form to be read. A face is worked out once, when a form is first listed, and
kept in the store under the form's hash; it never changes, because a changed form has another hash.
Only another version of the app looks again, because it may not open what this one opened.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from surveyapp import __version__
from surveyapp.errors import UserError
from surveyapp.services.workspace import Workspace

if TYPE_CHECKING:
    from surveyapp.xform import FormDefinition

_KEY = "form-face/"


@dataclass(frozen=True, slots=True)
class FormFace:
    """A form's titles by language tag, its default language, its size and its purpose.

    ``read_by`` is the version of the app that opened it. One that this version cannot open has the
    title under which it is stored, and ``refusal`` says why.
    """

    titles: Mapping[str, str]
    default_language: str
    questions: int
    purpose: str
    read_by: str = ""
    refusal: UserError | None = None

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
    if kept and (face := FormFace(**json.loads(kept))).read_by == __version__:
        return face
    refusal = workspace.refusal(form_hash)
    if refusal is not None:
        return _as_stored(workspace, form_hash, refusal)
    definition = workspace.outline(form_hash)  # no list of a file is needed, however long
    face = FormFace(
        titles={tag: definition.title(tag) for tag in definition.languages},
        default_language=definition.default_language,
        questions=question_count(definition),
        purpose=definition.purpose,
        read_by=__version__,
    )
    told = {name: value for name, value in asdict(face).items() if name != "refusal"}
    workspace.store.keep(_KEY + form_hash, json.dumps(told, ensure_ascii=False))
    return face


def _as_stored(workspace: Workspace, form_hash: str, refusal: UserError) -> FormFace:
    """Return the face of a form that does not open. Nothing is kept: a later app may open it."""
    stored = workspace.store.form(form_hash)
    language = stored.languages[0] if stored.languages else ""
    return FormFace(
        titles={language: stored.title or stored.form_id},
        default_language=language,
        questions=0,
        purpose="",
        refusal=UserError(
            "This version of the app cannot open this form: {reason}", reason=refusal
        ),
    )


def question_count(definition: FormDefinition) -> int:
    """Return how many questions a form can ask; notes and headings are read, not answered."""
    return sum(field.is_question for field in definition.fields)
