"""Marks literals that are translated later, where they are shown."""

from __future__ import annotations


# gettext's own name for it, known to every extractor
def N_(message: str) -> str:
    """Return ``message`` as it is; the extractor has seen it."""
    return message
