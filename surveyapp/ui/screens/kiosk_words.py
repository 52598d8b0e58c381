"""What a kiosk does once nobody is there, in the words that several screens say it with."""

from __future__ import annotations

from surveyapp.services.setup import Partials
from surveyapp.text import N_, Words
from surveyapp.ui.vigil import COUNTDOWN

LEFT_HALF_WAY = {
    Partials.ERASE: N_("Answers left half-way are erased at once and for good."),
    Partials.KEEP: N_("Answers left half-way stay on this device as a draft."),
}


def silence(words: Words, seconds: int) -> str:
    """Return how long a silence may be, and what follows."""
    return words.plural(
        "After {n} second without a touch the screen asks whether somebody is there; "
        "{countdown} seconds later it returns to the start.",
        "After {n} seconds without a touch the screen asks whether somebody is there; "
        "{countdown} seconds later it returns to the start.",
        seconds,
        countdown=COUNTDOWN,
    )
