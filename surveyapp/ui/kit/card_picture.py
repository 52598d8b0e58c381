"""The picture on an option card: fitted into the card, centred, never enlarged."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from surveyapp.ui.theme import Look, current

PLATE = 4  # px of paper round a picture that lets the ground through


class CardPicture:
    """One picture, or none."""

    def __init__(self) -> None:
        self._image = QImage()

    def __bool__(self) -> bool:
        return not self._image.isNull()

    def set_image(self, image: QImage) -> None:
        """Show another picture; a null one shows nothing."""
        self._image = image

    def fitted(self, width: float, most_high: float) -> QSize:
        """Return the size in which the picture stands in a width, in logical px."""
        size = self._image.deviceIndependentSize()
        room = QSizeF(max(1.0, width), max(1.0, most_high))
        if size.width() > room.width() or size.height() > room.height():
            size = size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        return size.toSize()

    def paint(self, painter: QPainter, room: QRectF, *, chosen: bool) -> None:
        """Draw the picture in the middle of ``room``, on a card that is ``chosen`` or not."""
        size = self.fitted(room.width(), room.height())
        box = QRectF(0, 0, size.width(), size.height())
        box.moveCenter(room.center())
        # Black lines on glass would not be seen on a dark card.
        look = current().look
        dark = look is Look.DARK or (look is Look.CONTRAST and chosen)
        if self._image.hasAlphaChannel() and dark:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(Qt.GlobalColor.white))
            painter.drawRoundedRect(box.adjusted(-PLATE, -PLATE, PLATE, PLATE), PLATE, PLATE)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(box, self._image)
