"""Step 5: ids this folder had before, and the packages it gave away."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from surveyapp.store.connection import Database


def identity(db: Database) -> None:
    """Make room for earlier ids and for what packages hold; those made before now are named."""
    for sql in _CHANGES:
        db.execute(sql)


_CHANGES = (
    """
    CREATE TABLE identities (
        id INTEGER PRIMARY KEY,
        device TEXT NOT NULL UNIQUE CHECK (device <> ''),
        before TEXT NOT NULL CHECK (before <> device),
        cause TEXT NOT NULL CHECK (cause IN ('copied', 'restored', 'double')),
        at TEXT NOT NULL,
        told INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1))
    ) STRICT
    """,
    # What a device signs packages with is bound to its id: a copy makes its own.
    """
    UPDATE secrets SET name = name || '/' || (SELECT device FROM tip)
    WHERE name = 'exchange.signing_seed'
    """,
    # Who was handed what, by places in devices' logs. NULL: made before this was written down, so
    # it may hold everything.
    """
    CREATE TABLE packages (
        id INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        path TEXT NOT NULL,
        places TEXT CHECK (places IS NULL OR json_valid(places))
    ) STRICT
    """,
    """
    INSERT INTO packages (at, path)
    SELECT at, detail FROM events WHERE kind = 'package' ORDER BY id
    """,
)
