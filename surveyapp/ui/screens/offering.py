"""One brief message at a time, and at most one act that it offers to take back."""

from __future__ import annotations

from collections.abc import Callable

from surveyapp.ui.kit.toast import Toast


class Offer:
    """What a toast says, and what its button does."""

    def __init__(self, toast: Toast) -> None:
        self._toast = toast
        self._undo: Callable[[], None] | None = None
        toast.action_triggered.connect(self._on_taken)

    def say(self, text: str) -> None:
        """Say something that nothing is to be done about."""
        self._undo = None
        self._toast.show_message(text)

    def undo(self, text: str, action: str, act: Callable[[], None]) -> None:
        """Say what was done; ``act`` takes it back. What was offered before is so no more."""
        self._undo = act
        self._toast.show_message(text, action)

    def _on_taken(self) -> None:
        act, self._undo = self._undo, None
        if act is not None:
            act()
