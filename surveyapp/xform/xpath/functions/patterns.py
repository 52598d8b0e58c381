"""``regex()``: patterns as Java and JavaScript read them, matched in linear time by RE2.

RE2 runs in linear time whatever a form brings, and pays for it: it looks neither ahead nor behind
and has no back-references. What authors write all the same is put in its words: ``\\u0621`` and
needless backslashes, and what a pattern asks to be ahead *at its beginning*
(``^(?=.*[0-9])(?!0).{8}$``), which is as many patterns that must match, or must not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from surveyapp.xform.xpath.functions.table import function

if TYPE_CHECKING:
    import re2

_ESCAPE = re.compile(r"\\(?:u([dD][89abAB]..)\\u([dD][c-fC-F]..)|u([0-9a-fA-F]{4})|(.))", re.DOTALL)
# Escapes, classes and brackets: what decides where a group ends.
_PARTS = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[()|]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Pattern:
    """What must match whole, and what must (True) or must not match at the beginning."""

    whole: re2._Regexp[str]
    ahead: tuple[tuple[bool, re2._Regexp[str]], ...]

    def matches(self, text: str) -> bool:
        return self.whole.fullmatch(text) is not None and all(
            (pattern.match(text) is not None) is wanted for wanted, pattern in self.ahead
        )


def _plain(found: re.Match[str]) -> str:
    high, low, code, one = found.groups()
    if high:
        try:
            return bytes.fromhex(high + low).decode("utf-16-be")
        except ValueError:
            return found[0]
    if code:
        return f"\\x{{{code}}}"
    return str(one) if one == "_" or not one.isascii() else found[0]


def _close(expression: str, start: int) -> int:
    """Return where the group that begins at ``start`` ends, -1 where it never does."""
    depth = 0
    for part in _PARTS.finditer(expression, start):
        depth += {"(": 1, ")": -1}.get(part[0], 0)
        if not depth:
            return part.end()
    return -1


def _alternates(expression: str) -> bool:
    """Say whether a pattern has branches outside all brackets."""
    depth = 0
    for part in _PARTS.finditer(expression):
        depth += {"(": 1, ")": -1}.get(part[0], 0)
        if part[0] == "|" and not depth:
            return True
    return False


@lru_cache(maxsize=64)
def _pattern(expression: str) -> _Pattern | None:
    import re2  # 5 ms that only forms with regex() pay

    options = re2.Options()
    options.log_errors = False
    options.max_mem = 4 << 20
    rest = _ESCAPE.sub(_plain, expression)
    ahead: list[tuple[bool, re2._Regexp[str]]] = []
    try:
        begun = rest.removeprefix("^")
        if begun.startswith(("(?=", "(?!")) and not _alternates(rest):
            rest = begun
            while rest.startswith(("(?=", "(?!")):
                end = _close(rest, 0)
                if end < 0:
                    return None
                ahead.append((rest[2] == "=", re2.compile(rest[3 : end - 1], options)))
                rest = rest[end:]
        return _Pattern(re2.compile(rest, options), tuple(ahead))
    except re2.error:
        return None


def pattern_is_valid(expression: str) -> bool:
    """Say whether ``regex()`` can use ``expression``, for the importer's checks."""
    return _pattern(expression) is not None


@function("regex", "ss", "b")
def regex(text: str, expression: str) -> bool:
    """Say whether ``expression`` matches the whole of ``text``.

    Anchored as in JavaRosa and Collect ("an exact and complete match", says ODK's documentation),
    where nearly all forms were tried; the specification leaves it open. A pattern that RE2 cannot
    read matches nothing, and the importer says so.
    """
    pattern = _pattern(expression)
    return pattern is not None and pattern.matches(text)
