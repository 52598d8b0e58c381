"""Lays a backup down as a database: checked, copied, and begun anew. Knows no folder's rules.

The copy begins a log of its own under a new identity once it is opened
(``surveyapp.store.identity``): the device it was taken from may live on, and two devices that write
as one would be a fork. What it wrote before stays as it was.
"""

from __future__ import annotations

import os
import shutil
from datetime import datetime
from pathlib import Path

from surveyapp.errors import UserError
from surveyapp.store import identity, schema, settings
from surveyapp.store.backups import making
from surveyapp.store.connection import Link
from surveyapp.store.files import durable_rename, make_folder
from surveyapp.store.troubles import WrongKey, plain_files


class Unsound(UserError):
    """A backup is not what was written, or its key is another's."""


def place(backup: Path, database: Path, key: str, now: datetime) -> None:
    """Copy a backup to where a database goes, to open as another device; whole or not at all."""
    target = database.parent
    part = database.with_name(database.name + ".part")
    with plain_files(target):
        make_folder(target)
        part.unlink(missing_ok=True)
        try:
            making.require_room(target, backup.stat().st_size)
            require_sound(backup, key)
            with backup.open("rb") as reading, part.open("xb") as writing:
                os.chmod(part, 0o600)  # noqa: PTH101
                shutil.copyfileobj(reading, writing, 2**20)
                writing.flush()
                os.fsync(writing.fileno())
            _begin_anew(part, key, now)
            durable_rename(part, database)
        except BaseException:
            part.unlink(missing_ok=True)
            raise


def require_sound(backup: Path, key: str) -> None:
    """Raise ``Unsound`` where a backup is not what was written, or its key is another's."""
    try:
        fault = making.verify(backup, key)
    except WrongKey as error:
        raise Unsound(
            "The key does not open {file}: it belongs to other answers, or the file is damaged at "
            "its beginning. Give the key of the device it was made on, or rescue what is in it.",
            file=backup.name,
        ) from error
    if fault:
        raise Unsound(
            "{file} is damaged ({finding}). Take an older backup, or rescue what is in it.",
            file=backup.name,
            finding=fault,
        )


def _begin_anew(part: Path, key: str, now: datetime) -> None:
    link = Link(part, key)
    try:
        schema.version_of(link)
        with link.write() as connection:
            identity.restored(connection)
            settings.log_event(connection, "restored", part.parent.name, now)
        link.fold()
    finally:
        link.close()
