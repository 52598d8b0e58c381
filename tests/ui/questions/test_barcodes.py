"""Barcodes and QR codes: typed, scanned by a scanner that types, read out of a picture."""

from __future__ import annotations

from pathlib import Path

import pytest
import zxingcpp
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QColor, QImage, QPainter

from surveyapp.text.bidi import strip_isolates
from surveyapp.ui.kit.button import Button
from surveyapp.ui.questions.barcode import BarcodeQuestion
from tests.ui.questions.conftest import Fill, Filling, click, focused, key, one_input, write
from tests.ui.questions.files import copy, drop, encoded

BADGE = "MA-12-0042"
VCARD = "BEGIN:VCARD\nFN:فاطمة الزهراء\nEND:VCARD"


def code(text: str, kind: str = "QRCode", scale: int = 6) -> QImage:
    """Return a picture of a code."""
    made = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, kind))
    grey = memoryview(made.to_image(scale=scale))
    height, width = grey.shape
    image = QImage(bytes(grey), width, height, width, QImage.Format.Format_Grayscale8).copy()
    paper = QImage(width + 80, height + 80, QImage.Format.Format_RGB32)
    paper.fill(QColor("white"))
    painter = QPainter(paper)
    painter.drawImage(40, 40, image)
    painter.end()
    return paper


def ask(fill: Fill, **how: object) -> tuple[Filling, BarcodeQuestion]:
    page = fill("page", form=one_input("barcode"), language="", **how)
    question = page.question("q")
    assert isinstance(question, BarcodeQuestion)
    return page, question


def test_a_scanner_types_and_goes_on(fill: Fill) -> None:
    page, question = ask(fill)
    question.focus_first()
    write(BADGE)
    key(Qt.Key.Key_Return)
    assert page.value("q") == BADGE
    assert focused() is page.question("after").input.edit  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", ["QRCode", "Code128", "DataMatrix", "PDF417"])
def test_a_code_is_read_out_of_a_picture(fill: Fill, tmp_path: Path, kind: str) -> None:
    page, question = ask(fill)
    page.offered = tmp_path / "badge.png"
    page.offered.write_bytes(encoded(code(BADGE, kind)))
    click(question.read)
    assert page.value("q") == BADGE
    assert question.input.text() == BADGE
    assert not question.slot.wrong


def test_a_code_is_read_out_of_what_was_copied(fill: Fill) -> None:
    page, question = ask(fill)
    mime = QMimeData()
    mime.setImageData(code(VCARD))
    copy(mime)
    click(question.paste)
    assert page.value("q") == VCARD  # several lines, in Arabic, as they are
    copy(QMimeData())


def test_a_picture_is_dropped_on_the_question(fill: Fill, tmp_path: Path) -> None:
    page, question = ask(fill)
    mime = QMimeData()
    (tmp_path / "badge.png").write_bytes(encoded(code(BADGE)))
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "badge.png"))])
    drop(question, mime)
    assert page.value("q") == BADGE


def test_of_several_codes_the_person_chooses(fill: Fill) -> None:
    page, question = ask(fill)
    one, two = code("UP-1"), code("DOWN-2")
    both = QImage(
        max(one.width(), two.width()), one.height() + two.height(), QImage.Format.Format_RGB32
    )
    both.fill(QColor("white"))
    painter = QPainter(both)
    painter.drawImage(0, 0, one)
    painter.drawImage(0, one.height(), two)
    painter.end()
    question.read_image(both)
    assert page.value("q") == ""
    offered = [
        button
        for button in question.findChildren(Button)
        if button.isVisible() and strip_isolates(button.words()) in ("UP-1", "DOWN-2")
    ]
    assert [strip_isolates(button.words()) for button in offered] == ["UP-1", "DOWN-2"]
    click(offered[1])
    assert page.value("q") == "DOWN-2"
    assert not any(button.isVisible() for button in offered)


def test_a_picture_without_a_code_is_said(fill: Fill, tmp_path: Path) -> None:
    page, question = ask(fill)
    blank = QImage(200, 200, QImage.Format.Format_RGB32)
    blank.fill(QColor("white"))
    question.read_image(blank)
    assert "No code can be read" in question.slot.text()
    question.read_path(tmp_path / "letter.pdf")
    assert question.slot.wrong
    question.focus_first()
    write("1")
    assert not question.slot.wrong
    question.flush()
    assert page.value("q") == "1"


def test_a_respondent_at_a_kiosk_only_scans_or_types(fill: Fill) -> None:
    _, question = ask(fill, kiosk=True)
    assert not question.read.isVisible()
    assert not question.paste.isVisible()
