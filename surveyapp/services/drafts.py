"""Drafts thrown away, and back again while the store still has them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from surveyapp.services.faces import face_of
from surveyapp.services.workspace import Workspace
from surveyapp.store.drafts import KEPT_DAYS

__all__ = ["KEPT_DAYS", "DiscardedRow", "discard_draft", "discarded_rows", "restore_draft"]


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
