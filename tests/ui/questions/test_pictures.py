"""Pictures of a form stand under the words they belong to; recordings are said not to play."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QBuffer, QIODevice, QSize
from PySide6.QtGui import QAccessible, QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from surveyapp.services.media import FormFile
from surveyapp.text import load_words
from surveyapp.ui import theme
from surveyapp.ui.kit.picture import MOST_HIGH, MOST_WIDE, read_picture
from surveyapp.ui.questions import QuestionPage
from surveyapp.ui.theme import Theme
from surveyapp.xform import FormSession
from tests.xform.forms import form, noon

WELL = """
| survey |      |      |                |                |                 |                 |                 |
|        | type | name | label::fr (fr) | label::ar (ar) | image::fr (fr)  | image::ar (ar)  | audio           |
|        | text | well | Ce puits ?     | هذه البئر؟     | puits.png       | bir.png         | question.mp3    |
|        | text | name | Son nom ?      | اسمها؟         |                 |                 |                 |
"""  # noqa: E501 - a table
Page = Callable[..., QuestionPage]


def png(width: int, height: int) -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("teal"))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


@pytest.fixture
def page(qapp: QApplication, qtbot: QtBot) -> Iterator[Page]:
    """Open the page of one question of the form, with these files."""

    def begin(name: str = "well", *, width: int = 800, **files: bytes) -> QuestionPage:
        theme.apply(qapp, Theme(language="fr", motion=False))
        session = FormSession(form(WELL), language="fr", now=noon)

        def file(address: str) -> FormFile | None:
            data = files.get(address.rpartition("/")[2].partition(".")[0])
            return None if data is None else FormFile(address, "image/png", data)

        shown = next(each for each in session.pages() if each.ref == f"/data/{name}")
        opened = QuestionPage(session, shown, load_words("fr"), files=file)
        qtbot.addWidget(opened)
        opened.resize(width, 600)
        opened.show()
        return opened

    yield begin
    theme.apply(qapp, Theme(motion=False))


def test_a_question_shows_its_picture_and_says_whose_it_is(page: Page) -> None:
    (question,) = page(puits=png(300, 200)).questions()
    assert question.picture.isVisible()
    assert question.picture.shown == QSize(300, 200)
    named = QAccessible.queryAccessibleInterface(question.picture)
    assert named.text(QAccessible.Text.Name) == "Ce puits ?"
    assert named.role() == QAccessible.Role.Graphic


def test_another_language_brings_its_own_picture(page: Page) -> None:
    opened = page(puits=png(300, 200), bir=png(100, 50))
    (question,) = opened.questions()
    question.session.set_language("ar")
    opened.retranslate(load_words("ar"))
    assert question.picture.shown == QSize(100, 50)
    assert question.picture.accessibleName() == "هذه البئر؟"


def test_a_question_without_a_picture_shows_none(page: Page) -> None:
    for opened in (page("name"), page()):  # none is named; none came with the form
        (question,) = opened.questions()
        assert not question.picture.isVisible()


def test_a_recording_is_said_not_to_play(page: Page) -> None:
    (question,) = page().questions()
    assert question.unplayed.isVisible()
    (silent,) = page("name").questions()
    assert not silent.unplayed.isVisible()


def test_a_large_picture_is_made_to_fit_and_a_narrow_page_makes_it_smaller(page: Page) -> None:
    (question,) = page(puits=png(4000, 1000)).questions()
    assert question.picture.shown == QSize(MOST_WIDE, 240)
    assert question.picture.heightForWidth(480) == 120
    (tall,) = page(puits=png(500, 4000)).questions()
    assert tall.picture.shown == QSize(40, MOST_HIGH)


def huge(side: int) -> bytes:
    """Return a PNG that claims to be as large as it likes and holds next to nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


@pytest.mark.qt_log_ignore("Rejecting image as it exceeds", "propagateSizeHints", extend=True)
@pytest.mark.parametrize("data", [b"", b"no picture", b"\x89PNG\r\n\x1a\n", huge(100_000)])
def test_what_is_no_picture_shows_nothing(page: Page, data: bytes) -> None:
    (question,) = page(puits=data).questions()
    assert not question.picture.isVisible()
    assert read_picture(data, QSize(100, 100)).isNull()
