"""Stores and disks that must fail, so that the laboratory is seen to see: the negative controls."""

from __future__ import annotations

from surveyapp.store import Revision, RevisionKind, Store

TWO_TRANSACTIONS = "two transactions"
"""Finishing writes the revision and removes the draft one after the other."""


def _finish_in_two(
    self: Store, draft_id: str, *, submission: str, document: str, operator: str | None = None
) -> Revision:
    draft = self.draft(draft_id)
    form = self.form(draft.form_hash)
    revision = self.append(
        kind=RevisionKind.CREATE,
        submission=submission,
        parents=(),
        document=document,
        form_id=form.form_id,
        form_hash=form.hash,
        stop=draft.stop,
        operator=draft.operator if operator is None else operator,
    )
    self.discard_draft(draft_id)
    return revision


def apply(control: str) -> None:
    """Make the store of this process a bad one; ``""`` leaves it as it is."""
    if control == TWO_TRANSACTIONS:
        Store.finish = _finish_in_two  # type: ignore[method-assign]
    elif control:
        raise ValueError(control)
