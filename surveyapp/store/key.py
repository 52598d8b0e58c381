"""The key the database is encrypted with, in a file only its owner reads.

The file is the first kind of custody; the others stand in ``surveyapp.store.custody``. Knows no
database.
"""

from __future__ import annotations

import os
import re
import secrets
import stat
import sys
from pathlib import Path

from surveyapp.errors import UserError
from surveyapp.store.files import whole_file

KEY_NAME = "survey.key"
_SHAPE = re.compile(r"[0-9a-f]{64}\Z")


class KeyLost(UserError):
    """The key of a folder is not where it should be: the recovery key may give it back."""


def new_key() -> str:
    """Return 32 random bytes as 64 hexadecimal digits."""
    return secrets.token_hex(32)


def is_key(text: str) -> bool:
    """Say whether a text is a key."""
    return bool(_SHAPE.match(text))


def write_key(path: Path, key: str) -> None:
    """Put a key into a file of its own, whole or not at all, readable by its owner only."""
    whole_file(path, key.encode() + b"\n")


def read_key(path: Path) -> str:
    """Return the key a file holds."""
    try:
        text = path.read_bytes()[:100].decode("ascii", "replace").strip()
    except FileNotFoundError as error:
        raise KeyLost(
            "The key file {file} is missing, and the answers in {folder} do not open without it. "
            "Put it back, for example from a copy of the folder.",
            file=path.name,
            folder=path.parent,
        ) from error
    if not is_key(text):
        raise KeyLost(
            "{file} is not a key file: it must hold 64 hexadecimal digits. "
            "Put back the key file that belongs to the answers in {folder}.",
            file=path.name,
            folder=path.parent,
        )
    return text


def is_private(path: Path) -> bool:
    """Say whether only its owner may read a key file (Windows keeps that elsewhere: yes)."""
    mode = stat.S_IMODE(os.stat(path).st_mode)  # noqa: PTH116 - one look, no second
    return sys.platform == "win32" or not mode & 0o077
