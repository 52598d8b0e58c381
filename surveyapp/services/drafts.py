"""Drafts thrown away and back again, and the one that was under way when the app ended."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from surveyapp.errors import UserError
from surveyapp.services.faces import face_of
from surveyapp.services.status import DraftRow, draft_rows
from surveyapp.services.workspace import Workspace
from surveyapp.store.drafts import KEPT_DAYS

__all__ = [
    "KEPT_DAYS",
    "DiscardedRow",
    "discard_draft",
    "discarded_rows",
    "left_under_way",
    "note_under_way",
    "restore_draft",
]

_UNDER_WAY = "draft-under-way"


@dataclass(frozen=True, slots=True)
class DiscardedRow:
    """A draft thrown away, named by form, category and time, never by person."""

    id: str
    form_title: str
    category: str
    discarded: datetime


def discard_draft(workspace: Workspace, draft_id: str) -> None:
    """Throw a draft away; it can be taken back for 30 days."""
    workspace.store.discard_draft(draft_id)


def restore_draft(workspace: Workspace, draft_id: str) -> None:
    """Bring a discarded draft back as it was; ``UserError`` where it is gone for good."""
    workspace.store.restore_draft(draft_id)


def discarded_rows(workspace: Workspace, language: str) -> tuple[DiscardedRow, ...]:
    """Return what was thrown away and can be taken back, the latest first."""
    return tuple(
        DiscardedRow(
            id=each.draft.id,
            form_title=face_of(workspace, each.draft.form_hash).title(language),
            category=each.draft.category,
            discarded=datetime.fromisoformat(each.discarded),
        )
        for each in workspace.store.discarded_drafts()
    )


def note_under_way(workspace: Workspace, draft_id: str) -> None:
    """Remember which draft is on the screen; ``""`` once it was put aside or finished.

    Where the disk refuses, nothing is lost: the draft stands in the list all the same.
    """
    with suppress(UserError):
        workspace.store.keep(_UNDER_WAY, draft_id)


def left_under_way(workspace: Workspace, language: str) -> DraftRow | None:
    """Return the draft that was on the screen when the app ended, if it still is a draft."""
    draft_id = workspace.store.kept(_UNDER_WAY)
    rows = draft_rows(workspace, language) if draft_id else ()
    return next((row for row in rows if row.id == draft_id), None)
