"""Asking the person for a file or a folder.

Why it exists: the system's own dialog cannot be driven in a test and looks different everywhere, so
the one place that opens it is handed to whoever needs it. It must not know what the file is for.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QDir, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget


class Files(Protocol):
    """Whoever can ask for a place on the disk; an empty answer is a change of mind."""

    def save_as(self, title: str, name: str, kind: str) -> Path | None:
        """Ask where to write a file called ``name`` by default; ``kind`` is a Qt file filter."""

    def folder(self, title: str) -> Path | None:
        """Ask for a folder to write into."""

    def open_one(self, title: str, kind: str) -> Path | None:
        """Ask for one file to read."""

    def open_many(self, title: str, kind: str) -> tuple[Path, ...]:
        """Ask for one or several files to read."""


class SystemFiles:
    """The system's own file dialogs, starting where the last one ended."""

    def __init__(self, window: QWidget) -> None:
        self._window = window
        places = QStandardPaths.standardLocations(QStandardPaths.StandardLocation.DocumentsLocation)
        self._folder = Path(places[0] if places else QDir.homePath())

    def save_as(self, title: str, name: str, kind: str) -> Path | None:
        """Ask where to write."""
        chosen, _ = QFileDialog.getSaveFileName(self._window, title, str(self._folder / name), kind)
        return self._remember(chosen)

    def folder(self, title: str) -> Path | None:
        """Ask for a folder."""
        chosen = QFileDialog.getExistingDirectory(self._window, title, str(self._folder))
        if not chosen:
            return None
        self._folder = Path(chosen)
        return self._folder

    def open_one(self, title: str, kind: str) -> Path | None:
        """Ask what to read."""
        chosen, _ = QFileDialog.getOpenFileName(self._window, title, str(self._folder), kind)
        return self._remember(chosen)

    def open_many(self, title: str, kind: str) -> tuple[Path, ...]:
        """Ask what to read."""
        chosen, _ = QFileDialog.getOpenFileNames(self._window, title, str(self._folder), kind)
        paths = (self._remember(name) for name in chosen)
        return tuple(path for path in paths if path is not None)

    def _remember(self, chosen: str) -> Path | None:
        if not chosen:
            return None
        path = Path(chosen)
        self._folder = path.parent
        return path
