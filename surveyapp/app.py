"""Composition root of the desktop app: the only place that builds everything.

Nothing here decides anything a person sees; it makes the pieces, hands them to each other and
runs Qt's loop. The window stands on the glass first; the store and the screens are imported while
it is looked at.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from surveyapp.errors import UserError
from surveyapp.paths import default_data_dir
from surveyapp.text import load_words
from surveyapp.ui import theme
from surveyapp.ui.main_window import MainWindow
from surveyapp.ui.preferences import Preferences

if TYPE_CHECKING:
    from argparse import Namespace
    from datetime import datetime
    from types import TracebackType

    from surveyapp.services.workspace import Workspace
    from surveyapp.store.custody import Access, KeyStore
    from surveyapp.ui.files import Files
    from surveyapp.ui.navigation import Navigator
    from surveyapp.ui.practising import Practising
    from surveyapp.ui.tasks import Tasks
    from surveyapp.ui.timing import Timing

WIDTH, HEIGHT = 1280, 800
PROBLEM = 2
"""Exit code where the person has something to mend before the app can start."""
BUG = 1
"""Exit code after a fault of ours."""


class Desk:
    """The app, built: a window over one data folder.

    Tests give ``files``, ``now``, ``key_store`` and ``timing``; people get the system's own.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        language: str = "",
        files: Files | None = None,
        now: Callable[[], datetime] | None = None,
        key_store: KeyStore | None = None,
        timing: Timing | None = None,
    ) -> None:
        application = QApplication.instance()
        assert isinstance(application, QApplication), "the application comes first"
        self._application = application
        self._data_dir = data_dir
        self._now = now
        self._asked_language = language
        self.preferences = Preferences(data_dir)
        self.window = MainWindow(theme.Look(self.preferences.appearance))
        self.window.resize(WIDTH, HEIGHT)
        self._files = files
        self._key_store = key_store
        self._timing = timing
        self._tasks: Tasks | None = None
        self._practising: Practising | None = None
        self._access: Access | None = None
        self.workspace: Workspace | None = None
        self.navigator: Navigator | None = None
        self.window.closed.connect(self._on_closed)
        self.exit_code = 0

    def open(self) -> None:
        """Open the data folder and show the first screen, or the problem that stops it."""
        from surveyapp.store.custody import PassphraseNeeded, waits_for_key_store

        if self.workspace is not None:  # after a fault of ours: the folder is open already
            self._leave_screens()
            self._enter(self.workspace)
            return
        dress(self._application)
        self._speak(self._asked_language or self.preferences.language)
        if waits_for_key_store(self._data_dir):
            self._open_in_worker("")
            return
        try:
            workspace = self._open_workspace("")
        except PassphraseNeeded as error:
            self._ask_passphrase(error)
        except UserError as error:
            self._show_problem(error)
        else:
            self._enter(workspace)

    def _open_workspace(self, passphrase: str) -> Workspace:
        from surveyapp.services.workspace import Workspace, local_now
        from surveyapp.store.custody import Access, SystemKeyStore

        self._access = Access(self._key_store or SystemKeyStore(), passphrase)
        return Workspace.open(self._data_dir, now=self._now or local_now, access=self._access)

    def _enter(self, workspace: object) -> None:
        """Show the first screen of an opened data folder."""
        from surveyapp.services.workspace import Workspace
        from surveyapp.ui.files import SystemFiles
        from surveyapp.ui.navigation import Navigator
        from surveyapp.ui.stage import Stage
        from surveyapp.ui.timing import Timing

        assert isinstance(workspace, Workspace)
        self.workspace = workspace
        self.exit_code = 0
        self._take_profile_language()
        stage = Stage(self.window, self.preferences)
        files = self._files or SystemFiles(self.window)
        timing = self._timing or Timing(stage)
        self.navigator = Navigator(stage, self.workspace, files, self._worker(), timing)
        self.navigator.recovery_requested.connect(self._on_recovery_requested)
        self.navigator.practice_requested.connect(self._on_practice_requested)
        self.navigator.practice_left.connect(self._on_practice_left)
        self.navigator.begin()

    def _on_practice_requested(self) -> None:
        """Stand over the practice; the store that counts stays open."""
        from surveyapp.ui.practising import Practising

        assert self.workspace is not None
        assert self.navigator is not None
        self._practising = self._practising or Practising(self.window)
        try:
            practice = self._practising.begin(self.workspace)
        except UserError as error:
            self.navigator.stage.tell(error)
            return
        self._leave_screens()
        self._enter(practice)

    def _on_practice_left(self, wiped: object, damage: UserError | None = None) -> None:
        """Stand over what counts again."""
        from surveyapp.services.practice import wipe_practice

        assert self._practising is not None
        self._leave_screens()
        real = self._practising.end()
        try:
            if wiped:
                wipe_practice(real)
        except UserError as error:
            damage = error
        self._enter(real)
        assert self.navigator is not None
        if damage is not None:
            self.navigator.stage.tell(damage)

    def _leave_screens(self) -> None:
        """Let nothing go on by itself before the window stands over another store."""
        if self.navigator is not None:
            self.navigator.stop()
            self.navigator.stage.deleteLater()
            self.navigator = None
        self._worker().stop()

    def _worker(self) -> Tasks:
        from surveyapp.ui.tasks import Tasks

        self._tasks = self._tasks or Tasks(self.window)
        return self._tasks

    def _ask_passphrase(self, error: UserError) -> None:
        from surveyapp.services.protection import is_regainable
        from surveyapp.ui.screens.passphrase import PassphraseScreen
        from surveyapp.ui.screens.regain import OPEN_WITH_RECOVERY_KEY

        screen = PassphraseScreen(self.window.words)
        if is_regainable(self._data_dir, error):
            screen.offer(OPEN_WITH_RECOVERY_KEY, "key").clicked.connect(self._ask_recovery_key)
        screen.entered.connect(self._on_passphrase)
        screen.closed.connect(self.window.close)
        screen.language_chosen.connect(self._on_language_chosen)
        self.window.show_screen(screen)

    def _on_passphrase(self, passphrase: str) -> None:
        """Try it: that takes a second or two."""
        from surveyapp.ui.screens.passphrase import PassphraseScreen

        screen = self.window.shown()
        assert isinstance(screen, PassphraseScreen)
        screen.show_opening()
        self._open_in_worker(passphrase)

    def _open_in_worker(self, passphrase: str) -> None:
        """Open where the window goes on answering: the key store may ask its own question."""
        task = self._worker().start(lambda _: self._open_workspace(passphrase))
        task.succeeded.connect(self._enter)
        task.failed.connect(self._on_not_opened)

    def _on_not_opened(self, error: object) -> None:
        from surveyapp.store.custody import PassphraseNeeded
        from surveyapp.ui.screens.passphrase import PassphraseScreen

        assert isinstance(error, UserError)
        screen = self.window.shown()
        if not isinstance(error, PassphraseNeeded):
            self._show_problem(error)
        elif isinstance(screen, PassphraseScreen):
            screen.show_wrong(error)
        else:
            self._ask_passphrase(error)

    def _ask_recovery_key(self) -> None:
        from surveyapp.ui.unlocking import Unlocking

        unlocking = Unlocking(self.window, self._data_dir, self._worker())
        unlocking.left.connect(self.open)
        unlocking.damaged.connect(self._show_problem)
        unlocking.language_chosen.connect(self._on_language_chosen)

    def _on_language_chosen(self, language: str) -> None:
        self._asked_language = language
        self._speak(language)

    def open_when_painted(self) -> None:
        """Open the data folder as soon as the window stands on the glass."""
        self.window.painted.connect(self._on_painted)

    def _on_painted(self, what: str) -> None:
        if what == "window":
            self.open()

    def show_bug(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Show an exception nobody caught as what it is: a fault of ours, not of the person."""
        sys.__excepthook__(kind, error, trace)
        if isinstance(error, KeyboardInterrupt):
            self._application.exit(130)
            return
        import traceback

        place = traceback.extract_tb(trace)[-1] if trace else None
        self._show_problem(
            UserError(
                "The app has met a fault of its own. Your saved answers are safe.",
                details=(
                    UserError("Close the app and open it again. If this comes back, report it:"),
                    UserError(
                        "{kind} in {place}",
                        kind=kind.__name__,
                        place=f"{Path(place.filename).name}:{place.lineno}" if place else "?",
                    ),
                ),
            ),
            exit_code=BUG,
        )

    def _on_closed(self) -> None:
        # Off the glass first: a backup takes a few seconds on a large store, and nobody waits.
        self.window.hide()
        self.close()

    def close(self) -> None:
        """Wait for work under way, back up what is new, then let others open the folder."""
        if self.navigator is not None:
            self.navigator.stop()
        if self._tasks is not None:
            self._tasks.stop()
        if self._practising is not None and self._practising.under_way:
            self.workspace = self._practising.end()
        if self.workspace is not None:
            self._back_up()
            self.workspace.close()
            self.workspace = None

    def _back_up(self) -> None:
        from surveyapp.services.backups import back_up_if_changed

        assert self.workspace is not None
        # Where it fails, the store remembers, and the next start tells it.
        with suppress(UserError):
            if self.workspace.is_set_up:
                back_up_if_changed(self.workspace, "close")

    def _take_profile_language(self) -> None:
        """Speak the language set-up gave the device, where nobody chose another since."""
        assert self.workspace is not None
        profile = self.workspace.store.profile()
        if self._asked_language:
            self.preferences.language = self._asked_language
        elif profile is not None and not self.preferences.has_language:
            self.preferences.language = profile.language
            self._speak(profile.language)

    def _speak(self, language: str) -> None:
        look = theme.Look(self.preferences.appearance)
        scale = self.preferences.text_size / 100
        theme.change(self._application, look=look, scale=scale, language=language)
        self.window.set_words(load_words(language))

    def _on_recovery_requested(self, error: object) -> None:
        """Put a damaged folder away as it is, and offer to recover what is in it."""
        assert isinstance(error, UserError)
        if self._practising is not None and self._practising.under_way:
            self._on_practice_left(False, error)  # noqa: FBT003 - a practice is wiped, not rescued
            return
        self._leave_screens()
        if self.workspace is not None:
            self.workspace.close()
            self.workspace = None
        self._offer_recovery(error)

    def _offer_recovery(self, error: UserError) -> None:
        from surveyapp.services.workspace import local_now
        from surveyapp.store.custody import Access
        from surveyapp.ui.files import SystemFiles
        from surveyapp.ui.recovering import Recovering

        recovering = Recovering(
            self.window,
            self._data_dir,
            self._access or Access(),
            self._files or SystemFiles(self.window),
            self._worker(),
            self._now or local_now,
        )
        recovering.retried.connect(self.open)
        recovering.recovered.connect(self._on_recovered)
        recovering.language_chosen.connect(self._on_language_chosen)
        recovering.offer(error)

    def _on_recovered(self, data_dir: object) -> None:
        assert isinstance(data_dir, Path)
        self._data_dir = data_dir
        self.open()

    def _show_problem(self, error: UserError, exit_code: int = PROBLEM) -> None:
        from surveyapp.services.protection import is_regainable
        from surveyapp.store.troubles import Damaged
        from surveyapp.ui.screens.problem import ProblemScreen

        self.exit_code = exit_code
        if isinstance(error, Damaged):
            self._offer_recovery(error)
            return
        regainable = is_regainable(self._data_dir, error)
        kiosk = self.navigator is not None and self.navigator.in_kiosk
        screen = ProblemScreen(self.window.words, error, regainable=regainable, closable=not kiosk)
        screen.regain_requested.connect(self._ask_recovery_key)
        screen.retried.connect(self.open)
        screen.closed.connect(self.window.close)
        screen.language_chosen.connect(self._speak)
        self.window.show_screen(screen)


def make_application() -> QApplication:
    """Return the application, made once."""
    known = QApplication.instance()
    if isinstance(known, QApplication):
        return known
    application = QApplication(sys.argv[:1])
    application.setApplicationName("surveyapp")
    return application


def dress(application: QApplication) -> None:
    """Give the application its icon and, for the few words that are Qt's own, Qt's catalogue.

    Only our own three languages are switched at run time; Qt's words (menus of text fields) follow
    the language of the system.
    """
    from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
    from PySide6.QtGui import QColor

    from surveyapp.drawing.mark import mark_icon

    tokens = theme.TOKENS[theme.Look.LIGHT]
    application.setWindowIcon(mark_icon(QColor(tokens.primary), QColor(tokens.accent)))
    translator = QTranslator(application)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(QLocale(), "qtbase", "_", folder):
        application.installTranslator(translator)


def main(
    data_dir: Path, *, language: str = "", on_painted: Callable[[str], None] | None = None
) -> int:
    """Open the app on a data folder and return its exit code when the window is closed.

    ``on_painted`` hears ``window`` when the window first stands on the glass, and ``screen`` when
    its first screen does (a benchmark listens).
    """
    application = make_application()
    desk = Desk(data_dir, language=language)
    sys.excepthook = desk.show_bug
    if on_painted is not None:
        desk.window.painted.connect(on_painted)
    desk.open_when_painted()
    desk.window.show()
    application.exec()
    desk.close()
    return desk.exit_code


def run(arguments: list[str]) -> int:
    """Open the app as ``surveyapp [--data DIR] [--lang ar|fr|en]`` asks."""
    options = _options(arguments)
    return main(options.data or default_data_dir(), language=options.lang or "")


def screenshots(arguments: list[str]) -> int:
    """Save pictures of every screen, as ``surveyapp screenshots FOLDER`` asks."""
    import argparse

    # Off the screen, so that the pictures are the same on every machine.
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QT_SCALE_FACTOR", "1")
    from surveyapp.store.custody import NoKeyStore
    from surveyapp.ui.pictures import take
    from surveyapp.ui.screenshots import Opened

    parser = argparse.ArgumentParser(prog="surveyapp screenshots", add_help=False)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--lang", default="en")
    parser.add_argument("--only", action="append", default=[])
    options = parser.parse_args(arguments)
    make_application()

    def open_app(
        data_dir: Path, language: str, now: Callable[[], datetime], files: Files
    ) -> Opened:
        # A computer's real key store is no business of pictures.
        return Desk(data_dir, language=language, now=now, files=files, key_store=NoKeyStore())

    count = take(open_app, options.folder, only=tuple(options.only), said=print)
    words = load_words(options.lang)
    print(
        words.plural(
            "{n} picture in {folder}", "{n} pictures in {folder}", count, folder=options.folder
        )
    )
    return 0


def _options(arguments: list[str]) -> Namespace:
    import argparse

    parser = argparse.ArgumentParser(prog="surveyapp", add_help=False)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--lang", default=os.environ.get("SURVEYAPP_LANG", ""))
    return parser.parse_args(arguments)
