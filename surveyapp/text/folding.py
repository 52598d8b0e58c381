"""Folding for search: what a person types on a strange keyboard finds what another wrote.

Arabic alef, hamza, yeh and teh marbuta variants, diacritics, tatweel and Eastern digits fold
together; so do French accents and case.
"""

from __future__ import annotations

import unicodedata

_SAME = str.maketrans(
    {
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ى": "ي",
        "ئ": "ي",
        "ی": "ي",
        "ؤ": "و",
        "ة": "ه",
        "ک": "ك",
        "گ": "ك",
        "ڭ": "ك",
        "ـ": "",
        "ء": "",
        "’": "'",
        "œ": "oe",
        "æ": "ae",
    }
)


class _Folded(dict[int, str]):
    """Character -> what it folds to, worked out when it is first met: folding looks at no
    neighbour, and a store folds every submission it takes in."""

    def __missing__(self, code: int) -> str:
        folded = _fold_once(chr(code))
        # What one pass uncovers another may fold: a letter of mathematics hides a capital.
        while (again := _fold_once(folded)) != folded:
            folded = again
        self[code] = folded
        return folded


_FOLDED = _Folded()


def fold(text: str) -> str:
    """Return ``text`` as search compares it; folding twice changes nothing more."""
    return " ".join(text.translate(_FOLDED).split())


def _fold_once(text: str) -> str:
    # Variants first: NFKD would split أ into alef and a mark, which is dropped all the same, but
    # ئ would lose its hamza and stay a dotless yeh.
    text = text.casefold().translate(_SAME)
    kept = [c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)]
    folded = "".join(_digit(c) for c in kept if unicodedata.category(c) != "Cf")
    return folded.translate(_SAME)


def _digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)
