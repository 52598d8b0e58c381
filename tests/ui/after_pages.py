"""Page objects of what comes after a response: the list, reading, changing, deciding."""

from __future__ import annotations

from typing import Self

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QTextEdit

from surveyapp.text.bidi import strip_isolates
from surveyapp.ui.kit.record_list import RecordList
from surveyapp.ui.screens.responses import ResponsesScreen
from tests.ui.hands import Keyboard, middle_of, settle
from tests.ui.pages import App, FillPage, Page


class AfterPage(Page):
    """What these screens share: a reason is written, a decision made."""

    def write(self, field: str, text: str) -> Self:
        name = self.words(field)
        edits = [*self.visible(QLineEdit), *self.visible(QTextEdit)]
        edit = next(edit for edit in edits if edit.accessibleName() == name)
        self.hand.enter(edit, text)
        settle()
        return self

    def says(self, message: str, **places: object) -> Self:
        """Check that a message is said, by its English id, in the language that is spoken."""
        return self.sees(strip_isolates(self.words(message, **places)).replace("\u00a0", " "))

    def counts(self, one: str, many: str, n: int, **places: object) -> Self:
        """Check that a number of things is said in words."""
        return self.sees(strip_isolates(self.words.plural(one, many, n, **places)))

    def because(self, reason: str) -> Self:
        return self.write("Reason (kept in the history)", reason)


class ResponsesPage(AfterPage):
    """The list, and beside it (or in its place) the response that is read."""

    def __init__(self, app: App) -> None:
        super().__init__(app, "ResponsesScreen")

    @property
    def rows(self) -> RecordList:
        screen = self.app.screen
        assert isinstance(screen, ResponsesScreen)
        return screen.list.rows

    def listed(self) -> list[str]:
        """Return what a screen reader says of each row."""
        table = QAccessible.queryAccessibleInterface(self.rows)
        assert table is not None
        model = self.rows.records
        return [
            str(model.data(model.index(row, 0), Qt.ItemDataRole.AccessibleTextRole))
            for row in range(model.rowCount())
        ]

    def lists(self, *firms: str) -> Self:
        """Check which responses are listed, in order, by how each row begins."""
        settle()
        said = [row.partition(",")[0] for row in self.listed()]
        assert said == list(firms), f"listed is {said}"
        return self

    def search(self, text: str) -> Self:
        return self.write("Code, organisation, person or place", text)

    def show(self, state: str) -> Self:
        """Press the chip of a state, whatever number it bears."""
        name = self.words(state)
        chip = next(
            button
            for button in self.visible(QAbstractButton)
            if button.isCheckable() and button.text() == name
        )
        self.hand.press(chip)
        settle()
        return self

    def open(self, name: str) -> Self:
        """Open the response whose row begins so."""
        self._press_row(name)
        return self

    def mark(self, *names: str) -> Self:
        """Mark these rows, to move them."""
        self.press("Select")
        for name in names:
            self._press_row(name)
        return self

    def _press_row(self, name: str) -> None:
        rows = [strip_isolates(row) for row in self.listed()]
        place = next(n for n, row in enumerate(rows) if row.startswith(name))
        if isinstance(self.hand, Keyboard):
            self.hand.go_to(self.rows)
            QTest.keyClick(self.rows, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
            for _ in range(place):
                self.hand.key(Qt.Key.Key_Down)
            self.hand.key(Qt.Key.Key_Return)
        else:
            index = self.rows.records.index(place, 0)
            self.rows.scrollTo(index)
            middle_of(self.rows)
            spot = self.rows.visualRect(index).center()
            window = self.app.window
            point = self.rows.viewport().mapTo(window, spot)
            self.hand.press_at(window, point)  # type: ignore[attr-defined]
        settle()

    def look_at(self, tab: str, **places: object) -> Self:
        """Choose what is shown of the response: its answers, its history, its origin."""
        return self.choose(self.words(tab, **places))

    def edit(self) -> FillPage:
        self.press("Edit with a reason")
        return self.app.fill()

    def delete(self, reason: str) -> Self:
        self.press("Delete").because(reason)
        # The sheet's own button; the one that asked lies under the scrim.
        return self._confirm("Delete")

    def bring_back(self, reason: str) -> Self:
        self.press("Bring it back").because(reason)
        return self._confirm("Bring it back")

    def restore(self, reason: str) -> Self:
        self.press("Restore this state").because(reason)
        return self._confirm("Restore this state")

    def _confirm(self, verb: str) -> Self:
        from surveyapp.ui.screens.reason import ReasonSheet

        [sheet] = [each for each in self.app.window.findChildren(ReasonSheet) if each.isVisible()]
        assert sheet.verb.words() == self.words(verb)
        self.hand.press(sheet.verb)
        settle()
        return self

    def move_to(self, place: str, reason: str) -> Self:
        """Choose the stop in the sheet, say why."""
        self.press_named(place).because(reason)
        return self._confirm("Move")

    def compare(self) -> DecidePage:
        self.press("Compare the versions")
        return DecidePage(self.app)


class ChangePage(AfterPage):
    """Before a change is kept."""

    def __init__(self, app: App) -> None:
        super().__init__(app, "ChangeScreen")

    def keep(self) -> ResponsesPage:
        self.press("Keep the change")
        return ResponsesPage(self.app)

    def leave_as_it_was(self) -> ResponsesPage:
        self.press("Leave it as it was")
        return ResponsesPage(self.app)


class DecidePage(AfterPage):
    """Versions side by side."""

    def __init__(self, app: App) -> None:
        super().__init__(app, "DecideScreen")

    def pick(self, answer: str) -> Self:
        return self.choose(answer)

    def keep(self) -> ResponsesPage:
        self.press("Keep the decision")
        return ResponsesPage(self.app)

    def later(self) -> ResponsesPage:
        self.press("Decide later")
        return ResponsesPage(self.app)


def responses(app: App, *, waiting: int = 0) -> ResponsesPage:
    """Go to the responses by the rail, from wherever one is; so many wait for a decision."""
    settle()
    page = Page(app, type(app.screen).__name__)
    name = page.words("Responses")
    page.press_named(f"{name} {waiting}" if waiting else name)
    return ResponsesPage(app)


def finish_change(fill: FillPage) -> ChangePage:
    """Press the button of the strip that says a response is being changed."""
    fill.press("Finish the change")
    return ChangePage(fill.app)
