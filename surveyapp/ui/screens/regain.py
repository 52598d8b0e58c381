"""The key of the answers is lost: the printed recovery key opens them again."""

from __future__ import annotations

from PySide6.QtCore import Signal

from surveyapp.text import N_, Words
from surveyapp.ui.screens.asking import AskingScreen

OPEN_WITH_RECOVERY_KEY = N_("Open with the recovery key")


class RegainScreen(AskingScreen):
    """Asks for the secret on the sheet; it stays readable, for it is compared block by block."""

    left = Signal()
    """The person wants back to where they came from."""

    TITLE = OPEN_WITH_RECOVERY_KEY
    LEAD = N_(
        "Type the secret from the printed sheet: AGE-SECRET-KEY-1 and the blocks after it. Small "
        "letters and gaps do not matter. The key of the answers then lies in a file on this "
        "device, until you protect it anew."
    )
    LABEL = N_("Recovery key")
    PLACEHOLDER = N_("AGE-SECRET-KEY-1… from the printed sheet")

    def __init__(self, words: Words) -> None:
        super().__init__(words)
        self.offer(N_("Back"), "arrow-left").clicked.connect(self.left)
