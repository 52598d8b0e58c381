"""How this device shows things: language, appearance, text size.

Why it exists: these must be known before the store opens (a wrong key or a second copy is told in
the person's language, at their text size), so they lie in a small file beside it. It must not know
anything of responses: nothing collected is ever written here.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings

from surveyapp.text import LANGUAGES, choose_language

APPEARANCES = ("light", "dark", "contrast")
TEXT_SIZES = (100, 125, 150, 200)


class Preferences:
    """The choices of one data folder; a folder that cannot be written simply keeps none."""

    def __init__(self, data_dir: Path) -> None:
        self._settings = QSettings(str(data_dir / "appearance.ini"), QSettings.Format.IniFormat)

    @property
    def language(self) -> str:
        """The interface language, or the system's where none was chosen."""
        kept = str(self._settings.value("language", ""))
        return kept if kept in LANGUAGES else choose_language()

    @language.setter
    def language(self, tag: str) -> None:
        self._settings.setValue("language", tag)

    @property
    def has_language(self) -> bool:
        """Say whether somebody chose a language here."""
        return str(self._settings.value("language", "")) in LANGUAGES

    @property
    def interview_language(self) -> str:
        """The language of buttons during an interview; ``""`` where it is that of the questions."""
        kept = str(self._settings.value("interview_language", ""))
        return kept if kept in LANGUAGES else ""

    @interview_language.setter
    def interview_language(self, tag: str) -> None:
        self._settings.setValue("interview_language", tag)

    @property
    def appearance(self) -> str:
        """``light``, ``dark`` or ``contrast``."""
        kept = str(self._settings.value("appearance", ""))
        return kept if kept in APPEARANCES else "light"

    @appearance.setter
    def appearance(self, name: str) -> None:
        self._settings.setValue("appearance", name)

    @property
    def text_size(self) -> int:
        """Per cent of the design's type: 100, 125, 150 or 200."""
        kept = str(self._settings.value("text_size", ""))
        return int(kept) if kept.isdigit() and int(kept) in TEXT_SIZES else 100

    @text_size.setter
    def text_size(self, percent: int) -> None:
        self._settings.setValue("text_size", percent)
