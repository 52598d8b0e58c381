"""Forms that ask for a file, and files to give."""

from __future__ import annotations

import struct

from PySide6.QtCore import QBuffer, QIODevice, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QWidget

from surveyapp.xform import FormDefinition
from tests.ui.questions.conftest import small_form


def one_upload(
    media: str = "image/*", *, appearance: str = "", upload: str = "", bind: str = ""
) -> FormDefinition:
    """Return a form that asks for one file, called ``q``, and one text after it."""
    look = f' appearance="{appearance}"' if appearance else ""
    return small_form(
        f'<upload ref="/data/page/q" mediatype="{media}"{look} {upload}>'
        "<label>Question</label></upload>",
        '<input ref="/data/page/after"><label>After</label></input>',
        binds=f'<bind nodeset="/data/page/q" type="binary" {bind}/>'
        '<bind nodeset="/data/page/after" type="string"/>',
        data="<q/><after/>",
    )


def picture(width: int = 40, height: int = 20, *, kind: str = "PNG") -> bytes:
    """Return a picture whose left half is red and right half blue."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    for x in range(width // 2, width):
        for y in range(height):
            image.setPixelColor(x, y, QColor("blue"))
    return encoded(image, kind)


def encoded(image: QImage, kind: str = "PNG") -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, kind)
    return bytes(buffer.data().data())


def lying(jpeg: bytes) -> bytes:
    """Return a JPEG whose camera was held upright: EXIF says to turn it clockwise."""
    entry = struct.pack("<HHII", 0x0112, 3, 1, 6)
    exif = b"Exif\0\0" + b"II*\0\x08\0\0\0" + struct.pack("<H", 1) + entry + b"\0\0\0\0"
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + jpeg[2:]


def drop(widget: QWidget, mime: QMimeData) -> None:
    """Let something go over a widget, as from a file manager."""
    place = widget.rect().center()
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    action = Qt.DropAction.CopyAction
    enter = QDragEnterEvent(QPoint(place), action, mime, buttons, keys)
    QApplication.sendEvent(widget, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(widget, QDropEvent(QPointF(place), action, mime, buttons, keys))


def copy(mime: QMimeData) -> None:
    """Put something on the clipboard."""
    QGuiApplication.clipboard().setMimeData(mime)
