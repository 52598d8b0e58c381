"""The notice above the first page that answers come from another version of the questionnaire.

It stays until somebody closes it. What it says is decided in ``models.fit``.
"""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from surveyapp.services.versions import VersionFit
from surveyapp.text import Words
from surveyapp.ui.kit.banner import Banner
from surveyapp.ui.models.fit import fit_lines, fit_title
from surveyapp.ui.theme import Tone


class VersionNotice(Banner):
    """Shown only where there is something to tell."""

    def __init__(self, words: Words, fit: VersionFit, parent: QWidget) -> None:
        super().__init__("", "", Tone.INFO, parent=parent)
        self.link_clicked.connect(self.hide)
        self.tell(words, fit)
        self.setVisible(bool(fit))

    def tell(self, words: Words, fit: VersionFit) -> None:
        """Say it in a language."""
        self.set_content(
            fit_title(words, fit),
            "\n".join(fit_lines(words, fit)),
            links=[("close", words("Close this notice"))],
        )
