"""Step 4: a draft may edit a submission, and one thrown away can be taken back for a while."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from surveyapp.store.connection import Database


def editing(db: Database) -> None:
    """Give drafts what they edit and when they were thrown away; those here edit nothing."""
    for sql in _CHANGES:
        db.execute(sql)


_CHANGES = (
    # The submission a draft edits, '' where it begins one, and the heads it was taken from: what
    # somebody else changes meanwhile stays a head beside it.
    "ALTER TABLE drafts ADD COLUMN edits TEXT NOT NULL DEFAULT ''",
    """
    ALTER TABLE drafts ADD COLUMN replaces BLOB NOT NULL DEFAULT x''
    CHECK (length(replaces) % 32 = 0)
    """,
    # When it was thrown away ('': it was not), and when it was first found to be old enough to go.
    "ALTER TABLE drafts ADD COLUMN discarded TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE drafts ADD COLUMN due TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX drafts_edits ON drafts (edits) WHERE edits <> ''",
)
