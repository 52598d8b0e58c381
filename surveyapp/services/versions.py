"""What no longer fits when a response is taken up in another version of its questionnaire.

The engine tells it by path; here it gets its numbers and the words of the questions. Says nothing
of what was answered: labels only, never values.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from surveyapp.errors import UserError
from surveyapp.services.forms import form_language
from surveyapp.services.workspace import Workspace
from surveyapp.store import Draft
from surveyapp.xform import FormSession

_POSITION = re.compile(r"\[\d+\]")


@dataclass(frozen=True, slots=True)
class Concerned:
    """How many answers, and the labels of their questions, each once and in order."""

    count: int = 0
    questions: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.count)


@dataclass(frozen=True, slots=True)
class VersionFit:
    """How a response fits the version of its form it was taken up in.

    ``made_in`` and ``opened_in`` are versions as organisers write them. ``kept_aside`` have no
    place in this version, ``not_offered`` are choices it does not offer, ``misfits`` are not of
    their question's type any more, ``newly_asked`` want an answer that nobody was asked for,
    ``restored`` had no place before and have theirs again.
    """

    made_in: str
    opened_in: str
    kept_aside: Concerned = Concerned()
    not_offered: Concerned = Concerned()
    misfits: Concerned = Concerned()
    newly_asked: Concerned = Concerned()
    restored: Concerned = Concerned()

    def __bool__(self) -> bool:
        """Say whether there is anything to tell."""
        return bool(
            self.made_in != self.opened_in
            or self.kept_aside
            or self.not_offered
            or self.misfits
            or self.newly_asked
            or self.restored
        )


def version_fit(workspace: Workspace, session: FormSession) -> VersionFit:
    """Return how a resumed response fits its form, in the session's language.

    A question that this version does not have is called as the newest version that has it calls
    it; by its name in the form where none is on this device.
    """
    report = session.resumed
    aside = [path for path in report.unplaced if path not in report.choices]

    def concerned(paths: Iterable[str]) -> Concerned:
        paths = tuple(paths)
        labels = dict.fromkeys(_label(workspace, session, path) for path in paths)
        return Concerned(len(paths), tuple(labels))

    return VersionFit(
        made_in=report.from_version,
        opened_in=report.to_version,
        kept_aside=concerned(aside),
        not_offered=concerned(report.choices),
        misfits=concerned(report.types),
        newly_asked=concerned(report.required),
        restored=concerned(report.restored),
    )


def _label(workspace: Workspace, session: FormSession, path: str) -> str:
    ref = _POSITION.sub("", path)
    language = session.language
    label = session.definition.label(ref, language)
    versions = _openable(workspace, session.definition.form_id)
    while not label and (form_hash := next(versions, "")):
        definition = workspace.definition(form_hash)
        label = definition.label(ref, form_language(definition, language))
    return label or ref.rpartition("/")[2]


def _openable(workspace: Workspace, form_id: str) -> Iterator[str]:
    """Yield the hashes of the versions of a form that this app can open, newest first."""
    for form in reversed(workspace.store.forms()):
        if form.form_id == form_id:
            try:
                workspace.definition(form.hash)
            except UserError:
                continue  # whoever wants to fill in that version is told why it does not open
            yield form.hash


def form_to_continue(workspace: Workspace, draft: Draft) -> str:
    """Return the hash of the version a draft is continued in: its own, if that can be opened.

    A newer app may refuse a form that an older one took. Then the newest version of the same form
    that opens takes the draft over, so that what was answered is not out of reach. Raises
    ``UserError`` where there is none.
    """
    try:
        workspace.definition(draft.form_hash)
    except UserError:
        forms = {form.hash: form.form_id for form in workspace.store.forms()}
        for form_hash in _openable(workspace, forms.get(draft.form_hash, "")):
            return form_hash
        raise
    return draft.form_hash
