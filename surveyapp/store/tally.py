"""Counts submissions by how they ended, without reading their documents. Writes nothing.

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
        "SELECT outcome, count(*) FROM current "
        "WHERE kind NOT IN ('delete', 'erase') AND (?1 IS NULL OR stop = ?1) "
        "GROUP BY outcome ORDER BY outcome",
        (stop,),
    ).fetchall()
    return {str(outcome): int(number) for outcome, number in rows}
