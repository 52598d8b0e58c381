"""Counts submissions by how they ended. Reads one word of each document and writes nothing.

Services put ``outcome`` at the top of every document they finish; the store knows no form.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from surveyapp.store.connection import Connection


def outcomes(connection: Connection, stop: str | None) -> Mapping[str, int]:
    """Return outcome -> submissions, removed ones aside; at one stop or at all of them."""
    rows = connection.execute(
        "SELECT coalesce(json_extract(shown.document, '$.outcome'), ''), count(*) "
        "FROM current AS now JOIN revisions AS shown ON shown.position = now.position "
        "WHERE now.kind NOT IN ('delete', 'erase') AND (?1 IS NULL OR now.stop = ?1) "
        "GROUP BY 1 ORDER BY 1",
        (stop,),
    ).fetchall()
    return {str(outcome): int(number) for outcome, number in rows}
