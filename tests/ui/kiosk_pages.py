"""A kiosk as somebody who stands before it meets it, and seconds that pass by hand."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication

from surveyapp.text import load_words
from surveyapp.ui.screens.fill import FillScreen
from surveyapp.ui.timing import Timing
from surveyapp.xform import FormSession
from tests.ui.hands import Keyboard, settle
from tests.ui.pages import MORNING, App, FillPage, Page

OWN_NAMES = {"ar": "العربية", "fr": "Français", "en": "English"}

THERE = "Are you still there?"

LEAVING_KEYS = (
    "Escape", "F1", "F11", "Ctrl+Q", "Ctrl+W", "Alt+F4", "Alt+Left", "Alt+Right",
    "Alt+Home", "Ctrl+Home", "Ctrl+Tab",
)  # fmt: skip
"""What people press to get away."""


class HandTiming(Timing):
    """Seconds that pass when the test says so: every one of them ticks."""

    def __init__(self) -> None:
        super().__init__()
        self._seconds = 1000.0
        self._ticks = False

    def now(self) -> float:
        return self._seconds

    def start(self) -> None:
        self._ticks = True

    def stop(self) -> None:
        self._ticks = False

    def pass_by(self, seconds: int) -> None:
        """Let seconds pass, one after the other."""
        for _ in range(seconds):
            self._seconds += 1
            if self._ticks:
                self.ticked.emit()
        settle()

    def sleep(self, seconds: int) -> None:
        """Let the device sleep: seconds pass, and nothing ticks before the last."""
        self._seconds += seconds - 1
        self.pass_by(1)


class Clock:
    """The time of the forum, which passes when told."""

    def __init__(self) -> None:
        self.time = MORNING

    def __call__(self) -> datetime:
        return self.time

    def pass_by(self, **span: float) -> None:
        self.time += timedelta(**span)


class KioskPage(Page):
    """What every page of a kiosk has: time that passes, a lock, and no other way out."""

    def __init__(self, app: App, screen: str, timing: HandTiming) -> None:
        super().__init__(app, screen)
        self.timing = timing

    def wait(self, seconds: int) -> Self:
        """Do nothing for some seconds."""
        self.timing.pass_by(seconds)
        return self

    def says(self, message: str) -> Self:
        """See a sentence by its English id, in the language shown."""
        return self.sees(self.words(message))

    def counts(self, messages: tuple[str, str], n: int) -> Self:
        """See a sentence with a number by its English ids, in the language shown."""
        return self.sees(self.words.plural(*messages, n))

    def is_quiet(self) -> Self:
        """See that nobody is asked whether they are still there."""
        return self.does_not_see(self.words(THERE))

    def lock(self) -> PinPage:
        """Press the lock."""
        self.press("For staff")
        return PinPage(self.app, type(self.app.screen).__name__, self.timing)

    def tries_every_way_out(self) -> Self:
        """Press what people press, and close the window; nothing of it leads anywhere."""
        shown = self.app.screen
        for keys in LEAVING_KEYS:
            combination = QKeySequence(keys)[0]  # type: ignore[index]
            target = QApplication.focusWidget() or self.app.window
            QTest.keyClick(target, combination.key(), combination.keyboardModifiers())
            settle()
            assert self.app.screen is shown, f"{keys} leads away"
        assert self.app.window.close() is False
        settle()
        assert self.app.window.isVisible()
        assert self.app.screen is shown
        return self

    # -- what may come next ----------------------------------------------------------------

    def welcome(self) -> WelcomePage:
        return WelcomePage(self.app, "KioskWelcomeScreen", self.timing)

    def thanks(self) -> KioskPage:
        return KioskPage(self.app, "KioskThanksScreen", self.timing)

    def notice(self) -> KioskPage:
        return KioskPage(self.app, "KioskNoticeScreen", self.timing)

    def questions(self) -> KioskFillPage:
        return KioskFillPage(self.app, self.timing)


class WelcomePage(KioskPage):
    """The languages."""

    def choose(self, tag: str) -> Self:
        self.hand.press(self.named(OWN_NAMES[tag], QAbstractButton))
        settle()
        return self

    def begin(self, tag: str) -> KioskFillPage:
        """Choose a language, and be asked in it."""
        self.choose(tag)
        return self.questions()


class KioskFillPage(FillPage, KioskPage):
    """The questions."""

    def __init__(self, app: App, timing: HandTiming) -> None:
        KioskPage.__init__(self, app, "KioskFillScreen", timing)

    @property
    def session(self) -> FormSession:
        screen = self.app.screen
        assert isinstance(screen, FillScreen)
        return screen.interview.session

    def finish(self) -> KioskPage:
        self._go_on()
        return self.thanks()


class PinPage(KioskPage):
    """The pad, over whatever is shown."""

    def enter(self, pin: str) -> Self:
        for digit in pin:
            if isinstance(self.hand, Keyboard):
                self.hand.key(Qt.Key(ord(digit)))
            else:
                self.press_named(digit)
        return self.press("Leave the kiosk")

    def again_after(self, seconds: int) -> PinPage:
        """Wait: a pad that nobody touches goes away; then press the lock again."""
        self.wait(seconds)
        return self.lock()

    def is_gone(self) -> bool:
        title = load_words(self.words.language)("Staff PIN")
        return title not in self.texts()


class KioskSetUpPage(KioskPage):
    """What staff decide before."""

    def start(self) -> WelcomePage:
        self.press("Start the kiosk")
        return self.welcome()


def start_kiosk(app: App, timing: HandTiming) -> WelcomePage:
    """Start a kiosk from the home screen, as staff do."""
    app.home().press("Kiosk")
    return KioskSetUpPage(app, "KioskSetUpScreen", timing).start()
