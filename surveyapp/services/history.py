"""What became of a response: every state it had, who changed what and why, old beside new."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from surveyapp.services.answers import answer_text
from surveyapp.services.forms import form_language, refusal_of
from surveyapp.services.regions import region_name
from surveyapp.services.workspace import Workspace
from surveyapp.store import Revision, RevisionKind
from surveyapp.store.lineage import states_before
from surveyapp.text import Words
from surveyapp.text.markup import unmarked

if TYPE_CHECKING:
    from surveyapp.xform import FormSession


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """One answer before and after, in words; ``""`` where there was none."""

    ref: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One state a response had."""

    revision: str
    """Hash: what ``restore_revision`` takes."""
    kind: RevisionKind
    when: datetime
    """By the clock of the device that wrote it."""
    doubtful: bool
    """That clock was wrong: the time cannot be right. The order of the states is."""
    device: str
    """What the device is called, or its id."""
    operator: str
    reason: str
    stop: str
    changes: tuple[AnswerChange, ...]
    """What is other than in the state it follows; empty for the first and where content is gone."""
    current: bool
    head: bool
    """Nothing replaces it; where several states are heads, a person has to choose."""
    restorable: bool
    """It holds answers, is not what is shown now, and nothing was erased."""


def history(workspace: Workspace, submission: str, words: Words) -> tuple[HistoryEntry, ...]:
    """Return the states of a response, each after those it was made from."""
    shown = workspace.store.submission(submission)
    revisions = workspace.store.history(submission)
    heads = {each.hash for each in workspace.store.heads(submission)}
    labels = {each.device: each.label for each in workspace.store.labels()}
    states = states_before(revisions)
    entries = []
    for revision in revisions:
        before = states[revision.hash]
        entries.append(
            HistoryEntry(
                revision=revision.hash,
                kind=revision.kind,
                when=datetime.fromisoformat(revision.wall),
                doubtful=revision.is_doubtful,
                device=labels.get(revision.device, revision.device),
                operator=revision.operator,
                reason=revision.reason,
                stop=revision.stop,
                changes=_changes(workspace, before, revision, words) if before else (),
                current=revision.hash == shown.revision,
                head=revision.hash in heads,
                restorable=bool(revision.document) and revision.hash != shown.revision,
            )
        )
    return tuple(entries)


def _changes(
    workspace: Workspace, before: Revision, after: Revision, words: Words
) -> tuple[AnswerChange, ...]:
    if not after.document:
        return ()
    moved = (
        (
            AnswerChange(
                "", words("Stop"), stop_said(before.stop, words), stop_said(after.stop, words)
            ),
        )
        if before.stop != after.stop
        else ()
    )
    if any(refusal_of(workspace, each.form_hash) for each in (before, after)):
        return moved  # answers of a form that does not open here have no words
    return moved + _between(_answers(workspace, before, words), _answers(workspace, after, words))


def changes_under_way(
    workspace: Workspace,
    submission: str,
    session: FormSession,
    words: Words,
    *,
    replaces: tuple[str, ...],
) -> tuple[AnswerChange, ...]:
    """Return what a session that edits a response would change of it, in the session's language.

    ``replaces`` are the states it was taken up in: whatever became of the response since, what is
    changed is what stood there.
    """
    states = (each for each in workspace.store.history(submission) if each.hash in replaces)
    begun = next((each for each in states if each.document), None)
    before: dict[str, tuple[str, str]] = {}
    if begun is not None:
        read = read_session(workspace, begun.form_hash, begun.document, session.language)
        before = answers_said(read, words)
    return _between(before, answers_said(session, words))


def _between(
    old: dict[str, tuple[str, str]], new: dict[str, tuple[str, str]]
) -> tuple[AnswerChange, ...]:
    refs = dict.fromkeys((*new, *old))
    return tuple(
        AnswerChange(
            ref,
            (new.get(ref) or old[ref])[0],
            old.get(ref, ("", ""))[1],
            new.get(ref, ("", ""))[1],
        )
        for ref in refs
        if old.get(ref, ("", ""))[1] != new.get(ref, ("", ""))[1]
    )


def stop_said(key: str, words: Words) -> str:
    """Return a stop's region and day; whatever stands in a key, it is said."""
    region, _, day = key.partition("_")
    return f"{region_name(region, words.language)} {day}"


def _answers(workspace: Workspace, revision: Revision, words: Words) -> dict[str, tuple[str, str]]:
    session = read_session(workspace, revision.form_hash, revision.document, words.language)
    return answers_said(session, words)


def answers_said(session: FormSession, words: Words) -> dict[str, tuple[str, str]]:
    """Return ref -> label and answer in words, of every question that has an answer."""
    from surveyapp.xform import ItemKind

    found: dict[str, tuple[str, str]] = {}
    for page in session.pages():
        for item in page.items:
            if item.kind is ItemKind.QUESTION and session.typed(item.ref):
                label = unmarked(session.label(item.ref))
                found[item.ref] = (label, answer_text(session, item.ref, words))
    return found


def read_session(workspace: Workspace, form_hash: str, document: str, language: str) -> FormSession:
    """Return a stored document in a session, only to be read."""
    from surveyapp.xform import FormSession

    definition = workspace.definition(form_hash)
    return FormSession.resume(
        definition,
        json.loads(document),
        language=form_language(definition, language),
        now=workspace.now,
    )
