"""How much work the company questionnaire is: keys pressed, and taps, to the stored response.

The cooperative of ``respondents`` answers everything, as somebody does who knows the app: no key to
look for a question, no tap to scroll. Free text is counted as one press a field, to get there;
numbers and what is typed to search count letter by letter.
"""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QTextEdit, QWidget

from surveyapp.ui.questions import QuestionWidget
from surveyapp.ui.questions.search import SearchQuestion
from tests.scenarios.conftest import OpenApp
from tests.scenarios.respondents import (
    OBSTACLES,
    STORED,
    fill_everything,
    stored_answers,
    without_blanks,
)
from tests.ui.hands import Keyboard, Touch, settle, write
from tests.ui.pages import App, FillPage

MOST_KEYS = 120
MOST_TAPS = 90
FREE_TEXT = ("worst_txt", "sol", "contact")


class Typist:
    """Answers what has the focus, and goes on by Enter: never by Tab, never by a mouse."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.keys = Keyboard()

    @property
    def presses(self) -> int:
        return self.keys.presses

    @property
    def page(self) -> FillPage:
        return self.app.fill()

    def asked(self) -> QuestionWidget:
        widget: QWidget | None = QApplication.focusWidget()
        while widget is not None and not isinstance(widget, QuestionWidget):
            widget = widget.parentWidget()
        assert widget is not None, f"{QApplication.focusWidget()} is no question"
        return widget

    def is_asked(self, name: str) -> None:
        refs = [ref.rsplit("/", 1)[-1] for ref in self.asked().refs]
        assert name in refs, f"{refs} has the focus, not {name}"

    def enter(self) -> None:
        self.keys.key(Qt.Key.Key_Return)

    def choose(self, **answers: str) -> None:
        """Choose by the key that the card shows, and go on."""
        for name, codes in answers.items():
            self.is_asked(name)
            for code in codes.split():
                self._press(self._key(name, code))
            self.enter()

    def _key(self, name: str, code: str) -> str:
        choices = [choice.value for choice in self.page.session.choices(self.page.ref(name))]
        digits = all(value.isdigit() for value in choices if value != "na")
        return code if digits else str(choices.index(code) + 1)

    def _press(self, keys: str) -> None:
        self.keys.presses += len(keys)
        write(keys)
        settle()

    def find(self, name: str, code: str) -> None:
        """Search a list: type until the row that is marked is the one meant, take it, go on."""
        self.is_asked(name)
        question = self.asked()
        assert isinstance(question, SearchQuestion)
        label = self.page.label_of(name, code)
        for letter in label:
            self._press(letter)
            active = question.list.active()
            if active is not None and active.value == code:
                break
        while self.asked() is question:  # takes the row, closes the list, goes on
            self.enter()

    def number(self, name: str, typed: str) -> None:
        self.is_asked(name)
        self._press(typed)
        self.enter()

    def text(self, name: str, typed: str) -> None:
        """Write freely, and leave: what is written does not count, leaving does."""
        self.is_asked(name)
        write(typed)
        settle()
        # Enter begins a line where there may be several.
        many_lines = self.asked().findChild(QTextEdit) is not None
        self.keys.key(Qt.Key.Key_Tab if many_lines else Qt.Key.Key_Return)

    def rate(self, answers: dict[str, str]) -> None:
        """Answer a matrix row by row: a digit answers and goes to the next row."""
        for name, code in answers.items():
            self.is_asked(name)
            self._press("-" if code == "na" else code)
        self.enter()


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_the_questionnaire_by_keyboard_alone(open_app: OpenApp, language: str) -> None:
    app = open_app(Keyboard(), language=language)
    typist = Typist(app)
    typist.keys.key(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    answers = {name: value for page in STORED.values() for name, value in page.items()}

    def choose(*names: str) -> None:
        typist.choose(**{name: answers[name] for name in names})

    def find(*names: str) -> None:
        for name in names:
            typist.find(name, answers[name])

    choose("consent")
    choose("role", "actor")
    typist.is_asked("region")  # known from the stop
    typist.enter()
    find("province")
    find("legal", "sector")
    choose("staff", "turnover")
    choose("status")
    typist.number("share", answers["share"])
    choose("markets")
    choose("funnel", "whynot")
    typist.rate(OBSTACLES)
    choose("worst")
    typist.text("worst_txt", answers["worst_txt"])
    typist.text("regtxt", "")  # passed over
    typist.text("sol", answers["sol"])
    find("solwho")
    choose("need", "equity", "conv")
    choose("clear", "useful", "intent", "nps", "recall")
    typist.text("contact", answers["contact"])
    app.review()
    typist.enter()
    app.done()
    [stored] = stored_answers(app)
    assert without_blanks(stored) == STORED
    assert typist.presses <= MOST_KEYS, typist.presses


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_the_questionnaire_by_touch(open_app: OpenApp, language: str) -> None:
    hand = Touch()
    app = open_app(hand, language=language)
    fill_everything(app.home().begin()).finish()
    taps = hand.presses + len(str(STORED["trade"]["share"]))  # on the keyboard on the screen
    assert taps <= MOST_TAPS, taps
