"""Copies of data folders, made as by a disk that was put back whole: nothing shows it."""

from __future__ import annotations

import shutil
from pathlib import Path

from surveyapp.store import settings
from surveyapp.store.connection import Link
from surveyapp.store.key import KEY_NAME, read_key


def unseen_copy(folder: Path, target: Path) -> Path:
    """Copy a closed folder so that the copy takes itself for the original."""
    shutil.copytree(folder, target)
    forget_place(target)
    return target


def forget_place(folder: Path) -> None:
    """Let a closed folder be copied as often as tests like; each copy stays the same device."""
    link = Link(folder / "survey.db", read_key(folder / KEY_NAME))
    with link.write() as connection:
        settings.put(connection, "place", "")
    link.close()
