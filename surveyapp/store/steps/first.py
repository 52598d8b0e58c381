"""Step 1: the log, its heads and what is current; forms, stops, drafts and this device."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from surveyapp.store.connection import Database


def first(db: Database) -> None:
    """Make the log and everything around it."""
    for sql in _TABLES:
        db.execute(sql)
    db.create_view("replaced_view", _REPLACED_VIEW)
    db.create_view("heads_view", _HEADS_VIEW)
    db.create_view("current_view", _CURRENT_VIEW)


_TABLES = (
    # This device: who it is, its set-up, its secrets.
    "CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
    "CREATE TABLE secrets (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT",
    # The end of this device's own log, apart from the log: should a clone's revisions come back
    # here, ours still continues from ours.
    """
    CREATE TABLE tip (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        device TEXT NOT NULL CHECK (device <> ''),
        seq INTEGER NOT NULL CHECK (seq >= 0),
        hash BLOB NOT NULL CHECK (length(hash) = iif(seq = 0, 0, 32)),
        clock TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE labels (
        device TEXT PRIMARY KEY,
        label TEXT NOT NULL,
        clock TEXT NOT NULL
    ) STRICT
    """,
    "CREATE TABLE handed_over (device TEXT PRIMARY KEY, seq INTEGER NOT NULL) STRICT",
    """
    CREATE TABLE events (
        id INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind <> ''),
        detail TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE forms (
        hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
        form_id TEXT NOT NULL CHECK (form_id <> ''),
        version TEXT NOT NULL,
        title TEXT NOT NULL,
        languages TEXT NOT NULL CHECK (json_valid(languages)),
        source_name TEXT NOT NULL,
        added TEXT NOT NULL,
        source BLOB NOT NULL,
        xform BLOB NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE stops (
        region TEXT NOT NULL CHECK (region <> ''),
        first_day TEXT NOT NULL CHECK (length(first_day) = 10),
        place TEXT NOT NULL,
        PRIMARY KEY (region, first_day, place)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE drafts (
        id TEXT PRIMARY KEY CHECK (id <> ''),
        form_hash BLOB NOT NULL REFERENCES forms (hash),
        stop TEXT NOT NULL,
        language TEXT NOT NULL,
        operator TEXT NOT NULL,
        mode TEXT NOT NULL,
        started TEXT NOT NULL,
        saved TEXT NOT NULL,
        page TEXT NOT NULL,
        answered INTEGER NOT NULL,
        asked INTEGER NOT NULL,
        category TEXT NOT NULL,
        document TEXT NOT NULL
    ) STRICT
    """,
    # A rowid table: WITHOUT ROWID on the natural key, documents inside, takes several times the
    # space. Hashes are kept as bytes, parents end to end. ``position`` is the order of arrival.
    """
    CREATE TABLE revisions (
        position INTEGER PRIMARY KEY,
        device TEXT NOT NULL CHECK (device <> ''),
        seq INTEGER NOT NULL CHECK (seq > 0),
        hash BLOB NOT NULL CHECK (length(hash) = 32),
        previous BLOB NOT NULL CHECK (length(previous) = iif(seq = 1, 0, 32)),
        submission TEXT NOT NULL CHECK (submission <> ''),
        parents BLOB NOT NULL CHECK (length(parents) % 32 = 0),
        kind TEXT NOT NULL CHECK (kind IN ('create', 'edit', 'delete', 'resolve', 'erase')),
        form_id TEXT NOT NULL,
        form_hash BLOB NOT NULL CHECK (length(form_hash) = 32),
        stop TEXT NOT NULL,
        operator TEXT NOT NULL,
        clock TEXT NOT NULL,
        wall TEXT NOT NULL,
        content_hash BLOB NOT NULL CHECK (length(content_hash) = 32),
        salt BLOB NOT NULL CHECK (length(salt) IN (0, 16)),
        document TEXT NOT NULL,
        reason TEXT NOT NULL,
        CHECK (length(salt) = 16 OR (document = '' AND reason = ''))
    ) STRICT
    """,
    "CREATE UNIQUE INDEX revisions_key ON revisions (device, seq, hash)",
    "CREATE INDEX revisions_submission ON revisions (submission)",
    "CREATE INDEX revisions_erasures ON revisions (submission) WHERE kind = 'erase'",
    # Who replaces whom, taken out of the parents: to be looked up, however long a history is.
    """
    CREATE TABLE replaced (
        submission TEXT NOT NULL,
        hash BLOB NOT NULL,
        position INTEGER NOT NULL REFERENCES revisions (position),
        PRIMARY KEY (submission, hash, position)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE heads (
        submission TEXT NOT NULL,
        position INTEGER NOT NULL REFERENCES revisions (position),
        PRIMARY KEY (submission, position)
    ) STRICT, WITHOUT ROWID
    """,
    # What lists ask for, without the documents. ``first`` is where the submission came from,
    # ``outcome`` the one word services put at the top of a document.
    """
    CREATE TABLE current (
        submission TEXT PRIMARY KEY,
        position INTEGER NOT NULL REFERENCES revisions (position),
        first INTEGER NOT NULL REFERENCES revisions (position),
        created TEXT NOT NULL,
        device TEXT NOT NULL,
        form_id TEXT NOT NULL,
        stop TEXT NOT NULL,
        kind TEXT NOT NULL,
        outcome TEXT NOT NULL,
        heads INTEGER NOT NULL CHECK (heads > 0)
    ) STRICT, WITHOUT ROWID
    """,
)

_REPLACED_VIEW = """
    WITH RECURSIVE line (submission, position, parents, start) AS (
        SELECT submission, position, parents, 1 FROM revisions WHERE parents <> x''
        UNION ALL
        SELECT submission, position, parents, start + 32 FROM line
        WHERE start + 32 <= length(parents)
    )
    SELECT submission, substr(parents, start, 32) AS hash, position FROM line
"""

# A head is a revision that no revision of its submission replaces.
_HEADS_VIEW = """
    SELECT head.submission, head.position
    FROM revisions AS head
    WHERE NOT EXISTS (
        SELECT 1 FROM replaced
        WHERE replaced.submission = head.submission AND replaced.hash = head.hash
    )
"""

# The head that is shown: the living before tombstones, then the latest. That is a choice of what
# to show, not of what to keep: the others stay heads, and ``heads`` says so. Once a submission was
# erased it is erased, whatever arrives. Nothing here depends on the order of arrival, and nothing
# takes longer than the submission's history is long (``lowest`` picks one line a submission).
_CURRENT_VIEW = """
    SELECT
        lowest.submission,
        shown.position,
        origin.position AS first,
        origin.clock AS created,
        origin.device,
        shown.form_id,
        shown.stop,
        iif(
            EXISTS (
                SELECT 1 FROM revisions AS erasure
                WHERE erasure.submission = lowest.submission AND erasure.kind = 'erase'
            ),
            'erase', shown.kind
        ) AS kind,
        iif(
            json_valid(shown.document),
            coalesce(CAST(json_extract(shown.document, '$.outcome') AS TEXT), ''), ''
        ) AS outcome,
        (SELECT count(*) FROM heads AS every WHERE every.submission = lowest.submission) AS heads
    FROM heads AS lowest
    JOIN revisions AS shown ON shown.position = (
        SELECT head.position FROM heads AS head JOIN revisions AS candidate USING (position)
        WHERE head.submission = lowest.submission
        ORDER BY
            candidate.kind = 'delete', candidate.clock DESC, candidate.device DESC,
            candidate.seq DESC, candidate.hash DESC
        LIMIT 1
    )
    JOIN revisions AS origin ON origin.position = (
        SELECT candidate.position FROM revisions AS candidate
        WHERE candidate.submission = lowest.submission
        ORDER BY
            candidate.kind <> 'create', candidate.clock, candidate.device, candidate.seq,
            candidate.hash
        LIMIT 1
    )
    WHERE lowest.position = (
        SELECT min(every.position) FROM heads AS every
        WHERE every.submission = lowest.submission
    )
"""
