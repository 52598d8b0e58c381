"""Files on this device, those of forms: how they come into the store, and back to a screen.

Knows no picture and no list: names, types and bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from surveyapp.services.workspace import Workspace
from surveyapp.store import Attachment, Media

if TYPE_CHECKING:
    from surveyapp.xform.attachments import AttachedFile

_OFFICE = "application/vnd.openxmlformats-officedocument"
# Our own table: the system's differs from machine to machine.
_TYPES = {
    ".csv": "text/csv",
    ".xml": "application/xml",
    ".geojson": "application/geo+json",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".bmp": "image/bmp",
    ".svg": "image/svg+xml",
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".aac": "audio/aac",
    ".amr": "audio/amr",
    ".ogg": "audio/ogg",
    ".wav": "audio/wav",
    ".mp4": "video/mp4",
    ".3gp": "video/3gpp",
    ".webm": "video/webm",
    ".opus": "audio/ogg",
    ".mov": "video/quicktime",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".heic": "image/heic",
    ".txt": "text/plain",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".zip": "application/zip",
    ".rtf": "application/rtf",
    ".doc": "application/msword",
    ".docx": f"{_OFFICE}.wordprocessingml.document",
    ".xls": "application/vnd.ms-excel",
    ".xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    ".ppt": "application/vnd.ms-powerpoint",
    ".pptx": f"{_OFFICE}.presentationml.presentation",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
}
_UNKNOWN = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class FormFile:
    """A file of a form or of a response: its name there, its MIME type and its bytes."""

    name: str
    type: str
    data: bytes


def media_type(name: str) -> str:
    """Return the MIME type that the end of a file's name stands for."""
    return _TYPES.get(PurePosixPath(name).suffix.lower(), _UNKNOWN)


def listed(files: Iterable[AttachedFile]) -> tuple[Attachment, ...]:
    """Return the names and hashes of files beside a form, by name."""
    return tuple(
        sorted(Attachment(file.name, hashlib.sha256(file.read()).hexdigest()) for file in files)
    )


def contents(files: Iterable[AttachedFile]) -> Iterator[Media]:
    """Yield files beside a form as the store keeps them, one in memory at a time."""
    for file in files:
        data = file.read()
        yield Media(hashlib.sha256(data).hexdigest(), media_type(file.name), data)


def form_file(workspace: Workspace, form_hash: str, address: str) -> FormFile | None:
    """Return the file that an address such as ``jr://images/well.png`` means in a form.

    ``None`` where the form came without it.
    """
    from surveyapp.xform.resources import file_name

    name = file_name(address)
    for file in workspace.store.attachments(form_hash):
        if file.name == name:
            kept = workspace.store.media(file.sha256)
            # The same bytes may be called something else in another form.
            return FormFile(name, media_type(name), kept.data)
    return None
