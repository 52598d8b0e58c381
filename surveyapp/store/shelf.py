"""Forms by content and stops as a set: what is neither log nor settings nor under way.

Adding a form or a stop twice changes nothing; nothing here is ever overwritten.
"""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from surveyapp.errors import UserError
from surveyapp.store.media import attach, attachments
from surveyapp.store.records import FormRecord, FormSummary, Stop
from surveyapp.store.seal import form_hash as hash_of
from surveyapp.store.troubles import Unreadable

if TYPE_CHECKING:
    from surveyapp.store.connection import Connection

_SUMMARY = "lower(hex(hash)), form_id, version, title, languages, source_name, added"


def add_form(connection: Connection, form: FormRecord) -> bool:
    """Keep a form; say whether it was new. The files that belong to it are here already.

    ``UserError`` where its bytes or its files are not its hash's.
    """
    if hash_of(form.source, form.attachments) != form.hash:
        raise UserError(
            "The form {name} was altered or damaged on its way. Nothing was taken over. Ask for "
            "the package or the form again.",
            name=form.source_name,
        )
    cursor = connection.execute(
        "INSERT INTO forms VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (hash) DO NOTHING",
        (
            bytes.fromhex(form.hash),
            form.form_id,
            form.version,
            form.title,
            json.dumps(form.languages, ensure_ascii=False),
            form.source_name,
            form.added,
            form.source,
            form.xform,
        ),
    )
    if cursor.rowcount == 0:
        return False
    attach(connection, form)
    return True


def bring_forward(connection: Connection, form: FormRecord) -> None:
    """Make a form that is here the one that was added last."""
    connection.execute(
        "UPDATE forms SET rowid = (SELECT max(rowid) + 1 FROM forms), added = ? WHERE hash = ?",
        (form.added, bytes.fromhex(form.hash)),
    )


def forms(connection: Connection) -> tuple[FormSummary, ...]:
    """Return the forms kept, in the order they were added here."""
    rows = connection.execute(f"SELECT {_SUMMARY} FROM forms ORDER BY rowid")  # noqa: S608
    return tuple(
        FormSummary(row[0], row[1], row[2], row[3], tuple(json.loads(row[4])), row[5], row[6])
        for row in rows.fetchall()
    )


def form(connection: Connection, form_hash: str) -> FormRecord:
    """Return a form with its bytes; ``UserError`` where it is not here."""
    row = connection.execute(
        f"SELECT {_SUMMARY}, source, xform FROM forms WHERE hash = unhex(?)",  # noqa: S608
        (form_hash,),
    ).fetchone()
    if row is None:
        raise UserError(
            "The form these answers belong to is not on this device ({hash}). Add the form, or "
            "merge a package of the device that has it.",
            hash=form_hash[:12],
        )
    found = FormRecord(
        attachments=attachments(connection, form_hash),
        hash=row[0],
        form_id=row[1],
        version=row[2],
        title=row[3],
        languages=tuple(json.loads(row[4])),
        source_name=row[5],
        added=row[6],
        source=row[7],
        xform=row[8],
    )
    if hash_of(found.source, found.attachments) != found.hash or b"\0" in found.xform:
        raise Unreadable
    return found


def form_id(connection: Connection, form_hash: str) -> str:
    """Return the id of a form that is here: drafts cannot name another."""
    row = connection.execute("SELECT form_id FROM forms WHERE hash = unhex(?)", (form_hash,))
    return str(row.fetchone()[0])


def add_stop(connection: Connection, stop: Stop) -> bool:
    """Keep a stop; say whether it was new."""
    cursor = connection.execute(
        "INSERT INTO stops VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        (stop.region, stop.first_day.isoformat(), stop.place),
    )
    return cursor.rowcount == 1


def stops(connection: Connection) -> tuple[Stop, ...]:
    """Return the stops known, by day. A key stands once for each name its place was given."""
    rows = connection.execute(
        "SELECT region, first_day, place FROM stops ORDER BY first_day, region, place"
    ).fetchall()
    return tuple(Stop(row[0], date.fromisoformat(row[1]), row[2]) for row in rows)
