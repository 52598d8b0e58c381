"""The pictures, recordings and documents of responses, written beside a workbook that names them.

One folder for each response, called by the code its row in the workbook has; in it each file under
the name that stands in the row's cell. Made only where somebody asks, and noted in the store. Files
that answer questions about contact details stay out, as they do of the workbook.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from surveyapp.analysis.tables import Column, RepeatReader, RootReader, merge_columns
from surveyapp.analysis.values import Kind
from surveyapp.errors import UserError
from surveyapp.exchange.files import delivered_folder, put_file
from surveyapp.progress import Progress, Silent
from surveyapp.services.export import ExportReport, Gathered, gather, unopened
from surveyapp.services.practice import require_real
from surveyapp.services.response_files import files_named
from surveyapp.services.workspace import Workspace
from surveyapp.text import isolate_ltr
from surveyapp.text.codes import short_code

# Names come from other devices: what is no plain name of ASCII on every system gets another.
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,8}")


@dataclass(frozen=True, slots=True)
class _Found:
    """A file that an answer names: where it goes, and its hash."""

    place: PurePosixPath
    sha256: str


def export_files(workspace: Workspace, out: Path, progress: Progress | None = None) -> ExportReport:
    """Write the files of all current responses into the new folder ``out``; whole or not at all.

    ``rows`` of the report are files. Raises ``UserError`` where there are none, the folder is there
    already or cannot be made, or what the device holds is damaged.
    """
    require_real(workspace)
    progress = progress or Silent()
    _require_place(out)
    workspace.store.checkup.require_sound(progress, lists=True)
    gathered = gather(workspace)
    apart = 0
    found: list[_Found] = []
    for form in gathered:
        columns = [each for each in merge_columns(form.definitions.values()) if _is_file(each)]
        apart += sum(1 for _ in _files(form, [each for each in columns if each.pii]))
        found += _files(form, [each for each in columns if not each.pii])
    held = workspace.store.held(each.sha256 for each in found)
    here = [each for each in found if each.sha256 in held]
    left_out = [*unopened(workspace), *_told(len(found) - len(here), apart)]
    if not here:
        raise UserError("No response here has a file to write.", details=tuple(left_out))
    size = _write(workspace, out, here, progress)
    workspace.store.log_event("files", f"{out.name} files={len(here)}")
    return ExportReport(out, len(here), size, left_out=tuple(left_out))


def _is_file(column: Column) -> bool:
    return column.kind is Kind.FILE


def _files(form: Gathered, columns: list[Column]) -> Iterator[_Found]:
    """Yield what answers to these questions name, response by response."""
    root = RootReader([each for each in columns if each.repeat is None])
    repeats = [
        RepeatReader(ref, [each for each in columns if each.repeat == ref])
        for ref in sorted({each.repeat for each in columns if each.repeat is not None})
    ]
    for submission in form.submissions:
        document: Mapping[str, Any] = json.loads(submission.document)
        named = files_named(document)
        if not named:
            continue
        data = document["data"]
        names = [str(value) for value in root.read(data, None).values()]
        for reader in repeats:
            names += [str(value) for _, row in reader.read(data, None) for value in row.values()]
        folder = PurePosixPath(_plain(submission.form_id, "form"), short_code(submission.id))
        for name in dict.fromkeys(names):
            if name in named:
                yield _Found(folder / _plain(name, named[name][:16]), named[name])


def _plain(name: str, otherwise: str) -> str:
    """Return a name that is one on every system."""
    if _PLAIN.fullmatch(name) and not _RESERVED.fullmatch(name) and not name.endswith("."):
        return name
    ending = PurePosixPath(name).suffix
    return otherwise + (ending if _ENDING.fullmatch(ending) else "")


def _told(missing: int, apart: int) -> Iterator[UserError]:
    if missing:
        yield UserError(
            "Files that responses name and that are not on this device: {count}. Merge a package "
            "of the device that has them.",
            count=missing,
        )
    if apart:
        yield UserError(
            "Files left out, because they answer questions about contact details: {count}.",
            count=apart,
        )


def _require_place(out: Path) -> None:
    if out.exists():
        raise UserError(
            "{folder} is there already. Name a new folder: it is made, and the files go into it.",
            folder=isolate_ltr(str(out)),
        )
    if not out.parent.is_dir():
        raise UserError(
            "The folder {folder} is not there. Plug the medium in, or choose another folder.",
            folder=isolate_ltr(str(out.parent)),
        )


def _write(workspace: Workspace, out: Path, found: list[_Found], progress: Progress) -> int:
    """Write the files; return their bytes."""
    size = 0
    taken: set[PurePosixPath] = set()
    with delivered_folder(out) as folder:
        for done, each in enumerate(found):
            progress.step(done, len(found))
            data = workspace.store.media(each.sha256).data
            place = _free(each.place, taken)
            put_file(folder, place, data)
            taken.add(place)
            size += len(data)
    progress.step(len(found), len(found))
    return size


def _free(place: PurePosixPath, taken: set[PurePosixPath]) -> PurePosixPath:
    """Return a place nobody has: two responses may have one code, if hardly ever."""
    number, free = 1, place
    while free in taken:
        number += 1
        free = place.with_name(f"{place.stem}-{number}{place.suffix}")
    return free
