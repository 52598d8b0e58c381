"""Signatures, drawings and marks on pictures: by mouse and by finger, undone, kept as PNG."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QAccessible, QColor, QImage, QInputDevice, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from surveyapp.ui.kit.sketch import SketchPad
from surveyapp.ui.questions.drawing import DrawingQuestion
from tests.ui.questions.conftest import Fill, Filling, click, focused, key
from tests.ui.questions.files import one_upload, picture


@pytest.fixture(scope="module")
def finger() -> object:
    return QTest.createTouchDevice()


def ask(
    fill: Fill, appearance: str = "signature", *, bind: str = "", **how: object
) -> tuple[Filling, DrawingQuestion]:
    form = one_upload(appearance=appearance, bind=bind)
    page = fill("page", form=form, language="", **how)
    question = page.question("q")
    assert isinstance(question, DrawingQuestion)
    return page, question


def words_on(question: DrawingQuestion) -> list[str]:
    return [each.words() for each in question.buttons_shown() if each.isVisible()]


def press(question: DrawingQuestion, words: str) -> None:
    click(next(each for each in question.buttons_shown() if each.words() == words))
    QApplication.processEvents()


def place(pad: SketchPad, across: float, down: float) -> QPoint:
    box = pad.paper()
    return QPoint(round(box.left() + across * box.width()), round(box.top() + down * box.height()))


def line(pad: SketchPad, *points: tuple[float, float]) -> None:
    """Draw by mouse through these places, given in shares of the page."""
    first, *rest = (place(pad, *point) for point in points)
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=first)
    for point in rest:
        QTest.mouseMove(pad, point)
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=rest[-1] if rest else first)


def drawn(page: Filling) -> QImage:
    file = page.file("q")
    assert file is not None
    assert file.data.startswith(b"\x89PNG")
    return QImage.fromData(file.data)


def dark(image: QImage, across: float, down: float) -> bool:
    """Say whether there is ink near a place."""
    x, y = round(across * image.width()), round(down * image.height())
    return any(
        image.pixelColor(x + dx, y + dy).lightness() < 128
        for dx in range(-6, 7)
        for dy in range(-6, 7)
        if image.rect().contains(x + dx, y + dy)
    )


ACROSS = ((0.2, 0.5), (0.5, 0.5), (0.8, 0.5))


def test_somebody_signs_with_the_mouse(fill: Fill) -> None:
    page, question = ask(fill)
    assert words_on(question) == ["Sign here", "Choose a picture", "Paste"]
    press(question, "Sign here")
    line(question.sheet.pad, *ACROSS)
    click(question.sheet.finish)
    image = drawn(page)
    assert image.size() == QSize(1200, 500)
    assert dark(image, 0.5, 0.5)
    assert not dark(image, 0.5, 0.74)  # the line to sign on is not part of it
    assert question.preview.isVisible()
    assert words_on(question) == ["Sign again", "Replace", "Remove"]


def test_somebody_signs_with_a_finger(fill: Fill, finger: object) -> None:
    page, question = ask(fill)
    press(question, "Sign here")
    pad = question.sheet.pad
    window = pad.window()
    handle: QWindow = window.windowHandle()
    spots = [pad.mapTo(window, place(pad, *point)) for point in ACROSS]
    assert isinstance(finger, QInputDevice)
    QTest.touchEvent(handle, finger).press(0, spots[0], handle).commit()  # type: ignore[call-overload]
    for spot in spots[1:]:
        QTest.touchEvent(handle, finger).move(0, spot, handle).commit()  # type: ignore[call-overload]
    QTest.touchEvent(handle, finger).release(0, spots[-1], handle).commit()  # type: ignore[call-overload]
    QApplication.processEvents()
    assert len(pad.sketch.strokes) == 1
    click(question.sheet.finish)
    assert dark(drawn(page), 0.5, 0.5)


def test_lines_are_undone_one_by_one_and_a_wipe_at_once(fill: Fill) -> None:
    _, question = ask(fill, "draw")
    press(question, "Draw")
    sheet, pad = question.sheet, question.sheet.pad
    assert not sheet.undo.isEnabled()
    for down in (0.2, 0.4, 0.6):
        line(pad, (0.2, down), (0.8, down))
    click(sheet.undo)
    assert len(pad.sketch.strokes) == 2
    click(sheet.clear)
    assert pad.sketch.is_blank
    click(sheet.undo)
    assert len(pad.sketch.strokes) == 2


def test_colours_and_pens_are_chosen(fill: Fill) -> None:
    page, question = ask(fill, "draw")
    press(question, "Draw")
    sheet = question.sheet
    red = next(disc for disc in sheet.colours.discs if disc.accessibleName() == "Red")
    click(red)
    click(sheet.widths.button("thick"))
    line(sheet.pad, *ACROSS)
    click(sheet.finish)
    image = drawn(page)
    assert image.pixelColor(800, 500) == QColor("#AF2A1F")
    assert image.pixelColor(800, 509) == QColor("#AF2A1F")  # thick


def test_nothing_drawn_is_no_answer(fill: Fill) -> None:
    page, question = ask(fill)
    press(question, "Sign here")
    click(question.sheet.finish)
    assert page.value("q") == ""


def test_closing_keeps_what_was_drawn_for_the_next_try(fill: Fill) -> None:
    page, question = ask(fill)
    press(question, "Sign here")
    line(question.sheet.pad, *ACROSS)
    key(Qt.Key.Key_Escape)
    QApplication.processEvents()
    assert page.value("q") == ""
    press(question, "Sign here")
    assert len(question.sheet.pad.sketch.strokes) == 1
    click(question.sheet.finish)
    assert dark(drawn(page), 0.5, 0.5)


def test_drawing_goes_on_where_it_stopped(fill: Fill) -> None:
    page, question = ask(fill, "draw")
    press(question, "Draw")
    line(question.sheet.pad, *ACROSS)
    click(question.sheet.finish)
    QApplication.processEvents()
    press(question, "Go on drawing")
    assert len(question.sheet.pad.sketch.strokes) == 1  # each line can still be undone
    line(question.sheet.pad, (0.2, 0.8), (0.8, 0.8))
    click(question.sheet.finish)
    image = drawn(page)
    assert dark(image, 0.5, 0.5)
    assert dark(image, 0.5, 0.8)


def test_a_removed_signature_begins_anew_and_undo_brings_it_back(fill: Fill) -> None:
    page, question = ask(fill)
    press(question, "Sign here")
    line(question.sheet.pad, *ACROSS)
    click(question.sheet.finish)
    QApplication.processEvents()
    given = page.value("q")
    press(question, "Remove")
    press(question, "Sign here")
    assert question.sheet.pad.sketch.is_blank
    key(Qt.Key.Key_Escape)
    QApplication.processEvents()
    press(question, "Undo")
    assert page.value("q") == given


def test_marks_go_onto_the_picture_that_was_chosen(fill: Fill) -> None:
    page, question = ask(fill, "annotate")
    assert words_on(question) == ["Choose a picture", "Paste"]
    question.give("photo.png", picture(400, 200))
    assert words_on(question) == ["Replace", "Remove", "Draw on it"]
    press(question, "Draw on it")
    line(question.sheet.pad, *ACROSS)
    click(question.sheet.finish)
    image = drawn(page)
    assert image.size() == QSize(400, 200)
    assert dark(image, 0.5, 0.5)
    assert image.pixelColor(20, 20) == QColor("red")
    assert image.pixelColor(380, 20) == QColor("blue")


def test_a_form_that_asks_for_fewer_pixels_gets_a_smaller_drawing(fill: Fill) -> None:
    ns = 'xmlns:orx="http://openrosa.org/xforms" orx:max-pixels="600"'
    page, question = ask(fill, bind=ns)
    press(question, "Sign here")
    line(question.sheet.pad, *ACROSS)
    click(question.sheet.finish)
    assert drawn(page).size() == QSize(600, 250)


def test_a_respondent_at_a_kiosk_signs_and_is_led_to_no_file(fill: Fill) -> None:
    _, question = ask(fill, kiosk=True)
    assert words_on(question) == ["Sign here"]
    assert question.about.text() == "Sign on the screen."


def test_a_turned_tablet_keeps_every_line(fill: Fill) -> None:
    page, question = ask(fill, "draw", width=1280, height=800)
    press(question, "Draw")
    line(question.sheet.pad, *ACROSS)
    page.window.resize(800, 1280)
    QApplication.processEvents()
    line(question.sheet.pad, (0.2, 0.8), (0.8, 0.8))
    click(question.sheet.finish)
    image = drawn(page)
    assert dark(image, 0.5, 0.5)
    assert dark(image, 0.5, 0.8)


def test_screen_readers_hear_what_the_pad_is_and_what_else_there_is(fill: Fill) -> None:
    _, question = ask(fill)
    press(question, "Sign here")
    pad = question.sheet.pad
    assert focused() is pad
    heard = QAccessible.queryAccessibleInterface(pad)
    assert heard.role() == QAccessible.Role.Canvas
    assert heard.text(QAccessible.Text.Name) == "Question"
    assert "choose a picture file instead" in heard.text(QAccessible.Text.Description)
    # Tab reaches every control and comes round.
    seen = []
    for _ in range(8):
        key(Qt.Key.Key_Tab)
        seen.append(focused())
    assert {question.sheet.finish, question.sheet.cancel, pad} <= set(seen)
    key(Qt.Key.Key_Escape)
    QApplication.processEvents()
    assert focused() in question.buttons_shown()
