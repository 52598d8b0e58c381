"""Drafts put away for good, and back again while somebody may still say "undo"."""

from __future__ import annotations

from dataclasses import dataclass

from surveyapp.services.workspace import Workspace
from surveyapp.store import Draft


@dataclass(frozen=True, slots=True)
class Discarded:
    """A draft that is no longer stored: this is the only place it still exists in."""

    draft: Draft


def discard_draft(workspace: Workspace, draft_id: str) -> Discarded:
    """Take a draft out of the store and return it, so that it can be brought back."""
    draft = workspace.store.draft(draft_id)
    workspace.store.discard_draft(draft_id)
    return Discarded(draft)


def restore_draft(workspace: Workspace, discarded: Discarded) -> None:
    """Bring a discarded draft back as it was."""
    workspace.store.save_draft(discarded.draft)
