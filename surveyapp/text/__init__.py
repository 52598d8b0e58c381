"""The words of every room: one gettext catalogue, direction, isolates, folding, formats.

Knows no Qt: verbs and workbooks speak too.
"""

from surveyapp.text.bidi import isolate, isolate_ltr
from surveyapp.text.direction import Direction, direction
from surveyapp.text.folding import fold
from surveyapp.text.marking import N_
from surveyapp.text.words import LANGUAGES, Words, choose_language, load_words, spoken_beside

__all__ = [
    "LANGUAGES",
    "N_",
    "Direction",
    "Words",
    "choose_language",
    "direction",
    "fold",
    "isolate",
    "isolate_ltr",
    "load_words",
    "spoken_beside",
]
