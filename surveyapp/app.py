"""Composition root of the desktop app: the only place that builds everything.

Nothing here decides anything a person sees; it makes the pieces, hands them to each other and
runs Qt's loop.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from surveyapp.errors import UserError
from surveyapp.paths import default_data_dir
from surveyapp.services.workspace import Workspace, local_now
from surveyapp.text import load_words
from surveyapp.ui import theme
from surveyapp.ui.files import Files, SystemFiles
from surveyapp.ui.main_window import MainWindow
from surveyapp.ui.navigation import Navigator
from surveyapp.ui.preferences import Preferences
from surveyapp.ui.stage import Stage
from surveyapp.ui.tasks import Tasks

WIDTH, HEIGHT = 1280, 800
PROBLEM = 2
"""Exit code where the person has something to mend before the app can start."""


class Desk:
    """The app, built: a window over one data folder.

    ``files`` and ``now`` are given by tests; people get the system's dialogs and clock.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        language: str = "",
        files: Files | None = None,
        now: Callable[[], datetime] = local_now,
    ) -> None:
        application = QApplication.instance()
        assert isinstance(application, QApplication), "the application comes first"
        self._application = application
        self._data_dir = data_dir
        self._now = now
        self._asked_language = language
        self.preferences = Preferences(data_dir)
        self._speak(language or self.preferences.language)
        self.window = MainWindow(load_words(theme.current().language))
        self.window.resize(WIDTH, HEIGHT)
        self.files = files or SystemFiles(self.window)
        self.tasks = Tasks(self.window)
        self.workspace: Workspace | None = None
        self.navigator: Navigator | None = None
        self.window.closed.connect(self.close)
        self.exit_code = 0

    def open(self) -> None:
        """Open the data folder and show the first screen, or the problem that stops it."""
        try:
            self.workspace = Workspace.open(self._data_dir, now=self._now)
        except UserError as error:
            self._show_problem(error)
            return
        self.exit_code = 0
        self._take_profile_language()
        self.stage = Stage(self.window, self.preferences)
        self.navigator = Navigator(self.stage, self.workspace, self.files, self.tasks)
        self.navigator.begin()

    def close(self) -> None:
        """Wait for work under way, then let others open the folder."""
        self.tasks.stop()
        if self.workspace is not None:
            self.workspace.close()
            self.workspace = None

    def _take_profile_language(self) -> None:
        """Speak the language set-up gave the device, where nobody chose another since."""
        assert self.workspace is not None
        profile = self.workspace.store.profile()
        if self._asked_language:
            self.preferences.language = self._asked_language
        elif profile is not None and not self.preferences.has_language:
            self.preferences.language = profile.language
            self._speak(profile.language)
            self.window.set_words(load_words(profile.language))

    def _speak(self, language: str) -> None:
        look = theme.Look(self.preferences.appearance)
        scale = self.preferences.text_size / 100
        theme.change(self._application, look=look, scale=scale, language=language)

    def _show_problem(self, error: UserError) -> None:
        from surveyapp.ui.screens.problem import ProblemScreen

        self.exit_code = PROBLEM
        screen = ProblemScreen(self.window.words, error)
        screen.retried.connect(self.open)
        screen.closed.connect(self.window.close)

        def on_language_chosen(tag: str) -> None:
            self._speak(tag)
            self.window.set_words(load_words(tag))

        screen.language_chosen.connect(on_language_chosen)
        self.window.show_screen(screen)


def make_application() -> QApplication:
    """Return the application, made once, with Qt's own words where it has them."""
    known = QApplication.instance()
    if isinstance(known, QApplication):
        return known
    application = QApplication(sys.argv[:1])
    application.setApplicationName("surveyapp")
    # Only our own three are switched at run time; Qt's few words (menus of text fields) follow
    # the language the app was started in.
    translator = QTranslator(application)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(QLocale(), "qtbase", "_", folder):
        application.installTranslator(translator)
    return application


def main(
    data_dir: Path, *, language: str = "", on_first_paint: Callable[[], None] | None = None
) -> int:
    """Open the app on a data folder and return its exit code when the window is closed."""
    application = make_application()
    desk = Desk(data_dir, language=language)
    if on_first_paint is not None:
        desk.window.first_painted.connect(on_first_paint)
    desk.open()
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
    # Off the screen, so that the pictures are the same on every machine.
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QT_SCALE_FACTOR", "1")
    from surveyapp.ui.screenshots import Opened, take

    parser = argparse.ArgumentParser(prog="surveyapp screenshots", add_help=False)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--lang", default="en")
    parser.add_argument("--only", action="append", default=[])
    options = parser.parse_args(arguments)
    make_application()

    def open_app(
        data_dir: Path, language: str, now: Callable[[], datetime], files: Files
    ) -> Opened:
        return Desk(data_dir, language=language, now=now, files=files)

    count = take(open_app, options.folder, only=tuple(options.only), said=print)
    words = load_words(options.lang)
    print(
        words.plural(
            "{n} picture in {folder}", "{n} pictures in {folder}", count, folder=options.folder
        )
    )
    return 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="surveyapp", add_help=False)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--lang", default=os.environ.get("SURVEYAPP_LANG", ""))
    return parser.parse_args(arguments)
