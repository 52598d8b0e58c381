"""Keeps the tables of heads and of what is current, inside the transaction that wrote revisions.

What they must hold is said once, by the views of ``surveyapp.store.schema``; here the lines of the
submissions that were touched are made anew from those views (``replaced`` only grows: the log
writes it). Erasure is applied first, to the
same submissions: an erase record empties every revision of its submission, before or after it.
What search compares is no view's to define, for it is folded here: it is checked all the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from surveyapp.errors import UserError
from surveyapp.store import drafts, media, settings
from surveyapp.text import N_

if TYPE_CHECKING:
    from surveyapp.store.connection import Connection

_CURRENT = (
    "submission",
    "position",
    "first",
    "created",
    "device",
    "form_id",
    "stop",
    "kind",
    "outcome",
    "heads",
    "operator",
    "name",
    "firm",
    "badge",
    "person",
)


def _columns(table: str) -> str:
    return ", ".join(f"{table}.{column}" for column in _CURRENT)


# Those of the submissions touched that an erase record covers.
_ERASED = """
    SELECT submission FROM revisions WHERE kind = 'erase'
    INTERSECT SELECT submission FROM touched WHERE changed
"""

_ERASE = f"""
    UPDATE revisions SET salt = x'', document = '', reason = ''
    WHERE salt <> x'' AND kind <> 'erase' AND submission IN ({_ERASED})
"""  # noqa: S608 - constants

# What somebody was changing in it goes with it, and what it was once a draft of.
_ERASED_DRAFTS = f"""
    SELECT id FROM drafts WHERE id IN ({_ERASED}) OR (edits <> '' AND edits IN ({_ERASED}))
"""  # noqa: S608 - constants

# The files that what is emptied referred to: they go unless something else refers to them.
_RELEASED = f"""
    SELECT DISTINCT lower(hex(sha256)) FROM media_references JOIN revisions USING (position)
    WHERE submission IN ({_ERASED})
"""  # noqa: S608 - constants

_RELEASE = """
    DELETE FROM media_references WHERE position IN (
        SELECT position FROM revisions WHERE salt = x'' AND submission IN (
            SELECT submission FROM touched WHERE changed
        )
    )
"""

_RENEW = (
    "DELETE FROM current WHERE submission IN (SELECT submission FROM touched WHERE changed)",
    "DELETE FROM heads WHERE submission IN (SELECT submission FROM touched WHERE changed)",
    """
    INSERT INTO heads (submission, position)
    SELECT defined.submission, defined.position
    FROM touched CROSS JOIN heads_view AS defined USING (submission) WHERE touched.changed
    """,
    """
    INSERT INTO current
    SELECT defined.*, search_text(submission, operator, name, firm, badge, person)
    FROM touched CROSS JOIN current_view AS defined USING (submission) WHERE touched.changed
    """,
)

# Both ways between each table and its view. What needs the log looks at a stretch of it in the
# order it lies, where documents lie too: a page is decrypted each time it is come back to. The
# log's table is named first and the order pinned (CROSS JOIN), for the planner would rather walk
# along submissions, from page to page.
_DIFFERENCES_ALONG = (
    """
    SELECT every.submission FROM revisions AS every
    WHERE every.position > ?1 AND every.position <= ?2 AND EXISTS (
        SELECT 1 FROM heads_view AS defined WHERE defined.position = every.position
    ) IS NOT EXISTS (
        SELECT 1 FROM heads AS kept
        WHERE kept.submission = every.submission AND kept.position = every.position
    )
    """,
    f"""
    SELECT defined.submission
    FROM revisions AS every
    CROSS JOIN heads AS head
        ON head.submission = every.submission AND head.position = every.position
    CROSS JOIN current_view AS defined ON defined.submission = every.submission
    LEFT JOIN current AS kept ON kept.submission = defined.submission
    WHERE every.position > ?1 AND every.position <= ?2
    AND ({_columns("kept")}) IS NOT ({_columns("defined")})
    """,  # noqa: S608 - constants
)

_DIFFERENCES_BESIDE = (
    "SELECT submission FROM (SELECT * FROM replaced EXCEPT SELECT * FROM replaced_view)",
    "SELECT submission FROM (SELECT * FROM replaced_view EXCEPT SELECT * FROM replaced)",
    "SELECT submission FROM heads WHERE +position NOT IN (SELECT +position FROM revisions)",
    "SELECT submission FROM current WHERE submission NOT IN (SELECT submission FROM heads)",
    """
    SELECT submission FROM current
    WHERE folded <> search_text(submission, operator, name, firm, badge, person)
    """,
)


def begin(connection: Connection) -> None:
    """Forget which submissions were touched; call at the start of a transaction."""
    # Temporary tables live in memory (temp_store) and belong to this connection alone. A rowid
    # table: its order is that of arrival, so that renewing walks through the log once.
    connection.execute(
        "CREATE TEMP TABLE IF NOT EXISTS touched ("
        "submission TEXT PRIMARY KEY, known INTEGER NOT NULL, changed INTEGER NOT NULL)"
    )
    connection.execute("DELETE FROM touched")


def touch(connection: Connection, submission: str, *, changed: bool) -> None:
    """Note that a submission was looked at, whether it was known and whether anything changed."""
    connection.execute(
        "INSERT INTO touched VALUES (?1, EXISTS (SELECT 1 FROM current WHERE submission = ?1), ?2) "
        "ON CONFLICT (submission) DO UPDATE SET changed = 1 WHERE excluded.changed AND NOT changed",
        (submission, changed),
    )


def renew(connection: Connection) -> None:
    """Apply erasures to the changed submissions and make their heads and current lines anew."""
    released = [row[0] for row in connection.execute(_RELEASED).fetchall()]
    if connection.execute(_ERASE).rowcount:
        settings.erasure_due(connection)
    for sql in _RENEW:
        connection.execute(sql)
    if released:
        connection.execute(_RELEASE)
        media.drop_unreferenced(connection, released)
    # With the files that only they name: so after the references of what is emptied.
    for (draft_id,) in connection.execute(_ERASED_DRAFTS).fetchall():
        drafts.remove(connection, draft_id)


def differences_along(connection: Connection, after: int, until: int) -> tuple[UserError, ...]:
    """Return where the kept tables are not what the views define, for a stretch of the log.

    ``after`` and ``until`` are positions: all submissions of which a revision lies between them.
    """
    return _first_difference(connection, _DIFFERENCES_ALONG, (after, until))


def differences_beside(connection: Connection) -> tuple[UserError, ...]:
    """Return where the kept tables differ in what no stretch of the log shows."""
    return _first_difference(connection, _DIFFERENCES_BESIDE, ())


def _first_difference(
    connection: Connection, queries: tuple[str, ...], values: tuple[int, ...]
) -> tuple[UserError, ...]:
    for sql in queries:
        row = connection.execute(f"{sql} LIMIT 1", values).fetchone()
        if row is not None:
            return (
                UserError(
                    N_(
                        "The list of current responses does not match the record it is made from "
                        "(response {submission}). Hand over the data of this device and tell "
                        "support."
                    ),
                    submission=row[0],
                ),
            )
    return ()
