"""Somebody who fills in a form they have never seen, through the screens alone.

The stranger knows no form: it looks at what stands on the page, writes what fits the kind of each
field, chooses what can be chosen, reads what is wrong and tries something else. Whatever form
there is must let it through to the end, or tell why not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QLineEdit, QTextEdit, QWidget
from shiboken6 import isValid

from surveyapp.text.markup import unmarked
from surveyapp.ui.kit.button import Button
from surveyapp.ui.questions import QuestionWidget
from surveyapp.ui.questions.drawing import DrawingQuestion
from surveyapp.ui.questions.given_file import FileQuestion
from surveyapp.ui.questions.rank import RankQuestion
from surveyapp.ui.questions.rows import RowCard, RowList
from surveyapp.ui.questions.search import SearchQuestion
from surveyapp.ui.questions.uploads import Upload
from surveyapp.ui.screens.fill import FillScreen
from surveyapp.ui.screens.review import ReviewScreen
from surveyapp.xform import DataType, FieldDef, FormSession, ProblemKind
from tests.ui.hands import clear, settle, write
from tests.ui.pages import App
from tests.ui.questions.files import picture

WRITTEN = {
    DataType.INT: ("5", "1", "0", "30", "18", "2", "100", "2020"),
    DataType.DECIMAL: ("2.5", "1", "0.5", "50"),
    DataType.DATE: ("26/12/2026", "01/02/1990", "15/06/2030", "06/2026", "2026"),
    DataType.TIME: ("09:30", "18:15"),
    DataType.DATETIME: ("26/12/2026|09:30", "01/02/1990|18:15"),
    DataType.BARCODE: ("MA-2026-0042",),
    DataType.GEOPOINT: ("34.02|-6.83", "34.02, -6.83"),
}
PLAIN = ("Tafraout", "1", "0612345678", "a@b.ma", "2026", "abcde", "A1", "x")
"""What to write where any text will do, and what to try where it will not; ``|`` stands between
what goes into fields beside each other."""

PAGES_AT_MOST = 400


@dataclass
class Journey:
    """What happened on the way."""

    pages: list[str] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    left_blank: list[str] = field(default_factory=list)
    finished: bool = False


class Stranger:
    """Fills in whatever is opened. ``look`` is called before and after each page is answered."""

    def __init__(self, app: App, look: Callable[[str], None] = lambda _name: None) -> None:
        self.app = app
        self.look = look

    def fill(self, form_hash: str) -> Journey:
        """Fill in a form from its first page to the stored response."""
        assert self.app.desk is not None
        self.app.desk.navigator.start_response(form_hash)
        settle()
        journey = Journey()
        while isinstance(self.app.screen, FillScreen):
            assert len(journey.pages) < PAGES_AT_MOST, f"no end: {journey.pages[-5:]}"
            place = self._page_ref()
            journey.pages.append(place)
            self.look(f"{len(journey.pages):03d}")
            self._add_row()
            if self._page_ref() != place:
                continue  # the new row has a page of its own
            self._answer_all(journey)
            if not isinstance(self.app.screen, FillScreen) or self._page_ref() != place:
                continue  # a quick question went on by itself
            self._go_on()
            screen = self.app.screen
            if isinstance(screen, FillScreen) and self._page_ref() == place:
                self._mend(journey)
        if isinstance(self.app.screen, ReviewScreen):
            self.look("review")
            self._press("Finish")
        journey.finished = type(self.app.screen).__name__ == "DoneScreen"
        self.look("done")
        return journey

    # -- one page --------------------------------------------------------------------------

    @property
    def _session(self) -> FormSession:
        screen = self.app.screen
        assert isinstance(screen, FillScreen)
        return screen.interview.session

    def _page_ref(self) -> str:
        screen = self.app.screen
        assert isinstance(screen, FillScreen)
        return screen.interview.page_ref

    def _questions(self) -> list[QuestionWidget]:
        return [
            widget
            for widget in self.app.window.findChildren(QuestionWidget)
            if widget.isVisible() and widget.accepts_focus()
        ]

    def _add_row(self) -> None:
        """Add one row to a list of rows that has none."""
        for rows in self.app.window.findChildren(RowList):
            if rows.isVisible() and rows.add.isVisible() and not rows.findChildren(RowCard):
                rows.add.click()
                settle()
                return

    def _answer_all(self, journey: Journey) -> None:
        tried: set[str] = set()
        while True:  # an answer may bring questions that were not there before
            waiting = [
                (question, ref)
                for question in self._questions()
                for ref in question.refs
                if ref not in tried
            ]
            if not waiting:
                return
            question, ref = waiting[0]
            tried.add(ref)
            if self._session.is_readonly(ref):
                continue
            if self._session.value(ref) and self._session.problem(ref) is None:
                continue
            if self._answer(question, ref):
                journey.answered.append(ref)
            else:
                journey.left_blank.append(ref)

    def _answer(self, question: QuestionWidget, ref: str) -> bool:
        """Give an answer that stands; ``False`` where nothing does."""
        definition = self._session.question(ref)
        for act in self._ways(question, ref, definition):
            act()
            settle()
            if not isValid(question) or not question.isVisible():
                return True  # its own answer took it off the page, or went on by itself
            question.flush()
            problem = self._session.problem(ref)
            if self._session.value(ref) and problem is None:
                return True
        problem = self._session.problem(ref)
        assert problem is None or problem.kind is ProblemKind.REQUIRED, (
            f"nothing is right for {ref}: {question.slot.text()}"
        )
        return False

    def _ways(
        self, question: QuestionWidget, ref: str, definition: FieldDef
    ) -> list[Callable[[], None]]:
        if isinstance(question, DrawingQuestion) and question.kind is not Upload.ANNOTATE:
            return [lambda: self._draw(question)]
        if isinstance(question, FileQuestion):
            return [lambda: self._give(question)]
        if isinstance(question, RankQuestion):
            return [lambda: self._click(question.settle)]
        sliders = [s for s in question.findChildren(QAbstractSlider) if s.isVisible()]
        if sliders:
            return [lambda: self._slide(sliders[0])]
        cards = [
            card
            for card in question.findChildren(QAbstractButton)
            if card.isVisible() and card.isEnabled() and card.isCheckable() and not card.isChecked()
        ]
        if len(question.refs) > 1:
            wanted = self._session.label(ref)
            cards = [card for card in cards if card.accessibleName().startswith(wanted)]
        if cards:
            return [lambda card=card: self._click(card) for card in cards[:8]]
        fields = [
            edit
            for kind in (QLineEdit, QTextEdit)
            for edit in question.findChildren(kind)
            if edit.isVisible() and edit.isEnabled() and not edit.isReadOnly()
        ]
        if fields:
            texts = WRITTEN.get(definition.data_type, PLAIN)
            if isinstance(question, SearchQuestion):
                labels = [unmarked(choice.label) for choice in self._session.choices(ref)[:3]]
                return [lambda label=label: self._find(fields, label) for label in labels]
            return [lambda text=text: self._write(fields, text) for text in texts]
        buttons = [b for b in question.findChildren(QAbstractButton) if b.isVisible()]
        return [lambda button=button: self._click(button) for button in buttons[:3]]

    def _slide(self, slider: QWidget) -> None:
        slider.setFocus()
        QTest.keyClick(slider, Qt.Key.Key_Up)

    def _click(self, button: QAbstractButton) -> None:
        button.click()

    def _give(self, question: FileQuestion) -> None:
        """Choose a file of the kind that is asked for, in the system's dialog."""
        kind = question.kind
        name, data = "well.png", picture()
        if not kind.is_picture:
            name, data = (
                {Upload.AUDIO: "said.mp3", Upload.VIDEO: "seen.mp4"}.get(kind, "permit.pdf"),
                b"what somebody gave",
            )
        path = self.app.data_dir.parent / name
        path.write_bytes(data)
        self.app.files.files_given = (path,)
        self._click(question.choose)

    def _draw(self, question: DrawingQuestion) -> None:
        """Draw a line by hand, and say that it is done."""
        question.draw()
        settle()
        pad = question.sheet.pad
        middle = pad.rect().center()
        QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=middle)
        QTest.mouseMove(pad, middle + QPoint(60, -20))
        QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=middle + QPoint(60, -20))
        self._click(question.sheet.finish)

    def _write(self, fields: list[QWidget], text: str) -> None:
        for edit, part in zip(fields, text.split("|"), strict=False):
            edit.setFocus()
            settle()
            clear(edit)
            write(part)

    def _find(self, fields: list[QWidget], label: str) -> None:
        self._write(fields, label)
        write("\n")  # takes the row that is marked

    # -- going on --------------------------------------------------------------------------

    def _mend(self, journey: Journey) -> None:
        """Try again what the page would not let through; give up with its own words."""
        asked = [q for q in self.app.window.findChildren(QuestionWidget) if q.isVisible()]
        wrong = [ref for question in asked for ref in question.refs if self._session.problem(ref)]
        words = [question.slot.text() for question in asked if question.slot.wrong]
        assert not wrong, f"stuck at {wrong}: {words}; blank: {journey.left_blank}"

    def _go_on(self) -> None:
        names = {self.app.words(message) for message in ("Next", "Review", "Finish")}
        button = next(
            b
            for b in self.app.window.findChildren(Button)
            if b.isVisible() and b.accessibleName() in names
        )
        button.click()
        settle()

    def _press(self, message: str) -> None:
        name = self.app.words(message)
        button = next(
            b
            for b in self.app.window.findChildren(Button)
            if b.isVisible() and b.accessibleName() == name
        )
        button.click()
        settle()
