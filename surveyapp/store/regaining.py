"""Getting a folder open again whose key was lost: with the recovery key, in place.

The key store was reset, the passphrase forgotten, the key file deleted: the copy in
``survey.recovery`` and the organiser's printed secret give the key back. It is put into a file;
whoever wants it better protected moves it from there.
"""

from __future__ import annotations

from pathlib import Path

from surveyapp.errors import UserError
from surveyapp.store import folder
from surveyapp.store.custody import RECOVERY_NAME, unwrap_with_recovery
from surveyapp.store.key import KEY_NAME, KeyLost, write_key
from surveyapp.store.troubles import WrongKey, damaged, plain_files


def can_help(data_dir: Path, problem: UserError) -> bool:
    """Say whether a folder that did not open may be opened with the recovery key."""
    lost = isinstance(problem, KeyLost | WrongKey)
    return lost and (data_dir / RECOVERY_NAME).exists() and folder.has_database(data_dir)


def regain(data_dir: Path, identity_text: str) -> None:
    """Put the key back as a key file; ``UserError``, and nothing written, where that fails."""
    with folder.locked(data_dir, make=False) as lock:
        try:
            with plain_files(data_dir):
                key = unwrap_with_recovery(_copy(data_dir), identity_text)
                try:
                    folder.unlock(data_dir / folder.DATABASE_NAME, key).close()
                except WrongKey as error:
                    if folder.is_its_key(data_dir, key):  # its first page is gone
                        raise damaged(data_dir) from error
                    raise UserError(
                        "The copy of the key in {file} belongs to other answers than those in "
                        "{folder}. Put back the file that belongs to them.",
                        file=RECOVERY_NAME,
                        folder=data_dir,
                    ) from error
                write_key(data_dir / KEY_NAME, key)
        finally:
            lock.release()


def _copy(data_dir: Path) -> bytes:
    path = data_dir / RECOVERY_NAME
    if not path.exists():
        raise UserError(
            "There is no {file} in {folder}: no recovery key was set here. Take the data from a "
            "backup or from the packages handed over.",
            file=path.name,
            folder=data_dir,
        )
    return path.read_bytes()
