"""One of a few cards, all in view: what set-up, the stop chooser and the device ask with.

A search may hide cards; the chosen one is remembered all the same.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from surveyapp.ui.kit.choice_group import Arrangement, ChoiceGroup, Option


class RadioCards(ChoiceGroup):
    """Cards in as many columns as fit; ``chosen(key)`` when a person chooses."""

    def __init__(
        self, *, max_columns: int = 3, name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(arrangement=Arrangement.COLUMNS, max_columns=max_columns, parent=parent)
        self.set_name(name)
        self._rows: tuple[tuple[str, str], ...] = ()
        self._hidden: frozenset[str] = frozenset()
        self._choice = ""
        self.chosen.connect(self._on_chosen)

    def set_rows(self, rows: Sequence[tuple[str, str]], chosen: str = "") -> None:
        """Show these ``(key, words)``."""
        self._rows = tuple(rows)
        self._show()
        self.set_choice(chosen or self._choice)

    def show_only(self, keys: Collection[str]) -> None:
        """Show only these cards, in the same order (a search)."""
        self._hidden = frozenset(key for key, _ in self._rows) - frozenset(keys)
        self._show()

    def choice(self) -> str:
        """Return the chosen key, or ``""``."""
        return self._choice

    def set_choice(self, key: str) -> None:
        """Choose without a signal."""
        self._choice = key
        self.set_selected({key} if key else ())

    def take_first(self) -> None:
        """Choose the first card that is shown, as Enter in a search does."""
        shown = self.options()
        if shown:
            self.set_choice(shown[0].value)
            self.chosen.emit(shown[0].value)
            self.focus_first(Qt.FocusReason.ShortcutFocusReason)

    def _show(self) -> None:
        self.set_options([Option(k, words) for k, words in self._rows if k not in self._hidden])
        self.set_selected({self._choice} if self._choice else ())

    def _on_chosen(self, key: str) -> None:
        self._choice = key
