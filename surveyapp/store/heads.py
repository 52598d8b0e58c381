"""Keeps the tables of heads and of what is current, inside the transaction that wrote revisions.

What they must hold is said once, by the views of ``surveyapp.store.schema``; here the lines of the
submissions that were touched are made anew from those views. Erasure is applied first, to the
same submissions: an erase record empties every revision of its submission, before or after it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from surveyapp.errors import UserError
from surveyapp.text import N_

if TYPE_CHECKING:
    from surveyapp.store.connection import Connection

_ERASE = """
    UPDATE revisions SET salt = x'', document = '', reason = ''
    WHERE salt <> x'' AND kind <> 'erase' AND submission IN (
        SELECT erasure.submission FROM touched JOIN revisions AS erasure USING (submission)
        WHERE erasure.kind = 'erase'
    )
"""

_RENEW = (
    _ERASE,
    "DELETE FROM current WHERE submission IN (SELECT submission FROM touched)",
    "DELETE FROM heads WHERE submission IN (SELECT submission FROM touched)",
    """
    INSERT INTO heads (submission, position)
    SELECT defined.submission, defined.position
    FROM touched CROSS JOIN heads_view AS defined USING (submission)
    """,
    """
    INSERT INTO current
    SELECT defined.* FROM touched CROSS JOIN current_view AS defined USING (submission)
    """,
)

_DIFFERENCES = (
    "SELECT * FROM (SELECT * FROM heads EXCEPT SELECT submission, position FROM heads_view)",
    "SELECT * FROM (SELECT submission, position FROM heads_view EXCEPT SELECT * FROM heads)",
    "SELECT * FROM (SELECT * FROM current EXCEPT SELECT * FROM current_view)",
    "SELECT * FROM (SELECT * FROM current_view EXCEPT SELECT * FROM current)",
)


def begin(connection: Connection) -> None:
    """Forget which submissions were touched; call at the start of a transaction."""
    # Temporary tables live in memory (temp_store) and belong to this connection alone.
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS touched (submission TEXT PRIMARY KEY)")
    connection.execute("DELETE FROM touched")


def touch(connection: Connection, submission: str) -> None:
    """Note that a submission got a revision."""
    connection.execute("INSERT INTO touched VALUES (?) ON CONFLICT DO NOTHING", (submission,))


def renew(connection: Connection) -> None:
    """Apply erasures to the touched submissions and make their heads and current lines anew."""
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
