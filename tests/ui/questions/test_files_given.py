"""Questions answered by a file: chosen, dropped, pasted, replaced, taken away, brought back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QSize, Qt, QUrl
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from surveyapp.services import response_files
from surveyapp.text import load_words
from surveyapp.text.bidi import strip_isolates
from surveyapp.ui.kit.button import Button
from surveyapp.ui.models.pictures import fitted, whole
from surveyapp.ui.questions.given_file import FileQuestion
from surveyapp.ui.questions.image import ImageQuestion
from tests.ui.questions.conftest import Fill, Filling, click, focused, key
from tests.ui.questions.files import copy, drop, lying, one_upload, picture


def ask(fill: Fill, media: str = "image/*", **form: str) -> tuple[Filling, FileQuestion]:
    page = fill("page", form=one_upload(media, **form), language="")
    question = page.question("q")
    assert isinstance(question, FileQuestion)
    return page, question


def buttons(question: FileQuestion) -> list[str]:
    return [each.words() for each in question.buttons_shown() if each.isVisible()]


def press(question: FileQuestion, words: str) -> None:
    click(next(each for each in question.buttons_shown() if each.words() == words))


def on_disk(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def urls(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def test_a_picture_is_chosen_from_the_disk_and_shown(fill: Fill, tmp_path: Path) -> None:
    page, question = ask(fill)
    assert buttons(question) == ["Choose a picture", "Paste"]
    page.offered = on_disk(tmp_path, "IMG_0001.JPG", picture(kind="JPEG"))
    press(question, "Choose a picture")
    ((title, kind),) = page.asked_for
    assert title == "Choose a picture"
    assert "*.jpg" in kind
    assert "*.JPG" in kind
    file = page.file("q")
    assert file is not None
    assert file.data == page.offered.read_bytes()
    assert question.preview.isVisible()
    assert question.preview.shown == QSize(40, 20)
    assert question.preview.accessibleName() == "Question"
    assert buttons(question) == ["Replace", "Remove"]


def test_a_change_of_mind_changes_nothing(fill: Fill) -> None:
    page, question = ask(fill)
    press(question, "Choose a picture")
    assert page.value("q") == ""
    assert not question.slot.wrong


def test_a_picture_is_dropped(fill: Fill, tmp_path: Path) -> None:
    page, question = ask(fill)
    drop(question.box, urls(on_disk(tmp_path, "well.png", picture())))
    assert page.value("q").endswith(".png")


def test_a_picture_is_pasted_by_the_usual_keys(fill: Fill) -> None:
    page, question = ask(fill)
    mime = QMimeData()
    mime.setImageData(QImage.fromData(picture()))
    copy(mime)
    question.focus_first(Qt.FocusReason.TabFocusReason)
    key(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    file = page.file("q")
    assert file is not None
    assert QImage.fromData(file.data).size() == QSize(40, 20)
    copy(QMimeData())


def test_an_empty_clipboard_is_said(fill: Fill) -> None:
    page, question = ask(fill)
    copy(QMimeData())
    press(question, "Paste")
    assert question.slot.wrong
    assert "no file" in question.slot.text()
    assert page.value("q") == ""


def test_the_app_says_that_it_takes_no_photos(fill: Fill) -> None:
    _, question = ask(fill)
    assert question.note.isVisible()
    assert "takes no photos" in question.note.text()


def test_what_was_removed_comes_back_by_undo(fill: Fill, tmp_path: Path) -> None:
    page, question = ask(fill)
    question.give_path(on_disk(tmp_path, "well.png", picture()))
    given = page.value("q")
    question.remove.setFocus(Qt.FocusReason.TabFocusReason)
    key(Qt.Key.Key_Return)
    assert page.value("q") == ""
    assert not question.preview.isVisible()
    assert buttons(question) == ["Choose a picture", "Paste", "Undo"]
    assert focused() is question.undo  # the keyboard stays in the question
    key(Qt.Key.Key_Return)
    assert page.value("q") == given
    assert question.preview.isVisible()
    assert focused() is question.remove


def test_a_picture_replaced_by_mistake_comes_back_too(fill: Fill, tmp_path: Path) -> None:
    page, question = ask(fill)
    question.give_path(on_disk(tmp_path, "one.png", picture()))
    first = page.value("q")
    page.offered = on_disk(tmp_path, "two.png", picture(30, 30))
    press(question, "Replace")
    assert question.preview.shown == QSize(30, 30)
    press(question, "Undo")
    assert page.value("q") == first
    assert question.preview.shown == QSize(40, 20)


def test_a_recording_shows_its_name_and_size(fill: Fill, tmp_path: Path) -> None:
    page, question = ask(fill, "audio/*")
    assert buttons(question) == ["Choose a recording"]
    assert "does not record" in question.note.text()
    question.give_path(on_disk(tmp_path, "said.m4a", b"x" * 2_345_678))
    told = strip_isolates(question.about.text())
    assert page.value("q") in told
    assert "2.3 MB" in told


@pytest.mark.parametrize(
    ("media", "name", "told"),
    [
        ("audio/*", "letter.pdf", "not a recording"),
        ("video/*", "photo.jpg", "not a video"),
        ("image/*", "letter.pdf", "not a picture"),
        ("image/*", "broken.jpg", "not a picture"),
    ],
)
def test_what_the_question_does_not_take_is_said(
    fill: Fill, tmp_path: Path, media: str, name: str, told: str
) -> None:
    page, question = ask(fill, media)
    question.give_path(on_disk(tmp_path, name, b"nonsense"))
    assert question.slot.wrong
    assert told in question.slot.text()
    assert page.value("q") == ""
    # The next good one clears it.
    good = {"audio/*": "a.mp3", "video/*": "a.mp4", "image/*": "a.png"}[media]
    question.give_path(on_disk(tmp_path, good, picture()))
    assert page.value("q")
    assert not question.slot.wrong


def test_a_form_may_say_which_files_it_takes(fill: Fill, tmp_path: Path) -> None:
    page, question = ask(fill, "application/*", upload='accept=".pdf,.docx"')
    question.give_path(on_disk(tmp_path, "list.csv", b"a,b"))
    assert ".docx, .pdf" in question.slot.text()
    page.offered = on_disk(tmp_path, "permit.PDF", b"%PDF")
    press(question, "Choose a file")
    assert "*.pdf" in page.asked_for[0][1]
    assert page.value("q").endswith(".PDF")


def test_what_is_too_large_or_gone_is_said_before_it_is_read(
    fill: Fill, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, question = ask(fill, "application/*")
    monkeypatch.setattr(response_files, "LARGEST", 1000)
    question.give_path(on_disk(tmp_path, "film.bin", bytes(1001)))
    assert "too large" in question.slot.text()
    question.give_path(tmp_path / "nowhere.bin")
    assert "could not be read" in question.slot.text()
    assert page.value("q") == ""


def test_a_required_file_is_asked_for_like_any_answer(fill: Fill, tmp_path: Path) -> None:
    page, question = ask(fill, bind='required="true()"')
    page.page.reveal_problems()
    assert question.slot.wrong
    question.give_path(on_disk(tmp_path, "well.png", picture()))
    assert not question.slot.wrong


def test_a_file_that_is_not_on_this_device_is_said(fill: Fill) -> None:
    page, question = ask(fill)
    page.page.apply(page.session.answer("/data/page/q", "17.jpg"))
    assert "17.jpg is not on this device" in strip_isolates(question.about.text())
    assert buttons(question) == ["Replace", "Remove"]


def test_a_language_switch_keeps_the_file_and_the_message(fill: Fill, tmp_path: Path) -> None:
    page, question = ask(fill)
    question.give_path(on_disk(tmp_path, "well.png", picture()))
    question.give_path(on_disk(tmp_path, "letter.pdf", b"%PDF"))
    before = page.value("q")
    page.words = load_words("ar")
    page.page.retranslate(page.words)
    assert page.value("q") == before
    assert question.preview.isVisible()
    assert question.slot.wrong
    assert question.undo.words() == page.words("Undo")


def test_respondents_at_a_kiosk_are_led_to_no_file(fill: Fill) -> None:
    page = fill("page", form=one_upload(), language="", kiosk=True)
    question = page.question("q")
    assert isinstance(question, ImageQuestion)
    assert [each for each in question.findChildren(Button) if each.isVisible()] == []
    assert not question.box.acceptDrops()
    assert "staff" in question.about.text()
    assert not question.accepts_focus()


def test_a_readonly_picture_is_only_shown(fill: Fill) -> None:
    _, question = ask(fill, bind='readonly="true()"')
    assert buttons(question) == []
    assert question.about.text() == "No file was given."


# Pixels


def test_a_form_that_asks_for_fewer_pixels_gets_them_upright(fill: Fill, tmp_path: Path) -> None:
    ns = 'xmlns:orx="http://openrosa.org/xforms" orx:max-pixels="100"'
    page, question = ask(fill, bind=ns)
    question.give_path(on_disk(tmp_path, "big.jpg", lying(picture(400, 200, kind="JPEG"))))
    file = page.file("q")
    assert file is not None
    image = QImage.fromData(file.data)
    assert image.size() == QSize(50, 100)  # the camera was held upright
    assert image.pixelColor(25, 10).red() > 200  # what was left is up now
    assert image.pixelColor(25, 90).blue() > 200


def test_bytes_stay_as_they_came_where_nothing_asks_for_less() -> None:
    data = lying(picture(400, 200, kind="JPEG"))
    assert fitted("a.jpg", data, 0) == ("a.jpg", data)
    assert fitted("a.jpg", data, 400) == ("a.jpg", data)
    assert whole(data).size() == QSize(200, 400)


def test_a_photo_only_other_apps_can_show_is_kept(fill: Fill, tmp_path: Path) -> None:
    page, question = ask(fill)
    question.give_path(on_disk(tmp_path, "IMG_1.heic", b"ftypheic"))
    assert page.value("q").endswith(".heic")
    assert not question.preview.isVisible()
    assert "heic" in question.about.text()


def test_every_button_says_which_question_it_belongs_to(fill: Fill, tmp_path: Path) -> None:
    _, question = ask(fill)
    question.give_path(on_disk(tmp_path, "well.png", picture()))
    for button in question.buttons_shown():
        assert "Question" in button.accessibleDescription()
    QApplication.processEvents()
