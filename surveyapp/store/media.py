"""Files by content, and which of them belong to a form. Kept once, never overwritten.

Knows names as text: nothing here is a path, and nothing looks into a file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

from surveyapp.errors import UserError
from surveyapp.paths import is_plain_name
from surveyapp.store.connection import Unreadable
from surveyapp.store.records import Attachment, FormRecord, Media

if TYPE_CHECKING:
    from surveyapp.store.connection import Connection

# The same bytes may come as two types; which is kept must not hang on the order of arrival.
_ADD = """
    INSERT INTO media VALUES (?, ?, ?)
    ON CONFLICT (sha256) DO UPDATE SET type = excluded.type WHERE excluded.type < media.type
"""


def add_media(connection: Connection, media: Iterable[Media]) -> None:
    """Keep files by their content. ``UserError`` where the bytes are not their hash's."""
    for each in media:
        digest = hashlib.sha256(each.data).digest()
        if digest.hex() != each.sha256:
            raise UserError(
                "A file of a form was altered or damaged on its way ({hash}). Nothing was taken "
                "over. Ask for the package or the form again.",
                hash=each.sha256[:12],
            )
        connection.execute(_ADD, (digest, each.type, each.data))


def attach(connection: Connection, form: FormRecord) -> None:
    """Note the files of a form that has just been added; their content must be here."""
    for file in form.attachments:
        if not is_plain_name(file.name):
            raise UserError(
                "The form {name} has a file whose name is no file name ({file}). Nothing was taken "
                "over. Ask for the package or the form again.",
                name=form.source_name,
                file=file.name,
            )
        if not _holds(connection, file.sha256):
            raise UserError(
                "The file {file} of the form {name} did not come with it. Nothing was taken over. "
                "Ask for the package or the form again.",
                file=file.name,
                name=form.source_name,
            )
        connection.execute(
            "INSERT INTO attachments VALUES (?, ?, ?)",
            (bytes.fromhex(form.hash), file.name, bytes.fromhex(file.sha256)),
        )


def attachments(connection: Connection, form_hash: str) -> tuple[Attachment, ...]:
    """Return the files of a form by name."""
    rows = connection.execute(
        "SELECT name, lower(hex(sha256)) FROM attachments WHERE form_hash = unhex(?) ORDER BY name",
        (form_hash,),
    ).fetchall()
    return tuple(Attachment(*row) for row in rows)


def media(connection: Connection, sha256: str) -> Media:
    """Return a file by its content; ``UserError`` where it is not here."""
    row = connection.execute(
        "SELECT type, data FROM media WHERE sha256 = unhex(?)", (sha256,)
    ).fetchone()
    if row is None:
        raise UserError(
            "A file of the form is not on this device ({hash}). Merge a package of the device that "
            "has it.",
            hash=sha256[:12],
        )
    if hashlib.sha256(row[1]).hexdigest() != sha256:
        raise Unreadable
    return Media(sha256, row[0], row[1])


def _holds(connection: Connection, sha256: str) -> bool:
    found = connection.execute("SELECT 1 FROM media WHERE sha256 = unhex(?)", (sha256,))
    return found.fetchone() is not None
