"""Pictures between the disk, the clipboard and a response: read, turned upright, made smaller.

Bytes stay as they came, with all that a camera wrote into them, unless a form asks for fewer
pixels: then the picture is written anew, upright, and what the camera wrote is gone.
"""

from __future__ import annotations

from pathlib import PurePosixPath

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QImage, QImageReader

from surveyapp.errors import UserError
from surveyapp.services.media import media_type
from surveyapp.ui.kit.picture import read_picture

_QUALITY = 90
_MOST = 1 << 15  # more than any screen, and Qt's own limit of memory holds below it


def as_png(image: QImage) -> bytes:
    """Return an image as a PNG file."""
    return _encoded(image, "PNG", -1)


def fitted(name: str, data: bytes, most: int) -> tuple[str, bytes]:
    """Return the name and bytes of a picture whose longer side has at most ``most`` pixels.

    ``most`` 0 sets no limit. ``UserError`` where the bytes are no picture.
    """
    size = _size(data)
    if not size.isValid():
        if media_type(name).startswith("image/") and not name.lower().endswith(_READABLE):
            return name, data  # of a kind that Qt does not read, such as HEIC
        raise UserError("This is not a picture. Choose a picture file, such as JPEG or PNG.")
    if not most or max(size.width(), size.height()) <= most:
        return name, data
    image = read_picture(data, QSize(most, most))
    if image.isNull():
        raise UserError("This picture cannot be read. It may be damaged: choose another one.")
    stem = PurePosixPath(name).stem
    if image.hasAlphaChannel():
        return f"{stem}.png", as_png(image)
    return f"{stem}.jpg", _encoded(image, "JPEG", _QUALITY)


def whole(data: bytes, most: int = _MOST) -> QImage:
    """Return the picture in ``data``, upright, at most ``most`` pixels long; null if none."""
    return read_picture(data, QSize(most, most))


_READABLE = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".tif", ".tiff")


def _size(data: bytes) -> QSize:
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    return reader.size() if reader.canRead() else QSize()


def _encoded(image: QImage, kind: str, quality: int) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, kind, quality)  # type: ignore[call-overload]
    return bytes(buffer.data().data())
