"""Step 6: which files the answers of a revision refer to, so that erasing takes them along."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from surveyapp.store.connection import Database


def response_media(db: Database) -> None:
    """Make room for the references of revisions; none have any yet."""
    for sql in _TABLES:
        db.execute(sql)


_TABLES = (
    # Taken out of a document's "media" (name -> hash). The file itself may still be on its way.
    """
    CREATE TABLE media_references (
        position INTEGER NOT NULL REFERENCES revisions (position),
        sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
        PRIMARY KEY (position, sha256)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX media_references_media ON media_references (sha256)",
)
