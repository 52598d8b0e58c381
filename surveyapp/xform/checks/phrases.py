"""Looks for phrases in what people write, word by word.

Words are compared whole and folded (see ``surveyapp.text.fold``); an Arabic word also matches
behind the article and the letters written onto it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TypeAlias

from surveyapp.text import fold

_WORD = re.compile(r"[^\W_]+")
_REFERENCE = re.compile(r"\$\{[^}]*\}|<[^>]*>")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_GLUED = ("وال", "فال", "بال", "كال", "ولل", "ال", "لل", "و")
_SHORTEST = 3  # letters that must be left of an Arabic word


@lru_cache(maxsize=512)
def words_of(text: str) -> tuple[frozenset[str], ...]:
    """Return the words of a text people read, without its references and tags.

    Each is folded, and comes with the forms it may have without what is written onto it.
    """
    return _forms(fold(_REFERENCE.sub(" ", text)))


def words_of_name(name: str) -> tuple[frozenset[str], ...]:
    """Return the same of a question's name: ``num_cin`` and ``numCin`` are two words each."""
    return _forms(fold(_HUMP.sub("_", name)).replace("_", " "))


class Phrases:
    """A set of phrases to look for in texts."""

    def __init__(self, phrases: Iterable[str], unless: Iterable[str] = ()) -> None:
        self._phrases = _by_first(phrases)
        self._unless = _by_first(unless)

    def stand_in(self, words: Sequence[frozenset[str]]) -> bool:
        """Say whether any phrase stands in ``words`` that is no part of an exception."""
        at = 0
        while at < len(words):
            if passed := _length(words, at, self._unless):
                at += passed
            elif _length(words, at, self._phrases):
                return True
            else:
                at += 1
        return False


_Phrase: TypeAlias = tuple[frozenset[str], ...]


def _by_first(phrases: Iterable[str]) -> dict[str, list[_Phrase]]:
    found: dict[str, list[_Phrase]] = {}
    for phrase in phrases:
        words = words_of(phrase)
        for first in words[0]:
            found.setdefault(first, []).append(words)
    return found


def _length(words: Sequence[frozenset[str]], at: int, known: dict[str, list[_Phrase]]) -> int:
    """Return how many words the longest known phrase at ``at`` has, 0 where none stands there."""
    longest = 0
    for first in words[at]:
        for phrase in known.get(first, ()):
            rest = words[at + 1 : at + len(phrase)]
            if len(rest) == len(phrase) - 1 and not any(
                wanted.isdisjoint(word) for word, wanted in zip(rest, phrase[1:], strict=True)
            ):
                longest = max(longest, len(phrase))
    return longest


def _forms(folded: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset({word, _bare(word)}) for word in _WORD.findall(folded))


def _bare(word: str) -> str:
    """Return an Arabic word without what is written onto its beginning."""
    for glued in _GLUED:
        if word.startswith(glued) and len(word) - len(glued) >= _SHORTEST:
            return word.removeprefix(glued)
    return word
