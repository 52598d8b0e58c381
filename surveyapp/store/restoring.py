"""Bringing a backup back, into a folder that holds no answers: never over what is there.

It knows the rules of folders; ``surveyapp.store.backups.placing`` lays the database down.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from surveyapp.errors import UserError
from surveyapp.store import folder
from surveyapp.store.backups import names
from surveyapp.store.backups.placing import place
from surveyapp.store.custody import Access, PassphraseNeeded, places, unwrap_with_recovery
from surveyapp.store.key import KEY_NAME, read_key, write_key
from surveyapp.store.troubles import plain_files


def restore(backup: Path, target: Path, key: str, now: datetime) -> None:
    """Make a data folder of a backup; whole or not at all.

    Raises ``UserError`` where the folder holds answers or a key already, the key is another's, or
    the backup is damaged or newer than this app.
    """
    with folder.locked(target, make=True) as lock:
        try:
            kept = (folder.DATABASE_NAME, *places.FILES.values())
            if any((target / name).exists() for name in kept):
                raise UserError(
                    "{folder} is in use already: it holds answers or a key. A backup is never "
                    "restored over them: name another folder with --data.",
                    folder=target,
                )
            try:
                place(backup, target / folder.DATABASE_NAME, key, now)
                with plain_files(target):
                    write_key(target / KEY_NAME, key)
            except BaseException:
                (target / folder.DATABASE_NAME).unlink(missing_ok=True)
                raise
        finally:
            lock.release()


def key_for(
    backup: Path, *, sheet: str = "", key_file: Path | None = None, access: Access | None = None
) -> str:
    """Return the key of a backup: from the recovery sheet, a key file, or the folder it lies in."""
    if not backup.is_file():
        raise UserError("There is no file {file}.", file=backup)
    if sheet:
        copy = backup.with_name(backup.name + names.RECOVERY_SUFFIX)
        if not copy.exists():
            raise UserError(
                "{file} is missing: with it, the recovery key opens the backup. Copy it from "
                "where the backup came from.",
                file=copy.name,
            )
        return unwrap_with_recovery(copy.read_bytes(), sheet)
    if key_file is not None:
        return read_key(key_file)
    home = backup.absolute().parent.parent
    problems: list[UserError] = []
    for where in places.present(home):
        try:
            return places.read(home, where, access or Access())
        except UserError as problem:  # a move that was cut short leaves two places
            problems.append(problem)
    if problems:
        raise next((one for one in problems if isinstance(one, PassphraseNeeded)), problems[0])
    raise UserError(
        "The key of {file} is not here. Give the sheet of the recovery key with --recovery-key, or "
        "a copy of the device’s key file with --key.",
        file=backup.name,
    )
