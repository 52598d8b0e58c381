"""The files beside a form: what ``<form>-media`` holds of the lists that the form reads.

The folder is where pyxform, ODK Central and Collect look. A form comes from strangers: a name in it
opens a file of that folder or nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

from surveyapp.errors import UserError
from surveyapp.xform.definition import FormDefinition

_FILES = "jr://file"  # and jr://file-csv; jr://instance/last-saved is no file


@dataclass(frozen=True, slots=True)
class Attachments:
    """The attached lists of a form by file name, and what to tell about each that is not there."""

    files: Mapping[str, Path]
    missing: Mapping[str, UserError]


def media_folder(form: Path) -> Path:
    """Return the folder in which the files of ``form`` lie: ``visit.xlsx`` has ``visit-media``."""
    return form.with_name(f"{form.stem}-media")


def attached(folder: Path, name: str) -> Path | None:
    """Return the file ``name`` of ``folder``, or None: it is not there or would lie elsewhere."""
    if name != PurePosixPath(name).name or name != PureWindowsPath(name).name:
        return None
    path = folder / name
    if not path.is_file() or path.resolve().parent != folder.resolve():
        return None
    return path


def attachments(definition: FormDefinition, form: Path) -> Attachments:
    """Return the lists that ``definition`` reads from files, as they lie beside ``form``."""
    folder = media_folder(form)
    files: dict[str, Path] = {}
    missing: dict[str, UserError] = {}
    for source in definition.loaded.sources.values():
        if not source.startswith(_FILES):
            continue
        name = source.removeprefix(_FILES).partition("/")[2]
        path = attached(folder, name)
        if path is not None:
            files[name] = path
        else:
            missing[name] = UserError(
                "The list {file} is not in the folder {folder}. Put it there; until then questions "
                "that need it have nothing to show.",
                file=name,
                folder=str(folder),
            )
    return Attachments(files, missing)
