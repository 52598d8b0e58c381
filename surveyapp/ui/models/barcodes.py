"""Reading barcodes and QR codes out of a picture; ZXing-C++ is loaded when it is first used."""

from __future__ import annotations

from PySide6.QtGui import QImage

_MOST_CODES = 6


def codes_in(image: QImage) -> tuple[str, ...]:
    """Return the texts of the codes in a picture, each once, from its top; empty where none is."""
    import zxingcpp

    if image.isNull():
        return ()
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    found = zxingcpp.read_barcodes(grey)
    placed = sorted(found, key=lambda code: (code.position.top_left.y, code.position.top_left.x))
    texts = (code.text for code in placed)
    return tuple(dict.fromkeys(text for text in texts if text))[:_MOST_CODES]
