"""Step 3: a few words to find each submission by, beside what is current.

``folded`` is what search compares: written by SQL functions of ``surveyapp.store.connection``, so
no view can define it (a schema is not trusted with functions); ``surveyapp.store.heads`` says how.
The index holds all that a search looks at, in the order it lists: finding touches no document.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from surveyapp.store.connection import Database


def summaries(db: Database) -> None:
    """Give every current submission its summary, those that are here already too."""
    for sql in _CHANGES:
        db.execute(sql)
    db.create_view("current_view", _CURRENT_VIEW)
    for sql in _FILL:
        db.execute(sql)


_CHANGES = (
    "DROP VIEW current_view",
    "ALTER TABLE current ADD COLUMN operator TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE current ADD COLUMN name TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE current ADD COLUMN firm TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE current ADD COLUMN badge TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE current ADD COLUMN person TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE current ADD COLUMN folded TEXT NOT NULL DEFAULT ''",
    """
    CREATE INDEX current_listed
    ON current (created, submission, kind, form_id, stop, operator, heads, folded)
    """,
)

# As in step 1, with who filled it in and the document's summary. A tombstone has no document: it
# is known by the last one before it, until that is erased.
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
        (SELECT count(*) FROM heads AS every WHERE every.submission = lowest.submission) AS heads,
        origin.operator,
        coalesce(CAST(coalesce(
            told.document ->> '$.summary.name', told.document ->> '$.data.meta.instanceName'
        ) AS TEXT), '') AS name,
        coalesce(CAST(told.document ->> '$.summary.firm' AS TEXT), '') AS firm,
        coalesce(CAST(told.document ->> '$.summary.badge' AS TEXT), '') AS badge,
        coalesce(CAST(told.document ->> '$.summary.person' AS TEXT), '') AS person
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
    LEFT JOIN revisions AS told ON told.position = iif(
        shown.document <> '', shown.position, (
            SELECT candidate.position FROM revisions AS candidate
            WHERE candidate.submission = lowest.submission AND candidate.document <> ''
            ORDER BY candidate.clock DESC, candidate.device DESC, candidate.seq DESC,
                candidate.hash DESC
            LIMIT 1
        )
    ) AND json_valid(told.document)
    WHERE lowest.position = (
        SELECT min(every.position) FROM heads AS every
        WHERE every.submission = lowest.submission
    )
"""

_FILL = (
    "DELETE FROM current",
    """
    INSERT INTO current
    SELECT defined.*, search_text(submission, operator, name, firm, badge, person)
    FROM current_view AS defined
    """,
)
