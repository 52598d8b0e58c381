"""Where data, resources and shipped forms live, frozen or not.

Data never lies in the program's folder: it may be read-only, and an update replaces it. A name that
comes from elsewhere, in a form or a package, names a file and never a way to one.
"""

from __future__ import annotations

import sys
from pathlib import Path, PurePosixPath, PureWindowsPath

_LONGEST_NAME = 255  # bytes that file systems take


def program_dir() -> Path:
    """Return the folder that holds ``forms/`` and ``resources/``."""
    frozen = getattr(sys, "_MEIPASS", None)  # set by PyInstaller's boot loader
    return Path(frozen) if frozen else Path(__file__).resolve().parent.parent


def resources_dir() -> Path:
    """Return the folder of fonts, icons, words, regions and help."""
    return program_dir() / "resources"


def forms_dir() -> Path:
    """Return the folder of the XLSForms that ship with the app."""
    return program_dir() / "forms"


def default_data_dir() -> Path:
    """Return the person's own data folder (not created here)."""
    import platformdirs  # only needed where nobody passed --data

    return Path(platformdirs.user_data_dir("surveyapp", appauthor=False))


def is_plain_name(name: str) -> bool:
    """Say whether a name from elsewhere is that of a file on any system, and no way to one."""
    return (
        name not in ("", ".", "..")
        and name == PurePosixPath(name).name == PureWindowsPath(name).name
        and name.isprintable()
        and len(name.encode("utf-8", "surrogatepass")) <= _LONGEST_NAME
    )
