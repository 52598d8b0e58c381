"""Before anything else opens: the passphrase of this device, where its organiser chose one."""

from __future__ import annotations

from surveyapp.text import N_
from surveyapp.ui.screens.asking import AskingScreen


class PassphraseScreen(AskingScreen):
    """Asks for the passphrase."""

    TITLE = N_("The answers are locked")
    LEAD = N_("Type the passphrase that the organiser gave this device.")
    LABEL = N_("Passphrase")
    SECRET = True
    FORGETS = True
