"""Pictures of the app, taken by walking the real app through its screens in every language.

Whoever changes a screen looks at these before anybody else does; the README's pictures come from
here too. Nothing is staged: a data folder is set up, invented people answer the questionnaire that
ships with the app, and what the window shows is saved. It must not know how the app is built: it
is given a way to open one (``app.py`` hands it in).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Protocol

from PySide6.QtCore import QDeadlineTimer, QEvent, QSize
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QAbstractButton, QApplication

from surveyapp.services.collect import Interview
from surveyapp.services.drafts import discard_draft
from surveyapp.services.forms import form_for
from surveyapp.services.handoff import hand_over
from surveyapp.services.protection import protect, set_recovery
from surveyapp.services.setup import DeviceSetup, setup_device
from surveyapp.services.stops import choose_stop
from surveyapp.services.voices import Voice, demo_stops, staff_names
from surveyapp.services.workspace import Workspace
from surveyapp.store.custody import Protection, new_recovery_key
from surveyapp.store.troubles import disk_full
from surveyapp.ui import theme
from surveyapp.ui.files import Files
from surveyapp.ui.files_walk import file_screens
from surveyapp.ui.main_window import PLACES, MainWindow
from surveyapp.ui.modes_walk import kiosk_screens, practice_screens
from surveyapp.ui.rows_walk import form_screens, row_screens
from surveyapp.ui.screens.fill import FillScreen
from surveyapp.ui.screens.screen import Screen
from surveyapp.ui.screens.stop import NewStop, StopScreen
from surveyapp.ui.screenshots_after import AfterScreens

FORM = "company_feedback"
SIZE = QSize(1280, 800)
LABELS = {"ar": "اللوح 03", "fr": "Tablette 03", "en": "Tablet 03"}
PIN = "2468"
RESPONSES = 14
LEAVE_AFTER = (5, 3)
"""Two more people leave after so many pages."""
SEED = 11


class Opened(Protocol):
    """The app over a data folder, as ``app.Desk`` is."""

    window: MainWindow
    workspace: Workspace | None

    def open(self) -> None:
        """Open the folder and show the first screen."""

    def close(self) -> None:
        """Let others open the folder."""


OpenApp = Callable[[Path, str, Callable[[], datetime], Files], Opened]
"""``(data folder, language, clock, files)``."""


@dataclass(frozen=True, slots=True)
class View:
    """Another way to see a screen: appearance, text size, window."""

    name: str
    look: theme.Look = theme.Look.LIGHT
    scale: float = 1.0
    size: QSize = field(default_factory=lambda: QSize(SIZE))


VIEWS = (
    View("dark", look=theme.Look.DARK),
    View("contrast", look=theme.Look.CONTRAST),
    View("text200", scale=2.0),
    View("800x600", size=QSize(800, 600)),
    View("portrait", size=QSize(800, 1280)),
)
PLAIN = View("")
WIDE = View("1680x1050", size=QSize(1680, 1050))
"""The overview stands beside the page."""


class _Stick:
    """Stands for the system's file dialogs: a stick with packages on it."""

    def __init__(self) -> None:
        self.packages: tuple[Path, ...] = ()

    def folder(self, title: str) -> Path | None:  # noqa: ARG002 - the dialogs' signature
        return None

    def save_as(self, title: str, name: str, kind: str) -> Path | None:  # noqa: ARG002
        return None

    def open_one(self, title: str, kind: str) -> Path | None:  # noqa: ARG002
        return None

    def open_many(self, title: str, kind: str) -> tuple[Path, ...]:  # noqa: ARG002
        return self.packages


class _Clock:
    """The morning of the forum; it moves on when somebody answers."""

    def __init__(self, day: date) -> None:
        self.moment = datetime(day.year, day.month, day.day, 9, 30).astimezone()

    def __call__(self) -> datetime:
        return self.moment

    def pass_by(self, minutes: int) -> None:
        self.moment += timedelta(minutes=minutes)


class Walk(AfterScreens):
    """One walk through the app in one language (tests walk with it, too)."""

    def __init__(
        self, open_app: OpenApp, data_dir: Path, language: str, *, people: int = RESPONSES
    ) -> None:
        self._people = people
        self._language = language
        stop = next(stop for stop in demo_stops() if stop.region == "MA-12")
        self._stop = NewStop(stop.region, stop.day, stop.place[language])
        self._clock = _Clock(stop.day)
        self._chance = Random(SEED)  # noqa: S311 - the same pictures every time, no secret
        self._data_dir = data_dir
        self._stick = _Stick()
        self._opened = open_app(data_dir, language, self._clock, self._stick)
        self._opened.window.resize(SIZE)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        theme.change(application, motion=False)
        self._opened.open()
        self._opened.window.show()
        _settle()

    @property
    def window(self) -> MainWindow:
        """Return the window one walks through."""
        return self._opened.window

    def end(self) -> None:
        """Close the window."""
        self._opened.window.close()
        self._opened.window.deleteLater()
        _settle()

    def picture(self, view: View) -> QPixmap:
        """Return the window as it looks in a view, and put everything back."""
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        before = theme.current()
        changed = view != PLAIN
        if changed:
            theme.change(application, look=view.look, scale=view.scale)
            self._opened.window.resize(view.size)
            _settle()
        picture = self._opened.window.grab()
        if changed:
            theme.apply(application, before)
            self._opened.window.resize(SIZE)
            _settle()
        return picture

    # -- the screens, in the order a person meets them -------------------------------------

    def screens(self, *, locked: bool = True) -> Iterator[tuple[str, tuple[View, ...]]]:
        """Yield each screen's name and the views wanted of it, while it is shown.

        The last one is that of a ``locked`` device: to lock it takes seconds.
        """
        everything = (PLAIN, *VIEWS)
        yield "01_set_up", everything
        self._press("Finish set-up")
        yield "02_set_up_problems", (PLAIN,)
        self._set_up()
        yield "03_stop", everything
        self._choose_stop()
        self._let_people_answer()
        self._go_to("home")
        yield "04_home", everything
        self._press_hero()
        yield "05_consent", everything
        yield from self._pages()
        self._emit("finish_requested")
        yield "15_done", everything
        self._refuse()
        yield "16_declined", (PLAIN,)
        self._press("Home")
        self._throw_away()
        yield "23_discarded", everything
        self._press("Close")
        for name in kiosk_screens(
            self._press, self._answer, self.window, SIZE, self._language, PIN
        ):
            yield name, everything
        for name in practice_screens(self._press):
            yield name, everything
        yield from self._after((PLAIN,), everything)
        others = (place for place in PLACES if place not in ("home", "responses"))
        for number, place in enumerate(others, start=17):
            self._go_to(place)
            if place == "merge":
                self._look_at_a_package()
            yield f"{number}_{place}", everything
        for name in file_screens(
            self.window, self._workspace, self._language, self._begin, _settle
        ):
            yield name, everything
        self._fill.interview.discard()
        for name in row_screens(self.window, self._workspace, self._language, self._begin, _settle):
            yield name, everything
        self._press("Close")
        self._go_to("device")
        self._press("Questionnaires")
        for name in form_screens(self.window, self._workspace, self._language, _settle):
            yield name, everything
        self._go_to("device")
        self._press("Protection of the answers")
        yield "20_protection", everything
        if locked:
            self._lock()
            yield "21_passphrase", everything
            self._press("Open with the recovery key")
            yield "21_recovery_key", everything

    def _pages(self) -> Iterator[tuple[str, tuple[View, ...]]]:
        everything = (PLAIN, *VIEWS)
        self._answer(consent="1")
        self._press("Next")
        self._answer(role="export", actor="exp", province="MA-OUD")
        yield "06_you", (PLAIN,)
        self._press("Next")
        self._answer(legal="sarl", staff="s2", turnover="t2")
        self._press("Next")  # the main sector is missing
        yield "07_problems", everything
        self._answer(sector="sea")
        self._press("Next")
        self._answer(status="reg", share="40", markets="eu sahel")
        yield "08_choices", everything
        self._press("Next")
        self._answer(funnel="f2", whynot="paper")
        self._press("Next")
        self._answer(o_fin="3", o_cust="2", o_proc="3", o_std="1", o_logi="4", o_info="2")
        yield "09_matrix", everything
        self._press("Next")
        self._answer(worst="logi", worst_txt=self._text("worst_txt"), sol=self._text("sol"))
        self._show_question("worst_txt")
        yield "10_fields", (*everything, WIDE)
        self._fill.tell_unsaved(disk_full(self._data_dir))
        yield "22_not_saved", everything
        self._answer(sol=self._text("sol"))
        self._press("Overview")
        yield "11_overview", everything
        self._press("Close")
        self._press("Next")
        self._answer(need="dir train", equity="2", conv="2")
        yield "12_scales", everything
        self._press("Next")
        self._answer(clear="4", useful="4", intent="4", nps="9", recall="0")
        self._switch_language()
        yield "13_language", (PLAIN,)
        self._press("Undo")
        self._press("Review")
        yield "14_review", everything

    # -- what a person does ----------------------------------------------------------------

    @property
    def _screen(self) -> Screen:
        shown = self._opened.window.shown()
        assert shown is not None
        return shown

    @property
    def _fill(self) -> FillScreen:
        screen = self._screen
        assert isinstance(screen, FillScreen)
        return screen

    @property
    def _workspace(self) -> Workspace:
        workspace = self._opened.workspace
        assert workspace is not None
        return workspace

    def _press(self, message: str) -> None:
        name = self._opened.window.words(message)
        button = self._button(name)
        if button is None:
            raise LookupError(f"there is no button “{name}” on {type(self._screen).__name__}")
        button.click()
        _settle()

    def _button(self, name: str) -> QAbstractButton | None:
        for button in self._opened.window.findChildren(QAbstractButton):
            if button.isVisible() and button.accessibleName() == name:
                return button
        return None

    def _press_hero(self) -> None:
        self._begin(form_for(self._workspace, FORM).hash)

    def _begin(self, form_hash: str) -> None:
        self._go_to("home")
        self._emit("response_requested", form_hash)

    def _emit(self, signal: str, *values: object) -> None:
        getattr(self._screen, signal).emit(*values)
        _settle()

    def _go_to(self, place: str) -> None:
        self._opened.window.place_chosen.emit(place)
        _settle()

    def _set_up(self) -> None:
        self._emit("set_up", self._device(LABELS[self._language]))
        screen = self._screen
        assert isinstance(screen, StopScreen)

    def _choose_stop(self) -> None:
        earlier = self._stop.first_day
        assert earlier is not None
        choose_stop(
            self._workspace,
            region="MA-08",
            first_day=earlier - timedelta(days=10),
            place={"ar": "الرشيدية"}.get(self._language, "Errachidia"),
        )
        self._emit("stop_entered", self._stop)

    def _let_people_answer(self) -> None:
        """Let some people answer to the end, and two leave half-way."""
        form = form_for(self._workspace, FORM)
        for pages in (*[99] * self._people, *LEAVE_AFTER):
            interview = Interview.start(self._workspace, form.hash, language=self._language)
            self._answer_as_somebody(interview, pages)
            self._clock.pass_by(7)

    def _throw_away(self) -> None:
        """Discard what was left half-way, and look at what can be taken back."""
        for draft in self._workspace.store.drafts():
            discard_draft(self._workspace, draft.id)
            self._clock.pass_by(7)
        self._go_to("home")
        self._emit("discarded_requested")

    def _look_at_a_package(self) -> None:
        """Bring the package of a second device, as on a stick, and look what it would change."""
        label = LABELS[self._language].replace("03", "05")
        with Workspace.open(self._data_dir.parent / "other", now=self._clock) as other:
            setup_device(other, self._device(label))
            self._use_stop(other)
            form = form_for(other, FORM)
            for _ in range(self._people // 2):
                interview = Interview.start(other, form.hash, language=self._language)
                self._answer_as_somebody(interview, 99)
                self._clock.pass_by(7)
            package = hand_over(other, self._data_dir.parent)
        self._stick.packages = (package.path,)
        self._press("Choose packages")
        apply = self._opened.window.words("Apply the merge")
        deadline = QDeadlineTimer(30_000)
        while self._button(apply) is None and not deadline.hasExpired():
            _settle()
        _settle()

    def _set_up_another(self, workspace: Workspace) -> None:
        setup_device(workspace, self._device(LABELS[self._language].replace("03", "07")))
        self._use_stop(workspace)

    def _device(self, label: str) -> DeviceSetup:
        return DeviceSetup(label, self._language, staff_names(self._language)[:2], PIN)

    def _lock(self) -> None:
        """Put the key under a passphrase and start again."""
        set_recovery(self._workspace, new_recovery_key().public)
        protect(self._workspace, Protection.PASSPHRASE, "four words of nobody")
        self._opened.close()
        self._opened.open()
        _settle()

    def _use_stop(self, workspace: Workspace) -> None:
        assert self._stop.first_day is not None
        choose_stop(
            workspace,
            region=self._stop.region,
            first_day=self._stop.first_day,
            place=self._stop.place,
        )

    def _answer_as_somebody(self, interview: Interview, pages: int) -> None:
        voice = Voice(self._chance, self._language)
        page = interview.session.pages()[0]
        for _ in range(pages):
            voice.answer_page(interview, page)
            following = interview.session.next_page(page.ref)
            if following is None:
                interview.finish()
                return
            page = following
            interview.go_to(page.ref)
        interview.leave()

    def _answer(self, **answers: str) -> None:
        fill = self._fill
        for name, value in answers.items():
            ref = next(f.ref for f in fill.interview.session.definition.fields if f.name == name)
            fill.take_answer(ref, value)
        _settle()

    def _show_question(self, name: str) -> None:
        fill = self._fill
        ref = next(f.ref for f in fill.interview.session.definition.fields if f.name == name)
        fill.show_question(ref)
        _settle()

    def _text(self, name: str) -> str:
        return _SAID[name][self._language]

    def _switch_language(self) -> None:
        other = {"ar": "fr", "fr": "ar", "en": "ar"}[self._language]
        self._fill.choose_language(other)
        _settle()

    def _refuse(self) -> None:
        self._press("Next respondent")
        self._answer(consent="0")
        self._press("Finish")


_SAID = {
    "worst_txt": {
        "ar": "انتظرت شحنة من السمك الطازج يومين في المعبر بسبب وثيقة ناقصة.",
        "fr": "Une cargaison de poisson frais a attendu deux jours à la frontière pour un papier.",
        "en": "A load of fresh fish waited two days at the border for one paper.",
    },
    "sol": {
        "ar": "مختبر معتمد بالداخلة وشباك وحيد للمساطر.",
        "fr": "Un laboratoire agréé à Dakhla et un guichet unique.",
        "en": "An approved laboratory in Dakhla and a one-stop shop.",
    },
}


def _settle() -> None:
    for _ in range(4):
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
