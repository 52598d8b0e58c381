"""Settling a conflict: two people changed a response without knowing of each other.

Both versions stay in the history. A person chooses one of them, takes single answers from another
where that is right, or goes through the answers again (``Interview.edit`` with a ``version``); what
comes of it is a revision that follows all of them, so every device agrees once it hears of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from surveyapp.errors import UserError
from surveyapp.services.collect import Interview, Unfinished
from surveyapp.services.history import read_session
from surveyapp.services.response_files import files_named
from surveyapp.services.revising import require_reason, version_named, versions_of
from surveyapp.services.workspace import Workspace
from surveyapp.store import Entry, Revision, RevisionKind

if TYPE_CHECKING:
    from surveyapp.xform import FormSession


def resolve_conflict(
    workspace: Workspace,
    submission: str,
    chosen: str,
    *,
    reason: str,
    operator: str,
    take: Mapping[str, str] | None = None,
) -> Revision:
    """Make one of the versions of a response that conflict the only one.

    ``chosen`` is its hash, or enough of the beginning to tell it apart. ``take`` maps refs of
    questions to the version whose answer is taken instead; the form's own checks hold for the
    result. A version that deletes may be chosen, too. Raises ``UserError`` where nothing conflicts
    or no version is called so.
    """
    reason = require_reason(reason)
    versions = versions_of(workspace, submission)
    wanted = version_named(versions, chosen)
    if take:
        others = {ref: version_named(versions, name) for ref, name in take.items()}
        return _combined(workspace, wanted, others, reason, operator)
    kind = RevisionKind.RESOLVE if wanted.document else RevisionKind.DELETE
    entry = Entry(
        kind=kind,
        submission=submission,
        parents=tuple(each.hash for each in versions),
        form_id=wanted.form_id,
        form_hash=wanted.form_hash,
        stop=wanted.stop,
        operator=operator,
        document=wanted.document,
        reason=reason,
    )
    (revision,) = workspace.store.append_all((entry,))
    return revision


def _combined(
    workspace: Workspace,
    wanted: Revision,
    others: Mapping[str, Revision],
    reason: str,
    operator: str,
) -> Revision:
    if not all(each.document for each in (wanted, *others.values())):
        raise UserError("A version that deletes the response has no answers to take.")
    submission = wanted.submission
    interview = Interview.edit(workspace, submission, operator=operator, version=wanted.hash)
    try:
        for ref, other in others.items():
            session = read_session(
                workspace, other.form_hash, other.document, interview.session.language
            )
            if not _is_asked(session, ref) or not _is_asked(interview.session, ref):
                raise UserError("There is no question {ref} in these versions.", ref=ref)
            files = files_named(json.loads(other.document))
            interview.take(ref, session.typed(ref), files)
        interview.finish(reason=reason)
    except BaseException as problem:
        workspace.store.discard_draft(interview.draft_id, for_good=True)
        if isinstance(problem, Unfinished):
            raise UserError(
                "Taken together, these answers do not fit the questionnaire. Choose one version, "
                "then change the response."
            ) from problem
        raise
    return workspace.store.heads(submission)[0]


def _is_asked(session: FormSession, ref: str) -> bool:
    """Say whether a ref is a question's: what the app fills in itself is no answer to take."""
    try:
        return session.question(ref).control is not None
    except KeyError:
        return False
