"""Brings the number pad where no keyboard is: under the page, while a field of figures is touched.

It never lies over the field: the page above it becomes lower, and is scrolled so that the field
stays in view. It comes when the field was reached by touch (in a kiosk, unless somebody typed) and
goes when the focus leaves, or as soon as a key of a real keyboard is pressed. What its keys say is
typed into the field as that keyboard would, so Undo and everything else works.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QInputDevice, QInputEvent, QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from shiboken6 import isValid

from surveyapp.text import Words
from surveyapp.text.grouping import Grouping
from surveyapp.ui.kit.number_pad import ERASE, HIDE, NEXT, SIGN, NumberPad
from surveyapp.ui.kit.scroll_page import ScrollPage
from surveyapp.ui.questions import QuestionWidget

_HIGH = 760  # px of window from which four rows have room
_NARROW = 640
_LOOK_MS = 30

_Hint = Qt.InputMethodHint
_NUMBERS = (
    _Hint.ImhDate,
    _Hint.ImhTime,
    _Hint.ImhDialableCharactersOnly,
    _Hint.ImhFormattedNumbersOnly,
    _Hint.ImhDigitsOnly,
)


class NumberDock(QWidget):
    """The pad and its place; hidden while nobody needs it. ``host`` holds the fields it serves."""

    def __init__(self, words: Words, *, kiosk: bool, host: QWidget) -> None:
        super().__init__(host)
        self._words = words
        self._host = host
        self._kiosk = kiosk
        self._touched = kiosk
        self._edit: QLineEdit | None = None
        self._dismissed: QLineEdit | None = None
        self._handle: QWindow | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.pad = NumberPad(parent=self)
        self.pad.set_kiosk(kiosk)
        self.pad.pressed.connect(self._on_pressed)
        column.addWidget(self.pad)
        self.hide()
        self._looking = QTimer(self)
        self._looking.setInterval(_LOOK_MS)
        self._looking.timeout.connect(self._look)
        self.set_words(words)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus_changed)
        host.installEventFilter(self)

    def set_words(self, words: Words) -> None:
        """Speak another language; the marks of numbers are those of the language."""
        self._words = words
        self.pad.set_names(
            erase=words("Erase the last sign"),
            hide=words("Hide the number pad"),
            next_=words("Next"),
            sign=words("Plus or minus"),
        )
        self.pad.setAccessibleName(words("Number pad"))
        if self._edit is not None and isValid(self._edit):
            self.pad.set_signs(self._signs(self._edit))

    # -- whose hand it is ------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hear by what the window is used, and what is typed into the field that is served."""
        kind = event.type()
        if watched is self._host:
            if kind in (QEvent.Type.Show, QEvent.Type.Resize):
                self._listen()
                self._fit()
        elif kind == QEvent.Type.KeyPress:
            # Only what comes from a keyboard is spontaneous; the pad's own keys are not.
            if event.spontaneous() or watched is self._handle:
                self._on_key()
        elif kind == QEvent.Type.TouchBegin:
            self._on_touch()
        elif kind == QEvent.Type.MouseButtonPress and isinstance(event, QInputEvent):
            if watched is self._edit:
                self._dismissed = None  # pressed again, the field wants the pad back
                self._look_soon()
            elif event.deviceType() is QInputDevice.DeviceType.TouchScreen:
                self._on_touch()
            else:
                self._on_mouse()
        return False

    def _listen(self) -> None:
        """Listen where every press of the window comes in once."""
        handle = self._host.window().windowHandle()
        if handle is not None and handle is not self._handle:
            self._handle = handle
            handle.installEventFilter(self)

    def _on_touch(self) -> None:
        self._touched = True
        self._look_soon()  # the field may have the focus already

    def _on_mouse(self) -> None:
        self._touched = self._kiosk
        if not self._kiosk:
            self._look_soon()

    def _on_key(self) -> None:
        self._touched = False
        self._look_soon()

    # -- coming and going ------------------------------------------------------------------

    def _on_focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is not None:  # else the window lost the focus: nothing here changed
            self._look_soon()

    def _look_soon(self) -> None:
        if not self._looking.isActive():
            self._looking.start()

    def _look(self) -> None:
        """Come or go, once nothing is pressed: what is under a finger does not move."""
        if QApplication.mouseButtons() != Qt.MouseButton.NoButton:
            return
        self._looking.stop()
        focused = QApplication.focusWidget()
        wanted = focused if isinstance(focused, QLineEdit) and self._serves(focused) else None
        if wanted is not self._dismissed:
            self._dismissed = None
        if wanted is None or not self._touched:
            self._leave()
        elif self._dismissed is None and (wanted is not self._edit or self.isHidden()):
            self._come(wanted)

    def _serves(self, edit: QLineEdit) -> bool:
        hints = edit.inputMethodHints()
        return (
            not edit.isReadOnly()
            and self._host.isAncestorOf(edit)
            and any(hints & hint for hint in _NUMBERS)
        )

    def _come(self, edit: QLineEdit) -> None:
        self._unwatch()
        self._edit = edit
        edit.installEventFilter(self)
        self.pad.set_signs(self._signs(edit))
        self._fit()
        self.show()
        # The system's own keyboard would lie over what this one leaves free.
        QGuiApplication.inputMethod().hide()
        QTimer.singleShot(0, self, self._bring_into_view)

    def _leave(self) -> None:
        self._unwatch()
        self.hide()

    def _unwatch(self) -> None:
        if self._edit is not None and isValid(self._edit):
            self._edit.removeEventFilter(self)
        self._edit = None

    def _fit(self) -> None:
        window = self._host.window()
        lying = window.width() > window.height() or window.height() < _HIGH
        self.pad.set_low(lying and window.width() >= _NARROW)

    def _bring_into_view(self) -> None:
        above = self._edit if self._edit is not None and isValid(self._edit) else None
        field: QWidget | None = above
        question: QWidget | None = None
        while above is not None and not isinstance(above, ScrollPage):
            if isinstance(above, QuestionWidget):
                question = above
            above = above.parentWidget()  # type: ignore[assignment]
        if isinstance(above, ScrollPage) and question is not None and field is not None:
            whole = question.height() <= above.viewport().height() - 24
            frame = field.parentWidget()
            assert frame is not None
            above.show_widget(question if whole else frame, margin=12)

    # -- typing ----------------------------------------------------------------------------

    def _signs(self, edit: QLineEdit) -> tuple[str, ...]:
        hints = edit.inputMethodHints()
        if hints & _Hint.ImhDate:
            return ("/",)
        if hints & _Hint.ImhTime:
            return (":",)
        if hints & _Hint.ImhDialableCharactersOnly:
            return ("+", "-")
        if hints & _Hint.ImhFormattedNumbersOnly:
            return (Grouping.of(self._words.language).decimal, SIGN)
        return (SIGN,)

    def _on_pressed(self, key: str) -> None:
        edit = self._edit
        if edit is None or not isValid(edit):
            return
        if key == HIDE:
            self._dismissed = edit
            self.hide()
        elif key == SIGN:
            self._turn_sign(edit)
        elif key == ERASE:
            _type(edit, Qt.Key.Key_Backspace)
        elif key == NEXT:
            _type(edit, Qt.Key.Key_Return)
            self._look()
        else:
            _type(edit, Qt.Key(ord(key)), key)

    def _turn_sign(self, edit: QLineEdit) -> None:
        """Put a minus before what is typed, or take it away."""
        caret = edit.cursorPosition()
        edit.deselect()
        edit.setCursorPosition(0)
        if edit.text().startswith(("-", "+")):
            _type(edit, Qt.Key.Key_Delete)
            edit.setCursorPosition(max(0, caret - 1))
        else:
            _type(edit, Qt.Key.Key_Minus, "-")
            edit.setCursorPosition(caret + 1)


def _type(edit: QLineEdit, key: Qt.Key, text: str = "") -> None:
    """Type a key into a field, as a keyboard does."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(edit, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text))
