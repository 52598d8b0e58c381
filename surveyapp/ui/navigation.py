"""Which screen comes next, and the one operation each wish of a person starts.

Screens say what somebody wants (signals in the past tense); here each wish becomes one call of a
service, and its outcome becomes the next screen. It must not know how a screen looks.

Routes that need the form engine or the packages are imported when they are first taken: the home
screen paints before that.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from surveyapp.errors import UserError
from surveyapp.services.backups import backup_notices
from surveyapp.services.drafts import (
    discard_draft,
    discarded_rows,
    left_under_way,
    restore_draft,
)
from surveyapp.services.identity import identity_read, news_of_identity
from surveyapp.services.practice import has_practice, practice_news, set_up_problem
from surveyapp.services.protection import (
    gives_first_recovery,
    protect_by_default,
    protection_notices,
)
from surveyapp.services.regions import region_name, regions
from surveyapp.services.setup import DeviceSetup, setup_device
from surveyapp.services.status import home_summary
from surveyapp.services.stops import choose_stop, chosen_stop, clock_warning, known_stops
from surveyapp.services.workspace import Workspace
from surveyapp.ui.backing_up import BackingUp
from surveyapp.ui.files import Files
from surveyapp.ui.handing_over import HandingOver
from surveyapp.ui.kit.button import Variant
from surveyapp.ui.kit.dialog import DialogButton, ask
from surveyapp.ui.modes import Modes
from surveyapp.ui.screens.home import HomeScreen
from surveyapp.ui.screens.home_parts import HomeState
from surveyapp.ui.stage import Stage
from surveyapp.ui.tasks import Tasks
from surveyapp.ui.timing import Timing
from surveyapp.ui.watching import Watching

if TYPE_CHECKING:
    from surveyapp.ui.looking_back import LookingBack
    from surveyapp.ui.places import Places
    from surveyapp.ui.responding import Responding
    from surveyapp.ui.screens.stop import NewStop, StopScreen


class Navigator(QObject):
    """The way through the app for one opened data folder."""

    recovery_requested = Signal(object)
    """With a ``UserError``: what was found damaged, and the person wants to know what to do."""
    practice_requested = Signal()
    """Staff want to rehearse; or, with ``practice_left``, to work again."""
    practice_left = Signal(bool)
    """With whether everything of it is to be wiped."""

    def __init__(
        self, stage: Stage, workspace: Workspace, files: Files, tasks: Tasks, timing: Timing
    ) -> None:
        super().__init__(stage)
        self.stage = stage
        self._workspace = workspace
        self._files = files
        self._tasks = tasks
        self._discarded = ""
        self._operator = ""
        self._handing_over = HandingOver(stage, workspace, files, tasks, self)
        self._handing_over.written.connect(self._refresh_home)
        self._backing_up = BackingUp(workspace, tasks, self)
        self._backing_up.made.connect(self._refresh_home)
        self._modes = Modes(stage, workspace, timing, self)
        self._modes.left.connect(self.show_home)
        self._modes.changed.connect(self._refresh_home)
        self._modes.finished.connect(self._backing_up.look)
        self._modes.kiosk_requested.connect(self._on_kiosk_requested)
        self._modes.set_up_requested.connect(self.show_set_up)
        self._modes.practice_requested.connect(self.practice_requested)
        self._modes.practice_left.connect(self.practice_left)
        self.watching = Watching(workspace, tasks, self)
        self.watching.changed.connect(self._on_watched)
        self._badges = QTimer(self, interval=0, singleShot=True)
        self._badges.timeout.connect(self._show_badges)
        stage.window.place_chosen.connect(self._on_place_chosen)

    @cached_property
    def _responding(self) -> Responding:
        from surveyapp.ui.responding import Responding

        responding = Responding(self.stage, self._workspace, self._files, self)
        responding.left.connect(self.show_home)
        responding.next_requested.connect(self._on_next_requested)
        responding.finished.connect(self._backing_up.look)
        responding.change_kept.connect(self._on_change_kept)
        responding.change_left.connect(self._on_change_left)
        return responding

    @cached_property
    def _looking_back(self) -> LookingBack:
        from surveyapp.ui.looking_back import LookingBack

        looking = LookingBack(self.stage, self._workspace, self._tasks, self._asking, self)
        looking.draft_continued.connect(self._on_draft_continued)
        looking.edit_requested.connect(self._on_edit_requested)
        return looking

    @cached_property
    def _places(self) -> Places:
        from surveyapp.ui.places import Places

        places = Places(
            self.stage,
            self._workspace,
            self._files,
            self._tasks,
            self._backing_up,
            self.watching,
            self,
        )
        places.language_chosen.connect(self._on_language_chosen)
        places.set_up_requested.connect(self.show_set_up)
        return places

    # -- beginning -------------------------------------------------------------------------

    def begin(self) -> None:
        """Open the first screen: set-up on a new device, a kiosk that was under way, else home."""
        if not self._workspace.is_set_up:
            self.show_set_up()
        elif not self._modes.resume_kiosk():
            self.show_home()
            # Once the screen stands: it takes the keyboard when it is first seen.
            QTimer.singleShot(0, self, self._ask_to_continue)
        self.watching.begin()

    def _ask_to_continue(self) -> None:
        draft = left_under_way(self._workspace, self.stage.words.language)
        if draft is not None:
            from surveyapp.ui.continuing import ask_to_continue

            ask_to_continue(self.stage, draft, self._on_draft_continued)

    @property
    def in_kiosk(self) -> bool:
        """Say whether this device is a kiosk now, which only the PIN ends."""
        return self._modes.in_kiosk

    def stop(self) -> None:
        """Begin nothing more by itself: the data folder is about to be closed."""
        self._badges.stop()
        self._modes.stop()
        self.watching.stop()
        self._backing_up.stop()

    def show_set_up(self) -> None:
        """Ask what a new device needs, or change what was given before."""
        from surveyapp.ui.screens.set_up import SetUpScreen

        problem = set_up_problem(self._workspace)
        if problem is not None:
            self.stage.tell(problem)
            return
        known = self._workspace.store.profile()
        screen = SetUpScreen(self.stage.words, known)
        screen.left.connect(self._show_device)
        screen.language_chosen.connect(self._on_language_chosen)

        def on_set_up(setup: object) -> None:
            assert isinstance(setup, DeviceSetup)
            first = gives_first_recovery(self._workspace, setup.recovery)
            try:
                setup_device(self._workspace, setup)
            except UserError as error:
                screen.show_problem(error)
                return
            if first:
                task = self._tasks.start(lambda _: protect_by_default(self._workspace))
                task.succeeded.connect(self._refresh_home)
            self.stage.preferences.language = setup.language
            if known is None:
                self.show_stop()
            else:
                self._show_device()

        screen.set_up.connect(on_set_up)
        screen.sheet_requested.connect(self._on_sheet_requested)
        self.stage.open(screen, "set_up")

    def _on_sheet_requested(self) -> None:
        """Make a recovery key before the device has its name: set-up stores it with the rest."""
        from surveyapp.services.recovery_sheet import make_recovery_sheet
        from surveyapp.ui.protecting import ask_for_sheet, sheet_made
        from surveyapp.ui.screens.set_up import SetUpScreen

        sheet = ask_for_sheet(self.stage, self._files)
        screen, words = self.stage.screen, self.stage.words
        if sheet is None or not isinstance(screen, SetUpScreen):
            return
        try:
            key = make_recovery_sheet(sheet, self._workspace.now().date())
        except UserError as error:
            screen.show_problem(error)
            return
        screen.take_recovery(key.public)
        title, text = (said(words) for said in sheet_made(key, sheet))
        close = DialogButton("close", words("Close"), Variant.PRIMARY)
        ask(self.stage.window, title, text, [close], cancel_key="close")

    # -- home ------------------------------------------------------------------------------

    def show_home(self) -> None:
        """Show where the day stands, in the staff's own language."""
        self.stage.speak_as_staff()
        screen = HomeScreen(self.stage.words, self._home_state())
        screen.language_chosen.connect(self._on_language_chosen)
        screen.response_requested.connect(self.start_response)
        screen.draft_continued.connect(self._on_draft_continued)
        screen.draft_discarded.connect(self._on_draft_discarded)
        screen.discard_undone.connect(self._on_discard_undone)
        screen.discarded_requested.connect(self._show_discarded)
        screen.stop_change_requested.connect(self.show_stop)
        screen.operator_change_requested.connect(self._on_operator_change_requested)
        screen.protection_requested.connect(self._show_protection)
        screen.identity_read.connect(self._on_identity_read)
        screen.recovery_requested.connect(self._on_recovery_requested)
        self._modes.show_on(screen)
        self._handing_over.show_on(screen)
        self.stage.open(screen, "home", place="home")
        self._badges.start()  # once the screen is painted

    def _show_badges(self) -> None:
        from surveyapp.ui.badges import show_decisions_waiting

        show_decisions_waiting(self.stage.window, self._workspace)

    def _home_state(self) -> HomeState:
        language = self.stage.words.language
        summary = home_summary(self._workspace, language)
        staff = self._workspace.profile().staff
        here = self._workspace
        warning = clock_warning(here)
        return HomeState(
            summary=summary,
            region=region_name(summary.stop.region, language) if summary.stop else "",
            now=self._workspace.now(),
            operator=self._asking(),
            operators=len(staff),
            notices=((warning,) if warning else ()) + backup_notices(self._workspace),
            identity=news_of_identity(self._workspace),
            protection=() if here.practice else protection_notices(here),
            practice=here.practice,
            practice_kept=here.practice or has_practice(here),
            practice_news=practice_news(here),
            damage=self.watching.damage(),
            room=self.watching.room(),
        )

    def _asking(self) -> str:
        """Return who holds the device: the name stored with what is given and changed."""
        staff = self._workspace.profile().staff
        if self._operator not in staff:
            self._operator = staff[0] if staff else ""
        return self._operator

    def _on_identity_read(self) -> None:
        identity_read(self._workspace)
        self._refresh_home()

    def _on_recovery_requested(self) -> None:
        damage = self.watching.damage()
        if damage is not None:
            self.recovery_requested.emit(damage)

    def _refresh_home(self) -> None:
        screen = self.stage.screen
        if isinstance(screen, HomeScreen):
            screen.render_state(self._home_state())

    def _on_watched(self) -> None:
        screen = self.stage.screen
        if isinstance(screen, HomeScreen):
            screen.show_watched(self.watching.damage(), self.watching.room())

    def _on_language_chosen(self, tag: str) -> None:
        self.stage.preferences.language = tag
        self.stage.speak(tag)
        self._refresh_home()

    def _on_draft_discarded(self, draft_id: str) -> None:
        discard_draft(self._workspace, draft_id)
        self._discarded = draft_id
        self._refresh_home()
        screen = self.stage.screen
        if isinstance(screen, HomeScreen):
            screen.say_discarded()

    def _on_discard_undone(self) -> None:
        if self._discarded:
            restore_draft(self._workspace, self._discarded)
            self._discarded = ""
            self._refresh_home()

    def _show_discarded(self) -> None:
        from surveyapp.ui.screens.discarded import DiscardedSheet

        words = self.stage.words
        rows = discarded_rows(self._workspace, words.language)
        sheet = DiscardedSheet(words, rows, self._workspace.now(), self.stage.window)
        sheet.taken_back.connect(self._on_taken_back)
        sheet.closed.connect(sheet.deleteLater)
        sheet.open()

    def _on_taken_back(self, draft_id: str) -> None:
        try:
            restore_draft(self._workspace, draft_id)
        except UserError as error:
            self.stage.tell(error)
        self._refresh_home()

    def _on_operator_change_requested(self) -> None:
        words = self.stage.words
        staff = self._workspace.profile().staff
        dialog = ask(
            self.stage.window,
            words("Who is asking?"),
            words("The name is stored with each response."),
            [DialogButton(name, name, Variant.SECONDARY) for name in staff],
            cancel_key=self._asking(),
        )
        dialog.chosen.connect(self._on_operator_chosen)

    def _on_operator_chosen(self, name: str) -> None:
        self._operator = name
        self._refresh_home()

    # -- the stop --------------------------------------------------------------------------

    def show_stop(self) -> None:
        """Choose where and when responses are given."""
        from surveyapp.ui.screens.stop import StopScreen

        screen = StopScreen(
            self.stage.words,
            known=known_stops(self._workspace),
            chosen=chosen_stop(self._workspace),
            regions=regions(self.stage.words.language),
            today=self._workspace.now().date(),
        )
        screen.stop_chosen.connect(self._on_stop_chosen)
        screen.left.connect(self.show_home)

        def on_stop_entered(entered: object) -> None:
            self._take_stop(screen, entered)

        screen.stop_entered.connect(on_stop_entered)
        self.stage.open(screen, "stop")

    def _on_stop_chosen(self, key: str) -> None:
        stop = next(stop for stop in known_stops(self._workspace) if stop.key == key)
        choose_stop(self._workspace, region=stop.region, first_day=stop.first_day, place=stop.place)
        self.show_home()

    def _take_stop(self, screen: StopScreen, entered: object) -> None:
        from surveyapp.ui.screens.stop import NewStop, new_stop_problems

        assert isinstance(entered, NewStop)
        problems = new_stop_problems(entered)
        screen.show_problems(problems)
        if problems:
            screen.focus_problem()
            return
        self._choose(entered)
        self.show_home()

    def _choose(self, entered: NewStop) -> None:
        assert entered.first_day is not None
        choose_stop(
            self._workspace,
            region=entered.region,
            first_day=entered.first_day,
            place=entered.place,
        )

    # -- a response ------------------------------------------------------------------------

    def start_response(self, form_hash: str, language: str = "") -> None:
        """Begin a new response; without a stop, the stop comes first."""
        if chosen_stop(self._workspace) is None:
            self.show_stop()
        else:
            self._responding.start(form_hash, self._asking(), language)

    def _on_draft_continued(self, draft_id: str) -> None:
        self._responding.resume(draft_id)

    def _on_next_requested(self, form_hash: str, language: str) -> None:
        self.start_response(form_hash, language)

    # -- responses given before ------------------------------------------------------------

    def show_responses(self) -> None:
        """Look back at the responses of this device."""
        self.stage.speak_as_staff()
        self._looking_back.show()

    def _on_edit_requested(self, submission: str, version: str) -> None:
        self._responding.edit(submission, self._asking(), version)

    def _on_change_kept(self, submission: str) -> None:
        self.stage.speak_as_staff()
        self._looking_back.show_kept(submission)

    def _on_change_left(self, submission: str) -> None:
        self.stage.speak_as_staff()
        self._looking_back.show(submission)

    def _on_kiosk_requested(self) -> None:
        """Let people answer by themselves; without a stop, the stop comes first."""
        if chosen_stop(self._workspace) is None:
            self.show_stop()
        else:
            self._modes.prepare_kiosk(self._asking())

    # -- places ----------------------------------------------------------------------------

    def _on_place_chosen(self, place: str) -> None:
        routes = {
            "home": self.show_home,
            "responses": self.show_responses,
            "merge": self._show_merge,
            "workbook": self._show_workbook,
            "device": self._show_device,
        }
        routes[place]()

    def _show_merge(self) -> None:
        self._places.show_merge()

    def _show_workbook(self) -> None:
        self._places.show_workbook()

    def _show_protection(self) -> None:
        self._places.show_protection()

    def _show_device(self) -> None:
        self._places.show_device()
