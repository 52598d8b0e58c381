"""The rail's other places: merging, the workbook, this device.

Long work goes to the one worker; the screen that asked for it shows how it goes.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from surveyapp import __version__
from surveyapp.errors import UserError
from surveyapp.exchange import MergePlan, MergeResult
from surveyapp.services.backups import backup_status
from surveyapp.services.handoff import apply_merge, plan_merge
from surveyapp.services.identity import identity_notices
from surveyapp.services.practice import set_up_problem
from surveyapp.services.protection import recovery_code
from surveyapp.services.regions import region_name
from surveyapp.services.setup import Partials
from surveyapp.services.workspace import Workspace
from surveyapp.text import N_
from surveyapp.text.formats import Formats
from surveyapp.ui import theme
from surveyapp.ui.backing_up import BackingUp
from surveyapp.ui.badges import show_decisions_waiting
from surveyapp.ui.files import Files
from surveyapp.ui.screens.device import DeviceScreen, DeviceState
from surveyapp.ui.screens.home_parts import joined
from surveyapp.ui.screens.merge import MergeScreen
from surveyapp.ui.screens.workbook import WorkbookScreen
from surveyapp.ui.stage import Stage
from surveyapp.ui.tasks import Task, Tasks, Work
from surveyapp.ui.theme import Tone
from surveyapp.ui.watching import Watching

if TYPE_CHECKING:
    from surveyapp.ui.adding_forms import AddingForms
    from surveyapp.ui.protecting import Protecting


class Places(QObject):
    """Opens a place and serves its wishes."""

    language_chosen = Signal(str)
    set_up_requested = Signal()

    def __init__(
        self,
        stage: Stage,
        workspace: Workspace,
        files: Files,
        tasks: Tasks,
        backing_up: BackingUp,
        watching: Watching,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._stage = stage
        self._workspace = workspace
        self._files = files
        self._tasks = tasks
        self._backing_up = backing_up
        backing_up.made.connect(self._on_backup_made)
        backing_up.failed.connect(stage.tell)
        self._watching = watching
        watching.changed.connect(self._on_watched)
        self._packages: tuple[Path, ...] = ()

    # -- merging ---------------------------------------------------------------------------

    def show_merge(self) -> None:
        """Open the merge."""
        screen = MergeScreen(self._stage.words)
        screen.files_requested.connect(self._on_files_requested)
        screen.apply_requested.connect(self._on_apply_requested)
        screen.dropped.connect(self._on_packages_dropped)
        self._packages = ()
        self._stage.open(screen, "merge", place="merge")

    def _on_files_requested(self) -> None:
        words = self._stage.words
        chosen = self._files.open_many(
            words("Choose packages"), words("Survey packages ({pattern})", pattern="*.svpkg")
        )
        if not chosen:
            return
        self._packages = chosen
        screen = self._merge_screen()
        screen.show_working(N_("Reading and checking the packages…"))
        task = self._start(lambda progress: plan_merge(self._workspace, chosen, progress))
        task.succeeded.connect(self._on_planned)

    def _on_planned(self, plan: object) -> None:
        assert isinstance(plan, MergePlan)
        screen = self._stage.screen
        if isinstance(screen, MergeScreen):
            screen.show_ready()
            screen.work.show_nothing()
            screen.show_plan(plan, self._stop_names(plan))

    def _on_apply_requested(self) -> None:
        screen = self._merge_screen()
        screen.show_working(N_("Merging…"))
        packages = self._packages
        task = self._start(lambda progress: apply_merge(self._workspace, packages, progress))
        task.succeeded.connect(self._on_merged)

    def _on_merged(self, result: object) -> None:
        assert isinstance(result, MergeResult)
        show_decisions_waiting(self._stage.window, self._workspace)
        screen = self._stage.screen
        if isinstance(screen, MergeScreen):
            screen.show_applied(result)

    def _on_packages_dropped(self) -> None:
        self._packages = ()
        self._merge_screen().show_plan(None, {})

    def _merge_screen(self) -> MergeScreen:
        screen = self._stage.screen
        assert isinstance(screen, MergeScreen)
        return screen

    def _stop_names(self, plan: MergePlan) -> dict[str, str]:
        from surveyapp.store import Stop

        words = self._stage.words
        names = {}
        for key in {line.key for line in plan.by_stop if line.key}:
            stop = Stop.parse_key(key)
            day = Formats(words).long_date(stop.first_day)
            names[key] = joined(region_name(stop.region, words.language), day)
        return names

    # -- the workbook ----------------------------------------------------------------------

    def show_workbook(self) -> None:
        """Open the workbook."""
        responses = self._workspace.store.counts().submissions
        screen = WorkbookScreen(self._stage.words, responses)
        screen.workbook_requested.connect(self._on_workbook_requested)
        screen.contacts_requested.connect(self._on_contacts_requested)
        self._stage.open(screen, "workbook", place="workbook")

    def _on_workbook_requested(self, language: str) -> None:
        from surveyapp.services.export import export_workbook

        words = self._stage.words
        name = f"surveyapp_{self._workspace.now():%Y-%m-%d}_{language}.xlsx"
        out = self._ask_for_workbook(words("Make workbook"), name)
        if out is not None:
            self._make(lambda progress: export_workbook(self._workspace, out, language, progress))

    def _on_contacts_requested(self, language: str) -> None:
        from surveyapp.services.export import export_contacts

        words = self._stage.words
        name = f"contacts_{self._workspace.now():%Y-%m-%d}_{language}.xlsx"
        out = self._ask_for_workbook(words("Make the contacts file"), name)
        if out is not None:
            self._make(lambda _: export_contacts(self._workspace, out, language))

    def _ask_for_workbook(self, title: str, name: str) -> Path | None:
        words = self._stage.words
        kind = words("Excel workbooks ({pattern})", pattern="*.xlsx")
        out = self._files.save_as(title, name, kind)
        return out.with_suffix(".xlsx") if out is not None else None

    def _make(self, work: Work) -> None:
        screen = self._stage.screen
        assert isinstance(screen, WorkbookScreen)
        screen.show_working(N_("Making the file…"))
        task = self._start(work)
        task.succeeded.connect(self._on_made)

    def _on_made(self, report: object) -> None:
        from surveyapp.services.export import ExportReport

        assert isinstance(report, ExportReport)
        screen = self._stage.screen
        if isinstance(screen, WorkbookScreen):
            screen.show_made(report.path, report.rows, report.left_out)

    # -- this device -----------------------------------------------------------------------

    def show_device(self) -> None:
        """Open the device's settings."""
        profile = self._workspace.profile()
        current = theme.current()
        screen = DeviceScreen(
            self._stage.words,
            DeviceState(
                label=profile.label,
                staff=profile.staff,
                folder=self._workspace.store.data_dir,
                version=__version__,
                look=current.look,
                text_size=round(current.scale * 100),
                protection=self._workspace.store.custody.protection,
                recovery=recovery_code(self._workspace),
                identity=profile.id,
                notices=identity_notices(self._workspace),
                backup=backup_status(self._workspace),
                check=self._watching.state(),
                idle_seconds=profile.idle_seconds,
                partials=Partials(profile.partials),
            ),
        )
        screen.backup_requested.connect(self._backing_up.by_hand)
        screen.language_chosen.connect(self.language_chosen)
        screen.set_up_requested.connect(self.set_up_requested)
        screen.protection_requested.connect(self.show_protection)
        screen.forms_requested.connect(self.show_forms)
        screen.check_requested.connect(self._watching.look)
        screen.look_chosen.connect(self._on_look_chosen)
        screen.text_size_chosen.connect(self._stage.show_text_size)
        self._stage.open(screen, "device", place="device")

    def _on_backup_made(self) -> None:
        screen = self._stage.screen
        if isinstance(screen, DeviceScreen):
            screen.show_backup(backup_status(self._workspace))

    def _on_watched(self) -> None:
        screen = self._stage.screen
        if isinstance(screen, DeviceScreen):
            screen.show_check(self._watching.state())

    def show_protection(self) -> None:
        """Open what protects the answers of this device."""
        problem = set_up_problem(self._workspace)
        if problem is not None:
            self._stage.tell(problem)
            return
        self._protecting.show()

    @cached_property
    def _protecting(self) -> Protecting:
        from surveyapp.ui.protecting import Protecting

        protecting = Protecting(self._stage, self._workspace, self._files, self._tasks, self)
        protecting.left.connect(self.show_device)
        return protecting

    def show_forms(self) -> None:
        """Open the questionnaires of this device."""
        self._adding_forms.show()

    @cached_property
    def _adding_forms(self) -> AddingForms:
        from surveyapp.ui.adding_forms import AddingForms

        adding = AddingForms(self._stage, self._workspace, self._files, self._tasks, self)
        adding.left.connect(self.show_device)
        return adding

    def _on_look_chosen(self, look: str) -> None:
        self._stage.show_look(theme.Look(look))

    # -- work ------------------------------------------------------------------------------

    def _start(self, work: Work) -> Task:
        task = self._tasks.start(work)
        screen = self._stage.screen
        assert isinstance(screen, MergeScreen | WorkbookScreen)
        screen.work.cancelled.connect(task.cancel)
        task.progressed.connect(screen.work.show_step)
        task.failed.connect(self._on_failed)
        task.cancelled.connect(self._on_stopped)
        return task

    def _on_failed(self, error: object) -> None:
        assert isinstance(error, UserError)
        screen = self._stage.screen
        if isinstance(screen, MergeScreen | WorkbookScreen):
            screen.show_ready()
            screen.work.show_problem(error)
        else:
            self._stage.tell(error)

    def _on_stopped(self) -> None:
        screen = self._stage.screen
        if isinstance(screen, MergeScreen | WorkbookScreen):
            screen.show_ready()
            screen.work.show_outcome(Tone.INFO, N_("Stopped. Nothing was written."))
