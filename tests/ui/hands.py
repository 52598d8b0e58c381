"""Three ways to touch the window: mouse, keyboard alone, fingers.

Page objects say what a person wants ("press Next", "write 40"); a hand does it in its own way. The
keyboard never calls ``setFocus``: it goes there by Tab, as a person would, and counts its presses.
"""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QInputMethodEvent, QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QListView, QScrollArea, QWidget

from surveyapp.text.bidi import strip_isolates


class Hand(Protocol):
    """Whoever acts on the window."""

    presses: int

    def press(self, widget: QWidget) -> None:
        """Activate a control."""

    def choose(self, option: QAbstractButton) -> None:
        """Choose one of a group of cards or cells."""

    def find(self, field: QWidget, answer: str) -> None:
        """Choose an answer from a list that is searched."""

    def enter(self, field: QWidget, text: str) -> None:
        """Write ``text`` into a field, replacing what it holds."""


def name_of(widget: QWidget) -> str:
    """Return a widget's accessible name as a person hears it."""
    return strip_isolates(widget.accessibleName()).replace("\u00a0", " ").strip()


def settle() -> None:
    """Let Qt do what it has queued: layouts, deferred deletions, posted events."""
    for _ in range(3):
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def middle_of(widget: QWidget) -> QPoint:
    """Scroll a widget into view and return its middle in its window's coordinates."""
    window = widget.window()
    for _ in range(5):
        settle()  # what an answer brought or took away has moved things
        above = widget.parentWidget()
        while above is not None:
            content = above.widget() if isinstance(above, QScrollArea) else None
            if isinstance(above, QScrollArea) and content is not None:
                middle = widget.mapTo(content, widget.rect().center())
                above.ensureVisible(middle.x(), middle.y(), 8, 40)
            above = above.parentWidget()
        settle()
        point = widget.mapTo(window, widget.rect().center())
        lies_there = window.childAt(point)
        if lies_there is not None and (lies_there is widget or widget.isAncestorOf(lies_there)):
            return point
    raise AssertionError(f"“{name_of(widget)}” cannot be brought into view")


def row_in_view(field: QWidget, answer: str) -> tuple[QWidget, QPoint]:
    """Return the open list under a field and the place of a row on the window."""
    question = field.parentWidget()
    while question is not None and question.findChild(QListView) is None:
        question = question.parentWidget()
    assert question is not None, "no list opened under the field"
    view = question.findChild(QListView)
    assert isinstance(view, QListView)
    model = view.model()
    for number in range(model.rowCount()):
        index = model.index(number, 0)
        if str(model.data(index)) == answer:
            view.scrollTo(index)
            middle_of(view)
            spot = view.visualRect(index).center()
            return view.viewport(), view.viewport().mapTo(view.window(), spot)
    raise AssertionError(f"“{answer}” is not in the list")


def write(text: str) -> None:
    """Type into the focused field; Arabic goes as an input method would send it."""
    for character in text:
        target = QApplication.focusWidget()
        assert target is not None, "nothing has the focus"
        if character == "\n":
            QTest.keyClick(target, Qt.Key.Key_Return)
        elif character.isascii():
            QTest.keyClicks(target, character)
        else:
            event = QInputMethodEvent("", [])
            event.setCommitString(character)
            QApplication.sendEvent(target, event)


def clear(field: QWidget) -> None:
    """Empty the focused field as a person does: select all, delete."""
    target = QApplication.focusWidget()
    assert target is field, f"the focus is on {target}, not on “{name_of(field)}”"
    QTest.keyClick(target, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(target, Qt.Key.Key_Delete)


class _Pointing:
    """What a mouse and a finger share: both press the place where something lies."""

    def __init__(self) -> None:
        self.presses = 0

    def press_at(self, window: QWidget, point: QPoint) -> None:
        raise NotImplementedError

    def press(self, widget: QWidget) -> None:
        """Press the middle of a control, wherever that lies on the window."""
        point = middle_of(widget)
        self.presses += 1
        self.press_at(widget.window(), point)
        settle()

    def choose(self, option: QAbstractButton) -> None:
        """Press the card."""
        if not option.isChecked():
            self.press(option)

    def find(self, field: QWidget, answer: str) -> None:
        """Press the field, look through the list that opens, press the row."""
        self.press(field)
        settle()
        viewport, point = row_in_view(field, answer)
        self.presses += 1
        self.press_at(viewport.window(), point)
        settle()

    def enter(self, field: QWidget, text: str) -> None:
        """Press the field and type."""
        self.press(field)
        clear(field)
        write(text)


class Mouse(_Pointing):
    """One button, no wheel."""

    def press_at(self, window: QWidget, point: QPoint) -> None:
        """Click the window there: a covered control would never get it."""
        handle = window.windowHandle()
        still = Qt.KeyboardModifier.NoModifier
        QTest.mouseClick(handle, Qt.MouseButton.LeftButton, still, point)


class Touch(_Pointing):
    """Fingers on a touch screen."""

    def __init__(self) -> None:
        super().__init__()
        self._screen: QPointingDevice = QTest.createTouchDevice()

    def press_at(self, window: QWidget, point: QPoint) -> None:
        """Tap."""
        handle = window.windowHandle()
        QTest.touchEvent(handle, self._screen).press(0, point, handle).commit()
        QTest.touchEvent(handle, self._screen).release(0, point, handle).commit()


class Keyboard:
    """Keys alone."""

    LONGEST_WAY = 150

    def __init__(self) -> None:
        self.presses = 0

    def key(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press one key wherever the focus is."""
        target = QApplication.focusWidget() or QApplication.activeWindow()
        assert target is not None, "nothing has the focus"
        self.presses += 1
        QTest.keyClick(target, key, held)
        settle()

    def go_to(self, widget: QWidget) -> None:
        """Go by Tab until the focus is on the widget or inside it."""
        for _ in range(self.LONGEST_WAY):
            focused = QApplication.focusWidget()
            if focused is not None and (focused is widget or widget.isAncestorOf(focused)):
                return
            self.key(Qt.Key.Key_Tab)
        raise AssertionError(f"Tab never reaches “{name_of(widget)}”")

    def press(self, widget: QWidget) -> None:
        """Go to a control and press the space bar."""
        self.go_to(widget)
        self.key(Qt.Key.Key_Space)

    def choose(self, option: QAbstractButton) -> None:
        """Go to the group, then press the digit the card shows; without one, use arrows."""
        group = option.parentWidget()
        assert group is not None
        self.go_to(group)
        if option.isChecked():
            return
        keycap = getattr(option, "keycap", str)()
        if keycap:
            self.presses += len(keycap)
            write(keycap)
            settle()
        else:
            self._walk_to(option)
            if not option.isChecked():
                self.key(Qt.Key.Key_Space)

    def _walk_to(self, option: QAbstractButton) -> None:
        group = option.parentWidget()
        assert group is not None
        rtl = group.layoutDirection() is Qt.LayoutDirection.RightToLeft
        self.key(Qt.Key.Key_Home)
        for _ in range(40):
            if QApplication.focusWidget() is option:
                return
            self.key(Qt.Key.Key_Left if rtl else Qt.Key.Key_Right)
        raise AssertionError(f"arrows never reach “{name_of(option)}”")

    def take_place(self, row: QWidget, place: int) -> None:
        """Go to the ranking, by arrows to the row, and give it its place by its digit."""
        ranking = row.parentWidget()
        assert ranking is not None
        self.go_to(ranking)
        self.key(Qt.Key.Key_Home)
        for _ in range(40):
            if QApplication.focusWidget() is row:
                break
            self.key(Qt.Key.Key_Down)
        else:
            raise AssertionError(f"arrows never reach “{name_of(row)}”")
        self.presses += 1
        write(str(place))
        settle()

    def find(self, field: QWidget, answer: str) -> None:
        """Go to the field, type the answer, take the marked row."""
        self.go_to(field)
        self.presses += len(answer)
        write(answer)
        self.key(Qt.Key.Key_Return)

    def enter(self, field: QWidget, text: str) -> None:
        """Go to a field and type."""
        self.go_to(field)
        clear(field)
        self.presses += len(text)
        write(text)
