"""Direction comes from the language tag, never from guessing at the text (HOUSE.md 12)."""

from __future__ import annotations

from enum import StrEnum

# Languages written right to left by default (CLDR), and the scripts that are.
_RTL_LANGUAGES = frozenset(
    {"ar", "arc", "arz", "ary", "apc", "ckb", "dv", "fa", "glk", "he", "iw", "ji", "khw", "ks"}
    | {"ku", "lrc", "mzn", "nqo", "ota", "pnb", "ps", "sd", "syr", "ug", "ur", "yi"}
)
_RTL_SCRIPTS = frozenset(
    ("adlm", "arab", "aran", "hebr", "mand", "nkoo", "rohg", "samr", "syrc", "thaa")
)


class Direction(StrEnum):
    """The way lines run."""

    LTR = "ltr"
    RTL = "rtl"


def direction(tag: str) -> Direction:
    """Return the direction of a BCP 47 tag: ``ar-MA`` is right to left, ``ku-Latn`` is not."""
    subtags = tag.replace("_", "-").lower().split("-")
    for subtag in subtags[1:]:
        if len(subtag) == 4 and subtag.isalpha():
            return Direction.RTL if subtag in _RTL_SCRIPTS else Direction.LTR
    return Direction.RTL if subtags[0] in _RTL_LANGUAGES else Direction.LTR
