"""A response's own files through the app: given, found again, finished, told of."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from surveyapp.errors import UserError
from surveyapp.services.reading import read_response
from surveyapp.store import Draft, Media, Store
from surveyapp.ui.kit.picture import Picture
from surveyapp.ui.questions.drawing import DrawingQuestion
from surveyapp.ui.questions.given_file import FileQuestion
from surveyapp.ui.screens.answers_view import AnswersView
from surveyapp.ui.screens.fill import FillScreen
from surveyapp.ui.screens.review import ReviewScreen
from tests.ui.hands import settle
from tests.ui.pages import App
from tests.ui.questions.files import picture
from tests.ui.questions.test_drawing import ACROSS, line
from tests.ui.screens.conftest import OpenApp
from tests.ui.screens.test_any_form import add, start

WELL = """
| survey |
| | type | name | label::fr (fr) | label::ar (ar) | appearance |
| | image | photo | Une photo du puits | صورة البئر | |
| | image | sign | Votre signature | توقيعكم | signature |
| | file | paper | L’autorisation | الترخيص | |
"""


def question(app: App) -> FileQuestion:
    settle()
    assert isinstance(app.screen, FillScreen)
    shown = app.screen.findChildren(FileQuestion)
    return next(each for each in shown if each.isVisible())


def on_disk(app: App, folder: Path, name: str, data: bytes) -> None:
    path = folder / name
    path.write_bytes(data)
    app.files.files_given = (path,)


def held(app: App) -> int:
    assert app.desk is not None
    assert app.desk.workspace is not None
    with app.desk.workspace.store._link.read() as raw:
        return int(raw.execute("SELECT count(*) FROM media").fetchone()[0])


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_files_are_given_found_again_and_finished(
    open_app: OpenApp, tmp_path: Path, language: str
) -> None:
    app = open_app(language=language)
    start(app, add(app, WELL, tmp_path))
    on_disk(app, tmp_path, "IMG_0001.jpg", picture(kind="JPEG"))
    app.fill().press("Choose a picture").sees(app.words("Replace"))
    assert held(app) == 1
    app.fill().next()
    signing = question(app)
    assert isinstance(signing, DrawingQuestion)
    signing.draw()
    settle()
    line(signing.sheet.pad, *ACROSS)
    signing.sheet.finish.click()
    settle()
    assert held(app) == 2
    app.close()
    app.launch()
    app.home().continue_draft()
    back = question(app)
    assert isinstance(back, DrawingQuestion)
    assert back.preview.isVisible()
    app.fill().next()
    on_disk(app, tmp_path, "permit.pdf", b"%PDF a permit")
    app.fill().press("Choose a file").next()
    assert isinstance(app.screen, ReviewScreen)
    app.review().finish()
    settle()
    assert app.desk is not None
    assert app.desk.workspace is not None
    (submission,) = app.desk.workspace.store.submissions()
    assert held(app) == 3
    assert submission.document.count(".jpg") == 2  # the answer, and whose hash it is
    # Whoever reads the response sees the picture and the signature, each under its question.
    read = read_response(app.desk.workspace, submission.id, app.words)
    view = AnswersView(app.window)
    view.show_answers(app.words, read)
    pictures = view.findChildren(Picture)
    assert [each.accessibleName() for each in pictures] == {
        "ar": ["صورة البئر", "توقيعكم"],
        "fr": ["Une photo du puits", "Votre signature"],
    }[language]
    assert all(each.shown.width() > 0 for each in pictures)


def test_a_file_too_large_for_the_disk_is_told_and_tried_again(
    open_app: OpenApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app(language="fr")
    start(app, add(app, WELL, tmp_path))
    saves = Store.save_draft

    def no_room(self: Store, draft: Draft, files: Iterable[Media] = ()) -> None:
        if list(files):
            raise UserError("The disk of {folder} is full.", folder="data")
        saves(self, draft)

    on_disk(app, tmp_path, "IMG_0001.jpg", picture(kind="JPEG"))
    with monkeypatch.context() as patch:
        patch.setattr(Store, "save_draft", no_room)
        page = app.fill().press("Choose a picture")
        page.sees(app.words("Your last answers are not saved yet"))
        assert question(app).preview.isVisible()  # it is still on the screen
        assert held(app) == 0
    app.fill().press("Try to save now").does_not_see(
        app.words("Your last answers are not saved yet")
    )
    assert held(app) == 1
