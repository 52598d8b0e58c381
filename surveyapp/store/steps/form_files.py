"""Step 2: the files of forms, kept by content."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from surveyapp.store.connection import Database


def form_files(db: Database) -> None:
    """Make room for the files of forms; forms that have none are as they were."""
    for sql in _TABLES:
        db.execute(sql)


_TABLES = (
    # Whatever is no text, once for each content; the name is kept by who refers to it.
    """
    CREATE TABLE media (
        sha256 BLOB PRIMARY KEY CHECK (length(sha256) = 32),
        type TEXT NOT NULL CHECK (type <> ''),
        data BLOB NOT NULL
    ) STRICT
    """,
    # The files of a form are part of it: its hash covers their names and hashes.
    """
    CREATE TABLE attachments (
        form_hash BLOB NOT NULL REFERENCES forms (hash),
        name TEXT NOT NULL CHECK (name <> ''),
        sha256 BLOB NOT NULL REFERENCES media (sha256),
        PRIMARY KEY (form_hash, name)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX attachments_media ON attachments (sha256)",
)
