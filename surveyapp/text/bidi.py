"""Unicode isolates: what keeps a range, a phone number or a firm's name in one piece.

"2025–2027" inside an Arabic sentence turns round unless it is isolated (UAX #9). The place that
formats a value isolates it; nobody repairs it later.
"""

from __future__ import annotations

LRI = "\u2066"
RLI = "\u2067"
FSI = "\u2068"
PDI = "\u2069"


def isolate_ltr(text: str) -> str:
    """Isolate ``text`` left to right: numbers with signs, phones, ranges, dates, codes, paths."""
    return f"{LRI}{text}{PDI}" if text else text


def isolate(text: str) -> str:
    """Isolate text whose direction is its own, such as a name somebody typed."""
    return f"{FSI}{text}{PDI}" if text else text


def isolate_as(text: str, *, rtl: bool) -> str:
    """Isolate text of a language whose direction is known."""
    return f"{RLI if rtl else LRI}{text}{PDI}" if text else text


def strip_isolates(text: str) -> str:
    """Return ``text`` without isolates, for places that cannot show them (file names, codes)."""
    return text.translate({ord(mark): None for mark in (LRI, RLI, FSI, PDI)})
