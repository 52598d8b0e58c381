"""The company questionnaire, from the home screen to the stored response, by every hand."""

from __future__ import annotations

import pytest

from tests.scenarios.conftest import OpenApp
from tests.scenarios.respondents import STORED, fill_everything, stored_answers, without_blanks
from tests.ui.hands import Hand, Keyboard, Mouse, Touch


@pytest.mark.parametrize(
    ("hand", "language"),
    [(Mouse, "fr"), (Keyboard, "ar"), (Touch, "en")],
    ids=["by mouse in French", "by keyboard in Arabic", "by touch in English"],
)
def test_a_cooperative_answers_every_page(
    open_app: OpenApp, hand: type[Hand], language: str
) -> None:
    app = open_app(hand(), language=language)
    done = fill_everything(app.home().begin()).finish()
    done.sees(app.words("Thank you"))
    [answers] = stored_answers(app)
    assert without_blanks(answers) == STORED
    assert answers["stop"] == "MA-12_2026-12-26"
    assert answers["language"] == language
    done.home().sees(app.words("Completed responses"))
