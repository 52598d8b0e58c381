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


_ERASE = """
    UPDATE revisions SET salt = x'', document = '', reason = ''
    WHERE salt <> x'' AND kind <> 'erase' AND submission IN (
        SELECT submission FROM revisions WHERE kind = 'erase'
        INTERSECT SELECT submission FROM touched WHERE changed
    )
"""

# What somebody was changing in it goes with it.
_ERASE_DRAFTS = """
    DELETE FROM drafts WHERE edits <> '' AND edits IN (
        SELECT submission FROM revisions WHERE kind = 'erase'
        INTERSECT SELECT submission FROM touched WHERE changed
    )
"""

_RENEW = (
    _ERASE,
    _ERASE_DRAFTS,
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

# Both ways between each table and its view. They walk in order of position: documents lie there
# too, and a page is decrypted each time it is come back to.
_DIFFERENCES = (
    "SELECT submission FROM (SELECT * FROM replaced EXCEPT SELECT * FROM replaced_view)",
    "SELECT submission FROM (SELECT * FROM replaced_view EXCEPT SELECT * FROM replaced)",
    """
    SELECT kept.submission FROM (SELECT * FROM heads ORDER BY position) AS kept
    WHERE NOT EXISTS (
        SELECT 1 FROM heads_view AS defined
        WHERE defined.position = kept.position AND +defined.submission = kept.submission
    )
    """,
    """
    SELECT defined.submission
    FROM (SELECT position FROM revisions ORDER BY position) AS every
    CROSS JOIN heads_view AS defined USING (position)
    WHERE NOT EXISTS (
        SELECT 1 FROM heads AS kept
        WHERE kept.submission = defined.submission AND kept.position = defined.position
    )
    """,
    "SELECT submission FROM current WHERE submission NOT IN (SELECT submission FROM heads)",
    f"""
    SELECT defined.submission
    FROM (SELECT submission FROM heads ORDER BY position) AS every
    CROSS JOIN current_view AS defined USING (submission)
    LEFT JOIN current AS kept USING (submission)
    WHERE ({_columns("kept")}) IS NOT ({_columns("defined")})
    """,  # noqa: S608 - constants
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
    for sql in _RENEW:
        connection.execute(sql)


def differences(connection: Connection) -> tuple[UserError, ...]:
    """Return what the kept tables hold that the views do not define, or the other way round."""
    for sql in _DIFFERENCES:
        row = connection.execute(f"{sql} LIMIT 1").fetchone()
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
