"""How a check names many things in one sentence. Knows no form."""

from __future__ import annotations

from collections.abc import Sequence


def first_of(names: Sequence[object], most: int) -> str:
    """Return ``names`` separated by commas, at most ``most``, and a mark where there are more."""
    more = ", …" if len(names) > most else ""
    return ", ".join(map(str, names[:most])) + more
