"""A kiosk, from the moment staff start it until the PIN ends it.

One person after the other: language, notice and consent, questions, thanks, and a fresh start with
nothing of anybody left. It must not know how a screen looks.
"""

from __future__ import annotations

from contextlib import suppress

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QClipboard
from PySide6.QtWidgets import QApplication

from surveyapp.errors import UserError
from surveyapp.services.collect import Interview, Unfinished
from surveyapp.services.faces import face_of
from surveyapp.services.forms import FormRow, list_forms
from surveyapp.services.kiosk import (
    KioskPlan,
    PinGate,
    begin_kiosk,
    end_kiosk,
    erase_leftovers,
    kiosk_problem,
)
from surveyapp.services.paradata import Mode
from surveyapp.services.setup import IDLE_SECONDS, Partials
from surveyapp.services.workspace import Workspace
from surveyapp.text import Words
from surveyapp.ui import theme
from surveyapp.ui.activity import Activity
from surveyapp.ui.kit.overlay import Overlay
from surveyapp.ui.screens.fill_bar import language_segments
from surveyapp.ui.screens.kiosk_fill import KioskFillScreen
from surveyapp.ui.screens.kiosk_notice import KioskNoticeScreen
from surveyapp.ui.screens.kiosk_parts import KioskScreen
from surveyapp.ui.screens.kiosk_pause import Fate, KioskPause
from surveyapp.ui.screens.kiosk_set_up import KioskForm, KioskSetUp, KioskSetUpScreen
from surveyapp.ui.screens.kiosk_thanks import SECONDS, KioskThanksScreen
from surveyapp.ui.screens.kiosk_welcome import KioskWelcomeScreen, Offer
from surveyapp.ui.screens.pin_pad import PinPad
from surveyapp.ui.stage import Stage, application
from surveyapp.ui.timing import Timing
from surveyapp.ui.vigil import Vigil

LARGE = 1.25
"""How much larger a kiosk shows everything, at least: people stand before it."""

PIN_IDLE = 30.0
"""Seconds after which a PIN pad that nobody touches goes away."""


class Kiosk(QObject):
    """One kiosk at a time, over the whole window."""

    left = Signal()
    """Staff left it, or did not begin."""
    set_up_requested = Signal()
    """Staff want to change the set-up of the device first."""
    finished = Signal()
    """A response is in the store."""

    def __init__(self, stage: Stage, workspace: Workspace, timing: Timing, parent: QObject) -> None:
        super().__init__(parent)
        self._stage = stage
        self._workspace = workspace
        self._timing = timing
        self._gate = PinGate(workspace, timing.now)
        self._plan = KioskPlan("", (), "")
        self._interview: Interview | None = None
        self._vigil: Vigil | None = None
        self._pause: KioskPause | None = None
        self._pad: PinPad | None = None
        self._pad_vigil = Vigil(PIN_IDLE, 0)
        self._thanked = 0.0
        self._before = _Manners.of(stage)
        self.running = False
        """This device is a kiosk, and seconds are counted."""
        timing.ticked.connect(self._on_tick)
        Activity(stage.window, self).noticed.connect(self._on_noticed)

    # -- beginning and ending --------------------------------------------------------------

    def prepare(self, operator: str) -> None:
        """Let staff choose what is asked."""
        language = self._stage.words.language
        rows = [row for row in list_forms(self._workspace, language) if row.refusal is None]
        profile = self._workspace.profile()
        state = KioskSetUp(
            forms=tuple(_offered(row, self._stage.words) for row in rows),
            idle_seconds=profile.idle_seconds,
            partials=Partials(profile.partials),
            problem=kiosk_problem(self._workspace),
        )
        screen = KioskSetUpScreen(self._stage.words, state)

        def on_begun(form_hash: str, languages: tuple[str, ...]) -> None:
            plan = KioskPlan(form_hash, languages, operator)
            try:
                begin_kiosk(self._workspace, plan)
            except UserError as error:
                self._stage.tell(error)
            else:
                self.run(plan)

        screen.begun.connect(on_begun)
        screen.left.connect(self.left)
        screen.set_up_requested.connect(self.set_up_requested)
        self._stage.open(screen, "kiosk_set_up")

    def run(self, plan: KioskPlan) -> None:
        """Be a kiosk, also one that was under way when the device was turned off."""
        self._plan = plan
        self._before = _Manners.of(self._stage)
        self.running = True
        current = theme.current()
        theme.change(application(), motion=False, scale=max(LARGE, current.scale))
        self._timing.start()
        self._start_afresh()

    def _end(self) -> None:
        """Let staff have their device back."""
        if self._interview is not None:
            self._put_away()
        end_kiosk(self._workspace)
        self._leave_nothing()
        self.stop()
        self.left.emit()

    def stop(self) -> None:
        """Count no more seconds, and give the window its look back; the kiosk is not ended."""
        self.running = False
        self._timing.stop()
        self._before.restore(self._stage)

    # -- one person after the other --------------------------------------------------------

    def _start_afresh(self) -> None:
        """Show the languages, and have nothing left of whoever was here."""
        self._leave_nothing()
        with suppress(UserError):  # the disk refuses: the next fresh start tries again
            erase_leftovers(self._workspace)
        self._stage.speak_as_staff()
        face = face_of(self._workspace, self._plan.form_hash)
        offers = tuple(Offer(tag, face.title(tag)) for tag in self._plan.languages)
        screen = KioskWelcomeScreen(self._stage.words, offers)
        screen.begun.connect(self._on_language_chosen)
        self._open(screen, "kiosk_welcome")
        if not self._stage.window.isFullScreen():
            self._stage.window.showFullScreen()

    def _leave_nothing(self) -> None:
        """Forget the person: the screens go with the next one, what Qt keeps for all goes now."""
        self._interview = None
        self._vigil = None
        self._thanked = 0.0
        self._close_overlays()
        # What a question laid over the window (a sketch, a sheet of languages) is the window's.
        for overlay in self._stage.window.findChildren(Overlay):
            overlay.hide()
            overlay.deleteLater()
        clipboard = QApplication.clipboard()
        for mode in (QClipboard.Mode.Clipboard, QClipboard.Mode.Selection):
            if mode is QClipboard.Mode.Clipboard or clipboard.supportsSelection():
                clipboard.clear(mode)
        QApplication.inputMethod().reset()

    def _on_language_chosen(self, tag: str) -> None:
        idle = max(IDLE_SECONDS[0], self._workspace.profile().idle_seconds)
        self._vigil = Vigil(idle, self._timing.now())
        definition = self._workspace.definition(self._plan.form_hash)
        if any(field.name == "consent" for field in definition.fields):
            self._begin(tag)
        else:
            self._show_notice(tag)

    def _show_notice(self, tag: str) -> None:
        """Say what is recorded: the form does not."""
        self._stage.speak_as_form(tag)
        language = self._stage.words.language
        rows = list_forms(self._workspace, language)
        row = next(row for row in rows if row.hash == self._plan.form_hash)
        face = face_of(self._workspace, self._plan.form_hash)
        screen = KioskNoticeScreen(
            self._stage.words,
            face.title(tag),
            self._plan.languages,
            (row.questions, row.minutes),
        )
        screen.show_form(face.title(tag), tag)
        chosen = tag

        def on_language_chosen(other: str) -> None:
            nonlocal chosen
            chosen = other
            self._stage.speak_as_form(other)
            screen.show_form(face.title(other), other)

        screen.language_chosen.connect(on_language_chosen)
        screen.agreed.connect(lambda: self._begin(chosen))
        screen.declined.connect(self._start_afresh)
        self._open(screen, "kiosk_notice")

    def _begin(self, tag: str) -> None:
        try:
            self._interview = Interview.start(
                self._workspace,
                self._plan.form_hash,
                language=tag,
                operator=self._plan.operator,
                mode=Mode.KIOSK,
            )
        except UserError as error:
            self._stage.tell(error)
            return
        self._stage.speak_as_form(tag)
        screen = KioskFillScreen(self._stage.words, self._interview, self._plan.languages)
        screen.language_chosen.connect(self._stage.speak_as_form)
        screen.pages_ended.connect(self._finish)
        screen.stop_requested.connect(self._on_stop_requested)
        screen.answered.connect(self._on_noticed)
        self._open(screen, "kiosk_fill")
        screen.show_page(self._interview.page_ref)

    def _finish(self) -> None:
        interview, screen = self._interview, self._stage.screen
        assert interview is not None
        assert isinstance(screen, KioskFillScreen)
        try:
            finished = interview.finish()
        except Unfinished as unfinished:
            screen.show_problems(unfinished.problems)
            return
        except UserError as error:
            screen.tell_unsaved(error)
            return
        title = interview.form_title
        self._interview = None
        self._vigil = None
        self._thanked = self._timing.now()
        thanks = KioskThanksScreen(
            self._stage.words, title, code=finished.code, refused=finished.refused
        )
        thanks.ended.connect(self._start_afresh)
        self._open(thanks, "kiosk_thanks")
        self.finished.emit()

    def _open(self, screen: KioskScreen | KioskFillScreen, name: str) -> None:
        screen.lock_requested.connect(self._on_lock_requested)
        self._stage.open(screen, name)

    # -- whoever goes away -----------------------------------------------------------------

    def _on_noticed(self) -> None:
        now = self._timing.now()
        self._pad_vigil.touched(now)
        if self._vigil is not None:
            self._vigil.touched(now)
        if self._interview is not None and self._pause is None and self._pad is None:
            self._interview.touched()

    def _on_tick(self) -> None:
        if not self.running:
            return
        now = self._timing.now()
        if self._pad is not None:
            self._pad.show_wait(self._gate.wait)
            if self._pad_vigil.left(now) is not None:
                self._close_pad()
        if self._vigil is not None:
            self._watch(self._vigil.left(now))
        screen = self._stage.screen
        if isinstance(screen, KioskThanksScreen) and self._pad is None:
            left = round(self._thanked + SECONDS - now)
            screen.show_left(max(0, left))
            if left <= 0:
                self._start_afresh()

    def _watch(self, left: int | None) -> None:
        """Warn whoever may be there, and begin anew once nobody is."""
        if left is None:
            return
        if left == 0:
            self._put_away()
            self._start_afresh()
        elif self._pause is None:
            self._warn(left, asked=False)
        else:
            self._pause.show_left(left)

    def _on_stop_requested(self) -> None:
        assert self._vigil is not None
        now = self._timing.now()
        self._vigil.warn(now)
        self._warn(self._vigil.left(now) or 0, asked=True)

    def _warn(self, left: int, *, asked: bool) -> None:
        screen = self._stage.screen
        if isinstance(screen, KioskFillScreen):
            screen.flush()
        self._close_overlays()
        pause = self._pause = KioskPause(
            self._stage.words, self._fate(), left, self._stage.window, asked=asked
        )
        pause.stayed.connect(self._on_stayed)
        pause.erased.connect(self._on_erased)
        pause.open()

    def _fate(self) -> Fate:
        """Return what becomes of the answers if nobody is there."""
        interview = self._interview
        if interview is None or interview.is_blank:
            return Fate.NONE
        erase = self._workspace.profile().partials == Partials.ERASE
        return Fate.ERASED if erase else Fate.KEPT

    def _on_stayed(self) -> None:
        if self._vigil is not None:
            self._vigil.stay(self._timing.now())
        self._close_overlays()

    def _on_erased(self) -> None:
        if self._interview is not None:
            try:
                self._interview.discard(for_good=True)
            except UserError as error:
                self._stage.tell(error)
                return
        self._start_afresh()

    def _put_away(self) -> None:
        screen = self._stage.screen
        if isinstance(screen, KioskFillScreen):
            screen.flush()
        interview, self._interview = self._interview, None
        if interview is not None:
            # The disk refuses: the draft stays as it last was, and goes at the next fresh start
            # where nothing is to be kept.
            with suppress(UserError):
                interview.abandon()

    # -- the lock --------------------------------------------------------------------------

    def _on_lock_requested(self) -> None:
        self._close_pad()
        self._pad_vigil = Vigil(PIN_IDLE, self._timing.now())
        pad = self._pad = PinPad(self._stage.words, self._stage.window)
        pad.show_wait(self._gate.wait)
        pad.entered.connect(self._on_pin_entered)
        pad.left.connect(self._close_pad)
        pad.open()

    def _on_pin_entered(self, pin: str) -> None:
        if self._gate.opens(pin):
            self._end()
        elif self._pad is not None:
            self._pad.show_wrong(self._gate.wait)

    def _close_pad(self) -> None:
        pad, self._pad = self._pad, None
        if pad is not None:
            pad.close_overlay()
            pad.deleteLater()

    def _close_overlays(self) -> None:
        self._close_pad()
        pause, self._pause = self._pause, None
        if pause is not None:
            pause.close_overlay()
            pause.deleteLater()


class _Manners:
    """How the window was and looked before a kiosk, to put everything back."""

    def __init__(self, state: Qt.WindowState, scale: float, motion: bool) -> None:
        self._state, self._scale, self._motion = state, scale, motion

    @classmethod
    def of(cls, stage: Stage) -> _Manners:
        current = theme.current()
        return cls(stage.window.windowState(), current.scale, current.motion)

    def restore(self, stage: Stage) -> None:
        stage.window.setWindowState(self._state & ~Qt.WindowState.WindowFullScreen)
        theme.change(application(), scale=self._scale, motion=self._motion)


def _offered(row: FormRow, words: Words) -> KioskForm:
    tags = (segment.key for segment in language_segments(row.languages, words))
    # What a form says in no language that it names is nothing one could choose by a name.
    return KioskForm(row.hash, row.title, tuple(filter(None, tags)))
