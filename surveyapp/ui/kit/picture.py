"""A picture of a form, under the words it belongs to: never wider than they are, never enlarged.

Pictures come from strangers. They are kept at the size at which they are shown, and Qt refuses
those that would take more than 256 MB to unpack. What cannot be read shows nothing.
"""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QSize, Qt
from PySide6.QtGui import (
    QAccessible,
    QImage,
    QImageIOHandler,
    QImageReader,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from surveyapp.ui.kit.paint import is_rtl
from surveyapp.ui.theme import Themed, current

MOST_WIDE = 960
MOST_HIGH = 320
"""Logical px at ordinary text size; a picture grows with text, like everything people look at."""


def read_picture(data: bytes, most: QSize) -> QImage:
    """Return the picture that ``data`` holds, made smaller to fit into ``most`` device px.

    A null image where the bytes are no picture that Qt reads.
    """
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)  # photographs say which way is up
    size = reader.size()
    if reader.transformation() & QImageIOHandler.Transformation.TransformationRotate90:
        most = most.transposed()
    if size.isValid() and (size.width() > most.width() or size.height() > most.height()):
        reader.setScaledSize(size.scaled(most, Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()


class Picture(QWidget, Themed):
    """Shows one picture, its words as its name for screen readers; hidden while there is none."""

    accessible_role = QAccessible.Role.Graphic

    def __init__(self, parent: QWidget | None = None, *, high: int = 0) -> None:
        """``high`` px are the most it takes whatever the size of text; by default it grows."""
        super().__init__(parent)
        self._high = high
        self._data = b""
        self._image = QImage()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.hide()

    def set_data(self, data: bytes) -> None:
        """Show the picture these bytes hold, or nothing."""
        self._data = data
        self._image = read_picture(data, self._most() * self.devicePixelRatio())
        self._image.setDevicePixelRatio(self.devicePixelRatio())
        self.setVisible(not self._image.isNull())
        self.updateGeometry()
        self.update()

    @property
    def shown(self) -> QSize:
        """Return the size in logical px that the picture takes where there is room."""
        return self._image.deviceIndependentSize().toSize()

    def retheme(self) -> None:
        """Read again: text may have another size now."""
        self.set_data(self._data)

    def _most(self) -> QSize:
        return QSize(MOST_WIDE, self._high or current().px(MOST_HIGH))

    def _fitted(self, width: int) -> QSize:
        size = self.shown
        if size.width() <= width or size.isEmpty():
            return size
        return size.scaled(max(1, width), size.height(), Qt.AspectRatioMode.KeepAspectRatio)

    def hasHeightForWidth(self) -> bool:
        """Say that a narrow page makes the picture smaller."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the picture's height at a width."""
        return self._fitted(width).height()

    def sizeHint(self) -> QSize:
        """Return the picture's own size."""
        return self.shown

    def minimumSizeHint(self) -> QSize:
        """Return a size at which something can still be seen."""
        return QSize(48, min(48, self.shown.height()))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw it at the side where lines begin."""
        size = self._fitted(self.width())
        left = self.width() - size.width() if is_rtl(self) else 0
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRect(left, 0, size.width(), size.height()), self._image)
