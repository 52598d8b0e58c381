"""Questionnaires: check one, add one, list what this device can ask."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from surveyapp.errors import UserError
from surveyapp.paths import forms_dir
from surveyapp.services.faces import face_of, nearest
from surveyapp.services.media import contents, listed
from surveyapp.services.workspace import Workspace
from surveyapp.store import FormRecord, FormSummary, form_hash

if TYPE_CHECKING:
    from surveyapp.xform import FormDefinition
    from surveyapp.xform.problems import FormProblem
    from surveyapp.xform.xlsform import ImportedForm

QUESTIONS_A_MINUTE = 9
"""How many questions a person answers in a minute (41 questions took 4.7 minutes in rehearsal)."""


@dataclass(frozen=True, slots=True)
class FormRow:
    """A form as lists show it; ``title`` is in the asked language where the form has it."""

    hash: str
    form_id: str
    version: str
    title: str
    languages: tuple[str, ...]
    questions: int
    minutes: int
    purpose: str
    refusal: UserError | None = None
    """Why this version of the app cannot open it; then nothing can be begun with it."""


@dataclass(frozen=True, slots=True)
class AddedForm:
    """A form that was added, the names of the files that came with it, and what is worth a look."""

    row: FormRow
    files: tuple[str, ...]
    warnings: tuple[FormProblem, ...]


def check_form(path: Path) -> ImportedForm:
    """Read a form as adding it would; raises ``FormRefused`` with every problem at once."""
    from surveyapp.xform.xlsform import import_xlsform  # pyxform costs 0.2 s: only when asked

    return import_xlsform(_readable(path))


def add_form(workspace: Workspace, path: Path) -> AddedForm:
    """Add a form with the files beside it.

    With other files than before it is another version, and the one that is offered from now on.
    Adding the same again makes it the one that is offered, and changes nothing else.
    """
    return add_checked(workspace, check_form(path))


def add_checked(workspace: Workspace, form: ImportedForm) -> AddedForm:
    """Add a form that was read and looked at before, as it was then."""
    record = _keep(workspace, form)
    row = _row(workspace, record, form.definition.default_language)
    return AddedForm(row, tuple(form.files), form.warnings)


def add_shipped_forms(workspace: Workspace) -> None:
    """Add the questionnaires that come with the app."""
    known = {form.hash for form in workspace.store.forms()}
    for path in sorted(forms_dir().glob("*.xlsx")):
        # Reading a form anew at each set-up would cost a second for nothing.
        if hashlib.sha256(path.read_bytes()).hexdigest() not in known:
            _keep(workspace, check_form(path))


def list_forms(workspace: Workspace, language: str) -> tuple[FormRow, ...]:
    """Return the newest version of each form, in the order they were added.

    Where this app cannot open that one, the newest that it can follows it.
    """
    forms = workspace.store.forms()
    rows: list[FormRow] = []
    for form in newest(forms):
        row = _row(workspace, form, language)
        rows.append(row)
        if row.refusal is not None:
            older = (each for each in reversed(forms) if each.form_id == form.form_id)
            opens = (each for each in older if workspace.refusal(each.hash) is None)
            rows += (_row(workspace, each, language) for each in islice(opens, 1))
    return tuple(rows)


def newest(forms: tuple[FormSummary, ...]) -> tuple[FormSummary, ...]:
    """Return one form for each form id: the last added; older versions serve their own drafts."""
    last: dict[str, FormSummary] = {}
    for form in forms:
        last[form.form_id] = form
    return tuple(last.values())


def form_for(workspace: Workspace, form_id: str) -> FormSummary:
    """Return the newest version of a form by its id."""
    for form in newest(workspace.store.forms()):
        if form.form_id == form_id:
            return form
    raise UserError(
        "There is no form {form} on this device. Add it with form add FILE.", form=form_id
    )


def refusal_of(workspace: Workspace, form_hash: str) -> UserError | None:
    """Return why a stored response's form cannot be opened here, ``None`` where it can."""
    if all(form.hash != form_hash for form in workspace.store.forms()):
        return UserError(
            "The questionnaire of this response is not on this device. Merge a package that holds "
            "it, or import it again."
        )
    return workspace.refusal(form_hash)


def form_language(definition: FormDefinition, wanted: str) -> str:
    """Return the form's language nearest to the wanted one: same tag, same language, default."""
    return nearest(definition.languages, wanted, definition.default_language)


def _row(workspace: Workspace, form: FormSummary, language: str) -> FormRow:
    face = face_of(workspace, form.hash)
    return FormRow(
        hash=form.hash,
        form_id=form.form_id,
        version=form.version,
        title=face.title(language),
        languages=form.languages,
        questions=face.questions,
        minutes=max(1, round(face.questions / QUESTIONS_A_MINUTE)),
        purpose=face.purpose,
        refusal=face.refusal,
    )


def _keep(workspace: Workspace, form: ImportedForm) -> FormRecord:
    """Store a form with its files, whole or not at all."""
    definition = form.definition
    files = form.files.values()
    attachments = listed(files)
    record = FormRecord(
        hash=form_hash(form.source, attachments),
        form_id=definition.form_id,
        version=definition.version,
        title=definition.title(definition.default_language),
        languages=definition.languages,
        source_name=form.source_name,
        added=workspace.now().isoformat(),
        source=form.source,
        xform=form.xform_xml,
        attachments=attachments,
    )
    workspace.store.add_form(record, contents(files))
    workspace.keep_definition(record.hash, definition)
    return record


def _readable(path: Path) -> Path:
    if not path.is_file():
        raise UserError("There is no file {file}. Check the name and where it lies.", file=path)
    return path
