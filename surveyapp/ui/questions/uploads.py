"""What kinds of files questions ask for, and the door through which they get them.

Knows no widget: which kind a question asks for, which names fit it, what the system's dialog
should offer, and what is said where something does not fit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath

from surveyapp.errors import UserError
from surveyapp.services.media import FormFile, media_type
from surveyapp.services.response_files import require_fit
from surveyapp.text import N_, isolate
from surveyapp.ui.questions.looks import Looks
from surveyapp.xform import FieldDef

_MAP_EDITOR = "osm"


class Upload(StrEnum):
    """What a question asks for."""

    IMAGE = "image"
    SIGNATURE = "signature"
    DRAW = "draw"
    ANNOTATE = "annotate"
    AUDIO = "audio"
    VIDEO = "video"
    FILE = "file"

    @classmethod
    def of(cls, field: FieldDef) -> Upload | None:
        """Return the kind of file a question asks for; None where only another app makes it."""
        kind = field.parameters.get("mediatype", "").partition("/")[0]
        if kind == _MAP_EDITOR:
            return None
        if kind in ("audio", "video"):
            return cls(kind)
        if kind != "image":
            return cls.FILE
        drawn = Looks.of(field).drawn
        return cls(drawn) if drawn else cls.IMAGE

    @property
    def is_picture(self) -> bool:
        """Say whether the file is a picture, however it is made."""
        return self not in (Upload.AUDIO, Upload.VIDEO, Upload.FILE)

    @property
    def is_drawn(self) -> bool:
        """Say whether somebody may draw it here."""
        return self in (Upload.SIGNATURE, Upload.DRAW, Upload.ANNOTATE)


Pick = Callable[[str, str], Path | None]
"""Asks the person for a file: the dialog's title and its Qt filter; None is a change of mind."""


@dataclass(frozen=True, slots=True)
class UploadDoor:
    """Where a question gets files: those given before, and new ones."""

    given: Callable[[str], FormFile | None]
    """The file that answers the question with this ref; None where there is none, or not here."""
    pick: Pick


def _nothing(_ref: str) -> None:
    return None


def _nobody(_title: str, _kind: str) -> None:
    return None


NO_DOOR = UploadDoor(_nothing, _nobody)
"""Where a form is shown without a response."""

_PICTURES = ".png .jpg .jpeg .jfif .gif .bmp .webp .tif .tiff .heic"
_SOUNDS = ".mp3 .m4a .aac .amr .ogg .opus .wav .flac .wma .3gp .mp4 .webm"
_FILMS = ".mp4 .3gp .webm .mov .mkv .avi .m4v .ogv"
_ENDINGS = {
    Upload.AUDIO: frozenset(_SOUNDS.split()),
    Upload.VIDEO: frozenset(_FILMS.split()),
    **{kind: frozenset(_PICTURES.split()) for kind in Upload if kind.is_picture},
}
_NAMED = {
    Upload.AUDIO: N_("Recordings"),
    Upload.VIDEO: N_("Videos"),
    Upload.FILE: N_("Files"),
}
PICTURES = N_("Pictures")

_NOT_SO = {
    Upload.AUDIO: N_("This is not a recording. Choose a sound file, such as MP3, M4A or WAV."),
    Upload.VIDEO: N_("This is not a video. Choose a video file, such as MP4 or 3GP."),
    Upload.FILE: N_("This question takes other files: {endings}. Choose one of those."),
}


def dialog_filter(kind: Upload, field: FieldDef, words: Callable[[str], str]) -> str:
    """Return what the system's dialog should offer, as Qt writes it."""
    endings = sorted(_accepted(field)) if kind is Upload.FILE else sorted(_ENDINGS[kind])
    if not all(each.startswith(".") for each in endings):
        endings = []
    name = words(_NAMED.get(kind, PICTURES))
    # Cameras write capitals, and not every system looks past them.
    patterns = [f"*{each}" for each in endings] + [f"*{each.upper()}" for each in endings]
    return f"{name} ({' '.join(patterns) or '*'})"


def read_file(path: Path, kind: Upload, field: FieldDef) -> bytes:
    """Return the bytes of a file from the disk; ``UserError`` where the question takes no such.

    Whether a picture is one is seen when it is looked at.
    """
    require_kind(path.name, kind, field)
    try:
        require_fit(path.stat().st_size)
        return path.read_bytes()
    except OSError as error:
        raise UserError(
            "{file} could not be read: {reason}. Plug the medium in again, or copy the file to "
            "this computer first.",
            file=isolate(path.name),
            reason=error.strerror or error,
        ) from error


def require_kind(name: str, kind: Upload, field: FieldDef) -> None:
    """Raise ``UserError`` where a file with this name is not what the question asks for."""
    ending = PurePosixPath(name).suffix.lower()
    if kind in (Upload.AUDIO, Upload.VIDEO) and ending not in _ENDINGS[kind]:
        raise UserError(_NOT_SO[kind])
    accepted = _accepted(field) if kind is Upload.FILE else frozenset()
    if accepted and not any(_fits(name, ending, each) for each in accepted):
        raise UserError(_NOT_SO[kind], endings=", ".join(sorted(accepted)))


def _accepted(field: FieldDef) -> frozenset[str]:
    """Return what a form says a file question takes: endings, or kinds such as ``image/*``."""
    listed = field.parameters.get("accept", "")
    return frozenset(each.strip().lower() for each in listed.split(",") if each.strip())


def _fits(name: str, ending: str, accepted: str) -> bool:
    if accepted.startswith("."):
        return ending == accepted
    kind = media_type(name)
    return kind == accepted or (accepted.endswith("/*") and kind.startswith(accepted[:-1]))


def most_pixels(field: FieldDef) -> int:
    """Return how long a picture's longer side may be; 0 where the form does not say."""
    for name in ("max-pixels", "imageDimensionScaledMax"):
        text = field.parameters.get(name, "").strip().lower().removesuffix("px")
        if text.isdigit():
            return int(text)
    return 0
