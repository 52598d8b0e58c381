"""Page objects: tests read like what a person does.

``app.home().begin().answer("Do you agree …?", "Yes").next()…``. Every widget is found by its
accessible name, so each of these sentences guards accessibility too.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Self, TypeVar

from PySide6.QtCore import QDeadlineTimer, QEventLoop, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLineEdit,
    QTextEdit,
    QWidget,
)

from surveyapp import app as desktop
from surveyapp.services.forms import form_for
from surveyapp.text import Words
from surveyapp.text.bidi import strip_isolates
from surveyapp.ui import theme
from surveyapp.ui.kit.rank_row import RankRow
from surveyapp.ui.kit.scroll_page import ScrollPage
from surveyapp.ui.questions import QuestionWidget
from surveyapp.ui.questions.rows import RowCard
from surveyapp.ui.screens.fill import FillScreen
from surveyapp.ui.screens.screen import Screen
from surveyapp.ui.timing import Timing
from surveyapp.xform import FormDefinition, FormSession
from tests.support.keys import DrawerKeyStore
from tests.ui.hands import Hand, Keyboard, Mouse, name_of, settle

MORNING = datetime(2026, 12, 26, 9, 30, tzinfo=timezone(timedelta(hours=1)))
"""The forum in Dakhla, half past nine."""

W = TypeVar("W", bound=QWidget)


def scroll_value(page: Page) -> int:
    """Return how far down the screen's page is scrolled."""
    return max(area.verticalScrollBar().value() for area in page.visible(ScrollPage))


def until(condition: Callable[[], bool], milliseconds: int = 15_000) -> bool:
    """Wait until something is so; ``False`` where it never is."""
    deadline = QDeadlineTimer(milliseconds)
    while not condition():
        if deadline.hasExpired():
            return False
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        time.sleep(0.01)  # a worker needs the interpreter, which waiting inside Qt may keep
    return True


class NoDialogs:
    """Stands for the system's file dialogs: answers with what the test laid ready."""

    def __init__(self) -> None:
        self.folder_given: Path | None = None
        self.files_given: tuple[Path, ...] = ()
        self.save_given: Path | None = None

    def folder(self, title: str) -> Path | None:
        return self.folder_given

    def save_as(self, title: str, name: str, kind: str) -> Path | None:
        return self.save_given

    def open_one(self, title: str, kind: str) -> Path | None:
        return next(iter(self.files_given), None)

    def open_many(self, title: str, kind: str) -> tuple[Path, ...]:
        return self.files_given


class App:
    """The real app over a data folder, off the screen."""

    def __init__(
        self,
        data_dir: Path,
        hand: Hand | None = None,
        *,
        language: str = "en",
        now: Callable[[], datetime] = lambda: MORNING,
        size: tuple[int, int] = (1280, 800),
        timing: Timing | None = None,
    ) -> None:
        self.data_dir = data_dir
        self.hand: Hand = hand or Mouse()
        self._language = language
        self._now = now
        self._size = size
        self._timing = timing
        self.files = NoDialogs()
        self.key_store = DrawerKeyStore()
        self.desk: desktop.Desk | None = None

    def launch(self) -> Self:
        """Start it, as a click on its icon does."""
        application = desktop.make_application()
        theme.change(application, motion=False)  # as where the system asks for less of it
        self.desk = desktop.Desk(
            self.data_dir,
            language=self._language,
            files=self.files,
            now=self._now,
            key_store=self.key_store,
            timing=self._timing,
        )
        self.desk.window.resize(*self._size)
        self.desk.open()
        self.desk.window.show()
        QTest.qWaitForWindowExposed(self.desk.window)
        self.desk.window.activateWindow()
        settle()
        return self

    def close(self) -> None:
        """Close the window, as a person does; where a screen forbids it, end it otherwise."""
        if self.desk is not None and not self.desk.window.close():
            self.kill()
        elif self.desk is not None:
            self.desk.window.deleteLater()
            self.desk = None
            settle()

    def kill(self) -> None:
        """Have it end under the screens: none of them puts anything away."""
        desk, self.desk = self.desk, None
        assert desk is not None, "the app is not open"
        desk.close()
        desk.window.hide()
        desk.window.deleteLater()
        settle()

    @property
    def window(self) -> QWidget:
        assert self.desk is not None, "the app is not open"
        return self.desk.window

    @property
    def words(self) -> Words:
        assert self.desk is not None
        return self.desk.window.words

    @property
    def screen(self) -> Screen:
        assert self.desk is not None
        shown = self.desk.window.shown()
        assert shown is not None
        return shown

    def shows(self, screen: str) -> bool:
        """Say whether this screen is shown; none is while the key store is waited for."""
        assert self.desk is not None
        return type(self.desk.window.shown()).__name__ == screen

    def form(self) -> FormDefinition:
        """The questionnaire, to translate names into the words on the screen."""
        assert self.desk is not None
        assert self.desk.workspace is not None
        workspace = self.desk.workspace
        return workspace.definition(form_for(workspace, "company_feedback").hash)

    # -- pages -----------------------------------------------------------------------------

    def set_up(self) -> SetUpPage:
        return SetUpPage(self, "SetUpScreen")

    def stop(self) -> StopPage:
        return StopPage(self, "StopScreen")

    def home(self) -> HomePage:
        return HomePage(self, "HomeScreen")

    def fill(self) -> FillPage:
        return FillPage(self, "FillScreen")

    def review(self) -> ReviewPage:
        return ReviewPage(self, "ReviewScreen")

    def done(self) -> DonePage:
        return DonePage(self, "DoneScreen")

    def device(self) -> Page:
        return Page(self, "DeviceScreen")

    def merge(self) -> Page:
        return Page(self, "MergeScreen")

    def workbook(self) -> Page:
        return Page(self, "WorkbookScreen")

    def passphrase(self) -> SetUpPage:
        return SetUpPage(self, "PassphraseScreen")

    def regain(self) -> SetUpPage:
        return SetUpPage(self, "RegainScreen")

    def protection(self) -> SetUpPage:
        return SetUpPage(self, "ProtectionScreen")

    def problem(self) -> ProblemPage:
        return ProblemPage(self, "ProblemScreen")


class Page:
    """One screen, seen from outside."""

    def __init__(self, app: App, screen: str) -> None:
        self.app = app
        self.hand = app.hand
        settle()
        shown = type(app.screen).__name__
        assert shown == screen, f"{shown} is shown, not {screen}"

    @property
    def words(self) -> Words:
        return self.app.words

    # -- finding ---------------------------------------------------------------------------

    def visible(self, kind: type[W]) -> Iterator[W]:
        """Yield the widgets a person can see, overlays included."""
        for widget in self.app.window.findChildren(kind):
            if widget.isVisible():
                yield widget

    def named(self, name: str, kind: type[W]) -> W:
        """Return the one visible widget of this kind with this accessible name."""
        wanted = strip_isolates(name).replace("\u00a0", " ").strip()
        found: list[W] = []

        def appeared() -> bool:
            found[:] = [widget for widget in self.visible(kind) if name_of(widget) == wanted]
            return bool(found)

        # What follows from half-typed text appears once the typing has paused.
        if not until(appeared):
            heard = sorted({name_of(widget) for widget in self.visible(kind)} - {""})
            raise AssertionError(f"“{wanted}” is not here. There is: {'; '.join(heard)}")
        # Labels and groups may say the same name; the innermost is the control.
        return found[-1]

    def button(self, message: str, **places: object) -> QAbstractButton:
        return self.named(self.words(message, **places), QAbstractButton)

    def press(self, message: str, **places: object) -> Self:
        """Press a button by its English message id, in whatever language it shows."""
        self.hand.press(self.button(message, **places))
        settle()
        return self

    def press_named(self, name: str) -> Self:
        """Press the button with this name, in the words on the screen."""
        self.hand.press(self.named(name, QAbstractButton))
        settle()
        return self

    def press_keys(self, keys: str) -> Self:
        """Press a key combination, such as ``Ctrl+Return``."""
        combination = QKeySequence(keys)[0]  # type: ignore[index]
        target = QApplication.focusWidget() or self.app.window
        QTest.keyClick(target, combination.key(), combination.keyboardModifiers())
        if isinstance(self.hand, Keyboard):
            self.hand.presses += 1
        settle()
        return self

    def texts(self) -> str:
        """Return everything the screen says, one text a line."""
        said = []
        for widget in self.visible(QWidget):
            said += [widget.accessibleName(), widget.accessibleDescription()]
            text = getattr(widget, "text", None)
            if callable(text):
                said.append(str(text()))
        return strip_isolates("\n".join(filter(None, said))).replace("\u00a0", " ")

    def sees(self, text: str) -> Self:
        until(lambda: text in self.texts())
        assert text in self.texts(), f"“{text}” is not said. Said is:\n{self.texts()}"
        return self

    def does_not_see(self, text: str) -> Self:
        until(lambda: text not in self.texts())
        assert text not in self.texts(), f"“{text}” is said"
        return self

    def choose(self, name: str) -> Self:
        """Choose the card or segment with this name."""
        self.hand.choose(self.named(name, QAbstractButton))
        settle()
        return self

    def choose_language(self, tag: str) -> Self:
        own_names = {"ar": "العربية", "fr": "Français", "en": "English"}
        self.hand.choose(self.named(own_names[tag], QAbstractButton))
        settle()
        return self


class SetUpPage(Page):
    """First run, and other screens of fields."""

    def enter(self, field: str, text: str) -> Self:
        name = self.words(field)
        edits = [*self.visible(QLineEdit), *self.visible(QTextEdit)]
        edit = next((edit for edit in edits if name_of(edit) == name), None)
        assert edit is not None, f"there is no field “{name}”"
        self.hand.enter(edit, text)
        return self

    def finish(self) -> Self:
        return self.press("Finish set-up")


class StopPage(Page):
    """Choosing the stop."""

    def enter(self, *, region: str, day: str = "", place: str) -> HomePage:
        if region:
            self.hand.choose(self.named(region, QAbstractButton))
        if day:
            self.hand.enter(self.named(self.words("First day"), QLineEdit), day)
        self.hand.enter(self.named(self.words("Town and place"), QLineEdit), place)
        self.press("Use this stop")
        return self.app.home()

    def use(self) -> Self:
        return self.press("Use this stop")

    def write(self, field: str, text: str) -> Self:
        self.hand.enter(self.named(self.words(field), QLineEdit), text)
        settle()
        return self

    def search(self, text: str) -> Self:
        return self.write("Search a region", text)


class HomePage(Page):
    """Home."""

    def begin(self) -> FillPage:
        hero = f"{self.words('New response')}. {self.words('Start')}"
        self.hand.press(self.named(hero, QAbstractButton))
        return self.app.fill()

    def continue_draft(self) -> FillPage:
        self.press("Continue")
        return self.app.fill()


class FillPage(Page):
    """Filling in."""

    @property
    def session(self) -> FormSession:
        """The session on the screen: only to translate names and codes into words."""
        screen = self.app.screen
        assert isinstance(screen, FillScreen)
        return screen.interview.session

    def ref(self, name: str) -> str:
        return next(f.ref for f in self.session.definition.fields if f.name == name)

    def label(self, name: str) -> str:
        """Return a question's words in the language asked now, from its name in the form."""
        return self.session.label(self.ref(name))

    def label_of(self, name: str, code: str) -> str:
        """Return an answer's words from its code; other text stays as it is."""
        labels = {choice.value: choice.label for choice in self.session.choices(self.ref(name))}
        return labels.get(code, code)

    def question(self, name: str) -> QWidget:
        return self.named(self.label(name), QuestionWidget)

    def answer(self, name: str, *answers: str) -> Self:
        """Choose (by code) or write the answer to the question with this name."""
        for answer in answers:
            self._answer(self.question(name), self.label_of(name, answer))
            settle()
        return self

    def _answer(self, asked: QWidget, answer: str) -> None:
        options = [b for b in asked.findChildren(QAbstractButton) if b.isVisible()]
        option = next((b for b in options if name_of(b) == answer), None)
        fields = [
            field
            for kind in (QLineEdit, QTextEdit)
            for field in asked.findChildren(kind)
            if field.isVisible()
        ]
        if option is not None and not fields:
            self.hand.choose(option)
        elif type(asked).__name__ == "SearchQuestion":
            self.hand.find(fields[0], answer)
        else:
            assert fields, f"“{answer}” is no answer to “{name_of(asked)}”"
            self.hand.enter(fields[0], answer)

    def rank(self, name: str, *codes: str) -> Self:
        """Put answers in order, the first one on top: ``rank("need", "money", "train")``."""
        for place, code in enumerate(codes):
            answer = self.label_of(name, code)
            row = next(
                row
                for row in self.question(name).findChildren(RankRow)
                if row.words() == answer and row.isVisible()
            )
            if isinstance(self.hand, Keyboard):
                self.hand.take_place(row, place + 1)
                continue
            while row.place() != str(place + 1):
                self.hand.press(row.up if row.up.isEnabled() else row.down)
                settle()
        return self

    def rate(self, **ratings: str) -> Self:
        """Answer rows of a matrix: ``rate(o_fin="3", o_cust="2")``."""
        for name, code in ratings.items():
            cell = f"{self.label(name)}: {self.label_of(name, code)}"
            self.hand.choose(self.named(cell, QAbstractButton))
            settle()
        return self

    def rows(self) -> list[str]:
        """Return what the rows of a repeat on this page say of themselves, first to last."""
        cards = [row.open for row in self.visible(RowCard)]
        return [
            strip_isolates(f"{name_of(card)}: {card.accessibleDescription()}") for card in cards
        ]

    def remove_row(self, name: str) -> Self:
        return self.press("Remove {row}", row=name)

    def next(self) -> Self:
        """Press Next (or what it is called on this page) and stay a filler."""
        self._go_on()
        return self

    def to_review(self) -> ReviewPage:
        self._go_on()
        return self.app.review()

    def to_end(self) -> DonePage:
        self._go_on()
        return self.app.done()

    def _go_on(self) -> None:
        names = {self.words(message) for message in ("Next", "Review", "Finish")}
        button = next(b for b in self.visible(QAbstractButton) if name_of(b) in names)
        self.hand.press(button)
        settle()

    def back(self) -> Self:
        return self.press("Back")

    def close(self) -> HomePage:
        self.press("Close and keep the draft")
        return self.app.home()

    def shows(self, name: str) -> str:
        """Return what the question shows: chosen words, or what stands in its field."""
        asked = self.question(name)
        chosen = [
            name_of(button)
            for button in asked.findChildren(QAbstractButton)
            if button.isVisible() and button.isCheckable() and button.isChecked()
        ]
        if chosen:
            return ", ".join(chosen)
        for line in asked.findChildren(QLineEdit):
            if line.isVisible():
                return line.text()
        for area in asked.findChildren(QTextEdit):
            if area.isVisible():
                return area.toPlainText()
        return ""


class ReviewPage(Page):
    """Before finishing."""

    def finish(self) -> DonePage:
        self.press("Finish")
        return self.app.done()

    def edit(self, name: str) -> FillPage:
        """Press the row of the question with this name in the form."""
        definition = self.app.form()
        ref = next(f.ref for f in definition.fields if f.name == name)
        self.press_named(definition.label(ref, self.words.language))
        return self.app.fill()


class DonePage(Page):
    """After finishing."""

    def next_respondent(self) -> FillPage:
        self.press("Next respondent")
        return self.app.fill()

    def press_next_by_key(self) -> FillPage:
        """Begin with the next person in one key."""
        target = QApplication.focusWidget()
        assert target is not None
        QTest.keyClick(target, Qt.Key.Key_Space)
        return self.app.fill()

    def home(self) -> HomePage:
        self.press("Home")
        return self.app.home()


class ProblemPage(Page):
    """What stops the app."""
