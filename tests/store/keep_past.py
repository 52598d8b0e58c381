"""Keep a database as the schema now leaves it, before a step is added: the next fixture.

Run it by hand: ``python -m tests.store.keep_past NUMBER``. It brings the fixture before it up to
schema ``NUMBER`` and writes that down; rows for the tables that are new are then added by hand.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from surveyapp.store import schema
from surveyapp.store.connection import Link, as_database
from surveyapp.store.key import new_key

PAST = Path(__file__).parent / "past"


def main(number: int) -> None:
    """Write ``past/NUMBER.sql``."""
    with tempfile.TemporaryDirectory() as folder:
        link = Link(Path(folder) / "survey.db", new_key())
        with link.read() as raw:
            raw.executescript((PAST / f"{number - 1}.sql").read_text("utf-8"))
        with link.write() as raw:
            schema._STEPS[number - 1](as_database(raw))
            raw.execute(f"PRAGMA user_version = {number}")
        (PAST / f"{number}.sql").write_text("\n".join(written(link, number)) + "\n", "utf-8")
        link.close()


def written(link: Link, number: int) -> list[str]:
    """Return the statements that make the database again (the library has no ``iterdump``)."""
    lines = [
        f"-- A tablet's database as version {number} of the schema left it, some rows in each.",
        f"PRAGMA application_id = {schema.APPLICATION_ID};",
        "PRAGMA foreign_keys = OFF;",
    ]
    with link.read() as raw:
        made = raw.execute(
            "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL "
            "AND name NOT LIKE 'sqlite_%' ORDER BY type <> 'table', rowid"
        ).fetchall()
        lines += [f"{sql};" for _, _, sql in made]
        for kind, name, _ in made:
            if kind != "table":
                continue
            columns = [row[1] for row in raw.execute(f"PRAGMA table_info({name})").fetchall()]
            quoted = " || ', ' || ".join(f"quote({column})" for column in columns)
            for (values,) in raw.execute(f"SELECT {quoted} FROM {name}").fetchall():
                lines.append(f"INSERT INTO {name} VALUES ({values});")
    return [*lines, "PRAGMA foreign_keys = ON;", f"PRAGMA user_version = {number};"]


if __name__ == "__main__":
    main(int(sys.argv[1]))
