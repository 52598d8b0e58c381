"""Files by content, and what refers to them: forms, and the answers of revisions.

Kept once, never overwritten. A form refers to its files by ``attachments``; a response to its own
(pictures, signatures, recordings) by the ``"media"`` of its document, which maps the names that
stand in its answers to hashes. A draft refers to files in the same way. Once the last reference is
gone, by erasure or with a draft, the file goes too. Knows names as text: nothing here is a path,
and nothing looks into a file.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from surveyapp.errors import UserError
from surveyapp.paths import is_plain_name
from surveyapp.store.records import Attachment, FormRecord, Media
from surveyapp.store.troubles import Unreadable

if TYPE_CHECKING:
    from surveyapp.store.connection import Connection

# The same bytes may come as two types; which is kept must not hang on the order of arrival.
_ADD = """
    INSERT INTO media VALUES (?, ?, ?)
    ON CONFLICT (sha256) DO UPDATE SET type = excluded.type WHERE excluded.type < media.type
"""


_DROP = """
    DELETE FROM media WHERE sha256 = unhex(?1)
    AND NOT EXISTS (SELECT 1 FROM attachments WHERE attachments.sha256 = media.sha256)
    AND NOT EXISTS (SELECT 1 FROM media_references AS kept WHERE kept.sha256 = media.sha256)
    AND NOT EXISTS (
        SELECT 1 FROM drafts, json_each(
            iif(json_valid(drafts.document), drafts.document, '{}'), '$.media'
        ) AS named
        WHERE named.value = ?1
    )
"""

_MISSING = """
    SELECT lower(hex(sha256)) AS hash FROM media_references
    WHERE sha256 NOT IN (SELECT sha256 FROM media)
    UNION
    SELECT named.value FROM drafts, json_each(
        iif(json_valid(drafts.document), drafts.document, '{}'), '$.media'
    ) AS named
    WHERE unhex(named.value) NOT IN (SELECT sha256 FROM media)
    ORDER BY hash
"""

_HASH = re.compile("[0-9a-f]{64}")


def add_media(connection: Connection, media: Iterable[Media]) -> None:
    """Keep files by their content. ``UserError`` where the bytes are not their hash's."""
    for each in media:
        digest = hashlib.sha256(each.data).digest()
        if digest.hex() != each.sha256:
            raise UserError(
                "A file was altered or damaged on its way ({hash}). Nothing was taken over. Ask "
                "for the package or the form again.",
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


def referred_to(document: str) -> tuple[str, ...]:
    """Return the hashes of the files that the answers of a document refer to.

    What is no JSON refers to none.
    """
    if '"media"' not in document:
        return ()
    try:
        content = json.loads(document)
    except (ValueError, RecursionError):
        return ()
    named = content.get("media") if isinstance(content, dict) else None
    hashes = named.values() if isinstance(named, dict) else ()
    return tuple(each for each in hashes if isinstance(each, str) and _HASH.fullmatch(each))


def refer(connection: Connection, position: int, document: str) -> None:
    """Note the files that the answers of the revision at ``position`` refer to."""
    connection.executemany(
        "INSERT INTO media_references VALUES (?, ?) ON CONFLICT DO NOTHING",
        [(position, bytes.fromhex(each)) for each in referred_to(document)],
    )


def drop_unreferenced(connection: Connection, hashes: Iterable[str]) -> None:
    """Empty those of these files that no form, no revision and no draft refers to."""
    connection.executemany(_DROP, [(each,) for each in hashes])


def drop_every_unreferenced(connection: Connection) -> None:
    """Empty all files that no form, no revision and no draft refers to."""
    rows = connection.execute("SELECT lower(hex(sha256)) FROM media").fetchall()
    drop_unreferenced(connection, (row[0] for row in rows))


def missing(connection: Connection) -> tuple[str, ...]:
    """Return the hashes of files that revisions and drafts refer to and that are not here."""
    rows = connection.execute(_MISSING).fetchall()
    return tuple(str(row[0]) for row in rows)


def media(connection: Connection, sha256: str) -> Media:
    """Return a file by its content; ``UserError`` where it is not here."""
    row = connection.execute(
        "SELECT type, data FROM media WHERE sha256 = unhex(?)", (sha256,)
    ).fetchone()
    if row is None:
        raise UserError(
            "A file is not on this device ({hash}). Merge a package of the device that has it.",
            hash=sha256[:12],
        )
    if hashlib.sha256(row[1]).hexdigest() != sha256:
        raise Unreadable
    return Media(sha256, row[0], row[1])


def held(connection: Connection, hashes: Iterable[str]) -> frozenset[str]:
    """Return those of these hashes whose file is here."""
    return frozenset(each for each in hashes if _holds(connection, each))


def _holds(connection: Connection, sha256: str) -> bool:
    found = connection.execute("SELECT 1 FROM media WHERE sha256 = unhex(?)", (sha256,))
    return found.fetchone() is not None
