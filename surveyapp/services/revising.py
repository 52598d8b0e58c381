"""Changing a stored response: edit, delete and bring back, restore, move to another stop, erase.

Nothing is overwritten: each change is a revision with a reason in the words of who changes, and
the one before it stays readable (``surveyapp.services.history``). Only erasure takes content away,
and it takes all of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from surveyapp.errors import UserError
from surveyapp.services.rescue import put_aside
from surveyapp.services.workspace import Workspace
from surveyapp.store import (
    Entry,
    Handed,
    Revision,
    RevisionKind,
    Search,
    Standing,
    Stop,
    Submission,
    Word,
)
from surveyapp.store.backups import Left
from surveyapp.store.lineage import states_before
from surveyapp.text import fold
from surveyapp.text.codes import short_code

REASON_LIMIT = 500
"""Characters a reason may have."""


def require_reason(reason: str) -> str:
    """Return a reason without blanks around it; ``UserError`` where there is none to read."""
    reason = reason.strip()
    if not reason:
        raise UserError(
            "Say why this response is changed: a few words that others will understand later."
        )
    if len(reason) > REASON_LIMIT:
        raise UserError("Give the reason in at most {limit} letters.", limit=REASON_LIMIT)
    return reason


def response_named(workspace: Workspace, name: str) -> Submission:
    """Return the response with this id or this short code.

    Raises ``UserError`` where there is none, or where a code stands for several.
    """
    code = fold(name).replace("-", "")
    found = workspace.store.find(
        Search(words=(Word(code),) if code else (), standing=Standing.ALL), limit=100
    )
    fitting = [each.id for each in found if fold(short_code(each.id)).replace("-", "") == code]
    if len(fitting) == 1:
        return workspace.store.submission(fitting[0])
    if fitting:
        raise UserError(
            "The code {code} stands for {n} responses. Give the whole identifier instead: {ids}.",
            code=name,
            n=len(fitting),
            ids=", ".join(fitting),
        )
    return workspace.store.submission(name)


def delete_response(
    workspace: Workspace, submission: str, *, reason: str, operator: str
) -> Revision:
    """Put a tombstone on a response; ``undelete_response`` takes it off again."""
    shown = changeable(workspace, submission)
    if shown.kind is RevisionKind.DELETE:
        raise UserError("This response was deleted already.")
    return _write(workspace, shown, RevisionKind.DELETE, "", reason, operator)


def undelete_response(
    workspace: Workspace, submission: str, *, reason: str, operator: str
) -> Revision:
    """Bring a deleted response back as it last was."""
    shown = changeable(workspace, submission)
    if shown.kind is not RevisionKind.DELETE:
        raise UserError("This response is not deleted: there is nothing to bring back.")
    last = states_before(workspace.store.history(submission))[shown.revision]
    if last is None:
        raise UserError(
            "The response {submission} is not on this device. Merge the package that holds it.",
            submission=submission,
        )
    return _write(workspace, shown, RevisionKind.EDIT, last.document, reason, operator, like=last)


def restore_revision(
    workspace: Workspace, submission: str, revision: str, *, reason: str, operator: str
) -> Revision:
    """Make an earlier state the current one again, as a new revision.

    ``revision`` is its hash, or enough of the beginning to tell it apart.
    """
    shown = changeable(workspace, submission)
    states = [each for each in workspace.store.history(submission) if each.document]
    named = [each for each in states if revision and each.hash.startswith(revision.lower())]
    if len(named) != 1:
        raise UserError(
            "This response has no single earlier state {revision}. Look at its history for the "
            "states it had.",
            revision=revision,
        )
    if named[0].hash == shown.revision:
        raise UserError("The response is in that state now: there is nothing to restore.")
    wanted = named[0]
    return _write(
        workspace, shown, RevisionKind.EDIT, wanted.document, reason, operator, like=wanted
    )


def move_to_stop(
    workspace: Workspace, submissions: Iterable[str], stop: Stop, *, reason: str, operator: str
) -> int:
    """Move responses to another stop, all or none; return how many were not there already.

    A date mistyped in the morning is mended so in the evening. The answer that holds the stop
    (``sa:fill``) follows.
    """
    reason = require_reason(reason)
    entries = []
    for submission in dict.fromkeys(submissions):
        try:
            shown = changeable(workspace, submission)
        except UserError as problem:  # of hundreds, which one it is
            raise UserError(
                "The response {code} cannot be moved, so none was:",
                code=short_code(submission),
                details=(problem,),
            ) from problem
        if shown.stop == stop.key:
            continue
        if shown.kind is RevisionKind.DELETE:
            raise UserError(
                "The response {code} is deleted. Bring it back before moving it.",
                code=short_code(submission),
            )
        document = _with_stop(workspace, shown, stop.key)
        entries.append(_entry(shown, RevisionKind.EDIT, document, reason, operator, stop=stop.key))
    workspace.store.add_stop(stop)
    return len(workspace.store.append_all(entries))


@dataclass(frozen=True, slots=True)
class Erasure:
    """What became of an erasure, and what this device cannot reach."""

    revision: Revision
    packages: tuple[Handed, ...]
    """Packages made here that hold the response: they must be destroyed where they are, or
    replaced by new ones."""
    media: tuple[Path, ...]
    """Folders on media that hold older backups and are not plugged in; those go with the next
    backup that finds them."""
    kept: tuple[Path, ...]
    """Files and folders that may hold the response and that the app does not remove, because they
    may hold what is nowhere else: somebody must look at them."""
    problem: UserError | None
    """Why the backups here could not be replaced; the next backup does it."""
    traces: UserError | None = None
    """Why the disk did not let all of it be wiped; the next write that succeeds does it, or the
    next opening."""


def erase_response(workspace: Workspace, submission: str, *, reason: str, operator: str) -> Erasure:
    """Take a response's content away for good, on this device and wherever its data is merged.

    Its place in the record stays: when, where and by whom it was given, and that it was erased.
    The reason given here stays as well, so it must name nobody. Backups are replaced at once,
    which takes as long as making one.
    """
    shown = workspace.store.submission(submission)
    if shown.kind is RevisionKind.ERASE:
        raise UserError("This response was erased already.")
    heads = tuple(head.hash for head in workspace.store.heads(submission))
    revision = _write(workspace, shown, RevisionKind.ERASE, "", reason, operator, parents=heads)
    store, problem = workspace.store, None
    try:
        left = store.backups.replace_all()
    except UserError as refused:  # it is erased all the same
        left, problem = Left(store.backups.on_media()), refused
    kept = (*left.files, *put_aside(store.data_dir))
    return Erasure(
        revision,
        store.packages_holding(submission),
        left.folders,
        kept,
        problem,
        store.not_forgotten(),
    )


def changeable(workspace: Workspace, submission: str) -> Submission:
    """Return a response that can be changed; ``UserError`` where it was erased or conflicts."""
    shown = workspace.store.submission(submission)
    if shown.kind is RevisionKind.ERASE:
        raise UserError("This response was erased: there is nothing left to change.")
    if shown.conflict:
        raise UserError(
            "Two people changed this response without knowing of each other. Choose between "
            "their versions first."
        )
    return shown


def versions_of(workspace: Workspace, submission: str) -> tuple[Revision, ...]:
    """Return the versions of a response that conflict; ``UserError`` where none do."""
    if not workspace.store.submission(submission).conflict:
        raise UserError("This response has one version only: there is nothing to settle.")
    return workspace.store.heads(submission)


def version_named(versions: Iterable[Revision], name: str) -> Revision:
    """Return the version whose hash begins so; ``UserError`` where that is not exactly one."""
    named = [each for each in versions if name and each.hash.startswith(name.lower())]
    if len(named) != 1:
        raise UserError(
            "This response has no single version {revision}. Look at its history for the versions "
            "that stand beside each other.",
            revision=name,
        )
    return named[0]


def _write(
    workspace: Workspace,
    shown: Submission,
    kind: RevisionKind,
    document: str,
    reason: str,
    operator: str,
    *,
    like: Revision | None = None,
    parents: tuple[str, ...] = (),
) -> Revision:
    entry = _entry(
        shown, kind, document, require_reason(reason), operator, like=like, parents=parents
    )
    (revision,) = workspace.store.append_all((entry,))
    return revision


def _entry(
    shown: Submission,
    kind: RevisionKind,
    document: str,
    reason: str,
    operator: str,
    *,
    stop: str = "",
    like: Revision | None = None,
    parents: tuple[str, ...] = (),
) -> Entry:
    """Return what follows ``shown``, in the form and at the stop of ``like`` where it is given."""
    return Entry(
        kind=kind,
        submission=shown.id,
        parents=parents or (shown.revision,),
        form_id=like.form_id if like else shown.form_id,
        form_hash=like.form_hash if like else shown.form_hash,
        stop=stop or (like.stop if like else shown.stop),
        operator=operator,
        document=document,
        reason=reason,
    )


def _with_stop(workspace: Workspace, shown: Submission, key: str) -> str:
    content: dict[str, Any] = json.loads(shown.document)
    definition = workspace.definition(shown.form_hash)
    for field in definition.fields:
        if field.fill == "stop":
            _put(content["data"], field.ref.split("/")[2:], key)
    return json.dumps(content, ensure_ascii=False)


def _put(data: dict[str, Any], path: list[str], value: str) -> None:
    for step in path[:-1]:
        inner = data.get(step)
        if not isinstance(inner, dict):  # the group was irrelevant: it holds no stop to correct
            return
        data = inner
    if path[-1] in data:
        data[path[-1]] = value
