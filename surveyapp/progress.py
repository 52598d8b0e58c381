"""How long work reports its steps and is cancelled, without knowing who listens."""

from __future__ import annotations

from typing import Protocol


class Cancelled(Exception):
    """Raised inside a piece of work after its listener asked it to stop."""


class Progress(Protocol):
    """Somebody who watches a piece of work."""

    def step(self, done: int, total: int, what: str = "") -> None:
        """Report ``done`` of ``total`` units; ``what`` is already in the listener's language.

        Raises ``Cancelled`` where the listener wants the work to stop; the work must then leave
        nothing half-written.
        """


class Silent:
    """Nobody watches."""

    def step(self, done: int, total: int, what: str = "") -> None:
        """Ignore the report."""
